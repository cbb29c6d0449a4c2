"""How a value is written on a worksheet: as what it is, and text never as a formula."""

from __future__ import annotations

import datetime as dt

from export.cells import Value

AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
"""xlsxwriter's options: what begins with = or http is text like any other."""

LONGEST = 32767
"""Characters that a cell can hold."""


def write(sheet, row: int, column: int, cell: Value, form=None) -> None:
    """Write one plain value, nothing for null; a date from before 1900, which Excel does not know, as text."""
    if cell is None:
        return
    if isinstance(cell, dt.date) and cell.year >= 1900:
        sheet.write_datetime(row, column, cell, form)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell, form)
    else:
        sheet.write_string(row, column, str(cell)[:LONGEST], form)
