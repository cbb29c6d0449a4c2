"""Formatting is total: whatever float, some words of bounded length."""

import math

import hypothesis
import pytest
from hypothesis import strategies

from data.schema import LANGUAGES
from i18n import beside, say
from i18n.format import fixed, large, number, percent, quantity, significant

FLOATS = strategies.floats() | strategies.integers(-(10**400), 10**400)


@pytest.mark.parametrize("language", LANGUAGES)
@hypothesis.settings(deadline=None)
@hypothesis.given(value=FLOATS)
def test_any_figure_is_written_and_in_few_characters(language, value):
    written = [
        *(form(value, language) for form in (number, fixed, percent, significant, large)),
        *(quantity(value, unit, language) for unit in (None, "cny", "card_hours", "racks", "fraction", "unknown unit")),
    ]
    assert all(0 < len(text) <= 60 for text in written)


BEYOND = {1e30: "1 × 10³⁰", -1.5e300: "-1.5 × 10³⁰⁰", math.inf: "∞", -math.inf: "-∞", 10**400: "∞", math.nan: "–"}


@pytest.mark.parametrize(("value", "written"), BEYOND.items(), ids=lambda each: str(each)[:12])
def test_a_figure_beyond_all_there_is_is_a_power_of_ten(value, written):
    assert [number(value, "en"), significant(value, "zh"), large(value, "en")] == [written] * 3


def test_a_figure_that_can_be_written_is_written():
    assert number(5e20, "en") == "500,000,000,000,000,000,000"


def test_a_figure_next_to_nothing_is_one_too():
    assert significant(5e-324, "en") == "4.94 × 10⁻³²⁴"
    assert significant(0.00012345, "en") == "0.000123"


COUNTS = {
    ("racks", 13_730_000): ("13.73 m racks", "1,373 万个机架"),
    ("racks", 514_000): ("514,000 racks", "51.4 万个机架"),
    ("racks", 9_999): ("9,999 racks", "9,999 个机架"),
    ("cards", 3.8e8): ("380 m cards", "3.8 亿张卡"),
    ("cny", 7_800): ("CNY 7,800", "7,800 元"),
    ("cny", 78_000): ("CNY 78,000", "7.8 万元"),
    ("usd", 0): ("USD 0", "0 美元"),
    ("tokens_per_day", 1.4e14): ("140 trillion tokens a day", "140 万亿词元/日"),
    ("eflops", 2185): ("2,185 EFLOPS", "2,185 EFLOPS"),
}


@pytest.mark.parametrize(("asked", "written"), COUNTS.items(), ids=str)
def test_a_figure_stands_apart_from_its_unit_and_racks_and_cards_are_counted_in_large_units(asked, written):
    unit, value = asked
    assert (quantity(value, unit, "en").replace("\u202f", " "), quantity(value, unit, "zh")) == written


@pytest.mark.parametrize(
    ("left", "right", "both"),
    [
        ("剔除", "Oracle", "剔除 Oracle"),
        ("剔除", "海南华铁", "剔除海南华铁"),
        ("480 万张卡", " 增至", "480 万张卡增至"),
        ("125 EFLOPS", " 增至", "125 EFLOPS 增至"),
        ("截至", "2026年", "截至2026年"),
        ("Oracle", "的合同", "Oracle 的合同"),
        ("（剔除", "*ST农尚", "（剔除*ST农尚"),
        ("", "AI", "AI"),
    ],
)
def test_chinese_stands_apart_from_latin_letters_and_never_from_itself(left, right, both):
    assert beside(left, right) == both
    named = say("contracts.left_out", "zh", low="1", low_name=right, high="2", high_name="甲")
    assert ("剔除 " in named) == (right in ("Oracle", "AI"))
