"""Excel workbooks (XLSX, XLSM, XLSB)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from data.read.content import kind
from data.read.files import apart
from data.read.header import SAMPLE, header, notes, placed
from data.read.reader import Reader, Reading, Table
from data.read.workbook import Cells, sheets
from data.schema import Place, Problem, Refused, Text

MAX_UNPACKED = 256 * 2**20
"""What the members of a workbook may unpack to: about half a million rows of fifteen columns."""
_LISTED = 10


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


def _table(cells: Cells, sheet: str) -> tuple[Table | None, tuple[Problem, ...]]:
    """Return the table of one sheet, None where it is blank, and what must be said of it."""
    frame = cells.table.to_pandas().astype("str")
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    rows = [[None if pd.isna(cell) else str(cell).strip() for cell in row] for row in frame.head(SAMPLE).itertuples(index=False, name=None)]
    found = header(rows)
    if found is None:
        return None, ()
    frame, headers = placed(frame.iloc[found.row + 1 :], found.names)
    merged: dict[str, tuple[tuple[int, int], ...]] = {}
    for column, first, last in cells.merged:
        if column in headers and last > found.row + 2:
            merged[headers[column]] = (*merged.get(headers[column], ()), (max(first, found.row + 2), last))
    return Table(sheet, frame, merged=merged), (*notes(found, sheet), *_unseen(cells, sheet, frame, headers))


def _unseen(cells: Cells, sheet: str, frame: pd.DataFrame, headers: Mapping[int, str]) -> Iterator[Problem]:
    """Yield notes of what the reader of the sheet sees otherwise than it is stored, or not at all."""
    count, given, shown = cells.shown
    if count:
        yield Problem("read.as_shown", Place(sheet), {"count": count, "found": given, "shown": shown}, severity="note")
    if cells.uncomputed:
        values = {"count": len(cells.uncomputed), "cells": _listed(cells.uncomputed)}
        yield Problem("read.not_computed", Place(sheet), values, severity="note")
    if rows := sorted(cells.hidden_rows & {*frame.index}):
        values = {"count": len(rows), "rows": _listed([str(row) for row in rows])}
        yield Problem("read.hidden_rows", Place(sheet), values, severity="note")
    if columns := [headers[column] for column in sorted(cells.hidden_columns & {*headers})]:
        yield Problem("read.hidden_columns", Place(sheet), {"count": len(columns), "headers": _listed(columns)}, severity="note")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_LISTED]) + (" …" if len(names) > _LISTED else "")


EXCEL = Reader("excel", Text("Excel workbook", "Excel 工作簿"), (".xlsx", ".xlsm", ".xlsb"), _recognises, apart(_read))
