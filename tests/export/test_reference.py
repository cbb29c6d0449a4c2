"""The pages made from the registers."""

import argparse
from types import SimpleNamespace

from data.schema import Column, Dataset, Order, Text
from export.reference import command_page, data_page

USAGE = Dataset(
    "usage",
    Text("Usage", "用量"),
    Text("One pool and hour", "一个资源池的一小时"),
    (
        Column("pool", "text", Text("Pool", "资源池"), required=True),
        Column("state", "code", Text("State", "状态"), Text("Idle | busy", "闲置或已使用"), values={"idle": Text("Idle", "闲置")}),
        Column("installed_card_hours", "number", Text("Installed", "装机"), unit="card_hours", low=0),
    ),
    key=("pool",),
    rules=(Order("busy", "installed_card_hours"),),
)
READER = SimpleNamespace(name="helios", title=Text("Helios", "Helios"), suffixes=(".csv", ".csv.gz"), dataset="usage")


def row_of(page: str, name: str) -> list[str]:
    line = next(line for line in page.splitlines() if line.startswith(f"| `{name}`"))
    return [cell.strip() for cell in line.replace("\\|", "¦").strip("|").split("|")]


def test_a_dataset_is_told_with_its_key_its_rules_and_every_column():
    page = data_page({"usage": USAGE}, ())
    assert "- [`usage`](#usage): Usage · 用量" in page
    assert "\n## usage\n" in page
    assert "Key: `pool`." in page
    assert "Rules: `busy` ≤ `installed_card_hours`." in page
    assert row_of(page, "pool") == ["`pool`", "Pool", "资源池", "text", "", "yes", "", "", ""]
    assert row_of(page, "installed_card_hours")[4:8] == ["card-hours", "", "", "at least 0"]


def test_a_bar_in_a_cell_does_not_break_the_table():
    assert row_of(data_page({"usage": USAGE}, ()), "state")[-3:] == ["Idle (idle)", "", "Idle ¦ busy"]


def test_a_dataset_without_a_key_says_so():
    loose = Dataset("events", Text("Events", "事件"), Text("", ""), (Column("title", "text", Text("Title", "标题")),))
    assert "No key: any row may repeat." in data_page({"events": loose}, ())


def test_readers_are_listed_in_the_order_in_which_they_are_asked():
    other = SimpleNamespace(name="delimited", title=Text("Text", "文本"), suffixes=(".csv",), dataset=None)
    page = data_page({}, (READER, other))
    assert row_of(page, "helios") == ["`helios`", "Helios", "Helios", ".csv, .csv.gz", "`usage`"]
    assert row_of(page, "delimited")[-1] == "any"
    assert page.index("`helios`") < page.index("`delimited`")


def test_a_verb_is_told_with_every_argument_and_never_with_what_depends_on_the_machine(monkeypatch):
    parser = argparse.ArgumentParser("cli.py")
    verb = parser.add_subparsers().add_parser("add", description="Store FILE.")
    verb.add_argument("file", metavar="FILE", help="a file")
    verb.add_argument("--lang", choices=("en", "zh"), default="zh", help="language")
    verb.add_argument("-o", "--output", metavar="FILE")
    verb.add_argument("--dataset", required=True)
    verb.add_argument("--again", action="store_true", help="once more")
    page = command_page(parser, {})
    assert "## add\n\nStore FILE." in page
    assert row_of(page, "FILE") == ["`FILE`", "", "a file"]
    assert row_of(page, "--lang") == ["`--lang`", "`en`, `zh`", "language"]
    assert "| `-o, --output FILE` |" in page and "| `--dataset DATASET` (required) |" in page and "| `--again` |" in page
    assert "--help" not in page
    monkeypatch.setenv("COLUMNS", "40")
    assert command_page(parser, {}) == page


def test_a_view_is_told_with_all_that_it_may_be_asked():
    outages = SimpleNamespace(name="outages", values=("included", "excluded"))
    asked = {"by": ("total",), "where": ("pool",), "period": "hour", "offered": (outages,), "entries": ()}
    view = SimpleNamespace(name="idle_rate", topic="idle", datasets=("usage",), former=("idle_share",), **asked)
    parser = argparse.ArgumentParser("cli.py")
    parser.add_subparsers()
    page = command_page(parser, {"idle_rate": view})
    assert "From [`usage`](data.md#usage); [method](methods/idle.en.md). Formerly `idle_share`, by which it is still found." in page
    assert row_of(page, "--by total") == ["`--by total`", "In total", "合计"]
    assert row_of(page, "--where pool=…") == ["`--where pool=…`", "Pool", "资源池"]
    assert row_of(page, "--from`, `--to") == ["`--from`, `--to`", "Period, both days included", "起止日期（含首尾）"]
    assert row_of(page, "--set outages=excluded") == ["`--set outages=excluded`", "Suspect hours: left out", "疑似异常时段：剔除"]
