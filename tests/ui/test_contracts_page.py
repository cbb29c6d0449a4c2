"""The page of contracts: its first screen, its sections, one contract by its address, and what it says where it cannot answer."""

import duckdb
import pytest

from data.tables import DATASETS
from i18n import say


def labels(test):
    return [metric.label.replace("\\", "") for metric in test.metric]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_first_screen_answers_with_what_ended_and_how_long_contracts_last(app, said, language):
    test = app("contracts", lang=language)
    assert not test.exception
    assert labels(test)[:2] == [say("contracts.headline", language), say("contracts.headline_count", language)]
    assert ("CNY 5.45 bn" if language == "en" else "54.5 亿元") in said(test)
    apart = "CNY 1.76 bn (without Hainan Huatie)" if language == "en" else "17.6 亿元（剔除海南华铁）"
    assert apart in said(test)


@pytest.mark.parametrize(("section", "show"), [("survival", ""), ("why", ""), ("risk", "backlog"), ("risk", "hang"), ("risk", "financing")])
def test_a_section_draws_its_charts_and_only_those(app, section, show):
    test = app("contracts", section=section, show=show, lang="zh")
    assert not test.exception and not test.error and not test.info
    assert test.get("plotly_chart")


def test_the_ledger_lists_the_contracts_of_the_filters_and_the_search_narrows_them(app):
    test = app("contracts", section="ledger", lang="en")
    assert len(test.dataframe[0].value) == 27
    test = app("contracts", section="ledger", selection="all", currency="CNY,USD", search="lotus", lang="en")
    assert set(test.dataframe[0].value["ticker"]) == {"600186.SH"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_contract_has_an_address_of_its_own_with_its_facts_its_fields_and_the_way_to_add_an_event(app, said, language):
    test = app("contracts", contract="688316-20240103-1", lang=language)
    assert not test.exception
    assert test.selectbox(key="contracts.contract").value == "688316-20240103-1"
    assert len(test.dataframe[0].value) == 4
    words = said(test)
    assert "青云科技" in words and "170,323,200" in words
    assert say("contracts.part_source", language) in words
    assert [link.label for link in test.get("page_link") if link.label == say("contracts.add_event", language)]


def test_a_contract_that_is_not_there_is_passed_over(app):
    test = app("contracts", contract="nonsense")
    assert not test.exception and not test.error


def test_two_currencies_without_a_rate_are_refused_in_words_and_with_one_they_are_converted(app, said):
    test = app("contracts", currency="CNY,USD", lang="en")
    assert not test.exception
    assert "Currencies are never added" in " ".join(info.value for info in test.info).replace("\\", "")
    test = app("contracts", currency="CNY,USD", usd_cny="7", rate_on="2026-11-20", lang="en")
    assert not [info for info in test.info if "never added" in info.value]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_contracts_the_page_says_what_is_missing(app, database, language):
    with duckdb.connect(str(database)) as connection:
        connection.execute('DELETE FROM "rows"."contracts"')
    test = app("contracts", lang=language)
    assert not test.exception
    assert say("empty.missing", language, dataset=DATASETS["contracts"].title.in_(language)) in [one.value for one in test.markdown]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_by_value_the_curve_stands_beside_the_one_without_the_largest_contract(app, said, language):
    by_count = app("contracts", section="survival", lang=language)
    by_value = app("contracts", section="survival", counted="value", lang=language)
    assert len(by_value.get("plotly_chart")) == len(by_count.get("plotly_chart")) + 1 == 6
    assert not by_value.exception and not by_value.error


def test_a_group_a_switch_and_a_reading_of_silence_are_in_the_address(app):
    test = app("contracts", section="survival", by="prepaid", worst="shown", silence="followed", span="quarter", lang="en")
    assert not test.exception and not test.error
    assert test.selectbox(key="contracts.by.list").value == "prepaid"
    assert test.segmented_control(key="contracts.silence").value == "followed"
