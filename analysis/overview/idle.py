"""How much stands idle: what was published of AI cards in China, basis by basis, and of racks. Nothing is averaged."""

from __future__ import annotations

import pandas as pd

from analysis.idle import ledger, with_resource
from analysis.overview.reasons import METHOD
from data.period import by_time, last_days
from data.schema import Column, Flag, Result, Text

GROUPS = {
    "used": Text("Cards in use", "加速卡利用率"),
    "let": Text("Let or allocated", "出租或分配"),
    "unstated": Text("Basis not stated", "口径未说明"),
}
_GROUP = {
    "gpu_utilization": "used",
    "sm_activity": "used",
    "allocation_rate": "let",
    "leased_rate": "let",
    "absorption": "let",
    "unstated": "unstated",
}
_SCOPES = ("national", "province", "company", "centre")
_LEADING = ("national", "company")
"""Scopes that a sentence on the country may rest on; one centre is an example."""

GROUP = Column("group", "code", Text("What is counted", "统计内容"), values=GROUPS)


def answer_idle(reports: pd.DataFrame, day: pd.Timestamp) -> Result:
    """Return the published utilization of AI cards in China since the start of the year before `day`, group by group, the latest first.

    One row a figure, with its bound or range in the columns of `utilization_reports`, and group: in use, let, or of a basis not stated.
    facts: `lowest` and `highest` of the cards in use, national or of a company and not of low confidence, where a bound counts as the
    figure that it is; `racks`, the latest national occupancy of racks; None where the record holds none.
    """
    rows = with_resource(reports)
    rows = rows[(rows["region"].str.startswith("CN")) & ~rows["is_target"].fillna(False).astype(bool)]
    racks = rows[
        (rows["basis"] == "rack_occupancy") & (rows["resource"] == "racks") & (rows["scope"] == "national") & rows["point"].notna()
    ]
    rows = rows.assign(group=rows["basis"].map(_GROUP))
    cards = rows["resource"].isin(["cards", "unstated"]) & (rows["compute_kind"] == "intelligent") & rows["scope"].isin(_SCOPES)
    recent = last_days(rows["period"]) >= pd.Timestamp(day.year - 1, 1, 1)
    rows = rows[cards & recent & rows["group"].notna()]
    listed = ledger(rows, {})
    frame = listed.frame.assign(group=listed.frame["basis"].map(_GROUP))
    frame = frame.sort_values("group", key=lambda names: names.map(list(GROUPS).index), kind="stable", ignore_index=True)
    ranged = frame.assign(range_high=frame["range_low"] + frame["range_wide"])
    leading = ranged[(frame["group"] == "used") & frame["scope"].isin(_LEADING) & (frame["confidence"] != "low")]
    facts = {
        "figures": len(frame),
        "low_confidence": int((frame["confidence"] == "low").sum()),
        "lowest": _end(leading, ["at_most", "stated", "range_low"], "idxmin"),
        "highest": _end(leading, ["at_least", "stated", "range_high"], "idxmax"),
        "racks": _latest(racks),
    }
    ids = (*listed.source_ids, *((facts["racks"]["source_id"],) if facts["racks"] else ()))
    flags = (Flag("overview.bases_apart"),) if len(frame) else ()
    return Result(frame, (GROUP, *listed.columns), METHOD, facts=facts, source_ids=tuple(dict.fromkeys(ids)), flags=flags)


def _end(frame: pd.DataFrame, columns: list[str], which: str) -> dict[str, object] | None:
    """Return the row whose figure, taken from the first of `columns` that it has, is the least or the greatest; None if none has one."""
    figure = frame[columns].bfill(axis=1).iloc[:, 0].astype("float64").dropna()
    return frame.loc[getattr(figure, which)()].to_dict() if len(figure) else None


def _latest(rows: pd.DataFrame) -> dict[str, object] | None:
    return rows.sort_values("period", key=by_time("period")).iloc[-1].to_dict() if len(rows) else None
