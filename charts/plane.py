"""Drawings on two axes: line, area, column, scatter and bar, with the names, keys and marks that belong to them."""

from __future__ import annotations

from charts import marks
from charts.axes import (
    Across,
    across,
    across_ticks,
    drawn_range,
    height_share,
    hover_title,
    tick_depth,
    tick_width,
    value_axis,
    value_title,
)
from charts.chart import Chart, Series
from charts.labels import (
    end_notes,
    flagged,
    key_height,
    key_notes,
    mark_parts,
    marks_height,
    named_at_ends,
    names_width,
)
from charts.layout import LINE, Drawing, Page, Panel, Sheet, widest
from charts.text import safe, wrapped_to
from charts.ticks import Ticks
from i18n.format import quantity

LABELLED = 12
"""Up to so many bars carry their number at the end."""


def standing(chart: Chart, page: Page) -> Panel:
    """Return the panel of a line, area, column or scatter chart: x lies, values stand."""
    encoding, form = chart.encoding, chart.encoding.form
    banded = form == "column"
    data = marks.values(chart)
    axis = across(chart, encoding.x, banded)
    ticks = value_axis(chart, page, *_extent(chart, data))
    named = [one for one in encoding.series if one.name and (len(encoding.series) > 1 or form == "line")]
    at_ends = form != "scatter" and (form != "column" or encoding.stacked) and named_at_ends(named, page)
    keyed = [] if at_ends or len(encoding.series) == 1 else named
    left = page.type.pad + tick_width(ticks, page)
    right = names_width(named, page) if at_ends and named else page.type.pad + 14
    width = page.width - left - right
    x_ticks = across_ticks(axis, page, width)
    found = flagged(encoding.marks, axis, page, width)
    title = value_title(chart)
    key, unit = key_height(keyed, page) if keyed else 0, LINE * page.type.foot if title else 0

    def drawn(sheet: Sheet) -> Drawing:
        shapes, notes = mark_parts(found, axis, sheet, banded)
        if at_ends:
            shares = [_end_share(chart, one, data, ticks) for one in named]
            notes += end_notes(named, shares, sheet)
        notes += key_notes(keyed, sheet, page.head + 12)
        if title:
            notes.append(sheet.note(safe(title), page.type.pad, sheet.top - 12 - unit, page.type.foot + 0.5, page.paper.quiet))
        traces = _FORMS[form](chart, axis, data, page.theme)
        if form == "column":
            traces = [_labelled(chart, one, trace, data, page) for one, trace in zip(encoding.series, traces, strict=True)]
        return Drawing(traces, notes, shapes, _x_axis(chart, axis, x_ticks, page), _y_axis(chart, ticks, page), _mode(chart, axis))

    above = 16 + key + max(marks_height(found, page), unit + 6 if title else 0) + (8 if title else 0)
    return Panel(left, right, above, tick_depth(x_ticks, page, encoding.x_title), drawn)


def lying(chart: Chart, page: Page) -> Panel:
    """Return the panel of a bar chart: one category a row, the first on top."""
    encoding = chart.encoding
    data = marks.values(chart)
    axis = across(chart, encoding.x, banded=True)
    size = page.type.tick
    share = 0.4 if page.narrow else 0.3
    rows = [wrapped_to(name, page.width * share, size) for name in _row_names(axis, chart)]
    ticks = value_axis(chart, page, *_extent(chart, data))
    keyed = [one for one in encoding.series if one.name] if len(encoding.series) > 1 else []
    left = page.type.pad + max((widest(row, size) for row in rows), default=0) + 10
    row = max(LINE * size * max((len(r) for r in rows), default=1) + 4, 13 * (1 if encoding.stacked else len(encoding.series)) + 8, 20)
    labelled = _is_labelled(chart, data)
    key = key_height(keyed, page) if keyed else 0
    texts = tuple(text for one in encoding.series for text in marks.readings(chart, one, data)) if labelled else ()
    room = widest(texts, page.type.tick) + 10 if labelled else 0
    title = value_title(chart) if encoding.log or encoding.y_title or not labelled else ""

    def drawn(sheet: Sheet) -> Drawing:
        traces = marks.bars(chart, axis, data, page.theme)
        traces = [_labelled(chart, one, trace, data, page) for one, trace in zip(encoding.series, traces, strict=True)]
        notes = key_notes(keyed, sheet, page.head + 12)
        span = (ticks.high - ticks.low) if not encoding.log else 0
        x = _y_axis(chart, ticks, page) | {"showticklabels": not labelled, "showgrid": not labelled}
        if labelled and span:
            low, high = _extent(chart, data)
            low, high = min(low, 0.0), max(high, 0.0)
            extra = (high - low or 1.0) * room / max(sheet.plot_width - room * (2 if low < 0 else 1), 40)
            x["range"] = [low - (extra if low < 0 else 0), high + extra]
        y = {
            "tickvals": list(axis.places),
            "ticktext": ["<br>".join(map(safe, r)) for r in rows],
            "range": [axis.high, axis.low],
            "tickfont": {"size": size, "color": page.paper.ink},
            "showgrid": False,
            "ticklabelstandoff": 4,
        }
        if title:
            notes.append(
                sheet.note(safe(title), sheet.left, sheet.top + sheet.plot_height + LINE * size + 8, page.type.foot + 0.5, page.paper.quiet)
            )
        return Drawing(traces, notes, [], x, y, _mode(chart, axis) | {"hovermode": "closest"})

    below = 6 if labelled else LINE * size + 8
    return Panel(left, page.type.pad + 14, 14 + key, below + (LINE * size if title else 0), drawn, plot=row * max(len(rows), 1))


_FORMS = {"line": marks.lines, "area": marks.areas, "column": marks.columns, "scatter": marks.points}


def _row_names(axis: Across, chart: Chart) -> tuple[str, ...]:
    from charts.axes import categories

    return axis.names or categories(chart, chart.encoding.x)


def _extent(chart: Chart, data: dict[str, marks.Values]) -> tuple[float, float]:
    encoding = chart.encoding
    if encoding.stacked and encoding.form in ("area", "column", "bar"):
        found = [end for _, ends in marks.stacks(encoding.series, data) for end in ends if end is not None]
    else:
        found = [value for column in data.values() for value in column if value is not None]
    if encoding.log:
        found = [value for value in found if value > 0]
    return (min(found, default=0.0), max(found, default=0.0))


def _end_share(chart: Chart, series: Series, data: dict[str, marks.Values], ticks: Ticks) -> float | None:
    """Return how high the name of `series` belongs: its last point, or the middle of its last band."""
    encoding = chart.encoding
    if encoding.form == "line" or not encoding.stacked:
        column = data[series.y] if series.style != "interval" else data[series.high or series.y]
        last = next((value for value in reversed(column) if value is not None), None)
    else:
        starts, ends = marks.stacks(encoding.series, data)[encoding.series.index(series)]
        last = next(((a + b) / 2 for a, b in zip(reversed(starts), reversed(ends), strict=True) if b is not None), None)
    return None if last is None else min(max(height_share(last, ticks, encoding.log), 0.0), 1.0)


def _is_labelled(chart: Chart, data: dict[str, marks.Values]) -> bool:
    """Return whether each bar carries its number: few bars, and one number at the end of each."""
    columns = [data[one.y] for one in chart.encoding.series]
    rows = len(columns[0]) if columns else 0
    alone = all(sum(value is not None for value in row) <= 1 for row in zip(*columns, strict=True))
    return rows * (1 if chart.encoding.stacked else len(columns)) <= LABELLED and (alone or not chart.encoding.stacked)


def _labelled(chart: Chart, series: Series, trace: dict, data: dict[str, marks.Values], page: Page) -> dict:
    if not _is_labelled(chart, data) or series.low:
        return trace
    if chart.encoding.form == "column" and page.narrow and len(data[series.y]) > 6:
        return trace
    texts = [quantity(value, chart.encoding.unit, chart.language) if value is not None else "" for value in data[series.y]]
    font = {"size": page.type.tick, "color": page.paper.ink}
    return trace | {"text": texts, "textposition": "outside", "textfont": font, "textangle": 0, "constraintext": "none"}


def _x_axis(chart: Chart, axis: Across, ticks: Ticks, page: Page) -> dict:
    title = {"text": safe(chart.encoding.x_title), "font": {"size": page.type.foot + 0.5, "color": page.paper.quiet}, "standoff": 4}
    return {
        "type": "date" if axis.kind == "date" else "linear",
        "range": [axis.plotted(axis.low), axis.plotted(axis.high)],
        "tickvals": list(ticks.values),
        "ticktext": list(ticks.texts),
        "tickfont": {"size": page.type.tick},
        "tickangle": 0,
        "ticks": "outside" if chart.encoding.form in ("line", "area", "scatter") else "",
        "ticklen": 4,
        "tickcolor": page.paper.axis,
        "showline": True,
        **({"title": title} if chart.encoding.x_title else {}),
        **(hover_title(axis, chart.language) if axis.kind != "category" else {}),
    }


def _y_axis(chart: Chart, ticks: Ticks, page: Page) -> dict:
    return {
        "type": "log" if chart.encoding.log else "linear",
        "range": drawn_range(ticks, chart.encoding.log),
        "tickvals": list(ticks.values),
        "ticktext": list(ticks.texts),
        "tickfont": {"size": page.type.tick},
        "showgrid": True,
        "zeroline": ticks.low < 0 < ticks.high,
        "zerolinecolor": page.paper.axis,
        "zerolinewidth": 1,
        "ticklabelstandoff": 3,
    }


def _mode(chart: Chart, axis: Across) -> dict:
    form = chart.encoding.form
    together = axis.kind != "category" and form in ("line", "area", "column")
    return {
        "hovermode": "x unified" if together else "closest",
        "barmode": "relative" if chart.encoding.stacked else "group",
        "bargap": 1 - marks.BAND,
        "bargroupgap": 0.06,
    }
