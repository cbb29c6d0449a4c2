"""Figures under a drawing: in the figure, on a slide, in a workbook."""

import datetime as dt
import io

import pandas as pd
import pytest
from openpyxl import load_workbook
from pptx import Presentation

from charts.caption import Caption
from charts.chart import Chart, Counts, Encoding, Series
from charts.figure import figure
from data.schema import Column, Text
from export.slides import slides
from export.workbook import workbook

DAY = dt.date(2026, 11, 23)
FRAME = pd.DataFrame({"months": [0, 4, 6, 12], "left": [1.0, 0.9, 0.9, 0.5], "low": [None, 0.6, 0.6, 0.2], "high": [None, 1.0, 1.0, 0.8]})
COLUMNS = (
    Column("months", "number", Text("Months since signing", "签约后月数"), unit="months"),
    Column("left", "number", Text("Survival", "存续率"), unit="fraction"),
)
UNDER = Counts(
    "Contracts at risk", (0, 6, 12), ("0", "6", "12"), (("followed", "signed", (8, 5, 0)), ("announced", "grey", (10, 1234, None)))
)


def chart(under=UNDER):
    series = (Series("left", "Every ending announced", "signed", low="low", high="high"),)
    encoding = Encoding("line", "months", series, "fraction", step=True, low=0, high=1, under=under)
    return Chart("contract_survival", "en", "Finding", "Survival", FRAME, COLUMNS, encoding, Caption((), "Source: x.", ()))


def texts(drawn):
    return [note.text for note in drawn.layout.annotations]


@pytest.mark.parametrize("width", [1200, 640, 350])
def test_the_rows_stand_under_the_drawing_with_their_names(width):
    drawn = figure(chart(), width)
    said = texts(drawn)
    assert "<b>Contracts at risk</b>" in said and "followed" in said
    assert [text for text in said if text in ("8", "5", "0", "10", "1\u202f234", "1,234", "–")][:3] == ["8", "5", "0"] or width == 350
    assert drawn.layout.margin.b > figure(chart(None), width).layout.margin.b + 40


def test_each_figure_stands_below_its_place_on_the_axis():
    notes = {note.text: note for note in figure(chart(), 1200).layout.annotations}
    assert (notes["8"].x, notes["5"].x, notes["0"].x) == (0, 0.5, 1)
    assert notes["8"].yshift == notes["5"].yshift > notes["10"].yshift


def test_a_slide_has_them_as_a_native_table_under_the_native_chart():
    shapes = Presentation(io.BytesIO(slides(chart(), DAY))).slides[0].shapes
    drawn, table = (next(shape for shape in shapes if getattr(shape, kind)) for kind in ("has_chart", "has_table"))
    cells = [[cell.text for cell in row.cells] for row in table.table.rows]
    assert cells[0] == ["Contracts at risk", "0", "6", "12"] and cells[1] == ["followed", "8", "5", "0"] and cells[2][3] == "–"
    assert drawn.top + drawn.height <= table.top


def test_a_workbook_has_them_under_its_chart():
    sheet = load_workbook(io.BytesIO(workbook(chart(), DAY))).worksheets[0]
    rows = [[cell.value for cell in row[:4]] for row in sheet.iter_rows(min_row=29, max_row=33)]
    assert rows[:2] == [["Contracts at risk", "0", "6", "12"], ["followed", 8, 5, 0]] and rows[2][3] is None
    assert "Source: x." in [cell.value for row in sheet.iter_rows() for cell in row]
