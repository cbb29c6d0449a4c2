"""More shapes that were once read wrong without a word: who counts what, of what, and which rows are the sum of others."""

import json

import pytest

from data.check import checked_files
from data.mapping_options import option
from data.read import File, inner_columns
from data.schema import Refused
from data.tables import DATASETS
from i18n.problem import sentence

NODES = "time,{part}active_gpus,total_gpus\n"
JOBS = ("cluster==X", "installed_card_hours==64", "jobs_listed==all", "pool==a")


@pytest.fixture
def check(tmp_path):
    def _check(text, *options, dataset="usage", name="own.csv"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        mapping = dict(option(each, DATASETS[dataset], inner_columns(dataset)) for each in options)
        return checked_files([File(tmp_path / name, name)], DATASETS[dataset], mapping=mapping)

    return _check


def hours(found):
    return tuple(round(float(found.good[f"{name}_card_hours"].sum()), 6) for name in ("installed", "allocated"))


def codes(found):
    return {problem.code for problem in found.problems}


def sequence(part, names, shift=0):
    rows = (f"2026-03-01 {hour:02d}:{shift * n:02d},{name},{n + 1},8\n" for hour in range(6) for n, name in enumerate(names))
    return NODES.format(part=f"{part},") + "".join(rows)


@pytest.mark.parametrize("header", ["host", "node", "主机名"])
def test_hosts_of_a_node_sequence_are_added_up(check, header):
    assert hours(check(sequence(header, ["n1", "n2", "n3"]), "cluster==X", "pool==p")) == (6 * 24, 6 * 6)


def test_a_queue_is_a_pool(check):
    found = check(sequence("queue", ["a", "b"]), "cluster==X")
    assert (hours(found), found.good["pool"].nunique()) == ((6 * 16, 6 * 3), 2)


@pytest.mark.parametrize("shift", [0, 2])
def test_parts_that_no_column_read_tells_apart_are_refused_and_named_until_they_are_mapped(check, shift):
    text = sequence("room", ["east", "west"], shift)
    with pytest.raises(Refused) as refused:
        check(text, "cluster==X", "pool==p")
    assert refused.value.problems[0].code == "read.nodes_parts"
    assert '--map "host=room"' in sentence(refused.value.problems[0], "en")
    found = check(text, "cluster==X", "pool==p", "host=room")
    assert found.good["allocated_card_hours"].sum() == pytest.approx(18, abs=0.2)


def test_a_remark_beside_a_node_sequence_is_no_part_of_it(check):
    rows = "".join(f"2026-03-01 {hour:02d}:00,{'drained' if hour % 3 else 'ok'},4,8\n" for hour in range(6))
    found = check(NODES.format(part="remark,") + rows, "cluster==X", "pool==p")
    assert hours(found) == (48, 24)
    assert "remark" in next(note.values["headers"] for note in found.notes if note.code == "check.unused_headers")


HEAD = "job_id,submit,start,end,gpus,state{more}\n"
DONE = "2,2026-03-01 00:00,2026-03-01 02:00,2026-03-01 10:00,4,COMPLETED\n"


@pytest.mark.parametrize("state", ["RUNNING", "R", "运行中"])
def test_the_planned_end_of_a_job_that_runs_is_no_end(check, state):
    """Eight cards from 00:00 to the last time of the file, 10:00, and four from 02:00: 80 + 32."""
    found = check(HEAD.format(more="") + f"1,2026-03-01 00:00,2026-03-01 00:00,2026-03-08 00:00,8,{state}\n" + DONE, *JOBS)
    assert hours(found) == (640, 112)
    note = next(note for note in found.notes if note.code == "read.jobs_planned")
    assert sentence(note, "en").startswith("1 jobs that run or wait have times that are plans")


@pytest.mark.parametrize("state", ["PENDING", "PD", "排队中"])
def test_the_planned_start_of_a_job_that_waits_is_no_start(check, state):
    found = check(HEAD.format(more="") + f"1,2026-03-01 00:00,2026-03-01 05:00,2026-03-02 05:00,8,{state}\n" + DONE, *JOBS)
    assert hours(found) == (640, 32)
    assert found.good["queued_card_hours"].sum() == pytest.approx(80 + 8)


@pytest.mark.parametrize("header", ["nodes", "num_nodes", "replicas", "实例数"])
def test_whether_cards_are_of_each_node_or_instance_is_asked(check, header):
    text = HEAD.format(more=f",{header}") + "1,2026-03-01 00:00,2026-03-01 00:00,2026-03-01 04:00,2,COMPLETED,4\n"
    with pytest.raises(Refused) as refused:
        check(text, *JOBS)
    assert refused.value.problems[0].code == "read.job_cards_each"
    assert "--map cards_are==each" in sentence(refused.value.problems[0], "zh")
    assert hours(check(text, *JOBS, "cards_are==all"))[1] == 8
    assert hours(check(text, *JOBS, "cards_are==each"))[1] == 32


def test_one_node_a_job_asks_nothing_and_the_cards_that_were_got_count(check):
    text = "job_id,submit,start,end,申请卡数,分配卡数,nodes\n1,2026-03-01 00:00,2026-03-01 00:00,2026-03-01 04:00,12,8,1\n"
    assert hours(check(text, *JOBS))[1] == 32


@pytest.mark.parametrize("header", ["request_count", "调用次数", "num_model_requests", "qps", "total_requests"])
def test_a_table_of_counts_is_no_log_of_one_request_a_row(check, header):
    rows = "".join(f"2026-03-01 {hour:02d}:00:00,m,500,1000,50\n" for hour in range(6))
    found = check(f"timestamp,model,{header},prompt_tokens,completion_tokens\n" + rows, "service==s", dataset="requests")
    assert found.reader == "delimited"
    assert found.errors


def test_tokens_of_a_cache_that_are_counted_beside_the_input_are_added_to_it(check):
    usage = {"input_tokens": 500, "cache_read_input_tokens": 300, "cache_creation_input_tokens": 200, "output_tokens": 10}
    lines = (json.dumps({"created_at": f"2026-03-01 00:{n:02d}:00", "model": "m", "usage": usage}) for n in range(6))
    found = check("\n".join(lines), "service==s", dataset="requests", name="own.jsonl")
    assert found.good[["input_tokens", "cached_input_tokens", "output_tokens"]].sum().tolist() == [6000, 1800, 60]
    assert "these 3,000 tokens were added" in sentence(next(n for n in found.notes if n.code == "read.inference_beside"), "en")


def test_chunks_of_an_answer_with_running_counts_are_one_request(check):
    lines = (
        json.dumps({"id": f"c{n}", "created": 1772323200 + 60 * n, "model": "m", "usage": {"prompt_tokens": 20, "completion_tokens": k}})
        for n in range(5)
        for k in (1, 2, 3)
    )
    found = check("\n".join(lines), "service==s", dataset="requests", name="own.jsonl")
    assert found.good[["requests", "input_tokens", "output_tokens"]].sum().tolist() == [5, 100, 15]


TABLE = "cluster,pool,hour,installed,allocated\n"


def pools(*names, of=lambda hour: (3 + hour % 2, 8)):
    """Two pools, and under each further name what the two have together."""
    rows = []
    for hour in range(6):
        first, second = of(hour)
        for name, allocated, installed in (("a", first, 8), ("b", second, 16), *((name, first + second, 24) for name in names)):
            rows.append(f"X,{name},2026-03-01 {hour:02d}:00,{installed},{allocated}\n")
    return TABLE + "".join(rows)


@pytest.mark.parametrize("name", ["全网", "合计（北区）", "北区汇总", "Total (all pools)", "集团", "a+b"])
def test_a_sum_under_any_name_is_counted_once(check, name):
    found = check(pools(name))
    assert not found.errors
    assert hours(found) == (144, 6 * 11 + 3)
    assert "check.sum_left_out" in codes(found)


def test_a_pool_that_may_be_a_sum_by_chance_is_counted_and_said(check):
    found = check(pools("c", of=lambda hour: (4, 8)))
    assert not found.errors
    assert hours(found) == (288, 144)
    assert "恰为其余各行之和" in sentence(next(note for note in found.notes if note.code == "check.sum_maybe"), "zh")


def test_means_and_peaks_beside_pools_need_a_yes(check):
    rows = "".join(f"X,平均,2026-03-01 {hour:02d}:00,12,6\n" for hour in range(6))
    assert [problem.code for problem in check(pools() + rows).errors] == ["check.sum_of_others"]


@pytest.mark.parametrize("value", ["12,5", "1.2 k", "85.5 Percent"])
def test_values_of_a_counter_that_are_no_numbers_are_refused_and_no_gaps(check, value):
    rows = "".join(f'2026-03-01 00:{m:02d}:00,"DCGM_FI_DEV_GPU_UTIL{{gpu=""0"",UUID=""G""}}","{value}"\n' for m in range(5))
    with pytest.raises(Refused) as refused:
        check("time,series,value\n" + rows, "cluster==X")
    assert refused.value.problems[0].code == "read.values_unreadable"


@pytest.mark.parametrize(("pods", "held"), [(("mon-n1", "mon-n1"), 0), (("job-1", "job-1"), 2), (("agent-x7d2k", "agent-b9vzq"), 0)])
def test_a_pod_that_is_the_nodes_own_or_follows_another_on_all_cards_is_an_exporter(check, pods, held):
    """One host, one card; the pod changes after an hour."""
    first = 1772323200
    series = [
        {
            "metric": {"__name__": "DCGM_FI_DEV_GPU_UTIL", "gpu": "0", "UUID": "G", "Hostname": "n1", "modelName": "A", "pod": pod},
            "values": [[first + 3600 * part + 60 * m, "0"] for m in range(60)],
        }
        for part, pod in enumerate(pods)
    ]
    found = check(json.dumps({"status": "success", "data": {"resultType": "matrix", "result": series}}), "cluster==X", name="own.json")
    assert hours(found) == (2, held)


def test_hosts_of_one_name_at_two_addresses_at_once_are_refused_and_one_after_the_other_are_one(check):
    def rows(second):
        return "".join(
            f"2026-03-01 0{hour}:{m:02d}:00,DCGM_FI_DEV_GPU_UTIL,0,n1,{at},0\n"
            for hour, at in ((0, "10.0.0.1:9400"), (second, "10.0.0.2:9400"))
            for m in range(60)
        )

    head = "time,metric,gpu,Hostname,instance,value\n"
    with pytest.raises(Refused) as refused:
        check(head + rows(0), "cluster==X")
    assert refused.value.problems[0].code == "read.prometheus_cards"
    assert hours(check(head + rows(1), "cluster==X"))[0] == 2


def test_hosts_of_one_name_in_two_clusters_are_two(check):
    rows = "".join(f"2026-03-01 00:{m:02d}:00,DCGM_FI_DEV_GPU_UTIL,0,n1,{cluster},0\n" for m in range(60) for cluster in ("east", "west"))
    assert hours(check("time,metric,gpu,Hostname,k8s_cluster,value\n" + rows, "cluster==X"))[0] == 2


def test_rows_of_the_nodes_of_one_job_are_no_copies_of_it(check):
    rows = "".join(f"1,2026-03-01 00:00,2026-03-01 00:00,2026-03-01 04:00,8,COMPLETED,n{n}\n" for n in range(4))
    assert hours(check(HEAD.format(more=",host") + rows, *JOBS))[1] == 128


def test_a_count_beside_the_input_that_is_no_number_is_told_at_its_row(check):
    rows = "2026-03-01 00:00:00,10,1,5\n2026-03-01 00:01:00,10,1,many\n"
    found = check("timestamp,prompt_tokens,completion_tokens,cache_read_input_tokens\n" + rows, "service==s", dataset="requests")
    assert found.dropped == (1, 2)
    assert [problem.code for problem in found.errors] == ["read.rows_dropped", "check.not_a_number"]
