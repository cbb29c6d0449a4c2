"""The driver model, the crossover and what tokens need: known answers, then properties."""

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.demand import (
    card_of,
    crossover,
    demand_inputs,
    demand_outlook,
    demand_shares,
    from_record,
    halfway,
    scenario,
    start_of,
    token_compute,
    token_load,
)
from analysis.demand import outlook as model
from analysis.demand.crossover import crossing
from analysis.demand.inputs import DEFAULTS, Range
from data.schema import Refused

RECORD = Path(__file__).parents[2] / "data" / "sources"
CARD = {"model": "card", "flops": 148e12, "bandwidth": 4e12, "source_id": "c"}


@pytest.fixture(scope="module")
def record():
    return {
        name: pd.read_csv(RECORD / f"{name}.csv", dtype={"derived": "boolean"}).assign(source_id=name)
        for name in ("demand", "capacity", "accelerators")
    }


@pytest.fixture(scope="module")
def national(record):
    return record["demand"][record["demand"]["scope"] == "national"]


def needed(record, national, precision="FP16", **settings):
    ranges = scenario(from_record(record["demand"]), {name: str(value) for name, value in settings.items()})
    return token_compute(national, record["capacity"], ranges, CARD, precision, None)


def test_140_trillion_tokens_a_day_at_37_billion_parameters_are_119_9_eflops_between_72_and_159_with_the_decode_side_beside_it(
    record, national
):
    result = needed(record, national)
    assert result.facts["tokens"] == 140e12
    assert result.facts["model_eflops"] == pytest.approx(140e12 * 2 * 37e9 / 86400 / 1e18)
    assert round(result.facts["model_eflops"], 1) == 119.9
    assert result.facts["tokens_floor"]
    assert (round(result.facts["model_low"]), round(result.facts["model_high"])) == (72, 159)
    assert result.frame["bound"].tolist() == ["compute", "memory"]
    assert result.frame["need"].iloc[1] == pytest.approx(140e12 / 86400 * 0.213 * (37e9 / 64 + 70e3 * 4e3) / 1e15)


def test_cached_input_changes_the_answer_and_output_is_always_computed(record, national):
    half = needed(record, national, cached_share=0.5).facts
    assert half["model_eflops"] == pytest.approx(119.907407 * (1 - 0.787 * 0.5), rel=1e-6)
    assert half["all_computed_eflops"] == pytest.approx(119.907407, rel=1e-6)
    assert needed(record, national, cached_share=1).facts["model_eflops"] == pytest.approx(119.907407 * 0.213, rel=1e-6)


def test_the_attention_term_adds_to_each_token(record, national):
    found = needed(record, national, attention_gflop=7.4).facts["model_eflops"]
    assert found == pytest.approx(119.907407 * 1.1, rel=1e-6)


def test_cards_are_the_larger_bound_and_which_one_binds_is_said(record, national):
    result = needed(record, national)
    assert result.facts["cards"] == pytest.approx(119.907407e18 * 2 / (148e12 * 0.4), rel=1e-6)
    assert result.facts["binds"] == "compute"
    assert needed(record, national, batch=1, batch_low=1, context_k=1000, context_k_high=1000).facts["binds"] == "memory"


def test_the_load_compares_like_precision_scope_and_date_and_is_a_range_where_no_capacity_is_of_that_date(record, national):
    frame = token_load(national, record["capacity"], from_record(record["demand"]), "FP16").frame.set_index("period_end")
    assert frame.loc["2025-12-31", "capacity_low"] == frame.loc["2025-12-31", "capacity_high"] == 1590
    assert frame.loc["2025-12-31", "load"] == pytest.approx(85.648148 / 1590)
    assert frame.loc["2026-03-22", "load"] == pytest.approx(119.907407 / (1590 * 2185) ** 0.5)
    assert (frame.loc["2026-03-22", "capacity_low"], frame.loc["2026-03-22", "capacity_high"]) == (1590, 2185)
    assert ((frame["load_low"] < frame["load"]) & (frame["load"] < frame["load_high"])).all()
    assert token_load(national, record["capacity"], from_record(record["demand"]), "FP8").frame.empty


def test_tokens_of_two_subjects_are_refused_and_never_added(record):
    with pytest.raises(Refused, match="many_lines"):
        token_load(record["demand"], record["capacity"], DEFAULTS, "FP16")


def test_a_card_goes_by_its_aliases_and_an_unknown_one_is_refused_with_those_known(record):
    assert card_of(record["accelerators"], "H100")["model"] == "H100 80GB SXM"
    assert card_of(record["accelerators"], "昇腾910C")["flops"] == 800e12
    with pytest.raises(Refused, match="no_card"):
        card_of(record["accelerators"], "domestic card")


def test_training_and_inference_are_the_total_in_every_draw_and_shares_are_shares():
    months = model.months_from(model.dates("2026-03-22", 10))
    found = model.paths(model.sampled(DEFAULTS), months, CARD)
    assert np.allclose(found["training"] + found["inference"], found["total"], rtol=1e-9, atol=0)
    assert ((found["share"] >= 0) & (found["share"] <= 1)).all()
    assert all((values > 0).all() for values in found.values())


def test_without_growth_gain_or_width_the_outlook_stays_where_it_began():
    still = {name: Range(one.central, one.central, one.central) for name, one in DEFAULTS.items()}
    still |= {"doubling_months": Range(600, 600, 600), "efficiency_gain": Range(0, 0, 0), "training_growth": Range(1, 1, 1)}
    found = model.paths(model.sampled(still, 3), np.array([[0.0, 12.0]]), CARD)
    assert found["inference"][0, 1] / found["inference"][0, 0] == pytest.approx(2 ** (12 / 600), rel=0.01)
    assert found["training"][0, 1] == found["training"][0, 0]


def test_a_growth_that_never_slows_doubles_on_time():
    fast = {
        **{name: Range(one.central, one.central, one.central) for name, one in DEFAULTS.items()},
        "slowing_months": Range(1e9, 1e9, 1e9),
    }
    found = model.paths(model.sampled(fast, 1), np.array([[0.0, 6.0, 12.0]]), CARD)["tokens"][0]
    assert found[1] / found[0] == pytest.approx(2, rel=1e-6)
    assert found[2] / found[0] == pytest.approx(4, rel=1e-6)


def test_the_same_question_gives_the_same_draws(record):
    asked = (DEFAULTS, "2026-03-22", 5, CARD, "compute", record["demand"])
    pd.testing.assert_frame_equal(demand_outlook(*asked).frame, demand_outlook(*asked).frame)


def test_a_triangular_draw_has_its_ends_and_its_mean():
    one = Range(1, 2, 6)
    assert one.draws(np.array([0.0, 1.0])).tolist() == [1, 6]
    assert one.draws(np.linspace(0.00005, 0.99995, 10000)).mean() == pytest.approx(3, rel=1e-3)


def test_the_scenario_of_the_first_start_is_the_records_and_each_input_has_a_source_or_the_word_assumption(record):
    begun = from_record(record["demand"])
    assert (begun["tokens_t"].low, begun["tokens_t"].central) == (140, 140)
    assert begun["doubling_months"].central == pytest.approx(5.48)
    assert start_of(record["demand"]) == "2026-03-22"
    table = demand_inputs(begun, record["demand"]).frame
    assert all("assumption" in words or words for words in table["source"])
    assert table["source"].str.contains("assumption").sum() == 17


def test_what_the_analyst_gives_widens_a_range_or_is_refused(record):
    begun = from_record(record["demand"])
    assert scenario(begun, {"active_parameters_bn": "100"})["active_parameters_bn"].high == 100
    with pytest.raises(Refused, match="range_order"):
        scenario(begun, {"batch_low": "80", "batch": "64"})


def test_a_crossing_is_dated_by_hand():
    days = [dt.date(2024, 1, 1), dt.date(2025, 1, 1)]
    shares = np.array([[0.6, 0.7], [0.4, 0.6], [0.1, 0.2], [0.1, 0.3]])
    found = crossing(days, shares)
    assert (found["already"], found["dated"], found["not_within"]) == (0.25, 0.25, 0.5)
    assert found["date_50"] == "2024-07-02"


@given(st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=1, max_size=40))
def test_the_three_probabilities_of_a_crossing_sum_to_one(shares):
    found = crossing([dt.date(2024, 1, 1), dt.date(2025, 1, 1), dt.date(2027, 1, 1)], np.array(shares))
    assert found["already"] + found["dated"] + found["not_within"] == pytest.approx(1, abs=1e-12)


def test_each_published_basis_and_the_scenario_have_a_verdict_that_sums_to_one(record):
    result = crossover(record["demand"], from_record(record["demand"]), "2026-03-22", 5, CARD, 0.025)
    frame = result.frame.set_index("entity")
    assert np.allclose(frame[["already", "dated", "not_within"]].sum(axis=1), 1, atol=1e-12)
    assert frame.loc["AI compute in deployments", "already"] == 1
    assert frame.loc["IDC AI server market by type", "not_within"] == 1
    assert frame.loc["neocloud committed-revenue pipeline", "dated"] == 1
    assert "2025-06" < frame.loc["all AI compute", "date_50"] < "2026-06"
    assert len(frame) == 16


def test_the_ledger_keeps_bases_apart_and_fills_nothing(record):
    frame = demand_shares(record["demand"]).frame
    bloomberg = frame[frame["entity"].str.contains("Bloomberg")].iloc[0]
    assert (bloomberg["inference"], bloomberg["training"]) == (0.1, 0.85)
    assert frame.loc[frame["entity"] == "IDC AI server market by type", "inference"].isna().all()
    assert frame["scope"].tolist() == sorted(frame["scope"], key=list(frame["scope"].unique()).index)
    spending = demand_shares(record["demand"], "spending").frame
    assert len(spending[spending["entity"] == "OpenAI"]) == 4


def test_growth_half_way_to_its_ends_is_552_900_or_2_475_eflops_at_the_end_of_2027(record):
    """Of 900, three fifths or nearly three times: the medians over the draws of every other input, with growth fixed."""
    ranges, start = from_record(record["demand"]), start_of(record["demand"])
    found = [halfway.levels(halfway.paced(ranges, pace), start, "total")[1] for pace in halfway.PACES]
    assert found == pytest.approx([552, 900, 2475], abs=0.8)
    slow = halfway.paced(ranges, "slow")
    assert slow["doubling_months"].central ** 2 == pytest.approx(ranges["doubling_months"].central * ranges["doubling_months"].high)
    assert slow["slowing_months"].central ** 2 == pytest.approx(24 * 12)
