"""A database that the previous version made, with an upload in it: opened, brought up to date, used and taken back."""

import lzma
import shutil
from pathlib import Path

import pandas as pd
import pytest

from cli import main
from data.store import is_current, open_snapshot, open_store, snapshot_path

FIXTURES = Path(__file__).parents[1] / "fixtures"
PREVIOUS = ("2026-11-23", "2026-11-25")
"""Versions of the record before that of today. A database of each, made by the code of its day: its record, and one upload of one
utilization figure."""


@pytest.fixture(params=PREVIOUS)
def version(request):
    return request.param


@pytest.fixture
def path(version, tmp_path, monkeypatch):
    path = tmp_path / "suanli.duckdb"
    with lzma.open(FIXTURES / f"record_{version.replace('-', '_')}.duckdb.xz") as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file)
    monkeypatch.setenv("SUANLI_DATABASE", str(path))
    monkeypatch.delenv("SUANLI_USER", raising=False)
    return path


@pytest.fixture
def store(path):
    assert not is_current(path)
    opened = open_store(path)
    yield opened
    opened.close()


def test_it_is_brought_up_to_date_and_the_older_rows_are_superseded_and_kept(store, version):
    tables = store.tables("local")
    sizes = {"contracts": 116, "prices": 209, "usage": 7440, "regional_proxies": 92, "cost_inputs": 41}
    assert {name: tables.size(name) for name in sizes} == sizes
    assert tables.size("corrections") > 108
    assert tables.version(("contracts",)) == "2026-11-25"
    assert tables.version(("contracts", "cost_inputs")) == "2026-11-26"
    kept = tables._cursor.execute(
        "SELECT version, count(*), count(superseded_by) FROM uploads WHERE kind = 'record' AND dataset = 'contracts' GROUP BY 1 ORDER BY 1"
    ).fetchall()
    # A dataset that a newer record does not change keeps its day: no contract is followed for longer because costs were read.
    assert kept == ([("2026-11-25", 2, 1)] if version == "2026-11-25" else [(version, 1, 1), ("2026-11-25", 1, 0)])


def test_its_upload_is_live_says_nothing_of_the_new_columns_and_is_taken_back(store):
    rows = store.tables("local").frame("utilization_reports")
    assert len(rows) == 113
    own = rows[rows["upload"] == 1].iloc[0]
    assert (own["subject"], own["point"]) == ("Own centre", 0.42)
    assert own[["resource", "family", "since"]].isna().all()
    assert rows.loc[rows["upload"] != 1, "resource"].notna().all()
    assert store.undo(1, "local").undone_at is not None
    assert store.tables("local").size("utilization_reports") == 112


def test_a_chart_of_it_is_exported(path, tmp_path):
    open_store(path).close()
    target = tmp_path / "figures.csv"
    asked = ["--where", "basis=gpu_utilization", "--set", "data=joined", "--to", "csv", "-o", str(target)]
    assert main(["export", "utilization_reports", *asked]) == 0
    assert "Own centre" in target.read_text(encoding="utf-8-sig")


def test_its_snapshot_is_published_anew(path):
    open_store(path).close()
    assert snapshot_path(path).exists() and is_current(path)
    frame = open_snapshot(path).tables("local").frame("contracts")
    assert pd.Series(frame["since"]).value_counts().to_dict() == {"2026-11-23": 79, "2026-11-25": 37}
