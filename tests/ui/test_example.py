"""The example on screen: loaded by a click, named in the first line, seen by nobody else, gone by a click."""

import pytest

from data.tables import DATASETS
from i18n import say

NEEDS = {
    "requests": ("idle", {"section": "clusters", "show": "requests"}),
    "capacity": ("capacity", {"section": "growth", "show": "own"}),
    "fleet": ("rents", {"section": "fleet"}),
    "series": ("demand", {"section": "trust", "show": "series"}),
}
"""Sections that need a file of the reader's, by its dataset."""


def click(test, begins):
    next(button for button in test.button if str(button.key).startswith(begins)).click().run()
    assert not test.exception
    return test


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("dataset", NEEDS)
def test_a_section_that_needs_a_file_is_one_card_with_what_it_would_show_and_the_click_for_the_example(app, said, dataset, language):
    page, address = NEEDS[dataset]
    test = app(page, lang=language, **address)
    title = DATASETS[dataset].title.in_(language)
    assert said(test).count(say("empty.missing", language, dataset=title)) == 1
    assert say(f"empty.shows_{dataset}", language) in said(test)
    assert [button.label for button in test.button if "example" in button.key] == [say("example.load", language)]
    assert [link.label for link in test.get("page_link")][-1] == say("empty.upload", language)
    shown = say("view.data_example", language)
    assert shown not in said(test)
    click(test, "example.load")
    assert say("empty.missing", language, dataset=title) not in said(test)
    assert shown in said(test)
    assert test.query_params["data"] == "example"


def test_the_page_of_the_record_is_as_before_when_the_example_has_gone(app, said):
    test = app("capacity", section="growth", show="own")
    before = said(test)
    click(test, "example.load")
    assert "3 figures of yours" in said(test)
    assert "These figures are made up" in said(test)
    click(test, "example.remove")
    assert said(test) == before
    assert "data" not in test.query_params


def test_nobody_else_sees_the_example_and_an_address_that_asks_for_it_shows_the_record_and_the_click(app, said):
    click(app("capacity", section="growth", show="own"), "example.load")
    other = app("idle", section="clusters", data="example")
    assert say("example.asked", "en") in said(other)
    assert "28.5" in said(other)
    assert other.segmented_control(key="frame.data").options == [say(f"view.data_{code}", "en") for code in ("record", "mine", "both")]
    click(other, "example.load")
    assert "28.5" not in said(other)
    assert "EXAMPLE: Idle rate" in said(other)


def test_the_page_of_uploads_offers_three_files_that_open_where_their_rows_are_seen(app, said):
    test = app("datasets")
    offered = [button.label for button in test.button if str(button.key).startswith("example.open")]
    assert offered == ["A cluster: one week by the hour", "A ledger of twelve contracts", "The capacity of three parks"]
    click(test, "example.open.contracts")
    assert test.title[0].value == say("contracts.title", "en")
    assert "3 of 11" in said(test)


def test_own_rows_that_are_not_there_are_asked_for_once_on_a_page_however_many_charts_need_them(app, said):
    test = app("contracts", section="why", data="mine")
    assert said(test).count("Nothing of yours is among “Compute contracts” yet") == 1
    assert not test.get("plotly_chart")
    assert not [each for each in test.get("popover") if each.proto.popover.label == say("card.export", "en")]
