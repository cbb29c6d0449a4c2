"""Quality flags taken from real failures, and how the contracts that carry them fared."""

from __future__ import annotations

import pandas as pd

from analysis.contracts.money import contract_value
from analysis.contracts.selection import METHOD, sources
from analysis.survival import fisher_p
from data.period import first_days
from data.schema import Column, Flag, Result, Text

FLAGS = {
    "framework_only": Text("Framework or cooperation only", "仅为框架或合作协议"),
    "counterparty_not_named": Text("Counterparty not named", "对方未具名"),
    "no_prepayment": Text("No prepayment", "无预付款"),
    "no_scale": Text("No card, scale or compute stated", "未写明卡型、规模或算力"),
    "free_exit": Text("Free exit for the customer", "客户可无责退出"),
    "zero_orders": Text("No order placed, nothing delivered", "未下订单或零交付"),
    "other_industry": Text("Seller from another industry", "卖方跨界"),
    "above_revenue": Text("Value above annual revenue", "金额超过年营业收入"),
}

COLUMNS = (
    Column("flag", "code", Text("Quality flag", "合同质量警示"), values=FLAGS),
    Column("with_flag", "integer", Text("Contracts that carry it", "有此警示的合同数"), unit="contracts"),
    Column("with_ended", "integer", Text("Of them terminated", "其中已终止"), unit="contracts"),
    Column("with_share", "number", Text("Terminated, with the flag", "有此警示者终止比例"), unit="fraction", low=0, high=1),
    Column("without_flag", "integer", Text("Contracts that do not", "无此警示的合同数"), unit="contracts"),
    Column("without_ended", "integer", Text("Of them terminated", "其中已终止"), unit="contracts"),
    Column("without_share", "number", Text("Terminated, without the flag", "无此警示者终止比例"), unit="fraction", low=0, high=1),
    Column("p", "number", Text("p of the difference (Fisher, exact)", "差异的 p 值（费希尔精确检验）"), low=0, high=1),
    Column("not_stated", "integer", Text("Contracts that do not say", "未说明的合同数"), unit="contracts"),
    Column("not_stated_ended", "integer", Text("Of them terminated", "其中已终止"), unit="contracts"),
)


def quality(contracts: pd.DataFrame, companies: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return one column a flag: True, False, or null where the record does not say; the rows as in `contracts`.

    Value above annual revenue uses the share that the source states, else the value over the company's revenue of the last fiscal year
    before the start that `companies` holds.
    """
    rows = contracts
    nobody = rows[["accelerator", "scale", "compute_pflops"]].isna().all(axis=1)
    orders = (rows["reason_category"] == "no_orders_placed") | (rows["delivered_cny"] == 0)
    share = rows["share_of_annual_revenue"].astype("float64").fillna(over_revenue(rows, companies))
    found = {
        "framework_only": rows["commitment"].isin(["framework", "cooperation"]),
        "counterparty_not_named": _negated(truth(rows["counterparty_named"])).where(rows["counterparty"].notna(), True),
        "no_prepayment": _negated(truth(rows["prepaid"])),
        "no_scale": nobody,
        "free_exit": truth(rows["free_exit"]),
        "zero_orders": orders.astype("object").where(orders | rows["delivered_cny"].notna(), None),
        "other_industry": truth(rows["seller_other_industry"]),
        "above_revenue": (share > 1).astype("object").where(share.notna(), None),
    }
    return pd.DataFrame({name: column.astype("object") for name, column in found.items()}, index=rows.index)


def carried(flags: pd.DataFrame) -> pd.Series:
    """Return the names of the flags that each contract carries, joined by |; empty for none."""
    listed = ["|".join(name for name in flags.columns if row[name] is True) for row in flags.to_dict("records")]
    return pd.Series(listed, index=flags.index, dtype="object")


def contract_flags(contracts: pd.DataFrame, companies: pd.DataFrame | None = None) -> Result:
    """Return for each flag how many contracts carry it, do not, or do not say, and how many of each were terminated.

    p is that of Fisher's exact test between those with the flag and those without. facts["top"] is the flag with the least p, and
    facts["tests"] how many were tested: of so many tests one may fall below 0.05 by chance, so a difference is claimed below 0.05 / tests.
    """
    flags, ended = quality(contracts, companies), contracts["status"] == "terminated"
    frame = pd.DataFrame([_outcome(name, flags[name], ended) for name in flags], columns=[column.name for column in COLUMNS])
    frame = frame[(frame["with_flag"] > 0) | (frame["without_flag"] > 0)].sort_values(
        ["with_flag", "flag"], ascending=[False, True], ignore_index=True
    )
    compared = frame[frame["p"].notna()].sort_values("p", kind="stable")
    facts = {
        "contracts": len(contracts),
        "terminated": int(ended.sum()),
        "tests": len(compared),
        "top": compared.iloc[0].to_dict() if len(compared) else None,
        "silent": int(sum(bool(flags[name].isna().all()) for name in flags)),
    }
    note = (Flag("contracts.flags_by_outcome"),) if len(contracts) else ()
    return Result(frame if len(contracts) else frame.head(0), COLUMNS, METHOD, facts=facts, source_ids=sources(contracts), flags=note)


def _differs(row: dict[str, object]) -> float | None:
    """Return p of Fisher's exact test between the contracts with the flag and those without; None where either are none."""
    if not row["with_flag"] or not row["without_flag"]:
        return None
    return fisher_p(*(int(row[name]) for name in ("with_ended", "with_flag", "without_ended", "without_flag")))


def _outcome(name: str, carries: pd.Series, ended: pd.Series) -> dict[str, object]:
    groups = {"with": carries.eq(True), "without": carries.eq(False), "not_stated": carries.isna()}
    counts = {group: (int(mask.sum()), int((mask & ended).sum())) for group, mask in groups.items()}
    found: dict[str, object] = {"flag": name, "not_stated": counts["not_stated"][0], "not_stated_ended": counts["not_stated"][1]}
    for group in ("with", "without"):
        count, over = counts[group]
        found |= {f"{group}_flag": count, f"{group}_ended": over, f"{group}_share": over / count if count else None}
    return found | {"p": _differs(found)}


def truth(values: pd.Series) -> pd.Series:
    """Return a flag as Python's own True and False, null as None."""
    return pd.Series([None if pd.isna(one) else bool(one) for one in values], index=values.index, dtype="object")


def _negated(values: pd.Series) -> pd.Series:
    return values.map(lambda one: None if one is None or one != one else not one).astype("object")


def over_revenue(rows: pd.DataFrame, companies: pd.DataFrame | None) -> pd.Series:
    """Return the value of contracts in CNY over the revenue of the last fiscal year before the start; null where either is not known."""
    if companies is None or not len(companies):
        return pd.Series(float("nan"), index=rows.index)
    year = first_days(rows["signed_on"].fillna(rows["announced_on"])).dt.year
    revenue = [_revenue(companies, ticker, before) for ticker, before in zip(rows["ticker"], year, strict=True)]
    value = contract_value(rows)["value"].where(rows["currency"] == "CNY")
    return value / pd.Series(revenue, index=rows.index, dtype="float64")


def _revenue(companies: pd.DataFrame, ticker: object, year: float) -> float | None:
    known = companies[(companies["ticker"] == ticker) & (companies["fiscal_year"] < year) & companies["annual_revenue_cny"].notna()]
    return float(known.sort_values("fiscal_year")["annual_revenue_cny"].iloc[-1]) if len(known) else None
