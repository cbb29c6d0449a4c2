"""Charts on two axes with x lying: line, area, column and scatter, with the names, keys and marks that belong to them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from charts import marks
from charts.axes import across_ticks, height_share, hover_title, tick_depth, value_axis, value_title
from charts.chart import Chart, Series
from charts.counts import counts_height, counts_notes, counts_width
from charts.dots import points
from charts.ends import Box, Track
from charts.flags import flag_parts, flags, flags_height
from charts.labels import end_notes, key_height, key_notes, named_at_ends, names_width
from charts.layout import LINE, Drawing, Page, Panel, Sheet, widest
from charts.places import Across, Values, across, categories
from charts.point_names import point_names
from charts.readings import together
from charts.text import safe
from charts.ticks import Ticks, brief

LABELLED = 12
"""Up to so many bars carry their number at the end."""

_FORMS = {"line": marks.lines, "area": marks.areas, "column": marks.columns, "scatter": points}


@dataclass(frozen=True)
class Plane:
    """A chart with what its two axes say: the numbers drawn, x, and the marks of the measured direction."""

    chart: Chart
    page: Page
    data: dict[str, Values]
    axis: Across
    ticks: Ticks

    def rise(self, value: float) -> float:
        """Return how high `value` stands, 0 at the foot of the drawing and 1 at its top."""
        return height_share(value, self.ticks, self.chart.encoding.log)


def standing(chart: Chart, page: Page) -> Panel:
    """Return the panel of a line, area, column or scatter chart."""
    encoding, banded = chart.encoding, chart.encoding.form == "column"
    data = marks.values(chart)
    plane = Plane(chart, page, data, across(chart, banded), value_axis(chart, page, *extent(chart, data)))
    at_ends, keyed = _named(chart, page)
    left = page.type.pad + widest(plane.ticks.texts, page.type.tick) + 8
    right = max(names_width(at_ends, page) if at_ends else page.type.pad + 14.0, counts_width(encoding.under, page))
    x_ticks = across_ticks(plane.axis, page, page.width - left - right)
    right = max(right, widest(x_ticks.texts[-1:], page.type.tick) / 2 + 4)
    depth = tick_depth(x_ticks, page, encoding.x_title)
    width = page.width - left - right
    found = flags(encoding.marks, plane.axis, page, width, width + right - page.type.pad, banded)
    flagged, key, title = flags_height(found, page), key_height(keyed, page) if keyed else 0.0, value_title(chart)
    titled = LINE * page.type.foot + 8 if title else 0.0

    def drawn(sheet: Sheet) -> Drawing:
        shapes, notes = flag_parts(found, plane.axis, sheet, banded)
        stems = [Box(flag.stem - 4, 0, flag.stem + 4, sheet.plot_height) for flag in found if flag.mark.x_end is None]
        notes += end_notes(at_ends, [_ends(plane, one) for one in at_ends], _tracks(plane, sheet), stems, sheet)
        notes += key_notes(keyed, sheet, page.head + 14) + _point_names(plane, sheet)
        notes += counts_notes(encoding.under, plane.axis, sheet, depth)
        if title:
            notes.append(sheet.note(safe(title), page.type.pad, sheet.top - 6 - titled - flagged, page.type.foot + 0.5, page.paper.quiet))
        x, y = _lying_axis(plane, x_ticks), measured_axis(chart, plane.ticks, page)
        return Drawing(_traces(plane), notes, shapes, x, y, mode(chart, together(chart, plane.axis)))

    return Panel(left, right, 18 + key + flagged + titled, depth + counts_height(encoding.under, page), drawn, page.type.plot)


def _point_names(plane: Plane, sheet: Sheet) -> list[dict]:
    """Return the names of the dots of a scatter, those for which there is room."""
    chart = plane.chart
    if chart.encoding.form != "scatter" or not chart.encoding.text:
        return []
    words = categories(chart, chart.encoding.text)
    rows = [(i, plane.data[one.y][i]) for one in chart.encoding.series for i in range(len(words))]
    known = sorted((i, y) for i, y in rows if y is not None and plane.axis.places[i] == plane.axis.places[i])
    dots = [(plane.axis.share(plane.axis.places[i]) * sheet.plot_width, (1 - plane.rise(y)) * sheet.plot_height) for i, y in known]
    return point_names([words[i] for i, _ in known], dots, sheet)


def _traces(plane: Plane) -> list[dict]:
    chart = plane.chart
    traces = _FORMS[chart.encoding.form](chart, plane.axis, plane.data, plane.page.theme)
    if chart.encoding.form != "column":
        return traces
    return [labelled(chart, one, trace, plane.data, plane.page) for one, trace in zip(chart.encoding.series, traces, strict=True)]


def _named(chart: Chart, page: Page) -> tuple[list[Series], list[Series]]:
    """Return (series named at their ends, series named in a key): never both; a lone series of bars is named by the subtitle."""
    encoding = chart.encoding
    named = [one for one in encoding.series if one.name and (len(encoding.series) > 1 or encoding.form == "line")]
    ending = encoding.form in ("line", "area") or (encoding.form == "column" and encoding.stacked)
    if ending and named and named_at_ends(named, page):
        return named, []
    return [], named if len(encoding.series) > 1 else []


def extent(chart: Chart, data: dict[str, Values]) -> tuple[float, float]:
    """Return the least and the greatest value drawn, stacks and intervals included; (0, 0) where there is none."""
    encoding = chart.encoding
    if encoding.stacked and encoding.form in ("area", "column", "bar"):
        found = [end for _, ends in marks.stacks(encoding.series, data) for end in ends if end is not None]
    else:
        found = [value for column in data.values() for value in column if value is not None]
    if encoding.log:
        found = [value for value in found if value > 0]
    return min(found, default=0.0), max(found, default=0.0)


def _ends(plane: Plane, series: Series) -> list[tuple[float, float]]:
    """Return where the name of `series` belongs, as shares of the drawing: at its last point, or beside the middle of its last band.

    Then earlier points of a line, where the name may stand if its end is crowded; nothing where nothing is drawn.
    """
    encoding, data = plane.chart.encoding, plane.data
    if encoding.stacked and encoding.form != "line":
        starts, ends = marks.stacks(encoding.series, data)[encoding.series.index(series)]
        points = [None if end is None else (start + end) / 2 for start, end in zip(starts, ends, strict=True)]
    else:
        points = data[series.high] if series.style == "interval" and series.high else data[series.y]
    known = [(place, point) for place, point in zip(plane.axis.places, points, strict=True) if point is not None and place == place]
    known = sorted(known, reverse=True)
    if encoding.form != "line":
        return [(1.0, plane.rise(point)) for _, point in known[:1]]
    return [(plane.axis.share(place), plane.rise(point)) for place, point in known[:: max(1, len(known) // 6)][:4]]


def _tracks(plane: Plane, sheet: Sheet) -> list[Track]:
    """Return what the names must not cover: every line and every band but the palest, on which letters can be read."""
    tracks = []
    for one in plane.chart.encoding.series if plane.chart.encoding.form == "line" else ():
        if one.style != "interval":
            tracks.append(_track(plane, sheet, one.y, one.y))
            if one.low and one.high:
                tracks.append(_track(plane, sheet, one.high, one.low))
    return tracks


def _track(plane: Plane, sheet: Sheet, upper: str, lower: str) -> Track:
    rows = zip(plane.axis.places, plane.data[upper], plane.data[lower], strict=True)
    known = sorted((x, high, low) for x, high, low in rows if x == x and high is not None and low is not None)
    if plane.chart.encoding.step and known:
        held = ((x, high, low) for (_, high, low), (x, _, _) in zip(known, known[1:], strict=False))
        known = [*(point for pair in zip(known, held, strict=False) for point in pair), known[-1]]
    xs = (plane.axis.share(x) * sheet.plot_width for x, _, _ in known)
    tops, bottoms = (tuple((1 - plane.rise(row[i])) * sheet.plot_height for row in known) for i in (1, 2))
    return Track(tuple(xs), tops, bottoms)


def is_labelled(chart: Chart, data: dict[str, Values]) -> bool:
    """Return whether each bar carries its number: few bars, and no other bar at its end."""
    columns = [data[one.y] for one in chart.encoding.series]
    alone = all(sum(value is not None for value in row) <= 1 for row in zip(*columns, strict=True))
    count = sum(value is not None for column in columns for value in column)
    return count <= LABELLED and (alone or not chart.encoding.stacked)


def labelled(chart: Chart, series: Series, trace: dict, data: dict[str, Values], page: Page) -> dict:
    """Return `trace` with its numbers at the ends of the bars, where there are few enough to read."""
    columns = [data[one.y] for one in chart.encoding.series]
    crowded = chart.encoding.form == "column" and page.width / (len(columns) * max(len(columns[0]), 1)) < 5 * page.type.tick
    if series.low or crowded or not is_labelled(chart, data):
        return trace
    texts = [safe(text) for text in end_texts(chart, series, data)]
    font = {"size": page.type.tick, "color": page.paper.ink}
    return trace | {"text": texts, "textposition": "outside", "textfont": font, "textangle": 0, "constraintext": "none"}


def end_texts(chart: Chart, series: Series, data: dict[str, Values]) -> list[str]:
    """Return the number at the end of each bar, its unit being said above; empty for null, ▲ before a lower bound."""
    sign = "▲ " if series.style == "floor" else ""
    return ["" if value is None else sign + brief(value, chart.encoding.unit, chart.language) for value in data[series.y]]


def _lying_axis(plane: Plane, ticks: Ticks) -> dict:
    chart, axis, page = plane.chart, plane.axis, plane.page
    return {
        "type": "date" if axis.kind == "date" else "log" if axis.log else "linear",
        "range": [math.log10(axis.low), math.log10(axis.high)] if axis.log else [axis.plot(axis.low), axis.plot(axis.high)],
        "tickvals": list(ticks.values),
        "ticktext": list(ticks.texts),
        "tickfont": {"size": page.type.tick},
        "tickangle": 0,
        "ticks": "" if axis.banded else "outside",
        "ticklen": 4,
        "tickcolor": page.paper.axis,
        "showline": True,
        **axis_title(chart.encoding.x_title, page),
        **(hover_title(axis, chart.language) if axis.kind != "category" else {}),
    }


def axis_title(title: str, page: Page) -> dict:
    """Return the title of an axis as plotly takes it; nothing for an empty one."""
    font = {"size": page.type.foot + 0.5, "color": page.paper.quiet}
    return {"title": {"text": safe(title), "font": font, "standoff": 4}} if title else {}


def measured_axis(chart: Chart, ticks: Ticks, page: Page) -> dict:
    """Return the axis on which values are measured, with its grid."""
    ends = [ticks.low, ticks.high]
    return {
        "type": "log" if chart.encoding.log else "linear",
        "range": [math.log10(end) for end in ends] if chart.encoding.log else ends,
        "tickvals": list(ticks.values),
        "ticktext": list(ticks.texts),
        "tickfont": {"size": page.type.tick},
        "showgrid": True,
        "zeroline": ticks.low < 0 < ticks.high,
        "zerolinecolor": page.paper.axis,
        "zerolinewidth": 1,
        "ticklabelstandoff": 3,
    }


def mode(chart: Chart, together: bool) -> dict:
    """Return how bars stand to each other and what the pointer reads: all series `together` at one x, or one point."""
    return {"hovermode": "x unified" if together else "closest", "barmode": "relative" if chart.encoding.stacked else "overlay"}
