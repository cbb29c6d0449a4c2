"""What every view shows of the shipped record is what tests/golden holds, and nothing of it changes without a line in the changelog."""

import difflib
from pathlib import Path

import pytest

import golden
from data.schema import Refused
from data.sources import record_day
from data.store import open_store
from views import VIEWS

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / golden.FOLDER
REMEDY = "If this is meant: add a line to CHANGELOG.md and run: python cli.py golden"


@pytest.fixture(scope="module")
def tables(_filled):
    store = open_store(_filled)
    yield store.tables("", today=record_day())
    store.close()


def difference(held: str, shown: str) -> str:
    lines = difflib.unified_diff(held.splitlines(), shown.splitlines(), "tests/golden", "shown now", lineterm="", n=0)
    return "\n".join([*(line[:400] for line, _ in zip(lines, range(60), strict=False)), REMEDY])


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_shows_what_is_held(view, tables):
    held = golden.stored(FOLDER)
    for path, text in golden.files(view, tables).items():
        assert held.get(path, "") == text, f"{path}\n{difference(held.get(path, ''), text)}"


def test_nothing_is_held_of_a_view_that_is_no_more():
    assert {Path(path).stem for path in golden.stored(FOLDER)} == set(VIEWS)


def test_what_is_held_is_what_was_noted_with_the_changelog():
    noted = golden.noted(FOLDER)
    assert golden.digest_of(golden.stored(FOLDER)) == noted["files"], REMEDY
    assert golden.lines_of((ROOT / "CHANGELOG.md").read_text(encoding="utf-8")) >= noted["lines"]


BEFORE, AFTER = {"views/idle_rate.txt": "28 %\n"}, {"views/idle_rate.txt": "29 %\n"}


def test_a_change_without_a_new_line_in_the_changelog_is_refused_and_nothing_is_written(tmp_path):
    golden.replaced(tmp_path, BEFORE, "- one\n")
    with pytest.raises(Refused) as refused:
        golden.replaced(tmp_path, AFTER, "- one\n")
    assert [(problem.code, problem.values["paths"]) for problem in refused.value.problems] == [("cli.no_line", "views/idle_rate.txt")]
    assert golden.stored(tmp_path) == BEFORE


def test_a_change_with_a_new_line_is_written_once(tmp_path):
    golden.replaced(tmp_path, {**BEFORE, "figures/gone.txt": "x\n"}, "- one\n")
    assert golden.replaced(tmp_path, AFTER, "- one\n- two\n") == ["figures/gone.txt", "views/idle_rate.txt"]
    assert golden.stored(tmp_path) == AFTER
    assert golden.noted(tmp_path) == {"files": golden.digest_of(AFTER), "lines": 2}
    assert golden.replaced(tmp_path, AFTER, "- one\n- two\n") == []


def test_a_line_that_comes_without_a_change_leaves_the_note_alone(tmp_path):
    golden.replaced(tmp_path, BEFORE, "- one\n")
    golden.replaced(tmp_path, BEFORE, "- one\n- two\n")
    assert golden.noted(tmp_path)["lines"] == 1
