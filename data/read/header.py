"""Where a table begins in a messy sheet, and the table without its blank rows and columns."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from data.read.reader import MAX_COLUMNS
from data.schema import Place, Problem, Refused
from data.units import SHOWN, TIMES, split

SAMPLE = 200
"""How many rows from the top are looked at."""
_LONGEST = 200
_FULL = 0.75
"""A header names at least this share of the columns that a usual row fills."""
_YEAR = re.compile(r"(19|20)\d\d")
_COMPARED = 20
"""How many rows below a header are compared with it."""
_FIGURE = re.compile(r"[-+(]?[\d.,\s%/:年月日-]+\)?")

Row = Sequence[str | None]


@dataclass(frozen=True)
class Header:
    """The header of a table: its last `row` (from 0), a name for each column (None: it has none), and the rows above that say something."""

    row: int
    names: tuple[str | None, ...]
    above: tuple[tuple[int, str], ...]


def header(rows: Sequence[Row]) -> Header | None:
    """Return the header found in `rows`, the first rows of a sheet; None where all are blank.

    It is the first row of words that fills about as many columns as the rows below do: titles, blank lines and lines such as 单位：万元
    fill fewer. Where the row above or below shares a cell with it (cells merged downwards), the two are one header.
    """
    filled = [len({cell for cell in row if cell}) for row in rows]
    usual = [count for count in filled if count > 1]
    least = max(2, _FULL * statistics.median_low(usual)) if usual else 1
    first = next((n for n, row in enumerate(rows) if filled[n] >= least and _wordy(row)), None)
    if first is None:
        first = next((n for n, count in enumerate(filled) if count), None)
    if first is None:
        return None
    if _is_data(rows[first:]):
        raise Refused(Problem("read.no_header", Place(row=first + 1), values={"found": _shown(rows[first])}))
    while first and _continues(rows[first - 1], rows[first]):
        first -= 1
    above = tuple((n, " ".join(dict.fromkeys(cell for cell in rows[n] if cell))) for n in range(first) if filled[n])
    names, last = list(rows[first]), first
    while last + 1 < len(rows) and _continues(names, rows[last + 1]):
        last += 1
        names = [_joined(name, cell) for name, cell in zip(names, rows[last], strict=False)]
    return Header(last, tuple(name and re.sub(r"\s+", " ", name)[:_LONGEST].strip() for name in names), above)


def notes(found: Header, sheet: str | None) -> tuple[Problem, ...]:
    """Return what must be said of the rows above the header, and of names that stand in it twice; a line of units counts for the columns
    that name none.
    """
    twice = [name for name, count in Counter(filter(None, found.names)).items() if count > 1]
    again = (Problem("read.header_twice", Place(sheet, found.row + 1, name), severity="note") for name in twice)
    return (*(_note(row + 1, text, sheet) for row, text in found.above), *again)


def tidy(frame: pd.DataFrame, names: Sequence[str | None]) -> pd.DataFrame:
    """Return `frame` (text, null or blank cells) under `names`: trimmed, without blank rows and without blank columns that have no name.

    A column with cells and no name is called by its letter; a name that comes again gets a number.
    """
    frame, _ = placed(frame, names)
    return frame


def placed(frame: pd.DataFrame, names: Sequence[str | None]) -> tuple[pd.DataFrame, dict[int, str]]:
    """Return what `tidy` does, and the header of each column of `frame` by its position there."""
    frame = frame.apply(lambda column: (trimmed := column.str.strip()).mask(trimmed == ""))
    kept = [n for n, name in enumerate(names) if name or frame.iloc[:, n].notna().any()]
    if len(kept) > MAX_COLUMNS:
        raise Refused(Problem("read.too_many_columns", values={"count": len(kept), "limit": MAX_COLUMNS}))
    frame = frame.iloc[:, kept]
    headers = _distinct([names[n] or letters(n) for n in kept])
    frame.columns = pd.Index(headers, dtype="str")
    return frame.dropna(how="all"), dict(zip(kept, headers, strict=True))


def letters(column: int) -> str:
    """Return the letters by which a spreadsheet calls a column, counted from 0: A, Z, AA."""
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


def _is_data(rows: Sequence[Row]) -> bool:
    """Return whether the first of `rows` is a row like the others and no header: a cell of figures or a time heads a column of the same,
    and no word heads a column of anything else. Years may head figures.
    """
    first, rest = rows[0], rows[1 : 1 + _COMPARED]
    if not rest or not any(first):
        return False
    heads = [_sort(cell) for cell in first]
    below = [[_sort(row[n]) for row in rest if n < len(row) and row[n]] for n in range(len(first))]
    usual = [max(set(kinds), key=kinds.count) if kinds else None for kinds in below]
    pairs = [(head, kind) for head, kind in zip(heads, usual, strict=True) if head and kind]
    figures = [n for n, head in enumerate(heads) if head == "number"]
    years = [bool(_YEAR.fullmatch(first[n])) for n in figures]
    other = any(not _YEAR.fullmatch(row[n]) for n in figures for row in rest if n < len(row) and row[n])
    are_years = bool(figures) and all(years) and other
    return not are_years and all(head == kind for head, kind in pairs) and any(head != "word" for head, _ in pairs)


def _sort(cell: str | None) -> str | None:
    """Return what sort a cell is of: word, number or time."""
    if not cell:
        return None
    if re.fullmatch(r"\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?([ T]\d{1,2}:\d{2}.*)?", cell):
        return "time"
    return "number" if _FIGURE.fullmatch(cell) else "word"


def _shown(row: Row) -> str:
    return ", ".join(cell for cell in row if cell)[:SHOWN]


def _wordy(row: Row) -> bool:
    cells = [cell for cell in row if cell]
    return sum(1 for cell in cells if not _FIGURE.fullmatch(cell)) * 2 >= len(cells)


def _continues(above: Row, below: Row) -> bool:
    """Return whether two rows are words alone and share a cell: cells merged downwards have the same value in both."""
    figures = any(_FIGURE.fullmatch(cell) for cell in (*above, *below) if cell)
    return not figures and any(cell and cell == name for name, cell in zip(above, below, strict=False))


def _joined(name: str | None, cell: str | None) -> str | None:
    return f"{name} {cell}" if name and cell and name != cell else name or cell


def _note(row: int, text: str, sheet: str | None) -> Problem:
    unit = split(text)[1] if re.search(r"单位|units?\b", text, re.IGNORECASE) else None
    if unit is None or unit in TIMES:
        return Problem("read.above_header", Place(sheet, row), values={"found": text[:SHOWN]}, severity="note")
    return Problem("read.unit_line", Place(sheet, row), values={"found": text[:SHOWN], "unit": unit}, severity="note")


def _distinct(names: list[str]) -> list[str]:
    taken: set[str] = set()
    for position, name in enumerate(names):
        number = 2
        while names[position] in taken:
            names[position], number = f"{name} ({number})", number + 1
        taken.add(names[position])
    return names
