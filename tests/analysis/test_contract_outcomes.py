"""What became of contracts, on hand-worked rows: the last full year, shares by starting year, and those never performed."""

import pandas as pd
import pytest

from analysis.contracts import cancellations
from analysis.contracts.outcomes import last_full_year
from data.tables import DATASETS


def ledger(*rows: dict) -> pd.DataFrame:
    whole = {"company": "甲", "side": "sells", "object": "compute_service", "commitment": "firm", "currency": "CNY", "source_id": "s"}
    given = [{"contract_id": f"c{n}", "status": "active", **whole, **row} for n, row in enumerate(rows)]
    frame = pd.DataFrame(given).reindex(columns=[*DATASETS["contracts"].names, "source_id"])
    numbers = [column.name for column in DATASETS["contracts"].columns if column.kind == "number"]
    return frame.astype(dict.fromkeys(numbers, "float64")).astype({name: "object" for name in frame if name not in numbers})


@pytest.mark.parametrize(
    ("day", "until"),
    [("2026-11-25", "2025-12-31"), ("2026-12-30", "2025-12-31"), ("2026-12-31", "2026-12-31"), ("2027-01-01", "2026-12-31")],
)
def test_the_last_full_year_follows_from_the_data_date(day, until):
    assert last_full_year(pd.Timestamp(day)) == until


OLD_AND_YOUNG = (
    {"signed_on": "2024-03-01", "value_cny": 100, "status": "terminated", "ended_on": "2025-02-01"},
    {"announced_on": "2025", "value_cny": 300},
    {"signed_on": "2026-05", "value_cny": 600},
    {"value_cny": 1000},
)


def test_the_young_and_those_of_unknown_start_do_not_dilute_what_leads():
    facts = cancellations(ledger(*OLD_AND_YOUNG), day=pd.Timestamp("2026-11-25")).facts
    started = facts["started"]
    assert (started["until"], started["contracts"], started["terminated"], started["value_share"]) == ("2025-12-31", 2, 1, 0.25)
    assert (facts["contracts"], facts["terminated"], facts["never"]["share"]) == (4, 1, 0.05)
    assert [(line["year"], line["contracts"], line["terminated"], line["value_share"]) for line in facts["by_year"]] == [
        (2024, 1, 1, 1.0),
        (2025, 1, 0, 0.0),
        (2026, 1, 0, 0.0),
        (None, 1, 0, 0.0),
    ]


def test_a_year_later_the_contracts_of_2026_lead_too():
    facts = cancellations(ledger(*OLD_AND_YOUNG), day=pd.Timestamp("2027-01-05")).facts
    assert (facts["started"]["until"], facts["started"]["contracts"], facts["started"]["value_share"]) == ("2026-12-31", 3, 0.1)


def test_never_performed_is_an_outcome_beside_ended_and_unknown_delivery_is_none_of_it():
    rows = ledger(
        {"signed_on": "2024-01-01", "value_cny": 100, "status": "terminated", "delivered_cny": 0},
        {"signed_on": "2024-01-01", "value_cny": 50, "status": "unknown", "delivered_cny": 0},
        {"signed_on": "2024-01-01", "value_cny": 200, "status": "terminated"},
        {"signed_on": "2024-01-01", "value_cny": 650, "delivered_cny": 5},
    )
    dollars = ledger({"currency": "USD", "value_original": 20, "delivered_cny": 0}, {"currency": "USD", "value_original": 70})
    never = cancellations(rows, day=pd.Timestamp("2026-11-25"), elsewhere=dollars).facts["never"]
    assert (never["count"], never["value"]) == (2, 150)
    assert [row["value"] for row in never["not_ended"]] == [50]
    assert (never["share"], never["share_with"]) == (0.3, 0.35)
    assert never["elsewhere"] == ({"currency": "USD", "count": 1, "value": 20.0},)


def test_without_a_stated_value_no_share_is_made_of_nothing():
    facts = cancellations(ledger({"signed_on": "2024-01-01", "delivered_cny": 0}), day=pd.Timestamp("2026-11-25")).facts
    assert (facts["never"]["count"], facts["never"]["value"], facts["never"]["share"], facts["started"]["value_share"]) == (
        1,
        None,
        None,
        None,
    )
