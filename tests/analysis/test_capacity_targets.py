"""Targets and centres: hand-worked first, then what the record bears."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import capacity
from data.sources import rows, sources_of
from data.tables import DATASETS


def made(dataset: str, *given: dict, **filled: object) -> pd.DataFrame:
    columns = [*DATASETS[dataset].names, "source_id", "upload"]
    return pd.DataFrame([{"source_id": "s", "source_date": "2026-01-15", **filled, **one} for one in given], columns=columns)


def figures(*given: dict) -> pd.DataFrame:
    filled = {"metric": "total_compute", "unit": "eflops", "precision": "FP16", "basis": "actual", "series": "official", "region": "CN"}
    return made("capacity", *given, **filled).astype({"value": "float64"})


def target(value: float | None = 300, due: str = "2025-12-31", **other: object) -> pd.DataFrame:
    filled = {"region": "CN", "indicator": "total_compute", "unit": "eflops", "precision": "FP16", "kind": "policy_target"}
    return made("targets", {"value": value, "due": due, **other}, **filled).astype({"value": "float64"})


def judged(promised: pd.DataFrame, known: pd.DataFrame) -> dict:
    return capacity.targets(promised, known).frame.iloc[0].to_dict()


@pytest.mark.parametrize(
    ("figure", "status", "reason"),
    [
        ({"period_end": "2025-12-31", "value": 300}, "met", "figure"),
        ({"period_end": "2025-12-31", "value": 299}, "missed", "figure"),
        ({"period_end": "2025-12-31", "value": 299, "qualifier": "above"}, "not_measurable", "floor"),
        ({"period_end": "2025-11-30", "value": 310}, "not_measurable", "none_since"),
        ({"period_end": "2025-12-31", "value": 900, "series": "caict"}, "not_measurable", "no_figure"),
        ({"period_end": "2025-12-31", "value": 900, "precision": "FP32"}, "not_measurable", "no_figure"),
        ({"period_end": "2025-12-31", "value": 900, "basis": "estimate"}, "not_measurable", "no_figure"),
        ({"period_end": "2025-12-31", "value": 900, "area": "8 national hubs"}, "not_measurable", "no_figure"),
        ({"period_end": "2025-12-31", "value": 900, "metric": "intelligent_compute"}, "not_measurable", "no_figure"),
    ],
)
def test_a_target_is_met_or_missed_only_by_a_figure_of_its_own_basis_at_or_after_the_due_date(figure, status, reason):
    found = judged(target(), figures(figure))
    assert (found["status"], found["reason"]) == (status, reason)


def test_before_the_due_date_growth_and_then_additions_are_held_against_those_needed():
    """From 100 to 150 in a year: +50 % and 50 a year; 300 in two more asks for +41 % and 75 a year, 400 for +63 %, 240 for +26 % and 45."""
    known = figures({"period_end": "2024-12-31", "value": 100}, {"period_end": "2025-12-31", "value": 150})
    apart, behind, ahead = (judged(target(value, "2027-12-31"), known) for value in (300, 400, 240))
    verdicts = [(one["status"], one["reason"]) for one in (apart, behind, ahead)]
    assert verdicts == [("on_track", "paces_apart"), ("behind", "pace"), ("on_track", "pace")]
    assert (apart["growth"], apart["needed_growth"]) == pytest.approx((0.5, 2**0.5 - 1), rel=0.002)
    assert (apart["pace_a_year"], apart["needed_a_year"]) == pytest.approx((50, 75), rel=0.002)
    assert judged(target(140, "2027-12-31"), known)["reason"] == "reached"
    assert judged(target(300, "2027-12-31"), known.iloc[1:])["reason"] == "one_figure"


@settings(max_examples=40, deadline=None)
@given(st.floats(1, 1e4), st.floats(1, 1e4), st.floats(1, 1e4), st.integers(150, 940), st.integers(30, 4000))
def test_additions_that_reach_a_target_grow_fast_enough_for_it(before, latest, goal, apart, left):
    """So that "on track by growth, behind by additions" has no reverse."""
    last = pd.Timestamp("2025-12-31")
    first, due = (str((last + pd.Timedelta(days=days)).date()) for days in (-apart, left))
    found = judged(target(goal, due), figures({"period_end": first, "value": before}, {"period_end": "2025-12-31", "value": latest}))
    if found["reason"] == "pace" and found["pace_a_year"] > found["needed_a_year"] + 0.01:
        assert found["growth"] >= found["needed_growth"] - 0.001


def test_a_share_is_held_against_additions_alone_and_an_old_figure_has_its_age():
    share = {"metric": "intelligent_share", "unit": "fraction", "precision": None}
    known = figures({"period_end": "2024-12-31", "value": 0.3, **share}, {"period_end": "2025-12-31", "value": 0.32, **share})
    found = judged(target(0.35, "2026-12-31", indicator="intelligent_share", unit="fraction", precision=None), known)
    assert (found["status"], found["growth"], found["needed_growth"]) == ("behind", None, None)
    assert found["age_months"] == pytest.approx(0.5, abs=0.05)  # the newest source of the two tables is of 15 January 2026


def test_a_target_due_in_a_quarter_is_held_against_the_figure_at_its_end():
    """The second quarter of 2026 ends on 30 June: a figure of June is in time, one of April is not."""
    assert judged(target(300, "2026-Q2"), figures({"period_end": "2026-06-30", "value": 300}))["status"] == "met"
    assert judged(target(300, "2026-06-30"), figures({"period_end": "2026-Q2", "value": 299}))["status"] == "missed"
    early = judged(target(300, "2026-H1", source_date="2026-07-15"), figures({"period_end": "2026-04", "value": 310}))
    assert (early["status"], early["reason"], early["latest_on"]) == ("not_measurable", "none_since", "2026-04")


@pytest.fixture(scope="module")
def record() -> dict[str, pd.DataFrame]:
    return {name: sources_of(rows(name), name)[0] for name in ("capacity", "targets", "centres", "accelerators", "investments")}


def test_300_eflops_by_2025_is_not_measurable_and_the_figures_that_come_to_mind_are_named(record):
    found = capacity.targets(record["targets"], record["capacity"])
    index = found.frame.index[(found.frame["target"] == 300) & (found.frame["due"] == "2025-12-31")][0]
    row = found.frame.loc[index]
    assert (row["status"], row["latest"], row["latest_on"]) == ("not_measurable", 280, "2024-12-31")
    unused = {(one["kind"], one["amount"], one["series"], one["metric"]) for one in found.facts["unused"][index]}
    assert unused == {("series", 962, "caict", "total_compute"), ("indicator", 1590, "official", "intelligent_compute")}


def test_the_steps_of_the_interconnection_plan_carry_no_number_and_say_so(record):
    frame = capacity.targets(record["targets"], record["capacity"]).frame.set_index("indicator")
    for indicator, due in (("interconnection_standards", "2026-12-31"), ("national_interconnection", "2028-12-31")):
        row = frame.loc[indicator]
        assert (row["due"], row["status"], row["reason"]) == (due, "not_measurable", "no_number")
        assert pd.isna(row["target"])


def test_the_targets_of_2021_and_2023_and_guizhou_s_of_2025_were_met_and_no_target_is_judged_by_another_basis(record):
    frame = capacity.targets(record["targets"], record["capacity"]).frame
    met = frame[frame["status"] == "met"]
    assert met[["region", "target", "latest", "due"]].to_numpy().tolist() == [
        ["CN", 120, 140, "2021-12-31"],
        ["CN", 200, 230, "2023-12-31"],
        ["CN-GZ", 80, 150, "2025-12-31"],
    ]
    assert (
        frame.loc[frame["latest"].notna() & (frame["latest_on"] < frame["due"]), "status"]
        .isin(("not_measurable", "behind", "on_track"))
        .all()
    )


def test_guicheng_is_one_site_that_operates_and_its_capacity_is_unknown(record):
    found = capacity.centres_ledger(record["centres"], "guicheng").frame
    assert found[["centre_id", "status"]].to_numpy().tolist() == [["CN-001", "operating"]]
    assert found[["planned_pflops", "operating_pflops"]].isna().all(axis=None)
    assert len(capacity.one_centre(record["centres"], "CN-001").frame) == 1


def test_phases_of_one_site_count_once_and_their_capacity_is_never_added(record):
    qingyang = record["centres"][record["centres"]["site"] == "中国移动(甘肃·庆阳)数据中心"]
    assert sorted(qingyang["operating_pflops"]) == [4600, 30000]
    assert len(capacity.sites(qingyang)) == 1
    assert capacity.announced(qingyang).frame[["operating_eflops", "planned_eflops"]].to_numpy().tolist() == [[30, 150]]
    stated = set(record["centres"]["operating_pflops"].dropna() / 1000)
    assert set(capacity.announced(record["centres"]).frame["operating_eflops"]) <= stated


def test_every_site_stands_in_one_group_and_one_status(record):
    for by in capacity.GROUPS:
        found = capacity.pipeline(record["centres"], record["accelerators"], by)
        counted = found.frame.filter(like="_sites").to_numpy().sum()
        assert counted == found.facts["sites"] == record["centres"]["site"].fillna(record["centres"]["centre_id"]).nunique()


def test_the_grid_has_34_provinces_and_no_figure_is_not_zero(record):
    found = capacity.provinces(record["capacity"], record["centres"], "operating_sites").frame.set_index("region")
    assert len(found) == 34
    assert {"CN-TW", "CN-HK", "CN-MO"} <= set(found.index)
    assert not found.duplicated(["across", "down"]).any()
    assert found.loc["CN-GZ", "amount"] == 0
    assert pd.isna(found.loc["CN-TW", "amount"])
    fp16 = capacity.provinces(record["capacity"], record["centres"], "total_compute", "FP16").frame.dropna(subset=["amount"])
    assert fp16[["region", "amount", "period_end"]].to_numpy().tolist() == [["CN-NX", 31, "2024-12-31"]]


def test_range_states_a_valuation_and_a_sum_raised_and_aofei_replaced_its_own_placement(record):
    investments = record["investments"].set_index("investment_id")
    assert investments.loc["300442-20250626-1", ["valuation_cny", "amount_cny"]].tolist() == [3_725_000_000, 4_500_000_000]
    assert investments.loc["300738-20250813-1", ["amount_cny", "supersedes"]].tolist() == [1_695_000_000, "300738-20250306-1"]
