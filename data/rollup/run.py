"""From a source of raw telemetry to rows of `usage` in a Parquet file or a database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import duckdb
import pandas as pd

from data.mapping_options import option
from data.read.samples import usage
from data.rollup.engine import DuckDB
from data.rollup.partitions import rolled_up, written
from data.rollup.spark import Spark
from data.rollup.telemetry import TELEMETRY
from data.schema import Problem, Refused
from data.store import database_path
from data.tables.usage import USAGE

DATABASES = (".duckdb", ".db")
FILES = (".parquet",)


def run(source: str, target: Path, engine: str, options: Sequence[str], told: Callable[[Problem], None]) -> tuple[Path, int]:
    """Reduce the telemetry at `source` to rows of `usage` at `target`, and return where they stand and how many they are.

    target   a Parquet file, or a DuckDB file in which the table `usage` is made. The observatory's own database takes rows only as an
             upload: the path returned is then a Parquet file to be added
    engine   duckdb, or spark://host:port
    options  column=header[unit] or column==constant, for columns that are not recognised
    told     hears what is read as what, and each day as it is done
    Refused (rollup.*, mapping.*, read.*) where anything given is at fault.
    """
    suffix = target.suffix.lower()
    if suffix not in (*FILES, *DATABASES):
        raise Refused(Problem("rollup.output", values={"found": target.name}))
    mapping = dict(option(text, TELEMETRY) for text in options)
    parts = target.with_name(f"{target.name}.parts")
    with ExitStack() as opened:
        local = opened.enter_context(closing(DuckDB(parts / "spill")))
        there = local if engine == "duckdb" else opened.enter_context(closing(Spark(engine)))
        rows = _usage(rolled_up(source, parts, there, local, mapping, told))
    if suffix in DATABASES and target.resolve() != database_path():
        _into_database(rows, target)
        return target, len(rows)
    path = target if suffix in FILES else parts / "usage.parquet"
    written(path, lambda unfinished: rows.to_parquet(unfinished, index=False))
    return path, len(rows)


def _usage(hours: pd.DataFrame) -> pd.DataFrame:
    """Return `hours` as rows of `usage`, every column in its type though it be empty."""
    rows = usage(hours.assign(row=range(len(hours))))
    kinds = {"number": "float64", "integer": "Int64", "flag": "boolean", "instant": "datetime64[us]"}
    return rows.astype({column.name: kinds.get(column.kind, "string") for column in USAGE.given}).reset_index(drop=True)


def _into_database(rows: pd.DataFrame, target: Path) -> None:
    """Make the table `usage` of a DuckDB file anew, in one transaction. Refused where it is another observatory's, or no database."""
    try:
        connection = duckdb.connect(str(target))
    except duckdb.IOException as failure:
        code = "store.locked" if "lock" in str(failure).lower() else "store.damaged"
        raise Refused(Problem(code, values={"path": str(target)})) from failure
    with connection:
        if connection.execute("select 1 from duckdb_tables() where table_name = 'uploads'").fetchone():
            raise Refused(Problem("rollup.other_observatory", values={"found": str(target)}))
        connection.register("rows", rows)
        connection.execute("create or replace table usage as select * from rows")
