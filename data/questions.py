"""What a file cannot say and only the analyst knows: what must be known is asked before anything is stored, the rest is offered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from data.mapping import Match
from data.read import Reading
from data.schema import Dataset, Problem


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
