"""Schema and record carry versions; an older database is brought up to date, a newer one is refused with a sentence."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import duckdb

from data.schema import Column, Problem, Refused
from data.sources import origin, record_version, rows
from data.store import ledger, seals
from data.tables import DATASETS

_TYPES = {"number": "DOUBLE", "integer": "BIGINT", "flag": "BOOLEAN", "instant": "TIMESTAMP"}
_steps: list[Callable[[duckdb.DuckDBPyConnection], None]] = []


def _step(function: Callable[[duckdb.DuckDBPyConnection], None]) -> Callable[[duckdb.DuckDBPyConnection], None]:
    _steps.append(function)
    return function


@_step
def _ledger(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute('CREATE SCHEMA "rows"')
    cursor.execute("CREATE SCHEMA kept")
    cursor.execute(
        "CREATE TABLE uploads (number BIGINT PRIMARY KEY, kind VARCHAR, dataset VARCHAR, file_name VARCHAR, sha256 VARCHAR,"
        " stored_at TIMESTAMP, reader VARCHAR,"
        " mapping VARCHAR, owner VARCHAR, visibility VARCHAR, row_count BIGINT, version VARCHAR, undone_at TIMESTAMP,"
        " superseded_by BIGINT)"
    )
    cursor.execute(
        "CREATE TABLE sources (id VARCHAR PRIMARY KEY, title VARCHAR, publisher VARCHAR, read_in VARCHAR, read_kind VARCHAR,"
        " date VARCHAR, url VARCHAR, licence VARCHAR)"
    )
    cursor.execute(
        "CREATE TABLE mappings (dataset VARCHAR, header_key VARCHAR, owner VARCHAR, mapping VARCHAR,"
        " PRIMARY KEY (dataset, header_key, owner))"
    )
    cursor.execute("CREATE TABLE kept_keys (key VARCHAR PRIMARY KEY, dataset VARCHAR)")


@_step
def _seals(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute("CREATE TABLE seals (number BIGINT PRIMARY KEY, row_count BIGINT, checksum VARCHAR)")


@_step
def _memory(cursor: duckdb.DuckDBPyConnection) -> None:
    """An upload remembers its own headers, and so is forgotten with it; what was left out is counted; files are taken together."""
    for name, kind in {"header_key": "VARCHAR", "digests": "VARCHAR", "rows_read": "BIGINT", "rows_dropped": "BIGINT"}.items():
        cursor.execute(f"ALTER TABLE uploads ADD COLUMN {name} {kind}")
    cursor.execute("ALTER TABLE uploads ADD COLUMN corrections VARCHAR")
    cursor.execute(
        "UPDATE uploads SET digests = sha256, corrections = '[]', header_key = coalesce((SELECT any_value(m.header_key) FROM mappings m"
        " WHERE (m.dataset, m.owner, m.mapping) = (uploads.dataset, uploads.owner, uploads.mapping)), '')"
    )
    cursor.execute("DROP TABLE mappings")
    cursor.execute("CREATE TABLE together (upload BIGINT, earlier BIGINT)")


@_step
def _notes(cursor: duckdb.DuckDBPyConnection) -> None:
    """What was said of a file and limits its figures is kept, and travels with every result."""
    cursor.execute("ALTER TABLE uploads ADD COLUMN notes VARCHAR")
    cursor.execute("UPDATE uploads SET notes = '[]'")


@_step
def _accounts(cursor: duckdb.DuckDBPyConnection) -> None:
    """Owners are issuer and subject; who took over what an e-mail owned is said in the ledger."""
    cursor.execute("CREATE TABLE accounts (owner VARCHAR, email VARCHAR, shown VARCHAR, seen_at TIMESTAMP, PRIMARY KEY (owner, email))")
    cursor.execute("ALTER TABLE uploads ADD COLUMN taken_from VARCHAR")
    cursor.execute("UPDATE uploads SET taken_from = ''")


def is_ours(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Return whether the database was made by this program, in any version."""
    return _versions(cursor)[0] > 0


def behind(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Return whether the database lacks a step, a declared column or the shipped record. Refused where it is newer than this version."""
    schema, record = _versions(cursor)
    if schema > len(_steps) or record > record_version():
        raise Refused(Problem("store.newer", values={"found": f"{schema} / {record}", "known": f"{len(_steps)} / {record_version()}"}))
    return schema < len(_steps) or record < record_version() or _declared(cursor) != _declaration()


def migrate(cursor: duckdb.DuckDBPyConnection) -> None:
    """Bring schema, columns and record up to date. The caller holds the transaction, so that it happens whole or not at all."""
    schema, record = _versions(cursor)
    make(cursor, schema)
    seals.seal_all(cursor)
    if record < record_version():
        _load_record(cursor)
    for key, value in {"schema": str(len(_steps)), "record": record_version(), "declaration": _declaration()}.items():
        cursor.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [key, value])


def make(cursor: duckdb.DuckDBPyConnection, schema: int = 0) -> None:
    """Make the tables of the database, or what those of version `schema` lack; without a row."""
    if schema == 0:
        cursor.execute("CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR)")
    for step in _steps[schema:]:
        step(cursor)
    _add_columns(cursor)


def _versions(cursor: duckdb.DuckDBPyConnection) -> tuple[int, str]:
    values = _meta(cursor)
    return int(values.get("schema", 0)), values.get("record", "")


def _declared(cursor: duckdb.DuckDBPyConnection) -> str:
    return _meta(cursor).get("declaration", "")


def _meta(cursor: duckdb.DuckDBPyConnection) -> dict[str, str]:
    # Asked of the catalogue first: a failed statement would abort the transaction that the caller holds.
    if not cursor.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'meta'").fetchone():
        return {}
    return dict(cursor.execute("SELECT key, value FROM meta").fetchall())


def _declaration() -> str:
    text = repr([(d.name, [(c.name, _type(c)) for c in d.columns]) for d in DATASETS.values()])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _type(column: Column) -> str:
    return _TYPES.get(column.kind, "VARCHAR")


def _add_columns(cursor: duckdb.DuckDBPyConnection) -> None:
    for dataset in DATASETS.values():
        cursor.execute(f'CREATE TABLE IF NOT EXISTS "rows"."{dataset.name}" (upload BIGINT, source_id VARCHAR)')
        for column in dataset.columns:
            cursor.execute(f'ALTER TABLE "rows"."{dataset.name}" ADD COLUMN IF NOT EXISTS "{column.name}" {_type(column)}')


def _load_record(cursor: duckdb.DuckDBPyConnection) -> None:
    for name in DATASETS:
        frame = rows(name)
        if frame is None:
            continue
        # Its own day and not the record's: a dataset that a newer record brings does not make the others known for longer.
        version = origin(name).as_of
        new = ledger.NewUpload(
            name,
            frame,
            f"{name} {version}",
            "",
            owner=ledger.RECORD,
            visibility="all",
            kind=ledger.RECORD,
            version=version,
        )
        number = ledger.add(cursor, new)
        seals.seal(cursor, number, name)
        ledger.supersede(cursor, name, by=number)
