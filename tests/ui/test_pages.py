"""Every page in both languages; and what it shows where data, or the database, is missing."""

from pathlib import Path

import duckdb
import pytest

from data.tables import DATASETS
from i18n import say
from ui.words import literal
from views import overview

PAGES = tuple(sorted({path.stem for path in (Path(__file__).parents[2] / "pages").glob("*.py")} - {"balance"}))
CHARTED = ("overview", "idle", "contracts", "companies", "demand", "capacity", "rents")


def forget_the_rows(database, dataset):
    with duckdb.connect(str(database)) as connection:
        connection.execute(f'DELETE FROM "rows"."{dataset}"')
        connection.execute("DELETE FROM kept_keys WHERE dataset = ?", [dataset])


def drawn(test):
    return len(test.get("plotly_chart"))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_its_title_its_question_and_its_charts(app, page, language):
    test = app(page, lang=language)
    assert not test.exception
    assert not test.error
    assert [title.value for title in test.title] == [say(f"{page}.title", language)]
    assert test.caption[0].value == say(f"{page}.question", language)
    assert bool(drawn(test)) == (page in CHARTED)


def test_the_language_is_that_of_the_browser_and_the_address_comes_before_it(app):
    assert app(locale="zh-CN").title[0].value == say("overview.title", "zh")
    assert app(locale="zh-TW").title[0].value == say("overview.title", "zh")
    assert app(locale="de-DE").title[0].value == say("overview.title", "en")
    assert app(locale="zh-CN", lang="en").title[0].value == say("overview.title", "en")
    assert app(locale="zh-CN", lang="klingon").title[0].value == say("overview.title", "zh")


def test_the_language_switch_comes_before_the_address_of_the_link_that_was_opened(app):
    test = app("idle", lang="zh")
    test.segmented_control(key="frame.switch").set_value("en").run()
    assert test.title[0].value == say("idle.title", "en")
    assert "lang" not in test.query_params


@pytest.mark.parametrize("language", ["en", "zh"])
def test_measured_clusters_without_rows_say_what_is_missing_and_lead_to_the_upload(app, database, language):
    forget_the_rows(database, "usage")
    test = app("idle", section="clusters", lang=language)
    assert not test.exception
    assert say("empty.missing", language, dataset=DATASETS["usage"].title.in_(language)) in [element.value for element in test.markdown]
    assert [link.label for link in test.get("page_link")] == [say("empty.upload", language)]
    assert not drawn(test)


@pytest.mark.parametrize("dataset", ["usage", "contracts", "demand", "capacity", "prices", "utilization_reports", "idle_reasons"])
def test_the_overview_draws_the_rest_where_one_topic_has_no_rows(app, database, dataset, said):
    forget_the_rows(database, dataset)
    test = app(lang="zh")
    assert not test.exception
    assert not test.error
    without = dataset == "demand"  # without tokens nothing can be set beside capacity, and the card says so
    empty = dataset in ("contracts", "demand", "utilization_reports", "idle_reasons")
    assert drawn(test) == len(overview.VIEWS) - without - empty
    assert bool(test.info) == without
    assert (say("view.nothing", "zh") in said(test)) == empty


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("page", PAGES)
def test_a_damaged_database_is_said_in_one_sentence(app, database, page, language, request):
    database.write_bytes(b"no database" * 1000)
    request.addfinalizer(database.unlink)
    test = app(page, lang=language)
    assert not test.exception
    assert [error.value for error in test.error] == [literal(say("store.damaged", language, path=str(database)))]


def test_an_unexpected_failure_is_a_sentence_and_goes_to_the_log(app, monkeypatch, caplog):
    def broken(*_):
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr("data.store.live.Tables.size", broken)
    test = app("datasets", lang="zh")
    assert not test.exception
    (error,) = test.error
    before, after = say("frame.failed", "zh", id="|").split("|")
    assert error.value.startswith(before) and error.value.endswith(after)
    assert "ZeroDivisionError: a defect" in caplog.text


def test_whoever_is_not_signed_in_where_sign_in_is_set_up_reads_and_does_not_upload(app, said):
    test = app("datasets", user={"is_logged_in": False}, lang="en")
    assert say("upload.sign_in", "en") in said(test)
    assert not test.file_uploader
    assert say("frame.sign_in", "en") in [button.label for button in test.button]
    assert drawn(app("idle", user={"is_logged_in": False}))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_rents_page_without_rows_says_what_is_missing(app, database, language):
    forget_the_rows(database, "prices")
    test = app("rents", lang=language)
    assert not test.exception
    assert say("empty.missing", language, dataset=DATASETS["prices"].title.in_(language)) in [element.value for element in test.markdown]
    assert not drawn(test)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_gap_is_answered_at_once_from_the_tokens_counted(app, language):
    test = app("demand", lang=language, section="fit", show="gap")
    assert not test.exception and not test.error and not test.info
    assert drawn(test) == 1
    assert test.query_params["from_where"] == "tokens"
    assert [one.placeholder for one in test.number_input][:2] == ["0.45", "0.899"]


def test_an_address_of_before_that_gives_the_growth_of_a_gap_means_the_published_pair(app):
    assert app("demand", lang="en", section="fit", show="gap", **GROWTH).query_params["from_where"] == "pair"


GIVEN = {"price_cny": "250000", "service_years": "5", "capital_rate": "0.05", "idle_power_w": "90", "power_cny": "0.6"}
COST = {**GIVEN, "space_cny_per_card_month": "100", "pue": "1", "busy_power_w": "700"}
GROWTH = {"supply_growth_low": "0.5", "supply_growth_high": "1.5", "demand_growth_low": "0.2", "demand_growth_high": "0.4"}


@pytest.mark.parametrize(
    ("page", "section", "given"),
    [
        ("rents", "break_even", COST),
        ("demand", "fit", {**GROWTH, "show": "gap"}),
    ],
)
def test_a_section_that_is_given_what_it_needs_draws_its_chart(app, page, section, given):
    test = app(page, lang="en", section=section, **given)
    assert not test.exception
    assert not test.error
    assert drawn(test) == (2 if page == "rents" else 1)
