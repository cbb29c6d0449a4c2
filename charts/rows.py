"""Charts of one row a category: lying bars and boxes, the first row on top, each row as tall as its name needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from charts import marks
from charts.axes import value_axis, value_title
from charts.chart import Chart
from charts.dots import even_line, row_dots
from charts.labels import key_height, key_notes
from charts.layout import LINE, Drawing, Page, Panel, Sheet, widest
from charts.places import across, categories
from charts.plane import end_texts, extent, is_labelled, labelled, measured_axis, mode
from charts.readings import reading
from charts.text import safe, wrapped_to
from charts.theme import PAPERS, mixed
from charts.ticks import Ticks
from i18n import say
from i18n.format import number

OUTLIERS = 200
"""A box shows no more single points than this; the frame has them all."""


@dataclass(frozen=True)
class Rows:
    """The rows of a chart in pixels from the top of the drawing: names in lines, centres, and the thickness of a bar."""

    names: tuple[tuple[str, ...], ...]
    centres: tuple[float, ...]
    thick: float
    height: float
    width: float


def rows(names: Sequence[str], page: Page, beside: int = 1) -> Rows:
    """Return the rows of `names`, their names wrapped, with room for `beside` bars in each."""
    size = page.type.tick
    lines = tuple(wrapped_to(name, page.width * (0.38 if page.narrow or len(names) > 20 else 0.28), size) for name in names)
    thick = max(18.0, 13.0 * beside) if len(names) <= 20 else max(13.0, 11.0 * beside)
    centres, top = [], 0.0
    for line in lines:
        tall = max(thick + 8, LINE * size * len(line) + 8)
        centres.append(top + tall / 2)
        top += tall
    wide = max((widest(line, size) for line in lines), default=0.0)
    return Rows(lines, tuple(centres), thick, top, wide)


def lying(chart: Chart, page: Page) -> Panel:
    """Return the panel of a bar chart. Few bars carry their numbers; many are read off an axis on top."""
    encoding, data = chart.encoding, marks.values(chart)
    placed = rows(categories(chart, encoding.x), page, 1 if encoding.stacked else len(encoding.series))
    axis = replace(across(chart, banded=True), kind="category", places=placed.centres, step=placed.thick / marks.BAND)
    low, high = extent(chart, data)
    if len(chart.frame) == 1 and encoding.unit == "fraction":
        high = max(high, 1.0)
    bars = marks.bars(chart, axis, data, page.theme)
    if encoding.dots:
        dots = [row_dots(chart, one, bar, data, page.theme) for one, bar in zip(encoding.series, bars, strict=True)]
        return _panel(chart, page, placed, value_axis(chart, page, low, high), even_line(chart, placed.height, page.theme) + dots, [])
    room = 0.0
    if is_labelled(chart, data) and not encoding.log:
        room = widest(tuple(text for one in encoding.series for text in end_texts(chart, one, data)), page.type.tick) + 8
        bars = [labelled(chart, one, bar, data, page) for one, bar in zip(encoding.series, bars, strict=True)]
    keyed = [one for one in encoding.series if one.name] if len(encoding.series) > 1 else []
    return _panel(chart, page, placed, value_axis(chart, page, low, high), bars, keyed, room)


def _panel(chart: Chart, page: Page, placed: Rows, ticks: Ticks, traces: list, keyed: list, room: float = 0.0) -> Panel:
    """Return the panel of `traces` in rows; `room` pixels for the numbers at the bars' ends stand in for an axis."""
    key, left, size = key_height(keyed, page) if keyed else 0.0, page.type.pad + placed.width + 10, page.type.foot + 0.5
    scale = 0.0 if room else LINE * page.type.tick + 6
    title = wrapped_to(value_title(chart), page.width - left - page.type.pad, size) if value_title(chart) else ()
    title_height = LINE * page.type.foot * len(title) + 4 if title else 0.0

    def drawn(sheet: Sheet) -> Drawing:
        x = measured_axis(chart, ticks, page) | {"side": "top", "zeroline": ticks.low <= 0, "zerolinecolor": page.paper.axis}
        if room:
            x |= {"showticklabels": False, "showgrid": False, "range": _roomy(ticks, room, sheet.plot_width)}
        notes = key_notes(keyed, sheet, page.head + 14)
        if title:
            lines = "<br>".join(map(safe, title))
            notes.append(sheet.note(lines, sheet.left, sheet.top - scale - title_height, size, page.paper.quiet))
        return Drawing(traces, notes, [], x, _named_axis(placed, page), mode(chart, together=False))

    above = 12 + key + title_height + scale
    return Panel(left, page.type.pad + 14.0, above, 4, drawn, placed.height, placed.height)


def _roomy(ticks: Ticks, room: float, width: float) -> list[float]:
    """Return the range that leaves `room` pixels for the number beyond the longest bar on either side."""
    sides = (ticks.low < 0) + (ticks.high > 0) or 1
    pixel = (ticks.high - ticks.low) / max(width - sides * room, 60)
    return [ticks.low - room * pixel * (ticks.low < 0), ticks.high + room * pixel * (ticks.high > 0)]


def _named_axis(placed: Rows, page: Page) -> dict:
    return {
        "range": [placed.height, 0],
        "tickvals": list(placed.centres),
        "ticktext": ["<br>".join(map(safe, lines)) for lines in placed.names],
        "tickfont": {"size": page.type.tick, "color": page.paper.ink},
        "ticklabelstandoff": 4,
    }


@dataclass(frozen=True)
class Spread:
    """Five figures of a group: quartiles, the ends of the whiskers (within 1.5 times the middle half), and what lies beyond."""

    count: int
    low: float
    q1: float
    median: float
    q3: float
    high: float
    beyond: tuple[float, ...]


def spread_of(values: Sequence[float]) -> Spread:
    """Return the spread of `values`, at least one; quartiles by linear interpolation."""
    import numpy as np

    q1, median, q3 = np.quantile(values, (0.25, 0.5, 0.75)).tolist()
    reach = 1.5 * (q3 - q1)
    inside = [value for value in values if q1 - reach <= value <= q3 + reach]
    beyond = tuple(value for value in values if not q1 - reach <= value <= q3 + reach)
    return Spread(len(values), min(inside), q1, median, q3, max(inside), beyond)


def boxes(chart: Chart, page: Page) -> Panel:
    """Return the panel of a box chart: the frame holds single values, `row` (else `x`) names their group."""
    series = chart.encoding.series[0]
    values = marks.values(chart)[series.y]
    groups: dict[str, list[float]] = {}
    for name, value in zip(categories(chart, chart.encoding.row or chart.encoding.x), values, strict=True):
        if value is not None:
            groups.setdefault(name, []).append(value)
    found = [spread_of(group) for group in groups.values()]
    placed = rows(tuple(groups), page)
    known = [value for value in values if value is not None]
    ticks = value_axis(chart, page, min(known), max(known))

    full, paper = marks.colour(series, page.theme), PAPERS[page.theme]
    box = {
        "type": "box",
        "orientation": "h",
        "y": list(placed.centres),
        "q1": [one.q1 for one in found],
        "median": [one.median for one in found],
        "q3": [one.q3 for one in found],
        "lowerfence": [one.low for one in found],
        "upperfence": [one.high for one in found],
        "width": placed.thick,
        "fillcolor": mixed(full, paper.background, 0.35),
        "line": {"color": full, "width": 1.6},
        "whiskerwidth": 0,
        "hoverinfo": "skip",
    }
    return _panel(chart, page, placed, ticks, [box, _medians(chart, placed, found), _beyond(placed, found, full)], [])


def _medians(chart: Chart, placed: Rows, found: Sequence[Spread]) -> dict:
    def words(one: Spread) -> str:
        low, median, high = (reading(value, chart.encoding.unit, chart.language) for value in (one.q1, one.median, one.q3))
        return say("figure.box", chart.language, median=median, low=low, high=high, count=number(one.count, chart.language))

    said = {"customdata": [safe(words(one)) for one in found], "hovertemplate": "%{customdata}<extra></extra>"}
    unseen = {"type": "scatter", "mode": "markers", "marker": {"opacity": 0, "size": 16}}
    return {"x": [one.median for one in found], "y": list(placed.centres)} | unseen | said


def _beyond(placed: Rows, found: Sequence[Spread], colour: str) -> dict:
    pairs = [(value, y) for one, y in zip(found, placed.centres, strict=True) for value in one.beyond][:OUTLIERS]
    marker = {"color": colour, "size": 4, "opacity": 0.6}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for x, _ in pairs],
        "y": [y for _, y in pairs],
        "marker": marker,
        "hoverinfo": "skip",
    }
