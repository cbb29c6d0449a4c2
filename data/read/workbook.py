"""The sheets of a workbook as text, as the reader of it sees them: merged areas filled, errors in Excel's own words."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree  # nosec B405 # read in a limited child

from data.schema import Problem, Refused

if TYPE_CHECKING:
    import pyarrow

_ERRORS = {"Div0": "#DIV/0!", "NA": "#N/A", "Name": "#NAME?", "Null": "#NULL!", "Num": "#NUM!", "Ref": "#REF!", "Value": "#VALUE!"}
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MERGED = re.compile(rb'<mergeCell\s+ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_FILLED = re.compile(rb'<c\s+r="([A-Z]+)\d+"[^<>]*>\s*<(?:f|v|is)[\s>]')


class _Cells:
    """The cells of a sheet by column, as Arrow has them; only columns that change become lists, which takes time and imports pandas."""

    def __init__(self, batch) -> None:
        self.columns = list(batch.columns)
        self.height = batch.num_rows

    def changed(self, column: int) -> list[str | None]:
        if not isinstance(self.columns[column], list):
            self.columns[column] = self.columns[column].to_pylist()
        return self.columns[column]


def _cells(sheet) -> _Cells:
    """Return the cells of `sheet`, errors in Excel's own words."""
    batch, errors = sheet.to_arrow_with_errors()
    cells = _Cells(batch)
    for error in errors.errors if errors else ():
        row, column = error.offset_position
        name = re.search(r"Error\((\w+)\)", error.detail)
        cells.changed(column)[row] = _ERRORS.get(name[1], "#ERROR!") if name else "#ERROR!"
    return cells


def _merge(cells: _Cells, xml: bytes) -> None:
    """Put the value of each merged area into all its cells, as the reader of the sheet sees it."""
    merged = _MERGED.findall(xml)
    left = min((_number(letters) for letters in set(_FILLED.findall(xml))), default=0) if merged else 0
    for first, top, last, bottom in merged:
        start, end = _number(first) - left, min(_number(last) - left + 1, len(cells.columns))
        rows = range(int(top) - 1, min(int(bottom), cells.height))
        if not 0 <= start < end or not rows:
            continue
        value = cells.changed(start)[rows[0]]
        for column in range(start, end):
            cells.changed(column)[rows[0] : rows[-1] + 1] = [value] * len(rows)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return sheet name -> its part in the archive; empty for the binary format, which keeps neither as XML."""
    if "xl/workbook.xml" not in archive.namelist():
        return {}
    links = {link.get("Id"): link.get("Target", "") for link in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))}  # nosec B314 # read in a limited child; expat bounds what entities may grow to
    sheets = ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")  # nosec B314 # read in a limited child; expat bounds what entities may grow to
    targets = ((sheet.get("name"), links.get(sheet.get(_LINK), "")) for sheet in sheets)
    return {name: target.lstrip("/") if target.startswith("/") else f"xl/{target}" for name, target in targets}


def sheets(path: Path) -> Iterator[tuple[str, pyarrow.Table | None]]:
    """Yield name and cells of each sheet, from row 1 on; None for the cells of a hidden one. Refused where it is damaged."""
    import fastexcel

    try:
        book = fastexcel.read_excel(str(path))
        with zipfile.ZipFile(path) as archive:
            parts, members = _parts(archive), set(archive.namelist())
            for name in book.sheet_names:
                if parts.get(name, "xl/worksheets/").startswith("xl/chartsheets/"):
                    continue
                sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
                merged = archive.read(parts[name]) if parts.get(name) in members else b""
                yield name, _table(sheet, merged) if sheet.visible == "visible" else None
    except (
        fastexcel.FastExcelError,
        zipfile.BadZipFile,
        NotImplementedError,
        ElementTree.ParseError,
        KeyError,
        EOFError,
        OSError,
    ) as error:
        raise Refused(Problem("read.excel_broken")) from error


def _table(sheet, xml: bytes) -> pyarrow.Table:
    import pyarrow

    cells = _cells(sheet)
    _merge(cells, xml)
    arrays = [pyarrow.array(column, pyarrow.string()) if isinstance(column, list) else column for column in cells.columns]
    return pyarrow.table(arrays, names=[str(n) for n in range(len(arrays))])
