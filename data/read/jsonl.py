"""JSON Lines: one object a line, plain or gz."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pandas as pd

from data.read.content import kind
from data.read.files import apart
from data.read.header import tidy
from data.read.reader import MAX_COLUMNS, MAX_ROWS, TOLD, Reader, Reading, Table, told
from data.read.text import utf8
from data.schema import Place, Problem, Refused, Text

_BATCH = 50_000
"""Lines held as Python objects at one time; a frame of text takes a tenth of their room."""


def _recognises(path: Path, name: str) -> bool:
    return path.is_file() and kind(path) == "jsonl"


def _read(path: Path, name: str) -> Reading:
    data, said = utf8(path)
    lines = data.split(b"\n")
    if len(lines) > MAX_ROWS:
        raise Refused(Problem("read.too_many_rows", values={"limit": MAX_ROWS}))
    rows = [row for row, line in enumerate(lines, 1) if line.strip()]
    frames, bad, wrong, names = [], [], 0, {}
    nested: dict[str, list[int]] = {}
    for start in range(0, len(rows), _BATCH):
        found = {row: _cells(lines[row - 1], row, nested) for row in rows[start : start + _BATCH]}
        lost = {row: cells for row, cells in found.items() if isinstance(cells, Problem)}
        bad += [replace(problem, place=replace(problem.place, row=row)) for row, problem in islice(lost.items(), TOLD - len(bad))]
        wrong += len(lost)
        good = {row: cells for row, cells in found.items() if not isinstance(cells, Problem)}
        names |= dict.fromkeys(name for cells in good.values() for name in cells)
        if len(names) > MAX_COLUMNS:
            raise Refused(Problem("read.too_many_columns", values={"count": len(names), "limit": MAX_COLUMNS}))
        frames.append(pd.DataFrame(list(good.values()), index=list(good), columns=list(names), dtype="str"))
    frame = pd.concat(frames).astype("str")
    said = (*said, *(Problem("read.nested", Place(column=_shown(name)), severity="note") for name in nested if name not in names))
    mixed = {
        row: Problem("read.json_nested", Place(row=row, column=_shown(name))) for name in nested if name in names for row in nested[name]
    }
    bad = sorted([*bad, *mixed.values()], key=lambda each: each.place.row)[:TOLD]
    frame, wrong = frame.drop(index=list(mixed)), wrong + len(mixed)
    table = Table(None, tidy(frame, list(frame.columns)))
    return Reading("jsonl", (table,), (*said, *told(bad, wrong)), None, len(rows), wrong)


def values(line: bytes, wanted: Collection[str]) -> dict[str, str] | Problem:
    """Return the single values of one object under the keys `wanted` as text, those of objects within it too, what stands outermost first;
    or the Problem with the line.
    """
    found = _object(line)
    if isinstance(found, Problem):
        return found
    cells: dict[str, str] = {}
    level = [found]
    while level:
        for key, value in ((key, value) for each in level for key, value in each.items()):
            if key in wanted and value is not None and not isinstance(value, dict | list):
                cells.setdefault(key, str(value))
        level = [value for each in level for value in each.values() if isinstance(value, dict)]
    return cells if _is_writable("".join(cells.values())) else Problem("read.json_line")


def _object(line: bytes) -> dict | Problem:
    try:
        found = json.loads(line, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return Problem("read.json_line")
    return found if isinstance(found, dict) else Problem("read.json_line")


def _cells(line: bytes, row: int, nested: dict[str, list[int]]) -> dict[str, str] | Problem:
    """Return the values of one object as text, nulls left out, or the Problem with the line; keys of lists and objects go into `nested`
    with their row.
    """
    found = _object(line)
    if isinstance(found, Problem):
        return found
    cells = {}
    for key, value in found.items():
        if isinstance(value, dict | list):
            nested.setdefault(key, []).append(row)
        elif value is not None:
            cells[key] = str(value).lower() if isinstance(value, bool) else value
    return cells if _is_writable("".join([*cells, *cells.values()])) else Problem("read.json_line")


def _is_writable(text: str) -> bool:
    """Return whether `text` is made of characters: \\ud800 alone is a legal escape, and can be neither stored nor shown."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _shown(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


JSONL = Reader("jsonl", Text("JSON Lines", "JSON Lines"), (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz"), _recognises, apart(_read))
