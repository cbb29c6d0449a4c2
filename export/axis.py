"""The axes of a native chart: title with unit, number format, range."""

from __future__ import annotations

from dataclasses import dataclass

from charts.chart import Chart
from export.cells import plain
from export.native import Native, declared, serial
from i18n import say
from i18n.format import unit_name, with_unit

_STEPS = {
    "en": ((1e12, "trillion", "trillions"), (1e9, "billion", "billions"), (1e6, "million", "millions")),
    "zh": ((1e12, "wan_yi", "trillions"), (1e8, "yi", "hundredMillions"), (1e4, "wan", "tenThousands")),
}
"""From how much on, our unit code, and the office programs' name of that unit."""


@dataclass(frozen=True)
class Axis:
    """One axis. `shown_in` is the office programs' name of the unit in which large numbers are shown; None = as they are.

    `every` is the distance of its marks; None = as the office program likes.
    """

    title: str
    format: str
    low: float | None = None
    high: float | None = None
    log: bool = False
    shown_in: str | None = None
    every: float | None = None


def value_axis(chart: Chart, drawing: Native) -> Axis:
    """Return the axis of the values: from zero where the chart says so, to 100 % where shares are stacked to a whole."""
    encoding, heights = chart.encoding, _heights(drawing)
    top = max(map(abs, heights), default=0.0)
    step = _step(chart, top)
    floor = encoding.low if encoding.low is not None else 0.0 if encoding.zero and min(heights, default=0.0) >= 0 else None
    whole = encoding.unit == "fraction" and drawing.stacked and 0.9 < top <= 1.000001
    return Axis(
        title=_title(chart, step),
        format=_number_format(chart, top / step[0] if step else top),
        low=None if encoding.log and not floor else floor,
        high=encoding.high if encoding.high is not None else 1.0 if whole else None,
        log=encoding.log,
        shown_in=step[2] if step else None,
    )


def position_axis(chart: Chart, drawing: Native) -> Axis:
    """Return the axis of x: dates as day and month within a year, else as month and year."""
    column = declared(chart, chart.encoding.x)
    at = [x for stroke in drawing.strokes for x in stroke.at if x is not None]
    low, high = (min(at), max(at)) if drawing.joined and len(set(at)) > 1 else (None, None)
    title = plain(chart.encoding.x_title or unit_name(column.unit, chart.language))
    if chart.encoding.log_x:
        return Axis(plain(say("figure.log", chart.language, title=title)), "General", log=True)
    if column.kind not in ("date", "instant", "period"):
        return Axis(title, "General", low, high, every=_months(high) if column.unit == "months" and high else None)
    days = at or [serial(day) for day in drawing.categories if drawing.dated]
    return Axis(title, _date_format(chart.language, max(days) - min(days) if days else 0.0), low, high)


def _months(high: float) -> float:
    """Marks of an axis of months stand at quarters, half-years or years."""
    return 3 if high <= 24.5 else 6 if high <= 72 else 12


def _number_format(chart: Chart, top: float) -> str:
    if chart.encoding.unit == "fraction":
        return "0%" if chart.language == "zh" else "0 %"
    return "#,##0" if top >= 10 and not chart.encoding.log else "General"


def _heights(drawing: Native) -> list[float]:
    points = [list(stroke.points) for stroke in drawing.strokes if stroke.part != "band"]
    if drawing.stacked:
        return [sum(point for point in column if point is not None) for column in zip(*points, strict=True)]
    return [point for series in points for point in series if point is not None]


def _step(chart: Chart, top: float) -> tuple[float, str, str] | None:
    """Money in its large units, other things from a thousand million on, as everywhere in the product."""
    money = chart.encoding.unit in ("cny", "usd")
    steps = _STEPS[chart.language]
    return next((step for step in steps if top >= step[0] and (money or top >= 1e9)), None)


def _title(chart: Chart, step: tuple[float, str, str] | None) -> str:
    """The axis' own title, then its unit where the title does not say it, then that it is logarithmic."""
    title, unit = chart.encoding.y_title, chart.encoding.unit
    name = unit_name(unit, chart.language) if unit != "fraction" else ""
    if step:
        times = say(f"unit.times_{step[1]}", chart.language, value="").strip()
        name = with_unit(times, unit, chart.language).strip()
    said = say("export.axis", chart.language, title=title, unit=name) if title and name and name not in title else title or name
    if chart.encoding.log:
        said = say("figure.log", chart.language, title=said) if said else say("figure.log_alone", chart.language)
    return plain(said)


def _date_format(language: str, days: float) -> str:
    """The prefix keeps month names in the chart's language on a computer of another one."""
    if language == "zh":
        return '[$-804]m"月"d"日"' if days <= 366 else '[$-804]yyyy"年"m"月"'
    return "[$-809]d mmm" if days <= 366 else "[$-809]mmm yyyy"
