"""Contracts on hand-worked tables: the rate, the bridge, the backlog, and the states of a ledger that is empty, thin or wrong."""

import dataclasses
import itertools

import pandas as pd
import pytest

from analysis import contracts as analysis
from charts import contracts as drawn
from data.schema import Refused
from data.tables import DATASETS

DAY = pd.Timestamp("2026-01-01")
NUMBERS = itertools.count()


def ledger(*rows: dict) -> pd.DataFrame:
    """Contracts sold firm in CNY, signed and announced on one day; each row says what differs."""
    given = [
        {
            "contract_id": f"c{next(NUMBERS)}",
            "company": "甲",
            "company_en": "A",
            "ticker": "600000.SH",
            "counterparty": "乙",
            "side": "sells",
            "object": "compute_service",
            "commitment": "firm",
            "currency": "CNY",
            "status": "active",
            "announced_on": row.get("signed_on"),
            "source_id": "s",
            **row,
        }
        for row in rows
    ]
    frame = pd.DataFrame(given).reindex(columns=[*DATASETS["contracts"].names, "source_id", "upload"])
    numbers = [column.name for column in DATASETS["contracts"].columns if column.kind == "number"]
    return frame.astype(dict.fromkeys(numbers, "float64")).astype({name: "object" for name in frame if name not in numbers})


def facts(*rows: dict) -> pd.DataFrame:
    """Events of contracts."""
    frame = pd.DataFrame(list(rows)).reindex(columns=[*DATASETS["contract_events"].names, "source_id", "upload"])
    return frame.astype("object").astype({"value_cny": "float64"})


NONE = facts()


def ended(on: str, signed: str = "2025-01-10", **more: object) -> dict:
    return {"signed_on": signed, "status": "terminated", "ended_on": on, **more}


def test_the_rate_divides_the_endings_of_a_quarter_by_the_contracts_in_force_at_its_start():
    rows = ledger(
        {"signed_on": "2025-01-10", "last_confirmed_on": "2025-08-01", "value_cny": 100.0},
        {"signed_on": "2025-01-10", "value_cny": 300.0},
        ended("2025-05-01", value_cny=600.0),
        ended("2025-05-20", signed="2025-04-15", value_cny=50.0),
        {"signed_on": "2023-01-01", "term_months": 12.0, "value_cny": 1000.0},
        {"signed_on": "2025-01-10", "value_cny": 200.0},
        {"signed_on": "2025-01-10"},
    )
    found = analysis.cancellation_rate(rows, NONE, DAY)
    row = found.frame.set_index("quarter").loc["2025-Q2"]
    assert (row["in_force_presumed"], row["terminated_presumed"], row["same_quarter"]) == (5, 1, 1)
    assert row["rate_presumed"] == pytest.approx(1 / 5)
    assert row["value_rate_presumed"] == pytest.approx(0.5)
    assert (row["low_presumed"], row["high_presumed"]) == pytest.approx((0.0050508, 0.7164179), abs=1e-6)
    assert found.facts["peak"]["quarter"] == "2025-Q2"


def test_a_quarter_with_fewer_than_five_at_risk_is_counted_and_has_no_rate():
    rows = ledger(ended("2025-05-01", value_cny=600.0), *({"signed_on": "2025-01-10", "value_cny": 100.0} for _ in range(3)))
    found = analysis.cancellation_rate(rows, NONE, DAY)
    row = found.frame.set_index("quarter").loc["2025-Q2"]
    assert (row["in_force_presumed"], row["terminated_presumed"]) == (4, 1)
    assert row[["rate_presumed", "low_presumed", "high_presumed", "value_rate_presumed"]].isna().all()
    assert (found.facts["peak"], found.facts["thin_presumed"], found.facts["thin_confirmed"]) == (None, 4, 1)


def test_a_value_hangs_on_each_contract_in_turn_and_both_ends_are_named():
    """Ended 600 and 100 of 1,000: 70 %. Without the 600, 100 of 400; without the 300 that stands, 700 of 700."""
    rows = ledger(
        ended("2025-05-01", value_cny=600.0, company="甲", company_en="A"),
        ended("2025-06-01", value_cny=100.0, company="乙", company_en="B"),
        {"signed_on": "2026-01-01", "value_cny": 300.0, "company": "丙", "company_en": "C"},
    )
    facts = analysis.contract_concentration(rows).facts
    found = facts["left_out"]
    assert (facts["value_share"], found["low"], found["low_company"]) == (0.7, 0.25, "甲")
    assert (found["high"], found["high_company_en"]) == (1, "C")
    assert [(one["year"], one["terminated"], one["contracts"], one["value_share"]) for one in facts["by_year"]] == [
        (2025, 2, 2, 1),
        (2026, 0, 1, 0),
    ]
    assert analysis.cancellations(rows).facts["left_out"]["low"] == 100
    assert analysis.contract_concentration(rows.iloc[:1]).facts["left_out"] is None


def test_a_contract_of_a_known_year_and_no_known_month_starts_in_that_year():
    rows = ledger({"signed_on": "2024"}, {"signed_on": None}, ended("2025-05-01"))
    years = analysis.cancellations(rows).facts["by_year"]
    assert [(one["year"], one["terminated"], one["contracts"], one["value_share"]) for one in years] == [
        (2024, 0, 1, None),
        (2025, 1, 1, None),
        (None, 0, 1, None),
    ]


def test_a_flag_is_said_to_differ_only_where_fishers_test_times_the_number_of_flags_bears_it():
    kept = [{"signed_on": "2025-01-10", "prepaid": True, "scale": "s"} for _ in range(12)]
    lost = [ended("2025-05-01", prepaid=False, scale="s") for _ in range(6)]
    for rows, words in (((*kept, *lost), "No prepayment: 6 of 6 were terminated"), ((*kept, *lost[:1]), "No difference shows")):
        found = analysis.contract_flags(ledger(*rows))
        assert drawn.flags(found, "en").title.startswith(words)
    assert found.facts["tests"] == 1 and found.facts["top"]["p"] == pytest.approx(1 / 13)


def test_a_contract_of_twelve_months_of_2024_is_not_alive_in_2026():
    rows = ledger({"signed_on": "2024-01-01", "term_months": 12.0, "value_cny": 100.0})
    frame = analysis.cancellation_rate(rows, NONE, DAY).frame.set_index("quarter")
    assert frame.loc["2024-Q4", "in_force_presumed"] == 1
    assert frame.loc["2026-Q1", "in_force_presumed"] == 0
    assert analysis.backlog_at_risk(rows, NONE, DAY).facts["contracts"] == 0


def test_a_contract_first_known_when_it_ended_is_in_no_denominator():
    rows = ledger({**ended("2025-05-01"), "announced_on": "2025-09-01"})
    found = analysis.cancellation_rate(rows, NONE, DAY)
    assert found.frame["in_force_presumed"].sum() == 0
    assert (found.facts["known_late"], found.facts["same_quarter"]) == (1, 0)


def test_the_bridge_leads_from_what_was_announced_to_what_remains():
    rows = ledger(
        {"contract_id": "up", "signed_on": "2025-01-10", "value_cny": 100.0},
        ended("2025-05-01", value_cny=60.0),
        {"signed_on": "2024-01-01", "term_months": 12.0, "value_cny": 30.0},
        {"signed_on": "2025-01-10"},
    )
    told = facts({"contract_id": "up", "event_date": "2025-06-01", "event": "amended_up", "value_cny": 140.0})
    frame = analysis.contract_bridge(rows, told, DAY).frame.set_index("step")
    assert frame["change_cny"].drop(["amended_down", "remaining"]).tolist() == [190, 40, -60, -30]
    assert frame.loc["remaining", "standing_cny"] == 140
    assert frame.loc["remaining", ["contracts", "without_value"]].tolist() == [2, 1]


def test_what_was_announced_and_what_remains_show_their_range_over_leaving_out_each_contract():
    """190 announced: 90 without the 100, 175 without the 15. 155 remain, of them 140 in an amended contract and 15 in another."""
    rows = ledger(
        {"contract_id": "up", "signed_on": "2025-01-10", "value_cny": 100.0},
        {"contract_id": "low", "signed_on": "2025-01-10", "value_cny": 15.0},
        ended("2025-05-01", contract_id="end", value_cny=75.0),
    )
    told = facts({"contract_id": "up", "event_date": "2025-06-01", "event": "amended_up", "value_cny": 140.0})
    found = analysis.contract_bridge(rows, told, DAY).facts
    announced, remaining = found["announced_left_out"], found["remaining_left_out"]
    assert (found["announced_cny"], found["remaining_cny"]) == (190, 155)
    assert [announced[name] for name in ("low", "low_contract", "high", "high_contract")] == [90, "up", 175, "low"]
    assert [remaining[name] for name in ("low", "low_contract", "high", "high_contract")] == [15, "up", 140, "low"]


def test_the_backlog_at_risk_is_the_remaining_value_times_the_conditional_probability():
    early = [ended("2025-07-01", signed="2024-10-01", last_confirmed_on=None) for _ in range(2)]
    followed = [{"signed_on": "2023-06-01", "last_confirmed_on": "2026-01-01"} for _ in range(8)]
    young = {"signed_on": "2025-10-01", "term_months": 24.0, "value_cny": 240.0, "last_confirmed_on": "2026-01-01"}
    found = analysis.backlog_at_risk(ledger(*early, *followed, young), NONE, DAY)
    row = found.frame.iloc[0]
    assert (row["assessed"], row["not_assessable"]) == (1, 8)
    assert row["assessed_cny"] == pytest.approx(240 * (1 - 92 / 730))
    assert row["at_risk_low_cny"] == pytest.approx(row["assessed_cny"] * 2 / 10), "two of the ten that were followed so long ended"
    assert row["at_risk_low_cny"] == pytest.approx(row["at_risk_high_cny"]), "no contract is silent"
    assert row["low_cny"] < row["at_risk_low_cny"] < row["high_cny"]


def test_beyond_the_last_at_risk_time_a_backlog_is_not_assessable_and_never_0():
    rows = ledger(*({"signed_on": "2025-01-01", "term_months": 60.0, "value_cny": 100.0} for _ in range(9)))
    found = analysis.backlog_at_risk(rows, NONE, DAY)
    assert found.facts["not_assessable"] == 9
    assert found.facts["at_risk_low_cny"] is None
    assert found.frame["not_assessable_cny"].iloc[0] == pytest.approx(900 * (1 - 365 / 1826))


def everything(rows: pd.DataFrame, told: pd.DataFrame):
    return (
        analysis.cancellations(rows),
        analysis.cancellation_rate(rows, told, DAY),
        analysis.contract_bridge(rows, told, DAY),
        analysis.contract_reasons(rows),
        analysis.contract_executed(rows),
        analysis.contract_flags(rows),
        analysis.contract_concentration(rows),
        analysis.contract_ledger(rows, told),
        analysis.contract_timeline(rows, told),
        analysis.backlog_at_risk(rows, told, DAY),
    )


def test_zero_contracts_give_empty_results_with_their_columns():
    for found in everything(ledger().head(0), NONE):
        assert found.frame.empty
        assert list(found.frame.columns) == [column.name for column in found.columns]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (ledger({"signed_on": "2025-01-10", "value_cny": 1.0}), NONE),
        (ledger(ended("2025-05-01", value_cny=1.0)), NONE),
        (
            ledger(*(ended("2025-05-01", value_cny=1.0, contract_id=name) for name in ("x", "y"))),
            facts(*({"contract_id": name, "event_date": "2025-05-01", "event": "terminated"} for name in ("x", "y"))),
        ),
    ],
    ids=["one contract", "one ended contract and no event", "all events on one day"],
)
def test_a_thin_ledger_is_answered(rows, told):
    for found in everything(rows, told):
        assert list(found.frame.columns) == [column.name for column in found.columns]
    assert analysis.cancellations(rows).facts["terminated"] == (rows["status"] == "terminated").sum()


def test_an_end_before_its_start_is_named_in_the_ledger_and_in_no_rate():
    rows = ledger(ended("2024-05-01", contract_id="odd"))
    assert analysis.contract_ledger(rows, NONE).facts["swapped"] == ("odd",)
    assert analysis.cancellation_rate(rows, NONE, DAY).facts["left_out"] == 1


def test_two_rows_of_one_id_are_named_in_the_ledger_and_refused_where_one_would_have_to_be_guessed():
    rows = ledger({"contract_id": "same", "signed_on": "2025-01-10"}, ended("2025-05-01", contract_id="same"))
    found = analysis.contract_ledger(rows, NONE)
    assert (len(found.frame), found.facts["repeated"]) == (1, ("same",))
    with pytest.raises(Refused):
        analysis.cancellation_rate(rows, NONE, DAY)


def test_a_currency_without_a_rate_is_refused_and_one_currency_alone_stays_its_own():
    rows = ledger({"signed_on": "2025-01-10", "value_cny": 7.0}, {"signed_on": "2025-01-10", "currency": "USD", "value_original": 1.0})
    with pytest.raises(Refused):
        analysis.cancellations(rows)
    rates = analysis.Rates({"USD": 7.0}, "2025-12-31")
    assert analysis.cancellations(rows, rates).frame["signed_value_cny"].sum() == 14
    assert analysis.cancellations(rows[rows["currency"] == "USD"]).frame["signed_value_usd"].sum() == 1


def test_a_flag_that_is_not_stated_is_neither_yes_nor_no():
    rows = ledger({"signed_on": "2025-01-10", "prepaid": False}, ended("2025-05-01", prepaid=True), {"signed_on": "2025-01-10"})
    frame = analysis.contract_flags(rows).frame.set_index("flag")
    assert frame.loc["no_prepayment", ["with_flag", "without_flag", "not_stated"]].tolist() == [1, 1, 1]
    assert frame.loc["no_prepayment", ["with_ended", "without_ended"]].tolist() == [0, 1]


def test_every_figure_by_value_says_what_leaving_out_each_contract_makes_of_it():
    """Ten contracts of 100 in force, one of 500 and one of 100 end in 2025-Q3: 600 of 1,600, 100 of 1,100, 500 of 1,500."""
    big = ended("2025-08-01", value_cny=500.0, company_en="Big", reason_category="no_orders")
    small = ended("2025-08-02", value_cny=100.0, company_en="Small", reason_category="mutual")
    rows = ledger(big, small, *({"signed_on": "2025-01-10", "value_cny": 100.0} for _ in range(10)))
    found = analysis.cancellation_rate(rows, NONE, DAY)
    peak = found.facts["peak_value"]
    assert (peak["quarter"], peak["rate"]) == ("2025-Q3", pytest.approx(600 / 1600))
    assert (peak["left_out"]["low"], peak["left_out"]["low_company_en"]) == (pytest.approx(100 / 1100), "Big")
    assert peak["left_out"]["high"] == pytest.approx(600 / 1500)
    line = found.frame.set_index("quarter").loc["2025-Q3"]
    assert (line["value_low_presumed"], line["value_high_presumed"]) == pytest.approx((100 / 1100, 600 / 1500))
    chart = drawn.rate(dataclasses.replace(found, filters={"counted": "value"}), "en")
    assert chart.title.replace("\u202f", " ") == (
        "By value, at its highest in Q3 2025: 38 % of the value presumed in force ended within the quarter; "
        "leaving out one contract at a time 9 % (without Big) to 40 % (without A)"
    )
    reasons = analysis.contract_reasons(rows).facts
    assert reasons["dearest"] == "no_orders" and reasons["dearest_left_out"]["low"] == 0 and reasons["dearest_left_out"]["high"] == 1


def test_concentration_leads_with_the_contracts_that_had_time_to_end_and_all_stand_beside_them():
    old = ended("2026-02-01", signed="2024-01-10", value_cny=300.0)
    rows = ledger(old, {"signed_on": "2025-03-01", "value_cny": 100.0}, {"signed_on": "2026-03-01", "value_cny": 600.0})
    found = analysis.contract_concentration(rows, until="2025-12-31")
    assert (found.facts["contracts"], found.facts["value_share"]) == (2, 0.75)
    assert found.facts["every"] == {"contracts": 3, "value_share": 0.3}
    assert [one["year"] for one in found.facts["by_year"]] == [2024, 2025, 2026]
    young = analysis.contract_concentration(rows.iloc[2:], until="2025-12-31")
    assert (young.facts["until"], young.facts["contracts"]) == ("", 1)


def test_a_share_of_value_that_nobody_states_is_not_known_and_a_small_one_is_not_0():
    rows = ledger(
        ended("2025-05-01", signed="2023-01-01"),
        {"signed_on": "2023-02-01", "value_cny": 100.0},
        ended("2025-05-01", signed="2024-01-01", value_cny=1.0),
        {"signed_on": "2024-02-01", "value_cny": 999.0},
    )
    assert [one["value_share"] for one in analysis.cancellations(rows, day=DAY).facts["by_year"]] == [None, 0.001]
    note = drawn.cancellations(analysis.cancellations(rows, day=DAY), "zh").caption.note_line
    assert "2023年 2 份中 1 份，金额占比不详；2024年 2 份中 1 份，占金额 0.10%" in note


def test_the_later_of_two_amendments_is_the_one_whose_period_ends_last():
    rows = ledger({"signed_on": "2024-01-10", "value_cny": 100.0})
    told = facts(
        {"contract_id": rows["contract_id"].iloc[0], "event": "amended_up", "event_date": "2025-Q1", "value_cny": 150.0},
        {"contract_id": rows["contract_id"].iloc[0], "event": "amended_up", "event_date": "2025-12", "value_cny": 180.0},
    )
    frame = analysis.contract_bridge(rows, told, DAY).frame.set_index("step")
    assert frame.loc["amended_up", "change_cny"] == 80
