"""An operator's own tables: each gives the right value, or a refusal that names what it is; ours in the same shape, then the real ones."""

import openpyxl
import pytest

from data.check import checked_files
from data.mapping_options import option
from data.read import File, inner_columns
from data.schema import Refused
from data.tables import DATASETS
from i18n.problem import sentence

JOBS = ("cluster==X", "installed_card_hours==16", "jobs_listed==all")
SACCT = "JobID|Partition|Submit|Start|End|State|AllocTRES|ReqTRES\n"
OPENAI = '{{"created": {at}, "model": "m", "choices": [{{"index": 0}}], "usage": {usage}}}'
USAGE = '{"prompt_tokens": 20, "completion_tokens": 10, "prompt_tokens_details": {"cached_tokens": 5}}'


@pytest.fixture
def check(tmp_path):
    def _check(text, dataset, *options, name="own.csv"):
        if isinstance(text, str):
            (tmp_path / name).write_text(text)
        files = [File(tmp_path / name, name)] if isinstance(text, str) else [File(text, text.name)]
        mapping = dict(option(each, DATASETS[dataset], inner_columns(dataset)) for each in options)
        return checked_files(files, DATASETS[dataset], mapping=mapping)

    return _check


def sums(found, *names):
    return tuple(round(float(found.good[name].sum()), 6) for name in names)


def test_a_job_that_began_weeks_before_does_not_stretch_the_window_and_the_time_before_is_said(check):
    """Eight cards from 20 February to 06:00 on 1 March; four from 00:00 to 12:00; two more jobs in the day."""
    rows = [
        ("1", "2026-02-20T09:00:00", "2026-02-20T10:00:00", "2026-03-01T06:00:00", "COMPLETED", "gres/gpu:a100=8,gres/gpu=8"),
        ("2", "2026-03-01T00:00:00", "2026-03-01T00:00:00", "2026-03-01T12:00:00", "COMPLETED", "gres/gpu:a100=4"),
        ("3+0", "2026-03-01T02:00:00", "2026-03-01T04:00:00", "2026-03-01T08:00:00", "FAILED", "gres/gpu=2"),
        ("4_[1-5:2%1]", "2026-03-01T20:00:00", "Unknown", "Unknown", "PENDING", "gres/gpu=1"),
        ("5", "2026-03-01T12:00:00", "None", "2026-03-02T00:00:00", "CANCELLED by 7", "gres/gpu=8"),
    ]
    text = SACCT + "".join(f"{job}|a|{submit}|{start}|{end}|{state}||{tres}\n" for job, submit, start, end, state, tres in rows)
    for table in (text, "\n".join(line + "|" for line in text.splitlines())):
        found = check(table, "usage", *JOBS)
        assert sums(found, "installed_card_hours", "allocated_card_hours", "queued_card_hours") == (16 * 24, 48 + 48 + 8, 4 + 12 + 96)
    note = next(note for note in found.notes if note.code == "read.jobs_before")
    assert sentence(note, "en").startswith("1 jobs were submitted before 2026-03-01 00:00, the first on 2026-02-20 09:00.")
    assert "Most jobs of that time are not listed" in sentence(note, "en")
    assert "此前的多数作业不在文件中" in sentence(note, "zh")


def test_jobs_running_before_the_first_row_count_from_it(check):
    text = "job_id,gpus,submit_time_s,start_time_s,end_time_s\nw,2,,,\nx,1,,,7200\na,1,0,0,14400\nb,1,3600,7200,14400\n"
    found = check(text, "usage", *JOBS, "pool==p")
    assert not found.errors
    assert sums(found, "allocated_card_hours", "queued_card_hours") == (8 + 2 + 4 + 2, 1)


def test_jobs_without_any_time_are_refused(check):
    with pytest.raises(Refused) as refused:
        check("job_id,gpus,submit,start,end\na,2,,,\nb,1,,,\n", "usage", *JOBS, "pool==p")
    assert "unreadable in all 2" in sentence(refused.value.problems[0], "en")


def test_older_gres_is_read(check):
    text = "JobID|Partition|Submit|Start|End|State|AllocGRES\n"
    text += "1|a|2026-03-01T00:00:00|2026-03-01T00:00:00|2026-03-01T02:00:00|COMPLETED|gpu:4\n"
    text += "2|a|2026-03-01T00:00:00|2026-03-01T00:00:00|2026-03-01T04:00:00|COMPLETED|craynetwork:1,gpu:tesla:2(S:0-1)\n"
    assert sums(check(text, "usage", *JOBS), "allocated_card_hours") == (16,)


def test_a_screen_of_sacct_is_refused_with_the_command(check):
    text = "JobID    Partition   Submit \n-------- --------- ---------- \n1001          a100 2026-03-01 \n"
    with pytest.raises(Refused) as refused:
        check(text, "usage")
    assert "sacct -P --allusers -o JobID,Partition,Submit,Start,End,State,AllocTRES,ReqTRES" in sentence(refused.value.problems[0], "en")
    assert "按固定宽度截断" in sentence(refused.value.problems[0], "zh")


@pytest.mark.parametrize("first", [USAGE, "null"])
def test_requests_without_tokens_are_requests_whichever_line_comes_first(check, first):
    usages = [first, *[USAGE] * 4, *["null"] * 2]
    text = "\n".join(OPENAI.format(at=1772366400 + 60 * n, usage=usage) for n, usage in enumerate(usages))
    found = check(text, "requests", "service==s", name="log.jsonl")
    known = usages.count(USAGE)
    names = ("requests", "input_tokens", "output_tokens", "cached_input_tokens", "observed_minutes")
    assert sums(found, *names) == (7, 20 * known, 10 * known, 5 * known, 6)
    note = next(note for note in found.notes if note.code == "read.inference_unknown")
    assert sentence(note, "en").startswith(f"{7 - known} of 7 requests state no tokens; sums and medians are of the other {known}.")


def test_a_log_of_litellm_is_read(check):
    head = "request_id,spend,total_tokens,prompt_tokens,completion_tokens,startTime,endTime,model,cache_hit,status\n"
    rows = "".join(f"r{n},0.1,30,20,10,2026-03-01 12:{n:02}:00+00:00,2026-03-01 12:{n:02}:04.5+00:00,m,False,success\n" for n in range(9))
    found = check(head + rows, "requests", "service==s")
    assert sums(found, "requests", "input_tokens", "output_tokens", "observed_minutes") == (9, 180, 90, 8)


def test_numbers_with_thousands_and_words_for_unknown_are_read(check):
    text = 'time,prompt_tokens,completion_tokens\n2026-03-01 12:00:00,"1,200",5\n2026-03-01 12:30:00,N/A,暂无\n'
    found = check(text, "requests", "service==s")
    assert not found.errors
    assert sums(found, "requests", "input_tokens", "output_tokens") == (2, 1200, 5)


def test_a_weekly_report_with_merged_headers_a_total_and_names_beneath_is_read(check, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["资源使用周报", None, None, None, None, None, None])
    sheet.append(["集群", "资源池", "时间", "装机（卡时）", "已分配", None, "排队（卡时）"])
    sheet.append([None, None, None, None, "卡时", "占比", None])
    for hour in ("08", "09"):
        sheet.append(["北区" if hour == "08" else None, "甲池" if hour == "08" else None, f"2026-03-01 {hour}:00", 100, 80, 0.8, "-"])
    sheet.append(["合计", None, None, 200, 160, 0.8, 0])
    sheet.append(["填表人：张三", None, "审核：李四", None, None, None, None])
    for area in ("A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2", "G2:G3", "A4:A5", "B4:B5"):
        sheet.merge_cells(area)
    book.save(tmp_path / "weekly.xlsx")
    found = check(tmp_path / "weekly.xlsx", "usage")
    assert not found.errors
    assert sums(found, "installed_card_hours", "allocated_card_hours") == (200, 160)
    assert found.good["queued_card_hours"].isna().all()
    said = {note.code: sentence(note, "en") for note in found.notes}
    assert said["check.left_out"].endswith("Totals and remarks were left out (2): 6, 7.")
    assert "2 cells (-) were read as unknown, and not as 0" in said["check.read_as_unknown"]


@pytest.mark.parametrize("footer", ["制表人,张三,审核,李四", "填表日期：2026-03-02,,,", "Prepared by: Li,,,", ",制表：王五,,"])
def test_names_and_dates_beneath_a_table_are_said_and_left_out(check, footer):
    found = check(f"集群,资源池,时间,装机\nX,p,2026-03-01 00:00,8\nX,p,2026-03-01 01:00,8\n{footer}\n", "usage")
    assert not found.errors
    assert len(found.good) == 2
    assert next(note for note in found.notes if note.code == "check.left_out").values["rows"] == "4"


def test_a_pool_or_customer_is_no_signature(check):
    assert len(check("集群,资源池,时间,装机\nX,统计池,2026-03-01 00:00,8\n审核,p,2026-03-01 01:00,8\n", "usage").good) == 2


@pytest.mark.parametrize("rows", ["0,1.5,Weibull\n600,1.6,Weibull\n", "北区,甲,2026-03-01 00:00,8,无\n北区,甲,2026-03-01 01:00,8,无\n"])
def test_a_file_without_a_header_is_refused_and_no_row_is_lost(check, rows):
    with pytest.raises(Refused) as refused:
        check(rows, "usage")
    assert sentence(refused.value.problems[0], "en").startswith("Row 1: The file has no header")


def test_years_and_hours_may_head_columns(check):
    assert [note.code for note in check("集群,2023,2024\nX,1,2\nY,3,4\n", "usage").errors][0] == "check.missing_column"
    assert "read.no_header" not in [note.code for note in check("池,2026-03-01 00:00,2026-03-01 01:00\nX,1,2\nY,3,4\n", "usage").problems]


def test_headers_are_listed_once_and_no_column_is_offered_for_its_letters(check):
    found = check("Project,GPU hours,Idle GPU hours,CPU hours\np,96,24,10\n", "usage")
    said = [sentence(each, "en") for each in found.problems]
    assert sum("CPU hours" in each for each in said) == 1
    assert not [each for each in said if "Is it" in each]


def test_a_header_that_means_the_column_is_offered(check):
    found = check("Cluster name,Pool name of the team,hour,Total GPU\nX,a,2026-03-01 00:00,8\n", "usage")
    assert [each.values["closest"] for each in found.errors if each.code == "check.missing_column"] == ["Pool name of the team"]


def test_a_header_twice_over_different_cells_is_an_error(check):
    found = check("cluster,pool,pool,hour,installed\nX,a,b,2026-03-01 00:00,8\n", "usage")
    assert [(each.code, each.place.column) for each in found.errors] == [("check.header_twice", "pool")]
    assert "出现两次" in sentence(found.errors[0], "zh")
    assert not check("cluster,pool,pool,hour,installed\nX,a,a,2026-03-01 00:00,8\n", "usage").errors


FIELD = {
    "17-sacct-typical.txt": ("usage", JOBS, (384, 172, 126)),
    "17b-sacct-parsable-trailing.txt": ("usage", JOBS, (384, 172, 126)),
    "20-sacct-gres-column.txt": ("usage", JOBS, (384, 96, 0)),
    "39-jobs-running-before-the-trace.csv": ("usage", (*JOBS, "pool==p"), (384, 245, 1)),
    "42-node-sequence.csv": ("usage", ("cluster==X", "pool==p", "cards_per_node==8"), (6400, 5280, 0)),
    "43-five-minute-table.csv": ("usage", (), (200, 140, 0)),
    "27-merged-header-weekly.xlsx": ("usage", (), (900, 450, 30)),
    "22-litellm-spend-logs.csv": ("requests", ("service==s",), (60, 12_000, 6_000, 0, 59)),
    "23-openai-jsonl-null-usage.jsonl": ("requests", ("service==s",), (60, 10_000, 5_000, 2_500, 59)),
    "23b-openai-jsonl-usage-first.jsonl": ("requests", ("service==s",), (60, 10_000, 5_000, 2_500, 59)),
    "41-requests-relative-ms.jsonl": ("requests", ("service==s", "start=timestamp[ms]"), (60, 361_770, 18_000, 0, 59)),
}
STEPS = {
    "usage": ("installed_card_hours", "allocated_card_hours", "queued_card_hours"),
    "requests": ("requests", "input_tokens", "output_tokens", "cached_input_tokens", "observed_minutes"),
}
REFUSED = {
    "19-sacct-fixed-width.txt": "sacct -P",
    "25-kubecost-allocation.csv": "Kubecost",
    "26-runai-consumption.csv": "Run:ai",
    "37-npu-smi-info.txt": "npu-smi",
    "40-headerless-rates.csv": "no header",
}


@pytest.mark.reference
@pytest.mark.parametrize("name", FIELD)
def test_the_file_of_the_field_gives_its_value(check, reference, name):
    dataset, options, values = FIELD[name]
    found = check(reference / "field" / "telemetry" / name, dataset, *options)
    assert not found.errors
    assert sums(found, *STEPS[dataset]) == values


@pytest.mark.reference
@pytest.mark.parametrize("name", REFUSED)
def test_the_file_of_the_field_is_refused_by_name(check, reference, name):
    with pytest.raises(Refused) as refused:
        check(reference / "field" / "telemetry" / name, "usage")
    assert REFUSED[name] in sentence(refused.value.problems[0], "en")


@pytest.mark.reference
def test_a_daily_table_of_the_field_is_refused(check, reference):
    found = check(reference / "field" / "telemetry" / "44-daily-table.csv", "usage")
    assert [each.code for each in found.errors] == ["check.not_hourly"]
    assert found.good.empty
