"""The product's own rollup, as `python cli.py rollup` runs it."""

from __future__ import annotations

import shutil
from pathlib import Path

import ibis  # noqa: F401  # loaded before the clock starts, as the libraries of the others are
import pandas as pd

from data.rollup.run import run

ibis.duckdb  # noqa: B018  # its backend is loaded when it is first named


def rolled_up(paths: list[Path], scratch: Path) -> pd.DataFrame:
    """Return the pool-hours of the files, nothing kept from a run before."""
    out = scratch.parent / "rolled.parquet"
    shutil.rmtree(f"{out}.parts", ignore_errors=True)
    path, _ = run(str(paths[0].parent), out, "duckdb", ("utilization=sm_active[fraction]",), lambda said: None)
    return pd.read_parquet(path)
