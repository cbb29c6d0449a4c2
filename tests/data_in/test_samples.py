import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.read.samples import HOUR, hour_sums, pool_hours, usage
from data.schema import Refused
from i18n.problem import sentence

START = pd.Timestamp("2026-03-01")


def samples(*cards):
    """Samples of cards, each (card, minutes, utilization, available, allocated)."""
    rows = [
        {"cluster": "C", "pool": "P", "counter": "util", "card": card, "time": START + pd.Timedelta(minutes=minute)}
        | {"utilization": used, "available": available, "allocated": allocated}
        for card, minutes, used, available, allocated in cards
        for minute in minutes
    ]
    frame = pd.DataFrame(rows).astype(dict.fromkeys(("utilization", "available", "allocated"), "float64"))
    return frame.assign(row=np.arange(2, len(frame) + 2))


def only(frame):
    assert len(frame) == 1
    return frame.iloc[0].to_dict()


def test_ten_cards_at_four_percent_are_held_and_idle_for_the_whole_hour():
    hour = only(pool_hours(samples(*((f"g{n}", range(60), 0.04, 1, 1) for n in range(10)))))
    assert [hour[f"{step}_card_hours"] for step in ("installed", "available", "allocated", "busy", "effective")] == [10, 10, 10, 0, 0]
    assert (hour["observed_minutes"], hour["sample_minutes"], hour["row"]) == (60, 1, 2)


def test_after_a_last_sample_at_19_past_forty_minutes_are_unobserved():
    hour = only(pool_hours(samples(("g", range(20), 0.5, 1, 1))))
    assert hour["installed_card_hours"] == 1
    assert hour["observed_minutes"] == 20
    assert hour["allocated_card_hours"] == pytest.approx(1 / 3)
    assert hour["effective_card_hours"] == pytest.approx(1 / 6)


def test_a_sample_stands_for_three_intervals_at_most():
    """0, 1, 2, 3 and 30 minutes: 3 holds until 6, 30 until 31, so seven minutes are observed."""
    assert only(pool_hours(samples(("g", [0, 1, 2, 3, 30], 0.5, 1, 1))))["observed_minutes"] == pytest.approx(7)


def test_a_held_sample_counts_in_each_hour_into_which_it_reaches():
    """Every 40 minutes from 00:20: 40 minutes in the first hour, 60 in the second, 40 in the third."""
    hours = pool_hours(samples(("g", [20, 60, 120], 1, 1, 1)))
    assert hours["observed_minutes"].tolist() == pytest.approx([40, 60, 50])
    assert hours["effective_card_hours"].tolist() == pytest.approx([2 / 3, 1, 5 / 6])


@pytest.mark.parametrize("over", [0, 0.000001, 0.0003, 0.4])
def test_a_last_sample_at_or_past_the_hour_opens_no_hour(over):
    """Two hours of a sample a minute, and one at 02:00: a query that ends there gives it, and a loop drifts past it."""
    frame = samples(("a", [*range(120), 120 + over], 0.5, 1, 1), ("b", range(120), 0.5, 1, 1))
    hours = pool_hours(frame)
    assert hours[["installed_card_hours", "observed_minutes", "allocated_card_hours"]].to_numpy().tolist() == [[2, 60, 2], [2, 60, 2]]


def test_what_reaches_over_from_the_hour_before_does_not_say_what_this_hour_tells():
    """Who holds the card is known until 12:59:00.2 and not after: the second hour's use is observed, and nobody knows its holder."""
    hours = pool_hours(samples(("a", [minute + 0.003 for minute in range(60)], 0.5, 1, 1), ("a", range(61, 120), 0.5, 1, None)))
    told = hours[["available_card_hours", "allocated_card_hours", "busy_card_hours"]].astype(object).where(lambda each: each.notna(), None)
    assert [[None if value is None else round(value, 3) for value in row] for row in told.to_numpy()] == [[1, 1, 1], [1, None, 1]]
    assert hours["observed_minutes"].tolist() == pytest.approx([60, 60], abs=0.01)


@pytest.mark.parametrize("first", [0, 23 * 60 - 10])
def test_an_evening_that_goes_on_past_midnight_is_sampled_as_often_as_a_morning(first):
    """A sample a minute, and a gap of half an hour of which the sample before stands for three minutes."""
    hours = pool_hours(samples(("a", [first + minute for minute in (*range(30), *range(60, 100))], 0.5, 1, 1)))
    assert (hours["observed_minutes"] * hours["installed_card_hours"]).sum() == pytest.approx(30 + 2 + 40)
    assert hours["sample_minutes"].tolist() == [1] * len(hours)


def test_cards_sampled_in_hours_that_are_not_probed_have_their_median_step():
    """Three days from nine to ten, a sample a minute: the mean step, nights and all, would be a quarter of an hour and more."""
    hours = pool_hours(samples(("a", [1440 * day + 540 + minute for day in range(3) for minute in range(60)], 0.5, 1, 1)))
    assert hours["sample_minutes"].unique().tolist() == [1]
    assert hours["observed_minutes"].sum() == pytest.approx(3 * 60 + 2 * 2)


def test_a_first_sample_just_before_the_hour_opens_none_either():
    hours = pool_hours(samples(("a", [-0.001, *range(1, 60)], 0.5, 1, 1)))
    assert hours["hour"].tolist() == [START]
    assert hours["observed_minutes"].tolist() == [60]


def test_a_card_that_ends_past_the_hour_is_not_among_those_that_go_on():
    """b goes on; of a nothing is counted in the second hour, neither as installed nor as observed."""
    hours = pool_hours(samples(("a", range(61), 0.5, 1, 1), ("b", range(120), 0.5, 1, 0)))
    assert hours[["installed_card_hours", "observed_minutes", "allocated_card_hours"]].to_numpy().tolist() == [[2, 60, 1], [1, 60, 0]]


@pytest.mark.parametrize(("minutes", "hours"), [([0, 60, 120], 3), ([30, 60], 2), ([59.999, 60.999], 1), ([0, 20, 40, 60], 1)])
def test_an_hour_counts_where_a_card_reaches_into_it_by_more_than_one_sample_or_half_of_it(minutes, hours):
    assert len(pool_hours(samples(("a", minutes, 0.5, 1, 1)))) == hours


def test_a_step_is_told_hour_by_hour():
    """Health is scraped from the second hour on: the first is not unobserved for the want of it."""
    hours = pool_hours(samples(("a", range(60), 0.5, np.nan, 1), ("a", range(60, 120), 0.5, 1, 1)))
    assert hours["observed_minutes"].tolist() == pytest.approx([60, 60])
    assert hours["available_card_hours"].fillna(-1).tolist() == [-1, 1]
    assert hours["allocated_card_hours"].tolist() == [1, 1]


def test_a_card_that_is_down_says_nothing_of_who_holds_the_others():
    """Four chips without a pod label, one unhealthy: out of service is known, allocation is not, and so no idle."""
    hour = only(pool_hours(samples(*((f"n{n}", range(60), 0.7, int(n > 0), np.nan) for n in range(4)))))
    assert (hour["installed_card_hours"], hour["available_card_hours"], hour["observed_minutes"]) == (4, 3, 60)
    assert np.isnan(hour["allocated_card_hours"])


def test_busy_is_decided_sample_by_sample():
    """One card half the hour at 0.9, half at 0.01: busy half an hour, although its mean is above the threshold throughout."""
    hour = only(pool_hours(samples(("g", range(0, 30), 0.9, 1, 1), ("g", range(30, 60), 0.01, 1, 1))))
    assert (hour["busy_card_hours"], hour["effective_card_hours"]) == pytest.approx((0.5, 0.45))


def test_what_no_sample_tells_is_unknown_and_not_zero():
    hour = only(pool_hours(samples(("g", range(60), 0.5, np.nan, np.nan))))
    assert np.isnan(hour["available_card_hours"])
    assert np.isnan(hour["allocated_card_hours"])
    assert (hour["busy_card_hours"], hour["effective_card_hours"]) == (1, 0.5)


def test_a_sample_that_lacks_what_others_tell_is_unobserved():
    """Two cards, one without a word of its allocation: half of the pool's hour is observed."""
    hour = only(pool_hours(samples(("a", range(60), 0.5, 1, 1), ("b", range(60), 0.5, 1, np.nan))))
    assert (hour["installed_card_hours"], hour["observed_minutes"]) == (2, 30)
    assert (hour["allocated_card_hours"], hour["busy_card_hours"]) == (1, 1)


def test_a_card_out_of_service_is_neither_allocated_nor_busy_whatever_else_is_unknown():
    hour = only(pool_hours(samples(("a", range(60), 0.5, 1, 1), ("b", range(60), np.nan, 0, 1))))
    assert [hour[f"{step}_card_hours"] for step in ("installed", "available", "allocated", "busy")] == [2, 1, 1, 1]
    assert hour["observed_minutes"] == 60


def test_an_hour_without_samples_between_two_with_has_its_cards_and_no_steps():
    hours = pool_hours(samples(("g", [*range(60), *range(120, 180)], 0.5, 1, 1)))
    assert hours["installed_card_hours"].tolist() == [1, 1, 1]
    assert hours["observed_minutes"].tolist() == pytest.approx([60, 2, 60])
    gap = pool_hours(samples(("g", [*range(58), *range(120, 180)], 0.5, 1, 1))).iloc[1]
    assert gap["observed_minutes"] == 0
    assert np.isnan(gap["allocated_card_hours"])


def test_of_two_samples_of_one_moment_the_later_row_counts():
    hour = only(pool_hours(samples(("g", range(60), 0, 1, 0), ("g", range(60), 1, 1, 1))))
    assert (hour["observed_minutes"], hour["allocated_card_hours"]) == (60, 1)


def test_cards_of_one_name_in_two_pools_are_two_cards():
    one = samples(("0", range(60), 0.5, 1, 1))
    hours = pool_hours(pd.concat([one, one.assign(pool="Q")]))
    assert hours[["pool", "installed_card_hours", "observed_minutes"]].to_numpy().tolist() == [["P", 1, 60], ["Q", 1, 60]]


def test_where_no_card_has_two_samples_the_interval_is_unknown_and_the_file_refused():
    with pytest.raises(Refused) as refused:
        pool_hours(samples(("a", [0], 0.5, 1, 1), ("b", [1], 0.5, 1, 1)))
    assert "two samples" in sentence(refused.value.problems[0], "en")
    assert "采样间隔" in sentence(refused.value.problems[0], "zh")


def test_a_time_of_another_century_is_refused():
    far = samples(("a", [0, 1], 0.5, 1, 1))
    far.loc[0, "time"] = pd.Timestamp("0001-01-01")
    with pytest.raises(Refused) as refused:
        hour_sums(np.arange(2), far["time"].to_numpy("datetime64[us]").astype("int64"), np.full(2, 400_000 * HOUR), {})
    assert "hours" in sentence(refused.value.problems[0], "en")
    assert "小时" in sentence(refused.value.problems[0], "zh")


def test_rows_of_usage_say_how_much_of_the_hour_was_observed():
    row = only(usage(pool_hours(samples(("g", range(20), 0.5, 1, 1)))))
    assert (row["installed_card_hours"], row["observed_minutes"]) == (1, 20)
    assert row["allocated_card_hours"] == pytest.approx(1 / 3)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.integers(0, 300),
            st.one_of(st.none(), st.floats(0, 1)),
            st.sampled_from([None, 0, 1]),
            st.sampled_from([None, 0, 1]),
        ),
        min_size=2,
        max_size=40,
    )
)
def test_each_step_is_at_most_the_one_before_it(rows):
    frame = samples(*((card, [minute], used, up, held) for card, minute, used, up, held in rows))
    if frame.drop_duplicates(["card", "time"])["card"].value_counts().max() < 2:
        return
    hours = pool_hours(frame)
    observed = hours["installed_card_hours"] * hours["observed_minutes"] / 60
    steps = pd.concat([hours["installed_card_hours"], observed, *(hours[f"{s}_card_hours"] for s in ("available", "allocated"))], axis=1)
    assert (steps.ffill(axis=1).diff(axis=1).iloc[:, 1:] <= 1e-6).all(axis=None)
    assert (hours["effective_card_hours"].fillna(0) <= hours["busy_card_hours"].fillna(0) + 1e-9).all()
    assert (hours["busy_card_hours"].fillna(0) <= observed + 1e-6).all()


def test_hours_of_intervals_are_exact():
    """Eight cards from 00:30 to 02:15, one from 02:00 to 02:30, in two groups."""
    start, end = (np.array(minutes) * 60_000_000 for minutes in ([30, 120], [135, 150]))
    sums = hour_sums(np.array([0, 1]), start, end, {"cards": np.array([8, 1])})["cards"]
    assert sums.to_numpy().tolist() == [4, 8, 2, 0, 0, 0.5]
