"""Idle capacity on hand-worked hours."""

import duckdb
import ibis
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import idle
from data.schema import Refused
from data.tables import DATASETS
from i18n.problem import sentence

STEPS = ("installed", "available", "allocated", "busy", "effective", "queued")


def usage(*rows: dict) -> ibis.Table:
    """Pool-hours as an Ibis table; a row gives pool, hour (of 1 May 2020, from 0) and card-hours by step."""
    made = []
    for row in rows:
        hour = pd.Timestamp("2020-05-01") + pd.Timedelta(hours=row.get("hour", 0))
        steps = {f"{step}_card_hours": row.get(step) for step in STEPS}
        scope = {"cluster_installed_card_hours": row.get("scope")}
        minutes = {"observed_minutes": row.get("minutes"), "jobs_listed": row.get("jobs")}
        minutes |= {
            name: row[name] for name in row if name in ("counter", "owner", "sample_minutes") or name.startswith("allocation_only_")
        }
        made.append(
            {"cluster": row.get("cluster", "C"), "pool": row.get("pool", "a"), "hour": hour, "source_id": "s", **steps, **scope, **minutes}
        )
    frame = pd.DataFrame(made)
    for column in DATASETS["usage"].columns:
        if column.kind == "number":
            frame[column.name] = pd.to_numeric(frame.get(column.name)).astype("float64") if column.name in frame else None
            frame[column.name] = frame[column.name].astype("float64")
        elif column.name not in frame:
            frame[column.name] = pd.Series([None] * len(frame), dtype="str")
    connection = duckdb.connect()
    connection.execute("CREATE TABLE usage AS SELECT * FROM frame")
    return ibis.duckdb.from_connection(connection).table("usage")


def rates(table: ibis.Table, by: tuple[str, ...] = (), **asked: object) -> pd.DataFrame:
    sums = idle.sums(idle.hours(table), by=by, **asked).to_pandas()
    pools = idle.sums(idle.hours(table), by=(*by, *(name for name in ("cluster", "pool") if name not in by)), **asked).to_pandas()
    return idle.idle_rates(sums, by, pools).frame


def ladder(table: ibis.Table, **asked: object) -> dict[str, float]:
    frame = idle.idle_ladder(idle.sums(idle.hours(table), **asked).to_pandas(), ()).frame
    return {band: frame[band].iloc[0] for band in idle.BANDS if band in frame}


def test_a_fully_observed_hour_falls_into_the_five_steps_of_the_ladder():
    steps = ladder(usage({"installed": 100, "available": 90, "allocated": 60, "busy": 50, "effective": 40}))
    assert steps == pytest.approx({"out_of_service": 0.1, "unallocated": 0.3, "held_idle": 0.1, "under_used": 0.1, "effective": 0.4})


@pytest.mark.parametrize(
    ("steps", "missing"),
    [
        ({"allocated": 60, "busy": 50}, ["available"]),
        ({"available": 90, "busy": 50}, ["allocated"]),
        ({"available": 90, "allocated": 60}, ["busy"]),
        ({}, ["available", "allocated", "busy"]),
        ({"available": 90, "allocated": 60, "busy": 50}, []),
    ],
)
def test_an_idle_rate_that_is_null_says_which_step_is_not_observed(steps, missing):
    result = idle.idle_rates(idle.sums(idle.hours(usage({"installed": 100, **steps}))).to_pandas(), ())
    assert [flag.code for flag in result.flags] == [f"idle.no_rate_{step}" for step in missing]
    assert result.frame["idle_rate"].isna().tolist() == [bool(missing)]
    assert result.coverage.get("idle") == (None if missing else 1.0)


def test_steps_that_are_observed_in_different_hours_alone_give_no_idle_rate_and_say_so():
    rows = {"installed": 100, "available": 90, "allocated": 60}, {"hour": 1, "installed": 100, "busy": 50}
    result = idle.idle_rates(idle.sums(idle.hours(usage(*rows))).to_pandas(), ())
    assert [flag.code for flag in result.flags] == ["idle.no_rate_together"]


def test_the_idle_rate_stands_beside_the_share_of_installed_that_it_covers():
    full = {"installed": 100, "available": 90, "allocated": 60, "busy": 50}
    frame = rates(usage(full, {"pool": "b", "installed": 300, "allocated": 60}))
    assert frame[["idle_rate", "coverage_idle"]].iloc[0].tolist() == pytest.approx([0.4, 0.25])


def test_where_availability_is_unknown_the_band_says_unallocated_or_out_of_service():
    steps = ladder(usage({"installed": 100, "allocated": 60}))
    assert steps == pytest.approx({"unallocated_or_out_of_service": 0.4, "allocated_use_unobserved": 0.6})


def test_where_allocation_is_unknown_the_rest_is_unobserved_and_not_idle():
    assert ladder(usage({"installed": 100, "available": 90})) == pytest.approx({"out_of_service": 0.1, "unobserved": 0.9})
    assert ladder(usage({"installed": 100})) == pytest.approx({"unobserved": 1.0})


def test_ten_cards_at_four_per_cent_are_held_idle_and_no_band_is_negative():
    steps = ladder(usage({"installed": 10, "available": 10, "allocated": 10, "busy": 0, "effective": 0}))
    assert steps == pytest.approx({"held_idle": 1.0})


def test_the_part_of_an_hour_that_no_sample_covers_is_unobserved_and_lowers_the_coverage_and_not_the_rate():
    """Ten cards sampled until 20 past, all held: 40 minutes are unobserved, and nothing is idle."""
    table = usage({"installed": 10, "available": 10 / 3, "allocated": 10 / 3, "busy": 0, "effective": 0, "minutes": 20})
    assert ladder(table) == pytest.approx({"held_idle": 1 / 3, "unobserved": 2 / 3})
    frame = rates(table)
    assert frame[["installed_card_hours", "allocated_rate", "unallocated_rate", "idle_rate"]].iloc[0].tolist() == pytest.approx(
        [10, 1, 0, 1]
    )
    assert frame[["coverage_allocated", "coverage_busy"]].iloc[0].tolist() == pytest.approx([1 / 3, 1 / 3])


def test_allocation_of_all_cards_and_use_of_half_have_each_their_own_coverage():
    only = {"allocation_only_minutes": 30, "allocation_only_available_card_hours": 2, "allocation_only_allocated_card_hours": 2}
    table = usage({"installed": 4, "minutes": 30, "available": 2, "allocated": 1, "busy": 0.5, "effective": 0.2, **only})
    found = rates(table).iloc[0]
    assert (found["allocated_rate"], found["unallocated_rate"], found["idle_rate"]) == (0.75, 0.25, 0.75)
    assert (found["coverage_allocated"], found["coverage_busy"], found["coverage_idle"]) == (1, 0.5, 0.5)
    bands = {"unallocated": 0.25, "held_idle": 0.125, "under_used": 0.075, "effective": 0.05, "allocated_use_unobserved": 0.5}
    assert ladder(table) == pytest.approx(bands)
    part = usage({"installed": 4, "minutes": 30, "available": 1.5, "allocated": 1, **only, "allocation_only_available_card_hours": 1.25})
    assert ladder(part)["out_of_service"] == pytest.approx((0.5 + 0.75) / 4)
    unknown = usage({"installed": 4, "minutes": 0, **only, "allocation_only_available_card_hours": None})
    assert rates(unknown).iloc[0]["allocated_rate"] == 1
    assert ladder(unknown) == {"allocated_use_unobserved": 0.5, "unobserved": 0.5}


def test_what_allocation_alone_tells_keeps_an_hour_from_being_an_outage():
    """One of the pools has no card of which use is known and that is held; of the others some are held."""
    silent = {"installed": 2, "minutes": 30, "allocated": 0, "busy": 0}
    only = {"allocation_only_minutes": 30, "allocation_only_allocated_card_hours": 1}
    assert idle.suspects(idle.hours(usage({"pool": "a", **silent}, {"pool": "b", **silent}))).to_pandas()["kind"].tolist() == ["outage"]
    assert idle.suspects(idle.hours(usage({"pool": "a", **silent}, {"pool": "b", **silent, **only}))).to_pandas().empty


def test_an_hour_observed_for_no_minute_is_wholly_unobserved():
    assert ladder(usage({"installed": 10, "minutes": 0}, {"hour": 1, "installed": 10, "allocated": 10})) == pytest.approx(
        {"allocated_use_unobserved": 0.5, "unobserved": 0.5}
    )


def test_a_sample_of_jobs_gets_no_idle_rate_but_words():
    table = usage({"installed": 10, "allocated": 3, "jobs": "sample"})
    for asked in (rates, ladder):
        with pytest.raises(Refused) as refused:
            asked(table)
        assert "sample of jobs" in sentence(refused.value.problems[0], "en")
        assert "抽样作业" in sentence(refused.value.problems[0], "zh")


def test_beside_a_sample_of_jobs_the_other_pools_keep_their_rate():
    table = usage({"pool": "a", "installed": 10, "allocated": 5}, {"pool": "b", "installed": 10, "allocated": 1, "jobs": "sample"})
    result = idle.idle_rates(idle.sums(idle.hours(table)).to_pandas(), ())
    assert result.frame[["allocated_rate", "coverage_allocated"]].iloc[0].tolist() == pytest.approx([0.5, 0.5])
    assert [flag.code for flag in result.flags] == ["idle.no_rate_available", "idle.no_rate_busy", "idle.sample_left_out"]


def test_a_table_of_all_jobs_of_a_pool_has_a_rate():
    assert rates(usage({"installed": 10, "allocated": 3, "jobs": "all"}))["unallocated_rate"].iloc[0] == pytest.approx(0.7)


def test_without_capacity_a_rate_is_refused():
    with pytest.raises(Refused) as refused:
        rates(usage({"installed": 0, "allocated": 0}))
    assert "No capacity" in sentence(refused.value.problems[0], "en")
    assert "装机" in sentence(refused.value.problems[0], "zh")


def test_rates_are_sums_over_sums_and_the_unweighted_mean_has_a_name_of_its_own():
    table = usage({"pool": "big", "installed": 90, "allocated": 81}, {"pool": "small", "installed": 10, "allocated": 1})
    frame = rates(table)
    assert frame["allocated_rate"].iloc[0] == pytest.approx(0.82)
    assert frame["unallocated_rate"].iloc[0] == pytest.approx(0.18)
    assert frame["allocated_rate_unweighted"].iloc[0] == pytest.approx(0.5)


def test_an_idle_rate_is_null_where_only_allocation_is_observed():
    assert rates(usage({"installed": 10, "allocated": 4}))["idle_rate"].isna().all()


def test_the_idle_rate_counts_only_hours_where_both_idles_are_observed():
    table = usage({"installed": 10, "available": 8, "allocated": 6, "busy": 3}, {"hour": 1, "installed": 10, "allocated": 0})
    assert rates(table)["idle_rate"].iloc[0] == pytest.approx((2 + 3) / 10)


def test_coverage_counts_the_whole_cluster_pools_without_data_included():
    table = usage(
        {"pool": "a", "installed": 60, "allocated": 30, "scope": 200}, {"pool": "b", "installed": 40, "allocated": 10, "scope": 200}
    )
    assert rates(table)["coverage_allocated"].iloc[0] == pytest.approx(0.5)
    assert rates(table, ("cluster", "pool"))["coverage_allocated"].tolist() == pytest.approx([1, 1])


def test_the_coverage_of_use_is_unknown_and_not_0_where_no_use_is_observed():
    frame = rates(usage({"installed": 100, "allocated": 60}))
    assert frame["coverage_busy"].isna().all() and frame["coverage_allocated"].iloc[0] == 1


def test_an_hour_without_allocation_lowers_the_coverage_and_not_the_rate():
    table = usage({"installed": 10, "allocated": 4}, {"hour": 1, "installed": 10})
    frame = rates(table)
    assert frame["allocated_rate"].iloc[0] == pytest.approx(0.4)
    assert frame["coverage_allocated"].iloc[0] == pytest.approx(0.5)


def test_an_outage_is_suspected_where_every_pool_of_a_cluster_is_at_zero():
    table = usage(
        {"pool": "a", "installed": 10, "allocated": 0},
        {"pool": "b", "installed": 10, "allocated": 0},
        {"pool": "a", "hour": 1, "installed": 10, "allocated": 0},
        {"pool": "b", "hour": 1, "installed": 10, "allocated": 5},
    )
    spells = idle.outage_suspects(idle.suspects(idle.hours(table)).to_pandas()).frame
    assert spells[["kind", "hours", "installed_card_hours"]].values.tolist() == [["outage", 1, 20]]
    assert rates(table, outages="excluded")["allocated_rate"].iloc[0] == pytest.approx(0.25)


def test_a_single_pool_at_zero_is_idle_and_no_suspect():
    assert idle.suspects(idle.hours(usage({"installed": 10, "allocated": 0}))).to_pandas().empty


def test_a_pool_left_out_by_the_filter_still_tells_an_outage_from_an_idle_pool():
    table = usage({"pool": "a", "installed": 10, "allocated": 0}, {"pool": "b", "installed": 10, "allocated": 5})
    assert rates(table, pools=("a",), outages="excluded")["unallocated_rate"].iloc[0] == pytest.approx(1)


def test_a_pool_without_capacity_beside_neighbours_that_have_it_is_a_data_suspect():
    table = usage({"pool": "a", "installed": 0, "allocated": 0}, {"pool": "b", "installed": 10, "allocated": 5})
    assert idle.suspects(idle.hours(table)).to_pandas()[["pool", "kind"]].values.tolist() == [["a", "data"]]


def test_weekdays_begin_on_monday_and_hours_are_the_pools_own():
    table = usage({"hour": 9, "installed": 10, "allocated": 4}, {"hour": 24 * 3 + 9, "installed": 10, "allocated": 8})
    frame = idle.idle_hours(idle.sums(idle.hours(table), by=("weekday", "hour_of_day")).to_pandas()).frame
    assert frame[["weekday", "hour_of_day", "unallocated_rate"]].values.tolist() == [[1, 9, pytest.approx(0.2)], [5, 9, pytest.approx(0.6)]]


def test_rows_of_days_tell_nothing_of_an_hour_of_the_day():
    """Pool b is a day spread over its hours: pool a's hour alone stands in the profile; of b alone there is none."""
    spread = [{"pool": "b", "hour": hour, "installed": 10, "allocated": 10, "sample_minutes": 1440} for hour in range(24)]
    table = usage({"pool": "a", "hour": 9, "installed": 10, "allocated": 4, "sample_minutes": 5}, *spread)
    assert rates(table, by=("hour_of_day",))[["hour_of_day", "allocated_rate"]].values.tolist() == [[9, pytest.approx(0.4)]]
    assert rates(table)["allocated_rate"].tolist() == [pytest.approx(244 / 250)]
    assert rates(table, by=("hour_of_day",), pools=("b",)).empty


def test_a_period_includes_both_its_days():
    table = usage(*({"hour": hour, "installed": 1, "allocated": 0} for hour in range(72)))
    assert rates(table, start="2020-05-01", end="2020-05-02")["pool_hours"].iloc[0] == 48


def test_nothing_selected_gives_no_rate_and_no_error():
    frame = rates(usage({"installed": 10, "allocated": 4}), ("cluster",), pools=("none",))
    assert frame.empty


hours = st.lists(
    st.fixed_dictionaries(
        {
            "pool": st.sampled_from("abc"),
            "hour": st.integers(0, 5),
            "parts": st.lists(st.floats(0, 1), min_size=4, max_size=4),
            "known": st.lists(st.booleans(), min_size=4, max_size=4),
            "installed": st.floats(0.5, 1000),
        }
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda row: (row["pool"], row["hour"]),
)


@settings(max_examples=25, deadline=None)
@given(hours)
def test_the_bands_of_the_ladder_sum_to_one_whatever_is_known(drawn):
    rows = []
    for row in drawn:
        level, made = row["installed"], {"pool": row["pool"], "hour": row["hour"], "installed": row["installed"]}
        for step, part, known in zip(STEPS[1:5], row["parts"], row["known"], strict=True):
            level *= part
            made[step] = level if known else None
        rows.append(made)
    steps = ladder(usage(*rows))
    assert sum(steps.values()) == pytest.approx(1)
    assert all(value >= -1e-12 for value in steps.values())


def test_pools_are_counted_once_over_the_selection_however_it_is_grouped():
    """a and b in the first hours, c a day later; another cluster has a pool a of its own: four, never three of one day nor five by day."""
    rows = [{"pool": pool, "hour": hour, "installed": 10, "allocated": 4} for pool, hour in (("a", 0), ("b", 1), ("a", 24), ("c", 25))]
    table = usage(*rows, {"cluster": "D", "pool": "a", "installed": 10, "allocated": 4})
    for by in ((), ("day",), ("cluster",), ("cluster", "pool"), ("pool",), ("day", "cluster", "pool"), ("hour_of_day",)):
        sums = idle.sums(idle.hours(table), by=by).to_pandas()
        assert idle.idle_ladder(sums, by).facts["pools"] == 4, by
