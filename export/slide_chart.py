"""A native, editable chart on a slide."""

from __future__ import annotations

from copy import deepcopy

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_AXIS_CROSSES, XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from charts.chart import Chart
from charts.theme import PAPERS, hue, mixed
from export.axis import Axis, position_axis, value_axis
from export.cells import plain
from export.embedded import embedded
from export.native import Native, Stroke

_PAPER = PAPERS["light"]
_LABELS = 12
"""About how many category labels an axis carries before some are left out."""

_TYPES = {
    ("line", False): XL_CHART_TYPE.LINE,
    ("points", False): XL_CHART_TYPE.LINE_MARKERS,
    ("area", False): XL_CHART_TYPE.AREA,
    ("area", True): XL_CHART_TYPE.AREA_STACKED,
    ("bar", False): XL_CHART_TYPE.BAR_CLUSTERED,
    ("bar", True): XL_CHART_TYPE.BAR_STACKED,
    ("column", False): XL_CHART_TYPE.COLUMN_CLUSTERED,
    ("column", True): XL_CHART_TYPE.COLUMN_STACKED,
}


def with_native_chart(slide, chart: Chart, drawing: Native, box: tuple) -> None:
    """Put `drawing` on `slide` in `box` (left, top, width, height), with its figures in a workbook behind it."""
    axis = value_axis(chart, drawing)
    kind = XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS if drawing.shape == "xy" else _TYPES[drawing.shape, drawing.stacked]
    frame = slide.shapes.add_chart(kind, *box, _data(drawing, axis.format))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", plain(chart.alternative))
    drawn = frame.chart
    drawn.part.chart_workbook.update_from_xlsx_blob(embedded(drawing, axis.format))
    _style_chart(drawn, drawing)
    _style_values(drawn.value_axis, axis)
    _style_positions(drawn.category_axis, position_axis(chart, drawing), drawing)
    for series, stroke in zip(drawn.plots[0].series, drawing.strokes, strict=True):
        _style_series(series, stroke, drawing)
    _stack_band(drawn, drawing)


def _data(drawing: Native, number_format: str) -> CategoryChartData | XyChartData:
    if drawing.shape == "xy":
        pairs = XyChartData()
        for stroke in drawing.strokes:
            series = pairs.add_series(stroke.name, number_format)
            for x, y in zip(stroke.at, stroke.points, strict=True):
                series.add_data_point(x, y)
        return pairs
    data = CategoryChartData(number_format)
    data.categories = drawing.categories
    for stroke in drawing.strokes:
        data.add_series(stroke.name, stroke.points)
    return data


def _style_chart(drawn, drawing: Native) -> None:
    drawn.font.size, drawn.font.color.rgb = Pt(12), _colour(_PAPER.quiet)
    drawn.has_title = False
    drawn.has_legend = len(drawing.strokes) > 1
    if drawn.has_legend:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        for index in drawing.unnamed():
            entry = parse_xml(f'<c:legendEntry {nsdecls("c")}><c:idx val="{index}"/><c:delete val="1"/></c:legendEntry>')
            drawn.legend._element.find(qn("c:legendPos")).addnext(entry)
    drawn._chartSpace.chart.find(qn("c:dispBlanksAs")).set("val", "span" if drawing.spanned else "gap")
    plot = drawn.plots[0]
    if drawing.shape in ("bar", "column"):
        plot.gap_width = 0 if drawing.gapless else 40
        plot.overlap = 100 if drawing.stacked or drawing.gapless else 0


def _style_values(values, axis: Axis) -> None:
    values.minimum_scale, values.maximum_scale = axis.low, axis.high
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = axis.format, False
    values.major_gridlines.format.line.color.rgb = _colour(_PAPER.grid)
    values.format.line.fill.background()
    _title(values, axis.title)
    if axis.log:
        values._element.find(qn("c:scaling")).insert(0, parse_xml(f'<c:logBase {nsdecls("c")} val="10"/>'))
    if axis.shown_in:
        values._element.append(parse_xml(f'<c:dispUnits {nsdecls("c")}><c:builtInUnit val="{axis.shown_in}"/></c:dispUnits>'))


def _style_positions(positions, axis: Axis, drawing: Native) -> None:
    positions.format.line.color.rgb = _colour(_PAPER.axis)
    positions.has_major_gridlines = False
    positions.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    _title(positions, axis.title)
    if drawing.shape == "xy" or drawing.dated:
        positions.tick_labels.number_format, positions.tick_labels.number_format_is_linked = axis.format, False
    if axis.log:
        positions._element.find(qn("c:scaling")).insert(0, parse_xml(f'<c:logBase {nsdecls("c")} val="10"/>'))
    if drawing.shape == "xy":
        positions.minimum_scale, positions.maximum_scale, positions.major_unit = axis.low, axis.high, axis.every
    elif drawing.shape == "bar":
        positions.reverse_order, positions.crosses = True, XL_AXIS_CROSSES.MAXIMUM
    elif not drawing.dated and len(drawing.categories) > _LABELS:
        skip = parse_xml(f'<c:tickLblSkip {nsdecls("c")} val="{len(drawing.categories) // _LABELS + 1}"/>')
        positions._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)


def _title(axis, text: str) -> None:
    axis.has_title = bool(text)
    if text:
        axis.axis_title.text_frame.text = text
        run = axis.axis_title.text_frame.paragraphs[0].runs[0]
        run.font.size, run.font.bold = Pt(12), False


def _style_series(series, stroke: Stroke, drawing: Native) -> None:
    colour = _colour(hue(stroke.hue).fill("light"))
    if drawing.shape in ("bar", "column", "area"):
        _style_surface(series.format, stroke, colour)
        _add_error_bars(series, stroke)
    else:
        _style_line(series, stroke, colour, joined=(drawing.shape == "line" or drawing.joined) and not stroke.apart)


def _style_surface(form, stroke: Stroke, colour: RGBColor) -> None:
    if stroke.style in ("hatched", "dashed"):
        form.fill.patterned()
        form.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        form.fill.fore_color.rgb, form.fill.back_color.rgb = colour, _colour(_PAPER.background)
        return
    form.fill.solid()
    form.fill.fore_color.rgb = _colour(_PAPER.background) if stroke.style == "hollow" else colour
    if stroke.style == "hollow":
        form.line.color.rgb, form.line.width = colour, Pt(1.5)


def _style_line(series, stroke: Stroke, colour: RGBColor, joined: bool) -> None:
    line, marker = series.format.line, series.marker
    series.smooth = False
    if joined and stroke.part in ("value", "limit"):
        line.color.rgb, line.width = colour, Pt(2.25 if stroke.part == "value" else 0.75)
        line.dash_style = MSO_LINE.DASH if stroke.style == "dashed" or stroke.part == "limit" else MSO_LINE.SOLID
    else:
        line.fill.background()
    shown = stroke.part in ("value", "limit") and (not joined or stroke.style in ("floor", "hollow") or stroke.lonely)
    marker.style = _marker(stroke) if shown else XL_MARKER_STYLE.NONE
    if shown:
        marker.size = 8
        marker.format.fill.solid()
        marker.format.fill.fore_color.rgb = _colour(_PAPER.background) if stroke.style == "hollow" else colour
        marker.format.line.color.rgb = colour


def _marker(stroke: Stroke) -> XL_MARKER_STYLE:
    if stroke.part == "limit":
        return XL_MARKER_STYLE.DASH
    return XL_MARKER_STYLE.TRIANGLE if stroke.style == "floor" else XL_MARKER_STYLE.CIRCLE


def _add_error_bars(series, stroke: Stroke) -> None:
    """The interval of each bar, as figures inside the chart: python-pptx has no error bars."""
    if not any(distance is not None for distance in stroke.plus):
        return
    sides = "".join(f"<c:{side}>{_literal(distances)}</c:{side}>" for side, distances in (("plus", stroke.plus), ("minus", stroke.minus)))
    bars = f'<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>{sides}'
    series._element.find(qn("c:cat")).addprevious(parse_xml(f"<c:errBars {nsdecls('c')}>{bars}</c:errBars>"))


def _literal(distances: tuple[float | None, ...]) -> str:
    points = "".join(f'<c:pt idx="{i}"><c:v>{d!r}</c:v></c:pt>' for i, d in enumerate(distances) if d is not None)
    return f'<c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(distances)}"/>{points}</c:numLit>'


def _stack_band(drawn, drawing: Native) -> None:
    """Move an interval's two series from the line plot into a stacked area plot behind it, on the same axes."""
    parts = {stroke.part: (series, stroke) for series, stroke in zip(drawn.plots[0].series, drawing.strokes, strict=True)}
    if "band" not in parts:
        return
    lines = drawn._chartSpace.chart.plotArea.find(qn("c:lineChart"))
    areas = parse_xml(f'<c:areaChart {nsdecls("c")}><c:grouping val="stacked"/><c:varyColors val="0"/></c:areaChart>')
    for part in ("base", "band"):
        series, stroke = parts[part]
        if part == "base":
            series.format.fill.background()
        else:
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = _colour(mixed(hue(stroke.hue).fill("light"), _PAPER.background, 0.2))
        for name in ("c:marker", "c:smooth"):
            for child in series._element.findall(qn(name)):
                series._element.remove(child)
        areas.append(series._element)
    for reference in lines.findall(qn("c:axId")):
        areas.append(deepcopy(reference))
    lines.addprevious(areas)


def _colour(code: str) -> RGBColor:
    return RGBColor.from_string(code.lstrip("#"))
