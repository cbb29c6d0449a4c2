"""Chart -> XLSX and CSV: the drawing, its figures, and all that is known about them. Dataset -> a template to fill in."""

from __future__ import annotations

import csv as text_table
import datetime as dt
import io
from typing import TYPE_CHECKING

from charts.chart import Chart
from data.schema import Column, Dataset, Language
from export.about import about, citations
from export.cells import Value, bare_heading, display_width, heading, plain, rows
from export.image import available, image
from export.native import counted, native
from export.sheet import AS_TEXT, write
from export.sheet_chart import native_chart
from export.template import sheet_name, write_columns, write_headings
from i18n import say

if TYPE_CHECKING:
    import pandas as pd

SOURCE_FIELDS = ("title", "publisher", "date", "url", "licence", "read_in")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""The full-width signs too: an East Asian Excel reads them as the others."""


def workbook(chart: Chart, accessed: dt.date) -> bytes:
    """Return `chart` as an XLSX of three sheets: drawing, figures, and what must be known about them.

    Text is text whatever it begins with; a null is an empty cell. `accessed` is the day the citations name, and that of the file.
    """
    from xlsxwriter import Workbook

    file = io.BytesIO()
    with Workbook(file, AS_TEXT) as book:
        book.set_properties({"created": dt.datetime.combine(accessed, dt.time())})
        front = book.add_worksheet(say("export.sheet_chart", chart.language))
        data = book.add_worksheet(say("export.sheet_data", chart.language))
        _write_data(book, data, chart)
        _write_about(book, book.add_worksheet(say("export.sheet_about", chart.language)), chart, accessed)
        _write_front(book, front, chart)
    return file.getvalue()


def csv(chart: Chart) -> bytes:
    """Return the chart's figures as `frame_csv` writes them."""
    return frame_csv(chart.frame, chart.columns, chart.language)


def frame_csv(frame: pd.DataFrame, columns: tuple[Column, ...], language: Language) -> bytes:
    """Return a table as CSV that a Chinese Excel opens rightly: UTF-8 with BOM, CRLF, headings in `language`.

    Fractions stay 0-1, and their heading says so. Text that would start a formula gets an apostrophe; figures are untouched.
    """
    file = io.StringIO()
    writer = text_table.writer(file, lineterminator="\r\n")
    writer.writerow([_harmless(bare_heading(column, language)) for column in columns])
    writer.writerows([_written(cell) for cell in row] for row in rows(frame, columns, language))
    return file.getvalue().encode("utf-8-sig")


def template(dataset: Dataset, language: Language) -> bytes:
    """Return an XLSX whose first sheet holds the headings of `dataset` and no row, ready to fill in and upload.

    The second sheet explains each column and gives an example, which therefore cannot be stored by mistake, and the choices that Excel
    offers.
    """
    from xlsxwriter import Workbook

    file = io.BytesIO()
    with Workbook(file, AS_TEXT) as book:
        front = book.add_worksheet(sheet_name(dataset.title.in_(language)))
        meanings = book.add_worksheet(say("export.sheet_columns", language))
        write_columns(book, meanings, dataset, language)
        write_headings(book, front, meanings, dataset, language)
    return file.getvalue()


def _written(cell: Value) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ", timespec="minutes" if not cell.second else "seconds")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return _harmless(cell) if isinstance(cell, str) else str(cell)


def _harmless(text: str) -> str:
    return "'" + text if text.startswith(_STARTS_A_FORMULA) else text


def _write_front(book, sheet, chart: Chart) -> None:
    """The finding, then the drawing, then the foot. Where Excel has no such chart it is a picture, which holds its own foot."""
    quiet = book.add_format({"font_color": "#5D6875"})
    sheet.hide_gridlines(2)
    write(sheet, 0, 0, plain(chart.title), book.add_format({"bold": True, "font_size": 16}))
    write(sheet, 1, 0, plain(chart.subtitle), quiet)
    drawing, foot = native(chart), 3
    if drawing:
        sheet.insert_chart(3, 0, native_chart(book, chart, drawing), {"description": plain(chart.alternative)})
        foot = 28 + _write_counts(book, sheet, chart, 28)
    elif chart.frame.empty:
        write(sheet, 3, 0, say("export.nothing", chart.language))
        foot = 5
    elif chart.encoding.form != "table" and available():
        drawn = io.BytesIO(image(chart, "png"))
        sheet.insert_image(
            3, 0, "chart.png", {"image_data": drawn, "x_scale": 0.5, "y_scale": 0.5, "description": plain(chart.alternative)}
        )
        return
    for row, line in enumerate(chart.caption.lines, start=foot):
        write(sheet, row, 0, plain(line), quiet)


def _write_counts(book, sheet, chart: Chart, top: int) -> int:
    """Write what stands under the drawing, and return the rows it takes with the free one after it."""
    lines = counted(chart)
    if not lines:
        return 0
    sheet.set_column(0, 0, 2 + max(display_width(str(line[0])) for line in lines))
    for r, line in enumerate(lines):
        form = book.add_format({"bold": r == 0})
        for c, cell in enumerate(line):
            write(sheet, top + r, c, plain(cell) if isinstance(cell, str) else cell, form)
    return len(lines) + 1


def _write_data(book, sheet, chart: Chart) -> None:
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 0)
    cells = rows(chart.frame, chart.columns, chart.language)
    for c, column in enumerate(chart.columns):
        title, below = heading(column, chart.language), [row[c] for row in cells]
        write(sheet, 0, c, title, bold)
        written = _number_format(column, below)
        sheet.set_column(c, c, _width(title, below, written))
        form = book.add_format({"num_format": written})
        for r, cell in enumerate(below, start=1):
            write(sheet, r, c, cell, form)


def _number_format(column: Column, cells: list[Value]) -> str:
    if any(isinstance(cell, dt.datetime) for cell in cells):
        return "yyyy-mm-dd hh:mm"
    if any(isinstance(cell, dt.date) for cell in cells):
        return "yyyy-mm-dd"
    if column.unit == "fraction":
        return "0.0%"
    figures = [cell for cell in cells if isinstance(cell, int | float)]
    if column.name.endswith("year") or not figures:
        return "General"
    if all(figure == int(figure) for figure in figures):
        return "#,##0"
    return "#,##0.00" if max(map(abs, figures)) >= 10 else "General"


_GENERAL = 12
"""Characters after which Excel rounds a figure without a format of its own."""


def _width(title: str, cells: list[Value], written: str) -> int:
    """Return the characters of a column: a figure is measured as its number format writes it, else Excel shows ##### in its place."""
    form = {"#,##0": ",.0f", "#,##0.00": ",.2f", "0.0%": ".1%"}.get(written, "")
    figures = [format(cell, form)[: None if form else _GENERAL] for cell in cells if isinstance(cell, int | float)]
    texts = [str(cell) for cell in cells[:200] if cell is not None and not isinstance(cell, int | float)]
    widest = max((min(display_width(text), 46) for text in texts), default=0)
    return max(10, 2 + max(widest, min(display_width(title), 24), *map(len, figures), 0))


def _write_about(book, sheet, chart: Chart, day: dt.date) -> None:
    bold, wrapped = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, len(SOURCE_FIELDS) - 1, 40)
    lines = about(chart, day) + citations(chart, day)
    for row, (name, text) in enumerate(lines):
        write(sheet, row, 0, name, bold)
        write(sheet, row, 1, plain(text), wrapped)
    top = len(lines) + 1
    for c, field in enumerate(SOURCE_FIELDS):
        write(sheet, top, c, say(f"export.source_{field}", chart.language), bold)
    for r, source in enumerate(chart.caption.sources, start=top + 1):
        for c, field in enumerate(SOURCE_FIELDS):
            write(sheet, r, c, plain(getattr(source, field)), wrapped)
