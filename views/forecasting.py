"""Forecasts: what can be asked of any series that is handed over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis import forecasting
from charts import forecasting as drawn
from data.schema import Problem, Refused, Result
from views.view import Query, View, matching


def forecast_of(parts: Mapping[str, Any], horizon: int | None = None, season: int | None = None) -> Result:
    """Return rows of the dataset `series`, wherever they come from, forecast or refused; several `parts` by name are shares of wholes."""
    for column, given in ((forecasting.HORIZON, horizon), (forecasting.SEASON, season)):
        if given is not None and not column.low <= given <= column.high:
            values = {"name": column.name, "title": column.title, "meaning": column.meaning, "found": given}
            raise Refused(Problem("view.out_of_bounds", values=values))
    if len(parts) > 1:
        return forecasting.series_shares(parts, horizon)
    return forecasting.series_forecast(next(iter(parts.values())), horizon, season)


def _forecast(tables: Any, query: Query) -> Result:
    """Forecast the stored rows; a single series that is refused says why in place of a chart."""
    horizon, season = (
        int(float(text)) if (text := query.settings.get(column.name)) else None for column in (forecasting.HORIZON, forecasting.SEASON)
    )
    found = forecast_of({"value": matching(tables.frame("series"), query.where)}, horizon, season)
    if found.facts["series"] == 1 and found.facts["refused"]:
        refused = dict(found.facts["refused"][0])
        raise Refused(Problem(refused.pop("code"), values=refused))
    return found


VIEWS = (
    View(
        "series_forecast",
        "forecasting",
        ("series",),
        _forecast,
        drawn.series_forecast,
        where=("unique_id",),
        entries=(forecasting.HORIZON, forecasting.SEASON),
    ),
)
