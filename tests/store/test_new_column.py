"""A later version declares an optional column that the shipped files do not have: an existing database and a new one go on working."""

from dataclasses import replace

import pandas as pd
import pytest

from data.schema import Column, Text
from data.store import NewUpload, is_current, open_snapshot, open_store, upkeep
from data.tables import DATASETS
from views import VIEWS, publish

KINDS = {
    "text": object,
    "code": object,
    "date": object,
    "number": "float64",
    "integer": "Int64",
    "flag": "boolean",
    "instant": "datetime64[us]",
}
ADDED = tuple(
    Column(
        f"later_{kind}", kind, Text("Later", "后加"), values={"a": Text("A", "甲")} if kind == "code" else {}, record_only=kind == "text"
    )
    for kind in KINDS
)
DRAWN = ("contract_ledger", "capacity_series", "demand_series", "rents", "idle_ladder", "utilization_reports", "track_record")


def contract(name: str, **more: object) -> NewUpload:
    row = pd.DataFrame([{"contract_id": name, "company": "甲", "side": "sells", **more}])
    rows = row.reindex(columns=list(DATASETS["contracts"].names))
    return NewUpload("contracts", rows, f"{name}.csv", name, owner="local", visibility="mine")


@pytest.fixture
def declare(monkeypatch):
    """Lets every dataset have a further optional column of each kind, as a later version would."""

    def later() -> None:
        for name, dataset in list(DATASETS.items()):
            monkeypatch.setitem(DATASETS, name, replace(dataset, columns=(*dataset.columns, *ADDED)))

    return later


def drawn(store) -> dict[str, list[str]]:
    tables = store.tables("local")
    results = {name: VIEWS[name].result(tables) for name in DRAWN}
    return {name: [VIEWS[name].chart(result, language).title for language in ("en", "zh")] for name, result in results.items()}


def test_an_existing_database_gets_the_columns_draws_the_same_and_its_uploads_are_taken_back(database, declare):
    earlier = open_store(database)
    before, size = drawn(earlier), earlier.tables("local").size("contracts")
    number = earlier.add(contract("X-1"))
    earlier.close()
    declare()
    assert not is_current(database)
    store = open_store(database)
    for name in DATASETS:
        frame = store.tables("local").frame(name)
        assert frame[[column.name for column in ADDED]].isna().all(axis=None), name
    assert "X-1" in set(store.tables("local").frame("contracts")["contract_id"])
    assert [line.upload.number for line in upkeep.health(database) if not line.same] == []
    assert store.undo(number, "local").undone_at is not None
    assert drawn(store) == before

    filled = store.add(contract("X-2", later_number=1.5, later_code="a", later_flag=True, later_date="2031-01"))
    live = store.tables("local").frame("contracts").set_index("contract_id")
    assert live.loc["X-2", ["later_number", "later_code", "later_flag", "later_date"]].tolist() == [1.5, "a", True, "2031-01"]
    assert live["later_number"].notna().sum() == 1
    store.undo(filled, "local")
    assert store.tables("local").size("contracts") == size
    store.close()
    assert is_current(database) and "later_text" in open_snapshot(database).tables("local").frame("capacity")


def test_a_new_database_starts_with_the_columns_empty(tmp_path, declare):
    declare()
    store = open_store(tmp_path / "new.duckdb")
    publish(store, "local")
    assert store.tables("local").frame("prices")[[column.name for column in ADDED]].isna().all(axis=None)
    assert all(title for titles in drawn(store).values() for title in titles)
    store.close()


def test_shipped_rows_have_a_column_that_their_file_lacks_empty_and_of_its_kind(declare):
    from data.sources import rows

    declare()
    for name in ("contracts", "usage"):
        frame = rows(name)
        assert {kind: frame[f"later_{kind}"].dtype for kind in KINDS} == {kind: pd.Series(dtype=of).dtype for kind, of in KINDS.items()}
        assert frame[[column.name for column in ADDED]].isna().all(axis=None)
