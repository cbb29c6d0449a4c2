"""Shapes in which files come, each of which was once stored wrong without a word: the right value, or what is said instead."""

import datetime as dt
import json

import pytest

from data.check import checked_files
from data.mapping_options import option
from data.read import File, inner_columns
from data.schema import Refused
from data.tables import DATASETS
from i18n.problem import sentence

START = dt.datetime(2026, 3, 1)
JOBS = ("cluster==X", "installed_card_hours==16", "jobs_listed==all")
SACCT = "JobID|Partition|Submit|Start|End|State|AllocTRES|ReqTRES\n"
ACTIVE = "DCGM_FI_PROF_SM_ACTIVE"
TABLE = "cluster,pool,hour,installed,available,allocated,busy\n"


@pytest.fixture
def check(tmp_path):
    def _check(*texts, dataset="usage", options=(), name="own.csv"):
        files = []
        for number, text in enumerate(texts):
            path = tmp_path / f"{number}-{name}"
            path.write_text(text, encoding="utf-8")
            files.append(File(path, path.name))
        mapping = dict(option(each, DATASETS[dataset], inner_columns(dataset)) for each in options)
        return checked_files(files, DATASETS[dataset], mapping=mapping)

    return _check


def sums(found, *names):
    return tuple(round(float(found.good[f"{name}_card_hours"].sum()), 6) for name in names)


def matrix(*series):
    return json.dumps({"status": "success", "data": {"resultType": "matrix", "result": list(series)}})


def gpu(number, value, count=240, minutes=1, name="DCGM_FI_DEV_GPU_UTIL", **labels):
    first = int((START - dt.datetime(1970, 1, 1)).total_seconds())
    labels = {"__name__": name, "gpu": str(number), "UUID": f"GPU-{number}", "Hostname": "n1", "modelName": "A100", **labels}
    return {"metric": labels, "values": [[first + 60 * minutes * step, str(value(step))] for step in range(count)]}


def job(number, submit, start, end, tres, state="COMPLETED", asked=""):
    def moment(hour):
        return "Unknown" if hour is None else f"{START + dt.timedelta(hours=hour):%Y-%m-%dT%H:%M:%S}"

    return f"{number}|a|{moment(submit)}|{moment(start)}|{moment(end)}|{state}|{tres}|{asked or tres}\n"


def table(*pools, hours=24):
    """Rows of TABLE: for each pool its name and figures."""
    return TABLE + "".join(
        f"X,{pool},{START + dt.timedelta(hours=hour):%Y-%m-%d %H:%M},{','.join(map(str, figures))}\n"
        for hour in range(hours)
        for pool, *figures in pools
    )


@pytest.mark.parametrize("nothing", ["<none>", "-", "N/A", "null", "无"])
def test_a_label_that_says_nothing_holds_no_card(check, nothing):
    cards = (gpu(0, lambda _: 80, exported_pod="job"), gpu(1, lambda _: 0, exported_pod=nothing), gpu(2, lambda _: 0, exported_pod=""))
    found = check(matrix(*cards), options=("cluster==X",), name="own.json")
    assert sums(found, "installed", "allocated", "busy") == (12, 4, 4)


@pytest.mark.parametrize(
    ("series", "code"),
    [
        ((gpu(0, lambda _: 0.8), gpu(1, lambda step: 0.02 * (step % 3))), "read.share_for_percent"),
        (
            (gpu(0, lambda _: 80, name=ACTIVE), gpu(1, lambda _: 0.5, name=ACTIVE)),
            "read.percent_for_share",
        ),
        ((gpu(0, lambda _: 80, count=10, minutes=1440),), "read.samples_far_apart"),
    ],
)
def test_a_counter_in_another_unit_and_samples_of_days_are_refused(check, series, code):
    with pytest.raises(Refused) as refused:
        check(matrix(*series), name="own.json")
    assert refused.value.problems[0].code == code


def test_one_value_beyond_its_unit_among_many_is_impossible_and_refuses_nothing(check):
    values = gpu(0, lambda step: 80 if step == 7 else 0.5, name=ACTIVE, exported_pod="a")
    found = check(matrix(values), options=("cluster==X",), name="own.json")
    assert "read.prometheus_impossible" in {note.code for note in found.notes}
    assert sums(found, "installed", "effective") == (4, pytest.approx(239 / 120))


def test_an_idle_card_of_whole_percents_is_idle(check):
    found = check(matrix(gpu(0, lambda step: step % 2, exported_pod="a")), options=("cluster==X",), name="own.json")
    assert sums(found, "busy") == (0,)


def test_slices_count_as_their_part_of_a_card(check):
    """7/7 + 2 cards for four hours; 3/7 + 1 for one; two of four slices of an A30 for one: 12 + 10/7 + 0.5."""
    rows = [
        job(1, 0, 0, 4, "gres/gpu:a100_1g.5gb=7,gres/gpu=7"),
        job(2, 0, 0, 4, "billing=8,gres/gpu:a100=2,gres/gpu=2"),
        job(3, 1, 1, 2, "gres/gpu=2,gres/gpu:a100=1,gres/gpu:3g.40gb=1"),
        job(4, 1, 1, 2, "gres/gpu:a30_1g.6gb:2".replace("gb:2", "gb=2")),
    ]
    found = check(SACCT + "".join(rows), options=JOBS)
    assert not found.errors
    assert sums(found, "allocated") == (round(12 + 10 / 7 + 0.5, 6),)
    assert sentence(next(note for note in found.notes if note.code == "read.job_slices"), "en").startswith("3 jobs hold slices")


def test_a_job_of_shards_is_an_error_and_no_job_without_cards(check):
    found = check(SACCT + job(1, 0, 0, 4, "cpu=4,gres/shard=4") + job(2, 0, 0, 4, "gres/gpu=2"), options=JOBS)
    assert found.dropped == (1, 2)
    assert [problem.code for problem in found.errors] == ["read.rows_dropped", "read.job_shards"]


def test_a_job_that_two_tables_list_is_one_whichever_comes_first(check):
    """Job 2 runs over the cut, job 3 waits in one and runs in the other: 2 × 4, 4 × 7 and 1 × 3 card-hours."""
    early = SACCT + job(1, 0, 0, 4, "gres/gpu=2") + job(2, 1, 1, None, "gres/gpu=4", "RUNNING")
    early += job(3, 1, None, None, "", "PENDING", "gres/gpu=1")
    late = SACCT + job(2, 1, 1, 8, "gres/gpu=4") + job(3, 1, 5, 8, "gres/gpu=1")
    once = check(SACCT + job(1, 0, 0, 4, "gres/gpu=2") + job(2, 1, 1, 8, "gres/gpu=4") + job(3, 1, 5, 8, "gres/gpu=1"), options=JOBS)
    for texts in ((early, late), (late, early)):
        found = check(*texts, options=JOBS)
        assert not found.errors
        assert sums(found, "allocated", "queued") == sums(once, "allocated", "queued")
        assert "2 rows list a job again" in sentence(next(note for note in found.notes if note.code == "read.jobs_again"), "en")


def test_names_that_a_table_repeats_are_no_job_numbers(check):
    head, row = "name,start,end,gpus,submit\n", "train,2026-03-01 00:00,2026-03-01 02:00,1,2026-03-01 00:00\n"
    assert sums(check(head + row * 3, head + row * 3 + row, options=(*JOBS, "pool==a")), "allocated") == (14,)


def test_what_was_asked_of_each_node_counts_on_every_node(check):
    of_job = "{n}|a|2026-03-01T00:00:00|2026-03-01T00:00:00|2026-03-01T04:00:00|COMPLETED|{n}|gpu:4\n"
    rows = of_job.format(n=1) + of_job.format(n=2)
    head = "JobID|Partition|Submit|Start|End|State|NNodes|ReqGRES\n"
    assert sums(check(head + rows, options=JOBS), "allocated") == (48,)


@pytest.mark.parametrize("name", ["All", "全部", "total GPUs", "合计", "ALL_POOLS"])
def test_a_pool_that_adds_up_the_others_is_counted_once(check, name):
    found = check(table(("a", 8, 8, 6, 4), ("b", 16, 16, 8, 8), (name, 24, 24, 14, 12)))
    assert not found.errors
    assert sums(found, "installed", "allocated", "busy") == (24 * 24, 14 * 24, 12 * 24)


def test_a_pool_named_as_a_sum_that_is_none_needs_a_yes(check):
    found = check(table(("a", 8, 8, 6, 4), ("b", 16, 16, 8, 8), ("all", 30, 24, 14, 12)))
    assert [problem.code for problem in found.errors] == ["check.sum_of_others"]
    assert sums(found, "installed") == (24 * 24,)
    assert "The 24 rows of “all” are named as the sum of the others, and do not add up to it" in sentence(found.errors[0], "en")
    assert "“all”的 24 行看似其余各行之和" in sentence(found.errors[0], "zh")


def test_the_only_pool_may_be_called_all_and_a_partition_too(check):
    assert sums(check(table(("all", 8, 8, 6, 4))), "installed") == (8 * 24,)
    found = check(SACCT + job(1, 0, 0, 2, "gres/gpu=1") + job(2, 0, 0, 2, "gres/gpu=1").replace("|a|", "|all|"), options=JOBS)
    assert not found.errors


@pytest.mark.parametrize(("figures", "unit", "shown"), [((8, 1, 0.75, 0.5), "fraction", "1"), ((1000, 100, 72.5, 50.5), "%", "100")])
def test_numbers_that_may_be_shares_or_amounts_are_asked_about(check, figures, unit, shown):
    found = check(table(("a", *figures)))
    asked = [problem for problem in found.errors if problem.code == "check.share_or_amount"]
    assert [problem.place.column for problem in asked] == ["allocated", "busy"]
    assert f"no value is above {shown}," in sentence(asked[0], "en")
    options = [f"{step}_card_hours={step}[{unit}]" for step in ("available", "allocated", "busy")]
    found = check(table(("a", *figures)), options=options)
    assert not found.errors
    whole = figures[0] * 24
    assert sums(found, "allocated") == (whole * (0.75 if unit == "fraction" else 0.725),)


def test_cells_with_a_percent_sign_are_shares_each_by_itself(check):
    text = table(("a", 1024, "100%", "72%", "50%"), hours=2).replace("01:00,1024,100%,72%", "01:00,1024,1024,512")
    assert sums(check(text), "available", "allocated", "busy") == (2048, 0.72 * 1024 + 512, 1024)


def test_points_that_may_part_thousands_are_asked_about(check):
    text = table(("a", "4.096", "4.000", "2.720", "900"), ("b", "512", "512", "500", "1.512")).replace(",", ";")
    found = check(text)
    question = next(problem for problem in found.errors if problem.code == "check.point_or_thousands")
    assert found.good.empty
    assert "“4.096” under “Installed, card-hours” may be 4096" in sentence(question, "en")
    assert "可能是 4096（点为千位分隔符）" in sentence(question, "zh")


LEDGER = "company,contract id,{header},currency,status,commitment,side,object\n"
ROW = "甲,A-{n},{value},CNY,active,firm,sells,compute_service\n"


def ledger(header, *values):
    return LEDGER.format(header=header) + "".join(ROW.format(n=n, value=value) for n, value in enumerate(values))


def test_amounts_that_are_too_small_to_be_what_they_say_are_asked_about(check):
    text = ledger("合同金额", 43520, 12000)
    found = check(text, dataset="contracts")
    question = next(problem for problem in found.errors if problem.code == "check.small_without_unit")
    assert found.good.empty
    assert "“43520” under “Value, CNY” has no unit, and no value of the column reaches 1,000,000" in sentence(question, "en")
    assert '--map "value_cny=合同金额[万元]"' in sentence(question, "zh")
    for unit, factor in (("万元", 1e4), ("百万元", 1e6), ("million CNY", 1e6), ("元", 1), ("CNY", 1)):
        found = check(text, dataset="contracts", options=(f"value_cny=合同金额[{unit}]",))
        assert not found.errors
        assert found.good["value_cny"].tolist() == [43520 * factor, 12000 * factor]


@pytest.mark.parametrize(
    ("header", "values"),
    [("合同金额（万元）", (43520,)), ("value_cny", (43520,)), ("合同金额", (43520, 2_000_000)), ("合同金额", ("4.35亿",))],
)
def test_amounts_with_a_unit_or_of_a_usual_size_are_not_asked_about(check, header, values):
    found = check(ledger(header, *values), dataset="contracts")
    assert "check.small_without_unit" not in {problem.code for problem in found.problems}


REQUESTS = "request_id,timestamp,model,input_tokens,output_tokens\n"


def request(number, minute, given="", made="", model="m"):
    return f"{number},2026-03-01 08:{minute:02d}:00,{model},{given},{made}\n"


def tokens(found):
    return tuple(float(found.good[name].sum()) for name in ("requests", "input_tokens", "output_tokens"))


def test_a_request_that_two_logs_list_is_one(check):
    first, second = [request(n, n, 100, 10) for n in range(6)], [request(n, n, 100, 10) for n in range(4, 9)]
    for texts in ((first, second), (second, first)):
        found = check(*(REQUESTS + "".join(rows) for rows in texts), dataset="requests", options=("service==s",))
        assert tokens(found) == (9, 900, 90)
        assert "2 rows list a request again" in sentence(next(note for note in found.notes if note.code == "read.requests_again"), "en")


def test_pieces_of_a_streamed_answer_are_one_request_at_its_first_moment(check):
    rows = [request("a", 59), request("a", 59), request("a", 59, 100, 10), request("b", 1, 50, 5)]
    found = check(REQUESTS + "".join(rows).replace("08:59:00,m,100", "09:00:30,m,100"), dataset="requests", options=("service==s",))
    assert tokens(found) == (2, 150, 15)
    assert found.good["requests"].tolist() == [2]


@pytest.mark.parametrize("tail", [(100, 10), (100, 20)])
def test_an_id_of_something_else_joins_no_requests(check, tail):
    """Two users who each ask twice at other times."""
    text = REQUESTS + request("u", 1, 100, 10) + request("v", 2, 100, 10) + request("u", 3, *tail) + request("v", 40, *tail)
    assert tokens(check(text, dataset="requests", options=("service==s",)))[0] == 4
