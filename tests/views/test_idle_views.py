"""The published figures of Helios Earth, May 2020, through the views."""

import pytest

from data.schema import Refused
from views import VIEWS, Query


def row(store, view: str, **asked: object) -> dict:
    return VIEWS[view].result(store.tables("local"), Query(**asked)).frame.iloc[0].to_dict()


def test_the_shipped_hours_give_the_published_rates_of_helios_earth(store):
    found = row(store, "idle_rate", by="cluster")
    assert found["installed_card_hours"] == 553_536
    assert found["allocated_card_hours"] == pytest.approx(395_635.92, abs=0.01)
    assert found["allocated_rate"] == pytest.approx(0.7147, abs=5e-5)
    assert found["unallocated_rate"] == pytest.approx(0.2853, abs=5e-5)
    assert found["allocated_rate_unweighted"] == pytest.approx(0.6586, abs=5e-5)
    assert found["coverage_allocated"] == pytest.approx(744 / 856)
    assert found["idle_rate"] != found["idle_rate"]


def test_without_the_25_suspect_hours_more_was_allocated(store):
    assert row(store, "idle_rate", settings={"outages": "excluded"})["allocated_rate"] == pytest.approx(0.739595, abs=5e-7)
    assert VIEWS["outage_suspects"].result(store.tables("local")).frame["hours"].tolist() == [24, 1]


def test_the_ladder_of_helios_has_two_bands_that_sum_to_one(store):
    result = VIEWS["idle_ladder"].result(store.tables("local"), Query(by="cluster"))
    bands = [
        name for name in result.frame if name in ("unallocated_or_out_of_service", "allocated_use_unobserved", "unobserved", "held_idle")
    ]
    assert bands == ["unallocated_or_out_of_service", "allocated_use_unobserved"]
    assert result.frame[bands].sum(axis=1).iloc[0] == pytest.approx(1)


def test_the_source_of_the_hours_survives_the_aggregation(store):
    result = VIEWS["idle_ladder"].result(store.tables("local"))
    assert [source.licence for source in result.sources] == ["CC BY 4.0"]
    assert result.data_version == "2026-11-25"


def test_a_question_that_a_view_does_not_offer_is_refused_with_all_that_is_wrong(store):
    with pytest.raises(Refused) as refused:
        VIEWS["idle_rate"].completed(
            Query(by="colour", where={"taste": ("x",)}, start="May", settings={"outages": "perhaps", "volume": "11"})
        )
    codes = {problem.code for problem in refused.value.problems}
    assert codes == {"view.unknown_by", "view.unknown_where", "view.bad_day", "view.unknown_value", "view.unknown_parameter"}


OF_PROXIES = {"regional_mismatch", "regional_ranks"}
"""Views that need a proxy of regional need."""


def needed(view: str) -> dict[str, str]:
    return {entry.name: "2026-01-01" if entry.kind == "date" else "1" for entry in VIEWS[view].entries if entry.required}


@pytest.mark.parametrize("view", sorted(VIEWS))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_view_answers_and_draws_in_both_languages(store, view, language):
    given = needed(view)
    chart = VIEWS[view].chart(VIEWS[view].result(store.tables("local"), Query(settings=given)), language)
    assert chart.title and chart.subtitle and chart.caption.source_line
    assert set(chart.frame.columns) >= {column.name for column in chart.columns}
    assert chart.figure(1200).layout.height


@pytest.mark.parametrize("view", sorted(OF_PROXIES))
def test_a_view_without_its_data_is_refused_and_says_which(store, view, monkeypatch):
    tables = store.tables("local")
    frame = tables.frame
    monkeypatch.setattr(tables, "frame", lambda name: frame(name).head(0) if name == "regional_proxies" else frame(name))
    with pytest.raises(Refused) as refused:
        VIEWS[view].result(tables)
    assert [problem.code for problem in refused.value.problems] == ["balance.no_proxy"]


@pytest.mark.parametrize("view", [name for name in sorted(VIEWS) if "usage" in VIEWS[name].datasets])
def test_a_period_without_rows_is_drawn_as_an_empty_state(store, view):
    given = needed(view)
    result = VIEWS[view].result(store.tables("local"), Query(start="1999-01-01", end="1999-01-02", settings=given))
    assert result.frame.empty
    assert VIEWS[view].chart(result, "zh").figure(640)


@pytest.mark.parametrize(("outages", "trough"), [("included", 0.664), ("excluded", 0.686)])
def test_the_trough_of_the_day_is_at_nine(store, outages, trough):
    frame = VIEWS["idle_rate"].result(store.tables("local"), Query(by="hour_of_day", settings={"outages": outages})).frame
    low = frame.loc[frame["allocated_rate"].idxmin()]
    assert (low["hour_of_day"], round(low["allocated_rate"], 3)) == (9, trough)
    hours = VIEWS["idle_hours"]
    assert "09:00" in hours.chart(hours.result(store.tables("local"), Query(settings={"outages": outages})), "en").title
