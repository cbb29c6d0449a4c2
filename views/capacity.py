"""Capacity: what can be asked of the published figures, of the centres and of the targets."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis import capacity
from charts import capacity as drawn
from data.schema import Column, Refused, Result, Text
from views.view import Parameter, Query, View, matching, missing

METRIC = Parameter("metric", tuple(capacity.METRICS))
SHOWN_IN = Parameter("shown_in", capacity.SHOWN_IN)
MEASURE = Parameter("shown", tuple(capacity.MEASURES))
TILE_PRECISION = Parameter("tile_precision", ("unstated", "FP16", "FP32"))
BUILT_IN = Parameter("built_in", capacity.BUILT_IN)
SEARCH = Column("search", "text", Text("Search", "搜索"), Text("words of a name, operator, city or card", "名称、运营方、城市或卡型中的词"))
CENTRE = Column("centre", "text", Text("Centre", "中心"), Text("its code, such as CN-001", "其编号，如 CN-001"), required=True)
_COUNTRY = ("CN",)
_CENTRES = ("region", "status", "operator_type", "card_origin")


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
            raise Refused(missing(entry))
        rows = capacity.in_precision(rows, shown, float(factor))
    return capacity.capacity_series(rows, query.settings["metric"])


def _now(tables: Any, query: Query) -> Result:
    return capacity.capacity_now(tables.frame("capacity"))


def _own(tables: Any, query: Query) -> Result:
    rows = tables.frame("capacity")
    ours = rows[rows["upload"].isin(tables.uploads("capacity"))]
    return capacity.own_capacity(capacity.converted(ours, tables.frame("accelerators"), _factors(query)))


def _provinces(tables: Any, query: Query) -> Result:
    asked = query.settings
    return capacity.provinces(tables.frame("capacity"), tables.frame("centres"), asked["shown"], asked["tile_precision"])


def _centres(tables: Any, query: Query) -> pd.DataFrame:
    return capacity.within(matching(tables.frame("centres"), query.where), query.settings["built_in"])


def _pipeline(tables: Any, query: Query) -> Result:
    return capacity.pipeline(_centres(tables, query), tables.frame("accelerators"), query.by)


def _announced(tables: Any, query: Query) -> Result:
    return capacity.announced(_centres(tables, query))


def _ledger(tables: Any, query: Query) -> Result:
    return capacity.centres_ledger(_centres(tables, query), query.settings.get("search", ""))


def _centre(tables: Any, query: Query) -> Result:
    return capacity.one_centre(tables.frame("centres"), query.settings["centre"])


def _targets(tables: Any, query: Query) -> Result:
    return capacity.targets(matching(tables.frame("targets"), query.where), tables.frame("capacity"))


def _of_centres(name: str, compute: Any, draw: Any, **options: Any) -> View:
    return View(name, "capacity", ("centres", "accelerators"), compute, draw, where=_CENTRES, parameters=(BUILT_IN,), **options)


def _of_provinces(name: str, draw: Any) -> View:
    return View(name, "capacity", ("capacity", "centres"), _provinces, draw, parameters=(MEASURE, TILE_PRECISION))


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
    View("capacity_now", "capacity", ("capacity",), _now, drawn.now),
    View("own_capacity", "capacity", ("capacity", "accelerators"), _own, drawn.own, entries=capacity.ENTRIES),
    _of_provinces("capacity_map", drawn.tiles),
    _of_provinces("capacity_ranking", drawn.ranking),
    _of_centres("pipeline", _pipeline, drawn.pipeline, by=capacity.GROUPS),
    _of_centres("announced_operating", _announced, drawn.announced),
    _of_centres("centres", _ledger, drawn.ledger, entries=(SEARCH,)),
    View("centre", "capacity", ("centres",), _centre, drawn.centre, entries=(CENTRE,)),
    View("targets", "capacity", ("targets", "capacity"), _targets, drawn.targets, where=("region", "indicator", "kind")),
)
