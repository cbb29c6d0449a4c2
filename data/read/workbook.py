"""The sheets of a workbook as text, as the reader of it sees them: merged areas filled, errors in Excel's own words."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree  # nosec B405 # read in a limited child

from data.cells import NOT_COMPUTED
from data.read.formats import Section, formats, shown
from data.schema import Problem, Refused

if TYPE_CHECKING:
    import pyarrow

_STYLES = "xl/styles.xml"
_FEW = 100
"""So many styles are looked for by their numbers; more take longer than to look at every cell."""
_ERRORS = {"Div0": "#DIV/0!", "NA": "#N/A", "Name": "#NAME?", "Null": "#NULL!", "Num": "#NUM!", "Ref": "#REF!", "Value": "#VALUE!"}
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_FORMULA = rb"<PREf[^<>]*(?:/>|>[^<]*</PREf>)\s*"
_FILLED = rb'<PREc\s(?=[^<>]*\br="([A-Z]+)\d)[^<>]*>\s*(?:' + _FORMULA + rb")?<PRE(?:v>[^<]|is[\s>])"
_UNCOMPUTED = rb'<PREc\s(?![^<>]*\bt="str")(?=[^<>]*\br="([A-Z]+)(\d+)")[^<>]*>\s*' + _FORMULA + rb"(?:<PREv\s*/>|<PREv></PREv>)?\s*</PREc>"
_STYLED = rb'<PREc\s(?![^<>]*\bt="(?:s|str|inlineStr|b|e)")(?=[^<>]*\br="([A-Z]+)(\d+)")[^<>]*\bs="(%s)"'
_HIDDEN_ROW = rb'<PRErow\s(?=[^<>]*\b(?:hidden="(?:1|true)"|ht="0"))[^<>]*\br="(\d+)"'
_HIDDEN_COLUMN = rb'<PREcol\s(?=[^<>]*\b(?:hidden="(?:1|true)"|width="0"))(?=[^<>]*\bmin="(\d+)")[^<>]*\bmax="(\d+)"'


class Cells(NamedTuple):
    """The cells of a sheet as its reader sees them, from row 1 on, and what the reader does not see of them.

    shown        how many cells are read as their number format shows them, and one of these: its number and what it shows
    uncomputed   the cells (E2) whose formula has no result in the file
    hidden_rows, hidden_columns  the numbers of rows and the positions of columns that are hidden
    merged       column, first and last row of each area merged over several rows
    """

    table: pyarrow.Table
    shown: tuple[int, str, str] = (0, "", "")
    uncomputed: tuple[str, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int], ...] = ()


class _Cells:
    """The cells of a sheet by column, as Arrow has them; only columns that change become lists, which takes time and imports pandas.

    `left` is the position in the sheet of the first column.
    """

    def __init__(self, batch, xml: bytes) -> None:
        self.columns = list(batch.columns)
        self.height = batch.num_rows
        self.xml = xml
        self.prefix = _prefix(xml)

    @cached_property
    def left(self) -> int:
        return min((_number(letters) for letters in set(self.found(_FILLED))), default=0)

    def found(self, pattern: bytes) -> list:
        """Return what is found in the sheet of `pattern`, PRE being what stands before the names of its elements."""
        return re.findall(pattern.replace(b"PRE", self.prefix), self.xml)

    def each(self, pattern: bytes) -> Iterator[re.Match[bytes]]:
        """Yield the same one by one: a large sheet has millions of cells."""
        return re.finditer(pattern.replace(b"PRE", self.prefix), self.xml)

    def position(self, letters: bytes, row: bytes) -> tuple[int, int] | None:
        """Return column and row of a cell, from 0; None where it is none of these."""
        column, at = _number(letters) - self.left, int(row) - 1
        return (column, at) if 0 <= column < len(self.columns) and at < self.height else None

    def changed(self, column: int) -> list[str | None]:
        if not isinstance(self.columns[column], list):
            self.columns[column] = self.columns[column].to_pylist()
        return self.columns[column]


def _cells(sheet, xml: bytes) -> _Cells:
    """Return the cells of `sheet`, errors in Excel's own words."""
    batch, errors = sheet.to_arrow_with_errors()
    cells = _Cells(batch, xml)
    for error in errors.errors if errors else ():
        row, column = error.offset_position
        name = re.search(r"Error\((\w+)\)", error.detail)
        cells.changed(column)[row] = _ERRORS.get(name[1], "#ERROR!") if name else "#ERROR!"
    return cells


def _format(cells: _Cells, styles: Mapping[bytes, tuple[Section, ...]]) -> tuple[int, str, str]:
    """Put what number formats show into the cells; return how many there are and one of them before and after."""
    count, one = 0, ("", "")
    if not styles:
        return count, *one
    text = lru_cache(65_536)(lambda given, style: shown(given, styles[style]))
    ids = b"|".join(styles) if len(styles) <= _FEW else rb"\d+"
    for letters, row, style in (cell.groups() for cell in cells.each(_STYLED % ids)):
        at = cells.position(letters, row) if style in styles else None
        given = at and cells.changed(at[0])[at[1]]
        if given and (new := text(given, style)) != given:
            cells.columns[at[0]][at[1]] = new
            count, one = count + 1, one if count else (given, new)
    return count, *one


def _uncomputed(cells: _Cells) -> tuple[str, ...]:
    """Mark the formulas without a result, and return where they stand."""
    found = []
    if b"<" + cells.prefix + b"f" in cells.xml:
        for letters, row in cells.found(_UNCOMPUTED):
            if at := cells.position(letters, row):
                cells.changed(at[0])[at[1]] = NOT_COMPUTED
                found.append((letters + row).decode())
    return tuple(found)


def _hidden(cells: _Cells) -> tuple[frozenset[int], frozenset[int]]:
    """Return the numbers of the rows and the positions of the columns that are hidden."""
    head = cells.xml[: cells.xml.find(b"sheetData") + 1]
    cols = re.findall(_HIDDEN_COLUMN.replace(b"PRE", cells.prefix), head)
    last = len(cells.columns)
    columns = {n - 1 - cells.left for first, end in cols for n in range(int(first), min(int(end), cells.left + last) + 1)}
    rows = map(int, cells.found(_HIDDEN_ROW)) if b"hidden=" in cells.xml or b'ht="0"' in cells.xml else ()
    return frozenset(rows), frozenset(columns)


def _merge(cells: _Cells) -> tuple[tuple[int, int, int], ...]:
    """Put the value of each merged area into all its cells, as the reader of the sheet sees it; return those over several rows."""
    over = []
    for first, top, last, bottom in _MERGED.findall(cells.xml):
        start, end = _number(first) - cells.left, min(_number(last) - cells.left + 1, len(cells.columns))
        rows = range(int(top) - 1, min(int(bottom), cells.height))
        if not 0 <= start < end or not rows:
            continue
        value = cells.changed(start)[rows[0]]
        for column in range(start, end):
            cells.changed(column)[rows[0] : rows[-1] + 1] = [value] * len(rows)
            over += [(column, rows[0] + 1, rows[-1] + 1)] if len(rows) > 1 else []
    return tuple(over)


def _prefix(xml: bytes) -> bytes:
    """Return what stands before the names of the elements of a sheet: nothing, or a name and a colon."""
    found = re.search(rb"<(\w+:)?worksheet\b", xml[:4096])
    return (found[1] or b"") if found else b""


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


def sheets(path: Path) -> Iterator[tuple[str, Cells | None]]:
    """Yield name and cells of each sheet; None for the cells of a hidden one. Refused where it is damaged."""
    import fastexcel

    try:
        book = fastexcel.read_excel(str(path))
        with zipfile.ZipFile(path) as archive:
            parts, members = _parts(archive), set(archive.namelist())
            styles = formats(archive.read(_STYLES)) if _STYLES in members else {}
            for name in book.sheet_names:
                if parts.get(name, "xl/worksheets/").startswith("xl/chartsheets/"):
                    continue
                sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
                xml = archive.read(parts[name]) if parts.get(name) in members else b""
                yield name, _seen(sheet, xml, styles) if sheet.visible == "visible" else None
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


def _seen(sheet, xml: bytes, styles: Mapping[bytes, tuple[Section, ...]]) -> Cells:
    import pyarrow

    cells = _cells(sheet, xml)
    as_shown, uncomputed, merged, hidden = _format(cells, styles), _uncomputed(cells), _merge(cells), _hidden(cells)
    arrays = [pyarrow.array(column, pyarrow.string()) if isinstance(column, list) else column for column in cells.columns]
    table = pyarrow.table(arrays, names=[str(n) for n in range(len(arrays))])
    return Cells(table, as_shown, uncomputed, *hidden, merged)
