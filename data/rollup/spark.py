"""A Spark cluster as the engine of the rollup. pyspark and Java are needed here and nowhere else."""

from __future__ import annotations

import importlib.util
import re
import shutil
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from data.schema import Problem, Refused

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

PYSPARK = "pyspark==4.3.0"
"""What is tried against a real cluster; not the extra ibis-framework[pyspark], which holds pyspark back."""
_MASTER = re.compile(r"spark://([^:/,\s]+):(\d+)(?:,([^:/,\s]+):(\d+))*")
_ANSWERS_WITHIN = 5
"""Seconds."""
_TABLE = "raw_telemetry"
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.mergeSchema": "true",
    "spark.sql.legacy.parquet.nanosAsLong": "true",
    "spark.ui.showConsoleProgress": "false",
}


class Spark:
    """A session on the cluster at `master` (spark://host:port). Refused where pyspark or Java is missing or nobody answers there."""

    at_once = 400_000_000

    def __init__(self, master: str):
        _ready(master)
        import ibis
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master(master).appName("suanli rollup")
        for name, value in _SETTINGS.items():
            builder = builder.config(name, value)
        try:
            self._session = builder.getOrCreate()
        except (PySparkException, OSError) as failure:
            raise Refused(Problem("rollup.session", values={"found": master, "reason": _first_line(failure)})) from failure
        self._session.sparkContext.setLogLevel("ERROR")
        self._connection = ibis.pyspark.connect(self._session)

    def open(self, source: str) -> tuple[ir.Table, list[str]]:
        """Return the table of a file, folder, glob or object-store address, and a line per file by which a change is seen."""
        from pyspark.errors import PySparkException

        try:
            address = source if "://" in source else Path(source).expanduser().resolve().as_uri()
            table = self._connection.read_parquet(address, table_name=_TABLE)
            return table, [self._described(file) for file in sorted(self._session.table(_TABLE).inputFiles())]
        except PySparkException as failure:
            code = "rollup.nothing_there" if "PATH_NOT_FOUND" in str(failure) else "rollup.spark_source"
            raise Refused(Problem(code, values={"found": source, "reason": _first_line(failure)})) from failure

    def micros(self, time: ir.Value) -> ir.Value:
        """Return an instant as microseconds since 1970."""
        import ibis

        @ibis.udf.scalar.builtin(name="unix_micros", signature=(("timestamp('UTC')",), "int64"))
        def unix_micros(instant): ...

        return unix_micros(time.cast("timestamp('UTC')"))

    def execute(self, expression: ir.Table) -> pd.DataFrame:
        """Return the rows of an expression. Refused where the cluster fails at it."""
        from pyspark.errors import PySparkException

        try:
            return self._connection.execute(expression)
        except PySparkException as failure:
            raise Refused(Problem("rollup.spark_failed", values={"reason": _first_line(failure)})) from failure

    def close(self) -> None:
        """End the session."""
        self._session.stop()

    def _described(self, address: str) -> str:
        context = self._session.sparkContext
        path = context._jvm.org.apache.hadoop.fs.Path(address)
        about = path.getFileSystem(context._jsc.hadoopConfiguration()).getFileStatus(path)
        return f"{address} {about.getLen()} {about.getModificationTime()}"


def _ready(master: str) -> None:
    if not _MASTER.fullmatch(master):
        raise Refused(Problem("rollup.engine", values={"found": master}))
    if importlib.util.find_spec("pyspark") is None:
        raise Refused(Problem("rollup.no_pyspark", values={"package": PYSPARK}))
    if shutil.which("java") is None:
        raise Refused(Problem("rollup.no_java"))
    hosts = [part.rsplit(":", 1) for part in master.removeprefix("spark://").split(",")]
    if not any(_answers(host, int(port)) for host, port in hosts):
        raise Refused(Problem("rollup.no_master", values={"found": master}))


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), _ANSWERS_WITHIN):
            return True
    except OSError:
        return False


def _first_line(failure: Exception) -> str:
    return str(failure).strip().splitlines()[0][:300]
