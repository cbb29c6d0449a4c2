"""The sections of the idle page: what each asks for, what it draws, and that its state is in the address."""

import pytest

from i18n import say

GIVEN = {
    "price_cny": "200000",
    "service_years": "5",
    "capital_rate": "0.05",
    "idle_power_w": "90",
    "power_cny": "0.6",
    "space_cny_per_card_month": "100",
}


def views(test):
    return {chart.proto.id.rsplit("chart.idle.", 1)[1].split(".")[0] for chart in test.get("plotly_chart")}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_cost_is_answered_at_once_by_the_central_preset_and_its_sources_stand_below(app, said, language):
    test = app("idle", lang=language, section="cost")
    assert not test.exception and not test.error and not test.info
    assert views(test) == {"idle_cost", "cost_presets", "idle_cost_swings"}
    assert ("CNY 1.14 m" if language == "en" else "114 万元") in [metric.value.replace("\\", "") for metric in test.metric]
    assert {one.value for one in test.number_input} == {None}
    assert "262,500" in [one.placeholder for one in test.number_input]
    assert not any("_cny" in name for name in test.query_params)


def test_an_input_filled_in_makes_the_scenario_one_s_own_and_is_let_go_with_a_click(app, said):
    test = app("idle", lang="en", section="cost")
    price = next(one for one in test.number_input if one.placeholder == "262,500")
    price.set_value(343_750).run()
    assert test.query_params["price_cny"] == "343750" and "Yours, from Central: 1 changed" in said(test)
    test.segmented_control(key="idle.preset").set_value("high").run()
    assert test.query_params["price_cny"] == "343750" and "Yours, from High cost: 1 changed" in said(test)
    next(one for one in test.button if one.label == say("idle.reset", "en")).click().run()
    assert "price_cny" not in test.query_params and {one.value for one in test.number_input} == {None}


def test_an_address_of_before_opens_with_its_space_and_without_a_pue(app):
    test = app("idle", section="cost", **{name: text for name, text in GIVEN.items() if "space" not in name}, space_cny="100")
    assert not test.exception
    assert test.query_params["space_cny_per_card_month"] == "100" and test.query_params["pue"] == "1"
    assert "space_cny" not in test.query_params


def test_with_every_input_given_the_cost_its_swings_and_the_break_even_utilization_are_drawn(app, said):
    test = app("idle", section="cost", **GIVEN, rent_of="H800", busy_power_w="700")
    assert not test.exception
    assert views(test) == {"idle_cost", "cost_presets", "idle_cost_swings"}
    assert say("idle.break_even", "en") in said(test)
    assert say("idle.rent_cny", "en") in said(test)
    assert test.query_params["price_cny"] == "200000"


@pytest.mark.parametrize(("basis", "beside"), [("allocation_rate", {"utilization_beside"}), ("rack_occupancy", {"utilization_series"})])
def test_published_figures_are_of_the_basis_chosen_and_own_pools_stand_beside_their_own_alone(app, said, basis, beside):
    test = app("idle", lang="zh", section="published", basis=basis)
    assert not test.exception
    assert views(test) == {"utilization_reports"} | beside
    assert "utilization_beside" in beside or "可与自有资源池并列的口径" in said(test)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_opens_on_what_was_published_basis_by_basis_with_racks_and_floor_area_beside(app, language):
    test = app("idle", lang=language)
    assert not test.exception and not test.error and not test.info
    assert views(test) == {"answer_idle", "utilization_series"}


def test_a_section_whose_data_are_missing_says_so(app):
    test = app("idle", section="clusters", show="requests")
    assert not test.exception
    assert views(test) == {"idle_ladder"}
    assert say("empty.upload", "en") in [link.label for link in test.get("page_link")]


def test_held_cards_have_no_chart_where_nobody_observed_their_use(app):
    assert views(app("idle", section="clusters", show="pools")) == {"idle_ladder", "idle_pools"}
