"""Forecasts: hand-worked paths, refusals in words, and what no series may break."""

import numpy as np
import pandas as pd
import pytest

from analysis.forecasting import MODELS, PATH, ROUTES, contest, forecast, shares
from analysis.forecasting.growth import curves
from analysis.forecasting.regression import averaged
from analysis.forecasting.routes import is_sound
from analysis.forecasting.steps import steps
from i18n.problem import sentence

RISING = np.arange(1.0, 31.0)
MONTHS = [str(month) for month in pd.period_range("2021-01", periods=48, freq="M")]
SEASON = 100 + np.arange(48) + 20 * np.sin(np.arange(48) * np.pi / 6)


def means(*given: object, **named: object) -> np.ndarray:
    return forecast(*given, **named).frame["mean"].to_numpy()


def test_a_straight_line_goes_on_straight():
    assert means(RISING, 3) == pytest.approx([31, 32, 33], rel=0.03)


def test_theta_is_the_mean_of_the_line_and_the_smoothed_line_of_theta_two():
    line = np.array([1.0, 2, 3, 4, 5])
    assert MODELS["theta"](line, 1, 2) == pytest.approx([0.5 * 6 + 0.5 * 5, 0.5 * 7 + 0.5 * 5], abs=0.06)


def test_a_season_told_by_dates_is_found_and_goes_on():
    made = forecast(SEASON, 12, MONTHS)
    assert (made.unit, made.season, made.frame["time"].iloc[0]) == ("month", 12, "2025-01")
    ahead = 100 + np.arange(48, 60) + 20 * np.sin(np.arange(48, 60) * np.pi / 6)
    assert np.abs(made.frame["mean"] - ahead).max() < 12


def test_a_gap_is_a_gap_and_not_a_zero():
    kept = np.r_[0:20, 22:48]
    with_gap = forecast(SEASON[kept], 12, [MONTHS[i] for i in kept])
    assert with_gap.points == 46
    assert np.abs(with_gap.frame["mean"] - means(SEASON, 12, MONTHS)).max() < 6
    empty = SEASON.copy()
    empty[20:22] = np.nan
    assert means(empty, 12, MONTHS) == pytest.approx(with_gap.frame["mean"])


def test_the_order_in_which_points_are_given_does_not_matter():
    turned = forecast(SEASON[::-1], 6, MONTHS[::-1]).frame
    assert turned["mean"].to_numpy() == pytest.approx(means(SEASON, 6, MONTHS))


@pytest.mark.parametrize(
    ("times", "unit", "following"),
    [
        (["2021", "2022", "2023"], "year", "2024"),
        (["2021-Q1", "2021-Q2", "2021-Q3"], "quarter", "2021-Q4"),
        (["2021-H1", "2021-H2", "2022-H1"], "half_year", "2022-H2"),
        (["2021-11", "2021-12", "2022-01"], "month", "2022-02"),
        (["2021-03-31", "2021-06-30", "2021-09-30"], "quarter", "2021-Q4"),
        (["2021-01-04", "2021-01-11", "2021-01-18"], "week", "2021-01-25"),
        (["2021-01-04", "2021-01-05", "2021-01-06"], "day", "2021-01-07"),
        (["2021-01-04 22:00", "2021-01-04 23:00", "2021-01-05 00:00"], "hour", "2021-01-05 01:00"),
        ([7, 8, 9], "step", "10"),
        (["2025年11月", "2025年12月", "2026年1月"], "month", "2026-02"),
        (["2025年第三季度", "2025年第四季度", "2026年第1季度"], "quarter", "2026-Q2"),
        (["2024年", "2025年", "2026年"], "year", "2027"),
        ([20260301, 20260302, 20260303], "day", "2026-03-04"),
        (["2024-01-15", "2025-06-30", "2025-12-31", "2026-03-20"], "month", "2026-04"),
        (["2024-01", "2025-06", "2025-12", "2026-03"], "month", "2026-04"),
    ],
)
def test_the_frequency_is_told_by_the_times(times, unit, following):
    axis, _ = steps(times, len(times))
    assert (axis.unit, axis.name(axis.span)) == (unit, following)


def test_days_without_weekends_are_business_days():
    days = [f"{day:%Y-%m-%d}" for day in pd.bdate_range("2026-01-05", periods=20)]
    axis, _ = steps(days, 20)
    assert (axis.unit, axis.season, axis.name(20)) == ("business_day", 5, "2026-02-02")


@pytest.mark.parametrize(("values", "points", "needed"), [([], 0, 5), ([3.0], 1, 5), ([3.0, 4.0], 2, 5), ([np.nan] * 9, 0, 5)])
def test_too_few_points_are_refused_with_points_held_and_needed(values, points, needed):
    refusal = forecast(values, 3).refusal
    assert (refusal.values["points"], refusal.values["needed"]) == (points, needed)
    assert str(needed) in sentence(refusal, "en") and str(needed) in sentence(refusal, "zh")


def test_a_seasonal_series_needs_two_seasons_and_three():
    flat = forecast(100 + np.sin(np.arange(26.0)), 3, MONTHS[:26])
    assert (flat.refusal.values["points"], flat.refusal.values["needed"]) == (26, 27)
    assert forecast(100 + np.sin(np.arange(27.0)), 3, MONTHS[:27]).refusal is None


def test_an_uneven_series_has_no_season_and_needs_five_points():
    times = [f"{2010 + i // 3}-{1 + 5 * (i % 3):02d}" for i in range(20)]
    made = forecast(100 + np.sin(np.arange(20.0)), 3, times)
    assert made.refusal is None and made.season == 1 and made.flags[0].code == "forecasting.uneven"


def test_numbers_that_are_no_steps_are_refused_and_not_filled():
    assert forecast([1.0, 2, 3, 4, 5, 6], 3, [1, 2, 3, 4, 5, 9_000_000]).refusal.code == "forecasting.sparse"


@pytest.mark.parametrize("code", ["forecasting.no_time", "forecasting.twice"])
def test_times_that_make_no_order_are_refused(code):
    times = ["2026-01", "once", "2026-03"] if code == "forecasting.no_time" else ["2026-01", "2026-01", "2026-03"]
    assert forecast([1.0, 2, 3], 2, times).refusal.code == code


ODD = {
    "constant": np.full(30, 7.0),
    "zeros": np.zeros(30),
    "spike": np.where(np.arange(60) == 30, 1e12, 50 + np.arange(60) % 5),
    "last_spike": np.where(np.arange(60) == 59, 1e12, 50 + np.arange(60) % 5),
    "nan": np.where(np.arange(60) == 7, np.nan, 50.0 + np.arange(60) % 7),
    "infinite": np.where(np.arange(60) == 7, np.inf, 50.0 + np.arange(60) % 7),
    "tiny": 1e-12 * (1 + np.arange(60) % 5),
    "huge": 1e300 * (1 + np.arange(60) % 5),
    "doubling": 2.0 ** np.arange(60),
    "negative": -50.0 + np.arange(60) % 7,
    "mostly_zero": np.where(np.arange(60) % 9 == 0, 4.0, 0.0),
}


@pytest.mark.parametrize("season", [1, 4, 12, 24])
@pytest.mark.parametrize("name", ODD)
def test_an_odd_series_gets_a_sound_forecast_or_a_refusal(name, season):
    made = forecast(ODD[name], 8, season=season)
    if made.refusal is not None:
        assert sentence(made.refusal, "en") and sentence(made.refusal, "zh")
        return
    drawn, known = made.frame[list(PATH)], ODD[name][np.isfinite(ODD[name])]
    assert np.isfinite(drawn.to_numpy()).all()
    assert (drawn["lower_95"] <= drawn["lower_80"]).all() and (drawn["upper_80"] <= drawn["upper_95"]).all()
    assert (drawn["lower_80"] <= drawn["mean"]).all() and (drawn["mean"] <= drawn["upper_80"]).all()
    assert (known < 0).any() or (drawn >= 0).all(axis=None)


def test_a_spike_is_said_and_moves_nothing():
    made = forecast(ODD["spike"], 4)
    assert [flag.code for flag in made.flags] == ["forecasting.spike"]
    assert made.frame["upper_95"].max() < 100


def test_a_forecast_does_not_depend_on_the_unit():
    assert means(SEASON * 1e9, 6, season=12) == pytest.approx(means(SEASON, 6, season=12) * 1e9, rel=1e-9)


def test_the_contest_holds_the_naive_line_and_names_the_line_that_is_drawn():
    found = contest(SEASON, 6, MONTHS)
    scores = found.frame.set_index("model")
    assert scores.loc["naive", "owa"] == 1 and scores["made_it"].sum() == 1
    assert scores.loc["combined", "owa"] < 1
    assert found.origins == 12 and scores["coverage_95"].between(0, 1).all()


def test_a_series_that_is_refused_has_no_contest_but_its_reason():
    found = contest([1.0, 2.0], 3)
    assert found.frame.empty and found.forecast.refusal.code == "forecasting.too_short"


def test_short_growth_is_drawn_by_bounded_curves():
    made = forecast([1.0, 2.1, 3.9, 8.2, 15.8], 3, ["2021", "2022", "2023", "2024", "2025"])
    assert (made.route, made.models) == ("growth", ("logistic", "gompertz", "fading_growth"))
    mean = made.frame["mean"].to_numpy()
    assert 15.8 < mean[0] < mean[1] < mean[2] < 15.8 * 8
    assert (made.frame["upper_95"] / mean > mean / made.frame["lower_95"] * 0.999).all()


def test_growth_runs_on_dates_where_points_are_unequally_spaced():
    made = forecast([0.1, 0.4, 30.0, 100.0, 140.0], 3, ["2024-01", "2024-05", "2025-06", "2025-12", "2026-03"])
    assert (made.unit, made.route, made.points) == ("month", "growth", 5)
    assert made.frame["time"].tolist() == ["2026-04", "2026-05", "2026-06"]
    assert (made.frame["mean"].diff().dropna() > 0).all() and made.frame["mean"].iloc[0] < 170


def test_damped_growth_fades_as_worked_by_hand():
    path = curves(np.array([1.0, 2, 4, 8]), np.arange(4), 2)["fading_growth"]
    assert path == pytest.approx([8 * 2**0.7, 8 * 2 ** (0.7 + 0.49)])


def test_a_fit_that_statsmodels_makes_of_plain_arrays_does_not_fail():
    """ETSModel.get_prediction wants an index and the (M)STL none: whatever is handed over, numpy or pandas, gives the same."""
    assert means(pd.Series(SEASON), 6, MONTHS) == pytest.approx(means(SEASON, 6, MONTHS))


def test_a_path_that_explodes_is_left_out(monkeypatch):
    def explosion(y, m, horizon):
        return np.full(horizon, 1e12)

    for model in ROUTES["plain"]:
        monkeypatch.setitem(MODELS, model, explosion)
    assert means(RISING, 3) == pytest.approx([30, 30, 30])


def test_a_path_that_is_no_number_is_left_out(monkeypatch):
    monkeypatch.setitem(MODELS, "drift", lambda y, m, horizon: np.full(horizon, np.nan))
    assert np.isfinite(means(RISING, 3)).all()


def test_no_smoothing_with_estimated_first_states_alone_on_a_dozen_points():
    assert not {"damped", "holt_winters"} & {*ROUTES["plain"], *ROUTES["short"], *ROUTES["growth"]}


def test_hours_are_drawn_by_the_day_and_the_week_and_not_by_one_index_and_a_trend():
    hour = np.arange(24 * 7 * 4)
    week = 100 + 30 * np.sin(hour * np.pi / 12) + 40 * ((hour // 24) % 7 < 5)
    made = forecast(week, 48, season=24)
    assert made.route == "cycle"
    ahead = np.arange(len(hour), len(hour) + 48)
    assert made.frame["mean"].to_numpy() == pytest.approx(100 + 30 * np.sin(ahead * np.pi / 12) + 40 * ((ahead // 24) % 7 < 5), abs=3)


MIX = pd.DataFrame({"training": [0.7, 0.66, 0.61, 0.57, 0.52, 0.48], "inference": [0.3, 0.34, 0.39, 0.43, 0.48, 0.52]})


def test_shares_stay_within_0_and_1_and_sum_to_1():
    made = shares(MIX, 30)
    drawn = made.frame[list(PATH)].to_numpy()
    assert made.refusal is None and (drawn >= 0).all() and (drawn <= 1).all()
    assert np.abs(made.frame.groupby("step")["mean"].sum() - 1).max() < 1e-12
    assert made.frame.query("part == 'inference'")["mean"].iloc[0] == pytest.approx(0.52 + 0.9 * 0.044, abs=0.002)


def test_shares_without_a_trend_are_the_last_ones():
    noise = MIX.assign(training=[0.5, 0.6, 0.5, 0.6, 0.5, 0.55], inference=[0.5, 0.4, 0.5, 0.4, 0.5, 0.45])
    made = shares(noise, 2)
    assert made.models == ("naive",) and made.frame["mean"].tolist() == pytest.approx([0.55, 0.45] * 2)


def test_shares_that_are_no_parts_of_a_whole_or_too_few_are_refused():
    assert shares(MIX * 2, 2).refusal.code == "forecasting.no_whole"
    assert shares(MIX.head(4), 2).refusal.values["points"] == 4
    assert shares(MIX, 2, ["2020", "2021", "2022", "2023", "2024", "?"]).refusal.code == "forecasting.no_time"


def test_three_days_of_hours_already_show_the_day():
    hour = np.arange(72)
    ahead = means(100 + 30 * np.sin(hour * np.pi / 12), 24, season=24)
    assert ahead == pytest.approx(100 + 30 * np.sin(np.arange(72, 96) * np.pi / 12), abs=6)


@pytest.mark.parametrize(("last", "kept"), [(39.0, True), (40.0, True), (41.0, False), (-41.0, False), (float("nan"), False)])
def test_a_path_beyond_twenty_times_the_past_is_left_out(last, kept):
    assert is_sound(np.array([1.0, last]), np.array([1.0, -2.0])) is kept


def test_a_year_of_nothing_leaves_no_order_out():
    x = np.array([0.0, *np.linspace(1, 2, 19)])
    assert averaged(x, 2, 2) == pytest.approx([2.05, 2.1], abs=0.1)
