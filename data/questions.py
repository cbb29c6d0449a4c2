"""What a file cannot say and only the analyst knows: what must be known is asked before anything is stored, the rest is offered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from data.mapping import Match
from data.read import Reading
from data.schema import Column, Dataset, Place, Problem
from data.units import SHOWN, plain, split

if TYPE_CHECKING:
    from data.columns import Read

_CARDS = 4
"""So many of a whole, and a column with parts of one alone is more likely a share of it."""
_HUNDREDS = 200
"""The same of a column with nothing above a hundred, not all of it whole."""
_POINTED = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+")
_SHORT = re.compile(r"[+-]?\d{1,3}")


def unsaid(found: Reading, dataset: Dataset) -> tuple[str, ...]:
    """Return the columns of `dataset` that must be known, or that the reader asks for, and that the whole reading leaves empty.

    None where the columns of the file are mapped: there an empty column is a mistake, and no question.
    """
    if found.dataset != dataset.name:
        return ()
    wanted = {column.name for column in dataset.columns if column.required} | {*found.asks}
    return tuple(
        name
        for name in dataset.names
        if name in wanted and all(table.frame.get(name, table.frame).isna().all(None) for table in found.tables)
    )


def without(found: Reading, names: tuple[str, ...]) -> Reading:
    """Return the reading without the columns `names`."""
    return replace(found, tables=tuple(replace(table, frame=table.frame.drop(columns=list(names))) for table in found.tables))


def unanswered(names: tuple[str, ...], dataset: Dataset, mapping: Mapping[str, Match]) -> Iterator[Problem]:
    """Yield a problem for each of `names` for which `mapping` gives no value."""
    for column in map(dataset.column, names):
        if not mapping.get(column.name, Match()).constant:
            titles = tuple(column.values.values())
            values = {"title": column.title, "name": column.name, "meaning": column.meaning}
            ways = tuple(f"--map {column.name}=={code}" for code in column.values)
            yield (
                Problem("check.which", values={**values, "allowed": titles, "ways": ways})
                if titles
                else Problem("check.unsaid", values=values)
            )


def offered(frame: pd.DataFrame, dataset: Dataset, mapping: Mapping[str, Match]) -> tuple[str, ...]:
    """Return the columns with an `offer` that the file leaves empty though it tells another part of the same whole."""
    told = [column for column in dataset.columns if column.share_of and frame[column.name].notna().any()]
    given = {name for name, match in mapping.items() if match.constant}
    return tuple(
        column.name
        for column in dataset.columns
        if column.offer
        and (column.name in given or frame[column.name].isna().all())
        and any(other.share_of == column.share_of and other.name not in given for other in told)
    )


def unoffered(names: tuple[str, ...], dataset: Dataset, mapping: Mapping[str, Match]) -> Iterator[Problem]:
    """Yield a note for each of `names` without an answer: what is asked, and what does not follow as long as it is unknown."""
    for column in map(dataset.column, names):
        if column.offer and not mapping.get(column.name, Match()).constant:
            values = {"title": column.title, "name": column.name, "question": column.offer.question, "without": column.offer.without}
            yield Problem("check.offer", values={**values, "value": column.offer.value}, severity="note")


def unclear(frame: pd.DataFrame, columns: Mapping[str, Read], dataset: Dataset, is_text: bool) -> Iterator[Problem]:
    """Yield a question for each column of numbers that can be read in two ways. `is_text`: the file is text, and no spreadsheet."""
    for column in dataset.columns:
        read = columns[column.name]
        if column.kind not in ("number", "integer") or read.header is None:
            continue
        place = Place(column=read.header)
        if is_text and (values := _thousands(read, column)):
            yield Problem("check.point_or_thousands", place, values)
        if not read.has_unit:
            option = f"{column.name}={read.header}"
            if values := _share(frame, read, column, dataset):
                yield Problem("check.share_or_amount", place, {**values, "option": option})
            if values := _small(frame[column.name], read, column):
                yield Problem("check.small_without_unit", place, {**values, "option": option})


def _thousands(read: Read, column: Column) -> dict[str, object]:
    """Return what is asked where points may part thousands: 1.024 beside 512, and nothing else."""
    cells = [plain(str(cell)) for cell in read.given.dropna().unique()]
    pointed = [cell for cell in cells if "." in cell]
    if not pointed or len(pointed) == len(cells) or not all((_POINTED if "." in c else _SHORT).fullmatch(c) for c in cells):
        return {}
    return {"found": pointed[0][:SHOWN], "whole": pointed[0].replace(".", "")[:SHOWN], "title": column.title}


def _share(frame: pd.DataFrame, read: Read, column: Column, dataset: Dataset) -> dict[str, object]:
    """Return what is asked where numbers may be shares of another column or amounts.

    So they are where none is above one (or above a hundred), not all are whole, and the other column is far larger all the time.
    """
    if column.share_of is None or (read.shares is not None and read.shares.any()):
        return {}
    values, whole = frame[column.name].dropna(), frame[column.share_of].dropna()
    if not len(values) or not len(whole) or not (values % 1 > 0).any():
        return {}
    highest, least = float(values.max()), float(whole.min())
    unit = "fraction" if highest <= 1 and least >= _CARDS else "%" if highest <= 100 and least > _HUNDREDS else None
    if unit is None:
        return {}
    told = {"found": _first(read, values), "title": column.title, "other": dataset.column(column.share_of).title}
    return {**told, "unit": unit, "top": 1 if unit == "fraction" else 100}


def _small(values: pd.Series, read: Read, column: Column) -> dict[str, object]:
    """Return what is asked where amounts without a unit are all smaller than such amounts are: 43520 may be in 10,000 CNY."""
    known = values[values > 0]
    if column.usual is None or not len(known) or known.max() >= column.usual or split(read.header or "")[1]:
        return {}
    return {"found": _first(read, known), "title": column.title, "usual": f"{column.usual:,.0f}", "unit": column.unit or ""}


def _first(read: Read, values: pd.Series) -> str:
    return str(read.given.loc[values.index[0]])[:SHOWN]
