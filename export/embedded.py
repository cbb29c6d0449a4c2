"""The small workbook inside a native slide chart, opened by "Edit data"."""

from __future__ import annotations

import io

from export.native import Native
from export.sheet import AS_TEXT, write


def embedded(drawing: Native, number_format: str) -> bytes:
    """Return the workbook whose cells are those that python-pptx's chart XML refers to.

    It replaces python-pptx's own, where a name that begins with = becomes a formula.
    """
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
        write(sheet, row, 0, label, day_form if drawing.dated else None)
    for column, stroke in enumerate(drawing.strokes, start=1):
        write(sheet, 0, column, stroke.name)
        for row, point in enumerate(stroke.points, start=1):
            write(sheet, row, column, point, form)


def _write_pairs(sheet, drawing: Native, form) -> None:
    """One block of x and y under the other, a free row between them."""
    top = 0
    for stroke in drawing.strokes:
        write(sheet, top, 1, stroke.name)
        for row, (x, y) in enumerate(zip(stroke.at, stroke.points, strict=True), start=top + 1):
            write(sheet, row, 0, x)
            write(sheet, row, 1, y, form)
        top += len(stroke.points) + 2
