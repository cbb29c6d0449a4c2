"""The command line: every verb, good and bad input, what is said and with which exit code, in both languages."""

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import cli
from data.schema import LANGUAGES
from data.store import database_path, open_snapshot, open_store, snapshot_path
from data.store.files import log_path
from data.tables import DATASETS
from export import FORMATS
from export.workbook import template
from i18n import say
from views import VIEWS

ROOT = Path(__file__).parents[1]
MISTAKES = ROOT / "tests" / "fixtures" / "usage_40_mistakes.csv"
USAGE = "cluster,pool,hour,installed_card_hours,allocated_card_hours\nTest,A,2024-06-07 00:00,100,60\nTest,A,2024-06-07 01:00,100,61\n"


@pytest.fixture
def run(database, capsys):
    """Runs a verb in this process: run(*arguments) -> (exit code, what it printed, what it said on stderr)."""

    def ran(*arguments: object) -> tuple[int, str, str]:
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as left:
            code = left.code
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    yield ran
    open_store(database).close()


@pytest.fixture
def file(tmp_path):
    """Writes a file and returns its path: file(name, text or bytes)."""

    def written(name: str, content: str | bytes = USAGE) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


@pytest.fixture
def running_app(database):
    """Another process that holds the database open for writing, as the app does."""
    program = (
        "import sys, pathlib; from data.store import open_store; open_store(pathlib.Path(sys.argv[1])); print('open', flush=True); input()"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(database)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"open\n"
    yield process
    process.communicate(b"\n")


def figures(printed: str) -> dict:
    """The only row of a result printed as JSON."""
    (row,) = json.loads(printed)["rows"]
    return row


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def bad_files() -> dict[str, tuple[str, bytes, str]]:
    """Name of the case -> (file name, bytes, code of what is said)."""
    workbook = template(DATASETS["usage"], "en")
    return {
        "mistakes": ("mistakes.csv", MISTAKES.read_bytes(), "store.left_out"),
        "empty": ("empty.csv", b"", "read.empty"),
        "header only": ("header.csv", USAGE.splitlines()[0].encode(), "read.header_only"),
        "picture": ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(200), "read.is_image"),
        "cut workbook": ("cut.xlsx", workbook[:-400], "read.is_cut_excel"),
        "cut gz": ("cut.csv.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab", "read.gzip_cut"),
        "program": ("run.csv", b"\x7fELF" + bytes(200), "read.is_program"),
    }


def test_the_tracked_cluster_has_the_figures_that_were_counted_by_hand(run):
    code, printed, _ = run("result", "idle_rate", "--by", "cluster")
    row = figures(printed)
    assert code == 0
    assert (row["cluster"], row["pools"], row["installed_card_hours"]) == ("Earth", 10, 553_536)
    assert row["allocated_rate"] == pytest.approx(0.7147, abs=5e-5)
    assert row["unallocated_rate"] == pytest.approx(0.2853, abs=5e-5)
    assert row["idle_rate"] is None
    assert row["allocated_rate_unweighted"] == pytest.approx(0.6586, abs=5e-5)
    assert json.loads(printed)["coverage"]["allocated"] == pytest.approx(744 / 856, abs=1e-6)


def test_without_the_suspect_hours_more_is_allocated_and_how_many_they_are_is_said(run):
    code, printed, _ = run("result", "idle_rate", "--by", "cluster", "--set", "outages=excluded", "--lang", "en")
    assert code == 0
    assert figures(printed)["allocated_rate"] == pytest.approx(0.739595, abs=5e-7)
    assert any("25 hours" in note for note in json.loads(printed)["notes"])


def test_the_bands_of_the_ladder_have_these_names_and_sum_to_one(run):
    _, printed, _ = run("result", "idle_ladder", "--by", "total", "--lang", "en")
    titles = {column["name"]: column["title"] for column in json.loads(printed)["columns"]}
    bands = ("unallocated_or_out_of_service", "allocated_use_unobserved")
    assert [titles[name] for name in bands] == ["Unallocated or out of service", "Allocated, use unobserved"]
    assert sum(figures(printed)[name] for name in bands) == pytest.approx(1, abs=2e-6)


def test_a_result_is_narrowed_by_period_and_pool_and_comes_as_csv_with_codes_for_headings(run):
    asked = ("--by", "day", "--where", "pool=vcpDC", "--where", "pool=vcLJZ", "--from", "2020-05-04", "--to", "2020-05-10")
    code, printed, _ = run("result", "idle_rate", *asked, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert code == 0
    assert [row["day"][:10] for row in rows] == [f"2020-05-{day:02d}" for day in range(4, 11)]
    assert all(0 <= float(row["unallocated_rate"]) <= 1 for row in rows)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_view_answers_without_being_asked_anything_more(run, view, language):
    if any(entry.required for entry in getattr(VIEWS[view], "entries", ())):
        pytest.skip("asks the analyst for a figure first")
    code, printed, said = run("result", view, "--lang", language)
    assert (code, said) == (0, "")
    assert {"rows", "columns", "sources", "data_version", "method"} <= set(json.loads(printed))


@pytest.mark.parametrize("language", LANGUAGES)
def test_datasets_and_views_are_all_listed(run, language):
    code, printed, _ = run("datasets", "--lang", language)
    assert code == 0
    assert [line.split()[0] for line in printed.splitlines()] == list(DATASETS)
    assert all(dataset.title.in_(language) in printed for dataset in DATASETS.values())
    code, printed, _ = run("views", "--lang", language)
    assert code == 0
    assert [line for line in printed.splitlines() if not line.startswith(" ")] == list(VIEWS)
    assert "--set outages=included|excluded" in printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_is_checked_stored_listed_and_taken_back(run, file, language):
    path, lang = file("usage.csv"), ("--lang", language)
    counted = say("cli.checked", language, read=2, rows=2, good=2, errors=0)
    code, printed, _ = run("check", path, "--dataset", "usage", *lang)
    assert (code, printed.strip()) == (0, counted)
    assert run("uploads", *lang)[1] == ""

    code, printed, _ = run("add", path, "--dataset", "usage", *lang)
    see = say("cli.see", language, command="python cli.py result idle_rate --set data=mine")
    assert (code, printed.splitlines()) == (0, [counted, say("cli.stored", language, number=1, rows=2, dataset="usage"), see])
    assert "usage.csv" in run("uploads", *lang)[1]
    assert figures(run("result", "idle_rate", "--where", "cluster=Test", "--set", "data=mine")[1])["installed_card_hours"] == 200
    assert not json.loads(run("result", "idle_rate", "--where", "cluster=Test")[1])["rows"]
    record, mine = json.loads(run("result", "idle_rate", "--set", "data=both")[1])
    assert [one["rows"][0]["installed_card_hours"] for one in (record, mine)] == [553_536, 200]

    code, printed, _ = run("undo", 1, *lang)
    assert (code, printed.strip()) == (0, say("cli.taken_back", language, number=1, name="usage.csv", rows=2))
    assert say("cli.undone", language) in run("uploads", *lang)[1]
    assert not json.loads(run("result", "idle_rate", "--where", "cluster=Test", "--set", "data=both")[1])["rows"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_forty_mistakes_are_printed_each_with_its_row_and_nothing_is_stored(run, language):
    code, printed, said = run("check", MISTAKES, "--dataset", "usage", "--lang", language)
    assert (code, printed.strip()) == (1, say("cli.checked", language, read=45, rows=45, good=5, errors=40))
    rows = [row for row, line in enumerate(csv.DictReader(MISTAKES.open(encoding="utf-8")), start=2) if line["mistake"]]
    told = [line for line in said.splitlines() if any(say("problem.in_row", language, row=row).lower() in line.lower() for row in rows)]
    assert len(told) == 40


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", bad_files())
def test_a_bad_file_is_said_and_leaves_the_database_as_it_was_to_the_last_byte(run, database, file, case, language):
    name, content, code = bad_files()[case]
    before = sha256(database), sha256(snapshot_path(database))
    left, _, said = run("add", file(name, content), "--dataset", "usage", "--lang", language)
    expected = (
        say(code, language, found="cluster, pool, hour, installed_card_hours, allocated_card_hours")
        if "header" in code
        else say(code, language)
    )
    assert left == 1
    assert expected.split("{")[0].rstrip(".。") in said
    assert "Traceback" not in said
    assert (sha256(database), sha256(snapshot_path(database))) == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_good_rows_of_a_bad_file_are_stored_when_the_share_left_out_is_named(run, language):
    lang = ("--dataset", "usage", "--lang", language)
    for yes, code in (((), "left_out"), (("--good-rows",), "left_out"), (("--good-rows=42%",), "other_share")):
        left, _, said = run("add", MISTAKES, *yes, *lang)
        values = {"share": "88.9%", "dropped": 40, "whole": 45, "found": "42%"}
        assert (left, say(f"store.{code}", language, **values) in said) == (1, True)
        assert "--good-rows=88.9%" in said
    assert run("uploads")[1] == ""
    assert run("add", "--good-rows", "88.9%", MISTAKES, *lang)[0] == 0
    assert " 5  mine" in run("uploads")[1]
    result = json.loads(run("result", "idle_rate", "--where", "cluster=Test", "--set", "data=mine", "--lang", language)[1])
    assert say("caption.left_out", language, number=1, name=MISTAKES.name, share="88.9%") in result["notes"]
    assert result["coverage"]["allocated"] == pytest.approx(5 / 45, abs=1e-6)
    assert result["rows"][0]["coverage_allocated"] == pytest.approx(5 / 45, abs=1e-6)
    assert not [note for note in json.loads(run("result", "idle_rate", "--where", "cluster=Earth")[1])["notes"] if MISTAKES.name in note]


JOBS = "job_id,pool,submit_time,start_time,end_time,state,gpu_num\n" + "".join(
    f"j{n},p,2024-06-02 {n:02d}:00,2024-06-02 {n:02d}:00,2024-06-02 {n + 1:02d}:00,done,2\n" for n in range(20)
)
LOG = "created,model,prompt_tokens,completion_tokens\n" + "".join(
    f"2024-06-02 10:{n:02d}:00,m,{'' if n % 5 == 0 else 9},{'' if n % 5 == 0 else 3}\n" for n in range(40)
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_limits_the_figures_of_a_file_stands_in_every_result_that_uses_it(run, file, language, tmp_path):
    """A job that runs on from before the others are listed; requests that state no tokens."""
    early = "j99,p,2024-05-20 00:00,2024-05-20 00:00,2024-06-02 05:00,done,4\n"
    answers = ("--map", "cluster==Jobs", "--map", "installed_card_hours==40", "--map", "jobs_listed==all")
    assert run("add", file("jobs.csv", JOBS + early), "--dataset", "usage", *answers)[0] == 0
    assert run("add", file("log.csv", LOG), "--dataset", "requests", "--map", "service==s")[0] == 0
    before = {"upload": 1, "file": "jobs.csv", "count": 1, "first": "2024-06-02 00:00", "earliest": "2024-05-20 00:00"}
    said = say("caption.said_jobs_before", language, **before)
    for view in ("idle_rate", "idle_ladder", "idle_pools"):
        assert said in json.loads(run("result", view, "--where", "cluster=Jobs", "--set", "data=mine", "--lang", language)[1])["notes"]
        assert said not in json.loads(run("result", view, "--where", "cluster=Earth", "--lang", language)[1])["notes"]
    unknown = say("caption.said_inference_unknown", language, upload=2, file="log.csv", count=40, unknown=8, known=32)
    assert unknown in json.loads(run("result", "requests", "--set", "data=mine", "--lang", language)[1])["notes"]
    target = tmp_path / "ladder.xlsx"
    assert (
        run("export", "idle_ladder", "--where", "cluster=Jobs", "--set", "data=mine", "--to", "xlsx", "--lang", language, "-o", target)[0]
        == 0
    )
    cells = [cell for sheet in openpyxl.load_workbook(target) for row in sheet.iter_rows(values_only=True) for cell in row]
    assert any(said in str(cell) for cell in cells)


def test_less_than_one_row_in_a_hundred_is_left_out_without_naming_the_share(run, file):
    rows = "".join(f"Test,A,2024-06-{1 + n // 24:02d} {n % 24:02d}:00,100,{'x' if n == 7 else 60}\n" for n in range(200))
    path = file("long.csv", USAGE.splitlines()[0] + "\n" + rows)
    assert run("add", path, "--dataset", "usage")[0] == 1
    assert run("add", "--good-rows", path, "--dataset", "usage")[0] == 0


HEAD = USAGE.splitlines()[0] + ",observed_minutes\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_file_would_replace_is_counted_and_needs_a_yes(run, database, file, language):
    first = file("first.csv", HEAD + "Test,A,2024-06-07 00:00,100,40,30\nTest,A,2024-06-07 01:00,100,60,60\n")
    second = file("second.csv", HEAD + "Test,A,2024-06-07 00:00,100,10,30\nTest,A,2024-06-07 01:00,100,60,60\n")
    lang = ("--dataset", "usage", "--lang", language)
    assert run("add", first, *lang)[0] == 0
    before = sha256(database)
    code, _, said = run("add", second, *lang)
    shown = {"en": "Allocated, card-hours 40.0 → 10.0", "zh": "已分配（卡时） 40.0 → 10.0"}[language]
    assert code == 1
    assert {"en": "1 pool-hours of upload 1, first.csv,", "zh": "上传 1（first.csv）的 1 个资源池小时"}[language] in said
    assert shown in said and "--replace" in said
    assert sha256(database) == before
    assert run("add", second, "--replace", *lang)[0] == 0
    assert run("undo", 2)[0] == 0
    assert figures(run("result", "idle_rate", "--where", "cluster=Test", "--set", "data=mine")[1])["allocated_card_hours"] == 100


@pytest.mark.reference
def test_a_query_in_pieces_is_one_upload_in_any_order_and_later_pieces_need_a_yes(run, reference):
    first, second = (reference / "field" / "telemetry" / f"31{part}" for part in ("a-chunk-1.json", "b-chunk-2.json"))
    given = ("--dataset", "usage", "--map", "cluster==M")
    assert run("add", first, *given)[0] == 0
    assert run("add", second, *given)[0] == 1
    assert run("add", second, first, *given)[0] == 1
    code, printed, said = run("add", second, first, *given, "--replace", "--lang", "en")
    assert (code, say("store.together", "en", number=1, name="31a-chunk-1.json") in said) == (0, True)
    row = figures(run("result", "idle_rate", "--where", "cluster=M", "--set", "data=mine")[1])
    assert (row["installed_card_hours"], row["allocated_rate"], row["coverage_allocated"]) == (8, 0.5, 1)
    assert run("undo", 2)[0] == 0
    assert figures(run("result", "idle_rate", "--where", "cluster=M", "--set", "data=mine")[1])["coverage_allocated"] == 0.5


@pytest.mark.reference
@pytest.mark.parametrize("undone", [False, True], ids=["live", "undone"])
def test_what_was_said_of_one_file_is_not_said_of_the_next(run, reference, undone):
    folder = reference / "field" / "telemetry"
    said = ("--map", "cluster==North", "--map", "available_card_hours==100%")
    assert run("add", folder / "01b-control.json", "--dataset", "usage", *said)[0] == 0
    if undone:
        run("undo", 1)
    assert run("add", folder / "04-dcgm-blanks.json", "--dataset", "usage")[0] == 0
    row = figures(run("result", "idle_rate", "--by", "cluster", "--where", "cluster=c1", "--set", "data=mine")[1])
    assert (row["cluster"], row["allocated_rate"], row["idle_rate"]) == ("c1", 0.75, None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_summary_is_one_row_a_file_with_what_it_is_gives_and_lacks(run, file, language):
    head = "pool,hour,installed_card_hours,available_card_hours,allocated_card_hours,busy_card_hours\n"
    whole = file("whole.csv", "cluster," + head + "A,p,2024-06-07 00:00,8,8,4,2\nA,p,2024-06-07 01:00,8,8,x,2\n")
    lacking = file("lacking.csv", head + "p,2024-06-07 00:00,8,8,6,4\n")
    unknown = file("unknown.csv", "a,b\n1,2\n")
    code, printed, said = run("check", whole, lacking, unknown, "--summary", "--lang", language)
    first, second, third = csv.DictReader(io.StringIO(printed))
    assert (code, said) == (1, "")
    assert (first["file"], first["dataset"], first["rows"], first["dropped"]) == ("whole.csv", "usage", "2", "1")
    assert (first["idle_rate"], first["coverage_idle"], first["allocated_rate"]) == ("0.75", "0.5", "0.5")
    assert {"en": "“x” is not a number", "zh": "“x”不是数字"}[language] in first["answer"]
    assert (second["idle_rate"], second["unallocated_rate"], second["coverage_allocated"]) == ("0.5", "0.25", "1.0")
    assert {"en": "cluster==value", "zh": "cluster==值"}[language] in second["answer"]
    assert (third["dataset"], say("check.which_dataset", language, headers="a; b" if language == "en" else "a、b") in third["answer"]) == (
        "",
        True,
    )
    assert run("check", whole, "--lang", language)[0] == 1
    assert run("check", file("usage.csv"), "--summary")[0] == 0


@pytest.mark.reference
@pytest.mark.parametrize("language", LANGUAGES)
def test_status_words_of_a_chinese_ledger_are_known_and_one_can_be_put_right(run, reference, language):
    given = (reference / "field" / "uploads" / "contracts-12-rows.xlsx", "--dataset", "contracts", "--lang", language)
    code, _, said = run("check", *given)
    assert code == 0
    assert {"en": "“已终止” (4 cells) was taken for “Terminated”", "zh": "“已终止”（4 处）被视为“终止”"}[language] in said
    assert run("add", *given, "--value", "status:已终止=completed")[0] == 0
    again = run("check", *given, "--value", "status:已终止=completed")[2]
    assert {"en": "“已终止” (4 cells) was taken", "zh": "“已终止”（4 处）被视为"}[language] not in again


def test_the_same_file_is_stored_again_only_on_purpose(run, file):
    path = file("usage.csv")
    assert run("add", path, "--dataset", "usage")[0] == 0
    code, _, said = run("add", path, "--dataset", "usage", "--lang", "en")
    assert (code, "stored already: upload 1, usage.csv" in said) == (1, True)
    assert run("add", path, "--dataset", "usage", "--again")[0] == 0


@pytest.mark.reference
def test_a_row_of_a_summary_without_any_rate_says_why(run, reference):
    files = sorted((reference / "field" / "telemetry").glob("0*-*.json"))
    lines = list(csv.DictReader(run("check", *files, "--summary", "--lang", "en")[1].splitlines()))
    silent = [line["file"] for line in lines if not line["idle_rate"] and not line["allocated_rate"] and not line["answer"]]
    assert (len(lines), silent) == (len(files), [])
    assert not [line["file"] for line in lines if "Nothing:" in line["answer"]]


def test_a_mapping_is_given_by_header_unit_and_value(run, file):
    path = file("own.csv", "P,When,There,Taken\nA,2024-06-07 00:00,1.5,60 kWh\n")
    given = ("cluster==Test", "pool=P", "hour=When", "installed_card_hours=There", "allocated_card_hours=Taken")
    options = [part for one in given for part in ("--map", one)]
    assert run("check", path, "--dataset", "usage", *options)[0] == 1
    good = file("good.csv", "P,When,There,Taken\nA,2024-06-07 00:00,1.5,3600\n")
    options = [part.replace("=Taken", "=Taken[card_seconds]") for part in options]
    assert run("add", good, "--dataset", "usage", *options)[0] == 0
    assert figures(run("result", "idle_rate", "--where", "cluster=Test", "--set", "data=mine")[1])["allocated_card_hours"] == 1


def test_another_reader_neither_sees_nor_takes_back_what_is_not_shared(run, file, monkeypatch):
    run("add", file("mine.csv"), "--dataset", "usage")
    monkeypatch.setenv("SUANLI_USER", "somebody else")
    assert run("uploads")[1] == ""
    assert run("undo", 1, "--lang", "en")[0::2] == (1, say("store.no_upload", "en", number=1) + "\n")
    monkeypatch.delenv("SUANLI_USER")
    run("undo", 1)
    run("add", file("ours.csv"), "--dataset", "usage", "--visibility", "all")
    monkeypatch.setenv("SUANLI_USER", "somebody else")
    assert "ours.csv" in run("uploads")[1]
    assert run("undo", 2, "--lang", "en")[0::2] == (1, say("store.not_yours", "en", number=2, owner="local") + "\n")


@pytest.mark.parametrize("form", [form for form in FORMATS if form not in ("png", "svg", "pdf")])
def test_a_view_is_written_in_a_format_that_needs_no_browser(run, tmp_path, form):
    target = tmp_path / "a folder" / f"ladder.{form}"
    code, printed, said = run(
        "export", "idle_ladder", "--from", "2020-05-01", "--to", "2020-05-09", "--to", form, "--lang", "zh", "-o", target
    )
    assert (code, printed.strip(), said) == (0, str(target), "")
    assert target.stat().st_size > 100


def test_an_exported_workbook_holds_the_figures_of_the_result(run, tmp_path):
    target = tmp_path / "pools.xlsx"
    run("export", "idle_pools", "--to", "xlsx", "--lang", "en", "-o", target)
    sheet = openpyxl.load_workbook(target)["Data"]
    head, *rows = sheet.iter_rows(values_only=True)
    shown = {row[head.index("Pool")]: row[head.index("Unallocated rate")] for row in rows}
    told = {row["pool"]: row["unallocated_rate"] for row in json.loads(run("result", "idle_pools")[1])["rows"]}
    assert shown == pytest.approx(told, abs=1e-6)


def test_a_file_is_named_after_metric_scope_period_and_language(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, printed, _ = run("export", "idle_rate", "--to", "csv", "--lang", "zh")
    assert (code, printed.strip()) == (0, "idle_rate_Earth_2020-05-01_2020-05-31_zh.csv")
    assert (tmp_path / printed.strip()).read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("language", LANGUAGES)
def test_while_the_app_runs_results_and_exports_work_and_add_says_what_to_do(run, running_app, database, file, tmp_path, language):
    assert figures(run("result", "idle_rate", "--by", "cluster")[1])["installed_card_hours"] == 553_536
    assert run("export", "idle_ladder", "--to", "pptx", "-o", tmp_path / "ladder.pptx")[0] == 0
    assert run("datasets")[0] == run("uploads")[0] == run("check", file("usage.csv"), "--dataset", "usage")[0] == 0
    for arguments in (("add", file("usage.csv"), "--dataset", "usage"), ("undo", 1), ("load",)):
        code, _, said = run(*arguments, "--lang", language)
        assert (code, said.splitlines()[-1]) == (1, say("store.locked", language, path=str(database)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("result", "no_view"), "view.unknown_view"),
        (("result", "idle_rate", "--by", "moon"), "view.unknown_by"),
        (("result", "idle_rate", "--where", "moon=full"), "view.unknown_where"),
        (("result", "idle_rate", "--where", "moon"), "view.no_pair"),
        (("result", "idle_rate", "--set", "moon=full"), "view.unknown_parameter"),
        (("result", "idle_rate", "--set", "outages=perhaps"), "view.unknown_value"),
        (("result", "idle_rate", "--from", "2020-02-31"), "view.bad_day"),
        (("result", "idle_rate", "--from", "1 May"), "view.bad_day"),
        (("result", "idle_rate", "--from", "2020-05-09", "--to", "2020-05-01"), "view.days_swapped"),
        (("result", "cancellations", "--from", "2020-05-09"), "view.no_period"),
        (("export", "idle_rate"), "view.no_format"),
        (("check", "FILE", "--dataset", "usage", "--map", "moon=Moon"), "mapping.unknown_column"),
        (("check", "FILE", "--dataset", "usage", "--map", "moon"), "mapping.not_an_option"),
        (("check", "FILE", "--dataset", "usage", "--value", "moon:x=all"), "mapping.unknown_column"),
        (("check", "FILE", "--dataset", "usage", "--value", "jobs_listed:x"), "mapping.not_a_value_option"),
        (("check", "FILE", "--dataset", "usage", "--value", "jobs_listed:x=some"), "mapping.unknown_code"),
    ],
    ids=str,
)
def test_a_question_that_cannot_be_asked_is_said_and_leaves_with_2(run, file, arguments, code, language):
    left, printed, said = run(*(file("usage.csv") if part == "FILE" else part for part in arguments), "--lang", language)
    assert "Traceback" not in said
    assert (left, printed) == (2, "")
    assert say(code, language).split("{")[0] in said


@pytest.mark.parametrize("arguments", [(), ("nonsense",), ("undo", "one"), ("check", "x.csv", "--dataset", "moon"), ("result",)], ids=str)
def test_wrong_usage_leaves_with_2_and_says_how(run, arguments):
    code, printed, said = run(*arguments)
    assert (code, printed) == (2, "")
    assert said.startswith("usage: cli.py")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verb", ["check", "add"])
def test_a_path_that_is_no_file_is_one_sentence(run, tmp_path, verb, language):
    (tmp_path / "folder").mkdir()
    (tmp_path / "dangling.csv").symlink_to(tmp_path / "nowhere.csv")
    for name, code in (("missing.csv", "read.no_file"), ("dangling.csv", "read.no_file"), ("folder", "read.folder")):
        left, _, said = run(verb, tmp_path / name, "--dataset", "usage", "--lang", language)
        assert left == 1
        assert say(code, language, found=name).rstrip() in said


def test_a_link_to_a_file_is_that_file(run, file, tmp_path):
    link = tmp_path / "link.csv"
    link.symlink_to(file("usage.csv"))
    assert run("check", link, "--dataset", "usage")[0] == 0


def test_a_place_that_cannot_be_written_is_one_sentence(run, file, tmp_path):
    blocked = file("a file", b"") / "chart.csv"
    code, _, said = run("export", "idle_rate", "--to", "csv", "-o", blocked, "--lang", "en")
    assert (code, "Traceback" in said) == (1, False)
    assert said.startswith("The file ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_damaged_database_is_one_sentence(database, monkeypatch, tmp_path, capsys, language):
    junk = tmp_path / "junk.duckdb"
    junk.write_bytes(b"no database" * 1000)
    monkeypatch.setenv("SUANLI_DATABASE", str(junk))
    assert cli.main(["result", "idle_rate", "--lang", language]) == 1
    assert capsys.readouterr().err.strip() == say("store.damaged", language, path=str(junk))


def test_an_upload_that_is_not_there_or_taken_back_is_said(run, file):
    assert run("undo", 99, "--lang", "zh")[0::2] == (1, say("store.no_upload", "zh", number=99) + "\n")
    run("add", file("usage.csv"), "--dataset", "usage")
    run("undo", 1)
    code, _, said = run("undo", 1, "--lang", "en")
    assert (code, said.startswith("Upload 1 was taken back already")) == (1, True)


def test_load_makes_a_database_where_there_is_none(monkeypatch, tmp_path):
    path = tmp_path / "deep" / "new.duckdb"
    monkeypatch.setenv("SUANLI_DATABASE", str(path))
    assert cli.main(["load"]) == 0
    open_store(path).close()
    assert open_snapshot(path).tables("local").size("usage") == 7440


def test_the_language_is_that_of_the_terminal_where_none_is_said(run, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "资源池小时用量" in run("datasets")[1]
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert "Usage by pool and hour" in run("datasets")[1]


def test_docs_are_written_from_the_code_and_staleness_is_said(run, monkeypatch, tmp_path):
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr(cli, "__file__", str(tmp_path / "cli.py"))
    code, _, said = run("docs", "--check", "--lang", "en")
    names = ("data.md", "cli.md", *(f"readers.{language}.md" for language in LANGUAGES))
    assert (code, said.splitlines()) == (1, [say("cli.stale", "en", path=name) for name in names])
    assert run("docs")[0] == 0
    assert run("docs", "--check")[0] == 0


def test_the_command_runs_from_anywhere_as_a_program_of_its_own(database, tmp_path):
    done = subprocess.run([sys.executable, str(ROOT / "cli.py"), "views"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "idle_ladder" in done.stdout


@pytest.mark.reference
def test_the_original_files_of_helios_are_read_to_the_minute(run, reference):
    code, printed, _ = run("check", reference / "traces" / "helios-earth", "--dataset", "usage", "--lang", "en")
    assert code == 0
    assert "446400 rows read, 7440 rows out, 7440 without errors" in printed.replace("6,4", "64").replace("7,4", "74")


SERIES = (
    "unique_id,t,y,other\n"
    + "".join(f"{name},{t},{10 * k + t + t % 4},x\n" for k, name in enumerate("ab", 1) for t in range(24))
    + "c,0,5,x\n"
)


def test_forecast_prints_every_series_and_says_as_json_what_it_refuses(run, tmp_path):
    file = tmp_path / "series.csv"
    file.write_text(SERIES)
    given = ("--time", "t", "--value", "y", "--id", "unique_id", "--season", 4, "--horizon", 3)
    code, out, err = run("forecast", file, *given, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert list(rows[0]) == ["id", "step", "mean", "lower_80", "upper_80", "lower_95", "upper_95", "model"]
    assert [(row["id"], row["step"]) for row in rows] == [(name, str(step)) for name in "ab" for step in (1, 2, 3)]
    assert float(rows[0]["mean"]) == pytest.approx(34, abs=1) and rows[0]["model"].startswith("median(theta|")
    refused = json.loads(err)
    assert (refused["id"], refused["code"], refused["points"], refused["needed"]) == ("c", "forecasting.too_short", 1, 11)
    assert "1 of the 11" in refused["reason"]


def test_forecast_reads_parquet_and_one_series_without_an_id(run, tmp_path):
    file = tmp_path / "series.parquet"
    pd.DataFrame({"month": [f"2024-{m:02d}" for m in range(1, 13)], "cards": [float(2 * m) for m in range(12)]}).to_parquet(file)
    code, out, err = run("forecast", file, "--time", "month", "--value", "cards", "--season", 1, "--horizon", 2, "--format", "json")
    assert (code, err) == (0, "") and [row["step"] for row in json.loads(out)] == [1, 2]


def test_forecast_says_what_is_wrong_with_a_header_or_a_horizon(run, tmp_path):
    file = tmp_path / "series.csv"
    file.write_text(SERIES)
    assert run("forecast", file, "--time", "when", "--value", "y")[0] == 1
    code, _, err = run("forecast", file, "--time", "t", "--value", "y", "--id", "unique_id", "--horizon", 0, "--lang", "zh")
    assert code == 2 and "预测步数" in err


def test_forecast_of_shares_closes_the_parts_of_each_whole(run, tmp_path):
    file = tmp_path / "mix.csv"
    rows = [f"{name},{2015 + t},{0.6 - 0.03 * t:.2f},{0.4 + 0.03 * t:.2f}" for name in ("x", "y") for t in range(6)]
    file.write_text("\n".join(["who,year,training,inference", *rows, "z,2015,0.9,0.4"]))
    code, out, err = run("forecast", file, "--time", "year", "--value", "training,inference", "--shares", "--id", "who", "--horizon", 2)
    found = pd.read_csv(io.StringIO(out))
    assert code == 0 and json.loads(err)["code"] == "forecasting.no_whole"
    assert found["id"].tolist() == ["x/training", "x/inference"] * 2 + ["y/training", "y/inference"] * 2
    whole = found.groupby([found["id"].str[0], "step"])["mean"].sum()
    assert (abs(whole - 1) < 1e-12).all() and found["upper_95"].max() <= 1


def test_forecast_says_of_a_series_what_must_be_known(run, tmp_path):
    file = tmp_path / "spike.csv"
    file.write_text("t,y\n" + "".join(f"{t},{1e12 if t == 9 else 5 + t % 3}\n" for t in range(24)))
    code, out, err = run("forecast", file, "--time", "t", "--value", "y", "--horizon", 2, "--lang", "zh")
    assert code == 0 and json.loads(err)["code"] == "forecasting.spike" and "缺口" in json.loads(err)["note"]
    assert pd.read_csv(io.StringIO(out))["upper_95"].max() < 100


@pytest.mark.parametrize("arguments", [(), *((verb,) for verb in cli.VERBS)], ids=str)
def test_help_is_printed_of_the_whole_and_of_every_verb(run, arguments):
    code, printed, said = run(*arguments, "--help")
    assert (code, said) == (0, "")
    assert printed.startswith("usage: cli.py")
    assert all(verb in printed for verb in (arguments or cli.VERBS))
    assert "%%" not in printed


@pytest.mark.parametrize("failure", [ZeroDivisionError("half a secret"), MemoryError(), KeyError("x"), OSError("odd")], ids=repr)
@pytest.mark.parametrize("verb", ["datasets", "views", "uploads", "undo", "result", "load", "health"])
def test_what_nobody_foresaw_is_a_sentence_with_an_id_on_every_verb(run, monkeypatch, database, verb, failure):
    def fails(*_: object) -> int:
        raise failure

    monkeypatch.setitem(cli.VERBS, verb, fails)
    code, printed, said = run(verb, *{"undo": (1,), "result": ("idle_rate",)}.get(verb, ()), "--lang", "en")
    assert (code, printed) == (1, "")
    number = re.fullmatch(r"Something failed that was not foreseen \(\w+\)\..* under (\w{8}) in the log: .*\n", said)[1]
    assert number in log_path(database).read_text() and "secret" not in said


def test_a_verb_that_is_interrupted_says_so(run, monkeypatch):
    monkeypatch.setitem(cli.VERBS, "views", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    assert run("views", "--lang", "zh") == (130, "", say("cli.interrupted", "zh") + "\n")


def test_output_that_nobody_reads_to_its_end_is_no_failure(database):
    program = subprocess.Popen([sys.executable, str(ROOT / "cli.py"), "views"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    program.stdout.close()
    assert (program.stderr.read(), program.wait()) == (b"", 0)


def test_a_damaged_snapshot_is_mended_by_whoever_reads_it(run, database):
    content = bytearray(snapshot_path(database).read_bytes())
    content[len(content) // 2 :] = bytes(len(content) - len(content) // 2)
    snapshot_path(database).write_bytes(content)
    code, printed, said = run("result", "idle_rate", "--by", "cluster")
    assert (code, said) == (0, "")
    assert figures(printed)["installed_card_hours"] == 553_536


def test_a_damaged_snapshot_while_the_app_runs_is_said(run, running_app, database):
    snapshot_path(database).write_bytes(b"no database" * 1000)
    code, _, said = run("uploads", "--lang", "en")
    assert (code, said) == (1, say("store.no_snapshot", "en", path=str(snapshot_path(database))) + "\n")


def test_a_backup_is_written_once_restored_and_sound(run, file, tmp_path):
    run("add", file("usage.csv"), "--dataset", "usage")
    copy = tmp_path / "backup.duckdb"
    code, printed, _ = run("backup", copy, "--lang", "en")
    assert (code, "1 uploads" in printed) == (0, True)
    code, _, said = run("backup", copy, "--lang", "en")
    assert (code, said) == (1, say("store.there_already", "en", path=copy) + "\n")
    run("undo", 1)
    open_store(database_path()).close()
    code, printed, said = run("restore", copy, "--lang", "en")
    assert (code, said) == (0, "")
    assert "is restored: 1 uploads" in printed and "is kept as" in printed
    assert say("cli.live", "en") in run("uploads", "--lang", "en")[1]
