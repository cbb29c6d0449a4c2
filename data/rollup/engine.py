"""Where the rollup is executed: DuckDB here, or a Spark cluster. Both open a source and execute the same expressions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from data.schema import Problem, Refused

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

MEMORY = "1GiB"
"""What DuckDB may hold before it writes to disk; the process takes some hundred MB more."""
_MAGIC = b"PAR1"
_SHOWN = 5


class DuckDB:
    """DuckDB in this process: memory is bounded, what does not fit is written to `scratch`."""

    at_once = 8_000_000

    def __init__(self, scratch: Path | None = None):
        import ibis

        # The database merges selects itself, and faster.
        ibis.options.sql.fuse_selects = False
        self._connection = ibis.duckdb.connect(memory_limit=MEMORY, preserve_insertion_order=False)
        if scratch is not None:
            self._connection.raw_sql(f"set temp_directory = '{str(scratch).replace(chr(39), chr(39) * 2)}'")

    def open(self, source: str) -> tuple[ir.Table, list[str]]:
        """Return the table of a file, folder or glob, and a line per file by which a change is seen. Refused where there is none."""
        paths = parquet_files(source)
        return self._connection.read_parquet([str(path) for path in paths], union_by_name=True), [
            f"{path} {(about := path.stat()).st_size} {about.st_mtime_ns}" for path in paths
        ]

    def micros(self, time: ir.Value) -> ir.Value:
        """Return an instant as microseconds since 1970."""
        import ibis

        @ibis.udf.scalar.builtin(name="epoch_us", signature=((time.type(),), "int64"))
        def epoch_us(instant): ...

        return epoch_us(time)

    def execute(self, expression: ir.Table) -> pd.DataFrame:
        """Return the rows of an expression."""
        return self._connection.execute(expression)

    def read(self, paths: Sequence[Path]) -> ir.Table:
        """Return the table of Parquet files that the rollup wrote."""
        return self._connection.read_parquet([str(path) for path in paths])

    def close(self) -> None:
        """End the engine."""
        self._connection.disconnect()


def parquet_files(source: str) -> list[Path]:
    """Return the Parquet files of a file, a folder (with those in it) or a glob, sorted. Refused where there is none or one is broken."""
    if "://" in source:
        raise Refused(Problem("rollup.address", values={"found": source}))
    path = Path(source).expanduser()
    if path.is_dir():
        found = sorted(each for each in path.rglob("*.parquet") if each.is_file() and not each.name.startswith((".", "_")))
        if not found:
            names = sorted(each.name for each in path.iterdir())[:_SHOWN]
            raise Refused(Problem("rollup.no_parquet", values={"path": source, "found": ", ".join(names) or "–"}))
    elif path.exists():
        found = [path]
    elif not re.search(r"[*?\[]", source) or not (found := sorted(path.__class__(path.anchor).glob(str(path.relative_to(path.anchor))))):
        raise Refused(Problem("rollup.nothing_there", values={"found": source}))
    for each in found:
        with each.open("rb") as file:
            if file.read(4) != _MAGIC or file.seek(-4, 2) < 8 or file.read(4) != _MAGIC:
                raise Refused(Problem("rollup.not_parquet", values={"found": str(each)}))
    return found
