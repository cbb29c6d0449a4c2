"""Why it stands idle: each reason that was given, and what figure of the record bears on it. A figure bears on a reason and shows none."""

from __future__ import annotations

import pandas as pd

from analysis.idle import idle_reasons
from data.period import latest_period
from data.schema import Column, Result, Text

METHOD = "overview 1.0"

BEARING = {
    "demand_forecast": "contracts",
    "ecosystem": "domestic",
    "workload_fit": "inference",
    "siting": "western",
}
"""Reason -> the figure of the record that bears on it; reasons without one have no figure."""

FIGURE = Column("figure", "code", Text("What the record holds on it", "记录中的相关数据"))


def answer_reasons(reasons: pd.DataFrame, reports: pd.DataFrame, contracts: Result, inference: Result) -> Result:
    """Return the reasons as stated, each with the code of the figure that bears on it, or none.

    reports: published utilization; contracts, inference: those answers. facts: `reasons`, `speakers`, `sources` and `borne` are counts;
    the figures are `contracts` (terminated, contracts), `domestic` (rows on chips made in China), `western` (rows on one western centre)
    and `inference` (low, high); a figure that the record does not hold is None, and its reason has none.
    """
    found = idle_reasons(reasons)
    figures = {
        "contracts": (contracts.facts["terminated"], contracts.facts["contracts"]) if contracts.facts["contracts"] else None,
        "domestic": _named(reports, "domestic-chip"),
        "western": _named(reports, "western"),
        "inference": (inference.facts["low"], inference.facts["high"]) if inference.facts["low"] is not None else None,
    }
    codes = found.frame["reason"].map(BEARING)
    frame = found.frame.assign(figure=codes.where(codes.map(lambda code: bool(figures.get(code)))))
    facts = {
        **found.facts,
        "figures": figures,
        "sources": int(reasons["source_title"].nunique()),
        "borne": int(frame["figure"].notna().sum()),
        "latest": latest_period(reasons["source_date"]),
    }
    rows = [row for code in ("domestic", "western") for row in figures[code] or ()]
    bearing = (*found.source_ids, *(row["source_id"] for row in rows), *contracts.source_ids, *inference.source_ids)
    columns = (*found.columns, FIGURE)
    return Result(frame, columns, METHOD, facts=facts, source_ids=tuple(dict.fromkeys(bearing)), flags=found.flags)


def _named(reports: pd.DataFrame, words: str) -> tuple[dict[str, object], ...]:
    """Return the published figures of China whose subject names `words`, not of low confidence, as rows."""
    rows = reports[reports["subject"].str.contains(words, regex=False) & (reports["confidence"] != "low")]
    return tuple(rows[rows["region"] == "CN"].to_dict("records"))
