"""The published snapshot: a read-only copy that other processes read while this one writes."""

from __future__ import annotations

import uuid
from contextlib import suppress
from pathlib import Path

import duckdb

from data.store.files import fresh_path, wal_path

_STATE = "state"


def stamp(cursor: duckdb.DuckDBPyConnection) -> None:
    """Give the state that the caller's transaction makes a name of its own, by which a copy of it is known."""
    cursor.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [_STATE, uuid.uuid4().hex])


def state(cursor: duckdb.DuckDBPyConnection) -> str | None:
    """Return the name of the last committed state; None in a database that was last written before states had names."""
    row = cursor.execute("SELECT value FROM meta WHERE key = ?", [_STATE]).fetchone()
    return row[0] if row else None


def read_through(cursor: duckdb.DuckDBPyConnection) -> None:
    """Read every page of the tables, whose checksums DuckDB compares. duckdb.Error where one is damaged."""
    named = "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database()"
    for schema, table in cursor.execute(named).fetchall():
        cursor.execute(f'SELECT count(hash(t)) FROM "{schema}"."{table}" AS t').fetchall()  # nosec B608 # names are declared in the code, values are given apart


def is_same(cursor: duckdb.DuckDBPyConnection, target: Path) -> bool:
    """Return whether the snapshot at `target` is whole and holds the last committed state; one that lacks a name for it does not."""
    try:
        with duckdb.connect(str(target), read_only=True) as published:
            read_through(published)
            return state(published) == (state(cursor) or "")
    except duckdb.Error:
        return False


def signature(target: Path) -> tuple[int, int] | None:
    """Return what shows that somebody has changed the file at `target`: its size and time; None where there is none."""
    try:
        found = target.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def publish(cursor: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Write the committed state to `target` by way of a new file and an atomic rename. duckdb.Error or OSError where that fails.

    Copied by the database itself: to open its file a second time in this process and close it again would
    drop the lock that keeps other processes out (POSIX record locks).
    """
    fresh = fresh_path(target)
    name = cursor.execute("SELECT current_database()").fetchone()[0]
    alias = f"published_{uuid.uuid4().hex}"
    try:
        fresh.unlink(missing_ok=True)
        cursor.execute(f"ATTACH '{str(fresh).replace(chr(39), chr(39) * 2)}' AS {alias}")
        try:
            cursor.execute(f'COPY FROM DATABASE "{name}" TO {alias}')
        except BaseException:
            with suppress(duckdb.Error):  # what failed first is said
                cursor.execute(f"DETACH {alias}")
            raise
        cursor.execute(f"DETACH {alias}")
        fresh.replace(target)
    finally:
        for left in (fresh, wal_path(fresh)):
            with suppress(OSError):
                left.unlink(missing_ok=True)
