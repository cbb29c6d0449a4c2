"""The marks of both axes: where they stand, what is written there, and the room that takes."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from dataclasses import replace

from charts.chart import Chart
from charts.layout import LINE, Page, widest
from charts.places import DAY, Across, when
from charts.text import wrapped_to
from charts.ticks import Ticks, band_ticks, brief, date_ticks, dozen_ticks, log_ticks, value_ticks
from i18n import say
from i18n.format import unit_name


def across_ticks(axis: Across, page: Page, width: float) -> Ticks:
    """Return the marks of an axis `width` pixels long, as many as can be read."""
    if axis.kind == "category":
        return _category_ticks(axis, page, width)
    if axis.kind == "number":
        return _number_ticks(axis, page, width)

    def fits(texts: Sequence[str]) -> bool:
        return len(texts) <= page.type.ticks and _readable(texts, width, page.type.tick)

    dates = [when(place) for place in sorted({place for place in axis.places if place == place} or {axis.low})]
    ticks = date_ticks(dates[0], dates[-1], dt.timedelta(milliseconds=axis.step), page.language, fits, axis.banded)
    if axis.banded and not set(ticks.values) <= set(dates):
        ticks = band_ticks(dates, page.language, fits)
    return Ticks(tuple(one.isoformat(" ", "seconds") for one in ticks.values), ticks.texts)


def _readable(texts: Sequence[str], width: float, size: float) -> bool:
    wide = [widest((text,), size) for text in texts]
    return all((a + b) / 2 + 0.9 * size <= width / len(texts) for a, b in zip(wide, wide[1:], strict=False))


def _number_ticks(axis: Across, page: Page, width: float) -> Ticks:
    if axis.log:
        found = [_log_counted(axis, page, steps) for steps in ((1, 2, 5), (1, 3), (1,))]
    else:
        found = [_counted(axis, page, count) for count in range(page.type.ticks, 0, -1)]
    ticks = next((one for one in found if _readable(one.texts, width, page.type.tick)), found[-1])
    if axis.unit in (None, "fraction", "years"):
        return ticks
    if axis.unit == "hours" and (min(axis.places), max(axis.places)) == (0, 23):
        return Ticks(ticks.values, tuple(say("figure.tick_hour", page.language, hour=int(value)) for value in ticks.values))
    last = say("unit.with", page.language, value=ticks.texts[-1], unit=unit_name(axis.unit, page.language))
    return Ticks(ticks.values, (*ticks.texts[:-1], last))


def _log_counted(axis: Across, page: Page, steps: tuple[int, ...]) -> Ticks:
    """Return the ticks at `steps` times the powers of ten that lie within the axis."""
    powers = range(math.floor(math.log10(axis.low)), math.ceil(math.log10(axis.high)) + 1)
    values = tuple(step * 10.0**power for power in powers for step in steps if axis.low <= step * 10.0**power <= axis.high) or (axis.low,)
    return Ticks(values, tuple(brief(value, axis.unit, page.language) for value in values))


def _counted(axis: Across, page: Page, count: int) -> Ticks:
    """Return about `count` round ticks that lie within the axis: by dozens for hours and months, years without separators."""
    whole = all(place == round(place) for place in axis.places if place == place)
    if axis.unit in ("hours", "months") and axis.high - axis.low >= 6:
        return dozen_ticks(axis.low, axis.high, count, page.language)
    ticks = value_ticks(axis.low, axis.high, axis.unit, page.language, count, 1.0 if whole else 0.0)
    years = axis.unit in (None, "years") and axis.low >= 1900 and axis.high <= 2100
    kept = [i for i, value in enumerate(ticks.values) if axis.low <= value <= axis.high] or [0]
    return Ticks(tuple(ticks.values[i] for i in kept), tuple(f"{ticks.values[i]:g}" if years else ticks.texts[i] for i in kept))


def _category_ticks(axis: Across, page: Page, width: float) -> Ticks:
    band, size = width / max(len(axis.marks), 1), page.type.tick
    longest = max((widest((word,), size) for mark in axis.marks for word in re.split(r"<br>|\s", mark)), default=0.0)
    every = 1 if band >= min(longest, 3.4 * size) else math.ceil(3.6 * size / band)
    rows = ("<br>".join(line for part in mark.split("<br>") for line in wrapped_to(part, band * every * 0.94, size)) for mark in axis.marks)
    return Ticks(tuple(range(0, len(axis.marks), every)), tuple(rows)[::every])


_WHOLE = ("sites", "contracts")
"""Units of which there is no half."""


def value_axis(chart: Chart, page: Page, low: float, high: float) -> Ticks:
    """Return the marks of the measured direction for values between `low` and `high`."""
    encoding = chart.encoding
    if encoding.log and high > 0:
        return log_ticks(low if low > 0 else high / 1000, high, encoding.unit, page.language)
    based = encoding.zero or encoding.form in ("bar", "column", "area")
    low, high = (min(low, 0.0), max(high, 0.0)) if based else (low, high)
    low = low if encoding.low is None else encoding.low
    high = high if encoding.high is None else encoding.high
    count, closed = 4 if page.narrow else 5, encoding.form not in ("bar", "box")
    least = 1.0 if encoding.unit in _WHOLE else 0.0
    ticks = value_ticks(low, high, encoding.unit, page.language, count, least, closed)
    if encoding.form in ("line", "scatter"):
        return replace(ticks, high=ticks.high + 0.004 * (ticks.high - ticks.low))  # else plotly leaves the topmost grid line out
    return ticks


def value_title(chart: Chart) -> str:
    """Return what is written over the measured axis: its title, else its unit; a log axis says so in words."""
    encoding, language = chart.encoding, chart.language
    unit = "" if encoding.unit in (None, "fraction") else say("figure.unit", language, unit=unit_name(encoding.unit, language))
    title = encoding.y_title or unit
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
        code = "hover_hour" if axis.step < DAY else "hover_day" if axis.step < 27 * DAY else "hover_month"
        return {"hoverformat": say(f"figure.{code}", language)}
    return {"unifiedhovertitle": {"text": across_reading(axis, language)}}


def across_reading(axis: Across, language: str) -> str:
    """Return plotly's template of a place on x under the pointer: no more digits than its unit bears, a fraction as %."""
    if axis.kind != "number":
        return "%{x}"
    if axis.unit == "fraction":
        return "%{x:.1%}"
    years = axis.unit in (None, "years") and axis.low >= 1900 and axis.high <= 2100
    figure = "%{x:d}" if years else "%{x:.3~g}" if axis.high < 1 else "%{x:,.1~f}"
    return figure if not axis.unit or years else say("unit.with", language, value=figure, unit=unit_name(axis.unit, language))
