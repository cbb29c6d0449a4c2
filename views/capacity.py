"""Capacity: what can be asked of the published figures."""

from __future__ import annotations

from typing import Any

from analysis import capacity
from charts import capacity as drawn
from data.schema import Result
from views.view import Parameter, Query, View, matching

METRIC = Parameter("metric", ("intelligent_compute", "total_compute", "general_compute"))
_OFFICIAL = {"series": ("official",)}


def _series(tables: Any, query: Query) -> Result:
    rows = matching(tables.frame("capacity"), {**_OFFICIAL, **query.where})
    return capacity.capacity_series(rows, query.settings["metric"])


VIEWS = (View("capacity_series", "capacity", ("capacity",), _series, drawn.series, where=("series", "precision"), parameters=(METRIC,)),)
