"""What a trace cannot say and only the analyst knows: it is asked, and until it is answered nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

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
