"""Filters: codes in the address become choices on the page and figures in the charts, and back again."""

import json

import pandas as pd
import pytest

from data.store import NewUpload, open_store
from data.tables import DATASETS
from i18n import say


def figures(test):
    return [metric.value.replace("\\", "") for metric in test.metric]


@pytest.fixture
def later(database):
    """Adds an hour of June 2024, or of several of its days, to the record of May 2020."""

    def added(*days):
        row = {
            "cluster": "Test",
            "pool": "A",
            "installed_card_hours": 100.0,
            "allocated_card_hours": 60.0,
        }
        rows = [{**row, "hour": pd.Timestamp(2024, 6, day)} for day in days or (7,)]
        frame = pd.DataFrame(rows).reindex(columns=list(DATASETS["usage"].names))
        open_store(database).add(NewUpload("usage", frame, "later.csv", "0" * 64))

    return added


def test_the_address_chooses_the_filters_and_so_the_figures(app):
    test = app("idle", section="clusters", outages="excluded")
    assert test.segmented_control(key="idle.outages").value == "excluded"
    assert figures(test)[0] == "26.0\u202f%"
    assert figures(app("idle", section="clusters"))[0] == "28.5\u202f%"


def test_every_filter_is_kept_in_the_address_as_a_code_in_either_language(app):
    asked = {"pool": "vcpDC,vcLJZ", "outages": "excluded", "by": "week", "from": "2020-05-04", "to": "2020-05-17"}
    english, chinese = app("idle", lang="en", **asked), app("idle", lang="zh", **asked)
    for test in (english, chinese):
        assert not test.exception
        assert {name: test.query_params[name] for name in asked} == asked
        assert set(test.multiselect(key="idle.pool").value) == {"vcpDC", "vcLJZ"}
        assert test.select_slider[0].value == ("2020-05-04", "2020-05-17")
        assert test.segmented_control(key="idle.by").value == "week"
    assert [value.replace("\u202f", "") for value in figures(english)] == figures(chinese)


def test_a_choice_is_written_into_the_address_and_the_default_is_not(app):
    test = app("idle", section="clusters")
    assert "outages" not in test.query_params
    test.segmented_control(key="idle.outages").set_value("excluded").run()
    assert test.query_params["outages"] == "excluded"
    test.multiselect(key="idle.pool").set_value(["vcpDC"]).run()
    assert test.query_params["pool"] == "vcpDC"
    test.segmented_control(key="idle.outages").set_value("included").run()
    assert "outages" not in test.query_params
    assert figures(test)[0] == "9.0\u202f%"


def test_filters_outlive_a_visit_to_another_page_and_a_change_of_language(app):
    test = app("idle", outages="excluded", pool="vcpDC")
    before = figures(test)
    test.switch_page("pages/methods.py").run()
    test.switch_page("pages/idle.py").run()
    assert figures(test) == before
    test.segmented_control(key="frame.switch").set_value("zh").run()
    assert test.title[0].value == say("idle.title", "zh")
    assert test.query_params["pool"] == "vcpDC"
    assert [value.replace("\u202f", "") for value in before] == figures(test)


@pytest.mark.parametrize(
    "nonsense",
    [
        {"pool": "no such pool"},
        {"pool": "vcpDC'; DROP TABLE uploads; --"},
        {"outages": "perhaps"},
        {"by": "moon"},
        {"from": "yesterday", "to": "never"},
        {"from": "2020-05-20", "to": "2020-05-10"},
        {"from": "2019-01-01"},
        {"record": "mine"},
        {"unheard": "of"},
    ],
    ids=str,
)
def test_nonsense_in_the_address_is_passed_over(app, nonsense):
    test = app("idle", section="clusters", **nonsense)
    assert not test.exception
    assert not test.error
    assert figures(test)[0] == "28.5\u202f%"


def test_what_is_left_of_a_list_with_nonsense_in_it_is_kept(app):
    test = app("idle", pool="vcpDC,nonsense")
    assert test.multiselect(key="idle.pool").value == ["vcpDC"]
    assert test.query_params["pool"] == "vcpDC"


def test_an_unknown_dataset_or_topic_in_the_address_is_passed_over(app):
    assert not app("datasets", dataset="nonsense").error
    assert not app("methods", topic="nonsense").error
    assert app("datasets", dataset="companies", lang="zh").selectbox[0].value == "companies"


def test_a_selection_without_rows_is_said_without_an_export_and_is_not_a_failure(app, later, said):
    later()
    for asked in ({"from": "2020-05-10", "to": "2020-05-10", "outages": "excluded"}, {"cluster": "Test", "pool": "vcpDC"}):
        test = app("idle", section="clusters", data="both" if "cluster" in asked else "record", **asked)
        assert not test.exception
        assert not test.error
        assert not test.metric
        assert say("view.nothing", "en") in said(test)
        drawn = len(test.get("plotly_chart"))
        assert len([each for each in test.get("popover") if each.proto.popover.label == say("card.export", "en")]) == drawn


def test_a_day_in_the_address_is_kept_where_the_slider_goes_by_months(app, later):
    later()
    test = app("idle", **{"from": "2020-05-04", "to": "2020-05-17"})
    assert test.select_slider[0].value == ("2020-05-04", "2020-05-17")
    assert (test.query_params["from"], test.query_params["to"]) == ("2020-05-04", "2020-05-17")
    assert test.segmented_control(key="idle.by").value == "day"


def test_each_owner_s_ladder_is_drawn_by_the_step_that_its_own_dates_bear(app, later):
    def bars(test):
        return len(json.loads(test.get("plotly_chart")[0].proto.spec)["data"][0]["x"])

    assert bars(app("idle", section="clusters")) == 31
    later()
    assert bars(app("idle", section="clusters")) == 31
    assert bars(app("idle", section="clusters", data="both")) == 31


def test_an_upload_moves_nothing_on_the_overview(app, later, said):
    def shown(test):
        return said(test), [chart.proto.spec for chart in test.get("plotly_chart")]

    before = shown(app())
    later()
    assert shown(app()) == before


def test_the_whole_of_one_s_own_period_is_no_choice_among_the_rows_of_the_record(app, later, said):
    later(7, 8)
    test = app("idle", section="clusters", data="mine")
    assert "28.5" not in said(test)
    test.segmented_control(key="frame.data").set_value("both").run()
    assert "28.5" in said(test)
    assert say("view.nothing", "en") not in said(test)
