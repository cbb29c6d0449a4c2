"""Stranded idle, spells, spreads, changes and costs on hand-worked hours."""

import duckdb
import ibis
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import idle
from data.schema import Refused, Result
from data.tables import DATASETS
from views import VIEWS


def usage(*rows: dict) -> ibis.Table:
    """Pool-hours; a row gives pool, hour (of 1 May 2020, from 0), and card-hours by column stem."""
    made = []
    for row in rows:
        hour = pd.Timestamp("2020-05-01") + pd.Timedelta(hours=row.get("hour", 0))
        steps = {f"{name}_card_hours": value for name, value in row.items() if f"{name}_card_hours" in DATASETS["usage"].names}
        made.append({"cluster": "C", "pool": row.get("pool", "a"), "hour": hour, "source_id": "s", **steps})
    frame = pd.DataFrame(made)
    for column in DATASETS["usage"].columns:
        if column.kind == "number":
            frame[column.name] = pd.to_numeric(frame[column.name]).astype("float64") if column.name in frame else float("nan")
        elif column.name not in frame:
            frame[column.name] = pd.Series([None] * len(frame), dtype="str")
    connection = duckdb.connect()
    connection.register("frame", frame)
    numbers = ", ".join(f'nullif("{c.name}", \'nan\'::DOUBLE) AS "{c.name}"' for c in DATASETS["usage"].columns if c.kind == "number")
    connection.execute(f"CREATE TABLE usage AS SELECT * REPLACE ({numbers}) FROM frame")
    return ibis.duckdb.from_connection(connection).table("usage")


def stranded(table: ibis.Table, resolution: str = "hour", **asked: object) -> Result:
    hours = idle.hours(table)
    sums, waited = idle.sums(hours, **asked).to_pandas(), idle.stranded_sums(hours, resolution=resolution, **asked).to_pandas()
    return idle.stranded_idle(sums, waited, (), resolution)


FREE_AND_WAITING = usage(
    {"pool": "a", "installed": 10, "allocated": 2, "queued": 0, "stranded_own": 0, "stranded_cluster": 5},
    {"pool": "b", "installed": 10, "allocated": 9, "queued": 6, "stranded_own": 1, "stranded_cluster": 1},
)


def test_work_that_waits_in_one_pool_strands_free_cards_of_the_whole_cluster():
    facts = stranded(FREE_AND_WAITING).facts
    assert facts["stranded_cluster"] == pytest.approx(min(8 + 1, 0 + 6))
    assert facts["stranded_own"] == pytest.approx(min(8, 0) + min(1, 6))
    assert facts["reachable"] == pytest.approx(5)


def test_a_pool_has_its_part_of_the_clusters_stranded_idle_by_its_free_cards():
    assert stranded(FREE_AND_WAITING, pools=("a",)).facts["stranded_cluster"] == pytest.approx(6 * 8 / 9)


def test_at_the_resolution_of_the_samples_the_sums_made_while_reading_are_used():
    frame = stranded(FREE_AND_WAITING, "minute").frame
    assert frame[["stranded_cluster_card_hours", "stranded_own_card_hours", "reachable_card_hours"]].values.tolist() == [[6, 1, 5]]
    assert frame[["allocated_rate", "unallocated_waited", "unallocated_free"]].iloc[0].sum() == pytest.approx(1)


def test_stranded_idle_is_null_and_not_zero_where_waiting_work_is_unknown():
    result = stranded(usage({"installed": 10, "allocated": 2}))
    assert result.frame["stranded_cluster_card_hours"].isna().all() and result.facts["reachable"] is None
    assert [flag.code for flag in result.flags] == ["idle.no_stranded_hour"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_where_waiting_work_is_unknown_all_that_is_unallocated_is_drawn_as_one_band(language):
    result = stranded(usage({"installed": 10, "allocated": 2}))
    assert [one.y for one in VIEWS["stranded_idle"].chart(result, language).encoding.series] == ["allocated_rate", "unallocated_rate"]


def spells(table: ibis.Table, threshold: str = "50", **asked: object) -> pd.DataFrame:
    return idle.spells(idle.hours(table), threshold=threshold, **asked).to_pandas()


def test_a_spell_ends_where_the_share_falls_and_where_an_hour_is_missing():
    given_hours = ((0, 0), (1, 5), (2, 6), (3, 0), (5, 0), (6, 1), (7, 2))
    frame = spells(usage(*({"hour": hour, "installed": 10, "allocated": allocated} for hour, allocated in given_hours)))
    assert frame["hours"].tolist() == [3, 2, 1]
    assert frame["idle"].tolist() == [27, 15, 10]
    assert frame["first_hour"].dt.hour.tolist() == [5, 0, 3]


def test_a_single_pool_at_zero_is_listed_as_an_idle_spell_of_all_its_cards():
    frame = spells(usage({"installed": 10, "allocated": 0}, {"hour": 1, "installed": 10, "allocated": 1}), "100")
    assert frame[["pool", "hours", "idle", "suspect_hours"]].values.tolist() == [["a", 1, 10, 0]]


def test_where_use_is_observed_cards_held_without_use_belong_to_the_spell():
    frame = spells(usage({"installed": 10, "available": 10, "allocated": 9, "busy": 1}))
    assert frame["idle"].tolist() == [9]


def test_an_hour_without_observation_is_no_part_of_a_spell():
    assert spells(usage({"installed": 10})).empty


def test_percentiles_of_hours_hold_the_quartiles_and_the_median():
    hours = idle.hours(usage(*({"hour": hour, "installed": 10, "allocated": 2.5 * hour} for hour in range(5))))
    found = idle.hourly_percentiles(hours, by=("cluster", "pool")).to_pandas()
    frame = idle.idle_boxes(found, idle.sums(hours, by=("cluster", "pool")).to_pandas()).frame.set_index("percentile")
    assert frame["hourly_rate"].loc[[0, 0.25, 0.5, 0.75, 1]].tolist() == pytest.approx([0, 0.25, 0.5, 0.75, 1])


def test_a_duration_curve_falls_from_the_highest_hour_to_the_lowest():
    hours = idle.hours(usage(*({"hour": hour, "installed": 10, "allocated": hour} for hour in range(5))))
    frame = idle.idle_duration(idle.hourly_percentiles(hours).to_pandas(), idle.sums(hours).to_pandas(), "allocated").frame
    assert frame["hourly_rate"].is_monotonic_decreasing
    assert frame.iloc[[0, -1]].values.tolist() == [[0, 0.4], [1, 0]]


def test_the_use_rate_has_no_curve_where_use_is_not_observed():
    hours = idle.hours(usage({"installed": 10, "allocated": 5}))
    percentiles = idle.hourly_percentiles(hours, measure="busy").to_pandas()
    assert idle.idle_duration(percentiles, idle.sums(hours).to_pandas(), "busy").frame.empty


def change(before: list[dict], after: list[dict]) -> Result:
    by = ("cluster", "pool")
    rows = [*before, *({**row, "hour": 24} for row in after)]
    hours = idle.hours(usage(*rows))
    one, two, whole = (
        idle.sums(hours, by=by, **asked).to_pandas() for asked in ({"end": "2020-05-01"}, {"start": "2020-05-02"}, {"start": ""})
    )
    return idle.idle_change(one, two, whole, "2020-05-02")


def test_the_change_is_parted_into_each_pools_own_rate_and_the_mix():
    result = change(
        [{"pool": "a", "installed": 10, "allocated": 5}, {"pool": "b", "installed": 10, "allocated": 10}],
        [{"pool": "a", "installed": 30, "allocated": 21}, {"pool": "b", "installed": 10, "allocated": 10}],
    )
    # Rates 0.25 and 0.225; a: weights 0.5 and 0.75, rates 0.5 and 0.3; b: weights 0.5 and 0.25, rate 0.
    frame = result.frame.set_index("pool")
    assert frame.loc["a", "rate_effect_points"] == pytest.approx(100 * 0.625 * -0.2)
    assert frame.loc["a", "mix_effect_points"] == pytest.approx(100 * 0.25 * (0.4 - 0.2375))
    assert frame.loc["b", "mix_effect_points"] == pytest.approx(100 * -0.25 * (0 - 0.2375))
    assert frame["contribution_points"].sum() == pytest.approx(100 * result.facts["change"]) == pytest.approx(-2.5)


pool = st.fixed_dictionaries({"installed": st.integers(1, 100), "held": st.floats(0, 1)})
period = st.dictionaries(st.sampled_from("abcd"), pool, min_size=1)


@settings(max_examples=20, deadline=None)
@given(period, period)
def test_contributions_sum_to_the_change_even_where_pools_come_and_go(before, after):
    rows = [
        [{"pool": name, "installed": one["installed"], "allocated": one["held"] * one["installed"]} for name, one in drawn.items()]
        for drawn in (before, after)
    ]
    result = change(*rows)
    assert result.frame["contribution_points"].sum() == pytest.approx(100 * result.facts["change"], abs=1e-9)


GIVEN = {
    "price_cny": 87_600.0,
    "service_years": 5.0,
    "capital_rate": 0.1,
    "idle_power_w": 100.0,
    "pue": 1.25,
    "power_cny": 0.4,
    "space_cny_per_card_month": 73.0,
}


def scenario(**given: float) -> idle.Scenario:
    return idle.scenario({}, "central", {**GIVEN, **given})


def test_an_idle_card_hour_costs_depreciation_capital_power_and_space():
    assert idle.card_hour_costs(GIVEN) == pytest.approx({"depreciation": 2.0, "capital": 0.5, "power": 0.05, "space": 0.1})


def test_rent_foregone_is_a_line_of_its_own_and_not_part_of_the_cost():
    sums = idle.sums(idle.hours(usage({"installed": 10, "allocated": 4}))).to_pandas()
    result = idle.idle_cost(sums, scenario(rent_cny=6.0))
    assert result.facts["cost_cny"] == pytest.approx(6 * 2.65) == pytest.approx(result.frame["cost_cny"].sum())
    assert result.frame.set_index("item").loc["opportunity", "rent_cny"] == pytest.approx(36)


def test_break_even_is_the_fixed_cost_over_the_rent_less_the_variable_cost():
    assert idle.break_even({**GIVEN, "rent_cny": 6.0, "busy_power_w": 1500.0}) == pytest.approx(2.65 / (6 - 1.4 * 0.5))
    assert idle.break_even({**GIVEN, "rent_cny": 0.5, "busy_power_w": 1500.0}) is None
    assert idle.break_even(GIVEN) is None


def test_the_widest_swing_stands_first_and_a_longer_life_costs_less():
    sums = idle.sums(idle.hours(usage({"installed": 10, "allocated": 9}))).to_pandas()
    frame = idle.idle_cost_swings(sums, scenario()).frame.set_index("input")
    assert frame.index[0] in ("price_cny", "service_years")
    assert frame.loc["service_years", ["lower_cny", "higher_cny"]].tolist() == pytest.approx([2 / 0.8 - 2, 2 / 1.2 - 2])
    assert frame.loc["price_cny", "higher_cny"] == pytest.approx(0.2 * 2.5)


def test_a_server_rent_of_a_month_becomes_a_card_hour_and_the_latest_quote_is_taken():
    row = {
        "model": "H100",
        "contract_type": "reserved",
        "price": 58_400.0,
        "cards_per_unit": 8.0,
        "unit": "cny_per_server_month",
        "caveat": None,
    }
    row |= {"period": "2026-01", "source_publisher": "P", "source_title": "T", "source_id": "s"}
    older, doubtful = {**row, "period": "2025", "price": 1.0}, {**row, "period": "2026-09", "caveat": "out_of_line"}
    found = idle.rent_quote(pd.DataFrame([older, row, doubtful]), "H100")
    assert found["value"] == pytest.approx(10) and found["month_hours"] == 730, "the convention travels with the figure"
    hourly = idle.rent_quote(pd.DataFrame([{**row, "unit": "cny_per_card_hour", "price": 9.0}]), "H100")
    assert hourly["value"] == 9 and hourly["month_hours"] is None
    assert idle.rent_quote(pd.DataFrame([row]), "A100") is None


def report(**given: object) -> dict:
    blank = dict.fromkeys(DATASETS["utilization_reports"].names) | {"period": "2025", "region": "CN", "basis": "mfu", "is_target": False}
    return blank | {"low": float("nan"), "high": float("nan"), "point": float("nan"), "source_id": "s", "confidence": "high"} | given


def test_a_bound_a_range_a_point_and_a_target_stand_in_columns_of_their_own():
    rows = [
        report(subject="a", point=0.4),
        report(subject="b", low=0.5),
        report(subject="c", high=0.3),
        report(subject="d", low=0.1, high=0.3),
        report(subject="e", low=0.6, is_target=True),
    ]
    frame = idle.utilization_reports(pd.DataFrame(rows)).frame.set_index("subject")
    names = ["stated", "at_least", "at_most", "range_low", "range_wide", "target"]
    known = {subject: row.dropna().round(9).to_dict() for subject, row in frame[names].astype("float64").iterrows()}
    assert known == {
        "a": {"stated": 0.4},
        "b": {"at_least": 0.5},
        "c": {"at_most": 0.3},
        "d": {"range_low": 0.1, "range_wide": 0.2},
        "e": {"target": 0.6},
    }


def test_figures_of_one_basis_alone_are_taken_and_the_rest_counted():
    rows = [report(subject="a", point=0.4), report(subject="b", point=0.2), report(subject="c", basis="power", point=0.9)]
    facts = idle.utilization_reports(pd.DataFrame(rows)).facts
    assert (facts["basis"], facts["figures"], facts["others"]) == ("mfu", 2, 1)
    with pytest.raises(Refused):
        idle.single_basis(("mfu", "power"))
    with pytest.raises(Refused):
        idle.single_resource(("area", "cards"))


def test_figures_of_one_resource_alone_are_taken_and_a_stated_one_before_the_unstated():
    rows = [report(subject="a", basis="leased_rate", resource="area", point=0.9)]
    rows += [report(subject=name, basis="leased_rate", point=0.5) for name in "bcd"]
    facts = idle.utilization_reports(pd.DataFrame(rows)).facts
    assert (facts["basis"], facts["resource"], facts["figures"], facts["others"]) == ("leased_rate", "area", 1, 3)
    assert idle.kinds(pd.DataFrame(rows)) == (("leased_rate", "area"), ("leased_rate", "unstated"))


def log(**given: object) -> dict:
    blank = dict.fromkeys(DATASETS["requests"].names, float("nan")) | {"service": "coding", "model": None, "source_id": "s"}
    return blank | {"start": pd.Timestamp("2023-11-16 18:00"), "interval_minutes": 60.0, "observed_minutes": 60.0, "requests": 60} | given


def test_a_rate_divides_by_the_minutes_observed_and_a_partial_interval_is_told_apart():
    rows = [
        log(),
        log(start=pd.Timestamp("2023-11-16 19:00"), observed_minutes=15.0, requests=30),
        log(service="z", observed_minutes=0.0, requests=3),
    ]
    result = idle.requests(pd.DataFrame(rows))
    assert result.frame["is_partial"].tolist() == [False, True, True]
    assert result.frame["whole_requests_per_minute"].tolist()[0] == 1
    assert result.frame["partial_requests_per_minute"].tolist()[1] == 2
    assert result.frame["partial_requests_per_minute"].isna().tolist() == [True, False, True]
    assert result.facts["input_tokens"] is None
