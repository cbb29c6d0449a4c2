from types import SimpleNamespace

import pandas as pd
import pytest

from data.check import checked, mapping_for
from data.mapping import Match, to_json
from data.read import reading
from data.schema import Refused
from data.tables.usage import USAGE
from i18n.problem import sentence

MIDNIGHT = pd.Timestamp("2026-03-01")
SACCT = "JobID|Partition|Submit|Start|End|State|AllocTRES|ReqTRES\n"

# Minutes after midnight: submit, start, end, cards, state.
JOBS = [
    (-60, -30, 90, 8, "COMPLETED"),  # began before the others
    (0, 30, 45, 2, "COMPLETED"),
    (60, 90, None, 4, "RUNNING"),
    (100, None, None, 16, "PENDING"),
    (30, None, 75, 1, "CANCELLED"),  # never began
    (120, 130, 180, 3, "COMPLETED"),
]
# Hours from 23:00 on. Held: 8 cards from 23:30 to 01:30; 2 for a quarter; 4 from 01:30 to 03:00; 3 for fifty minutes.
HELD = [4, 8.5, 6, 6.5]
# Waiting: 8 for half an hour at 23; at 00 2 and 1 for half an hour; at 01 4 for 30, 1 for 15, 16 for 20 minutes; at 02 16, 3 for 10.
QUEUED = [4, 1.5, 2 + 0.25 + 16 * 20 / 60, 16.5]


def moment(minute, write):
    return "" if minute is None else write(MIDNIGHT + pd.Timedelta(minutes=minute))


WAYS = {
    "iso": (lambda at: f"{at:%Y-%m-%dT%H:%M:%S}", "{}"),
    "zoned": (lambda at: f"{at:%Y-%m-%d %H:%M:%S}+00:00", "{}"),
    "seconds": (lambda at: str(int(at.timestamp())), "{}"),
    "milliseconds": (lambda at: str(int(at.timestamp() * 1000)), "{}_time"),
    "named milliseconds": (lambda at: str(int((at - MIDNIGHT).total_seconds() * 1000)), "{}_ms"),
    "relative seconds": (lambda at: str(int((at - MIDNIGHT).total_seconds())), "{} (s)"),
}


def table(way):
    write, name = WAYS[way]
    head = ",".join(["job_id", *(name.format(each) for each in ("submit", "start", "end")), "gpu_num", "state"])
    rows = (",".join([str(n), *(moment(m, write) for m in job[:3]), str(job[3]), job[4]]) for n, job in enumerate(JOBS))
    return "\n".join([head, *rows])


@pytest.fixture
def read(tmp_path):
    def _read(text):
        (tmp_path / "jobs.csv").write_text(text)
        return reading(tmp_path / "jobs.csv")

    return _read


@pytest.mark.parametrize("way", WAYS)
def test_a_table_with_jobs_begun_before_and_still_running_gives_the_same_card_hours_however_its_times_are_written(read, way):
    found = read(table(way))
    frame = found.tables[0].frame
    assert (found.reader, found.dataset, found.rows_read) == ("jobs", "usage", 6)
    assert frame["allocated_card_hours"].tolist() == pytest.approx(HELD)
    assert frame["queued_card_hours"].tolist() == pytest.approx(QUEUED)
    assert frame[["installed_card_hours", "available_card_hours", "busy_card_hours"]].isna().all(axis=None)


def test_times_that_state_a_zone_keep_it_and_others_have_none(read):
    assert read(table("iso")).tables[0].frame["zone"].isna().all()
    assert set(read(table("zoned")).tables[0].frame["zone"]) == {"+00:00"}
    assert set(read(table("seconds")).tables[0].frame["zone"]) == {"UTC"}


def test_several_offsets_become_utc(read):
    frame = read("job,submit,start,end,gpus\n1,,2026-03-01T08:00:00+08:00,2026-03-01T01:00:00Z,2\n").tables[0].frame
    assert (frame["zone"].tolist(), frame["allocated_card_hours"].tolist()) == (["UTC"], [2])


def test_times_from_an_unstated_start_are_said_to_be_so(read):
    notes = [note for note in read(table("relative seconds")).notes if note.code == "read.time_relative"]
    assert "1970-01-01" in sentence(notes[0], "en")
    assert "没有意义" in sentence(notes[0], "zh")


def test_sacct_counts_cards_and_leaves_steps_out(read):
    found = read(
        SACCT
        + "1|a|2026-03-01T00:00:00|2026-03-01T00:30:00|2026-03-01T02:00:00|COMPLETED|cpu=8,gres/gpu:a100=4,gres/gpu=4|gres/gpu=4\n"
        + "1.batch||2026-03-01T00:30:00|2026-03-01T00:30:00|2026-03-01T02:00:00|COMPLETED|cpu=8,gres/gpu=4|\n"
        + "2|a|2026-03-01T01:00:00|2026-03-01T01:00:00|Unknown|RUNNING|gres/npu=8|gres/npu=8\n"
        + "3_[1,4-6%2]|b|2026-03-01T01:30:00|Unknown|Unknown|PENDING||gres/gpu:h100=2\n"
        + "4|b|2026-03-01T01:00:00|2026-03-01T01:00:00|2026-03-01T02:00:00|COMPLETED|cpu=4|cpu=4\n"
    )
    frame = found.tables[0].frame.set_index(["pool", "hour"])
    assert found.rows_read == 4
    assert frame.loc["a", "allocated_card_hours"].tolist() == [2, 12]
    assert frame.loc["a", "queued_card_hours"].tolist() == [2, 0]
    assert frame.loc["b", "allocated_card_hours"].tolist() == [0, 0]
    assert frame.loc["b", "queued_card_hours"].tolist() == [0, 4]


def test_a_trailing_separator_is_no_column(read):
    text = "JobID|Submit|Start|End|State|AllocTRES|\n1|2026-03-01T00:00:00|2026-03-01T00:00:00|2026-03-01T01:00:00|COMPLETED|gres/gpu=8|\n"
    assert read(text).tables[0].frame["allocated_card_hours"].tolist() == [8]


def test_without_submissions_what_waited_is_unknown(read):
    frame = read("job_id,start_time,end_time,gpus\n1,2026-03-01 00:00:00,2026-03-01 01:00:00,2\n").tables[0].frame
    assert frame["queued_card_hours"].isna().all()


def test_chinese_headers_are_understood(read):
    frame = read("作业号,提交时间,开始时间,结束时间,卡数,队列\n1,2026/03/01 00:00:00,2026/03/01 00:00:00,2026/03/01 00:30:00,8,甲\n")
    assert frame.tables[0].frame[["pool", "allocated_card_hours"]].to_numpy().tolist() == [["甲", 4]]


@pytest.mark.parametrize("end", ["0", "-1", ""])
def test_a_job_without_an_end_has_nothing_zero_or_less_there(read, end):
    first = 1_772_323_200
    found = read(f"job_id,submit,start,end,gpus\n1,{first},{first},{end},2\n2,{first},{first},{first + 5400},1\n")
    assert found.tables[0].frame["allocated_card_hours"].tolist() == [3, 1.5]


def test_a_job_that_is_completing_still_holds_its_cards(read):
    text = "1|a|2026-03-01T00:00:00|2026-03-01T00:00:00|Unknown|COMPLETING|gres/gpu=8|\n"
    frame = read(SACCT + text + text.replace("1|a", "2|a").replace("Unknown", "2026-03-01T02:00:00")).tables[0].frame
    assert frame["allocated_card_hours"].tolist() == [16, 16]


def test_jobs_that_cannot_be_placed_are_errors_at_their_rows_with_their_share(read):
    found = read(
        "job_id,submit,start,end,gpus,state\n"
        "1,2026-03-01 00:00:00,2026-03-01 00:00:00,2026-03-01 01:00:00,8,COMPLETED\n"
        "2,2026-03-01 00:00:00,,,8,CANCELLED\n"
        "3,2026-03-01 00:00:00,2026-03-01 00:50:00,2026-03-01 00:10:00,8,FAILED\n"
        "4,2026-03-01 00:00:00,2026-03-01 00:50:00,2026-03-01 00:55:00,many,FAILED\n"
    )
    errors = [note for note in found.notes if note.severity == "error"]
    assert sentence(errors[0], "en").startswith("3 of 4 rows (75 %) cannot be read: end, gpus.")
    assert "4 行中有 3 行（75 %）无法读取" in sentence(errors[0], "zh")
    assert [(each.code, each.place.row, each.place.column) for each in errors[1:]] == [
        ("read.job_no_end", 3, "end"),
        ("read.job_backwards", 4, "end"),
        ("check.not_a_number", 5, "gpus"),
    ]
    assert (found.rows_read, found.rows_dropped) == (4, 3)
    assert found.tables[0].frame["allocated_card_hours"].tolist() == [8]


def test_the_window_is_said_in_both_languages(read):
    note = next(note for note in read(table("iso")).notes if note.code == "read.jobs_window")
    assert sentence(note, "en").startswith("Hours from 2026-02-28 23:00 to 2026-03-01 03:00.")
    assert "2 jobs" in sentence(note, "en")
    assert "2026-03-01 00:45" in sentence(note, "zh")


def test_that_one_capacity_counts_for_every_pool_is_said(read):
    table = "job_id,start,end,gpus,pool\n1,2026-03-01 00:00,2026-03-01 01:00,1,a\n2,2026-03-01 00:00,2026-03-01 01:00,1,b\n"
    note = next(note for note in read(table).notes if note.code == "read.jobs_pools")
    assert "2 pools" in sentence(note, "en")
    assert "2 个资源池" in sentence(note, "zh")


def test_whether_these_are_all_jobs_or_a_sample_is_asked_and_until_it_is_said_nothing_is_stored(read):
    found = read(table("iso"))
    given = {name: Match(constant=value) for name, value in (("cluster", "A1"), ("pool", "train"), ("installed_card_hours", "16"))}
    asked = checked(found, USAGE, mapping_for(found, USAGE, given)[0])
    assert asked.asks == ("cluster", "pool", "installed_card_hours", "jobs_listed")
    assert [problem.code for problem in asked.errors] == ["check.which"]
    assert asked.good.empty
    assert "--map jobs_listed==sample" in sentence(asked.errors[0], "en")
    assert "抽样作业" in sentence(asked.errors[0], "zh")
    told = checked(found, USAGE, mapping_for(found, USAGE, {**given, "jobs_listed": Match(constant="sample")})[0])
    assert not told.errors
    assert set(told.good["jobs_listed"]) == {"sample"}


def test_the_question_is_asked_anew_of_every_file(read):
    found = read(table("iso"))
    before = {"jobs_listed": Match(constant="all"), "pool": Match(constant="train")}
    earlier = SimpleNamespace(mapping=to_json(before), number=1, file_name="a.csv", stored_at=MIDNIGHT)
    assert not mapping_for(found, USAGE, remembered=lambda _: earlier)[0].keys() & before.keys()


def test_what_the_file_does_not_say_is_asked_once_in_both_languages(read):
    problems = checked(found := read(table("iso")), USAGE, mapping_for(found, USAGE)[0]).errors
    assert [problem.code for problem in problems] == ["check.unsaid", "check.unsaid", "check.unsaid", "check.which"]
    assert "--map cluster==value" in sentence(problems[0], "en")
    assert "集群" in sentence(problems[0], "zh")


def test_a_capacity_given_as_a_constant_makes_the_rows_complete(read):
    found = read(table("iso"))
    without = checked(found, USAGE, mapping_for(found, USAGE)[0])
    assert without.good.empty
    said = {"cluster": "A1", "pool": "train", "installed_card_hours": "16", "jobs_listed": "all"}
    given = {name: Match(constant=value) for name, value in said.items()}
    result = checked(found, USAGE, mapping_for(found, USAGE, given)[0])
    assert not result.errors
    assert result.good["allocated_card_hours"].tolist() == pytest.approx(HELD)
    assert set(result.good["installed_card_hours"]) == {16}


def test_a_table_without_an_end_is_refused_by_the_reader(tmp_path):
    (tmp_path / "jobs.csv").write_text("job_id,start,gpus\n1,2026-03-01,1\n")
    with pytest.raises(Refused) as refused:
        reading(tmp_path / "jobs.csv", reader="jobs")
    assert "end" in sentence(refused.value.problems[0], "en")
    assert "缺少" in sentence(refused.value.problems[0], "zh")


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "gb18030"])
def test_a_table_is_recognised_in_any_encoding(tmp_path, codec):
    text = '"作业号","提交时间","开始时间","结束时间","卡数"\r\n1,2026-03-01 00:00:00,2026-03-01 00:00:00,2026-03-01 00:30:00,8\r\n'
    (tmp_path / "jobs.csv").write_bytes(text.encode(codec))
    assert reading(tmp_path / "jobs.csv").reader == "jobs"
