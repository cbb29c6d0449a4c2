"""Chart -> plotly figure: title, subtitle and foot stand in the figure itself, so that every image carries them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charts.cells import cells
from charts.chart import Chart
from charts.layout import LINE, Drawing, Page, Panel, Sheet, page, sheet, words
from charts.places import numbers
from charts.plane import standing
from charts.rows import boxes, lying
from charts.table import table
from charts.text import safe
from charts.theme import Theme, template
from i18n import say

if TYPE_CHECKING:
    import plotly.graph_objects as go

_PANELS = {
    "line": standing,
    "area": standing,
    "column": standing,
    "scatter": standing,
    "bar": lying,
    "box": boxes,
    "heatmap": cells,
    "tiles": cells,
    "flow": table,
    "table": table,
}


def figure(chart: Chart, width: int = 1200, theme: Theme = "light", height: int | None = None) -> go.Figure:
    """Return `chart` drawn for `width` pixels: wide from 900, narrow (a phone) below 560.

    `height` in pixels is for the whole figure; None = what its words and its drawing need. It is exceeded where the
    words leave less than 120 pixels to the drawing.
    """
    import plotly.graph_objects as go

    found = page(chart, width, theme, height)
    panel = _PANELS[chart.encoding.form](chart, found) if _has_points(chart) else _empty(chart, found)
    cut = sheet(found, panel)
    return go.Figure(**_plotted(cut, panel.drawn(cut)))


def _plotted(sheet: Sheet, drawing: Drawing) -> dict:
    page = sheet.page
    layout = {
        "template": template(page.language, page.theme),
        "width": page.width,
        "height": sheet.height,
        "margin": {"l": sheet.left, "r": sheet.right, "t": sheet.top, "b": sheet.bottom, "pad": 0, "autoexpand": False},
        "annotations": words(sheet) + drawing.notes,
        "shapes": drawing.shapes,
        "xaxis": drawing.xaxis,
        "yaxis": drawing.yaxis,
        **drawing.layout,
    }
    return {"data": drawing.traces, "layout": layout}


def _has_points(chart: Chart) -> bool:
    if chart.frame.empty:
        return False
    if chart.encoding.form in ("table", "flow") or not chart.encoding.series:
        return True
    return any(
        value is not None for one in chart.encoding.series for value in numbers(chart.frame, one.low or one.y) + numbers(chart.frame, one.y)
    )


def _empty(chart: Chart, page: Page) -> Panel:
    """Return the panel that says in the middle that nothing is there, and the one thing to do."""

    def drawn(sheet: Sheet) -> Drawing:
        size = page.type.subtitle + 1
        text = f"<b>{safe(say('figure.empty', chart.language))}</b><br>{safe(say('figure.empty_hint', chart.language))}"
        middle = sheet.top + sheet.plot_height / 2 - LINE * size
        note = sheet.note(text, 0, middle, size, page.paper.quiet) | {"x": 0.5, "xshift": 0, "xanchor": "center", "align": "center"}
        return Drawing([], [note], [], {"visible": False}, {"visible": False})

    pad = float(page.type.pad)
    return Panel(pad, pad, 16, 8, drawn, page.type.plot * 0.6)
