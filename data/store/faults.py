"""What goes wrong below: errors of the database and its files by name; what has none goes to the log under an id."""

from __future__ import annotations

import errno
import logging
import re
import traceback
import uuid
from pathlib import Path

import duckdb

from data.schema import Problem, Refused
from data.store import files

LOG = logging.getLogger("suanli")

_SIGNS = {
    "store.disk_full": r"no space left|quota exceeded|file too large",
    "store.no_permission": r"permission denied|read-only file system|operation not permitted|read-only mode",
    "store.locked": r"could not set lock|conflicting lock",
    "store.damaged": r"not a valid duckdb database|is a directory",
    "store.newer_file": r"version number \d+",
    "store.damaged_pages": r"corrupt|checksum|could not read (?:enough bytes|from file)|serializ|replaying wal|internal error",
    "store.no_memory": r"out of memory|failed to allocate",
}
"""Words of DuckDB, lower case and without quoted paths, by what they mean; the first that fits."""
_NUMBERS = {
    "store.disk_full": (errno.ENOSPC, errno.EDQUOT, errno.EFBIG),
    "store.no_permission": (errno.EACCES, errno.EPERM, errno.EROFS),
}


def named(failure: BaseException, path: Path) -> Problem | None:
    """Return what an error of the database at `path`, or of its files, means; None where it has no name."""
    quoted = [text for text in re.findall(r'"([^"]*)"', str(failure)) if "/" in text or "\\" in text]
    if quoted and not any(text.startswith(str(path.with_suffix(""))) for text in quoted):
        return None  # of another file, such as one that is being read
    return next((Problem(code, values={"path": str(path)}) for code in _SIGNS if _means(failure, code)), None)


def refused(failure: Exception, path: Path) -> Exception:
    """Return the refusal that says what an error of the database at `path` means; the error itself where it has no name."""
    problem = named(failure, path)
    return Refused(problem) if problem else failure


def problems(failure: Exception, path: Path, code: str) -> tuple[Problem, ...]:
    """Return what is to be said of any failure.

    The problems of a refusal; else the name of an error of the database at `path`; else `code`, with the `id` under which the trace
    stands in the log beside the database, the `kind` of the error and the `log`.
    """
    if isinstance(failure, Refused):
        return failure.problems
    known = named(failure, path) if isinstance(failure, duckdb.Error) else None
    return (known,) if known else (Problem(code, values=_logged(failure, path)),)


def _logged(failure: Exception, path: Path) -> dict[str, str]:
    number, log = uuid.uuid4().hex[:8], files.log_path(path)
    trace = "".join(traceback.format_exception(failure))
    LOG.error("%s: %s", number, trace)
    written = files.append(log, f"{number}\n{trace}\n")
    return {"id": number, "kind": type(failure).__name__, "log": str(log) if written else "–"}


def _means(failure: BaseException, code: str) -> bool:
    if isinstance(failure, OSError):
        return failure.errno in _NUMBERS.get(code, ())
    words = re.sub(r'"[^"]*"', "", str(failure)).lower()
    return isinstance(failure, duckdb.Error) and bool(re.search(_SIGNS[code], words))
