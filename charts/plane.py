"""Charts on two axes with x lying: line, area, column and scatter, with the names, keys and marks that belong to them."""

from __future__ import annotations

import math

from charts import marks
from charts.axes import across_ticks, height_share, hover_title, tick_depth, value_axis, value_title
from charts.chart import Chart, Series
from charts.ends import Track
from charts.labels import end_notes, flag_parts, flags, flags_height, key_height, key_notes, named_at_ends, names_width
from charts.layout import LINE, Drawing, Page, Panel, Sheet, widest
from charts.places import Across, Values, across
from charts.readings import together
from charts.text import safe
from charts.ticks import Ticks, brief

LABELLED = 12
"""Up to so many bars carry their number at the end."""

_FORMS = {"line": marks.lines, "area": marks.areas, "column": marks.columns, "scatter": marks.points}


def standing(chart: Chart, page: Page) -> Panel:
    """Return the panel of a line, area, column or scatter chart."""
    encoding, banded = chart.encoding, chart.encoding.form == "column"
    data = marks.values(chart)
    axis = across(chart, banded)
    ticks = value_axis(chart, page, *extent(chart, data))
    at_ends, keyed = _named(chart, page)
    left = page.type.pad + widest(ticks.texts, page.type.tick) + 8
    right = names_width(at_ends, page) if at_ends else page.type.pad + 14.0
    x_ticks = across_ticks(axis, page, page.width - left - right)
    right = max(right, widest(x_ticks.texts[-1:], page.type.tick) / 2 + 4)
    width = page.width - left - right
    found = flags(encoding.marks, axis, page, width, width + right - page.type.pad, banded)
    title, key = value_title(chart), key_height(keyed, page) if keyed else 0.0
    title_height = LINE * page.type.foot + 8 if title else 0.0

    def drawn(sheet: Sheet) -> Drawing:
        shapes, notes = flag_parts(found, axis, sheet, banded)
        notes += end_notes(
            at_ends, [_end(chart, one, data, axis, ticks) for one in at_ends], _tracks(chart, data, axis, ticks, sheet), sheet
        )
        notes += key_notes(keyed, sheet, page.head + 14)
        if title:
            y = sheet.top - 6 - title_height - flags_height(found, page)
            notes.append(sheet.note(safe(title), page.type.pad, y, page.type.foot + 0.5, page.paper.quiet))
        traces = _FORMS[encoding.form](chart, axis, data, page.theme)
        if banded:
            traces = [labelled(chart, one, trace, data, page) for one, trace in zip(encoding.series, traces, strict=True)]
        x, y = _lying_axis(chart, axis, x_ticks, page), measured_axis(chart, ticks, page)
        return Drawing(traces, notes, shapes, x, y, mode(chart, together(chart, axis)))

    above = 18 + key + flags_height(found, page) + title_height
    return Panel(left, right, above, tick_depth(x_ticks, page, encoding.x_title), drawn, page.type.plot)


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


def _end(chart: Chart, series: Series, data: dict[str, Values], axis: Across, ticks: Ticks) -> tuple[float, float] | None:
    """Return where the name of `series` belongs, as shares of the drawing: at its last point, or beside the middle of its last band."""
    encoding = chart.encoding
    if encoding.stacked and encoding.form != "line":
        starts, ends = marks.stacks(encoding.series, data)[encoding.series.index(series)]
        points = [None if end is None else (start + end) / 2 for start, end in zip(starts, ends, strict=True)]
    else:
        points = data[series.high] if series.style == "interval" and series.high else data[series.y]
    known = [(place, point) for place, point in zip(axis.places, points, strict=True) if point is not None and place == place]
    if not known:
        return None
    place, point = max(known)
    return axis.share(place) if encoding.form == "line" else 1.0, height_share(point, ticks, encoding.log)


def _tracks(chart: Chart, data: dict[str, Values], axis: Across, ticks: Ticks, sheet: Sheet) -> list[Track]:
    """Return what the names must not cover: every line and every interval, in pixels."""
    tracks = []
    for one in chart.encoding.series if chart.encoding.form == "line" else ():
        pairs = [(one.y, one.y), (one.high, one.low)] if one.low and one.high else [(one.y, one.y)]
        for upper, lower in pairs[1:] if one.style == "interval" else pairs:
            rows = zip(axis.places, data[upper], data[lower], strict=True)
            known = sorted((axis.share(x) * sheet.plot_width, high, low) for x, high, low in rows if None not in (high, low) and x == x)
            heights = [[(1 - height_share(row[i], ticks, chart.encoding.log)) * sheet.plot_height for row in known] for i in (1, 2)]
            tracks.append(Track(tuple(row[0] for row in known), tuple(heights[0]), tuple(heights[1])))
    return tracks


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
    texts = end_texts(chart, series, data)
    font = {"size": page.type.tick, "color": page.paper.ink}
    return trace | {
        "text": [safe(text) for text in texts],
        "textposition": "outside",
        "textfont": font,
        "textangle": 0,
        "constraintext": "none",
    }


def end_texts(chart: Chart, series: Series, data: dict[str, Values]) -> list[str]:
    """Return the number at the end of each bar, its unit being said above; empty for null, ▲ before a lower bound."""
    sign = "▲ " if series.style == "floor" else ""
    return ["" if value is None else sign + brief(value, chart.encoding.unit, chart.language) for value in data[series.y]]


def _lying_axis(chart: Chart, axis: Across, ticks: Ticks, page: Page) -> dict:
    continuous = chart.encoding.form != "column"
    return {
        "type": "date" if axis.kind == "date" else "linear",
        "range": [axis.plot(axis.low), axis.plot(axis.high)],
        "tickvals": list(ticks.values),
        "ticktext": list(ticks.texts),
        "tickfont": {"size": page.type.tick},
        "tickangle": 0,
        "ticks": "outside" if continuous else "",
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
