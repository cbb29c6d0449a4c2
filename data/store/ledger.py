"""The uploads ledger: every row belongs to an upload or to the shipped record, and either can be told from the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields

import duckdb
import pandas as pd

from data import clock
from data.schema import Problem, Refused, Source
from data.sources import sources_of
from data.store import accounts
from data.tables import DATASETS

RECORD, KEPT = "record", "kept"
"""Kinds of ledger lines besides uploads: parts of the shipped record, and what the product itself made and keeps."""


@dataclass(frozen=True)
class Upload:
    """One line of the ledger. `kind` is record, upload or kept; `visibility` mine or all.

    digests  SHA-256 of each of its files, separated by spaces; `sha256` is that of all of them
    rows_read, rows_dropped  rows of the files, and how many of them were left out; null where that was not kept
    corrections  cells that the analyst corrected (data.corrections), as JSON
    notes  what was said of the files and limits what follows from them (data.lasting), as JSON
    taken_from  the e-mail under which it was stored before its owner signed in with it (data.store.accounts); empty for others
    """

    number: int
    kind: str
    dataset: str
    file_name: str
    sha256: str
    stored_at: dt.datetime
    reader: str
    mapping: str
    owner: str
    visibility: str
    row_count: int
    version: str
    undone_at: dt.datetime | None
    superseded_by: int | None
    header_key: str
    digests: str
    rows_read: int | None
    rows_dropped: int | None
    corrections: str
    notes: str
    taken_from: str


@dataclass(frozen=True)
class NewUpload:
    """What is to be stored: rows of `dataset` in its declared columns, and how they came."""

    dataset: str
    frame: pd.DataFrame
    file_name: str
    sha256: str
    reader: str = ""
    mapping: str = "{}"
    header_key: str = ""
    owner: str = "local"
    visibility: str = "mine"
    kind: str = "upload"
    version: str = ""
    digests: tuple[str, ...] = ()
    rows_read: int | None = None
    rows_dropped: int | None = None
    corrections: str = "[]"
    notes: str = "[]"
    together_with: tuple[int, ...] = ()


_NEXT = {
    "upload": "SELECT greatest(coalesce(max(number), 0), 0) + 1 FROM uploads",
    RECORD: "SELECT least(coalesce(min(number), 0), 0) - 1 FROM uploads",
    KEPT: "SELECT least(coalesce(min(number), 0), 0) - 1 FROM uploads",
}
"""Uploads count up from 1; the parts of the record, and what is kept, count down from -1, so that a reader's first upload is number 1."""

_COLUMNS = ", ".join(field.name for field in fields(Upload))
_AS_GIVEN = tuple({field.name for field in fields(Upload)} & {field.name for field in fields(NewUpload)} - {"digests"})
_SEEN = "kind = 'upload' AND (owner = $owner OR visibility = 'all')"


def uploads(cursor: duckdb.DuckDBPyConnection, owner: str) -> list[Upload]:
    """Return the uploads that `owner` may see, newest first."""
    return _read(cursor, f"{_SEEN} ORDER BY number DESC", owner=owner)


def lines(cursor: duckdb.DuckDBPyConnection) -> list[Upload]:
    """Return every line of the ledger, whosever it is, oldest first."""
    return _read(cursor, "true ORDER BY stored_at, abs(number)")


def same_file(cursor: duckdb.DuckDBPyConnection, dataset: str, sha256: str, owner: str) -> Upload | None:
    """Return a live upload of the same bytes into the same dataset, if `owner` can see one."""
    found = _read(
        cursor, f"{_SEEN} AND dataset = $dataset AND sha256 = $sha AND undone_at IS NULL LIMIT 1", owner=owner, dataset=dataset, sha=sha256
    )
    return found[0] if found else None


def remembered(cursor: duckdb.DuckDBPyConnection, dataset: str, header_key: str, owner: str) -> Upload | None:
    """Return the last upload of `owner` with these headers that was not taken back."""
    condition = "kind = 'upload' AND owner = $owner AND dataset = $dataset AND header_key = $key AND undone_at IS NULL"
    found = _read(cursor, f"{condition} ORDER BY number DESC LIMIT 1", owner=owner, dataset=dataset, key=header_key)
    return found[0] if found and header_key else None


def add(cursor: duckdb.DuckDBPyConnection, new: NewUpload) -> int:
    """Write the ledger line, the sources and the rows; return the new number. The caller holds the transaction.

    An optional column that the frame does not have stays empty.
    """
    number = cursor.execute(_NEXT[new.kind]).fetchone()[0]
    now = clock.now_utc()
    read = "upload" if new.kind == "upload" else "original"
    own = Source(f"{new.kind}-{abs(number)}", new.file_name, new.owner, read_kind=read, date=now.date().isoformat())
    frame, sources = sources_of(new.frame, new.dataset, None if new.kind == RECORD else own)
    line = Upload(
        number=number,
        stored_at=now,
        row_count=len(frame),
        undone_at=None,
        superseded_by=None,
        taken_from="",
        **{name: getattr(new, name) for name in _AS_GIVEN},
        digests=" ".join(new.digests or (new.sha256,)),
    )
    cursor.execute(f"INSERT INTO uploads ({_COLUMNS}) VALUES ({', '.join('?' * len(fields(Upload)))})", list(astuple(line)))  # nosec B608 # names are declared in the code, values are given apart
    _stand_back(cursor, new.together_with, number, new.owner)
    for s in sources:
        cursor.execute(
            "INSERT OR IGNORE INTO sources VALUES (?,?,?,?,?,?,?,?)",
            [s.id, s.title, s.publisher, s.read_in, s.read_kind, s.date, s.url, s.licence],
        )
    held = [column.name for column in DATASETS[new.dataset].columns if column.required or column.name in frame]
    names = ", ".join(f'"{name}"' for name in (*held, "source_id"))
    cursor.register("incoming", frame)
    cursor.execute(f'INSERT INTO "rows"."{new.dataset}" ({names}, upload) SELECT {names}, {number} FROM incoming')  # nosec B608 # names are declared in the code, values are given apart
    cursor.unregister("incoming")
    forget(cursor, new.dataset)
    return number


def _stand_back(cursor: duckdb.DuckDBPyConnection, earlier: Sequence[int], number: int, owner: str) -> None:
    """Let the uploads `earlier`, and those that stand back for them, stand back while upload `number` is live."""
    for each in earlier:
        _own(cursor, each, owner)
    sql = (
        "INSERT INTO together SELECT DISTINCT $number, earlier FROM"
        " (SELECT unnest($earlier) AS earlier UNION ALL SELECT earlier FROM together WHERE list_contains($earlier, upload))"
    )
    if earlier:
        cursor.execute(sql, {"number": number, "earlier": list(earlier)})


def is_kept(cursor: duckdb.DuckDBPyConnection, dataset: str, version: str) -> bool:
    """Return whether rows of `dataset` that the product made are kept under `version`."""
    sql = "SELECT 1 FROM uploads WHERE kind = 'kept' AND dataset = ? AND version = ?"
    return cursor.execute(sql, [dataset, version]).fetchone() is not None


def undo(cursor: duckdb.DuckDBPyConnection, number: int, owner: str) -> Upload:
    """Mark upload `number` as taken back; its rows are kept and no longer live."""
    upload = _own(cursor, number, owner)
    if upload.undone_at is not None:
        raise Refused(Problem("store.already_undone", values={"number": number, "at": upload.undone_at.isoformat(" ")}))
    now = clock.now_utc()
    cursor.execute("UPDATE uploads SET undone_at = ? WHERE number = ?", [now, number])
    forget(cursor, upload.dataset)
    return _own(cursor, number, owner)


def share(cursor: duckdb.DuckDBPyConnection, number: int, owner: str, visibility: str) -> Upload:
    """Set who sees upload `number`."""
    upload = _own(cursor, number, owner)
    cursor.execute("UPDATE uploads SET visibility = ? WHERE number = ?", [visibility, number])
    forget(cursor, upload.dataset)
    return _own(cursor, number, owner)


def supersede(cursor: duckdb.DuckDBPyConnection, dataset: str, by: int) -> None:
    """Mark the older record rows of `dataset` as superseded by ledger line `by`; they are kept."""
    cursor.execute(
        "UPDATE uploads SET superseded_by = $by WHERE kind = 'record' AND dataset = $dataset AND number <> $by AND superseded_by IS NULL",
        {"by": by, "dataset": dataset},
    )
    forget(cursor, dataset)


def keep(cursor: duckdb.DuckDBPyConnection, key: str, dataset: str, reduced: pd.DataFrame | str) -> None:
    """Keep a reduction of `dataset` (a frame, or the query that makes it) under `key`, to be read instead of made again."""
    cursor.begin()
    try:
        if isinstance(reduced, str):
            cursor.execute(f'CREATE OR REPLACE TABLE kept."{key}" AS {reduced}')
        else:
            cursor.register("reduced", reduced)
            cursor.execute(f'CREATE OR REPLACE TABLE kept."{key}" AS SELECT * FROM reduced')  # nosec B608 # names are declared in the code, values are given apart
            cursor.unregister("reduced")
        cursor.execute("INSERT OR REPLACE INTO kept_keys VALUES (?, ?)", [key, dataset])
        cursor.commit()
    except BaseException:
        cursor.rollback()
        raise


def forget(cursor: duckdb.DuckDBPyConnection, dataset: str) -> None:
    """Drop the kept reductions of `dataset`: its rows have changed."""
    for (key,) in cursor.execute("DELETE FROM kept_keys WHERE dataset = ? RETURNING key", [dataset]).fetchall():
        cursor.execute(f'DROP TABLE IF EXISTS kept."{key}"')


def _own(cursor: duckdb.DuckDBPyConnection, number: int, owner: str) -> Upload:
    found = _read(cursor, f"{_SEEN} AND number = $number", owner=owner, number=number)
    if not found:
        raise Refused(Problem("store.no_upload", values={"number": number}))
    if found[0].owner != owner:
        raise Refused(Problem("store.not_yours", values={"number": number, "owner": accounts.shown(cursor, found[0].owner)}))
    return found[0]


def _read(cursor: duckdb.DuckDBPyConnection, condition: str, **values: object) -> list[Upload]:
    rows = cursor.execute(f"SELECT {_COLUMNS} FROM uploads WHERE {condition}", values).fetchall()  # nosec B608 # names are declared in the code, values are given apart
    return [Upload(*row) for row in rows]


def share_text(share: float) -> str:
    """Return a share as a percentage that is neither 0 nor 100 % where some rows are, and some are not, meant."""
    texts = (f"{share:.{digits}%}" for digits in range(1, 7))
    text = next((text for text in texts if share in (0, 1) or 0 < float(text[:-1]) < 100), f"{share:.6%}")
    return text.replace(".0%", "%")
