"""The rollup on a real Spark standalone cluster."""

import os
from pathlib import Path

import pandas as pd

from data.rollup.run import run


def test_a_cluster_of_two_workers_gives_the_figures_of_duckdb(telemetry, master, tmp_path):
    here, count = run(str(telemetry), tmp_path / "here.parquet", "duckdb", (), lambda said: None)
    there, _ = run(str(telemetry), tmp_path / "there.parquet", master, (), lambda said: None)
    assert count == len(pd.read_parquet(here)) == 96
    pd.testing.assert_frame_equal(pd.read_parquet(here), pd.read_parquet(there), rtol=1e-9, atol=1e-9)
    logs = [path.read_text() for path in Path(os.environ["SPARK_CONF_DIR"]).glob("worker?.log")]
    assert [("Asked to launch executor" in log) for log in logs] == [True, True]
