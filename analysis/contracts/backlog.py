"""How much of the remaining value is expected to be terminated within a horizon, and how much of it cannot be assessed."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from analysis.contracts.clock import UNBOUND, clock
from analysis.contracts.curves import MONTH_DAYS, curves
from analysis.contracts.leave_one_out import leave_one_out
from analysis.contracts.money import Rates, amount, total, valued
from analysis.contracts.selection import METHOD, sources
from analysis.survival import chance
from data.schema import Column, Flag, Result, Text

MONTHS = ("12", "6", "3")
"""Horizons in months."""
LEAST = 5
"""Contracts at risk over the whole horizon, below which no probability is given."""
GROUNDS = ("no_value", "no_term", "no_start", "few")
"""Why a contract cannot be assessed; few: fewer than five at risk over the horizon, or beyond the last at-risk time."""


def columns(unit: str) -> tuple[Column, ...]:
    """Return the columns of the backlog at risk with its values in `unit`."""
    return (
        Column("company", "text", Text("Company", "公司")),
        Column("company_en", "text", Text("Company in English", "公司（英文）")),
        Column("ticker", "text", Text("Ticker", "股票代码")),
        Column("contracts", "integer", Text("Contracts not known to be over", "未见终止合同"), unit="contracts"),
        Column("assessed", "integer", Text("Assessed under both readings of silence", "两种假设下均可评估"), unit="contracts"),
        amount("assessed", unit, "Remaining value assessed (assumption)", "可评估的剩余金额（假设）"),
        amount("at_risk_low", unit, "At risk if every ending is announced", "在手订单风险（若凡终止必公告）"),
        amount("at_risk_high", unit, "At risk if silent contracts end as often", "在手订单风险（若沉默者同样终止）"),
        amount("low", unit, "Lower limit", "下限"),
        amount("high", unit, "Upper limit", "上限"),
        Column("lower_only", "integer", Text("Assessed at the lower end only", "仅可评估下端"), unit="contracts"),
        amount("lower_only", unit, "Remaining value assessed at the lower end only (assumption)", "仅可评估下端的剩余金额（假设）"),
        amount("lower_only_risk", unit, "Of it at risk if every ending is announced", "其中若凡终止必公告的风险金额"),
        Column("not_assessable", "integer", Text("Not assessable", "无法评估"), unit="contracts"),
        amount("not_assessable", unit, "Value not assessable, where stated", "无法评估的金额（已披露部分）"),
    )


def backlog_at_risk(
    contracts: pd.DataFrame, events: pd.DataFrame, day: pd.Timestamp, months: str = MONTHS[0], rates: Rates | None = None
) -> Result:
    """Return by company the sum of remaining value × P(terminated within the horizon | alive now), the largest backlog first.

    Alive: signed, not known to be over, the stated term not run out by `day`. Remaining = value × (1 − elapsed / term), an assumption:
    performance in equal parts. P = 1 − S(age + horizon) / S(age) on the curves of the same selection: lower end where every ending is
    announced, upper end where silent contracts end as often as followed ones; the limits run from the lower one of the former to the
    upper one of the latter, and are sums of the contracts' limits, for all stand on one curve. Not assessable: without value, term or
    start, or fewer than five at risk over the horizon, or beyond the last at-risk time; never 0, and totalled apart (its remaining value,
    the whole value where no term is stated). What only the first curve reaches is totalled apart too. facts["left_out"] are the ranges
    of the backlog and of what is at risk under each reading over leaving out each contract, from the curves too.
    """
    worth, unit, converted = valued(contracts, rates)
    lines = clock(worth, events, day)
    found = curves(lines)
    alive = lines[(lines["outcome"] == "open") & ~lines["term_over"] & ~lines["commitment"].isin(UNBOUND)]
    horizon = float(months) * MONTH_DAYS
    assessed = _assessed(alive, found, day, horizon)
    owner = assessed["ticker"].fillna(assessed["company"])
    frame = pd.DataFrame([_summed(group, unit) for _, group in assessed.groupby(owner)], columns=[c.name for c in columns(unit)])
    backlog = frame[[f"{name}_{unit}" for name in ("assessed", "lower_only", "not_assessable")]].sum(axis=1)
    frame = frame.assign(backlog=backlog).sort_values(["backlog", "company"], ascending=[False, True], ignore_index=True)
    facts = {
        **_totals(assessed, unit),
        "left_out": _left_out(lines, assessed, day, horizon),
        "unit": unit,
        "months": int(months),
        "over": int(len(lines) - len(alive)),
        **{f"{reading}_last_months": _rounded(found[reading].last / MONTH_DAYS) for reading in ("followed", "announced")},
    }
    flags = (*converted, *((Flag("contracts.backlog_assumption"),) if len(alive) else ()), Flag("contracts.by_outcome"))
    kept = frame[[column.name for column in columns(unit)]]
    return Result(kept, columns(unit), METHOD, facts=facts, source_ids=sources(contracts), flags=flags)


def _left_out(lines: pd.DataFrame, assessed: pd.DataFrame, day: pd.Timestamp, horizon: float) -> dict[str, dict[str, object] | None]:
    """Return the ranges of the backlog, and of what of the contracts assessed is at risk, over leaving out each contract.

    What is assessed stays so: without one contract one fewer is at risk. A curve that no longer reaches so far leaves no figure.
    """
    known = assessed[assessed["backlog"].notna()]
    found = {"backlog": leave_one_out(known, lambda rows: total(rows["backlog"]))}
    for state, reading, end in (("assessed", "announced", "low"), ("assessed", "followed", "high"), ("lower_only", "announced", "low")):
        kept = assessed[assessed["state"] == state]
        name = f"at_risk_{end}" if state == "assessed" else "lower_only_risk"
        found[name] = leave_one_out(lines, partial(_risk, kept, reading, day, horizon)) if len(kept) else None
    return found


def _risk(kept: pd.DataFrame, reading: str, day: pd.Timestamp, horizon: float, lines: pd.DataFrame) -> float | None:
    """Return what of `kept` is at risk on the curve of `lines`, of which one may be left out; None where it does not reach so far."""
    there = kept[kept.index.isin(lines.index)]
    age = ((day - there["start"]) / pd.Timedelta(days=1)).to_numpy(dtype="float64")
    risk = there["remaining"] * chance(curves(lines)[reading], age, horizon, LEAST - 1)["value"]
    return float(risk.sum()) if len(risk) and risk.notna().all() else None


def _assessed(alive: pd.DataFrame, found: dict, day: pd.Timestamp, horizon: float) -> pd.DataFrame:
    """Return the contracts alive with their remaining value, the probability under both readings, and why one cannot be assessed."""
    age = ((day - alive["start"]) / pd.Timedelta(days=1)).to_numpy(dtype="float64")
    length = ((alive["due"] - alive["start"]) / pd.Timedelta(days=1)).to_numpy(dtype="float64")
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.clip(1 - age / length, 0, 1)
    value = alive["value"].to_numpy(dtype="float64")
    given = {name: chance(found[reading], age, horizon, LEAST) for name, reading in (("low", "announced"), ("high", "followed"))}
    lower, upper = (given[name]["value"] for name in ("low", "high"))
    ground = np.select(
        [np.isnan(value), np.isnan(age), np.isnan(length), np.isnan(lower) & np.isnan(upper)],
        ["no_value", "no_start", "no_term", "few"],
        "",
    )
    both = (ground == "") & ~np.isnan(lower) & ~np.isnan(upper)
    limits = (np.where(np.isnan(given["low"]["low"]), lower, given["low"]["low"]), np.fmax(given["high"]["high"], upper))
    return alive.assign(
        ground=ground,
        state=np.where(both, "assessed", np.where((ground == "") & ~np.isnan(lower), "lower_only", "not_assessable")),
        remaining=value * left,
        backlog=np.where(np.isnan(left), value, value * left),
        chance_low=lower,
        chance_high=upper,
        limit_low=limits[0],
        limit_high=limits[1],
    )


def _summed(group: pd.DataFrame, unit: str) -> dict[str, object]:
    first = group.iloc[0]
    found: dict[str, object] = {name: first[name] for name in ("company", "company_en", "ticker")} | {"contracts": len(group)}
    parts = {state: group[group["state"] == state] for state in ("assessed", "lower_only", "not_assessable")}
    for state, part in parts.items():
        found |= {state: len(part), f"{state}_{unit}": total(part["backlog"])}
    sums = {"at_risk_low": "chance_low", "at_risk_high": "chance_high", "low": "limit_low", "high": "limit_high"}
    found |= {f"{name}_{unit}": total(parts["assessed"]["remaining"] * parts["assessed"][column]) for name, column in sums.items()}
    found[f"lower_only_risk_{unit}"] = total(parts["lower_only"]["remaining"] * parts["lower_only"]["chance_low"])
    return found


def _totals(assessed: pd.DataFrame, unit: str) -> dict[str, object]:
    """Return the sums over all companies, and for how many contracts which ground stands against an assessment."""
    if not len(assessed):
        return {"contracts": 0, "assessed": 0, "lower_only": 0, "not_assessable": 0, "grounds": {}, f"backlog_{unit}": None}
    whole = _summed(assessed, unit)
    grounds = assessed.loc[assessed["state"] == "not_assessable", "ground"].replace("", "few").value_counts()
    without = {name: value for name, value in whole.items() if name not in ("company", "company_en", "ticker")}
    return {**without, "grounds": {name: int(grounds.get(name, 0)) for name in GROUNDS}, f"backlog_{unit}": total(assessed["backlog"])}


def _rounded(value: float) -> float | None:
    return None if value != value else round(float(value), 1)
