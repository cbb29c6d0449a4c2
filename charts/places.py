"""What stands along an axis: dates, numbers or categories, each row at its place."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from charts.chart import Chart
from charts.text import safe
from charts.ticks import period_texts
from data.period import axis_days, first_day, has_clock
from i18n.format import day

_EPOCH = dt.datetime(1970, 1, 1)
DAY = 86_400_000.0
"""Milliseconds of a day."""

Values = list[float | None]


def numbers(frame: pd.DataFrame, name: str) -> Values:
    """Return the column as floats; None for null and for what is no finite number."""
    found = pd.to_numeric(frame[name], errors="coerce").astype("float64")
    return [value if math.isfinite(value) else None for value in found.tolist()]


@dataclass(frozen=True)
class Across:
    """What stands along an axis: each row's place on it as a number (a date: milliseconds since 1970; a category: its index).

    `step` is the least distance between two places; NaN is the place of a row without one. `banded` where each row takes a
    band of its own, as a column does. Of categories, `keys` are the frame's values and `marks` what is written under them.
    """

    kind: str
    places: tuple[float, ...]
    low: float
    high: float
    step: float
    unit: str | None = None
    banded: bool = False
    keys: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    log: bool = False

    @cached_property
    def plotted(self) -> list:
        """The places as plotly takes them."""
        return [None if place != place else self.plot(place) for place in self.places]

    def plot(self, place: float) -> object:
        """Return one place as plotly takes it: a date as ISO text."""
        return when(place).isoformat(" ", "seconds") if self.kind == "date" else place

    def share(self, place: float) -> float:
        """Return how far along the axis `place` lies, 0-1."""
        if self.log:
            return math.log(place / self.low) / math.log(self.high / self.low)
        return (place - self.low) / (self.high - self.low)

    def place(self, value: object) -> float | None:
        """Return the place of a mark's `value`; None where it names nothing on this axis."""
        if self.kind == "category":
            return float(self.keys.index(str(value))) if str(value) in self.keys else None
        if self.kind == "number":
            return float(value)
        found = instant(value)
        return None if found is None else milliseconds(found)


def across(chart: Chart, banded: bool) -> Across:
    """Return the axis of the encoding's x; `banded` where each row takes a band of its own."""
    name = chart.encoding.x
    column, kind = chart.frame[name], _kind(chart, name, banded)
    keys: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    if kind == "category":
        keys = tuple(map(str, column.tolist()))
        marks = period_texts(keys, chart.language) or tuple(map(safe, categories(chart, name)))
        places = [float(i) for i in range(len(keys))]
    elif kind == "date":
        places = _moments(column)
    else:
        places = [math.nan if value is None else value for value in numbers(chart.frame, name)]
    if kind == "number" and chart.encoding.log_x:
        return _logarithmic(chart, places)
    known = sorted({place for place in places if place == place}) or [0.0]
    step = min((b - a for a, b in zip(known, known[1:], strict=False)), default=DAY if kind == "date" else 1.0)
    unit = next((one.unit for one in chart.columns if one.name == name), None)
    edge = _edge(chart, kind, banded, known, step)
    return Across(kind, tuple(places), known[0] - edge, known[-1] + edge, step, unit, banded, keys, marks)


def _logarithmic(chart: Chart, places: list[float]) -> Across:
    """Return the axis of numbers above 0 on a logarithmic scale; what is not above 0 has no place on it."""
    places = [place if place > 0 else math.nan for place in places]
    known = sorted({place for place in places if place == place}) or [1.0]
    edge = (known[-1] / known[0]) ** 0.03 if len(known) > 1 else 2.0
    unit = next((one.unit for one in chart.columns if one.name == chart.encoding.x), None)
    return Across("number", tuple(places), known[0] / edge, known[-1] * edge, 1.0, unit, log=True)


def _edge(chart: Chart, kind: str, banded: bool, known: list[float], step: float) -> float:
    """Return what the axis leaves free at either end: half a band, more where columns are so few that they would be slabs."""
    if banded:
        return step * max(0.5, (5 - len(known)) / 2)
    if kind == "category" or len(known) == 1:
        return step / 2
    return 0.02 * (known[-1] - known[0]) if chart.encoding.form == "scatter" else 0.0


def categories(chart: Chart, name: str) -> tuple[str, ...]:
    """Return the column as words, row by row: declared codes by their titles, dates as the language writes them."""
    declared = next((column for column in chart.columns if column.name == name), None)
    titles = {code: text.in_(chart.language) for code, text in declared.values.items()} if declared else {}
    dated = declared is not None and declared.kind in ("date", "period")
    column = chart.frame[name].tolist()
    return tuple("–" if pd.isna(v) else day(v, chart.language) if dated else titles.get(str(v), _word(v)) for v in column)


def _word(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def instant(value: object) -> dt.datetime | None:
    """Return a timestamp as it is, its zone dropped, and a date or period as its first moment."""
    if value is None or value != value:
        return None
    if not has_clock(value):
        first = first_day(value)
        return dt.datetime.combine(first, dt.time()) if first else None
    found = pd.to_datetime(value, errors="coerce")
    return None if pd.isna(found) else found.tz_localize(None).to_pydatetime(warn=False)


def milliseconds(value: dt.datetime) -> float:
    """Return an instant as milliseconds since 1970."""
    return (value - _EPOCH) / dt.timedelta(milliseconds=1)


def when(place: float) -> dt.datetime:
    """Return the instant of `place`, milliseconds since 1970."""
    return _EPOCH + dt.timedelta(milliseconds=place)


def _moments(column: pd.Series) -> list[float]:
    if pd.api.types.is_datetime64_any_dtype(column):
        bare = column.dt.tz_localize(None) if column.dt.tz is not None else column
        return ((bare - pd.Timestamp(_EPOCH)) / pd.Timedelta(milliseconds=1)).tolist()
    values = column.tolist()
    days = axis_days(None if has_clock(value) else value for value in values)
    found = (instant(value if day is None else day) for value, day in zip(values, days, strict=True))
    return [math.nan if one is None else milliseconds(one) for one in found]


def _kind(chart: Chart, name: str, banded: bool) -> str:
    declared = next((column.kind for column in chart.columns if column.name == name), None)
    column = chart.frame[name]
    if pd.api.types.is_datetime64_any_dtype(column):
        return "date"
    if pd.api.types.is_bool_dtype(column):
        return "category"
    if pd.api.types.is_numeric_dtype(column):
        return "number"
    if declared in ("date", "instant") or (declared == "period" and not banded):
        return "date"
    first = next((value for value in column.tolist() if not pd.isna(value)), None)
    return "date" if isinstance(first, dt.date) else "category"
