"""Balance: pairs by hand, one figure on both sides, the scenario by hand, the mismatch by hand; and what may never be paired."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import balance
from analysis.balance import scenario
from analysis.balance.sides import demand, supply
from data.schema import Refused, Result
from i18n.problem import sentence

DAY = "2025-12-31"


def capacities(*rows):
    """Capacity rows from dicts; what is not said is a counted, official, national figure in FP16."""
    base = {"period_end": DAY, "region": "CN", "area": None, "area_zh": None, "metric": "intelligent_compute", "qualifier": "exact"}
    base |= {"unit": "eflops", "precision": "FP16", "basis": "actual", "series": "official", "edition": None}
    base |= {"source_title": "T", "source_publisher": "P", "source_id": "c1", "value": 100.0}
    return pd.DataFrame([base | row for row in rows], columns=list(base))


def demands(*rows):
    base = {"period_end": DAY, "region": "CN", "entity": "nation", "entity_zh": "全国", "scope": "national", "qualifier": "exact"}
    base |= {"metric": "intelligent_compute_demand", "unit": "eflops", "precision": "FP16", "basis": "estimate"}
    base |= {"source_title": "D", "source_publisher": "Q", "source_id": "d1", "value": 250.0}
    return pd.DataFrame([base | row for row in rows], columns=list(base))


def refusal(capacity, demanded):
    with pytest.raises(Refused) as refused:
        balance.balance(capacity, demanded)
    return refused.value.problems[0].code


def test_a_pair_by_hand():
    row = balance.balance(capacities({}), demands({})).frame.iloc[0]
    assert (row["met_low"], row["met_high"], row["gap_low"], row["gap_high"]) == pytest.approx((0.4, 0.4, 150, 150))


def test_several_figures_of_one_side_are_a_range_and_units_are_one():
    found = balance.balance(
        capacities({}, {"value": 120_000, "unit": "pflops"}), demands({"value": 200}, {"value": 240, "source_id": "d2"})
    )
    row = found.frame.iloc[0]
    assert (row["supply_low"], row["supply_high"]) == pytest.approx((100, 120))
    assert (row["met_low"], row["met_high"]) == pytest.approx((100 / 240, 120 / 200))
    assert (row["gap_low"], row["gap_high"]) == pytest.approx((80, 140))
    assert found.source_ids == ("c1", "d1", "d2")


def test_a_floor_has_no_upper_end_and_neither_has_what_follows_from_it():
    row = balance.balance(capacities({"qualifier": "above"}), demands({})).frame.iloc[0]
    assert row["met_low"] == pytest.approx(0.4)
    assert pd.isna(row["supply_high"]) and pd.isna(row["met_high"]) and pd.isna(row["gap_low"])


@pytest.mark.parametrize(
    "other",
    [
        {"precision": "FP32"},
        {"precision": "unstated"},
        {"precision": None},
        {"period_end": "2025-06-30"},
        {"region": "CN-GD"},
        {"scope": "company"},
        {"scope": "token_consumption"},
        {"basis": "forecast"},
        {"unit": "usd"},
    ],
)
def test_figures_that_differ_in_precision_scope_date_or_nature_are_refused(other):
    assert refusal(capacities({}), demands(other)) in ("balance.no_pair", "balance.no_demand")


def test_a_precision_that_neither_states_is_the_same_only_for_one_counter():
    unstated = {"precision": "unstated"}
    assert refusal(capacities(unstated), demands(unstated)) == "balance.no_pair"
    assert len(balance.balance(capacities(unstated), demands({**unstated, "source_publisher": "P"})).frame) == 1


def test_a_company_meets_its_own_capacity():
    found = balance.balance(capacities({"area": "Firm"}, {}), demands({"scope": "company", "entity": "Firm"}))
    assert found.frame["area"].tolist() == ["Firm"]


@pytest.mark.parametrize("text", ["2025-12-31", "2025-12", "2025-Q4", "2025-H2", "2025", "2025年四季度", "2025年12月"])
def test_two_figures_that_end_on_one_day_are_a_pair_however_it_is_written(text):
    found = balance.balance(capacities({}), demands({"period_end": text}))
    assert found.frame[["period_end", "met_low", "met_high"]].to_numpy().tolist() == [["2025-12-31", 0.4, 0.4]]
    assert balance.missing(capacities({}), demands({"period_end": text})).frame.empty
    assert refusal(capacities({}), demands({"period_end": text, "value": 100.0})) == "balance.one_figure"


def test_idc_on_both_sides_is_refused():
    """IDC's intelligent computing scale is a capacity figure; under the name of a demand it is still the same figure."""
    scale = {"value": 725.3, "precision": "unstated", "series": "idc_inspur", "source_title": "IDC", "source_publisher": "IDC and Inspur"}
    row = {key: value for key, value in scale.items() if key != "series"}
    assert refusal(capacities(scale), demands({**row, "entity": "IDC intelligent computing scale"})) == "balance.one_figure"
    assert refusal(capacities(scale), demands({**row, "value": 740.0, "entity": "IDC demand"})) == "balance.one_figure"
    assert refusal(capacities(scale), demands({**row, "source_title": None, "source_publisher": None})) == "balance.one_figure"


def test_one_figure_on_both_sides_is_left_out_and_the_rest_is_kept():
    found = balance.balance(capacities({}), demands({}, {"value": 100.0, "entity": "copy"}))
    assert found.frame["demand"].tolist() == ["nation"]
    assert [flag.values for flag in found.flags] == [{"count": 1}]
    lone = balance.missing(capacities({}), demands({}, {"value": 100.0, "entity": "copy"})).frame
    assert lone["reason"].tolist() == ["one_figure"]


def test_every_figure_without_a_counterpart_says_why():
    capacity = capacities({"period_end": "2024-12-31"}, {"precision": "FP32"}, {"basis": "forecast"})
    demanded = demands({}, {"scope": "router", "value": 3.0})
    reasons = balance.missing(capacity, demanded).frame.set_index(["side", "precision", "made", "period_end"])["reason"]
    assert reasons["supply", "FP16", "counted", "2024-12-31"] == "no_demand"
    assert reasons["supply", "FP32", "counted", DAY] == "other_precision"
    assert reasons["supply", "FP16", "forecast", DAY] == "other_basis"
    assert set(reasons["demand", "FP16", "counted", DAY]) == {"other_basis", "no_scope"}


CODES = {
    "precision": st.sampled_from(["FP16", "FP32", "unstated"]),
    "period_end": st.sampled_from([DAY, "2024-12-31"]),
    "region": st.sampled_from(["CN", "CN-GD"]),
    "value": st.integers(1, 400).map(float),
    "basis": st.sampled_from(["actual", "estimate", "forecast"]),
    "source_publisher": st.sampled_from(["P", "Q", "IDC"]),
}
SUPPLIES = st.lists(st.fixed_dictionaries({**CODES, "series": st.sampled_from(["official", "idc_inspur"])}), max_size=6)
DEMANDS = st.lists(st.fixed_dictionaries({**CODES, "scope": st.sampled_from(["national", "company", "unstated"])}), max_size=6)


@settings(max_examples=25, deadline=None)
@given(SUPPLIES, DEMANDS)
def test_two_precisions_scopes_dates_or_one_figure_are_never_paired(supplied, demanded):
    capacity, rows = capacities(*supplied), demands(*demanded)
    lone = balance.missing(capacity, rows).frame
    assert lone["reason"].isin(balance.REASONS).all()
    try:
        frame = balance.balance(capacity, rows).frame
    except Refused:
        return
    left, right = supply(capacity), demand(rows)
    for row in frame.to_dict("records"):
        same = {"period_end": row["period_end"], "region": row["region"], "precision": row["precision"], "made": row["made"]}
        of_supply = left[(left[list(same)] == list(same.values())).all(axis=1) & (left["series"] == row["supply"])]
        of_demand = right[(right[list(same)] == list(same.values())).all(axis=1) & (right["area"] == row["area"])]
        assert len(of_supply) and len(of_demand)
        assert row["demand_low"] in of_demand["eflops"].tolist()
        assert (
            row["demand_low"]
            not in left.loc[(left[["period_end", "region"]] == [row["period_end"], row["region"]]).all(axis=1), "eflops"].tolist()
        )
        if row["precision"] == "unstated":
            assert set(of_supply["source_publisher"]) & set(of_demand["source_publisher"])


GROWTH = {"supply_growth_low": 0.5, "supply_growth_high": 1.0, "demand_growth_low": 0.0, "demand_growth_high": 0.25}


def test_a_scenario_by_hand():
    """From 50 against 100: doubling meets a standing demand after one year; 1.5 against 1.25 a year after ln 2 / ln 1.2 = 3.80."""
    start = balance.given_start({"supply_eflops": "50", "demand_eflops": "100", "start_on": "2024-01-01"})
    found = balance.balance_scenario(start, GROWTH, 5)
    assert found.facts["kind"] == "closes"
    assert found.facts["earliest"] == "2024-12-31"
    assert found.facts["latest"][:7] == "2027-10"
    after = found.frame[found.frame["date"].str.startswith("2025-12")].iloc[0]
    assert (after["supply_low"], after["supply_high"]) == pytest.approx((50 * 1.5**2, 200))
    assert (after["demand_low"], after["demand_high"]) == pytest.approx((100, 156.25))


def test_a_surplus_opens_into_a_gap_and_paths_that_part_never_meet():
    surplus = balance.Start("2024-01-01", "FP16", (200, 200), (100, 100))
    slow = {"supply_growth_low": 0.0, "supply_growth_high": 0.0, "demand_growth_low": 0.0, "demand_growth_high": 1.0}
    found = balance.balance_scenario(surplus, slow, 5).facts
    assert (found["kind"], found["earliest"], found["latest"]) == ("opens", "2024-12-31", None)
    never = balance.balance_scenario(surplus, {**slow, "demand_growth_high": -0.5, "demand_growth_low": -0.6}, 5).facts
    assert (never["earliest"], never["within"]) == (None, False)


def test_a_start_given_in_part_or_with_its_growth_swapped_is_refused():
    with pytest.raises(Refused) as refused:
        balance.given_start({"supply_eflops": "50"})
    assert [problem.values["name"] for problem in refused.value.problems] == ["demand_eflops", "start_on"]
    with pytest.raises(Refused):
        balance.balance_scenario(balance.Start(DAY, "FP16", (1, 1), (2, 2)), {**GROWTH, "supply_growth_low": 2.0}, 5)


def test_a_start_keeps_the_low_and_the_high_end_of_each_side():
    pair = balance.balance(capacities({}, {"value": 120, "source_id": "c2"}), demands({"value": 200}, {"value": 240, "source_id": "d2"}))
    start = balance.pair_start(pair)
    assert (start.supply, start.demand) == ((100, 120), (200, 240))
    still = {f"{side}_growth_{end}": 0.0 for side in ("supply", "demand") for end in ("low", "high")}
    row = balance.balance_scenario(start, still, 1).frame.iloc[-1]
    assert (row["met_low"], row["met_high"]) == pytest.approx((100 / 240, 120 / 200))


def test_a_floor_is_no_start():
    with pytest.raises(Refused) as refused:
        balance.pair_start(balance.balance(capacities({"qualifier": "above"}), demands({})))
    assert refused.value.problems[0].code == "balance.open_start"


def test_present_growth_stays_within_one_series_and_precision():
    rows = capacities({"value": 100.0, "period_end": "2024-12-31"}, {"value": 200.0}, {"value": 1.0, "precision": "FP32"})
    (one,) = balance.present_growth(rows)
    assert (one["precision"], one["growth"]) == ("FP16", pytest.approx(2 ** (365.25 / 365) - 1))


@pytest.mark.parametrize("bound", ["above", "below"])
def test_a_bound_on_either_side_is_no_figure_to_grow_from(bound):
    rows = capacities({"value": 100.0, "period_end": "2024-12-31", "qualifier": bound}, {"value": 200.0})
    assert balance.present_growth(rows) == ()


def test_the_latest_capacity_after_a_start_is_that_of_the_period_that_ends_last():
    """As text "2026-Q2" is later than "2026-12-31", and "2025-Q4" than the start on the day on which it ends."""
    start = scenario.Start("2025-12-31", "FP16", (100.0, 100.0), (250.0, 250.0))
    rows = capacities(
        {"period_end": "2025-Q4", "value": 500},
        {"period_end": "2026-Q2", "value": 120},
        {"period_end": "2026-12-31", "value": 150},
    )
    assert scenario.later_capacity(start, rows) == {"eflops": 150.0, "on": "2026-12-31", "precision": "FP16", "floor": False}
    assert scenario.later_capacity(start, rows.iloc[:1]) is None


def proxies(**held):
    """Proxy rows from proxy=(GD, GZ, BJ)."""
    regions = ("CN-GD", "CN-GZ", "CN-BJ")
    rows = [
        (region, "2024", proxy, value, "u", f"p-{proxy}")
        for proxy, values in held.items()
        for region, value in zip(regions, values, strict=True)
    ]
    return pd.DataFrame(rows, columns=["region", "period", "proxy", "value", "unit", "source_id"])


THREE = capacities(
    *({"region": region, "value": value, "series": "local_or_company"} for region, value in (("CN-GD", 20), ("CN-GZ", 60), ("CN-BJ", 20)))
)


def test_one_period_of_a_proxy_is_one_however_it_is_written():
    """Three regions in a quarter in three writings beside two in one writing of the next year: the three are compared."""
    written = proxies(population=(100, 50, 50)).assign(period=["2024-Q4", "2024年四季度", "2024年第四季度"])
    later = proxies(population=(1, 9, 9)).iloc[:2].assign(period="2025")
    found = balance.regional_mismatch(THREE, pd.concat([later, written], ignore_index=True), "intelligent_compute", {})
    assert found.frame.set_index("region")["need_share"].to_dict() == {"CN-GD": 0.5, "CN-GZ": 0.25, "CN-BJ": 0.25}
    assert found.facts["periods"] == {"population": "2024-Q4"}


def test_a_mismatch_by_hand():
    """Capacity 20, 60, 20 %; population 50, 25, 25; power 10, 80, 10: at three to one the need is 40, 38.75, 21.25 %."""
    given_weights = {"weight_population": 3.0, "weight_power": 1.0}
    found = balance.regional_mismatch(THREE, proxies(population=(100, 50, 50), power=(1, 8, 1)), "intelligent_compute", given_weights)
    frame = found.frame.set_index("region")
    assert frame["need_share"].to_dict() == pytest.approx({"CN-GD": 0.4, "CN-GZ": 0.3875, "CN-BJ": 0.2125})
    assert frame["mismatch"].to_dict() == pytest.approx({"CN-GD": -0.2, "CN-GZ": 0.2125, "CN-BJ": -0.0125})
    assert frame["rank"].to_dict() == {"CN-GZ": 1, "CN-BJ": 2, "CN-GD": 3}


def test_the_stability_of_a_rank_is_the_share_of_weights_that_keep_it():
    """With w on population: GZ 0.6 - (0.8 - 0.55 w), BJ 0.2 - (0.1 + 0.15 w), GD 0.2 - (0.1 + 0.4 w).

    GZ passes BJ at 0.55 w - 0.2 > 0.1 - 0.15 w, w > 3/7, and GD at w > 6/19; BJ is above GD for every w > 0.
    """
    found = balance.regional_mismatch(THREE, proxies(population=(100, 50, 50), power=(1, 8, 1)), "intelligent_compute", {})
    frame = found.frame.set_index("region")
    assert frame.loc["CN-GZ", "rank"] == 1
    assert frame.loc["CN-GZ", "rank_kept"] == pytest.approx(4 / 7, abs=0.03)
    assert frame.loc["CN-GD", "rank_kept"] == pytest.approx(13 / 19, abs=0.03)
    again = balance.regional_mismatch(THREE, proxies(population=(100, 50, 50), power=(1, 8, 1)), "intelligent_compute", {})
    assert found.frame.equals(again.frame)
    assert found.facts["equal"]


def test_with_one_proxy_there_is_no_stability_of_ranks_to_show():
    found = balance.regional_mismatch(THREE, proxies(population=(100, 50, 50)), "intelligent_compute", {})
    assert found.frame[["rank_low", "rank_high", "rank_kept"]].isna().all(axis=None)
    assert found.facts["kept"] is None
    with pytest.raises(Refused) as refused:
        balance.rank_stability(found)
    assert refused.value.problems[0].code == "balance.one_proxy"
    two = balance.regional_mismatch(THREE, proxies(population=(100, 50, 50), power=(1, 8, 1)), "intelligent_compute", {})
    assert balance.rank_stability(two) is two


@settings(max_examples=30, deadline=None)
@given(st.lists(st.dates(dt.date(2022, 1, 1), dt.date(2026, 12, 31)), min_size=2, max_size=5))
def test_capacities_of_more_than_a_year_apart_bear_no_comparison(days):
    regions = ("CN-GD", "CN-GZ", "CN-BJ", "CN-SH", "CN-SC")[: len(days)]
    rows = [{"region": region, "value": 1.0, "period_end": str(day)} for region, day in zip(regions, days, strict=True)]
    needs = pd.DataFrame([(region, "2024", "gdp", 1.0, "u", "p") for region in regions], columns=list(proxies().columns))
    found = balance.regional_mismatch(capacities(*rows), needs, "intelligent_compute", {}).facts
    assert found["incomparable"] == (round((max(days) - min(days)).days / 365.25 * 12) > 12)
    assert found["few"] == (len(days) <= 3)


def test_capacity_of_another_precision_or_counter_is_not_shared_out():
    odd = capacities({"region": "CN-SH", "precision": "FP32", "series": "local_or_company"}, {"region": "CN-SH", "series": "ccid"})
    found = balance.regional_mismatch(pd.concat([THREE, odd]), proxies(population=(1, 1, 1)), "intelligent_compute", {})
    assert set(found.frame["region"]) == {"CN-GD", "CN-GZ", "CN-BJ"}
    assert found.flags[1].values == {"count": 2}


@pytest.mark.parametrize(
    ("capacity", "rows", "weights", "code", "said"),
    [
        (THREE, proxies(), {}, "balance.no_proxy", ("No proxy of regional need is uploaded", "尚未上传地区需求代理指标")),
        (
            capacities({}),
            proxies(population=(1, 1, 1)),
            {},
            "balance.no_regions",
            ("No region has a counted capacity of this indicator and precision", "没有地区具备该指标与精度的实际规模"),
        ),
        (
            THREE,
            proxies(population=(1, 1, 1)).assign(unit=["a", "b", "a"]),
            {},
            "balance.two_units",
            ("The proxy “population” has rows in two units", "代理指标“population”的各行单位不一致"),
        ),
        (
            THREE,
            proxies(population=(1, 1, 1)),
            {"weight_population": 0.0},
            "balance.no_weight",
            ("Every weight is 0: nothing is left to compare with", "各项权重均为 0"),
        ),
        (
            THREE,
            proxies(population=(1, 1, 1)).head(1),
            {},
            "balance.few_regions",
            ("Only 1 of the regions with a capacity (CN-BJ, CN-GD, CN-GZ) have every proxy", "各项代理指标俱全的只有 1 个"),
        ),
    ],
)
def test_what_cannot_be_shared_out_is_refused(capacity, rows, weights, code, said):
    with pytest.raises(Refused) as refused:
        balance.regional_mismatch(capacity, rows, "intelligent_compute", weights)
    (problem,) = refused.value.problems
    assert problem.code == code
    for language, words in zip(("en", "zh"), said, strict=True):
        assert words in sentence(problem, language)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(0.1, 1e6), st.floats(0.1, 1e6), st.floats(0.1, 1e6)), min_size=3, max_size=3))
def test_mismatches_sum_to_nothing_and_ranks_are_a_permutation(values):
    columns = list(zip(*values, strict=True))
    capacity = capacities(
        *({"region": region, "value": value} for region, value in zip(("CN-GD", "CN-GZ", "CN-BJ"), columns[0], strict=True))
    )
    found = balance.regional_mismatch(capacity, proxies(gdp=columns[1], talent=columns[2]), "intelligent_compute", {})
    assert abs(found.frame["mismatch"].sum()) < 1e-9
    assert sorted(found.frame["rank"]) == [1, 2, 3]
    assert np.all((found.frame["rank_kept"] >= 0) & (found.frame["rank_kept"] <= 1))


def test_tokens_counted_on_another_day_than_capacity_are_no_start():
    floors = Result(pd.DataFrame({"period_end": [DAY], "capacity_on": ["2026-06-30"]}), (), "demand", facts={"precision": "FP16"})
    with pytest.raises(Refused) as refused:
        balance.token_start(floors)
    assert refused.value.problems[0].code == "balance.no_token_start"


def test_supply_grows_at_most_as_published_and_at_least_half_as_fast_and_demand_between_two_paces():
    found = balance.growth_presets(({"growth": 0.8},), {"slow": 0.5, "central": 1.0, "fast": 2.0})
    assert {name: rate.value for name, rate in found["central"].items()} == dict(zip(RATES, (0.4, 0.8, 0.5, 2.0), strict=True))
    assert [found["slow"][name].value for name in RATES[2:]] == [0.5, 1.0]
    assert [found["fast"][name].basis for name in RATES] == ["half", "published", "central", "fast"]
    assert "supply_growth_low" not in balance.growth_presets((), {"slow": 0.5, "central": 1.0, "fast": 2.0})["central"]


def test_a_given_rate_beyond_the_preset_s_takes_its_other_end_along_and_two_given_ones_stand():
    preset = {name: balance.Rate(value, "slow") for name, value in zip(RATES, (0.4, 0.8, 0.5, 2.0), strict=True)}
    found = balance.rates(preset, {"supply_growth_low": 1.0})
    assert (found["supply_growth_high"].value, found["supply_growth_high"].basis) == (1.0, "given")
    swapped = balance.rates(preset, {"demand_growth_low": 3.0, "demand_growth_high": 1.0})
    assert (swapped["demand_growth_low"].value, swapped["demand_growth_high"].value) == (3.0, 1.0)


RATES = ("supply_growth_low", "supply_growth_high", "demand_growth_low", "demand_growth_high")
