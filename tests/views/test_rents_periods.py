"""Quotes of quarters, half-years and months beside each other: which is the latest, and over how long a record reaches."""

import pytest

from data.check import checked_file
from data.store import NewUpload
from data.tables import DATASETS
from views import VIEWS, Query

HEADER = "period,region,accelerator,model,cards_per_unit,price,unit,contract_type,confidence"
MIXED = (
    "2025Q1,CN,OWNCARD,OWNCARD,8,81000,cny_per_server_month,reserved,high",
    "2025年四季度,CN,OWNCARD,OWNCARD,8,61000,cny_per_server_month,reserved,high",
    "2025-01,CN,OWNCARD,OWNCARD,8,91000,cny_per_server_month,on_demand,high",
    "2025年6月,CN,OWNCARD,OWNCARD,8,87000,cny_per_server_month,on_demand,high",
    "2025上半年,CN,ENDCARD,ENDCARD,8,92000,cny_per_server_month,reserved,high",
    "2025-Q1,CN,ENDCARD,ENDCARD,8,93000,cny_per_server_month,reserved,high",
    "2025-12,CN,ENDCARD,ENDCARD,8,52000,cny_per_server_month,reserved,high",
)


def loaded(store, path) -> None:
    checked = checked_file(path, DATASETS["prices"])
    assert not checked.problems
    store.add(NewUpload("prices", checked.frame, path.name, "1" * 64, "local"))


@pytest.fixture
def own(store, tmp_path):
    path = tmp_path / "prices.csv"
    path.write_text("\n".join([HEADER, *MIXED]), encoding="utf-8")
    loaded(store, path)
    return store


def latest(store, card: str) -> dict[str, tuple]:
    """The latest quote of each contract type of `card`: period, rent, publishers."""
    frame = VIEWS["rents_by_card"].result(store.tables("local"), Query()).frame
    rows = frame[frame["card"] == card].to_dict("records")
    assert all(row["server_month_low"] == row["server_month_high"] for row in rows)
    return {row["contract_type"]: (row["period"], row["server_month_low"], row["publishers"]) for row in rows}


def titles(store, card: str) -> dict[str, str]:
    result = VIEWS["rents"].result(store.tables("local"), Query(settings={"card": card}))
    return {language: VIEWS["rents"].chart(result, language).title.replace("\u202f", " ") for language in ("en", "zh")}


def test_the_latest_rent_is_that_of_the_period_that_ends_last(own):
    assert latest(own, "ENDCARD") == {"reserved": ("2025-12", 52_000, "")}
    assert latest(own, "OWNCARD") == {"reserved": ("2025-Q4", 61_000, ""), "on_demand": ("2025-06", 87_000, "")}


def test_the_record_from_the_first_to_the_fourth_quarter_is_the_longest_and_is_the_one_told(own):
    assert titles(own, "OWNCARD") == {
        "en": "OWNCARD: CNY 61,000 an eight-card server-month in Q4 2025 (reserved), after CNY 81,000 in Q1 2025",
        "zh": "OWNCARD：2025年第4季度八卡月租 6.1 万元（包期），2025年第1季度为 8.1 万元",
    }


@pytest.mark.reference
def test_the_upload_of_a_quarter_and_a_month_has_its_latest_in_december_and_no_publisher_is_nan(store, reference):
    for name in ("prices_latest", "prices_quarters"):
        loaded(store, reference / f"field/uploads/{name}.csv")
    assert latest(store, "LASTCARD") == {"reserved": ("2025-12", 50_000, "P2")}
    assert latest(store, "TESTCARD") == {"reserved": ("2025-Q4", 60_000, ""), "on_demand": ("2025-06", 88_000, "")}
    assert titles(store, "LASTCARD")["en"].startswith("LASTCARD: CNY 50,000 an eight-card server-month in December 2025 (reserved)")
    assert titles(store, "LASTCARD")["zh"].startswith("LASTCARD：2025年12月八卡月租 5 万元（包期）")
    assert titles(store, "TESTCARD") == {
        "en": "TESTCARD: CNY 60,000 an eight-card server-month in Q4 2025 (reserved), after CNY 80,000 in Q1 2025",
        "zh": "TESTCARD：2025年第4季度八卡月租 6 万元（包期），2025年第1季度为 8 万元",
    }
