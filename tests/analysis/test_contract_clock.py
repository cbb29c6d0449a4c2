"""The clock of contracts: who is at risk from when to when, under each reading of silence. Hand-worked."""

import pandas as pd
import pytest

from analysis import contracts
from data.schema import Refused
from data.tables import DATASETS

DAY = pd.Timestamp("2026-11-23")
EVENTS = pd.DataFrame(columns=["contract_id", "event_date", "event", "source_id"])


def table(*rows):
    """Contracts of the headline kind; each row states what differs."""
    common = {"company": "甲", "commitment": "firm", "side": "sells", "object": "compute_service", "currency": "CNY", "status": "active"}
    names = [*DATASETS["contracts"].names, "source_id"]
    filled = [common | {"contract_id": f"c{i}", "source_date": "2024-01-10", "source_id": "s"} | row for i, row in enumerate(rows)]
    return pd.DataFrame(filled, columns=names)


def line(row, events=EVENTS, day=DAY):
    return contracts.clock(table(row), events, day).iloc[0]


def test_a_contract_is_followed_from_the_day_it_is_known_counted_from_signing():
    found = line({"signed_on": "2024-01-01", "announced_on": "2024-01-11", "last_confirmed_on": "2024-03-01"})
    assert (found["entry"], found["exit_followed"], found["event_followed"]) == (10, 60, 0)
    assert found["exit_worst"] == 61 and found["event_worst"] == 1, "the day after the last word"
    assert found["exit_announced"] == (DAY - pd.Timestamp("2024-01-01")).days and found["event_announced"] == 0


def test_without_an_announcement_it_is_known_from_its_source():
    assert line({"signed_on": "2024-01-01"})["entry"] == 9
    assert line({"announced_on": "2024-01-05"})["entry"] == 0, "and starts at its announcement where the signing is unknown"
    late = line({"signed_on": "2024-01-01", "source_date": "2024"})
    assert late["known"] == pd.Timestamp("2024-12-31"), "a source of that year may be from its last day"


def test_a_contract_announced_before_it_was_signed_is_known_from_its_signing():
    found = line({"signed_on": "2024-03-01", "announced_on": "2024-02-01", "last_confirmed_on": "2024-04-01"})
    assert (found["known"], found["entry"]) == (pd.Timestamp("2024-03-01"), 0)


def test_a_contract_of_twelve_months_of_2024_is_not_alive_in_2026():
    found = line({"signed_on": "2024-01-10", "term_months": 12})
    assert found["exit_announced"] == 366 and found["event_announced"] == 0 and found["term_over"]
    curve = contracts.curves(contracts.clock(table({"signed_on": "2024-01-10", "term_months": 12}), EVENTS, DAY))["announced"]
    assert curve.left([365, 366, 700]).tolist() == [1, 0, 0]
    assert contracts.quoted({"followed": curve, "announced": curve}, 700)["announced"] is None


def test_a_contract_first_known_when_it_ended_is_listed_and_never_at_risk():
    found = line({"signed_on": "2023-12-01", "source_date": "2025-07", "status": "terminated", "ended_on": "2025-03"})
    assert found["place"] == "known_at_end"
    rows = contracts.clock(
        table({"signed_on": "2023-12-01", "source_date": "2025-07", "status": "terminated", "ended_on": "2025-03"}), EVENTS, DAY
    )
    assert all(curve.rows == 0 for curve in contracts.curves(rows).values())


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ({"signed_on": "2024-02-01", "status": "terminated", "ended_on": "2024-01-15"}, "end_before_start"),
        ({"signed_on": "2024-02-01", "status": "terminated"}, "no_end_date"),
        ({"status": "terminated", "ended_on": "2024-05-01"}, "no_start"),
        ({"signed_on": "2024"}, "no_start"),
        ({"signed_on": "2024-02-01", "commitment": "unsigned"}, "unsigned"),
    ],
)
def test_what_cannot_be_at_risk_is_listed_with_its_reason(row, place):
    assert line(row)["place"] == place
    result = contracts.contract_survival(table(row), EVENTS, DAY)
    assert result.facts["listed"] == {place: 1} and result.frame.empty
    assert f"survival.listed_{place}" in [flag.code for flag in result.flags]


def test_two_rows_of_one_id_are_refused():
    with pytest.raises(Refused) as refused:
        contracts.clock(table({"contract_id": "a"}, {"contract_id": "a"}), EVENTS, DAY)
    assert refused.value.problems[0].code == "survival.one_id_twice" and refused.value.problems[0].values["found"] == ("a",)


def test_an_uploaded_event_ends_or_confirms_a_contract_that_does_not_say_so_itself():
    events = pd.DataFrame(
        {"contract_id": ["c0", "c1", "c2"], "event_date": ["2024-06-01", "2024-06-01", "2024-06-01"], "source_id": "e"}
        | {"event": ["rescinded", "completed", "confirmed"]}
    )
    signed = {"signed_on": "2024-01-01", "announced_on": "2024-01-01"}
    rows = contracts.clock(table(signed, signed, signed | {"last_confirmed_on": "2024-03-01"}), events, DAY)
    assert rows["outcome"].tolist() == ["terminated", "completed", "open"]
    assert rows["event_followed"].tolist() == [1, 2, 0] and rows["exit_followed"].tolist() == [152, 152, 152]


def test_a_word_on_the_data_date_is_no_silence_even_in_the_worst_case():
    found = line({"signed_on": "2026-01-01", "announced_on": "2026-01-01", "last_confirmed_on": "2026-11-23"})
    assert found["event_worst"] == 0 and found["exit_worst"] == found["exit_announced"] == 326


def test_a_month_stands_for_its_first_day_and_may_be_moved():
    row = {"signed_on": "2024-03", "announced_on": "2024-04-01", "status": "terminated", "ended_on": "2024-09"}
    assert (line(row)["exit_followed"], line(row)["month_only"]) == (184, True)
    moved = contracts.clock(table(row), EVENTS, DAY, (-30, 30)).iloc[0]
    assert moved["exit_followed"] == 244


def test_the_worst_curve_lies_below_the_first_and_that_below_the_second():
    rows = [
        {"signed_on": f"2024-0{1 + i % 9}-01", "announced_on": f"2024-0{1 + i % 9}-01", "last_confirmed_on": f"2025-0{1 + i % 8}-11"}
        for i in range(20)
    ]
    rows = [row | ({"status": "terminated", "ended_on": f"2024-{10 + i % 3}-05"} if i % 4 == 0 else {}) for i, row in enumerate(rows)]
    found = contracts.contract_survival(table(*rows), EVENTS, DAY, horizon="12").frame
    known = found.dropna(subset=["worst", "followed", "announced"])
    assert (known["worst"] <= known["followed"] + 1e-12).all() and (known["followed"] <= known["announced"] + 1e-12).all()


def test_the_data_date_is_that_of_the_record_or_of_a_later_row():
    rows = table({"source_date": "2024-01-10", "last_confirmed_on": "2026-12-01"})
    assert contracts.data_date("2026-11-23 +3", rows) == pd.Timestamp("2026-12-01")
    assert contracts.data_date("2026-12-24", rows) == pd.Timestamp("2026-12-24")


def test_no_contract_at_all_is_an_empty_answer():
    result = contracts.contract_survival(table(), EVENTS, DAY)
    assert result.frame.empty and result.facts["followed"] is None and result.facts["announced_reason"] == "no_rows"


def test_contracts_that_all_end_on_one_day_leave_no_curve_after_it():
    row = {"signed_on": "2024-01-01", "announced_on": "2024-01-01", "status": "terminated", "ended_on": "2024-06-01"}
    result = contracts.contract_survival(table(row, row, row), EVENTS, DAY)
    assert result.facts["announced"] is None and result.facts["announced_reason"] == "nobody_at_risk"
    assert result.frame.loc[result.frame["days"] == 152, "announced"].tolist() == [1.0], "the step that takes the last one is not drawn"
    assert result.frame.loc[result.frame["days"] > 152, "announced"].isna().all()


def test_a_vintage_of_two_of_which_one_ended_has_a_half_and_the_limits_of_log_minus_log():
    """S = 1/2, error sqrt(1/8), so that the limits are 1/2 to the power of exp(+-1.96 sqrt(1/8) / (ln 2 / 2)): 0.006 and 0.910."""
    ended = {"status": "terminated", "ended_on": "2024-07-01"}
    two = [{"signed_on": "2024-01-01", "announced_on": "2024-01-01"} | more for more in (ended, {})]
    frame = contracts.contract_vintages(table(*two), EVENTS, DAY).frame.set_index("days")
    assert set(frame["vintage"]) == {"2024-H1"}
    before, after = frame.loc[0], frame.loc[182]
    assert (before["mature"], before["at_risk"], after["mature"], after["at_risk"]) == (1.0, 2, 0.5, 1)
    assert [after[name] for name in ("low", "high")] == pytest.approx([0.00598, 0.91041], abs=1e-5)
    assert before[["low", "high"]].isna().all(), "nothing ended, and no limit can be told"
