"""Which header may well hold a column that a file lacks, for a question: by its words, its unit and its cells, never by bare letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from data.dates import instant
from data.mapping import is_misspelling, normalised, takes
from data.schema import Column, Problem
from data.units import SHOWN, converted, plain, split

_OTHER = re.compile(
    r"(?i)\b(idle|free|un\w+|non|over|cost|price|memory|cpu|quota|rate|id)\b|闲置|空闲|未|非|成本|费用|单价|内存|显存|率|编号"
)
"""Words that make another thing of a name: idle allocated hours are not the installed ones."""


def closest(wanted: Column, cells: Mapping[str, Iterable[str | None]]) -> str | None:
    """Return the header that may well hold `wanted`, for a question; None where none does. `cells` gives some cells of each header.

    It has all the words of a name of the column and no word that makes another thing of it, states no unit in which the column is not
    measured, and its cells are of the column's kind.
    """
    return next((header for header, given in cells.items() if _may_mean(header, wanted) and fits(wanted, given)), None)


def fits(column: Column, cells: Iterable[str | None]) -> bool:
    """Return whether most of `cells` are numbers, times or words, as `column` holds."""
    known = [cell for cell in cells if cell]
    numbers = sum(isinstance(converted(cell, None, None), float) for cell in known)
    if column.kind in ("number", "integer"):
        return bool(known) and numbers * 2 > len(known)
    times = sum(not isinstance(instant(cell), Problem) for cell in known)
    if column.kind == "instant":
        return bool(known) and times * 2 > len(known)
    return numbers * 2 <= len(known) and times * 2 <= len(known)


def _may_mean(header: str, column: Column) -> bool:
    unit = split(header[:SHOWN])[1]
    if unit and not takes(column, unit) and column.kind in ("number", "integer", "instant"):
        return False
    words = set(_words(header[:SHOWN]))
    names = (_words(split(name)[0]) for name in _all_names(column))
    has_name = any(name and set(name) <= words for name in names) or any(
        len(name) >= 2 and not name.isascii() and name in normalised(header) for name in map(normalised, _all_names(column))
    )
    is_written = any(is_misspelling(name, normalised(header[:SHOWN])) for name in map(normalised, _all_names(column)) if name.isascii())
    return (has_name or is_written) and not _OTHER.search(header)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+|[\u4e00-\u9fff]+|\d+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain(text)).casefold())


def _all_names(column: Column) -> Iterator[str]:
    return (name for name in (column.name, column.title.en, column.title.zh, *column.synonyms) if name)
