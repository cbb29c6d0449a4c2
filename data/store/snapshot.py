"""The published snapshot: a read-only copy that other processes read while this one writes."""

from __future__ import annotations

import threading
from pathlib import Path

import duckdb


class Publishing:
    """A transaction that is published when it succeeds and leaves no trace when it fails.

    Use as `with Publishing(...) as cursor:`.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, target: Path, lock: threading.RLock):
        self._connection = connection
        self._target = target
        self._lock = lock

    def __enter__(self) -> duckdb.DuckDBPyConnection:
        self._lock.acquire()
        self._cursor = self._connection.cursor()
        self._cursor.begin()
        return self._cursor

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        try:
            if kind is None:
                self._cursor.commit()
                publish(self._cursor, self._target)
            else:
                self._cursor.rollback()
        finally:
            self._cursor.close()
            self._lock.release()


def publish(cursor: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Write the committed state to `target` by way of a new file and an atomic rename.

    Copied by the database itself: to open its file a second time in this process and close it again would
    drop the lock that keeps other processes out (POSIX record locks).
    """
    fresh = target.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    name = cursor.execute("SELECT current_database()").fetchone()[0]
    cursor.execute(f"ATTACH '{str(fresh).replace(chr(39), chr(39) * 2)}' AS published")
    try:
        cursor.execute(f'COPY FROM DATABASE "{name}" TO published')
    finally:
        cursor.execute("DETACH published")
    fresh.replace(target)
