"""The known answers of the record, through the views that the overview shows."""

import pytest

from views import VIEWS, Query


def facts(store, view: str, **asked: object) -> dict:
    return VIEWS[view].result(store.tables("local"), Query(**asked)).facts


def test_seven_of_27_headline_contracts_are_terminated_and_five_state_a_value(store):
    found = facts(store, "cancellations")
    assert (found["contracts"], found["terminated"], found["with_value"]) == (27, 7, 5)
    assert found["terminated_value_cny"] == 5_453_283_338
    assert found["largest_company"] == "海南华铁"
    assert found["largest_share"] == pytest.approx(0.6767, abs=5e-5)


def test_a_quarter_in_which_no_contract_ended_lost_nothing_and_one_that_states_no_value_is_unknown(store):
    result = VIEWS["cancellations"].result(store.tables("local"))
    frame = result.frame
    assert frame["terminated"].sum() + result.facts["undated_end"] == 7
    assert (frame.loc[frame["terminated"] == 0, "terminated_value_cny"] == 0).all()
    assert frame.loc[frame["quarter"] == "2023-Q4", "signed_value_cny"].isna().all()


def test_the_national_token_series_has_four_dates_and_floors_are_apart(store):
    frame = VIEWS["demand_series"].result(store.tables("local")).frame.query("scope == 'national'")
    assert frame["period_end"].tolist() == ["2024-01-31", "2025-06-30", "2025-12-31", "2026-03-22"]
    assert frame["floor"].notna().tolist() == [False, True, False, True]
    assert (frame["stated"].notna() ^ frame["floor"].notna()).all()


def test_capacity_of_two_precisions_never_shares_a_column(store):
    frame = VIEWS["capacity_series"].result(store.tables("local")).frame
    assert frame["official_fp32_actual_eflops"].dropna().tolist() == [90]
    assert frame["official_fp16_actual_eflops"].dropna().tolist() == [788, 1590, 2185]
    assert frame["period_end"].is_unique
