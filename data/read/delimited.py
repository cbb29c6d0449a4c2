"""Delimited text: CSV, TSV and their kin, plain or gz, in UTF-8, UTF-16 or GB18030."""

from __future__ import annotations

import csv
import io
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.read.content import kind
from data.read.files import apart
from data.read.header import SAMPLE, Header, header, notes, tidy
from data.read.reader import MAX_COLUMNS, MAX_ROWS, TOLD, Reader, Reading, Table, told
from data.read.text import utf8
from data.schema import Place, Problem, Refused, Text

if TYPE_CHECKING:
    import pyarrow

MAX_CELLS = 50_000_000
"""Empty cells are next to nothing in the file and eight bytes each in memory."""
SEPARATORS = (",", "\t", ";", "|")
_HEAD = 100_000
"""Bytes from the top that are read with the csv module, whose cells may have 131,072 characters."""


def _recognises(path: Path, name: str) -> bool:
    return path.is_file() and kind(path) == "text"


def read(path: Path, name: str) -> Reading:
    """Return the table of one file. Refused (read.*) where it has none."""
    data, said = utf8(path)
    if data.count(b"\n") > MAX_ROWS:
        raise Refused(Problem("read.too_many_rows", values={"limit": MAX_ROWS}))
    head = _head(data)
    separator = _separator(head)
    rows = _rows(head, separator)
    found = header(rows)
    if found is None:
        raise Refused(Problem("read.empty"))
    if len(found.names) > MAX_COLUMNS:
        raise Refused(Problem("read.too_many_columns", values={"count": len(found.names), "limit": MAX_COLUMNS}))
    names = _widened(found, rows)
    if (count := data.count(b"\n") * len(names)) > MAX_CELLS:
        raise Refused(Problem("read.too_many_cells", values={"count": count, "limit": MAX_CELLS}))
    frame, ragged, lost = _cells(data, _line_after(head, separator, found.row), separator, len(names), first_row=found.row + 2)
    table = Table(None, tidy(frame, names), separator=separator)
    return Reading("delimited", (table,), (*said, *notes(found, None), *ragged), None, len(table.frame) + lost, lost)


def _head(data: bytes) -> str:
    """Return whole lines from the top, as far as the first _HEAD bytes go."""
    end = len(data) if len(data) <= _HEAD else data.rfind(b"\n", 0, _HEAD) + 1 or _HEAD
    return data[:end].decode("utf-8", "ignore")


def _separator(head: str) -> str:
    """Return the separator under which most rows have the same number of cells, of several the one with most cells."""
    return max(SEPARATORS, key=lambda separator: _regularity(_rows(head, separator)))


def _regularity(rows: list[list[str]]) -> tuple[float, int]:
    widths = [len(row) for row in rows if any(row)]
    wide = [width for width in widths if width > 1]
    usual = max(set(wide), key=lambda width: (wide.count(width), width), default=0)
    return (round(wide.count(usual) / len(widths), 2), usual) if usual else (0.0, 0)


def _rows(head: str, separator: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(head, newline="\n"), delimiter=separator)
    return [[cell.strip() for cell in row] for row in islice(reader, SAMPLE)]


def _line_after(head: str, separator: str, row: int) -> int:
    """Return the line on which the record after `row` begins: a quoted cell may hold several lines."""
    reader = csv.reader(io.StringIO(head, newline="\n"), delimiter=separator)
    for _ in islice(reader, row + 1):
        pass
    return reader.line_num


def _widened(found: Header, rows: list[list[str]]) -> tuple[str | None, ...]:
    """Return the header's names with one more for each separator that ends the rows below and not the header."""
    width = len(found.names)
    spare = max((len(row) - width for row in rows[found.row + 1 :] if not any(row[width:])), default=0)
    return (*found.names, *[None] * max(spare, 0))


def _cells(data: bytes, line: int, separator: str, width: int, first_row: int) -> tuple[pd.DataFrame, tuple[Problem, ...], int]:
    """Return the records from `line` on, indexed by row, and a Problem for each that has not `width` cells, and how many have not."""
    start = 0
    for _ in range(line):
        start = data.find(b"\n", start) + 1 or len(data)
    body = memoryview(data)[start:]
    if not bytes(body[:SAMPLE]).strip() and not bytes(body).strip():
        return pd.DataFrame({n: pd.Series(dtype="str") for n in range(width)}), (), 0
    ragged: list[tuple[int, int]] = []
    table = _parsed(body, separator, width, ragged)
    numbers = np.delete(np.arange(table.num_rows + len(ragged)), [number - 1 for number, _ in ragged]) + first_row
    frame = table.to_pandas().astype("str")
    frame.index = numbers
    if len(frame) and str(frame.iloc[-1, -1]).endswith("\n"):
        raise Refused(Problem("read.open_quote", Place(row=int(numbers[-1]))))
    return frame, _ragged(ragged, width, first_row), len(ragged)


def _parsed(body: memoryview, separator: str, width: int, ragged: list[tuple[int, int]]) -> pyarrow.Table:
    """Return all cells as text; rows of another width are left out and put into `ragged` as (record from 1, cells)."""
    import pyarrow
    from pyarrow import csv as arrow

    def skip(row: arrow.InvalidRow) -> str:
        ragged.append((row.number, row.actual_columns))
        return "skip"

    names = [str(n) for n in range(width)]
    ending = b"" if bytes(body[-1:]) == b"\n" else b"\n"
    try:
        return arrow.read_csv(
            io.BytesIO(bytes(body) + ending),
            # One thread and one block: only so are invalid rows numbered, and may a cell be as long as it likes.
            arrow.ReadOptions(use_threads=False, block_size=len(body) + 2, column_names=names),
            arrow.ParseOptions(delimiter=separator, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=skip),
            arrow.ConvertOptions(column_types=dict.fromkeys(names, pyarrow.string()), strings_can_be_null=False, check_utf8=False),
        )
    except pyarrow.ArrowInvalid as error:
        raise Refused(Problem("read.not_delimited")) from error


def _ragged(ragged: list[tuple[int, int]], width: int, first_row: int) -> tuple[Problem, ...]:
    places = ((Place(row=number - 1 + first_row), count) for number, count in ragged[:TOLD])
    return told([Problem("read.ragged", place, values={"count": count, "expected": width}) for place, count in places], len(ragged))


DELIMITED = Reader(
    "delimited",
    Text("Delimited text (CSV, TSV)", "分隔文本（CSV、TSV）"),
    (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz"),
    _recognises,
    apart(read),
)
