"""Excel workbooks (XLSX, XLSM, XLSB)."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from data.read.content import kind
from data.read.files import apart
from data.read.header import SAMPLE, header, notes, tidy
from data.read.reader import Reader, Reading, Table
from data.read.workbook import sheets
from data.schema import Place, Problem, Refused, Text

if TYPE_CHECKING:
    import pyarrow

MAX_UNPACKED = 256 * 2**20
"""What the members of a workbook may unpack to: about half a million rows of fifteen columns."""


def _recognises(path: Path, name: str) -> bool:
    return path.is_file() and kind(path) == "xlsx"


def _read(path: Path, _: str) -> Reading:
    _refuse_oversize(path)
    tables, said = [], []
    for name, cells in sheets(path):
        if cells is None:
            said.append(Problem("read.hidden_sheet", Place(name), severity="note"))
            continue
        table, notes_of_sheet = _table(cells, name)
        tables += [table] if table else []
        said += notes_of_sheet
    return Reading("excel", tuple(tables), tuple(said), rows_read=sum(len(table.frame) for table in tables))


def _refuse_oversize(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as file:
            size = sum(member.file_size for member in file.infolist())
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise Refused(Problem("read.excel_broken")) from error
    if size > MAX_UNPACKED:
        raise Refused(Problem("read.excel_too_large", values={"size": size // 2**20, "limit": MAX_UNPACKED // 2**20}))


def _table(cells: pyarrow.Table, sheet: str) -> tuple[Table | None, tuple[Problem, ...]]:
    """Return the table of one sheet, None where it is blank, and what must be said of it."""
    frame = cells.to_pandas().astype("str")
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    rows = [[None if pd.isna(cell) else str(cell).strip() for cell in row] for row in frame.head(SAMPLE).itertuples(index=False, name=None)]
    found = header(rows)
    if found is None:
        return None, ()
    return Table(sheet, tidy(frame.iloc[found.row + 1 :], found.names)), notes(found, sheet)


EXCEL = Reader("excel", Text("Excel workbook", "Excel 工作簿"), (".xlsx", ".xlsm", ".xlsb"), _recognises, apart(_read))
