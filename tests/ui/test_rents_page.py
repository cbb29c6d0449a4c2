"""The rents page: each section in both languages, its switches drawn once, and a conversion that travels in the address."""

import pytest

from i18n import say


@pytest.mark.parametrize(("section", "language"), [("compared", "en"), ("value", "zh"), ("fit", "en")])
def test_each_section_draws_its_charts_and_no_switch_twice(app, section, language):
    test = app("rents", section=section, lang=language, hours_a_month="480")
    assert not test.exception and not test.error
    assert len(test.get("plotly_chart")) == {"compared": 2, "value": 1, "fit": 2}[section]
    assert section not in ("compared", "value") or test.query_params["hours_a_month"] == "480"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_when_a_card_pays_is_answered_at_once_for_the_card_of_the_presets(app, said, language):
    test = app("rents", section="break_even", lang=language)
    assert not test.exception and not test.error and not test.info
    assert len(test.get("plotly_chart")) == 2
    assert ("59.9\u202f%–65.4\u202f%" if language == "en" else "59.9%～65.4%") in [one.value.replace("\\", "") for one in test.metric]


def test_a_card_for_which_no_preset_stands_says_what_is_its_own_and_is_answered_once_it_is_given(app, said):
    test = app("rents", section="break_even", lang="en", card="RTX 4090")
    assert not test.exception and not test.info
    assert say("rents.no_preset", "en", card="RTX 4090", preset_card="H800") in said(test)
    assert len(test.get("plotly_chart")) == 1, "the presets alone"
    assert [one.placeholder or "" for one in test.number_input].count("") == 4
    given = {"price_cny": "20000", "idle_power_w": "20", "space_cny_per_card_month": "60", "busy_power_w": "450"}
    assert len(app("rents", section="break_even", lang="en", card="RTX 4090", **given).get("plotly_chart")) == 2


def test_an_address_of_before_that_gives_a_price_and_no_card_is_of_the_card_with_the_longest_record(app, said):
    given = {"price_cny": "200000", "service_years": "5", "capital_rate": "0.05", "idle_power_w": "90", "power_cny": "0.6"}
    test = app("rents", section="break_even", lang="en", **given, space_cny="100", busy_power_w="700")
    assert not test.exception and not test.info
    assert any("H100" in one.label for one in test.metric)
