"""Seals: what the rows of each line of the ledger were when they were stored, so that lost or altered rows are noticed."""

from __future__ import annotations

import duckdb

from data.store.ledger import Upload

_OWN = ("upload",)


def seal(cursor: duckdb.DuckDBPyConnection, number: int, dataset: str) -> None:
    """Write down the number and the checksum of the rows that ledger line `number` stored. The caller holds the transaction."""
    cursor.execute("INSERT OR REPLACE INTO seals VALUES (?, ?, ?)", [number, *_content(cursor, number, dataset)])


def seal_all(cursor: duckdb.DuckDBPyConnection) -> None:
    """Seal the lines that have no seal yet: those of a database that is older than seals."""
    lines = cursor.execute("SELECT number, dataset FROM uploads WHERE number NOT IN (SELECT number FROM seals)").fetchall()
    for number, dataset in lines:
        seal(cursor, number, dataset)


def soundness(cursor: duckdb.DuckDBPyConnection, line: Upload) -> tuple[int, bool]:
    """Return how many rows of a ledger line are there, and whether they are the rows that it stored."""
    sealed = cursor.execute("SELECT row_count, checksum FROM seals WHERE number = ?", [line.number]).fetchone()
    found = _content(cursor, line.number, line.dataset)
    return found[0], found == sealed and found[0] == line.row_count


def _content(cursor: duckdb.DuckDBPyConnection, number: int, dataset: str) -> tuple[int, str]:
    """Return the number of rows and the sum of their MD5s. A column without a value counts for nothing: later versions add columns."""
    named = "SELECT column_name FROM duckdb_columns() WHERE schema_name = 'rows' AND table_name = ? AND database_name = current_database()"
    columns = sorted(name for (name,) in cursor.execute(named, [dataset]).fetchall() if name not in _OWN)
    cells = ", ".join(f"""'{name}=' || "{name}"::VARCHAR""" for name in columns)
    checksum = f"coalesce(sum(md5_number_lower(concat_ws(chr(31), {cells}))), 0)::VARCHAR"
    return cursor.execute(f'SELECT count(*), {checksum} FROM "rows"."{dataset}" WHERE upload = ?', [number]).fetchone()  # nosec B608 # names are declared in the code, values are given apart
