"""The wall clock is read in one place and handed in: what is shown of the record is the same in every year, and nothing fails later."""

import ast
import datetime as dt
import re
from pathlib import Path

import pandas as pd
import pytest

from cli import main
from data import clock
from data.store import NewUpload, open_store
from data.tables import DATASETS
from i18n.format import day
from views import VIEWS, publish

ROOT = Path(__file__).parents[1]
PLACE = ROOT / "data" / "clock.py"
PRODUCT = [path for path in ROOT.rglob("*.py") if path.relative_to(ROOT).parts[0] not in (".venv", "tests", "benchmarks")]
LATER = (dt.date(2027, 3, 1), dt.date(2031, 1, 1))
DATED = ("track_record", "targets", "cancellations", "contract_ledger", "pipeline", "rents")
"""Views in which something ages, falls due or is overdue."""

READS = {"now", "utcnow", "today"}
OF_TIME = {"time", "time_ns", "localtime", "gmtime", "ctime", "strftime"}
IN_SQL = re.compile(r"\b(?:now|today|get_current_\w+)\(\)|\bcurrent_(?:date|time|timestamp)\b|\blocaltimestamp\b", re.IGNORECASE)


def clock_reads(tree: ast.AST) -> list[str]:
    """What in `tree` asks for the present moment: of Python, pandas, NumPy or DuckDB."""
    return [ast.unparse(node) for node in ast.walk(tree) if _reads(node)]


def _reads(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return (node.module == "time" and bool(OF_TIME & {alias.name for alias in node.names})) or (
            node.module == "data.clock" or (node.module == "datetime" and any(alias.name in ("date", "datetime") for alias in node.names))
        )
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(IN_SQL.search(node.value))
    if isinstance(node, ast.Attribute):
        of = ast.unparse(node.value)
        dated = node.attr in READS and of.split(".")[-1] in ("date", "datetime", "Timestamp")
        return dated or (of == "time" and node.attr in OF_TIME)
    if isinstance(node, ast.Call):
        named = [each.value for each in node.args if isinstance(each, ast.Constant)]
        return ast.unparse(node.func).split(".")[-1] in ("Timestamp", "to_datetime", "datetime64") and bool({"now", "today"} & {*named})
    return False


@pytest.mark.parametrize("path", [path for path in PRODUCT if path != PLACE], ids=lambda path: str(path.relative_to(ROOT)))
def test_no_other_place_reads_the_clock(path):
    assert clock_reads(ast.parse(path.read_text(encoding="utf-8"))) == [], "ask data.clock, as `clock.today()`, so that a test can set it"


def test_the_one_place_reads_it_once():
    assert clock_reads(ast.parse(PLACE.read_text(encoding="utf-8"))) == ["dt.datetime.now"]


@pytest.mark.parametrize("room", ["analysis", "charts", "views", "export", "i18n"])
def test_what_computes_and_draws_does_not_know_the_clock(room):
    assert not [path.name for path in (ROOT / room).rglob("*.py") if re.search(r"\bclock\.(now|today)", path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(
    "line",
    [
        *("dt.date.today()", "dt.datetime.now(dt.UTC)", "datetime.datetime.utcnow()", "pd.Timestamp.now()", "pd.Timestamp('now')"),
        *("time.time()", "time.strftime('%Y')", "from time import time", "from datetime import date", "from data.clock import today"),
        *("np.datetime64('today')", "cursor.execute('SELECT current_date')", "x = 'SELECT now() - INTERVAL 1 YEAR'"),
    ],
)
def test_each_way_to_read_the_clock_is_seen(line):
    assert clock_reads(ast.parse(line))


@pytest.fixture
def set_clock(monkeypatch):
    """Sets the one place to noon of a day."""

    def to(on: dt.date) -> None:
        monkeypatch.setattr(clock, "now", lambda: dt.datetime.combine(on, dt.time(12)).astimezone())

    return to


def shown(store) -> dict[str, tuple]:
    """The figures and facts of those views, and what its chart says in both languages."""
    tables = store.tables("local")
    results = {name: VIEWS[name].result(tables) for name in DATED}
    charts = {name: [VIEWS[name].chart(result, language) for language in ("en", "zh")] for name, result in results.items()}
    return {
        name: (result.frame, result.facts, [(one.title, one.subtitle, one.headlines, one.caption, one.file_stem) for one in charts[name]])
        for name, result in results.items()
    }


def test_a_view_shows_the_same_of_the_record_in_each_year(store, set_clock):
    before = shown(store)
    for on in LATER:
        set_clock(on)
        for name, (frame, facts, words) in shown(store).items():
            pd.testing.assert_frame_equal(frame, before[name][0], obj=f"{name} on {on}")
            assert (repr(facts), words) == (repr(before[name][1]), before[name][2]), f"{name} on {on}"


def test_a_forecast_of_the_record_is_due_by_the_date_of_the_data_and_that_date_is_said(store, set_clock):
    for on in LATER:
        set_clock(on)
        result = VIEWS["track_record"].result(store.tables("local"))
        ahead = result.frame[(result.frame["reason"] == "not_due") & (result.frame["target"] < on.isoformat())]
        assert len(ahead) and ahead["target"].min() > "2026-11"
        assert "due or not by the date of the data, 25 November 2026:" in VIEWS["track_record"].chart(result, "en").subtitle
        assert "是否到期以数据日期（2026年11月25日）为准" in VIEWS["track_record"].chart(result, "zh").subtitle


@pytest.mark.parametrize("on", LATER, ids=str)
def test_a_database_is_made_filled_and_undone_on_that_day(tmp_path, set_clock, on):
    set_clock(on)
    store = open_store(tmp_path / "later.duckdb")
    publish(store, "local")
    kept = store.tables("local").frame("forecasts")
    assert set(kept["made_on"]) <= {on.isoformat()} and (kept["target"] > on.isoformat()).all()
    row = pd.DataFrame([{"contract_id": "X-1", "company": "甲"}]).reindex(columns=list(DATASETS["contracts"].names))
    number = store.add(NewUpload("contracts", row, "mine.csv", "abc", owner="local", visibility="mine"))
    assert store.uploads("local")[0].stored_at.date() == on
    assert store.undo(number, "local").undone_at.date() == on
    store.close()


@pytest.mark.parametrize("form", ["csv", "html", "xlsx", "pptx"])
def test_an_export_differs_from_that_of_another_year_in_the_day_of_access_alone(form, database, tmp_path, set_clock):
    written = []
    for on in LATER:
        set_clock(on)
        target = tmp_path / f"{on}.{form}"
        assert main(["export", "targets", "--to", form, "-o", str(target)]) == 0
        written.append(target.read_bytes())
    if form == "csv":
        assert written[0] == written[1]
    if form == "html":
        pages = [content.decode() for content in written]
        for on, page in zip(LATER, pages, strict=True):
            assert f"Accessed {day(on, 'en')}" in page and f"[{on.isoformat()}]" in page
        assert len({_without(page, on) for on, page in zip(LATER, pages, strict=True)}) == 1
    assert all(written)


def _without(page: str, on: dt.date) -> str:
    return page.replace(day(on, "en"), "").replace(on.isoformat(), "")
