"""A native table on a slide."""

from __future__ import annotations

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from charts.chart import Chart
from charts.theme import PAPERS
from export.cells import display_width, heading, rows, words

ROWS = 14
"""Rows of a table on one slide; more would fall below 10 points."""
COLUMNS = 9
_LONGEST = 60
_PLAIN_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""Office's own table style without lines or fills."""


def sheet(chart: Chart) -> tuple[list[str], list[list[str]]]:
    """Return the headings and the rows of the chart's first columns, in words, cut where a cell would not fit a slide."""
    columns = chart.columns[:COLUMNS]
    cells = rows(chart.frame, columns, chart.language)
    read = [[_short(words(cell, column, chart.language)) for cell, column in zip(row, columns, strict=True)] for row in cells]
    return [_short(heading(column, chart.language)) for column in columns], read


def with_table(slide, headings: list[str], lines: list[list[str]], numeric: list[bool], box: tuple) -> None:
    """Put a table on `slide` in `box` (left, top, width, height); columns of figures stand to the right."""
    left, top, width, height = box
    table = slide.shapes.add_table(len(lines) + 1, len(headings), left, top, width, min(height, Inches(0.3) * (len(lines) + 1))).table
    table._tbl.tblPr.find("{*}tableStyleId").text = _PLAIN_STYLE
    for column, share in zip(table.columns, _shares(headings, lines), strict=True):
        column.width = Emu(int(width * share))
    for r, line in enumerate([headings, *lines]):
        for c, text in enumerate(line):
            _fill(table.cell(r, c), text, header=r == 0, right=numeric[c], shaded=r % 2 == 0)


def _fill(cell, text: str, header: bool, right: bool, shaded: bool) -> None:
    cell.text, cell.vertical_anchor = text, MSO_ANCHOR.MIDDLE
    cell.margin_top = cell.margin_bottom = Inches(0.02)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    for run in paragraph.runs:
        run.font.size, run.font.bold = Pt(11), header
    paper = PAPERS["light"]
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor.from_string((paper.grid if header else "#F6F7F9" if shaded else paper.background).lstrip("#"))


def _shares(headings: list[str], lines: list[list[str]]) -> list[float]:
    widths = [max(6, min(40, max(display_width(line[c]) for line in [headings, *lines]))) for c in range(len(headings))]
    return [width / sum(widths) for width in widths]


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
