"""Whose rows a result is of: no upload moves the record, and no record stands under the reader's name."""

import csv

import pytest

from data.check import checked_file
from data.digest import digest
from data.schema import Refused
from data.tables import DATASETS
from data.upload import draft
from views import VIEWS, Query, asked, of_owner, tables_of


@pytest.fixture
def loaded(tmp_path):
    """Store the examples of a dataset's columns as one row of the reader's, and return the number of the upload."""

    def stored(store, dataset: str) -> int:
        given = DATASETS[dataset].given
        path = tmp_path / f"{dataset}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([[column.name for column in given], [column.example for column in given]])
        checked = checked_file(path, DATASETS[dataset])
        assert not checked.errors, checked.errors
        return store.add(draft(store, checked, (digest(path),), "local").new(path.name, "mine"))

    return stored


def rows(store, data: str) -> str:
    """Return what is seen of every dataset under `data`: results and charts are computed from these rows and nothing else."""
    tables = store.tables("local", data)
    frames = [tables.frame(name).to_csv() for name in DATASETS if name != "usage"]
    return f"{tables.seen(tuple(DATASETS))} {tables.version(tuple(DATASETS))} {frames}"


def answered(store, data: str) -> set[str]:
    """Return the views that answer with rows of `data`."""
    found = set()
    for name, view in VIEWS.items():
        try:
            tables_of(store, "local", view, data)
        except Refused as refused:
            assert [problem.code for problem in refused.problems] == ["view.nothing_of_yours"]
        else:
            found.add(name)
    return found


LEADING = ("usage", "contracts", "capacity", "prices", "demand", "utilization_reports")


def test_no_upload_moves_a_row_of_the_record_or_its_version(store, loaded):
    before = rows(store, "record")
    for dataset in LEADING:
        loaded(store, dataset)
    assert rows(store, "record") == before
    assert rows(store, "joined") != before


@pytest.mark.parametrize("view", ["rents", "cancellations", "utilization_reports", "capacity_now"])
def test_a_chart_of_the_record_is_the_same_after_an_upload_to_the_last_word(store, loaded, view):
    def drawn(data):
        result = VIEWS[view].result(tables_of(store, "local", VIEWS[view], data), of_owner(Query(), data))
        chart = VIEWS[view].chart(result, "zh")
        return chart.title, chart.subtitle, chart.headlines, chart.caption, chart.frame.to_csv()

    before = drawn("record")
    loaded(store, VIEWS[view].datasets[0])
    assert drawn("record") == before
    assert drawn("mine") != before


def test_what_the_reader_has_no_row_of_is_refused_under_the_reader_s_name(store, loaded):
    assert answered(store, "record") == set(VIEWS)
    assert answered(store, "mine") == set()
    loaded(store, "prices")
    assert answered(store, "mine") == {name for name, view in VIEWS.items() if view.datasets[0] == "prices"}


def test_own_rows_stand_alone_and_what_explains_them_stays(store, loaded):
    number = loaded(store, "prices")
    mine = store.tables("local", "mine")
    assert set(mine.frame("prices")["upload"]) == {number}
    assert mine.size("accelerators") == store.tables("local", "record").size("accelerators")


@pytest.mark.parametrize(("former", "today"), [("only", "record"), ("all", "both")])
def test_a_command_of_before_asks_in_the_words_of_today(former, today):
    assert asked("rents", settings=(f"record={former}",))[1].settings["data"] == today


def test_telemetry_of_two_owners_is_never_joined():
    with pytest.raises(Refused) as refused:
        asked("idle_rate", settings=("data=joined",))
    assert refused.value.problems[0].code == "view.unknown_value"
    assert asked("rents", settings=("data=joined",))[1].settings["data"] == "joined"


@pytest.mark.parametrize("preset", ["central", "low", "high"])
def test_the_presets_of_an_own_cluster_s_cost_are_the_record_s_and_say_so(store, loaded, preset):
    def cost(data):
        view = VIEWS["idle_cost"]
        return view.result(tables_of(store, "local", view, data), of_owner(Query(settings={"preset": preset}), data))

    before = cost("record")
    for dataset in ("usage", "prices", "contracts", "cost_inputs"):
        loaded(store, dataset)
    mine = cost("mine")
    after = cost("record")
    assert VIEWS["idle_cost"].chart(after, "en").title == VIEWS["idle_cost"].chart(before, "en").title
    assert mine.facts["inputs"] == before.facts["inputs"] and mine.facts["card_hour_over"] == before.facts["card_hour_over"]
    assert mine.facts["idle_card_hours"] != before.facts["idle_card_hours"]
    assert {source.id for source in before.sources} - {source.id for source in mine.sources} == {before.sources[0].id}
