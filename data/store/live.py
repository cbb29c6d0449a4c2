"""What one reader sees: live views over the ledger, and the small reductions of telemetry that are kept beside it."""

from __future__ import annotations

import datetime as dt
import hashlib
import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

import duckdb
import pandas as pd

from data.lasting import flags
from data.schema import Flag, Source
from data.store.accounts import SHOWN
from data.store.ledger import share_text
from data.store.overlap import Met, met
from data.tables import DATASETS
from data.tables.usage import KEPT_SHARE

if TYPE_CHECKING:
    import ibis

Data = Literal["record", "mine", "joined", "example"]

_LIVE = (
    "undone_at IS NULL AND superseded_by IS NULL AND dataset = $dataset AND (kind IN ('record', 'kept') OR (NOT $record_only"
    " AND (owner = $owner OR visibility = 'all'))) AND NOT EXISTS (SELECT 1 FROM together JOIN uploads AS later ON later.number ="
    " together.upload WHERE together.earlier = uploads.number AND later.undone_at IS NULL AND (later.owner = $owner OR"
    " later.visibility = 'all'))"
)
"""An upload stands back for one that holds its files together with others, as far as the reader sees that one."""


class LeftOut(NamedTuple):
    """An upload of whose files' rows a share, also as text, was left out; `source_ids` are those of its rows."""

    number: int
    file_name: str
    share: float
    text: str
    source_ids: frozenset[str]


class Said(NamedTuple):
    """What a result says that uses an upload (data.lasting), of whose rows are `source_ids`."""

    flags: tuple[Flag, ...]
    source_ids: frozenset[str]


class Tables:
    """The datasets as one reader sees them, on a cursor of its own.

    Of two live rows with one key the record's is drawn, else the newest upload's. `data` is the record, joined with the uploads, or mine:
    of a dataset that uploads fill these alone, of others the record's rows. `today` dates what is made and kept; no figure depends on it.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, owner: str, data: Data, keep: Callable[..., bool] | None, today: dt.date):
        self.today = today
        self._cursor, self._owner = cursor, owner
        self._data = data
        self._keep = keep
        self._live: dict[str, tuple[tuple[int, str, str], ...]] = {}
        self._expressions: dict[str, ibis.Table] = {}

    @property
    def record(self) -> Tables:
        """The record's rows alone, whatever else this reader asked for."""
        return Tables(self._cursor, self._owner, "record", self._keep, self.today)

    def frame(self, dataset: str) -> pd.DataFrame:
        """Return the live rows of `dataset` in its declared columns, with source_id and upload (the ledger number), as they were stored."""
        found = self._cursor.execute(f"{self._query(dataset)} ORDER BY rowid").df()
        # Words that no row fills come as objects, which do not join: one own quote without a publisher broke the page of rents.
        silent = [name for name, kind in found.dtypes.items() if pd.api.types.is_object_dtype(kind) and found[name].isna().all()]
        return found.astype(dict.fromkeys(silent, "str"))

    def size(self, dataset: str) -> int:
        """Return how many rows of `dataset` are live."""
        return self._cursor.execute(f"SELECT count(*) FROM ({self._query(dataset)})").fetchone()[0]  # nosec B608 # names are declared in the code, values are given apart

    def uploads(self, dataset: str) -> frozenset[int]:
        """Return the ledger numbers of the live uploads of `dataset`, the record's own rows apart."""
        return frozenset(number for number, kind, _ in self._lines(dataset) if kind == "upload")

    def met(self, dataset: str, frame: pd.DataFrame, together_with: Sequence[int] = ()) -> tuple[Met, ...]:
        """Return the live rows that rows of `frame` have the key of, by the part of the ledger that they belong to."""
        return met(self._cursor, self._query(dataset), DATASETS[dataset], frame, together_with)

    def left_out(self, datasets: tuple[str, ...]) -> list[LeftOut]:
        """Return the live uploads of `datasets` that were stored in part."""
        found = []
        for dataset in datasets:
            numbers = [number for number, _, _ in self._lines(dataset)]
            sql = (
                "SELECT number, file_name, rows_dropped / rows_read,"  # nosec B608 # names are declared in the code, values are given apart
                f' (SELECT list(DISTINCT source_id) FROM "rows"."{dataset}" WHERE upload = number)'
                " FROM uploads WHERE rows_dropped > 0 AND list_contains(?, number) ORDER BY number"
            )
            rows = self._cursor.execute(sql, [numbers]).fetchall()
            found += [LeftOut(number, name, share, share_text(share), frozenset(ids)) for number, name, share, ids in rows]
        return found

    def said(self, datasets: tuple[str, ...]) -> list[Said]:
        """Return the live uploads of `datasets` of whose files something was said that limits what follows from them."""
        found = []
        for dataset in datasets:
            ids = f'(SELECT list(DISTINCT source_id) FROM "rows"."{dataset}" WHERE upload = number)'  # nosec B608 # names are declared in the code, values are given apart
            sql = f"SELECT number, file_name, notes, {ids} FROM uploads WHERE notes <> '[]' AND list_contains(?, number) ORDER BY number"  # nosec B608 # names are declared in the code, values are given apart
            rows = self._cursor.execute(sql, [[number for number, _, _ in self._lines(dataset)]]).fetchall()
            found += [Said(flags(*line), frozenset(sources)) for *line, sources in rows]
        return found

    def values(self, dataset: str, column: str) -> list[object]:
        """Return the distinct known values of a column among the live rows, sorted."""
        sql = f'SELECT DISTINCT "{column}" FROM ({self._query(dataset)}) WHERE "{column}" IS NOT NULL ORDER BY 1'  # nosec B608 # names are declared in the code, values are given apart
        return [row[0] for row in self._cursor.execute(sql).fetchall()]

    def extent(self, dataset: str, column: str, where: Mapping[str, Sequence[str]] | None = None) -> tuple[object, object]:
        """Return the least and the greatest value of a column among the live rows; (None, None) where there is none.

        `where` names columns and the values that they may have.
        """
        wanted = " AND ".join(f'list_contains(?, "{name}")' for name in where or {}) or "true"
        sql = f'SELECT min("{column}"), max("{column}") FROM ({self._query(dataset)}) WHERE {wanted}'  # nosec B608 # names are declared in the code, values are given apart
        return self._cursor.execute(sql, [list(values) for values in (where or {}).values()]).fetchone()

    def reduced(
        self, dataset: str, reduction: Callable[..., ibis.Table], of: Callable[[ibis.Table], ibis.Table] | None = None, **arguments: object
    ) -> pd.DataFrame:
        """Return `reduction(rows, **arguments)` as a frame: kept from before where neither the rows nor the method have changed.

        `reduction` is a module-level function from an Ibis table and plain arguments to an Ibis table. With `of`, one that takes the
        rows alone, its result is kept too, and is what `reduction` is given.
        """
        key = self._key(dataset, reduction, of, arguments)
        kept = self._kept(key)
        if kept is not None:
            return kept
        frame = self._cursor.execute(_compiled(reduction(self._prepared(dataset, of), **arguments))).df()
        if self._keep is not None:
            self._keep(self._cursor, key, dataset, frame)
        return frame

    def sources(self, ids: tuple[str, ...]) -> tuple[Source, ...]:
        """Return the sources with these ids, in the order given; ids that are not known are left out."""
        sql = f"SELECT * REPLACE ({SHOWN.format(owner='publisher')} AS publisher) FROM sources WHERE list_contains(?, id)"  # nosec B608 # names are declared in the code, values are given apart
        found = {row[0]: Source(*row) for row in self._cursor.execute(sql, [list(ids)]).fetchall()}
        return tuple(found[i] for i in dict.fromkeys(ids) if i in found)

    def version(self, datasets: tuple[str, ...]) -> str:
        """Return the version of what is read: the record's, and the numbers of the uploads that were added to it."""
        lines = [line for dataset in datasets for line in self._lines(dataset)]
        records = sorted({version for _, kind, version in lines if kind == "record"})
        uploads = sorted(number for number, kind, _ in lines if kind == "upload")
        return " ".join([*records[-1:], *(f"+{number}" for number in uploads)])

    def _kept(self, key: str) -> pd.DataFrame | None:
        # One transaction, so that a commit between the two statements cannot drop the table that the first one found.
        self._cursor.begin()
        try:
            if not self._has(key):
                return None
            return self._cursor.execute(f'SELECT * FROM kept."{key}"').df()  # nosec B608 # names are declared in the code, values are given apart
        finally:
            self._cursor.rollback()

    def seen(self, datasets: tuple[str, ...]) -> str:
        """Return a text that is the same as long as the rows seen of `datasets` are the same."""
        return str([self._lines(dataset) for dataset in datasets])

    def _lines(self, dataset: str) -> tuple[tuple[int, str, str], ...]:
        if dataset not in self._live:
            given = {"dataset": dataset, "record_only": self._data == "record", "owner": self._owner}
            sql = f"SELECT number, kind, version FROM uploads WHERE {_LIVE} ORDER BY number"  # nosec B608 # names are declared in the code, values are given apart
            lines = tuple(self._cursor.execute(sql, given).fetchall())
            own = tuple(line for line in lines if line[1] == "upload")
            self._live[dataset] = own if own and self._data == "mine" and not DATASETS[dataset].reference else lines
        return self._live[dataset]

    def _query(self, dataset: str) -> str:
        lines = self._lines(dataset)
        numbers = ", ".join(str(number) for number, _, _ in lines) or "NULL"
        query = f'SELECT * FROM "rows"."{dataset}" WHERE upload IN ({numbers})'  # nosec B608 # names are declared in the code, values are given apart
        key = DATASETS[dataset].key
        if len(lines) > 1 and key:
            records = ", ".join(str(number) for number, kind, _ in lines if kind == "record") or "NULL"
            names = ", ".join(f'"{name}"' for name in key)
            query += (
                f" QUALIFY row_number() OVER (PARTITION BY {names} ORDER BY coalesce(upload IN ({records}), false) DESC, upload DESC) = 1"
            )
        return query

    def _prepared(self, dataset: str, of: Callable[[ibis.Table], ibis.Table] | None) -> ibis.Table:
        if of is None:
            return self._expression(dataset)
        import ibis

        key = self._key(dataset, of, None, {})
        if self._has(key):
            return self._table(key, "kept")
        made = of(self._expression(dataset))
        if self._keep is None or not self._keep(self._cursor, key, dataset, ibis.to_sql(made, dialect="duckdb")):
            return made
        return self._table(key, "kept")

    def _expression(self, dataset: str) -> ibis.Table:
        if f"live_{dataset}" not in self._expressions:
            shares = {each.number: each.share for each in self.left_out((dataset,))}
            kept = "".join(f" WHEN {number} THEN {1 - share!r}::DOUBLE" for number, share in shares.items())
            also = f", CASE upload{kept} ELSE 1.0::DOUBLE END AS {KEPT_SHARE}" if kept else ""
            self._cursor.execute(f'CREATE OR REPLACE TEMP VIEW "live_{dataset}" AS SELECT *{also} FROM ({self._query(dataset)})')  # nosec B608 # names are declared in the code, values are given apart
        return self._table(f"live_{dataset}")

    def _table(self, name: str, database: str | None = None) -> ibis.Table:
        """Return a table as an expression; looked up once, which costs as much as a small query."""
        if name not in self._expressions:
            import ibis

            self._expressions[name] = ibis.duckdb.from_connection(self._cursor).table(name, database=database)
        return self._expressions[name]

    def _has(self, key: str) -> bool:
        # All rows are fetched: a result that is not finished keeps Ibis from the connection.
        return bool(self._cursor.execute("SELECT 1 FROM kept_keys WHERE key = ?", [key]).fetchall())

    def _key(self, dataset: str, reduction: Callable[..., object], of: Callable[..., object] | None, arguments: dict[str, object]) -> str:
        names = [each.__qualname__ for each in (reduction, of) if each]
        parts = [dataset, str(self._lines(dataset)), *names, repr(sorted(arguments.items())), _source(reduction.__module__)]
        return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:32]


def _compiled(expression: ibis.Table) -> str:
    """Return an expression as SQL. Its selects are not merged: the database does that, and faster."""
    import ibis

    ibis.options.sql.fuse_selects = False
    return expression.get_backend().compile(expression)


@cache
def _source(module: str) -> str:
    """The code of the module and its neighbours: a reduction made by other code is not the same reduction."""
    package = module.rpartition(".")[0] or module
    near = sorted(name for name in sys.modules if name == module or name.startswith(f"{package}."))
    return "".join(inspect.getsource(sys.modules[name]) for name in near)
