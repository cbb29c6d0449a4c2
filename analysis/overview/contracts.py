"""Which contracts fell and what is at risk: those that ended, the share of value by starting year, and those of which nothing is heard."""

from __future__ import annotations

import pandas as pd

from analysis.contracts import by_year, clock, last_full_year, leave_one_out, sources, started_by, value_share, valued
from analysis.overview.reasons import METHOD
from data.schema import Column, Flag, Result, Text
from data.tables import DATASETS

SILENT_DAYS = 365
"""Days without a word after which an open contract counts as silent."""
YOUNG_DAYS = 365
"""A year that ended fewer days ago says little: its contracts had no time to end."""

COLUMNS = (
    Column("year", "integer", Text("Started in", "起始年份")),
    Column("contracts", "integer", Text("Contracts", "合同数"), unit="contracts"),
    Column("terminated", "integer", Text("Terminated", "已终止"), unit="contracts"),
    Column("value_share", "number", Text("Share of value terminated", "终止金额占比"), unit="fraction", low=0, high=1),
    Column("without_largest", "number", Text("The same without the largest", "剔除最大一份"), unit="fraction", low=0, high=1),
    Column("is_young", "flag", Text("Younger than a year", "不足一年")),
)


def answer_contracts(contracts: pd.DataFrame, events: pd.DataFrame, day: pd.Timestamp) -> Result:
    """Return the share of value terminated by the year in which contracts started, with all of them and without the largest that ended.

    contracts: the selection of the headline, of one currency. A year that ended less than a year before `day` is marked young. facts:
    `contracts`, `terminated`; `old_share` and `old_share_without`, of the contracts started by the end of the last full year (`until`);
    `ended`, each contract that ended, the dearest first: names, value (None where none is stated), days from its start, and reason (None
    where none is stated); `silent`, of the contracts open and within their term (or without one) of which no word is younger than a year:
    count, with_value, value, and left_out, its range over leaving out each contract.
    """
    rows, unit, _ = valued(contracts)
    until = last_full_year(day)
    ended = rows[rows["status"] == "terminated"]
    largest = ended["ended_value"].astype("float64").idxmax() if ended["ended_value"].notna().any() else None
    others = rows.drop(index=[] if largest is None else [largest])
    without = {one["year"]: one["value_share"] for one in by_year(others)}
    listed = [one | {"without_largest": without.get(one["year"])} for one in by_year(rows)]
    frame = pd.DataFrame([one for one in listed if one["year"] is not None], columns=[column.name for column in COLUMNS])
    frame["is_young"] = [(day - pd.Timestamp(int(year), 12, 31)).days < YOUNG_DAYS for year in frame["year"]]
    old = started_by(rows, until)
    lines = clock(rows, events, day)
    facts = {
        "contracts": len(rows),
        "terminated": len(ended),
        "until": until,
        "unit": unit,
        "old_share": value_share(rows[old]),
        "old_share_without": value_share(others[started_by(others, until)]),
        "without_year": next((one["contracts"] for one in listed if one["year"] is None), 0),
        "ended": _ended(lines),
        "silent": _silent(lines, day),
    }
    flags = (Flag("contracts.by_outcome"),) if len(rows) else ()
    return Result(frame, COLUMNS, METHOD, facts=facts, source_ids=sources(contracts), flags=flags)


def _ended(lines: pd.DataFrame) -> tuple[dict[str, object], ...]:
    ended = lines[lines["status"] == "terminated"].sort_values("ended_value", ascending=False, na_position="last")
    ended = ended.assign(days=(ended["ended"] - ended["start"]).dt.days)
    titles = DATASETS["contracts"].column("reason_category").values
    ended = ended.assign(reason=[titles.get(code) for code in ended["reason_category"]])
    names = ["company", "company_en", "counterparty", "counterparty_en", "ended_value", "days", "month_only", "reason", "ended_on"]
    return tuple(ended[names].to_dict("records"))


def _silent(lines: pd.DataFrame, day: pd.Timestamp) -> dict[str, object]:
    open_ones = lines[(lines["outcome"] == "open") & ~lines["term_over"]]
    silent = open_ones[(day - open_ones["heard"]).dt.days > SILENT_DAYS]
    known = silent[silent["value"].notna()]
    value, span = known["value"], leave_one_out(known, lambda rows: float(rows["value"].sum()) if len(rows) else None)
    return {"count": len(silent), "with_value": len(value), "value": float(value.sum()) if len(value) else None, "left_out": span}
