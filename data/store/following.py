"""Reading beside the process that writes: always the last published state, opened anew where it has changed."""

from __future__ import annotations

import shutil
import tempfile
import threading
from pathlib import Path

from data.schema import Problem, Refused
from data.store import migrations, opening, snapshot
from data.store.connection import Store
from data.store.files import snapshot_path

_following = threading.Lock()
_followed: dict[Path, tuple[object, Store]] = {}


def follow(path: Path) -> Store:
    """Return the last published state of the database at `path`, read-only; the same object until the writer publishes the next.

    Refused where nothing is published yet (store.missing), or only by an earlier version (store.no_snapshot).
    """
    with _following:
        published = snapshot.signature(snapshot_path(path))
        if published is None:
            raise Refused(Problem("store.missing", values={"path": str(path)}))
        if path not in _followed or _followed[path][0] != published:
            _followed[path] = published, _copied(path)
        return _followed[path][1]


def _copied(path: Path) -> Store:
    # DuckDB gives one process one instance of a path, for as long as anything holds it: opened again, the snapshot was still the former.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as room:
        copy = Path(room) / snapshot_path(path).name
        shutil.copyfile(snapshot_path(path), copy)
        connection = opening.connected(copy, read_only=True)
    if migrations.behind(connection.cursor()):
        raise Refused(Problem("store.no_snapshot", values={"path": str(snapshot_path(path))}))
    return Store(path, connection, writable=False)
