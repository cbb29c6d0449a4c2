"""The answers of the first page, by hand: which figure leads, and which figure stands at which date."""

import pandas as pd
import pytest

from analysis import overview
from data.schema import Result
from data.tables import DATASETS

LAST = {
    "period_end": "2026-03-31",
    "capacity_low": 800.0,
    "capacity_high": 900.0,
    "model_eflops": 20.0,
    "model_low": 10.0,
    "model_high": 30.0,
}
NEED = {"tokens": 1e14, "tokens_floor": False, "period_end": "2026-03-31", "card": "X", "precision": "FP16"}


def report(**given):
    row = {"period": "2026", "region": "CN", "scope": "national", "subject": "X", "compute_kind": "intelligent", "basis": "gpu_utilization"}
    row |= {"resource": "cards", "is_target": False, "confidence": "high", "source_id": "s", "source_publisher": "P"} | given
    return pd.DataFrame([row]).reindex(columns=[*DATASETS["utilization_reports"].names, "source_id"])


def test_a_bound_counts_as_what_it_is_and_a_range_by_its_end():
    rows = pd.concat([report(subject="A", high=0.2), report(subject="B", point=0.5), report(subject="C", low=0.3, high=0.7)])
    found = overview.answer_idle(rows.reset_index(drop=True), pd.Timestamp(2026, 11, 25)).facts
    assert (found["lowest"]["subject"], found["highest"]["subject"]) == ("A", "C")


def test_a_capacity_stands_at_its_own_date_also_where_the_later_one_is_the_smaller():
    loads = Result(pd.DataFrame(), (), "x", facts={"last": LAST | {"capacities": (("2025-12-31", 900.0), ("2026-06-30", 800.0))}})
    needed = Result(pd.DataFrame([{"cards": 2e6, "cards_low": 1e6, "cards_high": 3e6}]), (), "x", facts=NEED)
    quotes = pd.DataFrame(columns=["time", "grade", "period", "card", "source_id"])
    found = overview.answer_fit(needed, loads, {"flops": 1e14}, quotes, {})
    drawn = found.frame[found.frame["line"] == "capacity"]
    assert drawn[["on", "eflops"]].values.tolist() == [["2026-06-30", 800.0], ["2025-12-31", 900.0]]
    assert found.facts["hardware"] == pytest.approx((100, 300))
