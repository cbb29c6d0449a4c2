"""Looking after a database: reading it whatever state its snapshot is in, backup, restore, and whether all in it is sound."""

from __future__ import annotations

import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data.schema import Problem, Refused
from data.store import faults, files, ledger, migrations, seals, snapshot
from data.store.connection import Store, is_current, open_snapshot, open_store


@dataclass(frozen=True)
class Line:
    """What was found of one line of the ledger: the rows it stored, those that are there, and whether they are the same rows."""

    upload: ledger.Upload
    rows: int
    same: bool


def open_for_reading(path: Path) -> Store:
    """Return the snapshot of the database at `path`, else the database itself, which publishes it anew.

    Refused (store.no_snapshot) where the snapshot is damaged or of an older version and another process has the database open.
    """
    if is_current(path):
        return open_snapshot(path)
    try:
        return open_store(path)
    except Refused as refused:
        if refused.problems[0].code != "store.locked":
            raise
        if is_current(path):  # the other process was just making it
            return open_snapshot(path)
        published = files.snapshot_path(path)
        if not published.exists():
            raise
        raise Refused(Problem("store.no_snapshot", values={"path": str(published)})) from refused


def mend(failure: Exception, path: Path) -> bool:
    """Have the snapshot of the database at `path` published anew where `failure` is a damaged page of it; return whether it was.

    Refused where the pages of the database are damaged themselves.
    """
    problem = faults.named(failure, path) if isinstance(failure, duckdb.Error) else None
    if problem is None or problem.code != "store.damaged_pages":
        return False
    try:
        store = open_store(path)
    except Refused as refused:
        locked = refused.problems[0].code == "store.locked"
        raise Refused(Problem("store.no_snapshot", values={"path": str(files.snapshot_path(path))})) if locked else refused from failure
    if store.unpublished:
        raise Refused(*store.unpublished) from failure
    return True


def backup(path: Path, target: Path) -> Store:
    """Write the last published state of the database at `path` to `target`, whole or not at all, and return it open for reading.

    Works while another process has the database open. Refused (store.there_already) where `target` exists.
    """
    if target.exists():
        raise Refused(Problem("store.there_already", values={"path": str(target)}))
    store = open_for_reading(path)
    if store.unpublished:
        raise Refused(*store.unpublished)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.{uuid.uuid4().hex[:8]}.new")
    try:
        with files.private():
            shutil.copyfile(files.snapshot_path(path), fresh)
        _sound(fresh, target)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    return _opened(target)


def restore(path: Path, source: Path) -> tuple[Store, Path | None]:
    """Put the backup `source` in the place of the database at `path`; return it open, and where what stood there before is kept.

    Refused, and nothing changed, where `source` is no sound database of this program, or another process has the database open.
    """
    _sound(source, source)
    _free(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.stem}.{uuid.uuid4().hex[:8]}.new")
    try:
        with files.private():
            shutil.copyfile(source, fresh)
        aside = _put_aside(path)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    files.snapshot_path(path).unlink(missing_ok=True)
    return open_store(path), aside


def health(path: Path) -> list[Line]:
    """Return what is found of every line of the ledger, every page of its tables read. duckdb.Error where a page is damaged.

    Of the database itself, or of its snapshot while another process has the database open.
    """
    try:
        store = open_store(path)
    except Refused as refused:
        if refused.problems[0].code != "store.locked":
            raise
        store = open_for_reading(path)
    cursor = store._connection.cursor()
    snapshot.read_through(cursor)
    return [Line(line, *seals.soundness(cursor, line)) for line in ledger.lines(cursor)]


def _sound(file: Path, shown: Path) -> None:
    """Refuse a file that is no database of this program, is of a newer version, or has a damaged page."""
    if not file.is_file():
        raise Refused(Problem("store.no_backup", values={"path": str(shown)}))
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            if not migrations.is_ours(connection):
                raise Refused(Problem("store.no_backup", values={"path": str(shown)}))
            migrations.behind(connection)
            snapshot.read_through(connection)
    except duckdb.Error as failure:
        raise Refused(Problem("store.damaged_backup", values={"path": str(shown)})) from failure


def _opened(file: Path) -> Store:
    return Store(file, duckdb.connect(str(file), read_only=True), writable=False)


def _free(path: Path) -> None:
    """Refuse where another process has the database open; one that cannot be opened at all is free to be replaced."""
    try:
        duckdb.connect(str(path)).close() if path.exists() else None
    except duckdb.Error as failure:
        problem = faults.named(failure, path)
        if problem and problem.code in ("store.locked", "store.no_permission"):
            raise Refused(problem) from failure


def _put_aside(path: Path) -> Path | None:
    if not path.exists():
        return None
    aside = path.with_name(f"{path.stem}.before-restore-{uuid.uuid4().hex[:8]}.duckdb")
    if files.wal_path(path).exists():
        files.wal_path(path).replace(files.wal_path(aside))
    path.replace(aside)
    return aside
