import gzip
import time

import pandas as pd
import pytest

from data.read import reading
from data.read.helios import samples
from data.schema import Refused
from data.tables.usage import USAGE

HEAD = (
    "time,total_job_num,running_job_num,pending_job_num,total_gpujob_num,running_gpujob_num,pending_gpujob_num,"
    "total_gpu_num,running_gpu_num,pending_gpu_num,idle_gpu_num,gpu_utilization\n"
)


def sequence(*samples):
    """A file of samples (time, total, running, pending)."""
    return HEAD + "".join(f"{at},0,0,0,0,0,0,{total},{running},{pending},{total - running},0\n" for at, total, running, pending in samples)


@pytest.fixture
def folder(tmp_path):
    """Two pools over one hour of three samples twenty minutes apart: A has idle cards while B waits."""
    for pool, rows in {
        "A": [("2020-05-01 00:00:00", 10, 4, 0), ("2020-05-01 00:20:00", 10, 8, 5), ("2020-05-01 00:40:00", 10, 10, 1)],
        "B": [("2020-05-01 00:00:00", 6, 6, 9), ("2020-05-01 00:20:00", 6, 4, 0), ("2020-05-01 00:40:00", 6, 6, 2)],
    }.items():
        (tmp_path / pool).mkdir()
        (tmp_path / pool / "cluster_sequence_vc.csv.gz").write_bytes(gzip.compress(sequence(*rows).encode()))
    return tmp_path


def hours(path, **options):
    return pd.concat([table.frame for table in reading(path, **options).tables])


def test_minutes_become_card_hours_of_each_pool_and_hour(folder):
    found = hours(folder).set_index("pool")
    assert found["installed_card_hours"].to_dict() == {"A": 10, "B": 6}
    assert found["allocated_card_hours"].to_dict() == pytest.approx({"A": 22 / 3, "B": 16 / 3})
    assert found["queued_card_hours"].to_dict() == pytest.approx({"A": 2, "B": 11 / 3})
    assert found["sample_minutes"].to_dict() == {"A": 20, "B": 20}


def test_a_sample_that_stands_beyond_the_hour_counts_in_both(tmp_path):
    """Twenty minutes each from 00:30, 00:50 and 01:10: of the second, 10 minutes lie in hour 0 and 10 in hour 1."""
    rows = [("2020-05-01 00:30:00", 10, 0, 0), ("2020-05-01 00:50:00", 10, 6, 0), ("2020-05-01 01:10:00", 10, 3, 0)]
    (tmp_path / "vc.csv").write_text(sequence(*rows))
    found = hours(tmp_path / "vc.csv")
    assert found["observed_minutes"].tolist() == pytest.approx([30, 30])
    assert found["allocated_card_hours"].tolist() == pytest.approx([6 * 10 / 60, 6 * 10 / 60 + 3 * 20 / 60])


def test_stranded_idle_is_counted_sample_by_sample_in_the_pool_and_shared_out_over_the_cluster(folder):
    """00:00 idle 6+0, queued 0+9: 6 stranded, all of A. 00:20 idle 2+2, queued 5+0: 4, two each, own 2 of A. 00:40 idle 0."""
    found = hours(folder).set_index("pool")
    assert found["stranded_own_card_hours"].to_dict() == pytest.approx({"A": 2 / 3, "B": 0})
    assert found["stranded_cluster_card_hours"].to_dict() == pytest.approx({"A": 8 / 3, "B": 2 / 3})


def test_without_a_list_of_all_pools_cluster_and_scope_are_unknown(folder):
    found = hours(folder)
    assert found["cluster"].isna().all()
    assert found["cluster_installed_card_hours"].isna().all()


def test_the_scope_is_the_total_of_the_day_and_a_day_that_denies_our_cards_is_not_believed(folder):
    days = "date,A,B,C,total\n2020-04-30,10,6,4,20\n2020-05-01,0,0,36,36\n"
    (folder / "Moon_gpu_number.csv").write_text(days)
    found = hours(folder)
    assert found["cluster"].unique().tolist() == ["Moon"]
    assert found["cluster_installed_card_hours"].unique().tolist() == [20]


def test_a_day_that_agrees_with_our_cards_is_believed(folder):
    (folder / "Moon_gpu_number.csv").write_text("date,A,B,C,total\n2020-04-30,10,6,4,20\n2020-05-01,10,6,8,24\n")
    assert hours(folder)["cluster_installed_card_hours"].unique().tolist() == [24]


def test_a_list_of_pools_that_cannot_be_read_is_refused(folder):
    (folder / "Moon_gpu_number.csv").write_text("day,A\n2020-05-01,3\n")
    with pytest.raises(Refused) as refused:
        reading(folder)
    assert refused.value.problems[0].code == "read.helios_columns"


def test_a_single_file_knows_neither_its_pool_nor_what_its_neighbours_did(folder):
    found = reading(folder / "A" / "cluster_sequence_vc.csv.gz", name="upload.csv.gz")
    frame = found.tables[0].frame
    assert (found.reader, found.dataset, found.rows_read) == ("helios", "usage", 3)
    assert list(frame.columns) == [name for name in USAGE.names if name != "since"], "a file does not say in which record a row stands"
    assert frame[["cluster", "pool", "zone", "counter", "stranded_cluster_card_hours"]].isna().all(axis=None)
    assert frame["stranded_own_card_hours"].tolist() == pytest.approx([2 / 3])
    assert frame.index.tolist() == [2], "the row of the first sample of the hour"


def test_a_sample_stands_for_three_intervals_at_most_and_the_last_for_one(tmp_path):
    """Samples at 0, 1, 2 and 30 minutes: 2 holds until 5; 30 until 31. Six minutes are observed, the rest of the hour is not."""
    times = [f"2020-05-01 00:{minute:02}:00" for minute in (0, 1, 2, 30)]
    (tmp_path / "a.csv").write_text(sequence(*((at, 60, 30, 0) for at in times)))
    found = hours(tmp_path / "a.csv")
    assert found[["installed_card_hours", "observed_minutes"]].to_numpy().tolist() == [[60, 6]]
    assert found["allocated_card_hours"].tolist() == [3]


def test_a_held_sample_counts_in_the_hour_into_which_it_reaches(tmp_path):
    times = ["2020-05-01 00:57:00", "2020-05-01 00:58:00", "2020-05-01 00:59:00", "2020-05-01 01:30:00"]
    (tmp_path / "a.csv").write_text(sequence(*((at, 60, 0, 0) for at in times)))
    found = hours(tmp_path / "a.csv").set_index("hour")[["installed_card_hours", "observed_minutes"]]
    assert found.to_numpy().tolist() == [[60, 3], [60, 3]]


@pytest.mark.parametrize(
    ("rows", "code", "row"),
    [
        ([("2020-05-01 00:00:00", 8, 8, 0), ("yesterday", 8, 8, 0)], "read.helios_cell", 3),
        ([("2020-05-01 00:00:00", 8, 8, 0), ("2020-05-01 00:00:00", 8, 8, 0)], "read.helios_twice", 3),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_place(tmp_path, rows, code, row):
    (tmp_path / "a.csv").write_text(sequence(*rows))
    with pytest.raises(Refused) as refused:
        reading(tmp_path / "a.csv")
    assert (refused.value.problems[0].code, refused.value.problems[0].place.row) == (code, row)


@pytest.mark.reference
def test_the_original_helios_files_give_the_check_values(reference):
    start = time.perf_counter()
    found = reading(reference / "traces" / "helios-earth")
    seconds = time.perf_counter() - start
    frame = pd.concat([table.frame for table in found.tables])
    assert (found.rows_read, len(frame), frame["pool"].nunique()) == (446_400, 7_440, 10)
    sums = frame[[name for name in frame if name.endswith("_card_hours")]].sum()
    assert sums["installed_card_hours"] == pytest.approx(553_536, abs=0.01)
    assert sums["allocated_card_hours"] == pytest.approx(395_635.92, abs=0.01)
    assert sums["queued_card_hours"] == pytest.approx(44_939.12, abs=0.01)
    assert sums["stranded_cluster_card_hours"] == pytest.approx(42_319.62, abs=0.01)
    assert sums["stranded_own_card_hours"] == pytest.approx(7_436.33, abs=0.01)
    assert frame["cluster"].unique().tolist() == ["Earth"]
    assert frame["cluster_installed_card_hours"].unique().tolist() == [856], "9 May, whose line puts all cards on one pool, included"
    assert seconds < 10


SC21 = {
    "vc6YE": (92.3, 94.7, 97.1),
    "vcvlY": (50.0, 75.0, 100.0),
    "vc3sl": (48.4, 71.9, 85.9),
    "vcLJZ": (100.0, 100.0, 100.0),
    "vccaA": (21.9, 46.9, 62.5),
}
"""Quartiles of the allocation rate by minute without 2020-05-10, linear: Hu et al., SC 2021, figure 4."""


@pytest.mark.reference
@pytest.mark.parametrize("pool", SC21)
def test_the_quartiles_of_the_original_minutes_are_those_of_the_paper(reference, pool):
    file = reference / "traces" / "helios-earth" / pool / "cluster_sequence_vc.csv.gz"
    minutes = samples(file, pool)
    minutes = minutes[minutes["time"].dt.strftime("%Y-%m-%d") != "2020-05-10"]
    quartiles = 100 * (minutes["allocated"] / minutes["installed"]).quantile([0.25, 0.5, 0.75], interpolation="linear")
    assert tuple(quartiles) == pytest.approx(SC21[pool], abs=0.1)
