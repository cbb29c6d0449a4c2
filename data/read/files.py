"""Several files of one upload, read as one: their tables one after the other, or their rows in one table, counted on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from data.read.reader import File, Reading, Table
from data.schema import Problem, Refused

_SHOWN = 3
"""How many of the rows are told where none can be read."""


def apart(read: Callable[[Path, str], Reading]) -> Callable[[Sequence[File]], Reading]:
    """Return how several files are read of which each has tables of its own: one reading with all of them."""

    def together(files: Sequence[File]) -> Reading:
        found = [read(file.path, file.name) for file in files]
        if len(found) == 1:
            return found[0]
        tables = tuple(replace(table, pieces=((file.name, 0),)) for file, each in zip(files, found, strict=True) for table in each.tables)
        counts = {name: sum(getattr(each, name) for each in found) for name in ("rows_read", "rows_dropped")}
        return replace(found[0], tables=tables, notes=_notes(files, found), **counts)

    return together


def joined(files: Sequence[File], read: Callable[[Path, str], Reading]) -> tuple[Table, tuple[Problem, ...]]:
    """Return the first tables of the files as one, each row numbered on from the file before, and what was said of each file."""
    found = [read(file.path, file.name) for file in files]
    frames = [each.tables[0].frame for each in found]
    notes = _notes(files, found) if len(files) > 1 else found[0].notes
    errors = tuple(note for note in notes if note.severity == "error")
    if errors and not any(map(len, frames)):
        raise Refused(*errors[:_SHOWN])
    if len(files) == 1:
        return Table(None, frames[0], rows_dropped=found[0].rows_dropped), notes
    before = [0]
    for frame in frames[:-1]:
        before.append(before[-1] + (int(frame.index.max()) if len(frame) else 0) + 1)
    frame = pd.concat([each.set_axis(each.index + start) for each, start in zip(frames, before, strict=True)])
    pieces = tuple((file.name, start) for file, start in zip(files, before, strict=True))
    return Table(None, frame, pieces, sum(each.rows_dropped for each in found)), notes


def placed(notes: Sequence[Problem], table: Table) -> tuple[Problem, ...]:
    """Return `notes` whose rows are counted through all pieces of `table`, each at its file and its row there."""
    return tuple(_placed(note, table) for note in notes)


def _placed(note: Problem, table: Table) -> Problem:
    if note.place.row is None or note.place.file is not None or not table.pieces:
        return note
    file, row = table.place(note.place.row)
    return replace(note, place=replace(note.place, file=file, row=row))


def _notes(files: Sequence[File], found: Sequence[Reading]) -> tuple[Problem, ...]:
    return tuple(
        replace(note, place=replace(note.place, file=file.name)) for file, each in zip(files, found, strict=True) for note in each.notes
    )
