"""Capacity: what can be asked of the published figures, of the centres and of the targets."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis import capacity
from charts import capacity as drawn
from data.schema import Problem, Refused, Result
from views.view import Parameter, Query, View, matching

METRIC = Parameter("metric", tuple(capacity.METRICS))
SHOWN_IN = Parameter("shown_in", capacity.SHOWN_IN)
_COUNTRY = ("CN",)


def _factors(query: Query) -> dict[str, float]:
    return {entry.name: float(query.settings[entry.name]) for entry in capacity.ENTRIES if query.settings.get(entry.name)}


def _asked(query: Query) -> dict[str, tuple[str, ...]]:
    """Return the filters of the record's rows: the country as a whole by the official series, counted, unless asked otherwise."""
    where = {"region": _COUNTRY, **query.where}
    if query.by == "region" and where["region"] == _COUNTRY and "series" not in where:
        where["series"] = ("official",)
    return where if {"basis", "series"} & set(query.where) else {**where, "basis": ("actual",)}


def capacity_rows(tables: Any, query: Query) -> pd.DataFrame:
    """Return the rows of `capacity` that `query` asks for: the record's, and uploaded ones converted where something was stated."""
    rows = tables.frame("capacity")
    whole = rows["area"].isna() if query.by == "region" else rows["area"].notna()
    own = rows["upload"].isin(tables.uploads("capacity"))
    ours = matching(rows[own & whole], {"region": _COUNTRY, **query.where})
    record = matching(rows[~own & whole], _asked(query))
    if ours.empty:
        return record
    made = capacity.converted(ours, tables.frame("accelerators"), _factors(query))
    return pd.concat([record.assign(converted=""), made], ignore_index=True)


def _series(tables: Any, query: Query) -> Result:
    rows = capacity_rows(tables, query)
    shown, factor = query.settings["shown_in"], query.settings.get(capacity.FP16_PER_FP32.name)
    if shown != "published":
        if not factor:
            entry = capacity.FP16_PER_FP32
            raise Refused(Problem("view.missing_entry", values={"name": entry.name, "title": entry.title, "meaning": entry.meaning}))
        rows = capacity.in_precision(rows, shown, float(factor))
    return capacity.capacity_series(rows, query.settings["metric"])


VIEWS = (
    View(
        "capacity_series",
        "capacity",
        ("capacity", "accelerators"),
        _series,
        drawn.series,
        by=("region", "area"),
        where=("region", "series", "precision", "basis", "edition"),
        parameters=(METRIC, SHOWN_IN),
        entries=(capacity.FP16_PER_FP32, *capacity.ENTRIES),
    ),
)
