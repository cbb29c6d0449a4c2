"""The files of a database: where each stands, who may read them, and what a killed process leaves behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_APP = Path(__file__).parents[2]
_OWNER_ONLY = 0o600
_HEADERS = 12288
"""Bytes of DuckDB's three headers: a file that ends with them holds no row."""


def database_path() -> Path:
    """Return the path of the database: SUANLI_DATABASE, else suanli.duckdb beside the app."""
    return Path(os.environ.get("SUANLI_DATABASE") or _APP / "suanli.duckdb").expanduser().resolve()


def snapshot_path(path: Path) -> Path:
    """Return where the read-only snapshot of the database at `path` stands."""
    return path.with_name(f"{path.stem}.snapshot.duckdb")


def log_path(path: Path) -> Path:
    """Return where the failures that have no name are written down, beside the database at `path`."""
    return path.with_name(f"{path.stem}.errors.log")


def wal_path(path: Path) -> Path:
    """Return where DuckDB keeps what is committed and not yet in the file at `path`."""
    return path.with_name(f"{path.name}.wal")


def fresh_path(target: Path) -> Path:
    """Return where a file is written before it takes the place of `target`."""
    return target.with_suffix(".new")


@contextmanager
def private() -> Iterator[None]:
    """Let the files that are made within be read by their owner alone. The caller holds a lock: the mask is that of the process."""
    mask = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(mask)


def close_to_others(path: Path) -> None:
    """Take the files of the database at `path` that are there from everybody but their owner, as far as this user may."""
    for each in (path, wal_path(path), snapshot_path(path), log_path(path)):
        with suppress(OSError):
            each.chmod(_OWNER_ONLY)


def clear(path: Path) -> None:
    """Remove what a process that was killed left beside the database at `path`. The caller has it open for writing: nobody else does."""
    fresh = fresh_path(snapshot_path(path))
    for each in (fresh, wal_path(fresh)):
        with suppress(OSError):
            each.unlink(missing_ok=True)


def is_unfinished(path: Path) -> bool:
    """Return whether the file at `path` is a database that a killed process had only begun to make: it holds no row."""
    if not path.is_file() or path.stat().st_size > _HEADERS or wal_path(path).exists():
        return False
    content = path.read_bytes()
    return not content.strip(b"\0") or content[8:12] == b"DUCK"


def append(path: Path, text: str) -> bool:
    """Add `text` to the file at `path`, readable by its owner alone; return whether it could be written."""
    try:
        path.touch(_OWNER_ONLY)
        with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError:
        return False
    return True
