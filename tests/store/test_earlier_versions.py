"""Databases as earlier versions left them: brought up to date at the first start, with nothing lost."""

import gzip
from pathlib import Path

import pytest

from data.store import open_snapshot, open_store, upkeep

FIXTURES = Path(__file__).parents[1] / "fixtures"
EARLIER = sorted(FIXTURES.glob("database_schema_*.duckdb.gz"))
"""One of each version of the schema: the record of its day, the hours cut to 48; an upload of local, one that li@example.org shares,
and one that was taken back; a mapping that is remembered. Later ones hold uploads of others besides (test_accounts.py)."""


@pytest.mark.parametrize("packed", EARLIER, ids=lambda path: path.name)
def test_a_database_of_an_earlier_version_is_brought_up_to_date_and_loses_nothing(packed, tmp_path):
    path = tmp_path / "suanli.duckdb"
    path.write_bytes(gzip.decompress(packed.read_bytes()))
    store = open_store(path)
    assert [(line.number, line.owner, line.visibility, line.undone_at is None) for line in store.uploads("local")][-3:] == [
        (3, "local", "mine", False),
        (2, "li@example.org", "all", True),
        (1, "local", "mine", True),
    ]
    live = store.tables("local").frame("contracts").set_index("contract_id")
    assert live.loc[["X-1", "X-2"], "company"].tolist() == ["甲", "乙"] and "X-3" not in live.index
    assert live.loc["X-1", "value_cny"] == 5e8
    assert store.remembered("contracts", "k", "local").mapping == '{"company": "公司"}'
    assert store.same_file("contracts", "abc", "local").number == 1
    assert [line.upload.number for line in upkeep.health(path) if not line.same] == []
    store.close()
    assert [line.number for line in open_snapshot(path).uploads("local")][-3:] == [3, 2, 1]


def test_a_database_of_the_schema_before_checksums_is_among_them():
    assert "database_schema_1.duckdb.gz" in [path.name for path in EARLIER]
