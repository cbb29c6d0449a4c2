"""Which tables of a file are read under a mapping, which of their rows are data, and what must be said of the file before its cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd

from data.likeness import closest
from data.mapping import Match, header_in
from data.read.reader import Reading, Table
from data.schema import Dataset, Place, Problem
from data.units import ratio

_TOTAL = r"(?i)(?:.{0,12}(?:合\s*计|总\s*计|小\s*计|共\s*计)|(?:grand\s*|sub-?)?totals?)\s*[:：]?"
_REMARK = r"(?i)\s*(?:注|备注|说明|数据来源|资料来源|来源|notes?|sources?)\s*(?:\d+\s*)?[:：]"
_SIGNED = (
    r"(?i)\s*(?:填表|制表|填报|编制|统计|审核|复核|校对|负责|经办|联系|批准|打印|导出|prepared|checked|approved|reviewed|printed|exported)"
    r"(?:人员?|者|单位|部门|时间|日期|by|on|at|\s)*+(?:[:：].*|$)"
)
_FIGURE = r"\s*[-+]?[\d,]+(?:\.\d+)?\s*(?:%\s*)?"
_LISTED = 20
_NAMING = 3
"""The columns from the left in which a row may be called a total."""
_PLACES = {"file": object, "sheet": object, "row": "int64"}
_HEADERS = 600


class Sheet(NamedTuple):
    """A table that is read: `headers` gives the header of each mapped column that it has, `lines` the units stated above its header.

    `merged` gives by header the first and last row of each area in which one cell stands for several rows,
    `separator` what parts the cells of a text.
    """

    name: str | None
    frame: pd.DataFrame
    headers: Mapping[str, str]
    lines: tuple[str, ...]
    pieces: tuple[tuple[str, int], ...] = ()
    merged: Mapping[str, tuple[tuple[int, int], ...]] = MappingProxyType({})
    separator: str = ""

    @property
    def file(self) -> str | None:
        """The file of the sheet; None where it is the only one, or where the sheet is made of several."""
        return self.pieces[0][0] if len(self.pieces) == 1 else None

    def places(self) -> pd.DataFrame:
        """Return file, sheet and row of each row of the frame."""
        rows = self.frame.index.to_numpy("int64")
        starts = np.array([before for _, before in self.pieces] or [0])
        piece = np.searchsorted(starts, rows, side="left") - 1 if self.pieces else np.zeros(len(rows), dtype=int)
        names = np.array([name for name, _ in self.pieces] or [None], dtype=object)
        places = {"file": names[piece], "sheet": self.name, "row": rows - starts[piece]}
        return pd.DataFrame(places, index=range(len(rows))).astype(_PLACES)

    def line_unit(self, unit: str | None) -> str | None:
        """Return the unit stated above the header that a column of `unit` may be given in; None where there is none."""
        return next((line for line in self.lines if unit and ratio(line, unit) is not None), None)


def sheets(reading: Reading, dataset: Dataset, mapping: Mapping[str, Match]) -> tuple[list[Sheet], list[Problem]]:
    """Return the tables that have every required header of the mapping (else the one that has most headers), without total rows.

    The problems are notes: tables that were not read, rows that were left out.
    """
    found = [(table, _headers(table, mapping)) for table in reading.tables if len(table.frame)]
    required = {column.name for column in dataset.columns if column.required and column.name in mapping and mapping[column.name].header}
    used = [pair for pair in found if pair[1] and required <= set(pair[1])] or sorted(found, key=lambda pair: -len(pair[1]))[:1]
    said = [
        Problem(
            "check.sheet_skipped", Place(table.sheet, file=table.file), values={"headers": listed(table.frame.columns)}, severity="note"
        )
        for table, headers in found
        if not any(table is other for other, _ in used)
    ]
    read = []
    for table, headers in used:
        out = _left_out(table.frame)
        if out.any():
            said.append(_left_out_note(table, table.frame.index[out]))
        lines = tuple(
            str(note.values["unit"])
            for note in reading.notes
            if note.code == "read.unit_line" and (note.place.file, note.place.sheet) == (table.file, table.sheet)
        )
        read.append(Sheet(table.sheet, table.frame[~out], headers, lines, table.pieces, table.merged, table.separator))
    return read, said


def places_of(read: Sequence[Sheet]) -> pd.DataFrame:
    """Return the file, the sheet and the row in it of each row of `read`, one sheet after the other."""
    parts = [sheet.places() for sheet in read]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"file": [], "sheet": [], "row": []}).astype(_PLACES)


def file_problems(read: Sequence[Sheet], dataset: Dataset, mapping: Mapping[str, Match], asked: Sequence[str] = ()) -> Iterator[Problem]:
    """Yield what is wrong with the headers as a whole: required columns missing, headers that do not exist, headers that are not used.

    `asked`: columns that are asked for and so are not missing.
    """
    headers = list(dict.fromkeys(header for sheet in read for header in sheet.frame.columns))
    used = {header for sheet in read for header in sheet.headers.values()}
    free = [header for header in headers if header not in used]
    cells = {header: sheet.frame[header].dropna().head(_LISTED) for sheet in read for header in free if header in sheet.frame}
    cells = {header: [str(cell) for cell in given] for header, given in cells.items()}
    yield from _twice(read)
    for column in dataset.columns:
        match = mapping.get(column.name, Match())
        values = {"title": column.title, "name": column.name, "closest": ""}
        if column.required and not match.constant:
            values["closest"] = closest(column, cells) or ""
        if match.header and not any(column.name in sheet.headers for sheet in read):
            yield Problem("check.no_such_header", values=values | {"found": match.header})
        elif column.required and not match.header and not match.constant and column.name not in asked:
            yield Problem("check.missing_column", values=values)
    if free:
        yield Problem("check.unused_headers", values={"headers": listed(free), "count": len(free)}, severity="note")


def _twice(read: Sequence[Sheet]) -> Iterator[Problem]:
    """Yield an error for each header that is read and stands twice over different cells: which of the two is meant is not clear."""
    for sheet in read:
        for header in dict.fromkeys(sheet.headers.values()):
            again = f"{header} (2)"
            if again in sheet.frame and not sheet.frame[header].equals(sheet.frame[again]):
                yield Problem("check.header_twice", Place(sheet.name, column=header, file=sheet.file))


def listed(headers: Sequence[str]) -> str:
    """Return headers in a row, cut where there are too many to read."""
    text = ", ".join(headers)
    return text if len(text) <= _HEADERS else f"{text[:_HEADERS]} …"


def _headers(table: Table, mapping: Mapping[str, Match]) -> dict[str, str]:
    wanted = {name: header_in(table.frame.columns, match.header) for name, match in mapping.items() if match.header}
    return {name: header for name, header in wanted.items() if header}


def _left_out(frame: pd.DataFrame) -> pd.Series:
    """Return which rows are no data: totals by the first column, and remarks that stand alone in their row."""
    first = frame.iloc[:, 0]
    if first.dtype != "str" or frame.shape[1] < 2:
        return pd.Series(False, frame.index)
    remark = first.str.match(_REMARK).fillna(False).astype(bool)
    remark[remark] = frame[remark.to_numpy()].nunique(axis=1) == 1
    total = first.str.fullmatch(_TOTAL).fillna(False).astype(bool)
    for column in frame.columns[1:_NAMING]:
        if frame[column].dtype == "str":
            total |= frame[column].str.fullmatch(_TOTAL).fillna(False).astype(bool)
    return total | remark | _signed(frame)


def _signed(frame: pd.DataFrame) -> pd.Series:
    """Return which rows say who made the table and when, beneath it: they begin with such words and hold no figure."""
    texts = frame.tail(_LISTED).astype("str")
    leading = texts.bfill(axis=1).iloc[:, 0].str.match(_SIGNED).fillna(False)
    figures = texts.apply(lambda cells: cells.str.fullmatch(_FIGURE).fillna(False)).any(axis=1)
    signed = np.zeros(len(frame), dtype=bool)
    signed[-len(texts) :] = (leading & ~figures).to_numpy(bool)
    return pd.Series(signed, frame.index)


def _left_out_note(table: Table, rows: pd.Index) -> Problem:
    numbers = ", ".join(str(table.place(row)[1]) for row in rows[:_LISTED]) + (" …" if len(rows) > _LISTED else "")
    return Problem("check.left_out", Place(table.sheet, file=table.file), values={"rows": numbers, "count": len(rows)}, severity="note")
