import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from data.schema import Problem
from data.tables import DATASETS
from data.units import TIMES, UNITS, converted, ratio, split, unit_in, units_for


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("金额（万元）", "wan_cny"),
        ("value (CNY mn)", "million_cny"),
        ("Value, CNY bn", "billion_cny"),
        ("【单位：亿元】金额", "yi_cny"),
        ("投资额亿元", "yi_cny"),
        ("算力规模(EFLOPS)", "eflops"),
        ("算力（P）", "pflops"),
        ("占比%", "percent"),
        ("占比（%）", "percent"),
        ("GPU-seconds", "card_seconds"),
        ("total gpu hours", "card_hours"),
        ("装机（卡时）", "card_hours"),
        ("单价(元/(卡·时))", "cny_per_card_hour"),
        ("memory bandwidth GB/s", "gbps"),
        ("value_cny", "cny"),
        ("term_months", "months"),
        ("合同期限（年）", "years"),
        ("Installed MW", "mw"),
        ("日均词元（万亿词元/日）", "trillion_tokens_per_day"),
        ("value (ended)", None),
        ("cards_per_unit", None),
        ("日期", None),
        ("price", None),
    ],
)
def test_a_unit_is_found_in_a_header(header, unit):
    assert unit_in(header) == unit


def test_a_lone_letter_or_character_at_the_end_of_a_header_is_not_sure_to_be_a_unit():
    assert split("期限年") == ("期限", "years", False)
    assert split("单元")[2] is False
    assert split("期限（年）") == ("期限", "years", True)


@pytest.mark.parametrize(
    ("cell", "unit", "value"),
    [
        ("3.69亿元", "cny", 369_000_000),
        ("CNY 3.69 bn", "cny", 3_690_000_000),
        ("RMB 5mn", "cny", 5_000_000),
        ("￥3,000", "cny", 3_000),
        ("-¥3,000", "cny", -3_000),
        ("695,178.1千元", "cny", 695_178_100),
        ("1.1亿", "cards", 110_000_000),
        ("28.5%", "fraction", 0.285),
        ("100P", "pflops", 100),
        ("1.5E", "pflops", 1500),
        ("100T", "pflops", 0.1),
        ("30T", "tokens_per_day", 3e13),
        ("30万亿", "tokens_per_day", 3e13),
        ("36个月", "months", 36),
        ("3年", "months", 36),
        ("8卡", "cards", 8),
        ("1,234", "cards", 1234),
        ("1 234 567.5", "cny", 1_234_567.5),
        ("１２３", "cards", 123),
        ("１，２３４．５", "cny", 1234.5),
        ("(1,234)", "cny", -1234),
        ("−3", "cny", -3),
        (".5", "cny", 0.5),
        ("1e5", "cny", 100_000),
        ("3万", None, 30_000),
        (7.25, "cny", 7.25),
    ],
)
def test_a_cell_that_carries_its_own_unit_or_writing_is_read(cell, unit, value):
    assert converted(cell, None, unit) == value


@pytest.mark.parametrize(
    ("cell", "unit_from", "unit_to", "value"),
    [
        ("28.5", "percent", "fraction", 0.285),
        ("7200", "card_seconds", "card_hours", 2),
        ("90", "card_minutes", "card_hours", 1.5),
        ("1.5", "wan_card_hours", "card_hours", 15_000),
        ("3.69", "yi_cny", "cny", 369_000_000),
        ("2", "hours", "minutes", 120),
        ("1.5", "eflops", "pflops", 1500),
        ("0.5", "gw", "mw", 500),
        ("5", "million", "cny", 5_000_000),
        ("3.69亿元", "wan_cny", "cny", 369_000_000),
    ],
)
def test_a_value_is_taken_from_the_unit_of_its_column_to_ours(cell, unit_from, unit_to, value):
    assert converted(cell, unit_from, unit_to) == value


@pytest.mark.parametrize(
    "cell", ["约30", "近30", "超过30", "≥30", ">30", "30+", "30余", "30左右", "30以上", "30-40", "10~20P", "about 5", "up to 5"]
)
def test_an_approximation_or_a_range_is_asked_about_and_never_read_as_its_number(cell):
    assert converted(cell, None, "pflops").code == "check.inexact"


@pytest.mark.parametrize(
    "cell",
    ["x", "=", "0x10", "1_000", "1,23", "1.234,5", "12:30", "2024-06-07", "inf", "nan", "1e999", "1.5.2", "十", "50‰", "()", "(-5)", "--"]
    + ["", "12 34", "=cmd|' /C calc'!A0", "9" * 5000],
)
def test_what_is_no_number_is_a_problem(cell):
    assert converted(cell, None, "cny").code == "check.not_a_number"


def test_a_unit_of_another_kind_names_those_that_are_allowed():
    problem = converted("100MW", None, "card_hours")
    assert problem.code == "check.wrong_unit"
    assert problem.values["unit"] == "mw"
    assert problem.values["units"][:3] == ("card_hours", "card_minutes", "card_seconds")


def test_no_currency_is_converted():
    assert converted("$5", None, "cny").code == "check.wrong_unit"
    assert ratio("usd", "cny") is None
    assert "usd" not in units_for("cny")


def test_a_multiple_twice_is_asked_about():
    assert converted("5万", "wan_cny", "cny").code == "check.unit_twice"


def test_a_pure_number_takes_no_unit():
    assert converted("3元", None, None).code == "check.unit_unexpected"


def test_a_letter_that_is_no_unit_of_time_multiplies_no_minutes():
    assert converted("5m", None, "minutes").code == "check.wrong_unit"


def test_months_and_days_do_not_convert_into_each_other():
    assert ratio("months", "days") is None


def test_every_unit_of_a_declared_column_is_known():
    units = {column.unit for dataset in DATASETS.values() for column in dataset.columns if column.unit}
    assert units <= set(UNITS)


@given(st.text())
def test_any_text_is_a_number_or_a_problem(text):
    for unit in ("cny", "fraction", "minutes", None, "unheard_of"):
        result = converted(text, None, unit)
        assert isinstance(result, Problem) or (isinstance(result, float) and math.isfinite(result))


@given(st.text(alphabet="0123456789.,万亿元%卡时PETMWk ()-~约", max_size=12))
def test_any_mixture_of_digits_and_units_is_a_number_or_a_problem(text):
    result = converted(text, "wan_cny", "cny")
    assert isinstance(result, Problem) or math.isfinite(result)


@given(st.text(max_size=60))
def test_any_text_may_be_a_header(text):
    name, unit, sure = split(text)
    assert isinstance(name, str)
    assert unit is None or isinstance(unit, str)
    assert sure in (True, False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3千元", 3e3),
        ("5万元", 5e4),
        ("2百万元", 2e6),
        ("3千万元", 3e7),
        ("1.2亿元", 1.2e8),
        ("4十亿元", 4e9),
        ("1万亿元", 1e12),
    ],
)
def test_a_chinese_multiple_is_what_it_says(text, value):
    assert converted(text, None, "cny") == pytest.approx(value, rel=1e-15)


MAGNITUDES = st.floats(min_value=1e-6, max_value=1e12, allow_nan=False)


@given(MAGNITUDES, st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(UNITS)))
def test_a_value_comes_back_through_its_units(value, one, other):
    assume(ratio(one, other) is not None)
    there = converted(repr(value), one, other)
    assert math.isclose(converted(repr(there), other, one), value, rel_tol=1e-12)


@given(MAGNITUDES, st.sampled_from(sorted(TIMES)))
def test_a_multiple_in_the_header_and_in_the_cell_are_the_same(value, times):
    words = {"thousand": "千", "wan": "万", "million": "百万", "ten_million": "千万", "yi": "亿", "billion": "十亿", "trillion": "万亿"}
    assert converted(f"{value:f}", f"{times}_cny", "cny") == converted(f"{value:f}{words[times]}元", None, "cny")
