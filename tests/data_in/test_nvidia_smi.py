import pandas as pd
import pytest

from data.check import checked, mapping_for
from data.mapping import Match
from data.read import reading
from data.schema import Refused
from data.tables.usage import USAGE
from i18n.problem import sentence

HEAD = "timestamp, index, uuid, name, utilization.gpu [%], memory.used [MiB], memory.total [MiB]\n"


def loop(minutes, *percents, unit=" %"):
    """A loop over cards of these percents, one sample a minute."""
    return "".join(
        f"2026/03/01 {m // 60:02}:{m % 60:02}:00.000, {n}, GPU-{n}, NVIDIA H100, {percent}{unit}, 1024, 81559\n"
        for m in range(minutes)
        for n, percent in enumerate(percents)
    )


@pytest.fixture
def read(tmp_path):
    def _read(text):
        (tmp_path / "gpu.csv").write_text(text)
        return reading(tmp_path / "gpu.csv")

    return _read


def test_a_loop_becomes_hours_of_the_cards_of_one_model(read):
    found = read(HEAD + loop(60, 100, 50, 4))
    row = found.tables[0].frame.iloc[0]
    assert (found.reader, found.dataset, found.rows_read) == ("nvidia_smi", "usage", 180)
    assert list(found.tables[0].frame.columns) == list(USAGE.names)
    assert (row["pool"], row["card"], row["counter"], row["sample_minutes"]) == ("NVIDIA H100", "NVIDIA H100", "DCGM_FI_DEV_GPU_UTIL", 1)
    assert (row["installed_card_hours"], row["busy_card_hours"], row["effective_card_hours"]) == (3, 2, 1.5)
    assert row[["cluster", "zone", "available_card_hours", "allocated_card_hours"]].isna().all()


def test_units_in_the_cells_change_nothing(read):
    with_units, without = (read(HEAD + loop(90, 30, 70, unit=unit)).tables[0].frame for unit in (" %", ""))
    pd.testing.assert_frame_equal(with_units, without)


def test_a_counter_that_is_not_available_is_unknown(read):
    frame = read(HEAD + loop(60, "[N/A]", unit="")).tables[0].frame
    assert frame["busy_card_hours"].isna().all()


def test_a_header_that_comes_again_is_no_sample(read):
    found = read(HEAD + loop(30, 50) + HEAD + loop(60, 50))
    assert found.rows_read == 90
    assert found.tables[0].frame["busy_card_hours"].tolist() == [1]


def test_a_time_that_cannot_be_read_is_left_out_and_said(read):
    found = read(HEAD + loop(60, 50) + "2026/03/0, 0, GPU-0, NVIDIA H100, 50 %, 1, 1\n")
    note = found.notes[0]
    assert (note.code, note.place.row, note.severity) == ("read.rows_left_out", 62, "note")
    assert "timestamp" in sentence(note, "en")
    assert "第 62 行" in sentence(note, "zh")


def test_a_file_without_a_header_is_refused_with_what_to_do(read):
    with pytest.raises(Refused) as refused:
        read(loop(3, 50))
    assert "header" in sentence(refused.value.problems[0], "en")
    assert "noheader" in sentence(refused.value.problems[0], "en")
    assert "表头" in sentence(refused.value.problems[0], "zh")


def test_rows_whose_times_are_all_unreadable_are_refused(read):
    with pytest.raises(Refused) as refused:
        read(HEAD + "yesterday, 0, GPU-0, NVIDIA H100, 50 %, 1, 1\n")
    assert "timestamp" in sentence(refused.value.problems[0], "en")
    assert "无法读取" in sentence(refused.value.problems[0], "zh")


def test_a_cluster_given_as_a_constant_makes_the_rows_complete(read):
    found = read(HEAD + loop(60, 50))
    result = checked(found, USAGE, mapping_for(found, USAGE, {"cluster": Match(constant="A1")}))
    assert not result.errors
    assert result.good[["cluster", "pool"]].to_numpy().tolist() == [["A1", "NVIDIA H100"]]
