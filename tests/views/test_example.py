"""The example: made-up rows that say so wherever they go, and that move nothing else."""

from pathlib import Path

import pytest

from charts.citation import STYLES
from data import clock, examples
from data.check import checked_file
from data.schema import LANGUAGES, Refused
from data.tables import DATASETS
from export import exported, file_name
from views import EXAMPLE, VIEWS, Query, asked, lacks, of_owner

FOLDER = Path(examples.__file__).parent
WORD = {"en": "EXAMPLE", "zh": "示例"}
NEEDED = {
    "idle_cost": {
        "price_cny": "1e5",
        "service_years": "5",
        "capital_rate": "0.05",
        "idle_power_w": "100",
        "power_cny": "1",
        "space_cny": "1",
    },
    "fleet_age": {"life_years": "5", "as_of": "2026-11-01"},
}
"""Entries that a view asks for first."""


def charts(store, data, language):
    """Yield each chart that is drawn of rows of `data`; what needs entries, or more rows than there are, is refused and left out."""
    for name, view in VIEWS.items():
        tables = store.tables("local", data)
        if lacks(tables, view, data):
            continue
        try:
            result = view.result(tables, of_owner(Query(settings=NEEDED.get(name, {})), data))
        except Refused:
            continue
        yield view.chart(result, language)


def words(chart) -> str:
    """All that is read of a chart and of its files."""
    return repr((chart.title, chart.subtitle, chart.headlines, chart.caption, chart.file_stem, exported(chart, "csv", clock.today())))


def held(store) -> list[tuple]:
    """What the database holds, table by table: rows and their checksum."""
    cursor = store._connection.cursor()
    named = "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database() AND NOT temporary ORDER BY ALL"
    return [
        (*table, *cursor.execute(f'SELECT count(*), sum(hash(t)) FROM "{table[0]}"."{table[1]}" AS t').fetchone())
        for table in cursor.execute(named).fetchall()
        if "kept" not in "".join(table)
    ]


@pytest.mark.parametrize("dataset", examples.NAMES)
def test_an_example_file_is_one_that_could_be_uploaded_as_it_is(dataset):
    checked = checked_file(FOLDER / f"{dataset}.csv", DATASETS[dataset])
    assert not checked.problems
    frame, source = examples.rows(dataset)
    given = [column.name for column in DATASETS[dataset].given]
    assert checked.good[given].astype(str).to_csv(index=False) == frame[given].astype(str).to_csv(index=False)
    assert set(frame["source_id"]) == {source.id}


def test_the_example_is_a_week_of_a_cluster_twelve_contracts_three_capacities_and_what_other_sections_ask_for():
    counts = {name: len(examples.rows(name)[0]) for name in examples.NAMES}
    assert counts == {"usage": 2 * 7 * 24, "contracts": 12, "capacity": 3, "fleet": 3, "requests": 7 * 24, "series": 34}


def test_no_row_of_the_example_bears_the_name_of_anybody():
    named = {"usage": "cluster", "contracts": "company", "capacity": "area_zh", "fleet": "centre", "requests": "service", "series": "title"}
    for dataset, column in named.items():
        assert examples.rows(dataset)[0][column].str.contains("示例").all()
    assert examples.rows("contracts")[0][["company_en", "counterparty_en"]].stack().str.contains("Example").all()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_of_the_example_says_so_in_title_figures_foot_and_name(store, language):
    drawn = list(charts(store, EXAMPLE, language))
    assert {"idle_ladder", "cancellations", "own_capacity", "requests", "fleet_age", "series_forecast"} <= {chart.view for chart in drawn}
    word = WORD[language]
    for chart in drawn:
        assert chart.title.startswith(word), chart.view
        assert all(one.label.startswith(word) for one in chart.headlines), chart.view
        assert word in chart.caption.note_line, chart.view
        assert word in chart.alternative
        assert file_name(chart, "csv").startswith(f"{chart.view}_example_")
        head, *rows = exported(chart, "csv").decode("utf-8-sig").splitlines()
        assert head.split(",")[0] in ("Example", "示例")
        assert all(chart.frame["example"] == word)
        if not chart.frame.empty and "example" in chart.caption.data_version:
            assert chart.caption.source_line.split("：" if language == "zh" else ": ", 1)[1].startswith(word) or not chart.caption.sources


@pytest.mark.parametrize("form", ["html", "csv", "xlsx", "pptx"])
def test_a_file_of_the_example_says_so(store, form):
    chart = next(chart for chart in charts(store, EXAMPLE, "zh") if chart.view == "idle_pools")
    content = exported(chart, form, clock.today())
    if form in ("xlsx", "pptx"):
        import io
        import zipfile

        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            content = b"".join(parts.read(name) for name in parts.namelist() if name.endswith(".xml"))
    assert content.decode("utf-8", "ignore").count("示例") > 2
    assert all("示例" in chart.citation(style, clock.today()) for style in STYLES)


def test_nothing_of_the_record_moves_while_the_example_is_seen_and_the_database_never_holds_it(store):
    before, kept = [words(chart) for chart in charts(store, "record", "en")], held(store)
    joined = [store.tables("local", "joined").frame(name).to_csv() for name in examples.NAMES]
    assert list(charts(store, EXAMPLE, "en"))
    assert [words(chart) for chart in charts(store, "record", "en")] == before
    assert [store.tables("local", "joined").frame(name).to_csv() for name in examples.NAMES] == joined
    assert held(store) == kept
    assert store.uploads("local") == []
    assert not store.tables("local", "mine").uploads("usage")
    assert not any("示例" in text or "EXAMPLE" in text for text in before)


@pytest.mark.parametrize("view", ["rents", "demand_series", "utilization_reports", "centres"])
def test_what_the_example_has_no_row_of_is_not_answered_with_the_record_s(store, view):
    assert lacks(store.tables("local", EXAMPLE), VIEWS[view], EXAMPLE)
    assert not lacks(store.tables("local", "record"), VIEWS[view], "record")


def test_no_command_asks_for_the_example():
    with pytest.raises(Refused) as refused:
        asked("idle_rate", settings=(f"data={EXAMPLE}",))
    assert refused.value.problems[0].code == "view.unknown_value"
    assert EXAMPLE not in refused.value.problems[0].values["allowed"]
