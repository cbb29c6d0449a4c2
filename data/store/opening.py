"""Connections to the files of a database: waited for where another process has them, refused by name where they cannot be opened."""

from __future__ import annotations

import time
from pathlib import Path

import duckdb

from data.schema import Refused
from data.store import faults, files
from data.store.files import snapshot_path

_FIRST_START, _ELSE, _STEP = 20.0, 1.0, 0.1
"""Seconds: waited for a database that another process is making, for any other that is open elsewhere; and between two attempts."""


def writing(path: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection for writing to the database at `path`, made where there is none or where a killed process had only begun it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as failure:
        raise faults.refused(failure, path) from failure
    with files.private():
        try:
            return connected(path, read_only=False)
        except Refused:
            # Asked only now: nobody else is making it, or it would have been locked.
            if not files.is_unfinished(path):
                raise
            path.unlink()
            return connected(path, read_only=False)


def connected(path: Path, read_only: bool) -> duckdb.DuckDBPyConnection:
    """Return a connection to the file at `path`; one that is open elsewhere is waited for, longest where it is just being made."""
    begun = time.monotonic()
    while True:
        try:
            return duckdb.connect(str(path), read_only=read_only)
        except duckdb.Error as failure:
            problem = faults.named(failure, path)
            if problem is None:
                raise
            patience = _ELSE if read_only or snapshot_path(path).exists() else _FIRST_START
            if problem.code != "store.locked" or time.monotonic() - begun > patience:
                raise Refused(problem) from failure
            time.sleep(_STEP)
