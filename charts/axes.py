"""What stands along an axis, what is measured on the other, and the marks of both."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from charts.chart import Chart
from charts.layout import LINE, Page, widest
from charts.text import safe, wrapped_to
from charts.ticks import Ticks, date_ticks, log_ticks, value_ticks
from i18n import say
from i18n.format import day, unit_name

_EPOCH = dt.datetime(1970, 1, 1)
_DAY_MS = 86_400_000.0

Values = list[float | None]


def numbers(frame: pd.DataFrame, name: str) -> Values:
    """Return the column as floats; None for null and for what is no finite number."""
    found = pd.to_numeric(frame[name], errors="coerce").astype("float64")
    return [value if math.isfinite(value) else None for value in found.tolist()]


@dataclass(frozen=True)
class Across:
    """What stands along an axis: each row's place on it as a number (a date: milliseconds since 1970; a category: its index).

    `step` is the least distance between two places; NaN is the place of a row without one.
    """

    kind: str
    places: tuple[float, ...]
    names: tuple[str, ...]
    low: float
    high: float
    step: float
    unit: str | None = None

    @cached_property
    def plotted(self) -> list:
        """The places as plotly takes them."""
        return [None if place != place else self.plot(place) for place in self.places]

    def plot(self, place: float) -> object:
        """Return one place as plotly takes it: a date as ISO text."""
        return when(place).isoformat(" ", "seconds") if self.kind == "date" else place

    def share(self, place: float) -> float:
        """Return how far along the axis `place` lies, 0-1."""
        return (place - self.low) / (self.high - self.low)

    def place(self, value: object) -> float | None:
        """Return the place of a mark's `value`; None where it names nothing on this axis."""
        if self.kind == "category":
            return float(self.names.index(str(value))) if str(value) in self.names else None
        if self.kind == "number":
            return float(value)
        found = instant(value)
        return None if found is None else milliseconds(found)


def across(chart: Chart, banded: bool) -> Across:
    """Return the axis of the encoding's x; `banded` where each row takes a band of its own, as columns do."""
    name = chart.encoding.x
    column, kind = chart.frame[name], _kind(chart, name, banded)
    names: tuple[str, ...] = ()
    if kind == "category":
        names = categories(chart, name)
        places = [float(i) for i in range(len(names))]
    elif kind == "date":
        places = _moments(column)
    else:
        places = [math.nan if value is None else value for value in numbers(chart.frame, name)]
    known = sorted({place for place in places if place == place}) or [0.0]
    step = min((b - a for a, b in zip(known, known[1:], strict=False)), default=_DAY_MS if kind == "date" else 1.0)
    edge = step / 2 if banded or kind == "category" or len(known) == 1 else 0.0
    unit = next((one.unit for one in chart.columns if one.name == name), None)
    return Across(kind, tuple(places), names, known[0] - edge, known[-1] + edge, step, unit)


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
    """Return a date, timestamp or partial date (2024, 2024-06, 2024-Q2, 2024-H1) as its first moment, the zone dropped."""
    if value is None or value != value:
        return None
    text = str(value).strip()
    if part := re.fullmatch(r"(\d{4})-([QH])([1-4])", text):
        months = 3 if part[2] == "Q" else 6
        return dt.datetime(int(part[1]), months * (int(part[3]) - 1) + 1, 1)
    if re.fullmatch(r"\d{4}(-\d{2})?", text):
        return dt.datetime(int(text[:4]), int(text[5:] or 1), 1)
    found = pd.to_datetime(value, errors="coerce")
    return None if pd.isna(found) else found.tz_localize(None).to_pydatetime(warn=False)


def milliseconds(value: dt.datetime) -> float:
    """Return an instant as milliseconds since 1970."""
    return (value - _EPOCH) / dt.timedelta(milliseconds=1)


def when(place: float) -> dt.datetime:
    """Return the instant of `place`, milliseconds since 1970."""
    return _EPOCH + dt.timedelta(milliseconds=place)


def across_ticks(axis: Across, page: Page, width: float) -> Ticks:
    """Return the marks of an axis `width` pixels long, as many as can be read."""
    if axis.kind == "category":
        return _category_ticks(axis, page, width)
    if axis.kind == "number":
        return _number_ticks(axis, page, width)

    def fits(texts: Sequence[str]) -> bool:
        return len(texts) <= page.type.ticks and _readable(texts, width, page.type.tick)

    ticks = date_ticks(when(axis.low), when(axis.high), dt.timedelta(milliseconds=axis.step), page.language, fits)
    return Ticks(tuple(one.isoformat(" ", "seconds") for one in ticks.values), ticks.texts)


def _readable(texts: Sequence[str], width: float, size: float) -> bool:
    wide = [widest((text,), size) for text in texts]
    return all((a + b) / 2 + 0.9 * size <= width / len(texts) for a, b in zip(wide, wide[1:], strict=False))


def _number_ticks(axis: Across, page: Page, width: float) -> Ticks:
    years = axis.unit in (None, "years") and axis.low >= 1900 and axis.high <= 2100
    counts = range(page.type.ticks, 1, -1)
    found = (_within(axis, value_ticks(axis.low, axis.high, axis.unit, page.language, count, axis.step), years) for count in counts)
    ticks = next((one for one in found if _readable(one.texts, width, page.type.tick)), None)
    ticks = ticks or _within(axis, value_ticks(axis.low, axis.high, axis.unit, page.language, 1), years)
    if years or axis.unit in (None, "fraction"):
        return ticks
    return Ticks(ticks.values, (*ticks.texts[:-1], say("unit.with", page.language, value=ticks.texts[-1], unit=unit_name(axis.unit, page.language))))


def _within(axis: Across, ticks: Ticks, years: bool) -> Ticks:
    kept = [i for i, value in enumerate(ticks.values) if axis.low <= value <= axis.high] or [0]
    return Ticks(tuple(ticks.values[i] for i in kept), tuple(f"{ticks.values[i]:g}" if years else ticks.texts[i] for i in kept))


def _category_ticks(axis: Across, page: Page, width: float) -> Ticks:
    band, size = width / max(len(axis.names), 1), page.type.tick
    longest = max((widest((word,), size) for name in axis.names for word in name.split()), default=0.0)
    every = 1 if band >= min(longest, 3.4 * size) else math.ceil(3.6 * size / band)
    rows = tuple("<br>".join(map(safe, wrapped_to(name, band * every * 0.94, size))) for name in axis.names[::every])
    return Ticks(tuple(range(0, len(axis.names), every)), rows)


def value_axis(chart: Chart, page: Page, low: float, high: float) -> Ticks:
    """Return the marks of the measured direction for values between `low` and `high`."""
    encoding = chart.encoding
    if encoding.log and high > 0:
        return log_ticks(low if low > 0 else high / 1000, high, encoding.unit, page.language)
    based = encoding.zero or encoding.form in ("bar", "column", "area")
    low, high = (min(low, 0.0), max(high, 0.0)) if based else (low, high)
    low = low if encoding.low is None else encoding.low
    high = high if encoding.high is None else encoding.high
    return value_ticks(low, high, encoding.unit, page.language, 4 if page.narrow else 5)


def value_title(chart: Chart) -> str:
    """Return what is written over the measured axis: its title, else its unit; a log axis says so in words."""
    encoding, language = chart.encoding, chart.language
    title = encoding.y_title or ("" if encoding.unit == "fraction" else unit_name(encoding.unit, language))
    if not encoding.log:
        return title
    return say("figure.log", language, title=title) if title else say("figure.log_alone", language)


def height_share(value: float, ticks: Ticks, log: bool) -> float:
    """Return how high `value` stands on the measured axis, 0 at its foot and 1 at its top."""
    if log:
        share = math.log10(max(value, ticks.low) / ticks.low) / math.log10(ticks.high / ticks.low)
    else:
        share = (value - ticks.low) / (ticks.high - ticks.low)
    return min(max(share, 0.0), 1.0)


def tick_depth(ticks: Ticks, page: Page, title: str = "") -> float:
    """Return the pixels under the drawing that the marks of x and their title take."""
    rows = max((text.count("<br>") + 1 for text in ticks.texts), default=1)
    return LINE * page.type.tick * (rows + (1.2 if title else 0)) + 10


def hover_title(axis: Across, language: str) -> dict:
    """Return how x is written in the box under the pointer."""
    if axis.kind == "date":
        code = "hover_hour" if axis.step < _DAY_MS else "hover_day" if axis.step < 27 * _DAY_MS else "hover_month"
        return {"hoverformat": say(f"figure.{code}", language)}
    return {"unifiedhovertitle": {"text": f"%{{x}} {unit_name(axis.unit, language)}".strip()}}


def _moments(column: pd.Series) -> list[float]:
    if pd.api.types.is_datetime64_any_dtype(column):
        bare = column.dt.tz_localize(None) if column.dt.tz is not None else column
        return ((bare - pd.Timestamp(_EPOCH)) / pd.Timedelta(milliseconds=1)).tolist()
    found = map(instant, column.tolist())
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
