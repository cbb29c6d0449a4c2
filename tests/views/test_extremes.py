"""What a check accepts, however extreme, every view draws or refuses in a sentence: another's row spoils nobody's page."""

import hashlib
import shutil

import pandas as pd
import pytest

import golden
from data.check import checked_file
from data.mapping import Match
from data.schema import LANGUAGES, Refused
from data.sources import record_day
from data.store import open_store
from data.store.ledger import NewUpload
from data.tables import DATASETS
from i18n import say
from i18n.problem import sentence
from views import VIEWS

MOST = 4
"""Queries of each view that are drawn: its default first, then its choices."""
TIMES = {
    "date": ("1950-01-01", "2025-06-01", "2049-12-31"),
    "period": ("1950", "2025-06", "2049-Q4"),
    "instant": ("1970-01-02 00:00", "2025-06-01 00:00", "2026-03-01 23:00"),
}
LONG = "名Name " * 40


def cell(column, number: int) -> object:
    """The cell of row `number`: figures at either bound, next to nothing or nothing; times early and late; long names and codes."""
    if column.kind in ("number", "integer"):
        small = column.low if column.low or column.kind == "integer" else 1e-9
        return (column.high, column.low, small, None)[number % 4] if not column.required else (column.high, column.low, small)[number % 3]
    if column.kind == "code" and column.values:
        return [*column.values][number % len(column.values)]
    if column.name.endswith("_url"):
        return "https://a.example/" + "x" * 300
    return TIMES[column.kind][number % 3] if column.kind in TIMES else {"flag": number % 2 == 0}.get(column.kind, f"{LONG}{number % 5}")


@pytest.fixture(scope="module")
def accepted(tmp_path_factory) -> dict[str, pd.DataFrame]:
    """By dataset, the rows of extreme cells that the check lets in."""
    folder, found = tmp_path_factory.mktemp("extremes"), {}
    for name, dataset in DATASETS.items():
        columns = [column for column in dataset.columns if column.name in dataset.given_names]
        # Alike in all columns, and each column differently: rules between columns keep most of the latter out.
        rows = [
            {each.name: cell(each, number + shift * place) for place, each in enumerate(columns)}
            for shift in (0, 1, 3)
            for number in range(8)
        ]
        pd.DataFrame(rows).to_csv(folder / f"{name}.csv", index=False)
        mapping = {column.name: Match(column.name) for column in columns}
        found[name] = checked_file(folder / f"{name}.csv", dataset, mapping=mapping).good
    return found


@pytest.fixture(scope="module")
def tables(_filled, accepted, tmp_path_factory):
    path = tmp_path_factory.mktemp("extremes") / "suanli.duckdb"
    shutil.copy(_filled, path)
    store = open_store(path)
    store.publish = lambda: None
    for name, frame in accepted.items():
        if len(frame):
            store.add(NewUpload(name, frame, "extremes.csv", hashlib.sha256(name.encode()).hexdigest(), visibility="all", owner="other"))
    yield store.tables("mine", today=record_day())
    store.close()


def test_the_check_accepts_extreme_rows_of_most_datasets(accepted):
    assert sum(len(frame) > 0 for frame in accepted.values()) > len(DATASETS) / 2, {name: len(frame) for name, frame in accepted.items()}


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_of_extreme_rows_is_drawn_or_refused_in_a_sentence(view, tables):
    for query in list(golden.queries(view).values())[:MOST]:
        try:
            result = VIEWS[view].result(tables, query)
        except Refused as refused:
            assert all(sentence(problem, language) for problem in refused.problems for language in LANGUAGES)
            continue
        for language in LANGUAGES:
            chart = VIEWS[view].chart(result, language)
            chart.figure(1200, "light").to_json()


def test_an_indicator_of_capacity_has_a_name_in_every_sentence():
    for code, title in DATASETS["capacity"].column("metric").values.items():
        assert all(say(f"view.metric_{code}", language) == title.in_(language) for language in LANGUAGES)


def test_a_card_without_memory_or_performance_spoils_no_other(tables):
    facts = VIEWS["card_fit"].result(tables).facts
    assert 0 < facts["hungriest"]["bytes_per_operation"] <= facts["richest"]["bytes_per_operation"] < float("inf")
