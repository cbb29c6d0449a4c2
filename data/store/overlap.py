"""Rows that are to be stored beside the live rows of the same key: which differ, and which are the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pandas as pd

from data.schema import Column, Dataset

_SAMPLE = 3
_PARTIAL = "coalesce(l.observed_minutes, 60) < 60"


@dataclass(frozen=True)
class Met:
    """Live rows of one line of the ledger whose key other rows have as well.

    differing  rows that another value stands in; same: rows that are equal in every column
    gone       rows that would no longer be there, their upload standing back for one without them
    sample     key, column, value now, value then: a differing cell of each of the first differing rows
    """

    number: int
    kind: str
    file_name: str
    differing: int
    same: int
    partial: int
    gone: int
    sample: tuple[tuple[str, Column, str, str], ...] = ()


def met(
    cursor: duckdb.DuckDBPyConnection, live: str, dataset: Dataset, frame: pd.DataFrame, together_with: Sequence[int] = ()
) -> tuple[Met, ...]:
    """Return what the rows of `frame` meet among those of the query `live`; uploads of `together_with` would stand back."""
    if not dataset.key or frame.empty:
        return ()
    cursor.register("met_incoming", frame[list(dataset.names)])
    try:
        alike = " AND ".join(f'l."{name}" IS NOT DISTINCT FROM i."{name}"' for name in dataset.key)
        same = " AND ".join(_same(column) for column in dataset.given if column.name not in dataset.key) or "true"
        pairs = f"FROM ({live}) AS l JOIN met_incoming AS i ON {alike}"
        part = f"({same}) AND {_PARTIAL if 'observed_minutes' in dataset.names else 'false'}"
        filters = ", ".join(f"count(*) FILTER ({each})" for each in (f"NOT ({same})", f"({same}) AND NOT ({part})", part))
        counted = cursor.execute(f"SELECT l.upload, {filters} {pairs} GROUP BY ALL").fetchall()
        gone = dict(
            cursor.execute(
                f"SELECT l.upload, count(*) FROM ({live}) AS l ANTI JOIN met_incoming AS i ON {alike}"  # nosec B608 # names are declared in the code, values are given apart
                " WHERE list_contains(?, l.upload) GROUP BY ALL",
                [list(together_with)],
            ).fetchall()
        )
        counts = {number: counts for number, *counts in counted}
        found = []
        for number in sorted({*counts, *gone}, reverse=True):
            kind, name = cursor.execute("SELECT kind, file_name FROM uploads WHERE number = ?", [number]).fetchall()[0]
            differing, equal, partial = counts.get(number, (0, 0, 0))
            sample = _sample(cursor, f"{pairs} WHERE l.upload = {number} AND NOT ({same})", dataset) if differing else ()
            found.append(Met(number, kind, name, differing, equal, partial, gone.get(number, 0), sample))
        return tuple(found)
    finally:
        cursor.unregister("met_incoming")


def _same(column: Column) -> str:
    one, other = f'l."{column.name}"', f'i."{column.name}"'
    equal = f"{one} IS NOT DISTINCT FROM {other}"
    if column.kind != "number":
        return f"({equal})"
    # Sums of the same samples differ in their last digits with the order in which they are added.
    return f"({equal} OR coalesce(abs({one} - {other}) <= 1e-9 * greatest(abs({one}), abs({other})), false))"


def _sample(cursor: duckdb.DuckDBPyConnection, pairs: str, dataset: Dataset) -> tuple[tuple[str, Column, str, str], ...]:
    rest = [column for column in dataset.given if column.name not in dataset.key]
    order = ", ".join(f'l."{name}"' for name in dataset.key)
    key = ", ".join(f'CAST(l."{name}" AS VARCHAR)' for name in dataset.key)
    cells = ", ".join(f'CASE WHEN {_same(c)} THEN NULL ELSE [l."{c.name}"::VARCHAR, i."{c.name}"::VARCHAR] END' for c in rest)
    found = []
    for row in cursor.execute(f"SELECT {key}, {cells} {pairs} ORDER BY {order} LIMIT {_SAMPLE}").fetchall():
        name = " / ".join(str(part) for part in row[: len(dataset.key)] if part is not None)
        column, (now, then) = next((c, cell) for c, cell in zip(rest, row[len(dataset.key) :], strict=True) if cell is not None)
        found.append((name, column, now or "–", then or "–"))
    return tuple(found)
