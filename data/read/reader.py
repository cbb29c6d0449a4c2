"""What a reader is and what it hands back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data.schema import Problem, Text

if TYPE_CHECKING:
    import pandas as pd

MAX_BYTES = 200 * 2**20
"""How large a file may be, and a packed text once unpacked."""
MAX_ROWS = 5_000_000
MAX_COLUMNS = 1_000
TOLD = 1_000
"""How many rows that cannot be read are told one by one."""


@dataclass(frozen=True, eq=False)
class Table:
    """One table of a file.

    frame  columns = the headers as in the file; index = row numbers as a spreadsheet shows them, the header counted. Cells are text,
           trimmed, or null; a trace has numbers where it computed them.
    """

    sheet: str | None
    frame: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Reading:
    """What a reader found in a file.

    notes      what must be said of the reading; an error among them keeps out the row that it names
    dataset    the dataset whose columns these already are (a public trace); None = they must be mapped
    rows_read  rows in the file, which for a trace is more than it hands back
    asks       columns of `dataset` that the file cannot tell and that only the analyst knows: asked anew of every file
    """

    reader: str
    tables: tuple[Table, ...]
    notes: tuple[Problem, ...] = ()
    dataset: str | None = None
    rows_read: int = 0
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reader:
    """One format or public trace. `name` is the original file name of an upload, which `path` may not have.

    recognises(path, name) looks at the content; read(path, name) raises Refused where the file cannot be read.
    """

    name: str
    title: Text
    suffixes: tuple[str, ...]
    recognises: Callable[[Path, str], bool]
    read: Callable[[Path, str], Reading]
    dataset: str | None = None


def told(problems: list[Problem], count: int) -> tuple[Problem, ...]:
    """Return `problems`, the first TOLD of `count`, and one more that says how many are not among them."""
    rest = count - len(problems)
    return (*problems, *([Problem("read.more", values={"count": rest})] if rest else []))
