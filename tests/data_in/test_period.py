"""Periods are read in one place, in all the usual forms, and have one order."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.places import instant
from data.cells import cells
from data.period import Period, axis_days, by_time, earliest_period, first_days, last_days, latest_period, may_precede, period, read_period
from data.schema import Column, Problem, Text
from data.tables import DATASETS
from i18n.format import day, month, year

SIX = {
    "2024": ("2024", "2024-01-01", "2024-12-31", "2024", "2024年"),
    "2024-Q4": ("2024-Q4", "2024-10-01", "2024-12-31", "Q4 2024", "2024年第4季度"),
    "2024-H2": ("2024-H2", "2024-07-01", "2024-12-31", "H2 2024", "2024年下半年"),
    "2024年四季度": ("2024-Q4", "2024-10-01", "2024-12-31", "Q4 2024", "2024年第4季度"),
    "2024上半年": ("2024-H1", "2024-01-01", "2024-06-30", "H1 2024", "2024年上半年"),
    "2025-12": ("2025-12", "2025-12-01", "2025-12-31", "December 2025", "2025年12月"),
}

IN_ORDER = ("2024-Q1", "2024-H1", "2024-Q2", "2024-06", "2024-06-30", "2024-11-30", "2024", "2024-H2", "2024-Q4", "2024-12", "2024-12-31")


def kept(text):
    found = read_period(text)
    return found.code if isinstance(found, Problem) else found.text


@pytest.mark.parametrize("text", SIX)
def test_the_six_texts_have_their_days_and_words(text):
    code, first, last, en, zh = SIX[text]
    found = period(text)
    assert (found.text, found.first.isoformat(), found.last.isoformat()) == (code, first, last)
    assert (day(text, "en"), day(text, "zh")) == (en, zh)


def test_a_column_of_periods_keeps_them_and_one_of_dates_refuses_quarters_and_halves():
    found = cells(pd.Series(list(SIX)), Column("on", "period", Text("On", "时间")), None)
    assert found.values.tolist() == [code for code, *_ in SIX.values()]
    refused = cells(pd.Series(list(SIX)), Column("on", "date", Text("On", "时间")), None)
    assert refused.values.dropna().tolist() == ["2024", "2025-12"]
    assert [problem.code for problem in refused.problems] == ["check.not_a_date"] * 4


STAND = ("capacity.period_end", "demand.period_end", "targets.due", "events.target_date", "prices.period", "utilization_reports.period")
HAPPENED = ("contracts.signed_on", "contracts.ended_on", "contract_events.event_date", "investments.announced_on", "events.date")


@pytest.mark.parametrize("name", [*STAND, *HAPPENED])
def test_a_figure_may_stand_at_a_quarter_or_half_year_and_what_happened_has_a_day_month_or_year(name):
    dataset, column = name.split(".")
    found = cells(pd.Series(list(SIX)), DATASETS[dataset].column(column), None)
    kept_codes = [code for code, *_ in SIX.values()]
    assert found.values.dropna().tolist() == (kept_codes if name in STAND else ["2024", "2025-12"])
    assert [problem.code for problem in found.problems] == ([] if name in STAND else ["check.not_a_date"] * 4)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2024年第四季度", "2024-Q4"),
        ("2024年Q4", "2024-Q4"),
        ("4Q 2024", "2024-Q4"),
        ("２０２４年下半年", "2024-H2"),
        ("2024年度", "2024"),
        ("2024年全年", "2024"),
        ("2025年12月", "2025-12"),
        ("2025年12月份", "2025-12"),
        ("2025年12月9日", "2025-12-09"),
        ("Dec 2025", "2025-12"),
        ("9 December 2025", "2025-12-09"),
        ("20251209", "2025-12-09"),
        ("2025/12/9 0:00", "2025-12-09"),
        ("2025-12-09T08:00:00+08:00", "2025-12-09"),
        ("13/04/2024", "2024-04-13"),
        ("05/05/2024", "2024-05-05"),
        ("03/04/2024", "check.ambiguous_date"),
        ("2024-02-30", "check.impossible_date"),
        ("2024-13", "check.impossible_date"),
        ("2024-Q5", "check.not_a_period"),
        ("2024年前三季度", "check.not_a_period"),
        ("1024", "check.not_a_period"),
        ("soon", "check.not_a_period"),
    ],
)
def test_the_usual_forms_are_read_and_others_refused(text, code):
    assert kept(text) == code


def test_what_ends_later_is_later_and_of_two_that_end_together_the_shorter():
    frame = pd.DataFrame({"period": list(reversed(IN_ORDER))}).sort_values("period", key=by_time("period"))
    assert tuple(frame["period"]) == IN_ORDER
    assert latest_period(IN_ORDER) == "2024-12-31"
    assert earliest_period(["2024-02", "2024-Q1", "2024"]) == "2024"
    assert latest_period(["2025-Q1", "2025-12", None]) == "2025-12"
    assert latest_period([None]) is None


@pytest.mark.parametrize(
    ("smaller", "larger", "holds"),
    [
        ("2024-Q3", "2024-05", False),
        ("2024-Q4", "2024-H1", False),
        ("2024-07", "2024-H1", False),
        ("2024-Q2", "2024-05", True),
        ("2024", "2024-01-01", True),
        ("2024-05-20", "2024-05", True),
        ("2024-06", "2024-Q2", True),
        ("2025", "2024-12-31", False),
        ("2024-06-07", None, True),
    ],
)
def test_only_what_begins_after_the_other_has_ended_is_out_of_order(smaller, larger, holds):
    assert may_precede(smaller, larger) is holds


def test_days_of_a_column_are_null_where_it_says_none():
    dates = pd.Series(["2024-Q4", None, "2024"])
    assert last_days(dates).dt.strftime("%Y-%m-%d").fillna("").tolist() == ["2024-12-31", "", "2024-12-31"]
    assert first_days(dates, "quarter").dt.strftime("%Y-%m-%d").fillna("").tolist() == ["2024-10-01", "", ""]


def test_dates_and_timestamps_are_days_and_nulls_are_none():
    assert period(dt.date(2024, 6, 7)).text == period(pd.Timestamp("2024-06-07 12:00")).text == "2024-06-07"
    assert [period(value) for value in (None, float("nan"), pd.NaT, pd.NA, "", 2024)] == [None] * 6


def test_a_word_no_finer_than_a_month_or_a_year_is_that_in_which_the_period_ends():
    assert [month(text, "en") for text in ("2024-06-07", "2024-Q4", "2024-H1")] == ["June 2024", "Q4 2024", "H1 2024"]
    assert [year(text, "zh") for text in ("2024-06-07", "2024-Q4")] == ["2024年", "2024年"]
    assert day("at the end of the year", "en") == "at the end of the year"


@pytest.mark.parametrize(("text", "moment"), [("2024-Q4", "2024-10-01"), ("2024年四季度", "2024-10-01"), ("2024-H2", "2024-07-01")])
def test_on_an_axis_a_period_alone_stands_at_its_first_day(text, moment):
    assert instant(text).date().isoformat() == moment


def test_on_an_axis_a_year_beside_its_months_stands_where_it_ends():
    assert axis_days(["2024-03", "2024", None, "2025-01-15"]) == [dt.date(2024, 3, 1), dt.date(2024, 12, 1), None, dt.date(2025, 1, 15)]
    assert axis_days(["2024", "2025"]) == [dt.date(2024, 1, 1), dt.date(2025, 1, 1)]
    assert axis_days(["2024-Q1", "2024-H2"]) == [dt.date(2024, 1, 1), dt.date(2024, 7, 1)]


PERIODS = st.builds(
    lambda at, precision: Period(at, at, "day").at(precision),
    st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)),
    st.sampled_from(["year", "half", "quarter", "month", "day"]),
)


@given(PERIODS, PERIODS)
def test_reading_writing_order_and_axis_agree_for_any_two_periods(one, other):
    assert read_period(one.text) == one
    if one < other:
        assert one.last <= other.last
        assert may_precede(one, other)
        places = axis_days([one, other])
        assert all(each.first <= place <= each.last for each, place in zip((one, other), places, strict=True))
        assert places[0] <= places[1] or (one.last.year, one.last.month) == (other.last.year, other.last.month)
