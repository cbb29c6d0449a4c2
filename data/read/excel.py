"""Excel workbooks (XLSX, XLSM, XLSB), parsed in a process of its own under limits of memory and time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pandas as pd

from data.read import excel_child
from data.read.content import kind
from data.read.files import apart
from data.read.header import SAMPLE, header, notes, tidy
from data.read.reader import Reader, Reading, Table
from data.schema import Place, Problem, Refused, Text

MAX_UNPACKED = 256 * 2**20
"""What the members of a workbook may unpack to: about half a million rows of fifteen columns."""
TIMEOUT = 2 * excel_child.SECONDS


def _recognises(path: Path, name: str) -> bool:
    return path.is_file() and kind(path) == "xlsx"


def _read(path: Path, name: str) -> Reading:
    _refuse_oversize(path)
    tables, said = [], []
    with tempfile.TemporaryDirectory() as folder:
        for position, sheet in enumerate(_sheets(path, Path(folder))):
            if not sheet["visible"]:
                said.append(Problem("read.hidden_sheet", Place(sheet["name"]), severity="note"))
                continue
            table, notes_of_sheet = _table(Path(folder, f"{position}.arrow"), sheet["name"])
            tables += [table] if table else []
            said += notes_of_sheet
    return Reading("excel", tuple(tables), tuple(said), rows_read=sum(len(table.frame) for table in tables))


def _refuse_oversize(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as file:
            size = sum(member.file_size for member in file.infolist())
    except zipfile.BadZipFile as error:
        raise Refused(Problem("read.excel_broken")) from error
    if size > MAX_UNPACKED:
        raise Refused(Problem("read.excel_too_large", values={"size": size // 2**20, "limit": MAX_UNPACKED // 2**20}))


def _sheets(path: Path, folder: Path) -> list[dict]:
    """Return the sheets as the child lists them, their cells left in `folder`. Refused where it fails or takes too long."""
    # -P keeps this folder, whose modules are called parquet and text, out of what the child imports.
    command = [sys.executable, "-P", str(Path(excel_child.__file__).resolve()), str(path.resolve()), str(folder)]
    # One thread: on a machine of many cores numpy reserves more address space than the child is allowed.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    try:
        child = subprocess.run(command, capture_output=True, timeout=TIMEOUT, check=False, env=environment)
    except subprocess.TimeoutExpired as error:
        raise Refused(Problem("read.excel_too_slow", values={"seconds": TIMEOUT})) from error
    if child.returncode == 0:
        return json.loads((folder / "sheets.json").read_text(encoding="utf-8"))
    if child.returncode == excel_child.BROKEN:
        raise Refused(Problem("read.excel_broken"))
    raise Refused(Problem("read.excel_too_heavy", values={"limit": excel_child.MEMORY // 2**30}))


def _table(path: Path, sheet: str) -> tuple[Table | None, tuple[Problem, ...]]:
    """Return the table of one sheet, None where it is blank, and what must be said of it."""
    import pyarrow

    with pyarrow.OSFile(str(path)) as file:
        frame = pyarrow.ipc.open_file(file).read_all().to_pandas().astype("str")
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    rows = [[None if pd.isna(cell) else str(cell).strip() for cell in row] for row in frame.head(SAMPLE).itertuples(index=False, name=None)]
    found = header(rows)
    if found is None:
        return None, ()
    return Table(sheet, tidy(frame.iloc[found.row + 1 :], found.names)), notes(found, sheet)


EXCEL = Reader("excel", Text("Excel workbook", "Excel 工作簿"), (".xlsx", ".xlsm", ".xlsb"), _recognises, apart(_read))
