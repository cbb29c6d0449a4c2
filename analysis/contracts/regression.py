"""Which contracts end sooner: hazard ratios of few covariates, penalised where terminations are few."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import survival
from analysis.contracts.clock import TERMINATED, clock, in_curve
from analysis.contracts.curves import places
from analysis.contracts.endings import flags_of, sources_of
from analysis.contracts.selection import METHOD
from data.schema import Column, Result, Text

FITS = ("single", "joint")
"""single: each covariate in a model of its own; joint: those that can be estimated, together."""
LEAST = 5
"""Terminations for each covariate below which covariates are not fitted together."""
ENOUGH = 10
"""Terminations for each covariate below which the fit is penalised after Firth."""

COVARIATES = {
    "counterparty_unnamed": Text("Counterparty not named", "对方未具名"),
    "prepaid": Text("Prepayment stated", "披露有预付款"),
    "free_exit": Text("Free exit for the customer stated", "披露客户可无责退出"),
    "seller_other_industry": Text("Seller from another industry", "卖方跨界"),
    "term": Text("Term, each further year", "期限，每长一年"),
    "value": Text("Value, ten times larger", "金额，每大十倍"),
}
REASONS = {
    "": Text("", ""),
    "no_event": Text("no contract was terminated", "没有合同终止"),
    "too_few": Text("fewer than five terminations for each covariate", "每个协变量不足 5 起终止"),
    "one_contract": Text("only one contract differs from the others", "仅一份合同取值不同"),
    "no_variation": Text("all contracts at risk have the same value", "在险合同取值相同"),
    "not_converged": Text("the likelihood has no maximum", "似然无最大值"),
}
METHODS = {
    "firth": Text("Cox, penalised after Firth, profile limits", "比例风险回归，Firth 惩罚，轮廓似然区间"),
    "efron": Text("Cox, ties after Efron", "比例风险回归，Efron 法处理结点"),
    "none": Text("not estimable", "无法估计"),
}

COLUMNS = (
    Column("covariate", "code", Text("Covariate", "协变量"), values=COVARIATES),
    Column("hazard_ratio", "number", Text("Hazard ratio", "风险比"), low=0),
    Column("low", "number", Text("Lower limit", "下限"), low=0),
    Column("high", "number", Text("Upper limit", "上限"), low=0),
    Column("coefficient", "number", Text("Coefficient", "回归系数")),
    Column("p", "number", Text("p", "p 值")),
    Column("contracts", "integer", Text("Contracts with the covariate known", "协变量已知的合同数"), unit="contracts"),
    Column("terminated", "integer", Text("Of them terminated", "其中终止"), unit="contracts"),
    Column("method", "code", Text("Estimator", "估计方法"), values=METHODS),
    Column("reason", "code", Text("Why not estimable", "无法估计的原因"), values=REASONS),
)


def contract_cox(
    contracts: pd.DataFrame, events: pd.DataFrame, day: pd.Timestamp, reading: str = "announced", fit: str = FITS[0]
) -> Result:
    """Return the hazard ratio of termination of each covariate, with limits and what it rests on; not estimable ones with the reason.

    contracts need a column `value` in one currency. A flag counts as present only where it is stated; the counterparty, the term and
    the value must be known, and contracts without are left out of that covariate's model (of the joint one, where it takes part). Cox
    regression with delayed entry: with fewer than ten terminations a covariate Firth's penalty (Breslow ties) and profile-likelihood
    limits, else Efron ties and limits +-1.96 errors.
    """
    rows = clock(contracts, events, day)
    kept = in_curve(rows)
    kept = kept[kept[f"exit_{reading}"] > kept["entry"]]
    design = _design(kept)
    reasons = {name: _reason(design[name], kept, reading) for name in COVARIATES}
    usable = [name for name, reason in reasons.items() if not reason]
    if fit == "joint" and int(_ended(kept, reading).sum()) < LEAST * len(usable):
        reasons, usable = {name: reason or "too_few" for name, reason in reasons.items()}, []
    models = [(name,) for name in usable] if fit == "single" else [tuple(usable)] if usable else []
    lines = [line for names in models for line in _fitted(design[list(names)], kept, reading)]
    lines += [_refused(name, design[name], kept, reason) for name, reason in reasons.items() if reason]
    frame = pd.DataFrame(lines, columns=[column.name for column in COLUMNS]).sort_values(
        "covariate", key=lambda c: c.map(list(COVARIATES).index)
    )
    facts = {
        "reading": reading,
        "fit": fit,
        "contracts": len(rows),
        "in_curve": len(kept),
        "terminated": int((kept["outcome"] == "terminated").sum()),
        "listed": places(rows),
        "data_date": day.strftime("%Y-%m-%d"),
        "estimated": int(frame["hazard_ratio"].notna().sum()),
    }
    frame = frame.reset_index(drop=True) if len(kept) else frame.iloc[:0]
    return Result(frame, COLUMNS, METHOD, facts=facts, source_ids=sources_of(contracts, events), flags=flags_of(facts))


def _design(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the covariates as numbers, NaN where unknown."""
    named = rows["counterparty_named"].map({True: 0.0, False: 1.0})
    value = pd.to_numeric(rows["value"], errors="coerce").astype("float64")
    stated = {name: (rows[name].astype("object") == True).astype("float64") for name in ("prepaid", "free_exit", "seller_other_industry")}  # noqa: E712
    term = pd.to_numeric(rows["term_months"], errors="coerce").astype("float64") / 12
    return pd.DataFrame(
        {"counterparty_unnamed": named.astype("float64"), **stated, "term": term, "value": np.log10(value.where(value > 0))}
    )


def _ended(rows: pd.DataFrame, reading: str) -> pd.Series:
    return rows[f"event_{reading}"] == TERMINATED


def _reason(column: pd.Series, rows: pd.DataFrame, reading: str) -> str:
    known = column.notna()
    if not _ended(rows, reading)[known].any():
        return "no_event"
    values = column[known].value_counts()
    if len(values) < 2:
        return "no_variation"
    return "one_contract" if len(values) == 2 and values.min() < 2 else ""


def _fitted(design: pd.DataFrame, rows: pd.DataFrame, reading: str) -> list[dict[str, object]]:
    known = design.notna().all(axis=1)
    part, ended = rows[known], _ended(rows[known], reading)
    firth = int(ended.sum()) < ENOUGH * design.shape[1]
    ties = "breslow" if firth else "efron"
    found = survival.cox(part[f"exit_{reading}"], ended, design[known].to_numpy(), part["entry"], ties=ties, firth=firth)
    if not found.converged:
        return [_refused(name, design[name], rows, "not_converged") for name in design]
    counts = {"contracts": len(part), "terminated": int(ended.sum()), "method": "firth" if firth else "efron", "reason": ""}
    ratios = zip(design, found.coefficients, found.low, found.high, found.p, strict=True)
    return [
        {"covariate": name, "hazard_ratio": np.exp(beta), "low": np.exp(low), "high": np.exp(high), "coefficient": beta, "p": p} | counts
        for name, beta, low, high, p in ratios
    ]


def _refused(name: str, column: pd.Series, rows: pd.DataFrame, reason: str) -> dict[str, object]:
    known = column.notna()
    counts = {"contracts": int(known.sum()), "terminated": int((rows["outcome"][known] == "terminated").sum())}
    return {"covariate": name, "hazard_ratio": np.nan, "low": np.nan, "high": np.nan, "method": "none", "reason": reason} | counts
