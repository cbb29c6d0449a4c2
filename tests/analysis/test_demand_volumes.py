"""Token volumes: lines, floors and doubling times, on hand-made rows and on the record."""

import pandas as pd
import pytest

from analysis.demand import demand_doubling, demand_series
from analysis.demand.volumes import t975

BARE = {
    "region": "CN",
    "entity_zh": None,
    "scope": "company",
    "metric": "daily_tokens",
    "qualifier": "exact",
    "unit": "tokens_per_day",
    "basis": "actual",
    "derived": None,
    "source_publisher": "p",
    "source_id": "s",
}


def table(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame([{**BARE, **row} for row in rows])


def points(*pairs: tuple[str, float], entity: str = "A", **more: object) -> list[dict]:
    return [{"period_end": day, "value": value, "entity": entity, **more} for day, value in pairs]


def test_a_volume_that_quadruples_in_a_year_doubles_in_six_months():
    found = demand_doubling(table(*points(("2024-07-01", 1e12), ("2025-07-01", 4e12)))).frame.iloc[0]
    assert found["months"] == pytest.approx(6, rel=1e-3)
    assert pd.isna(found["low"])
    assert found["bound"] == "stated"


def test_three_exact_points_on_a_line_have_an_interval_of_no_width():
    found = demand_doubling(table(*points(("2024-01-01", 1e12), ("2025-01-01", 2e12), ("2026-01-01", 4e12)))).frame.iloc[0]
    assert found["low"] == pytest.approx(found["high"], rel=0.02)


@pytest.mark.parametrize(
    ("first", "last", "read"),
    [("exact", "above", "at_most"), ("above", "exact", "at_least"), ("above", "above", "floors"), ("exact", "exact", "stated")],
)
def test_growth_is_read_by_the_floors_at_its_ends(first, last, read):
    rows = points(("2024-07-01", 1e12), qualifier=first) + points(("2025-07-01", 4e12), qualifier=last)
    assert demand_doubling(table(*rows)).frame.iloc[0]["bound"] == read


def test_another_scope_of_the_same_subject_begins_a_line_of_its_own():
    rows = points(("2024-07-01", 1e12)) + points(("2025-07-01", 4e12), scope="unstated")
    assert len(demand_series(table(*rows)).facts["lines"]) == 2


def test_a_month_is_a_daily_average_and_what_was_converted_from_it_is_not_counted_twice():
    rows = points(("2025-05-31", 30.4375e12), unit="tokens_per_month") + points(("2025-04-30", 1e12), derived=True)
    frame = demand_series(table(*rows)).frame
    assert frame["stated"].tolist() == [pytest.approx(1e12)]


def test_a_peak_minute_is_no_daily_volume_and_an_empty_table_is_empty():
    assert demand_series(table(*points(("2026-02-16", 6e10), unit="tokens_per_minute"))).frame.empty
    assert demand_series(table(*points(("2026-02-16", 1.0)))[:0]).frame.empty


def test_students_t_is_that_of_scipy():
    from scipy.stats import t

    assert max(abs(t975(k) / t.ppf(0.975, k) - 1) for k in range(1, 200)) < 1e-3
