"""Demand: what can be asked of the published volumes."""

from __future__ import annotations

from typing import Any

from analysis import demand
from charts import demand as drawn
from data.schema import Result
from views.view import Query, View, matching

_CHINA = {"region": ("CN",)}
_COLUMNS = ("entity", "scope", "region")


def _series(tables: Any, query: Query) -> Result:
    return demand.demand_series(matching(tables.frame("demand"), query.where or _CHINA))


def _doubling(tables: Any, query: Query) -> Result:
    return demand.demand_doubling(matching(tables.frame("demand"), query.where))


VIEWS = (
    View("demand_series", "demand", ("demand",), _series, drawn.series, where=_COLUMNS),
    View("demand_doubling", "demand", ("demand",), _doubling, drawn.doubling, where=_COLUMNS),
)
