"""The known answers of demand, through the views as the command line asks them."""

import pytest

from data.schema import Refused
from views import VIEWS, Query, asked

NAMES = ("demand_series", "demand_shares", "demand_outlook", "crossover", "token_compute", "forecast_scores", "break_test")


def result(store, name, *settings, where=()):
    view, query = asked(name, where=where, settings=settings)
    chosen = any(setting.startswith("data=") for setting in settings)
    return view.result(store.tables("local", query.settings["data"] if chosen else "joined"), query)


@pytest.mark.parametrize("name", NAMES)
def test_a_view_answers_without_a_setting_and_is_drawn_in_both_languages(store, name):
    found = result(store, name)
    assert len(found.frame)
    assert found.sources
    for language in ("en", "zh"):
        chart = VIEWS[name].chart(found, language)
        assert chart.title
        assert chart.figure(390).data


def test_140_trillion_tokens_are_119_9_eflops_and_an_input_changes_the_answer(store):
    assert round(result(store, "token_compute").facts["model_eflops"], 1) == 119.9
    assert round(result(store, "token_compute", "cached_share=0.5").facts["model_eflops"], 1) == 72.7
    assert result(store, "token_compute", "card_model=昇腾910C").facts["card"] == "Ascend 910C"
    with pytest.raises(Refused, match="no_card"):
        result(store, "token_compute", "card_model=abacus")


def test_a_companys_tokens_have_a_need_and_no_load_of_national_capacity(store):
    found = result(store, "token_compute", where=("entity=ByteDance Doubao",)).facts
    assert (found["tokens"], found["counted"]["load"]) == (180e12, None)


def test_our_forecasts_are_kept_when_the_data_are_loaded_once_for_each_state_of_the_figures(store):
    from views import publish

    assert not store.tables("local").size("forecasts")
    publish(store, "local")
    kept = store.tables("local").frame("forecasts")
    assert set(kept["maker"]) == {"Suanli Observatory"}
    assert store.tables("somebody else").size("forecasts") == len(kept)
    assert store.tables("local", data="record").size("forecasts") == store.tables("local").size("forecasts")
    assert not store.uploads("local")
    publish(store, "local")
    assert store.tables("local").size("forecasts") == len(kept)
    track = VIEWS["track_record"].result(store.tables("local"), Query()).frame
    assert (track["maker"] == "Suanli Observatory").any()


def test_the_track_record_stands_inside_the_scores(store):
    frame = result(store, "forecast_scores").frame
    record = frame[frame["part"] == "record"].set_index("forecast")
    assert record.loc[265, "figure"] == 280
    assert record.loc[10.0e6, "figure"] == 13.73e6
    assert record.loc[[1271.4, 1460.3], "status"].tolist() == ["not_yet", "not_yet"]
    assert record.loc[7.8e9, "status"] == "scope_changed"


@pytest.mark.parametrize(("pace", "doubling", "slowing"), [("slow", 7.75, 16.97), ("central", 5.48, 24), ("fast", 3.67, 33.94)])
def test_growth_can_be_fixed_half_way_to_its_ends_and_the_outlook_says_at_what(store, pace, doubling, slowing):
    view = VIEWS["demand_outlook"]
    found = view.result(store.tables("local"), Query(settings={"growth": pace}))
    assert found.facts["fixed"] == pytest.approx({"doubling_months": doubling, "slowing_months": slowing}, abs=0.005)
    for language, words in (("en", f"Scenario, {pace} growth: "), ("zh", "情景（增长“")):
        chart = view.chart(found, language)
        assert chart.title.startswith(words)
        assert (
            "Growth is fixed and not drawn: tokens double in" if language == "en" else "增长固定、不参与抽样"
        ) in chart.caption.note_line
    at = found.frame.set_index("date")["total_median"]["2027-12-31"]
    assert at == pytest.approx({"slow": 552, "central": 900, "fast": 2475}[pace], abs=1)


def test_a_doubling_time_that_is_given_holds_under_a_pace(store):
    asked = Query(settings={"growth": "slow", "doubling_months": "4"})
    assert list(VIEWS["demand_outlook"].result(store.tables("local"), asked).facts["fixed"]) == ["slowing_months"]
