"""What a reader of the example sees: its rows alone, of datasets that it does not hold the record's. Nothing of it is in the database."""

from __future__ import annotations

import datetime as dt

import duckdb

from data import examples
from data.schema import Source
from data.store.live import Tables

_NUMBER = 0
"""Of the example in the ledger, where it has no line: uploads count up from 1, parts of the record down from -1."""


class Example(Tables):
    """The example as the only owner of rows, in tables of its own cursor that go with it; no reduction of it is kept."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, owner: str, today: dt.date):
        super().__init__(cursor, owner, "record", None, today)
        self._held: dict[str, Source] = {}

    def sources(self, ids: tuple[str, ...]) -> tuple[Source, ...]:
        """Return the sources with these ids, the example's files first, so that no publisher stands before a made-up figure."""
        own = tuple(source for source in self._held.values() if source.id in ids)
        return (*own, *super().sources(ids))

    def version(self, datasets: tuple[str, ...]) -> str:
        """Return the version of what is read: the record's where it is read too, and that the example is."""
        return super().version(datasets).replace(f"+{_NUMBER}", "example")

    def _lines(self, dataset: str) -> tuple[tuple[int, str, str], ...]:
        return ((_NUMBER, "upload", "example"),) if dataset in examples.NAMES else super()._lines(dataset)

    def _query(self, dataset: str) -> str:
        if dataset not in examples.NAMES:
            return super()._query(dataset)
        name = f'"example_{dataset}"'
        if dataset not in self._held:
            frame, self._held[dataset] = examples.rows(dataset)
            self._cursor.execute(f'CREATE TEMP TABLE {name} AS SELECT * FROM "rows"."{dataset}" LIMIT 0')  # nosec B608 # names are declared in the code
            self._cursor.register("incoming", frame)
            self._cursor.execute(f"INSERT INTO {name} BY NAME SELECT *, {_NUMBER} AS upload FROM incoming")  # nosec B608 # names are declared in the code
            self._cursor.unregister("incoming")
        return f"SELECT * FROM {name}"  # nosec B608 # names are declared in the code
