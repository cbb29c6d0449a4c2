"""The child in which files are read: the same answers, and what goes too far ends there and is said."""

import ast
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet
import pytest

import data.check
import data.read
from data import child
from data.child import limits, pool
from data.child.limits import Limits
from data.corrections import Correction
from data.mapping import Match
from data.read import File
from data.schema import Place, Refused
from data.tables import DATASETS
from i18n.problem import sentence

ROOT = Path(__file__).parents[2]
MANY = Limits(2**31, 100, 2**31)
USAGE = DATASETS["usage"]
HOURS = "hour,zone,cluster,pool,card,installed_card_hours,available,busy_card_hours\n"


@pytest.fixture
def hours(tmp_path):
    """A file of hours with a wrong cell, a header of one's own and a remark."""
    rows = [f"2026-03-0{1 + n // 24} {n % 24:02d}:00,+08:00,北区,p{n % 2},A800,64,{'many' if n == 7 else 60},{n}" for n in range(48)]
    (tmp_path / "own.csv").write_text(HOURS + "\n".join([*rows, "合计,,,,,3072,,"]), encoding="utf-8")
    return [File(tmp_path / "own.csv", "own.csv")]


@pytest.fixture
def fresh(monkeypatch):
    """A pool without children, so that the next one starts under what the test has set."""
    monkeypatch.setattr(pool, "_idle", [])
    yield
    for each in pool._idle:
        pool._end(each)


def refused(function, *given) -> str:
    with pytest.raises(Refused) as caught:
        function(*given)
    return caught.value.problems[0].code


def alike(one, other):
    """Assert that both are equal to the last cell; an empty cell of a trace may be None or nan."""
    assert type(one) is type(other)
    if isinstance(one, pd.DataFrame):
        assert list(one.dtypes) == list(other.dtypes)
        pd.testing.assert_frame_equal(
            *(frame.astype({name: "str" for name in frame if frame[name].dtype == object}) for frame in (one, other))
        )
    elif isinstance(one, np.ndarray):
        np.testing.assert_array_equal(one, other)
    elif isinstance(one, data.check.Checked | data.read.Reading | data.read.Table):
        for name in one.__dataclass_fields__:
            alike(getattr(one, name), getattr(other, name))
    elif isinstance(one, tuple) and one and isinstance(one[0], data.read.Table):
        for pair in zip(one, other, strict=True):
            alike(*pair)
    else:
        assert one == other


def test_a_child_answers_as_this_process_would_with_mapping_correction_and_memory(hours):
    asked = []
    given = {
        "mapping": {"region": Match(constant="华北"), "available_card_hours": Match("available")},
        "remembered": asked.append,
        "corrections": (Correction(Place(None, 9, "available", None), "many", "59"),),
    }
    alike(data.check.checked_files(hours, USAGE, **given), child.checked_files(hours, USAGE, **given))
    assert len(asked) == 2
    assert asked[0] == asked[1]
    alike(data.check.checked_files(hours, USAGE), child.checked_files(hours, USAGE))
    alike(data.read.reading_of(hours), child.reading_of(hours))


@pytest.mark.reference
def test_a_child_answers_as_this_process_would_for_field_files(reference):
    for path in sorted(path for folder in ("telemetry", "uploads") for path in (reference / "field" / folder).iterdir())[::5]:
        files = [File(path, path.name)]
        try:
            here = data.read.reading_of(files)
        except Refused as problem:
            assert problem.problems == problems(files), path.name
            continue
        alike(here, child.reading_of(files))


def problems(files):
    with pytest.raises(Refused) as caught:
        child.reading_of(files)
    return caught.value.problems


@pytest.mark.parametrize(
    ("limit", "code"),
    [({"memory": 1}, "read.too_heavy"), ({"seconds": 0}, "read.too_slow"), ({"output": 100}, "read.too_heavy")],
)
def test_a_child_beyond_a_limit_is_ended_and_said_in_both_languages_and_the_next_one_answers(hours, limit, code):
    given = {"files": hours, "dataset": USAGE}
    slow = time.monotonic()
    with pytest.raises(Refused) as caught:
        pool.ask("checked_files", given, replace(MANY, **limit))
    assert time.monotonic() - slow < 10
    assert caught.value.problems[0].code == code
    assert all(len(sentence(caught.value.problems[0], language)) > 20 for language in ("en", "zh"))
    assert len(pool.ask("checked_files", given, MANY).frame) == 48


def test_a_child_that_ends_by_itself_is_said_and_replaced(hours):
    def kill(_):
        os.kill(only().pid, 9)

    def only():
        return next(each for each in started if each.poll() is None)

    started, start = [], pool._start
    pool._end_all()
    try:
        pool._start = lambda: started.append(start()) or started[-1]
        assert refused(pool.ask, "checked_files", {"files": hours, "dataset": USAGE}, MANY, kill) == "read.broke_off"
        assert len(child.checked_files(hours, USAGE).frame) == 48
    finally:
        pool._start = start
    assert len(started) == 2


def test_one_child_answers_file_after_file(hours, fresh):
    for _ in range(3):
        child.reading_of(hours)
    assert len(pool._idle) == 1
    assert pool._idle[0].poll() is None


def test_a_third_file_waits_and_that_is_known_beforehand(hours, fresh):
    asked, seen = threading.Semaphore(0), threading.Event()

    def hold(_):
        asked.release()
        seen.wait(60)

    threads = [threading.Thread(target=pool.ask, args=("checked_files", {"files": hours, "dataset": USAGE}, MANY, hold)) for _ in range(2)]
    for thread in threads:
        assert not pool.is_busy()
        thread.start()
        assert asked.acquire(timeout=60)
    assert pool.is_busy()
    seen.set()
    for thread in threads:
        thread.join(60)
    assert not pool.is_busy()


def test_what_a_reader_did_not_foresee_is_raised_with_its_trace(fresh):
    with pytest.raises(RuntimeError, match="AttributeError"):
        pool.ask("reading_of", {"files": [None]}, MANY)


def bomb(path: Path) -> File:
    """A Parquet file of some kilobytes that holds one text of 20 KB fifty thousand times."""
    table = pyarrow.table({"a": pyarrow.chunked_array([pyarrow.array(["x" * 20_000])] * 50_000)})
    pyarrow.parquet.write_table(table, path, compression="zstd")
    assert path.stat().st_size < 100_000
    return File(path, path.name)


def test_a_file_of_kilobytes_that_unpacks_to_gigabytes_ends_within_half_a_gigabyte(tmp_path, monkeypatch):
    seen, look = [0], limits.resident
    monkeypatch.setattr(pool, "resident", lambda pid: seen.append(look(pid) or 0) or seen[-1])
    assert refused(child.reading_of, [bomb(tmp_path / "bomb.parquet")]) == "read.too_heavy"
    assert max(seen) < 512 * 2**20


def test_a_workbook_with_one_cell_far_away_ends_at_the_memory_limit_and_not_with_ours(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active["A1"], workbook.active["XFD1048576"] = "a", "b"
    workbook.save(tmp_path / "far.xlsx")
    assert refused(child.reading_of, [File(tmp_path / "far.xlsx", "far.xlsx")]) in ("read.too_heavy", "read.broke_off")


def test_where_the_system_sets_no_limit_this_process_watches_memory_and_clock(tmp_path, hours, fresh, monkeypatch):
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "resource.py").write_text("raise ImportError\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "hidden"))
    monkeypatch.setitem(sys.modules, "resource", None)
    assert len(child.checked_files(hours, USAGE).frame) == 48
    assert refused(child.reading_of, [bomb(tmp_path / "bomb.parquet")]) == "read.too_heavy"
    assert refused(pool.ask, "reading_of", {"files": hours}, replace(MANY, seconds=0)) == "read.too_slow"
    # The bomb is seen by its reader as well: that the parent looks shows where nobody else would.
    assert refused(pool.ask, "reading_of", {"files": hours}, replace(MANY, memory=1)) == "read.too_heavy"


def test_the_memory_of_a_process_is_also_told_by_ps():
    if subprocess.run(["which", "ps"], capture_output=True, check=False).returncode:
        pytest.skip("no ps here")
    assert limits._of_ps(os.getpid()) == pytest.approx(limits.resident(os.getpid()), rel=0.1)


def test_a_child_loads_neither_pages_nor_database():
    script = "import sys, data.child.__main__; print([n for n in ('streamlit', 'duckdb', 'plotly', 'ibis') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_outside_the_data_room_files_are_read_in_a_child_alone():
    wrong = []
    for path in [*ROOT.glob("*.py"), *(ROOT / "ui").rglob("*.py"), *(ROOT / "pages").rglob("*.py"), *(ROOT / "views").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module in ("data.check", "data.read"):
                wrong += [
                    (path.name, each.name) for each in node.names if each.name in ("checked_file", "checked_files", "reading", "reading_of")
                ]
    assert not wrong
