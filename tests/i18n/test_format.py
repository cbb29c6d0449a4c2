"""Formatting is total: whatever float, some words of bounded length."""

import math

import hypothesis
import pytest
from hypothesis import strategies

from data.schema import LANGUAGES
from i18n.format import fixed, large, number, percent, quantity, significant

FLOATS = strategies.floats() | strategies.integers(-(10**400), 10**400)


@pytest.mark.parametrize("language", LANGUAGES)
@hypothesis.settings(deadline=None)
@hypothesis.given(value=FLOATS)
def test_any_figure_is_written_and_in_few_characters(language, value):
    written = [
        *(form(value, language) for form in (number, fixed, percent, significant, large)),
        *(quantity(value, unit, language) for unit in (None, "cny", "card_hours", "fraction", "unknown unit")),
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
