"""A native chart on a worksheet, drawn from the cells of the data sheet."""

from __future__ import annotations

from charts.chart import Chart
from charts.theme import PAPERS, hue, mixed
from export.axis import Axis, position_axis, value_axis
from export.native import Native, Stroke
from export.sheet import write
from i18n import say

_PAPER = PAPERS["light"]
_LABELS = 12
"""About how many category labels an axis carries before some are left out."""

_UNITS = {"tenThousands": "ten_thousands", "hundredMillions": "hundred_millions"}


def native_chart(book, chart: Chart, drawing: Native):
    """Return an xlsxwriter chart of `drawing` over the cells of the data sheet; what stands not there gets a sheet of its own."""
    foreign = [stroke for stroke in drawing.strokes if not _in_data(chart, stroke)]
    own = book.add_worksheet(say("export.sheet_drawn", chart.language)) if foreign else None
    day = book.add_format({"num_format": "yyyy-mm-dd"}) if drawing.dated else None
    drawn = book.add_chart(_kind(drawing))
    areas = book.add_chart({"type": "area", "subtype": "stacked"})
    for stroke in drawing.strokes:
        cells = _data_cells(chart, stroke) if stroke not in foreign else _own_cells(own, foreign.index(stroke), stroke, drawing, day)
        (areas if stroke.part in ("base", "band") else drawn).add_series(cells | _style(stroke, drawing))
    if any(stroke.part == "band" for stroke in drawing.strokes):
        areas.combine(drawn)
        drawn = areas
    _style_chart(drawn, chart, drawing)
    return drawn


def _kind(drawing: Native) -> dict:
    if drawing.shape == "xy":
        return {"type": "scatter", "subtype": "straight"} if drawing.joined else {"type": "scatter"}
    kind = "line" if drawing.shape == "points" else drawing.shape
    return {"type": kind, "subtype": "stacked"} if drawing.stacked else {"type": kind}


def _in_data(chart: Chart, stroke: Stroke) -> bool:
    names = [column.name for column in chart.columns]
    return chart.encoding.x in names and stroke.column in names and len(stroke.points) == len(chart.frame)


def _data_cells(chart: Chart, stroke: Stroke) -> dict:
    sheet, names = say("export.sheet_data", chart.language), [column.name for column in chart.columns]
    x, y = ([sheet, 1, names.index(name), len(chart.frame), names.index(name)] for name in (chart.encoding.x, stroke.column))
    return {"name": _label(stroke.name), "categories": x, "values": y}


def _own_cells(sheet, index: int, stroke: Stroke, drawing: Native, day) -> dict:
    """Write the stroke's x and y beside those before it."""
    column, last = 2 * index, len(stroke.points)
    write(sheet, 0, column + 1, stroke.name)
    for row, (x, y) in enumerate(zip(stroke.at or drawing.categories, stroke.points, strict=True), start=1):
        write(sheet, row, column, x, day)
        write(sheet, row, column + 1, y)
    across, along = ([sheet.name, 1, place, last, place] for place in (column, column + 1))
    return {"name": [sheet.name, 0, column + 1], "categories": across, "values": along}


def _label(text: str) -> str:
    """xlsxwriter takes a name that holds !A1 for a reference to a cell; an unseen joiner after the mark keeps it a name."""
    return text.replace("!", "!\u2060")


def _style(stroke: Stroke, drawing: Native) -> dict:
    colour = hue(stroke.hue).fill("light")
    if stroke.part == "base":
        return {"fill": {"none": True}, "line": {"none": True}}
    if stroke.part == "band":
        return {"fill": {"color": mixed(colour, _PAPER.background, 0.2)}, "line": {"none": True}}
    if drawing.shape in ("bar", "column", "area"):
        return _surface(stroke, colour) | _gaps(drawing) | _whiskers(stroke, drawing)
    return _line(stroke, colour, joined=(drawing.shape == "line" or drawing.joined) and not stroke.apart)


def _surface(stroke: Stroke, colour: str) -> dict:
    if stroke.style in ("hatched", "dashed"):
        return {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": colour, "bg_color": _PAPER.background}}
    if stroke.style == "hollow":
        return {"fill": {"color": _PAPER.background}, "border": {"color": colour, "width": 1.5}}
    return {"fill": {"color": colour}, "border": {"none": True}}


def _gaps(drawing: Native) -> dict:
    if drawing.shape == "area":
        return {}
    return {"gap": 0 if drawing.gapless else 40, "overlap": 100 if drawing.stacked or drawing.gapless else 0}


def _whiskers(stroke: Stroke, drawing: Native) -> dict:
    if not any(distance is not None for distance in stroke.plus):
        return {}
    bars = {"type": "custom", "plus_values": list(stroke.plus), "minus_values": list(stroke.minus)}
    return {"x_error_bars" if drawing.shape == "bar" else "y_error_bars": bars}


def _line(stroke: Stroke, colour: str, joined: bool) -> dict:
    limit = stroke.part == "limit"
    dash = "dash" if limit or stroke.style == "dashed" else "solid"
    line = {"color": colour, "width": 0.75 if limit else 2.25, "dash_type": dash} if joined else {"none": True}
    if joined and stroke.style not in ("floor", "hollow") and not stroke.lonely:
        return {"line": line, "marker": {"type": "none"}}
    shape = "short_dash" if limit else "triangle" if stroke.style == "floor" else "circle"
    fill = _PAPER.background if stroke.style == "hollow" else colour
    return {"line": line, "marker": {"type": shape, "size": 8, "fill": {"color": fill}, "border": {"color": colour}}}


def _style_chart(drawn, chart: Chart, drawing: Native) -> None:
    drawn.set_size({"width": 960, "height": 480})
    drawn.set_title({"none": True})
    hidden = drawing.unnamed()
    drawn.set_legend({"position": "top", "delete_series": hidden} if len(drawing.strokes) > 1 else {"none": True})
    drawn.show_blanks_as("span" if drawing.spanned else "gap")
    across, values = _across(position_axis(chart, drawing), drawing), _values(value_axis(chart, drawing))
    if drawing.shape == "bar":
        drawn.set_y_axis(across | {"reverse": True})
        drawn.set_x_axis(values)
    else:
        drawn.set_x_axis(across)
        drawn.set_y_axis(values)


def _values(axis: Axis) -> dict:
    return _without_none(
        name=_label(axis.title),
        num_format=axis.format,
        min=axis.low,
        max=axis.high,
        log_base=10 if axis.log else None,
        display_units=_UNITS.get(axis.shown_in, axis.shown_in),
        display_units_visible=False,
        major_gridlines={"visible": True, "line": {"color": _PAPER.grid}},
        line={"none": True},
    )


def _across(axis: Axis, drawing: Native) -> dict:
    if drawing.shape == "xy":
        log = 10 if axis.log else None
        return _without_none(
            name=_label(axis.title), num_format=axis.format, min=axis.low, max=axis.high, log_base=log, label_position="low"
        )
    many = len(drawing.categories) // _LABELS + 1 if not drawing.dated and drawing.shape != "bar" else None
    return _without_none(
        name=_label(axis.title),
        num_format=axis.format,
        date_axis=drawing.dated or None,
        text_axis=None if drawing.dated else True,
        interval_unit=many if many and many > 1 else None,
        label_position="low",
    )


def _without_none(**options: object) -> dict:
    return {name: option for name, option in options.items() if option is not None and option != ""}
