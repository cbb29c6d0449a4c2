"""Opening the database: to write (one process), or its published snapshot to read (any process)."""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pandas as pd

from data import clock
from data.schema import Problem, Refused
from data.store import accounts, faults, files, ledger, migrations, opening, seals, snapshot
from data.store.example import Example
from data.store.files import snapshot_path
from data.store.ledger import Upload
from data.store.live import Data, Tables

_AGAIN = 60.0
"""Seconds after which a snapshot that could not be published is tried again by a reader's visit."""
_opened: dict[Path, Store] = {}
_opening = threading.Lock()


def local_reader() -> str:
    """Return who reads where nobody signs in: SUANLI_USER, else local."""
    return os.environ.get("SUANLI_USER") or "local"


class Store:
    """An open database. Methods are safe to call from any thread; `writable` is False for a snapshot.

    Publishing the snapshot is a step after the commit. `unpublished` says why the last one failed, where it did; the next write, the
    next start and `make_up` try again.
    """

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection, writable: bool):
        self.path = path
        self.writable = writable
        self.unpublished: tuple[Problem, ...] = ()
        self._tried = -_AGAIN
        self._published = snapshot.signature(snapshot_path(path))
        self._connection = connection
        self._writing = threading.RLock()

    def tables(self, owner: str, data: Data = "joined", today: dt.date | None = None) -> Tables:
        """Return the data as `owner` sees them: the record joined with own and shared uploads, the record, the uploads (mine), the example.

        `today` is the day on which they are looked at; None = that of the clock.
        """
        if data == "example":
            return Example(self._connection.cursor(), owner, today or clock.today())
        keep = self._keep if self.writable else None
        return Tables(self._connection.cursor(), owner, data, keep, today or clock.today())

    def uploads(self, owner: str) -> list[Upload]:
        """Return the uploads that `owner` may see, newest first, those taken back included."""
        return ledger.uploads(self._connection.cursor(), owner)

    def count(self) -> int:
        """Return how many uploads the database holds, of all owners, those taken back included."""
        return sum(line.kind == "upload" for line in ledger.lines(self._connection.cursor()))

    def same_file(self, dataset: str, sha256: str, owner: str) -> Upload | None:
        """Return the live upload of the same bytes into `dataset` that `owner` can see, if there is one."""
        return ledger.same_file(self._connection.cursor(), dataset, sha256, owner)

    def remembered(self, dataset: str, header_key: str, owner: str) -> Upload | None:
        """Return the last upload of `owner` with these headers that was not taken back, if any."""
        return ledger.remembered(self._connection.cursor(), dataset, header_key, owner)

    def add(self, upload: ledger.NewUpload) -> int:
        """Store the rows of `upload` in one transaction, publish, and return the upload's number.

        Refused (store.disk_full, store.no_permission …) where nothing could be stored; a failure to publish is said by `unpublished`.
        """
        with self._write() as cursor:
            number = ledger.add(cursor, upload)
            seals.seal(cursor, number, upload.dataset)
            return number

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

    def greet(self, account: accounts.Account) -> list[int]:
        """Take note of who signed in with a verified e-mail; return the uploads that are theirs from now on (data.store.accounts).

        A snapshot takes no note: the process that writes does, where what is one's own matters.
        """
        if not account.email or not self.writable or accounts.is_known(self._connection.cursor(), account):
            return []
        with self._write() as cursor:
            return accounts.greet(cursor, account)

    def close(self) -> None:
        """Close the database; the object is of no use afterwards."""
        with _opening:
            _opened.pop(self.path, None)
            self._connection.close()

    def publish(self) -> None:
        """Publish the committed state as the snapshot; where that fails, say so in `unpublished`."""
        with self._writing, files.private():
            cursor = self._connection.cursor()
            try:
                snapshot.publish(cursor, snapshot_path(self.path))
                self.unpublished, self._published = (), snapshot.signature(snapshot_path(self.path))
            except Exception as failure:
                behind = Problem("store.unpublished", values={"path": str(snapshot_path(self.path))}, severity="note")
                reason = faults.named(failure, self.path)
                self.unpublished = (behind, *((reason,) if reason else faults.problems(failure, self.path, "store.unforeseen")))
            finally:
                self._tried = time.monotonic()
                cursor.close()

    def make_up(self) -> None:
        """Publish again where that failed, or where somebody else has changed or removed the snapshot; at most once a minute."""
        behind = self.unpublished or self._published != snapshot.signature(snapshot_path(self.path))
        if behind and time.monotonic() - self._tried > _AGAIN:
            self.publish()

    @contextmanager
    def _write(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor in a transaction: committed and published when the block succeeds, without a trace when it fails."""
        with self._writing, files.private():
            cursor = self._connection.cursor()
            try:
                cursor.begin()
                try:
                    yield cursor
                    snapshot.stamp(cursor)
                except BaseException:
                    with suppress(duckdb.Error):  # what failed first is said
                        cursor.rollback()
                    raise
                cursor.commit()
            except duckdb.Error as failure:
                raise faults.refused(failure, self.path) from failure
            finally:
                cursor.close()
        self.publish()

    def _keep(self, cursor: duckdb.DuckDBPyConnection, key: str, dataset: str, reduced: pd.DataFrame | str) -> bool:
        """Keep a reduction, and return whether that could be done: a full disk does not keep anybody from reading."""
        with self._writing, files.private():
            try:
                ledger.keep(cursor, key, dataset, reduced)
            except duckdb.Error as failure:
                faults.LOG.warning("A reduction was not kept: %s", failure)
                return False
        return True


def open_store(path: Path) -> Store:
    """Return the database at `path`, open for writing; made, migrated and filled with the shipped record where needed.

    The same object is returned to every caller of this process. What a killed process left is cleared, and the snapshot published
    anew where it is damaged or not of the last committed state. Refused where the database is open in another process (store.locked),
    written by a newer version (store.newer), or cannot be opened (damaged, damaged_pages, no_permission, disk_full).
    """
    with _opening:
        if path in _opened:
            return _opened[path]
        connection = opening.writing(path)
        store = Store(path, connection, writable=True)
        try:
            files.clear(path)
            _up_to_date(store, connection.cursor())
            files.close_to_others(path)
        except duckdb.Error as failure:
            connection.close()
            raise faults.refused(failure, path) from failure
        except BaseException:
            connection.close()
            raise
        _opened[path] = store
        return store


def _up_to_date(store: Store, cursor: duckdb.DuckDBPyConnection) -> None:
    if migrations.behind(cursor):
        with store._write() as writing:
            migrations.migrate(writing)
    elif snapshot.state(cursor) is None:
        with store._write():
            pass  # the transaction names the state
    elif not snapshot.is_same(cursor, snapshot_path(store.path)):
        store.publish()


def open_snapshot(path: Path) -> Store:
    """Return the last published state of the database at `path`, read-only. Refused (store.missing) where there is none."""
    published = snapshot_path(path)
    if not published.exists():
        raise Refused(Problem("store.missing", values={"path": str(path)}))
    return Store(path, opening.connected(published, read_only=True), writable=False)


def is_current(path: Path) -> bool:
    """Return whether what can be read of the database at `path` carries this version's schema and record, and is its last state.

    While another process has it open, its snapshot is the last state that can be read.
    """
    if path in _opened:
        return True
    if not path.exists() or not snapshot_path(path).exists():
        return False
    try:
        with duckdb.connect(str(snapshot_path(path)), read_only=True) as published:
            return not migrations.behind(published) and snapshot.state(published) == _last_state(path, snapshot.state(published))
    except duckdb.Error:
        return False  # whoever opens the database publishes the damaged snapshot anew


def _last_state(path: Path, published: str | None) -> str | None:
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            return snapshot.state(connection)
    except duckdb.Error:
        return published  # open elsewhere, or not to be read: the snapshot is what there is
