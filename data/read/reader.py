"""What a reader is and what it hands back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from data.mapping import Match
from data.schema import Column, Problem, Text

if TYPE_CHECKING:
    import pandas as pd

MAX_BYTES = 200 * 2**20
"""How large a file may be, and a packed text once unpacked."""
MAX_ROWS = 5_000_000
MAX_COLUMNS = 1_000
TOLD = 1_000
"""How many rows that cannot be read are told one by one."""


@dataclass(frozen=True)
class File:
    """A file, or folder of a trace, to be read: where it lies, and its original `name`, which an upload's path may not have."""

    path: Path
    name: str


@dataclass(frozen=True, eq=False)
class Table:
    """One table of one file, or of several files that are pieces of one.

    frame   columns = the headers as in the file; index = row numbers as a spreadsheet shows them, the header counted. Cells are text,
            trimmed, or null; a trace has numbers where it computed them.
    pieces  name of each file and the row number before its first; rows are counted on from file to file. Empty = one file.
    rows_dropped  rows of the files that cannot be read and so are not in the frame
    separator  what parts the cells of a text; empty for other files
    merged  by header, the first and last row of each area in which one cell stands for several rows
    """

    sheet: str | None
    frame: pd.DataFrame
    pieces: tuple[tuple[str, int], ...] = ()
    rows_dropped: int = 0
    separator: str = ""
    merged: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    @property
    def file(self) -> str | None:
        """The file of the table; None where it is the only one, or where the table is made of several."""
        return self.pieces[0][0] if len(self.pieces) == 1 else None

    def place(self, row: int) -> tuple[str | None, int]:
        """Return the file in which the row counted `row` stands, and its number there; None = the only file."""
        name, before = next(((name, before) for name, before in reversed(self.pieces) if row > before), (None, 0))
        return name, row - before


@dataclass(frozen=True, eq=False)
class Reading:
    """What a reader found in a file.

    notes      what must be said of the reading; an error among them keeps out the row that it names
    dataset    the dataset whose columns these already are (a public trace); None = they must be mapped
    rows_read  rows in the file, which for a trace is more than it hands back
    rows_dropped  how many of these cannot be read; each is an error among the notes
    asks       columns of `dataset` that the file cannot tell and that only the analyst knows: asked anew of every file
    headers    those of the file where a trace has any, and `matches`, by the reader's column, where each is read from
    """

    reader: str
    tables: tuple[Table, ...]
    notes: tuple[Problem, ...] = ()
    dataset: str | None = None
    rows_read: int = 0
    rows_dropped: int = 0
    asks: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    matches: Mapping[str, Match] = field(default_factory=dict)


@dataclass(frozen=True)
class Reader:
    """One format or public trace.

    recognises(path, name) looks at the content of a file, `name` being its original name. read(files) reads one file, or several as
    one: a trace joins them by card and sample, whatever their order. It raises Refused where they cannot be read.

    columns  those that it reads of a file, each with the synonyms it knows. Where it has some, both functions take a mapping too, which
             says of a column's name where it is read from and goes before the synonyms. Columns that the dataset has as well have its
             names.
    """

    name: str
    title: Text
    suffixes: tuple[str, ...]
    recognises: Callable[..., bool]
    read: Callable[..., Reading]
    dataset: str | None = None
    columns: tuple[Column, ...] = ()

    def is_of(self, file: File, mapping: Mapping[str, Match]) -> bool:
        """Return whether `file` is of this kind under `mapping`."""
        return self.recognises(file.path, file.name, *self._own(mapping))

    def reading(self, files: Sequence[File], mapping: Mapping[str, Match]) -> Reading:
        """Return what `files` hold under `mapping`, read as one."""
        return self.read(files, *self._own(mapping))

    def _own(self, mapping: Mapping[str, Match]) -> tuple[dict[str, Match], ...]:
        names = {column.name for column in self.columns}
        return ({name: match for name, match in mapping.items() if name in names},) if names else ()


def told(problems: list[Problem], count: int) -> tuple[Problem, ...]:
    """Return `problems`, the first TOLD of `count`, and one more that says how many are not among them."""
    rest = count - len(problems)
    return (*problems, *([Problem("read.more", values={"count": rest})] if rest else []))
