"""Time: a zone that the analyst gives converts what states another, and labels what states none; nights of a clock change."""

import pandas as pd
import pytest

from data.check import checked_file
from data.mapping_options import option
from data.read import inner_columns
from data.tables import DATASETS
from i18n.problem import sentence


@pytest.fixture
def check(tmp_path):
    def _check(text, dataset, *options):
        (tmp_path / "own.csv").write_text(text)
        mapping = dict(option(each, DATASETS[dataset], inner_columns(dataset)) for each in options)
        return checked_file(tmp_path / "own.csv", DATASETS[dataset], mapping=mapping)

    return _check


JOBS = ("cluster==X", "pool==p", "installed_card_hours==4", "jobs_listed==all", "zone==Asia/Shanghai")


@pytest.mark.parametrize(("written", "hour"), [("Z", "08:00"), ("+09:00", "23:00"), ("", "00:00")])
def test_a_zone_given_for_a_job_table_converts_instants_and_labels_local_times(check, written, hour):
    text = f"job_id,start,end,gpus\n1,2026-03-01T00:00:00{written},2026-03-01T01:00:00{written},2\n"
    found = check(text, "usage", *JOBS)
    assert [f"{each:%H:%M}" for each in found.good["hour"]] == [hour]
    assert found.good["zone"].tolist() == ["Asia/Shanghai"]


def test_a_zone_column_of_the_file_is_converted_from_and_not_overwritten(check):
    text = "cluster,pool,hour,zone,installed\nX,p,2026-03-01 00:00,UTC,8\n"
    found = check(text, "usage", "zone==Asia/Shanghai")
    assert found.good[["hour", "zone"]].to_numpy().tolist() == [[pd.Timestamp("2026-03-01 08:00"), "Asia/Shanghai"]]


def test_a_request_log_is_converted_too(check):
    text = "created,prompt_tokens,completion_tokens\n1772323200,1,1\n1772325000,1,1\n"
    found = check(text, "requests", "service==s", "zone==+08:00")
    assert found.good[["start", "zone"]].to_numpy().tolist() == [[pd.Timestamp("2026-03-01 08:00"), "+08:00"]]


def test_the_hour_that_a_clock_shows_twice_is_an_error_that_says_so(check):
    """On 1 November 2026 New York puts the clock back: 05:00 and 06:00 UTC are both 01:00."""
    rows = "".join(f"X,p,2026-11-01T0{n}:00Z,8\n" for n in range(4, 8))
    found = check("cluster,pool,hour,installed\n" + rows, "usage", "zone==America/New_York")
    assert [(each.code, each.place.row) for each in found.errors] == [("check.clock_twice", 4)]
    assert "twice in this night" in sentence(found.errors[0], "en")
    assert "时钟回拨" in sentence(found.errors[0], "zh")
    assert len(found.good) == 3
    assert not check("cluster,pool,hour,installed\n" + rows, "usage", "zone==-05:00").errors


def test_local_times_of_such_a_night_are_told_by_their_cause(check):
    head = "cluster,pool,hour,installed\n"
    twice = check(head + "X,p,2026-11-01 01:00,8\nX,p,2026-11-01 01:00,8\n", "usage", "zone==America/New_York")
    assert [(each.code, each.place.row) for each in twice.errors] == [("check.clock_twice", 3)]
    skipped = check(head + "X,p,2026-03-08 01:00,8\nX,p,2026-03-08 02:00,8\n", "usage", "zone==America/New_York")
    assert [(each.code, each.place.row) for each in skipped.errors] == [("check.clock_skipped", 3)]
    assert "put forward" in sentence(skipped.errors[0], "en")
    assert "时钟拨快" in sentence(skipped.errors[0], "zh")


def test_hours_of_a_zone_that_differs_by_half_an_hour_are_refused(check):
    found = check("cluster,pool,hour,installed\nX,p,2026-03-01T00:00Z,8\n", "usage", "zone==Asia/Kolkata")
    assert [each.code for each in found.errors] == ["check.part_hour"]
    assert "differs by part of an hour" in sentence(found.errors[0], "en")
    assert "不是整点" in sentence(found.errors[0], "zh")


@pytest.mark.parametrize("late", ["12:59:00.004", "12:59:00.000"])
def test_a_last_row_some_milliseconds_late_opens_no_hour(check, late):
    rows = "".join(f"2026-03-01 12:{m:02}:00.000,1,2\n" for m in range(59)) + f"2026-03-01 {late},1,2\n"
    nodes = check("time,active,total\n" + rows, "usage", "cluster==X", "pool==p")
    assert nodes.good["hour"].tolist() == [pd.Timestamp("2026-03-01 12:00")]


def test_a_last_request_or_job_some_milliseconds_late_opens_no_hour(check):
    log = check("time,prompt_tokens,completion_tokens\n2026-03-01 12:00:00,1,1\n2026-03-01 13:00:00.004,1,1\n", "requests", "service==s")
    assert log.good[["requests", "observed_minutes"]].to_numpy().tolist() == [[2, 60]]
    jobs = check("job_id,start,end,gpus\n1,2026-03-01 12:00:00,2026-03-01 13:00:00.004,2\n", "usage", *JOBS)
    assert jobs.good[["allocated_card_hours", "observed_minutes"]].to_numpy().tolist() == [[2, 60]]
