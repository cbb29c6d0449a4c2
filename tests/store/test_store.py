"""The store: uploads, undo, what each reader sees, the snapshot, migrations."""

import hashlib
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from data.schema import Refused
from data.sources import origin, rows
from data.store import Tables, is_current, migrations, open_snapshot, open_store, snapshot_path
from data.store.ledger import NewUpload
from data.tables import DATASETS

ROOT = Path(__file__).parents[2]
SHIPPED = len(rows("contracts"))


def contracts(*rows: dict) -> pd.DataFrame:
    frame = pd.DataFrame([{"side": "sells", "object": "compute_service", "commitment": "firm", "currency": "CNY", **row} for row in rows])
    return frame.reindex(columns=list(DATASETS["contracts"].names))


def upload(*rows: dict, owner: str = "local", visibility: str = "mine", name: str = "mine.csv", sha256: str = "") -> NewUpload:
    digest = sha256 or hashlib.sha256(repr(rows).encode()).hexdigest()
    return NewUpload("contracts", contracts(*rows), name, digest, owner=owner, visibility=visibility)


def ids(store, owner: str = "local", data: str = "joined") -> set[str]:
    return set(store.tables(owner, data).frame("contracts")["contract_id"])


def test_a_new_database_holds_the_shipped_record(store):
    tables = store.tables("local")
    assert (tables.size("contracts"), tables.size("capacity"), tables.size("usage")) == (SHIPPED, 162, 7440)
    assert tables.size("companies") == 0


def test_an_uploaded_row_is_live_at_once_and_one_undo_takes_it_back(store):
    before = ids(store)
    number = store.add(upload({"contract_id": "X-1", "company": "甲"}))
    assert ids(store) - before == {"X-1"}
    assert store.undo(number, "local").undone_at is not None
    assert ids(store) == before


def test_another_reader_sees_an_upload_only_when_it_is_shared(store):
    number = store.add(upload({"contract_id": "X-1", "company": "甲"}, owner="ann"))
    assert "X-1" in ids(store, "ann")
    assert "X-1" not in ids(store, "bob")
    assert store.uploads("bob") == []
    store.share(number, "ann", "all")
    assert "X-1" in ids(store, "bob")


def test_only_the_owner_takes_an_upload_back(store):
    number = store.add(upload({"contract_id": "X-1", "company": "甲"}, owner="ann", visibility="all"))
    with pytest.raises(Refused, match="store.not_yours"):
        store.undo(number, "bob")
    with pytest.raises(Refused, match="store.no_upload"):
        store.undo(10_000, "ann")
    store.undo(number, "ann")
    with pytest.raises(Refused, match="store.already_undone"):
        store.undo(number, "ann")


def test_an_upload_never_replaces_a_row_of_the_record(store):
    key = sorted(ids(store))[0]
    store.add(upload({"contract_id": key, "company": "冒名"}))
    rows = store.tables("local").frame("contracts").query("contract_id == @key")
    assert len(rows) == 1
    assert rows["company"].iloc[0] != "冒名"


def test_the_newer_upload_of_one_key_is_drawn_and_undo_falls_back_to_the_older(store):
    store.add(upload({"contract_id": "X-1", "company": "旧"}))
    number = store.add(upload({"contract_id": "X-1", "company": "新"}))

    def company():
        return store.tables("local").frame("contracts").query("contract_id == 'X-1'")["company"].tolist()

    assert company() == ["新"]
    store.undo(number, "local")
    assert company() == ["旧"]


def test_record_only_leaves_uploads_out_and_the_version_names_them(store):
    number = store.add(upload({"contract_id": "X-1", "company": "甲"}))
    assert "X-1" not in ids(store, data="record")
    day = origin("contracts").as_of
    assert store.tables("local").version(("contracts",)) == f"{day} +{number}"
    assert store.tables("local", data="record").version(("contracts",)) == day
    assert store.tables("local").version(("capacity",)) == origin("capacity").as_of


def test_the_source_of_an_uploaded_row_is_its_file_unless_it_names_another(store):
    store.add(
        upload({"contract_id": "X-1", "company": "甲"}, {"contract_id": "X-2", "company": "乙", "source_title": "公告"}, name="台账.csv")
    )
    tables = store.tables("local")
    rows = tables.frame("contracts").set_index("contract_id")
    own, named = tables.sources((rows.loc["X-1", "source_id"], rows.loc["X-2", "source_id"]))
    assert (own.title, own.read_kind, named.title) == ("台账.csv", "upload", "公告")


def test_the_same_file_is_noticed_while_it_is_live(store):
    number = store.add(upload({"contract_id": "X-1", "company": "甲"}, sha256="abc"))
    assert store.same_file("contracts", "abc", "local").number == number
    assert store.same_file("contracts", "abc", "someone else") is None
    assert store.same_file("capacity", "abc", "local") is None
    store.undo(number, "local")
    assert store.same_file("contracts", "abc", "local") is None


def test_a_mapping_is_remembered_by_its_headers_and_owner(store):
    store.add(replace(upload({"contract_id": "X-1", "company": "甲"}), header_key="k", mapping='{"company": "公司"}'))
    assert store.remembered("contracts", "k", "local").mapping == '{"company": "公司"}'
    assert store.remembered("contracts", "k", "someone else") is None


def test_a_failed_upload_leaves_no_trace(store, database):
    before = store.tables("local").size("contracts"), store.uploads("local"), snapshot_path(database).read_bytes()
    broken = replace(upload({"contract_id": "X-1", "company": "甲"}), frame=contracts({"contract_id": "X-1", "value_cny": "not a number"}))
    with pytest.raises(duckdb.Error):
        store.add(broken)
    assert (store.tables("local").size("contracts"), store.uploads("local"), snapshot_path(database).read_bytes()) == before


def test_another_process_reads_the_snapshot_and_is_told_why_it_cannot_write(store, database):
    store.add(upload({"contract_id": "X-1", "company": "甲"}))
    code = (
        "from data.store import *; from data.schema import Refused; p = database_path()\n"
        "assert 'X-1' in set(open_snapshot(p).tables('local').frame('contracts')['contract_id'])\n"
        "try: open_store(p)\n"
        "except Refused as r: print(r.problems[0].code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.stdout.strip(), done.stderr) == ("store.locked", "")


def test_readers_in_eight_threads_see_an_upload_whole_or_not_at_all(store):
    rows = [{"contract_id": f"X-{i}", "company": "甲"} for i in range(500)]
    seen, failures = set(), []

    def read():
        try:
            for _ in range(15):
                seen.add(store.tables("local").size("contracts"))
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    store.add(upload(*rows))
    for thread in threads:
        thread.join()
    assert not failures
    assert seen <= {SHIPPED, SHIPPED + 500}


def test_a_reduction_is_kept_until_the_rows_of_its_dataset_change(store, monkeypatch):
    made = []
    expression = Tables._expression
    monkeypatch.setattr(Tables, "_expression", lambda self, name: made.append(name) or expression(self, name))

    def sold() -> int:
        return int(store.tables("local").reduced("contracts", counted, side="sells")["found"].iloc[0])

    first = sold()
    assert (sold(), made) == (first, ["contracts"])
    store.add(upload({"contract_id": "X-1", "company": "甲"}))
    assert (sold(), made) == (first + 1, ["contracts"] * 2)


def counted(table, side):
    sold = table.filter(table.side == side)
    return sold.aggregate(found=sold.count())


def test_a_newer_record_supersedes_and_keeps_the_old_rows(database, monkeypatch):
    store = open_store(database)
    store.add(upload({"contract_id": "X-1", "company": "甲"}))
    store.close()
    monkeypatch.setattr(migrations, "record_version", lambda: "2027-01-01")
    monkeypatch.setattr(migrations, "origin", lambda name: replace(origin(name), as_of="2027-01-01"))
    assert not is_current(database)
    store = open_store(database)
    tables = store.tables("local")
    assert tables.size("contracts") == SHIPPED + 1
    assert tables.version(("contracts",)).startswith("2027-01-01")
    cursor = store._connection.cursor()
    assert cursor.execute('SELECT count(*) FROM "rows".contracts').fetchone()[0] == SHIPPED * 2 + 1
    store.close()


def test_an_older_schema_gains_the_columns_it_lacks_and_loses_nothing(database):
    with duckdb.connect(str(database)) as connection:
        connection.execute('ALTER TABLE "rows".contracts DROP COLUMN term_months')
        connection.execute("UPDATE meta SET value = 'old' WHERE key = 'declaration'")
    store = open_store(database)
    assert "term_months" in store.tables("local").frame("contracts")
    assert store.tables("local").size("contracts") == SHIPPED
    store.close()


def test_a_database_of_a_newer_version_is_refused_and_not_touched(database):
    with duckdb.connect(str(database)) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    before = database.read_bytes()
    with pytest.raises(Refused, match="store.newer"):
        open_store(database)
    assert database.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_not_touched(tmp_path):
    path = tmp_path / "suanli.duckdb"
    path.write_bytes(b"this is no database" * 1000)
    with pytest.raises(Refused, match="store.damaged"):
        open_store(path)
    assert path.read_bytes() == b"this is no database" * 1000


def test_a_snapshot_that_is_missing_is_named(tmp_path):
    with pytest.raises(Refused, match="store.missing"):
        open_snapshot(tmp_path / "suanli.duckdb")
