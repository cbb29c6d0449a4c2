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
    assert list(found.tables[0].frame.columns) == list(USAGE.given_names)
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
    result = checked(found, USAGE, mapping_for(found, USAGE, {"cluster": Match(constant="A1")})[0])
    assert not result.errors
    assert result.good[["cluster", "pool"]].to_numpy().tolist() == [["A1", "NVIDIA H100"]]


def rows(minutes, cards, columns=("index",), milliseconds=0):
    """A loop over `cards` (each the cells of `columns` and a percent), one sample a minute, `milliseconds` past it."""
    return "".join(
        f"2026/03/01 {m // 60:02}:{m % 60:02}:00.{milliseconds:03}, {', '.join(map(str, cells))}, A800, {percent} %\n"
        for m in minutes
        for *cells, percent in cards
    )


def head(*columns):
    return f"timestamp, {', '.join(columns)}{', ' if columns else ''}name, utilization.gpu [%]\n"


def code(read, text):
    with pytest.raises(Refused) as refused:
        read(text)
    return refused.value.problems[0].code


def installed(found):
    return found.tables[0].frame["installed_card_hours"].tolist()


def test_rows_that_nothing_tells_apart_are_refused_with_the_option_to_add(read):
    assert code(read, head() + "".join(f"2026/03/01 00:{m:02}:00.{n:03}, A800, 9 %\n" for m in range(60) for n in range(8))) == (
        "read.nvidia_smi_cards"
    )


@pytest.mark.parametrize("host", ["hostname", "Host", "node", "主机名"])
def test_a_host_beside_the_index_tells_the_cards_of_two_hosts_apart(read, host):
    found = read(head(host, "index") + rows(range(60), [("a", 0, 90), ("a", 1, 90), ("b", 0, 0), ("b", 1, 0)]))
    row = found.tables[0].frame.iloc[0]
    assert (row["installed_card_hours"], row["busy_card_hours"]) == (4, 2)


def test_a_uuid_is_trusted_before_the_index(read):
    assert installed(read(head("index", "uuid") + rows(range(60), [(0, "GPU-a", 90), (0, "GPU-b", 0)]))) == [2]
    assert installed(read(head("index", "uuid") + rows(range(60), [(0, "[N/A]", 90), (1, "[N/A]", 0)]))) == [2]


@pytest.mark.parametrize("milliseconds", [0, 7, 700])
def test_two_hosts_of_the_same_indices_in_one_file_are_refused(read, milliseconds):
    one, other = [(0, 0), (1, 0)], [(0, 0), (1, 0)]
    behind = rows(range(60), one) + rows(range(60), other, milliseconds=milliseconds)
    in_turn = "".join(rows([m], one) + rows([m], other, milliseconds=milliseconds) for m in range(60))
    assert code(read, head("index") + behind) == "read.nvidia_smi_hosts"
    assert code(read, head("index") + in_turn) == "read.nvidia_smi_hosts"


def test_pieces_of_one_loop_in_any_order_are_one_host(read):
    later, earlier = rows(range(60, 120), [(0, 50), (1, 0)]), rows(range(60), [(0, 50), (1, 0)])
    assert installed(read(head("index") + later + head("index") + earlier)) == [2, 2]


def test_two_different_readings_of_one_moment_are_refused_and_the_same_again_is_nothing(read):
    once = rows(range(60), [("GPU-a", 50)])
    assert installed(read(head("uuid") + once + once)) == [1]
    assert code(read, head("uuid") + once + rows([30], [("GPU-a", 51)])) == "read.nvidia_smi_two_readings"


def test_a_loop_that_drifts_past_the_hour_opens_no_hour(read):
    assert installed(read(head("index") + rows(range(120), [(0, 50)], milliseconds=21))) == [1, 1]


def test_cards_of_no_stated_model_are_one_pool_under_their_maker_and_it_is_said(read):
    found = read("timestamp, index, utilization.gpu [%]\n2026/03/01 00:00:00.000, 0, 4 %\n2026/03/01 00:01:00.000, 0, 4 %\n")
    row = found.tables[0].frame.iloc[0]
    assert (row["pool"], row["card"] != row["card"] or row["card"] is None) == ("nvidia", True)
    assert "read.no_model" in {note.code for note in found.notes}
