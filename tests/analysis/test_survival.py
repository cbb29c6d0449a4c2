"""Hand-worked tables of times to an event; then what must hold for any."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import survival
from analysis.contracts.clock import TERMINATED
from analysis.contracts.endings import yearly_rates

ENTRY, EXIT, EVENT = [0, 1, 3], [2, 4, 5], [1, 1, 0]
"""Three contracts: one signed and followed from day 0 ends on day 2; one known from day 1 ends on day 4; one known from day 3 runs on."""


def test_a_row_counts_only_from_the_day_it_is_known():
    """Day 2: two known, one ends. Day 4: two known, one ends. Were all followed from day 0 it would be one of three, then one of two."""
    late = survival.kaplan_meier(EXIT, EVENT, ENTRY)
    early = survival.kaplan_meier(EXIT, EVENT)
    assert late.survival.tolist() == [0.5, 0.25]
    assert early.survival == pytest.approx([2 / 3, 1 / 3])
    assert late.at_risk.tolist() == [2, 2] and early.at_risk.tolist() == [3, 2]


def test_survival_beyond_the_last_row_at_risk_is_not_assessable():
    curve = survival.kaplan_meier([3, 5], [1, 1])
    assert curve.at([4, 5])[0] == 0.5 and curve.at([5])[0] == 0
    assert math.isnan(curve.at([5.1])[0]) and curve.reason(5.1) == "nobody_at_risk" and not curve.reason(5)
    assert survival.restricted_mean(curve, 6).value is None
    assert survival.restricted_mean(curve, 5).value == pytest.approx(4.0)


def test_a_curve_ends_where_nobody_is_left_though_others_come_later():
    """Day 2: the only contract known ends; another is known from day 3 and ends on day 9, which no product of the two can use."""
    curve = survival.kaplan_meier([2, 9], [1, 1], [0, 3])
    assert curve.last == 2 and curve.beyond == 1 and curve.ended == 1
    assert math.isnan(curve.at([9])[0])


def test_a_row_that_leaves_when_it_enters_is_never_at_risk():
    curve = survival.kaplan_meier([4, 7, 7], [1, 1, 0], [4, 0, 8])
    assert (curve.rows, curve.never, curve.ended) == (1, 2, 1)


def test_no_row_at_all_gives_a_curve_that_knows_nothing():
    for curve in (survival.nobody(), survival.kaplan_meier([0, 0], [1, 1])):
        assert np.isnan(curve.at([0, 1])).all()
        assert curve.reason(1) == "no_rows" and survival.median(curve).reason == "no_rows"
    assert survival.cumulative_incidence([], []) == {}
    assert survival.nelson_aalen([], []).rows == 0
    assert survival.log_rank([], [], []).p is None
    assert not survival.cox([], [], np.empty((0, 1))).converged


def test_without_an_event_the_curve_stays_at_one_and_has_no_limits():
    curve = survival.kaplan_meier([3, 5], [0, 0])
    assert curve.at([4])[0] == 1 and np.isnan(curve.at([4], "low"))[0] and curve.ended == 0
    assert survival.median(curve).reason == "not_reached"


def test_where_all_end_on_one_day_survival_is_zero_that_day_and_unknown_after():
    curve = survival.kaplan_meier([5, 5, 5], [1, 1, 1])
    assert curve.at([4.9, 5]).tolist() == [1, 0] and np.isnan(curve.at([6]))[0]
    assert np.isnan(curve.low[0]) and curve.error[0] == 0


def test_an_unknown_time_is_an_error_and_never_a_zero():
    with pytest.raises(ValueError, match="finite"):
        survival.kaplan_meier([1, math.nan], [0, 0])
    with pytest.raises(ValueError, match="length"):
        survival.kaplan_meier([1, 2], [0])


def test_weights_make_the_curve_that_of_the_value():
    """3 of 4 millions end on day 1, then nothing is left but the fourth."""
    curve = survival.kaplan_meier([1, 2], [1, 0], weight=[3.0, 1.0])
    assert curve.survival.tolist() == [0.25] and curve.at_risk.tolist() == [2] and np.isnan(curve.low).all()


def test_bands_of_a_weighted_curve_do_not_change_with_the_unit():
    exits, events, weights = [1, 2, 3, 4, 5, 6, 7, 8], [1, 0, 1, 0, 1, 0, 0, 0], np.array([9, 1, 2, 3, 1, 4, 2, 8.0])
    one, other = (survival.resampled_bands(exits, events, weights * unit, draws=400) for unit in (1, 1e6))
    assert one.low == pytest.approx(other.low) and one.high == pytest.approx(other.high)
    curve = survival.kaplan_meier(exits, events, weight=weights)
    assert (one.low <= curve.survival).all() and (curve.survival <= one.high).all()
    again = survival.resampled_bands(exits, events, weights, draws=400)
    assert (again.low == one.low).all(), "seeded"


def test_the_hazard_by_the_calendar_counts_who_runs_at_that_date():
    """Day 100: one of two running contracts ends; day 200: one of three. A third was signed on day 150."""
    found = survival.nelson_aalen([100, 300, 200], [1, 0, 1], [10, 20, 150])
    assert found.times.tolist() == [100, 200] and found.at_risk.tolist() == [2, 2]
    assert found.hazard.tolist() == [0.5, 1.0]
    assert found.error == pytest.approx([0.5, math.sqrt(0.5)])


def test_incidences_and_survival_sum_to_one():
    """Day 1: one of four terminated; day 2: one of three completed; day 3: one of two terminated; one runs on."""
    found = survival.cumulative_incidence([1, 2, 3, 4], [1, 2, 1, 0])
    assert found[1].incidence == pytest.approx([1 / 4, 1 / 4, 1 / 2])
    assert found[2].incidence == pytest.approx([0, 1 / 4, 1 / 4])
    left = survival.kaplan_meier([1, 2, 3, 4], [1, 1, 1, 0]).survival
    assert left + found[1].incidence + found[2].incidence == pytest.approx([1, 1, 1])
    assert np.isnan(found[1].at([4.5]))[0]


def test_the_restricted_mean_is_the_area_under_the_curve():
    """S is 1 to day 2, 1/2 to day 4, so 2 + 1 up to day 4; the only uncertain part is 1/2 x 2: error sqrt(2^2 x (1/2)^2 x 1/(2 x 1))."""
    found = survival.restricted_mean(survival.kaplan_meier([2, 6], [1, 0]), 4)
    assert found.value == 3 and found.error == pytest.approx(math.sqrt(1 * 1 / 2))


def test_exact_limits_of_a_rate_are_those_of_the_tables():
    """Garwood's limits for 0, 1, 5 and 10 events, as any table prints them."""
    printed = {0: (0.0, 3.689), 1: (0.0253, 5.572), 5: (1.623, 11.668), 10: (4.795, 18.390)}
    for count, limits in printed.items():
        assert survival.poisson_limits(count) == pytest.approx(limits, abs=6e-4)
    assert survival.poisson_limits(5, 20) == pytest.approx((1.623 / 20, 11.668 / 20), abs=1e-4)
    assert all(math.isnan(limit) for limit in survival.poisson_limits(3, 0))
    assert survival.poisson_limits(1000)[0] == pytest.approx(938.97, abs=0.02)


def test_a_chance_is_quoted_from_five_at_risk_on():
    """One of five, or of four, ends on day 10; nobody leaves before day 30."""
    five, four = (survival.kaplan_meier([10, *[30] * others], [1, *[0] * others]) for others in (5, 4))
    assert survival.chance(five, [0], 12)["value"][0] == pytest.approx(1 / 6)
    assert np.isnan(survival.chance(four, [0], 12)["value"][0]), "four are left after day 10"


def test_exact_limits_of_a_share_are_those_of_the_tables():
    """Clopper and Pearson's, as any table prints them; 0 of n ends at 1 - 0.025^(1/n), n of n begins at 0.025^(1/n)."""
    printed = {(2, 10): (0.0252, 0.5561), (1, 12): (0.0021, 0.3848), (5, 18): (0.0969, 0.5348)}
    for (count, trials), limits in printed.items():
        assert survival.binomial_limits(count, trials) == pytest.approx(limits, abs=6e-5)
    assert survival.binomial_limits(0, 11) == pytest.approx((0, 1 - 0.025 ** (1 / 11)))
    assert survival.binomial_limits(5, 5) == pytest.approx((0.025**0.2, 1))
    assert all(math.isnan(limit) for limit in survival.binomial_limits(0, 0))


def test_fishers_test_of_the_tea_tasting_lady_is_seventeen_thirty_fifths():
    """Fisher 1935: of eight cups she names three of four rightly; two-sided (1 + 16 + 16 + 1) / 70."""
    assert survival.fisher_p(3, 4, 1, 4) == pytest.approx(34 / 70)
    assert survival.fisher_p(4, 4, 0, 4) == pytest.approx(2 / 70)
    assert survival.fisher_p(0, 0, 3, 4) == 1
    assert survival.fisher_p(5, 11, 2, 7) == survival.fisher_p(2, 7, 5, 11)


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_fisher_and_the_limits_agree_with_scipy(trials, others, data):
    from scipy import stats

    count, other = data.draw(st.integers(0, trials)), data.draw(st.integers(0, others))
    table = [[count, trials - count], [other, others - other]]
    assert survival.fisher_p(count, trials, other, others) == pytest.approx(stats.fisher_exact(table)[1])
    limits = stats.binomtest(count, trials).proportion_ci(method="exact")
    assert survival.binomial_limits(count, trials) == pytest.approx((limits.low, limits.high), abs=1e-9)


def test_the_chance_to_end_is_conditional_on_running_now():
    """Of ten, one ends on day 10 and one on day 20: alive on day 12, the chance to end by day 21 is 1 of 9."""
    curve = survival.kaplan_meier([10, 20, *[30] * 8], [1, 1, *[0] * 8])
    found = survival.chance(curve, [0, 12, 21], 9)
    assert found["value"][1] == pytest.approx(1 / 9)
    assert survival.chance(curve, [12], 18, least=5)["value"][0] == pytest.approx(1 / 9)
    assert np.isnan(survival.chance(curve, [12], 19)["value"][0]), "beyond the curve"
    assert np.isnan(survival.chance(curve, [12], 10, least=9)["value"][0]), "eight at risk after day 20"
    assert found["low"][1] < found["value"][1] < found["high"][1]
    assert found["value"][2] == 0 and np.isnan(found["high"][2])


def test_a_regression_whose_likelihood_has_no_maximum_says_so_and_the_penalised_one_converges():
    """Times 1 to 8, events at the first three, all of them in the group x = 1: monotone likelihood."""
    exits, events, x = range(1, 9), [1, 1, 1, 0, 0, 0, 0, 0], [[1]] * 4 + [[0]] * 4
    plain = survival.cox(exits, events, x)
    assert not plain.converged and np.isnan(plain.errors).all()
    firth = survival.cox(exits, events, x, ties="breslow", firth=True)
    assert firth.converged and firth.coefficients[0] == pytest.approx(2.3187, abs=5e-5)
    assert firth.low[0] < 0 < firth.high[0]


def test_a_covariate_that_never_varies_or_repeats_another_is_not_estimable():
    exits, events = [1, 2, 3, 4, 5, 6], [1, 0, 1, 1, 0, 1]
    assert not survival.cox(exits, events, [[1]] * 6).converged
    doubled = [[0, 0], [1, 1], [0, 0], [1, 1], [0, 0], [1, 1]]
    assert not survival.cox(exits, events, doubled).converged and not survival.cox(exits, events, doubled, firth=True).converged


@pytest.mark.parametrize("seed", range(5))
def test_what_holds_for_any_rows(seed):
    chance = np.random.default_rng(seed)
    entry = chance.integers(0, 20, 60)
    exits, events = entry + chance.integers(0, 40, 60), chance.integers(0, 3, 60)
    curve = survival.kaplan_meier(exits, events, entry)
    assert (np.diff(curve.survival) <= 0).all() and (curve.survival >= 0).all()
    known = ~np.isnan(curve.low)
    assert (curve.low[known] <= curve.survival[known]).all() and (curve.survival[known] <= curve.high[known]).all()
    halves = survival.log_rank([*exits, *exits], [*events, *events], ["a"] * 60 + ["b"] * 60, [*entry, *entry])
    assert halves.chi_squared == pytest.approx(0, abs=1e-9) and halves.p == pytest.approx(1, abs=1e-4)
    found = survival.cumulative_incidence(exits, events, entry)
    assert sum(one.incidence for one in found.values()) + curve.survival == pytest.approx(1)
    weights = np.ones(60)
    assert survival.kaplan_meier(exits, events, entry, weights).survival == pytest.approx(curve.survival)


def test_delayed_entry_agrees_with_a_split_row():
    """A row followed from 0 is the same as one part to day 3, censored there, and one part known from day 3."""
    whole = survival.kaplan_meier([5, 4, 9], [1, 1, 0])
    parts = survival.kaplan_meier([3, 5, 4, 9], [0, 1, 1, 0], [0, 3, 0, 0])
    assert whole.survival == pytest.approx(parts.survival)
    one = survival.cox([5, 4, 9, 7], [1, 1, 0, 1], [[1], [0], [0], [1]])
    two = survival.cox([3, 5, 4, 9, 7], [0, 1, 1, 0, 1], [[1], [1], [0], [0], [1]], [0, 3, 0, 0, 0])
    assert one.coefficients == pytest.approx(two.coefficients, abs=1e-6)


def test_an_end_on_new_years_day_counts_once_and_in_the_year_that_is_over():
    """The clock counts days since 1970; a contract runs from 2024-07-01 to the first moment of 2025."""
    began = pd.Series([(pd.Timestamp("2024-07-01") - pd.Timestamp("1970-01-01")).days])
    kept = pd.DataFrame({"entry": [0.0], "exit_announced": [184.0], "event_announced": [TERMINATED]})
    found = yearly_rates(kept, began, "announced")
    assert {year: one["terminated"] for year, one in found.items()} == {"2024": 1, "2025": 0}
    assert found["2024"]["contract_years"] == pytest.approx(184 / 365.25) and found["2025"]["contract_years"] == 0
