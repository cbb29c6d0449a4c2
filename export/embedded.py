"""The small workbook inside a native slide chart, opened by "Edit data"."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

from export.native import Native

AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
"""A name that begins with = is a name. python-pptx's own writer makes a formula of it."""


def embedded(drawing: Native, number_format: str) -> bytes:
    """Return the workbook whose cells are those that python-pptx's chart XML refers to."""
    from xlsxwriter import Workbook

    file = io.BytesIO()
    with Workbook(file, AS_TEXT) as workbook:
        sheet = workbook.add_worksheet("Sheet1")
        form = workbook.add_format({"num_format": number_format})
        if drawing.shape == "xy":
            _write_pairs(sheet, drawing, form)
        else:
            _write_columns(sheet, drawing, form, workbook.add_format({"num_format": "yyyy-mm-dd"}))
    return file.getvalue()


def _write_columns(sheet, drawing: Native, form, day_form) -> None:
    """Categories in column A, a series in each column beside it."""
    for row, label in enumerate(drawing.categories, start=1):
        if isinstance(label, dt.date):
            sheet.write_datetime(row, 0, label, day_form)
        else:
            sheet.write_string(row, 0, label)
    for column, stroke in enumerate(drawing.strokes, start=1):
        sheet.write_string(0, column, stroke.name)
        _write_down(sheet, 1, column, stroke.points, form)


def _write_pairs(sheet, drawing: Native, form) -> None:
    """One block of x and y under the other, a free row between them."""
    row = 0
    for stroke in drawing.strokes:
        sheet.write_string(row, 1, stroke.name)
        _write_down(sheet, row + 1, 0, stroke.at, None)
        _write_down(sheet, row + 1, 1, stroke.points, form)
        row += len(stroke.points) + 2


def _write_down(sheet, row: int, column: int, figures: Sequence[float | None], form) -> None:
    for offset, figure in enumerate(figures):
        if figure is not None:
            sheet.write_number(row + offset, column, figure, form)
