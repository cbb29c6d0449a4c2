"""Parquet files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from data.read.content import kind
from data.read.files import apart
from data.read.header import tidy
from data.read.reader import MAX_COLUMNS, MAX_ROWS, Reader, Reading, Table
from data.schema import Place, Problem, Refused, Text

if TYPE_CHECKING:
    import pyarrow

MAX_UNPACKED = 2 * 2**30
_BATCH = 65_536


def _recognises(path: Path, name: str) -> bool:
    return path.is_file() and kind(path) == "parquet"


def _read(path: Path, name: str) -> Reading:
    import pyarrow

    try:
        table, nested = _table(path)
    except MemoryError:
        raise
    except (pyarrow.ArrowException, OSError) as error:
        raise Refused(Problem("read.parquet_broken")) from error
    names = list(table.column_names)
    frame = pd.DataFrame({n: _text(table.column(n)) for n in range(len(names))})
    frame.index = pd.RangeIndex(2, table.num_rows + 2)
    said = tuple(Problem("read.nested", Place(column=name), severity="note") for name in nested)
    return Reading("parquet", (Table(None, tidy(frame, names)),), said, rows_read=table.num_rows)


def _table(path: Path) -> tuple[pyarrow.Table, list[str]]:
    """Return the columns of single values, and the names of those that hold lists or records.

    Read piece by piece: a few kilobytes of one repeated value may unpack to a billion rows.
    """
    import pyarrow
    from pyarrow import parquet

    with parquet.ParquetFile(path) as file:
        schema = file.schema_arrow
        nested = [field.name for field in schema if pyarrow.types.is_nested(field.type) or _is_binary(field.type)]
        names = [field.name for field in schema if field.name not in nested]
        if len(names) > MAX_COLUMNS:
            raise Refused(Problem("read.too_many_columns", values={"count": len(names), "limit": MAX_COLUMNS}))
        if twice := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
            raise Refused(Problem("read.column_twice", Place(column=twice[0]), values={"names": ", ".join(twice)}))
        batches, rows, size = [], 0, 0
        for batch in file.iter_batches(_BATCH, columns=names):
            rows, size = rows + batch.num_rows, size + batch.nbytes
            if rows > MAX_ROWS or size > MAX_UNPACKED:
                raise Refused(Problem("read.too_many_rows", values={"limit": MAX_ROWS}))
            batches.append(batch)
        kept = pyarrow.schema([schema.field(name) for name in names])
        return pyarrow.Table.from_batches(batches, batches[0].schema if batches else kept), nested


def _is_binary(kind_of_column: pyarrow.DataType) -> bool:
    import pyarrow

    return any(
        test(kind_of_column) for test in (pyarrow.types.is_binary, pyarrow.types.is_large_binary, pyarrow.types.is_fixed_size_binary)
    )


def _text(column: pyarrow.ChunkedArray) -> pd.Series:
    """Return values as the text that a user would type; null stays null."""
    import pyarrow

    if pyarrow.types.is_integer(column.type):
        column = column.cast(pyarrow.string())
    try:
        values = column.to_pandas()
    except (ValueError, OverflowError):  # a date that Python has not
        values = column.cast(pyarrow.string()).to_pandas()
    return values.astype("str").where(values.notna()).astype("str")


PARQUET = Reader("parquet", Text("Parquet", "Parquet"), (".parquet",), _recognises, apart(_read))
