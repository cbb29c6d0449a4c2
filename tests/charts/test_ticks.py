import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from charts.ticks import band_ticks, brief, date_ticks, decimals, dozen_ticks, log_ticks, period_texts, value_ticks

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


def at_most(count):
    return lambda texts: len(texts) <= count


def dated(start, end, step, count, language="en"):
    return date_ticks(dt.datetime(*start), dt.datetime(*end), step, language, at_most(count)).texts


def test_shares_are_marked_in_quarters_and_only_the_top_carries_the_sign():
    assert value_ticks(0, 1, "fraction", "en").texts == ("0", "25", "50", "75", "100\u202f%")
    assert value_ticks(0, 1, "fraction", "zh").texts == ("0", "25", "50", "75", "100%")
    assert value_ticks(0, 0.034, "fraction", "en").texts == ("0", "1", "2", "3", "4\u202f%")


def test_large_numbers_are_in_the_units_of_the_reader():
    assert value_ticks(0, 3.2e9, "cny", "en").texts == ("0", "1", "2", "3", "4 bn")
    assert value_ticks(0, 3.2e9, "cny", "zh").texts == ("0", "10", "20", "30", "40 亿")
    assert value_ticks(0, 1.4e14, "tokens", "zh").texts == ("0", "50", "100", "150 万亿")
    assert value_ticks(0, 42_000, "card_hours", "en").texts[-1] == "50,000"


def test_very_small_numbers_are_powers_of_ten():
    assert value_ticks(0, 3e-7, None, "en").texts == ("0", "1×10⁻⁷", "2×10⁻⁷", "3×10⁻⁷")


def test_negative_and_flat_ranges_are_enclosed():
    ticks = value_ticks(-0.2, 0.4, "fraction", "en")
    assert (ticks.low, ticks.high) == (-0.2, 0.4)
    assert value_ticks(5, 5, None, "en").high > 5


@given(st.floats(-1e12, 1e12), st.floats(1e-6, 1e12), st.sampled_from(("en", "zh")))
def test_ticks_enclose_what_is_drawn_and_are_few_and_differ(low, span, language):
    assume(span > 1e-9 * abs(low))
    ticks = value_ticks(low, low + span, None, language)
    assert ticks.low <= low + 1e-6 * max(abs(low), span)
    assert ticks.high >= low + span - 1e-6 * max(abs(low), span)
    assert 2 <= len(ticks.values) <= 9
    if span > 1e-3 * abs(low):
        assert len(set(ticks.texts)) == len(ticks.texts)


def test_an_open_axis_ends_with_the_data():
    ticks = value_ticks(0, 154_752, "card_hours", "zh", closed=False)
    assert ticks.texts == ("0", "5", "10", "15 万")
    assert ticks.high == 154_752


def test_log_ticks_are_powers_of_ten_and_finer_where_the_range_is_short():
    assert log_ticks(3, 40_000, None, "en").texts == ("1", "10", "100", "1,000", "10,000", "100,000")
    assert log_ticks(3, 40, None, "en").texts == ("1", "2", "5", "10", "20", "50", "100")


def test_a_month_of_days_is_marked_weekly():
    assert dated((2020, 5, 1), (2020, 5, 31), DAY, 12) == ("1 May", "8", "15", "22", "29")
    assert dated((2020, 5, 1), (2020, 5, 31), DAY, 12, "zh") == ("5月1日", "8日", "15日", "22日", "29日")


def test_two_months_leave_out_the_29th_that_would_touch_the_first():
    assert dated((2020, 5, 1), (2020, 6, 30), DAY, 10) == ("1 May", "8", "15", "22", "1 June", "8", "15", "22")


def test_years_stand_under_the_first_month_of_each():
    assert dated((2023, 1, 1), (2024, 7, 1), 30 * DAY, 8) == ("Jan<br>2023", "Apr", "July", "Oct", "Jan<br>2024", "Apr", "July")
    assert dated((2023, 1, 1), (2026, 3, 1), 30 * DAY, 4, "zh") == ("2023年", "2024年", "2025年", "2026年")


def test_hours_are_marked_only_for_hourly_data():
    assert dated((2020, 5, 1), (2020, 5, 1, 18), HOUR, 7) == ("00:00<br>1 May", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00")
    assert dated((2020, 5, 1), (2020, 5, 4), DAY, 12) == ("1 May", "2", "3", "4")


def test_a_single_day_says_its_year():
    assert dated((2026, 6, 30), (2026, 6, 30), DAY, 12) == ("30 June 2026",)
    assert dated((2026, 6, 30), (2026, 6, 30), DAY, 12, "zh") == ("2026年6月30日",)


@given(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2030, 1, 1)), st.integers(0, 20_000), st.integers(3, 12))
def test_date_ticks_lie_within_the_data_in_order(start, hours, count):
    end = start + hours * HOUR
    ticks = date_ticks(start, end, HOUR, "zh", at_most(count))
    assert list(ticks.values) == sorted(ticks.values)
    assert all(start <= value <= end for value in ticks.values)
    assert len(ticks.values) == len(ticks.texts) <= count


def test_months_since_signing_are_counted_by_dozens():
    assert dozen_ticks(0, 24, 8, "en").values == (0, 6, 12, 18, 24)


def test_quarters_are_short_with_the_year_under_each_where_there_are_two():
    assert period_texts(("2024-Q3", "2024-Q4", "2025-Q1"), "en") == ("Q3<br>2024", "Q4<br>2024", "Q1<br>2025")
    assert period_texts(("2024-Q3", "2024-Q4"), "en") == ("Q3<br>2024", "Q4")
    assert period_texts(("2024-H1", "2024-H2"), "zh") == ("上半年<br>2024年", "下半年")
    assert period_texts(("2024", "2024-Q1"), "en") is None


def test_bars_across_new_year_say_the_year_at_each_label_and_lines_at_the_first_of_each():
    start, end = dt.datetime(2024, 12, 30), dt.datetime(2025, 1, 13)
    weeks = [start, dt.datetime(2025, 1, 6), end]
    assert band_ticks(weeks, "en", at_most(9)).texts == ("30 Dec<br>2024", "6 Jan<br>2025", "13 Jan<br>2025")
    months = (dt.datetime(2024, 11, 1), dt.datetime(2025, 2, 1), dt.timedelta(days=28), "en", at_most(9))
    assert date_ticks(*months, alone=True).texts == ("Nov<br>2024", "Dec<br>2024", "Jan<br>2025", "Feb<br>2025")
    assert date_ticks(*months).texts == ("Nov<br>2024", "Dec", "Jan<br>2025", "Feb")
    assert date_ticks(start, end, dt.timedelta(days=7), "zh", at_most(4)).texts[0] == "1月1日<br>2025年"


@pytest.mark.parametrize(
    ("value", "unit", "found"),
    [
        (4.698151950718686, "months", 1),
        (67.67, "cny", 1),
        (2.35, "usd_per_card_hour", 2),
        (75_000, "cny_per_card_month", 0),
        (1.13, None, 2),
    ],
)
def test_a_figure_is_written_to_the_decimals_of_its_unit(value, unit, found):
    assert decimals(value, unit) == found


def test_no_number_is_rounded_to_nothing():
    assert decimals(0.0, "months") == 1
    assert decimals(0.0004, "fraction") == 3
    assert brief(0.0004, "fraction", "en") == "0.040\u202f%"
    assert brief(0.00213, None, "en") == "0.0021"
    assert brief(3.69e9, "cny", "zh") == "36.9 亿"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_tick_never_holds_a_null(language):
    assert all(text and "nan" not in text for text in value_ticks(-3, 7, "cny", language).texts)
