"""A chart as PowerPoint and Excel can draw it themselves: which of their shapes, from which figures, in which number format."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from charts.chart import Chart, Series, Style
from data.schema import Column, Text
from export.cells import Value, plain, value, words
from i18n import say

FORMS = ("line", "area", "bar", "column", "scatter")

Shape = Literal["line", "area", "bar", "column", "points", "xy"]
"""points = markers over categories; xy = markers or lines over a numeric x."""

Part = Literal["value", "limit", "base", "band"]
"""limit = the edge of an interval drawn as a line; base and band = an interval drawn as two stacked areas, the lower one unseen."""

Numbers = tuple[float | None, ...]

_EPOCH = dt.datetime(1899, 12, 30)
"""Day 0 of a spreadsheet."""


@dataclass(frozen=True)
class Stroke:
    """One drawn series. `column` names the frame's column whose figures these are, None where they were computed or repeated.

    `at` are the x positions of an xy shape. `minus` and `plus` are the distances to the limits of a bar's interval.
    Between points that are `apart` there is no line; one that is `across` is drawn on over dates at which only others have a figure.
    """

    name: str
    points: Numbers
    hue: str
    style: Style = "solid"
    part: Part = "value"
    column: str | None = None
    at: Numbers = ()
    minus: Numbers = ()
    plus: Numbers = ()
    apart: bool = False
    across: bool = False

    @property
    def lonely(self) -> bool:
        """Whether a point stands between two gaps, where a line alone would not show it."""
        around = (None, *self.points, None)
        return any(b is not None and a is None and c is None for a, b, c in zip(around, around[1:], around[2:], strict=False))


@dataclass(frozen=True)
class Native:
    """The drawing: `categories` are dates or words, and empty for xy. `gapless` columns touch each other; `joined` points are a line."""

    shape: Shape
    strokes: tuple[Stroke, ...]
    categories: tuple[str | dt.date, ...] = ()
    dated: bool = False
    stacked: bool = False
    gapless: bool = False
    joined: bool = False

    @property
    def spanned(self) -> bool:
        """Whether lines are drawn on over missing figures: each line is, those without a line between their points aside."""
        lines = [stroke for stroke in self.strokes if not stroke.apart]
        return self.shape == "line" and bool(lines) and all(stroke.across for stroke in lines)

    def unnamed(self) -> list[int]:
        """Return which strokes a legend leaves out: an unseen base, and the ends of ranges, which have the colour of their dots."""
        ends = ("base",) if self.joined or self.shape not in ("xy", "points") else ("base", "limit")
        return [index for index, stroke in enumerate(self.strokes) if stroke.part in ends]


def native(chart: Chart) -> Native | None:
    """Return how `chart` is drawn natively; None for a form that office programs do not have, or where there is nothing to draw."""
    form = chart.encoding.form
    if form not in FORMS or chart.frame.empty or chart.encoding.dots:
        return None
    positions = _positions(chart)
    if form == "scatter" and positions is None:
        return Native("points", _strokes(chart), _labels(chart))
    if form == "scatter" or (form == "line" and positions is not None and (chart.encoding.step or not _daily(chart))):
        return _xy(chart, positions, joined=form == "line")
    return _over_categories(chart)


def _over_categories(chart: Chart) -> Native:
    """Lines, areas and bars over categories.

    An office program drops an area to zero where a figure is missing: an area with gaps, with steps or of a single row
    is drawn as columns that touch each other.
    """
    form, stacked = chart.encoding.form, chart.encoding.stacked
    strokes = _strokes(chart)
    dated = form != "bar" and _daily(chart)
    labels = _days(chart) if dated else _labels(chart)
    gaps = any(None in stroke.points for stroke in strokes)
    if form == "area" and (gaps or chart.encoding.step or len(chart.frame) == 1):
        return Native("column", strokes, labels, dated, stacked, gapless=True)
    return Native(form, strokes, labels, dated, stacked and form != "line")


def _xy(chart: Chart, positions: Numbers, joined: bool) -> Native:
    known = [i for i, x in enumerate(positions) if x is not None]
    at = tuple(positions[i] for i in known)
    strokes = (_bridged(replace(stroke, points=tuple(stroke.points[i] for i in known), at=at)) for stroke in _strokes(chart))
    return Native("xy", tuple(map(_stepped, strokes) if chart.encoding.step and joined else strokes), joined=joined)


def _bridged(stroke: Stroke) -> Stroke:
    """Return a stroke that is drawn on across gaps without them."""
    if not stroke.across or None not in stroke.points:
        return stroke
    known = [i for i, point in enumerate(stroke.points) if point is not None]
    places, points = (tuple(each[i] for i in known) for each in (stroke.at, stroke.points))
    return replace(stroke, at=places, points=points, column=None)


def _stepped(stroke: Stroke) -> Stroke:
    """Each figure holds until the next x: the corner is a point of its own; before a gap there is none."""
    at, points = list(stroke.at[:1]), list(stroke.points[:1])
    for x, before, point in zip(stroke.at[1:], stroke.points[:-1], stroke.points[1:], strict=True):
        at += [x, x]
        points += [before if point is not None else None, point]
    return replace(stroke, at=tuple(at), points=tuple(points), column=None)


def _strokes(chart: Chart) -> tuple[Stroke, ...]:
    """The series with their intervals: error bars on bars, one stacked band behind the lines, thin lines for all else."""
    form, series = chart.encoding.form, chart.encoding.series
    banded = [one for one in series if one.low and one.high]
    drawn = [_stroke(chart, one, one.y) for one in series if form != "line" or one.style != "interval"]
    if form in ("bar", "column"):
        return tuple(_with_bars(chart, one, stroke) for one, stroke in zip(series, drawn, strict=True))
    if form == "area":
        return tuple(drawn)
    if form == "line" and len(banded) == 1 and not chart.encoding.step and (_positions(chart) is None or _daily(chart)):
        return (*_band(chart, banded[0]), *drawn)
    # An edge that is a line of its own, or that nothing reaches, is not drawn once more.
    lines = {one.y for one in series if one.style != "interval"}
    edges = (stroke for one in banded for stroke in _limits(chart, one))
    return (*drawn, *(edge for edge in edges if edge.column not in lines and any(point is not None for point in edge.points)))


def _stroke(chart: Chart, series: Series, column: str, name: str = "", part: Part = "value") -> Stroke:
    return Stroke(
        plain(name or series.name or declared(chart, column).title.in_(chart.language)),
        numbers(chart, column),
        series.hue,
        series.style,
        part,
        column,
        apart=series.apart,
        across=series.joined and part == "value",
    )


def _limits(chart: Chart, series: Series) -> tuple[Stroke, Stroke]:
    lower, upper = (say(f"export.{side}", chart.language, name=series.name) for side in ("lower", "upper"))
    return _stroke(chart, series, series.low, lower, "limit"), _stroke(chart, series, series.high, upper, "limit")


def _band(chart: Chart, series: Series) -> tuple[Stroke, Stroke]:
    base = replace(_limits(chart, series)[0], part="base")
    height = _distances(numbers(chart, series.high), base.points)
    name = plain(say("export.width", chart.language, name=series.name))
    return base, Stroke(name, height, series.hue, series.style, "band")


def _with_bars(chart: Chart, series: Series, stroke: Stroke) -> Stroke:
    if not (series.low and series.high):
        return stroke
    low, high = numbers(chart, series.low), numbers(chart, series.high)
    return replace(stroke, minus=_distances(stroke.points, low), plus=_distances(high, stroke.points))


def _distances(upper: Numbers, lower: Numbers) -> Numbers:
    return tuple(None if a is None or b is None else a - b for a, b in zip(upper, lower, strict=True))


def counted(chart: Chart) -> list[list[str | int | None]]:
    """Return what stands under the drawing as a table, its heads first; empty where nothing does."""
    under = chart.encoding.under
    if under is None:
        return []
    return [[plain(under.title), *map(plain, under.heads)], *([plain(name), *figures] for name, _, figures in under.rows)]


def numbers(chart: Chart, column: str) -> Numbers:
    """Return the frame's figures of `column`; None for null and for what is no number."""
    number = Column(column, "number", Text("", ""))
    cells = (value(cell, number, chart.language) for cell in chart.frame[column].tolist())
    return tuple(float(cell) if isinstance(cell, int | float) else None for cell in cells)


def declared(chart: Chart, name: str) -> Column:
    """Return the declaration of the frame's column `name`; as text without a title where the chart declares none."""
    return next((column for column in chart.columns if column.name == name), Column(name, "text", Text("", "")))


def _axis(chart: Chart) -> list[Value]:
    column = declared(chart, chart.encoding.x)
    return [value(cell, column, chart.language) for cell in chart.frame[column.name].tolist()]


def _positions(chart: Chart) -> Numbers | None:
    """Where x is a number or a moment: its numeric place (days of a spreadsheet); None where x is made of categories."""
    cells = _axis(chart)
    if not all(cell is None or isinstance(cell, int | float | dt.date) for cell in cells):
        return None
    return tuple(serial(cell) if isinstance(cell, dt.date) else cell for cell in cells)


def serial(moment: dt.date) -> float:
    """Return a day or an instant as a spreadsheet counts it."""
    instant = moment if isinstance(moment, dt.datetime) else dt.datetime(moment.year, moment.month, moment.day)
    return (instant - _EPOCH) / dt.timedelta(days=1)


def _daily(chart: Chart) -> bool:
    return all(_is_day(cell) for cell in _axis(chart))


def _is_day(cell: Value) -> bool:
    return isinstance(cell, dt.date) and (not isinstance(cell, dt.datetime) or cell.time() == dt.time())


def _days(chart: Chart) -> tuple[dt.date, ...]:
    return tuple(dt.date(cell.year, cell.month, cell.day) for cell in _axis(chart))


def _labels(chart: Chart) -> tuple[str, ...]:
    column = declared(chart, chart.encoding.x)
    return tuple(words(cell, column, chart.language) for cell in _axis(chart))
