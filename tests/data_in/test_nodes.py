import pandas as pd
import pytest

from data.check import checked, mapping_for
from data.mapping import Match
from data.read import reading
from data.schema import Refused
from data.tables.usage import USAGE
from i18n.problem import sentence


@pytest.fixture
def read(tmp_path):
    def _read(text):
        (tmp_path / "nodes.csv").write_text(text)
        return reading(tmp_path / "nodes.csv")

    return _read


def hours(found):
    frame = found.tables[0].frame
    return frame[["installed_card_hours", "allocated_card_hours"]].to_numpy().tolist()


def test_counts_become_card_hours(read):
    """Every 20 minutes: 4, 8 and 6 of 10, then 10 of 10."""
    rows = [(0, 4), (20, 8), (40, 6), (60, 10), (80, 10), (100, 10)]
    found = read("time,active,total\n" + "".join(f"2026-03-01 {m // 60:02}:{m % 60:02}:00,{n},10\n" for m, n in rows))
    assert (found.reader, found.dataset, found.rows_read) == ("nodes", "usage", 6)
    assert hours(found) == [[10, 6], [10, 10]]
    assert found.tables[0].frame["sample_minutes"].tolist() == [20, 20]
    assert found.tables[0].frame["available_card_hours"].isna().all()


def test_capacity_may_vary_by_day(read):
    found = read("date,active_gpus,total_gpus\n2026-03-01,8,16\n2026-03-02,16,32\n")
    assert hours(found) == [[16, 8]] * 24 + [[32, 16]] * 24


def test_nodes_have_the_cards_that_a_column_says(read):
    found = read("timestamp,active_nodes,total_nodes,gpus_per_node\n1772323200,1,4,8\n1772325000,2,4,8\n")
    assert hours(found) == [[32, 12]]
    assert found.tables[0].frame["zone"].tolist() == ["UTC"]


def test_each_pool_is_held_by_itself(read):
    found = read("time,pool,active,total\n2026-03-01 00:00,a,1,2\n2026-03-01 00:00,b,3,4\n2026-03-01 00:30,a,2,2\n2026-03-01 00:30,b,3,4\n")
    assert found.tables[0].frame["pool"].tolist() == ["a", "b"]
    assert hours(found) == [[2, 1.5], [4, 3]]


def test_what_no_row_stands_for_is_not_idle(read):
    """Minutes 0, 1, 2: three minutes are observed."""
    found = read("time,active,total\n" + "".join(f"2026-03-01 00:0{m}:00,5,10\n" for m in range(3)))
    row = found.tables[0].frame.iloc[0]
    assert row["allocated_card_hours"] == 0.25
    assert row["installed_card_hours"] * row["observed_minutes"] / 60 == pytest.approx(0.5)


def test_what_is_counted_is_asked_where_the_header_does_not_say(read):
    note = read("time,active,total\n2026-03-01 00:00,1,2\n2026-03-01 00:30,1,2\n").notes[0]
    assert (note.code, note.severity) == ("read.nodes_unit", "note")
    assert "taken for cards" in sentence(note, "en")
    assert "按卡数" in sentence(note, "zh")


def test_nodes_without_their_cards_are_refused(read):
    with pytest.raises(Refused) as refused:
        read("time,active_nodes,total_nodes\n2026-03-01 00:00,1,2\n2026-03-01 00:30,1,2\n")
    assert "cards_per_node" in sentence(refused.value.problems[0], "en")
    assert "节点" in sentence(refused.value.problems[0], "zh")


def test_a_row_that_cannot_be_read_is_an_error_at_its_cell(read):
    found = read("时间,活跃卡数,总卡数\n2026-03-01 00:00,1,2\n2026-03-01 00:30,?,2\n2026-03-01 00:30,1,2\n")
    assert [(note.code, note.place.row, note.place.column) for note in found.notes] == [
        ("read.rows_dropped", None, None),
        ("check.not_a_number", 3, "活跃卡数"),
    ]
    assert (found.rows_read, found.rows_dropped) == (3, 1)
    assert hours(found) == [[2, 1]]


def test_rows_are_complete_once_cluster_and_pool_are_given(read):
    found = read("time,active,total\n2026-03-01 00:00,1,2\n2026-03-01 00:30,1,2\n")
    given = {"cluster": Match(constant="A1"), "pool": Match(constant="all")}
    result = checked(found, USAGE, mapping_for(found, USAGE, given)[0])
    assert not result.errors
    assert result.good["hour"].tolist() == [pd.Timestamp("2026-03-01")]
