"""Financing and investment announced by quarter, to stand above the cancellations of the same quarters."""

from __future__ import annotations

import pandas as pd

from analysis.contracts.days import quarter_code, quarters
from analysis.contracts.selection import METHOD, sources
from data.schema import Column, Flag, Result, Text

RAISED = ("private_placement", "convertible", "reit", "bond")
"""Instruments that bring money in; a capital expenditure plan and an equity investment spend it. The two are never added."""

COLUMNS = (
    Column("quarter", "period", Text("Quarter", "季度")),
    Column("raised", "integer", Text("Financing announcements", "融资公告数")),
    Column("raised_cny", "number", Text("Raised or to be raised where stated, CNY", "已募或拟募金额（已披露部分，元）"), unit="cny"),
    Column("invested", "integer", Text("Investment announcements", "投资公告数")),
    Column("invested_cny", "number", Text("To be invested where stated, CNY", "拟投资金额（已披露部分，元）"), unit="cny"),
    Column("without_amount", "integer", Text("Announcements without an amount", "未披露金额的公告数")),
)


def investments_by_quarter(investments: pd.DataFrame) -> Result:
    """Return announcements by quarter: raised or to be raised, and to be invested, count and amount where stated.

    An announcement that another one supersedes is left out, for both are one issue. A valuation is never an amount. Announcements of no
    stated instrument count as investment plans. A quarter in which none of a kind was announced has 0; one that states no amount a null.
    """
    old = set(investments["supersedes"].dropna())
    rows = investments[~investments["investment_id"].isin(old)]
    rows = rows.assign(
        quarter=quarters(rows["announced_on"]), kind=rows["instrument"].isin(RAISED).map({True: "raised", False: "invested"})
    )
    known = rows.dropna(subset=["quarter"])
    frame = pd.DataFrame(columns=[column.name for column in COLUMNS])
    if len(known):
        spans = pd.period_range(known["quarter"].min(), known["quarter"].max(), freq="Q")
        frame = pd.DataFrame([_quarter(known[known["quarter"] == quarter], quarter) for quarter in spans])
    bounds = rows[rows["amount_cny"].notna()]["qualifier"]
    facts = {
        "announcements": len(rows),
        "superseded": len(investments) - len(rows),
        "without_amount": int(rows["amount_cny"].isna().sum()),
        "undated": len(rows) - len(known),
        "ceilings": int((bounds == "up_to").sum()),
        "floors": int((bounds == "above").sum()),
        **{f"{kind}_cny": _sum(rows[rows["kind"] == kind]["amount_cny"]) for kind in ("raised", "invested")},
        **{kind: int((rows["kind"] == kind).sum()) for kind in ("raised", "invested")},
        "first": frame["quarter"].iloc[0] if len(frame) else None,
        "last": frame["quarter"].iloc[-1] if len(frame) else None,
    }
    flags = (Flag("contracts.not_added"), *((Flag("contracts.superseded", {"count": facts["superseded"]}),) if facts["superseded"] else ()))
    return Result(frame, COLUMNS, METHOD, facts=facts, source_ids=sources(rows), flags=flags if len(rows) else ())


def _sum(values: pd.Series) -> float | None:
    return float(values.sum()) if values.notna().any() else None


def _quarter(rows: pd.DataFrame, quarter: pd.Period) -> dict[str, object]:
    found: dict[str, object] = {"quarter": quarter_code(quarter), "without_amount": int(rows["amount_cny"].isna().sum())}
    for kind in ("raised", "invested"):
        part = rows[rows["kind"] == kind]
        found |= {kind: len(part), f"{kind}_cny": _sum(part["amount_cny"]) if len(part) else 0.0}
    return {column.name: found[column.name] for column in COLUMNS}
