"""The demand page: its sections in both languages, inputs that travel in the address, and what an empty dataset says."""

import duckdb
import pytest

from data.tables import DATASETS
from i18n import say

SECTIONS = {
    ("where", "where"): 2,
    ("outlook", "outlook"): 2,
    ("shares", "shares"): 2,
    ("fit", "tokens"): 2,
    ("fit", "pair"): 2,
    ("fit", "gap"): 1,
    ("trust", "scores"): 3,
    ("trust", "breaks"): 1,
    ("trust", "series"): 0,
}


def shown(test):
    """The last leading figure, as it is read: signs stand for themselves."""
    return test.metric[-1].value.replace("\\", "")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("section", "show"), SECTIONS)
def test_each_section_draws_its_charts(app, section, show, language):
    test = app("demand", section=section, show=show, lang=language)
    assert not test.exception
    assert not test.error
    assert len(test.get("plotly_chart")) == SECTIONS[section, show]
    assert (say("demand.compute_head", language) in [metric.label for metric in test.metric]) == (show in ("outlook", "tokens"))


def test_an_input_of_the_address_moves_the_headline_and_the_chart_and_can_be_set_back(app):
    test = app("demand", section="fit", lang="en", cached_share="0.5")
    assert "72.7" in shown(test)
    assert test.number_input(key="demand.cached_share").value == 0.5
    test.number_input(key="demand.cached_share").set_value(0.0).run()
    assert "119.9" in shown(test)
    assert "cached_share" not in test.query_params


def test_what_is_given_in_one_section_holds_in_the_next(app):
    test = app("demand", section="outlook", lang="en", active_parameters_bn="74")
    assert "239.8" in shown(test)
    test.segmented_control(key="demand.section").set_value("fit").run()
    assert "239.8" in shown(test)
    assert test.query_params["active_parameters_bn"] == "74"


def test_a_range_the_wrong_way_round_is_said_and_not_drawn(app, said):
    test = app("demand", section="fit", lang="zh", batch_low="80", batch="64")
    assert not test.exception
    assert any("不成区间" in element.value for element in test.info)


def test_a_range_the_wrong_way_round_refuses_the_scenario_and_never_what_was_counted(app):
    facts = {metric.label: metric.value for metric in app("demand", section="fit", lang="en").metric}
    swapped = {metric.label: metric.value for metric in app("demand", section="fit", lang="en", batch_low="80", batch="64").metric}
    assert facts[say("demand.compute_head", "en")].replace("\\", "").startswith("119.9")
    assert swapped == {label: value for label, value in facts.items() if label != say("demand.crossover_head", "en")}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_uploads_the_last_section_leads_to_the_upload_of_series(app, language):
    test = app("demand", section="trust", show="series", lang=language)
    words = say("empty.missing", language, dataset=DATASETS["series"].title.in_(language))
    assert words in [element.value for element in test.markdown]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_demand_page_without_rows_says_what_is_missing(app, database, language):
    with duckdb.connect(str(database)) as connection:
        connection.execute('DELETE FROM "rows"."demand"')
    test = app("demand", lang=language)
    assert not test.exception
    words = say("empty.missing", language, dataset=DATASETS["demand"].title.in_(language))
    assert words in [element.value for element in test.markdown]
    assert not test.get("plotly_chart")


def test_a_pace_of_growth_says_what_it_fixes_in_the_place_of_two_sliders(app, said):
    assert len(app("demand", section="outlook", lang="en").slider) == 5
    test = app("demand", section="outlook", lang="en", growth="slow")
    assert not test.exception and len(test.slider) == 3
    assert "7.75 months, fixed by the preset" in said(test) and "17 months, fixed by the preset" in said(test)
    given = app("demand", section="outlook", lang="en", growth="slow", doubling_months="4")
    assert len(given.slider) == 4
