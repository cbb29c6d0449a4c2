"""The columns of a reader under a mapping: a header renamed in the file and one named by --map are the same."""

import pandas as pd
import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from data.check import checked_file
from data.mapping_options import option
from data.read import READERS, inner_columns
from data.schema import Refused
from data.tables import DATASETS
from i18n.problem import sentence

TABLES = {
    "jobs": (
        "usage",
        {"job_id": "job", "submit": "submit", "start": "start", "end": "end", "gpus": "cards", "status": "state", "queue": "pool"},
        "1,2026-03-01 00:00,2026-03-01 00:30,2026-03-01 02:00,8,DONE,a\n2,2026-03-01 01:00,,,4,PENDING,b\n",
        ("cluster==X", "installed_card_hours==16", "jobs_listed==all"),
    ),
    "nodes": (
        "usage",
        {"time": "hour", "active": "active", "total": "total", "gpus_per_node": "cards_per_node", "partition": "pool"},
        "2026-03-01 00:00,1,4,8,a\n2026-03-01 00:30,2,4,8,a\n",
        ("cluster==X",),
    ),
    "inference": (
        "requests",
        {"timestamp": "start", "prompt_tokens": "input_tokens", "completion_tokens": "output_tokens", "model": "model", "app": "service"},
        "2026-03-01 08:15:00,100,10,m,s\n2026-03-01 09:30:00,50,5,m,s\n",
        (),
    ),
}


@pytest.fixture
def check(tmp_path):
    def _check(text, dataset, *options):
        (tmp_path / "own.csv").write_text(text)
        given_columns = dict(option(each, DATASETS[dataset], inner_columns(dataset)) for each in options)
        return checked_file(tmp_path / "own.csv", DATASETS[dataset], mapping=given_columns)

    return _check


@seed(11)
@settings(max_examples=12, deadline=None)
@given(st.data())
def test_headers_renamed_by_map_are_those_renamed_in_the_file(tmp_path_factory, data):
    reader = data.draw(st.sampled_from(sorted(TABLES)))
    dataset, columns, rows, options = TABLES[reader]
    other = {header: data.draw(st.sampled_from([header, f"col {n}"])) for n, header in enumerate(columns)}
    path = tmp_path_factory.mktemp("own") / "own.csv"
    results = []
    for headers, more in ((columns, ()), (other.values(), [f"{columns[was]}={now}" for was, now in other.items() if was != now])):
        path.write_text(",".join(headers) + "\n" + rows)
        mapping = dict(option(each, DATASETS[dataset], inner_columns(dataset)) for each in (*options, *more))
        results.append(checked_file(path, DATASETS[dataset], mapping=mapping))
    assert {result.reader for result in results} == {reader}
    assert not results[0].errors
    pd.testing.assert_frame_equal(results[0].frame, results[1].frame)


def test_a_value_for_all_rows_reaches_a_column_of_the_reader(check):
    found = check("time,active,total\n2026-03-01 00:00,1,4\n2026-03-01 00:30,2,4\n", "usage", "cluster==X", "pool==p", "cards_per_node==8")
    assert found.good[["installed_card_hours", "allocated_card_hours"]].to_numpy().tolist() == [[32, 12]]


def test_a_pool_given_for_all_rows_makes_one_pool_of_a_job_table(check):
    text = "job_id,start,end,gpus,pool\n1,2026-03-01 00:00,2026-03-01 01:00,1,a\n2,2026-03-01 00:00,2026-03-01 01:00,2,b\n"
    found = check(text, "usage", "cluster==X", "pool==p", "installed_card_hours==4", "jobs_listed==all")
    assert found.good[["pool", "allocated_card_hours"]].to_numpy().tolist() == [["p", 3]]


@pytest.mark.parametrize(("unit", "minutes"), [("ms", 1.5), ("s", 1500)])
def test_the_unit_of_relative_times_is_given_by_map(check, unit, minutes):
    text = "ts,prompt_tokens,completion_tokens\n0,10,1\n90000,10,1\n"
    assert check(text, "requests", "service==s", f"start=ts[{unit}]").frame["observed_minutes"].sum() == minutes


def test_kubernetes_pods_are_jobs_with_shares_of_cards(check):
    """Half a card for two hours, then two whole ones for one."""
    text = (
        "name,num_gpu,gpu_milli,pod_phase,creation_time,scheduled_time,deletion_time\n"
        "p1,1,500,Succeeded,0,0,7200\np2,2,1000,Succeeded,0,3600,7200\np3,0,0,Succeeded,0,0,7200\n"
    )
    options = ("cluster==X", "pool==p", "installed_card_hours==4", "jobs_listed==all", "submit=creation_time[s]")
    found = check(text, "usage", *options)
    assert found.good[["allocated_card_hours", "queued_card_hours"]].to_numpy().tolist() == [[0.5, 2], [2.5, 0]]


def test_the_time_from_which_jobs_are_listed_may_be_said(check):
    text = "job_id,start,end,gpus\n1,2026-03-01 00:00,2026-03-01 03:00,1\n2,2026-03-01 02:00,2026-03-01 03:00,2\n"
    options = ("cluster==X", "pool==p", "installed_card_hours==4", "jobs_listed==all")
    assert check(text, "usage", *options, "listed_from==2026-03-01 02:00").good["allocated_card_hours"].tolist() == [3]
    with pytest.raises(Refused) as refused:
        check(text, "usage", *options, "listed_from==soon")
    assert "“soon” is not a time" in sentence(refused.value.problems[0], "en")
    assert "不是作业记录的起点时间" in sentence(refused.value.problems[0], "zh")


def test_a_header_that_is_not_there_and_a_column_of_another_reader_are_told_in_both_languages(check):
    text = "job_id,start,end,gpus\n1,2026-03-01 00:00,2026-03-01 03:00,1\n"
    with pytest.raises(Refused) as refused:
        check(text, "usage", "cards=carts")
    assert "no header “carts” for cards" in sentence(refused.value.problems[0], "en")
    assert "没有表头“carts”" in sentence(refused.value.problems[0], "zh")
    found = check(text, "usage", "cluster==X", "pool==p", "installed_card_hours==4", "jobs_listed==all", "cards_per_node==8")
    assert [problem.code for problem in found.errors] == ["mapping.not_of_reader"]
    assert found.good.empty
    assert "“cards_per_node” is no column of a file of this kind (jobs)" in sentence(found.errors[0], "en")
    assert "没有“cards_per_node”这一列" in sentence(found.errors[0], "zh")


@pytest.mark.parametrize("reader", [reader for reader in READERS if reader.columns], ids=lambda reader: reader.name)
def test_every_column_of_a_reader_has_a_name_of_its_own_and_titles(reader):
    names = [column.name for column in reader.columns]
    assert len(set(names)) == len(names)
    assert all(column.title.en and column.title.zh for column in reader.columns)
