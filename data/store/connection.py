"""Opening the database: to write (one process), or its published snapshot to read (any process)."""

from __future__ import annotations

import datetime as dt
import os
import threading
from pathlib import Path

import duckdb
import pandas as pd

from data.schema import Problem, Refused
from data.store import ledger, migrations, snapshot
from data.store.ledger import Upload
from data.store.live import Tables

_APP = Path(__file__).parents[2]
_opened: dict[Path, Store] = {}
_opening = threading.Lock()


def database_path() -> Path:
    """Return the path of the database: SUANLI_DATABASE, else suanli.duckdb beside the app."""
    return Path(os.environ.get("SUANLI_DATABASE") or _APP / "suanli.duckdb").expanduser().resolve()


def local_reader() -> str:
    """Return who reads where nobody signs in: SUANLI_USER, else local."""
    return os.environ.get("SUANLI_USER") or "local"


def snapshot_path(path: Path) -> Path:
    """Return where the read-only snapshot of the database at `path` stands."""
    return path.with_name(f"{path.stem}.snapshot.duckdb")


class Store:
    """An open database. Methods are safe to call from any thread; `writable` is False for a snapshot."""

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection, writable: bool):
        self.path = path
        self.writable = writable
        self._connection = connection
        self._writing = threading.RLock()

    def tables(self, owner: str, record_only: bool = False, today: dt.date | None = None) -> Tables:
        """Return the data as `owner` sees them: the record, own uploads and shared ones; with `record_only`, the record.

        `today` is the day on which they are looked at; None = that of the clock.
        """
        keep = self._keep if self.writable else None
        return Tables(self._connection.cursor(), owner, record_only, keep, today or dt.date.today())

    def uploads(self, owner: str) -> list[Upload]:
        """Return the uploads that `owner` may see, newest first, those taken back included."""
        return ledger.uploads(self._connection.cursor(), owner)

    def same_file(self, dataset: str, sha256: str, owner: str) -> Upload | None:
        """Return the live upload of the same bytes into `dataset` that `owner` can see, if there is one."""
        return ledger.same_file(self._connection.cursor(), dataset, sha256, owner)

    def remembered(self, dataset: str, header_key: str, owner: str) -> str | None:
        """Return the mapping (JSON) that `owner` last used for these headers, if any."""
        return ledger.remembered(self._connection.cursor(), dataset, header_key, owner)

    def add(self, upload: ledger.NewUpload) -> int:
        """Store the rows of `upload` in one transaction, publish, and return the upload's number."""
        with self._write() as cursor:
            return ledger.add(cursor, upload)

    def is_kept(self, dataset: str, version: str) -> bool:
        """Return whether rows of `dataset` that the product itself made are kept under `version`."""
        return ledger.is_kept(self._connection.cursor(), dataset, version)

    def keep(self, dataset: str, rows: pd.DataFrame, maker: str, version: str) -> int:
        """Keep rows that the product itself made, for every reader and not to be taken back; return their number in the ledger."""
        return self.add(ledger.NewUpload(dataset, rows, maker, "", owner=maker, visibility="all", kind=ledger.KEPT, version=version))

    def undo(self, number: int, owner: str) -> Upload:
        """Take upload `number` back and return it. Refused when it is not there, not `owner`'s, or already taken back."""
        with self._write() as cursor:
            return ledger.undo(cursor, number, owner)

    def share(self, number: int, owner: str, visibility: str) -> Upload:
        """Set who sees upload `number` (mine, all) and return it. Refused as for `undo`."""
        with self._write() as cursor:
            return ledger.share(cursor, number, owner, visibility)

    def close(self) -> None:
        """Close the database; the object is of no use afterwards."""
        with _opening:
            _opened.pop(self.path, None)
            self._connection.close()

    def _write(self) -> snapshot.Publishing:
        return snapshot.Publishing(self._connection, snapshot_path(self.path), self._writing)

    def _keep(self, cursor: duckdb.DuckDBPyConnection, key: str, dataset: str, reduced: pd.DataFrame | str) -> None:
        with self._writing:
            ledger.keep(cursor, key, dataset, reduced)


def open_store(path: Path) -> Store:
    """Return the database at `path`, open for writing; made, migrated and filled with the shipped record where needed.

    The same object is returned to every caller of this process. Refused (store.locked) while another process has it
    open, (store.newer) where a newer version wrote it, (store.damaged) where it is no database.
    """
    with _opening:
        if path in _opened:
            return _opened[path]
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connected(path, read_only=False)
        store = Store(path, connection, writable=True)
        try:
            if migrations.behind(connection.cursor()):
                with store._write() as cursor:
                    migrations.migrate(cursor)
            elif not snapshot_path(path).exists():
                snapshot.publish(connection.cursor(), snapshot_path(path))
        except BaseException:
            connection.close()
            raise
        _opened[path] = store
        return store


def open_snapshot(path: Path) -> Store:
    """Return the last published state of the database at `path`, read-only. Refused (store.missing) where there is none."""
    published = snapshot_path(path)
    if not published.exists():
        raise Refused(Problem("store.missing", values={"path": str(path)}))
    return Store(path, _connected(published, read_only=True), writable=False)


def is_current(path: Path) -> bool:
    """Return whether the database at `path` exists and carries this version's schema and record."""
    if not path.exists() or not snapshot_path(path).exists():
        return False
    if path in _opened:
        return True
    published = _connected(snapshot_path(path), read_only=True)
    try:
        return not migrations.behind(published)
    finally:
        published.close()


def _connected(path: Path, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path), read_only=read_only)
    except duckdb.IOException as failure:
        code = "store.locked" if "lock" in str(failure).lower() else "store.damaged"
        raise Refused(Problem(code, values={"path": str(path)})) from failure
