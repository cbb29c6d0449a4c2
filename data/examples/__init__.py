"""The example: made-up files of each kind that a reader may upload. They are read where a reader asks for them and stored nowhere."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data import sources
from data.schema import Source

FOLDER = Path(__file__).parent
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.csv")))
"""The datasets of which the example holds rows, a file each."""


def rows(dataset: str) -> tuple[pd.DataFrame, Source]:
    """Return the example's rows of `dataset` with their source_id, and that source. KeyError where it holds none."""
    if dataset not in NAMES:
        raise KeyError(dataset)
    source = Source(f"example-{dataset}", f"{dataset}.csv", read_kind="example")
    frame, _ = sources.sources_of(sources.rows(dataset, FOLDER), dataset, source)
    return frame, source
