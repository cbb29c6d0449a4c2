"""The page of capacity: its first screen, its sections, one centre by its address."""

import pytest

from i18n import say


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_first_screen_answers_with_precision_growth_share_and_targets(app, said, language):
    test = app("capacity", lang=language)
    assert not test.exception and not test.error
    words = said(test)
    for part in ("2,185 EFLOPS", "177", "280 EFLOPS", "32\u202f%" if language == "en" else "32%", "FP16", "FP32"):
        assert part in words
    assert say("capacity.goal_value", language, met=3, targets=51) in words
    assert test.get("plotly_chart")


SHOWN = [("map", "map"), ("map", "mismatch"), ("pipeline", "sites"), ("pipeline", "ledger"), ("pipeline", "centre"), ("targets", "targets")]
SHOWN += [("growth", "racks")]


@pytest.mark.parametrize(("section", "show"), SHOWN)
def test_a_section_draws_its_charts_or_its_table(app, section, show):
    test = app("capacity", section=section, show=show, lang="zh")
    assert not test.exception and not test.error and not test.info
    assert test.get("plotly_chart") or test.dataframe


def test_the_search_narrows_the_ledger_and_a_centre_has_an_address_of_its_own(app, said):
    test = app("capacity", section="pipeline", show="ledger", search="qingyang mobile", lang="en")
    assert set(test.dataframe[0].value["centre_id"]) == {"CN-018", "CN-117"}
    test = app("capacity", centre="CN-001", lang="en")
    assert test.selectbox(key="capacity.centre").value == "CN-001"
    assert "its capacity is unknown" in said(test)


def test_a_conversion_asks_for_its_factor(app):
    test = app("capacity", shown_in="FP16", lang="en")
    assert test.info
    test = app("capacity", shown_in="FP16", fp16_per_fp32="8", lang="en")
    assert not test.info and not test.exception


def test_a_section_is_left_for_another_and_its_choices_do_not_follow(app):
    test = app("capacity", section="pipeline", group="card", lines="area", lang="en")
    for section in ("growth", "targets", "pipeline", "map"):
        test.segmented_control(key="capacity.section").set_value(section).run()
        assert not test.exception and not test.error
