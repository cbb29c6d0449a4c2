"""Numbers, money, dates as each language writes them."""

from __future__ import annotations

import datetime as dt
import math
import sys
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import TYPE_CHECKING

from data.period import period
from i18n import has, say

if TYPE_CHECKING:
    from babel import Locale

THIN = "\u202f"
"""A narrow no-break space: between a figure and its unit in English."""
MONEY = ("cny", "usd", "hkd", "eur")
"""Units of money: written in the reader's large units."""
STOCKS = ("racks", "cards")
"""Units that a nation counts in: written in the reader's large units too."""
_LARGE = {
    "en": ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")),
    "zh": ((1e12, "wan_yi"), (1e8, "yi"), (1e4, "wan")),
}
_WRITTEN, _LEAST = 1e21, 1e-12
"""Figures from here on, and below, are written as powers of ten."""
_LARGEST = sys.float_info.max
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@cache
def _locale(language: str) -> Locale:
    """Return babel's locale as an object: given by name it is looked for on the disk at every figure."""
    from babel import Locale

    return Locale.parse("zh_CN" if language == "zh" else "en_GB")


def _is_null(value: object) -> bool:
    return value is None or value != value or str(value) in ("NaT", "<NA>")


def _beyond(value: float) -> bool:
    """Return whether a figure is too large to be written out, or is none that can be."""
    return not -_WRITTEN < value < _WRITTEN


def _power(value: float, figures: int = 3) -> str:
    """Return a figure that is too large or too small to be written out: 1.5 × 10³⁰, ∞."""
    if not -_LARGEST <= value <= _LARGEST:
        return "∞" if value > 0 else "-∞"
    mantissa, _, exponent = f"{value:.{figures - 1}e}".partition("e")
    return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa} × 10{str(int(exponent)).translate(_RAISED)}"


def number(value: float | None, language: str, digits: int = 0) -> str:
    """Return `value` with at most `digits` decimals and the language's separators; a dash for null, a power of ten beyond 10²¹."""
    from babel.numbers import format_decimal

    if _is_null(value):
        return "–"
    if _beyond(value):
        return _power(value)
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=_locale(language))


def fixed(value: float | None, language: str, digits: int = 1) -> str:
    """Return `value` with exactly `digits` decimals; a dash for null, a power of ten beyond 10²¹."""
    from babel.numbers import format_decimal

    if _is_null(value):
        return "–"
    if _beyond(value):
        return _power(value)
    return format_decimal(value, format="#,##0" + ("." + "0" * digits if digits else ""), locale=_locale(language))


def percent(share: float | None, language: str, digits: int = 1) -> str:
    """Return a fraction 0-1 as a percentage: 28.5 % in English (narrow space), 28.5% in Chinese."""
    if _is_null(share):
        return "–"
    return fixed(share * 100, language, digits) + ("%" if language == "zh" else f"{THIN}%")


def stated_percent(share: float | None, language: str) -> str:
    """Return a share that a source states with the digits it has there: 0.32 is 32 %, 0.6767 is 67.67 %."""
    return percent(share, language, 0 if _is_null(share) else own_decimals(share * 100))


def own_decimals(value: float, most: int = 4) -> int:
    """Return the decimals of a figure as it was written, at most `most`: a share times a hundred carries no noise of its float."""
    return min(max(0, -Decimal(repr(round(float(value), 9))).normalize().as_tuple().exponent), most)


def signed_percent(share: float | None, language: str, digits: int = 1) -> str:
    """Return a change as a percentage with its sign: +172 %, −62 %; a dash for null."""
    if _is_null(share):
        return "–"
    return ("−" if share < 0 else "+") + percent(abs(share), language, digits)


def significant(value: float | None, language: str, figures: int = 3) -> str:
    """Return `value` to `figures` significant figures, written out; a dash for null."""
    if _is_null(value):
        return "–"
    if value == 0:
        return "0"
    if _beyond(value) or abs(value) < _LEAST:
        return _power(value, figures)
    place = figures - 1 - math.floor(math.log10(abs(value)))
    # Half up, as read: 3.725 bn and 37.25 亿 are one figure, and a float rounds the one up and the other down.
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-place), ROUND_HALF_UP)
    return number(float(rounded), language, max(0, place))


def large(value: float | None, language: str, figures: int = 3) -> str:
    """Return `value` in the reader's large units: 3.69 bn, 140 trillion; 36.9 亿, 140 万亿. Below a million it has four figures."""
    if _is_null(value):
        return "–"
    if _beyond(value):
        return _power(value, figures)
    figures = max(figures, 4) if abs(value) < 1e6 else figures
    for step, code in _LARGE[language]:
        if abs(value) >= step:
            return say(f"unit.times_{code}", language, value=significant(value / step, language, figures))
    return significant(value, language, figures)


def decimals(value: float, unit: str | None) -> int:
    """Return the decimals with which `value` is written everywhere: none from 1000, two for prices, ratios and bare numbers below 100,
    else one, more where that would round it to nothing."""
    size = abs(value) * (100 if unit == "fraction" else 1)
    if 0 < size < 1:
        return min(1 - math.floor(math.log10(size)), 12)
    fine = unit is None or "_per_" in unit
    return 0 if size >= 1000 and unit != "fraction" else 2 if fine and size < 100 else 1


def quantity(value: float | None, unit: str | None, language: str, digits: int = 1) -> str:
    """Return `value` with its unit in words: 42,320 card-hours, CNY 3.69 bn, 28.5 %. A dash for null."""
    if _is_null(value):
        return "–"
    if unit == "fraction":
        return percent(value, language, digits)
    if unit is None or not has(f"unit.{unit}"):
        return number(value, language, digits)
    if unit in STOCKS:
        return with_unit(_stock(value, language, digits), unit, language)
    figure = large(value, language) if unit in MONEY or abs(value) >= 1e9 else number(value, language, digits if abs(value) < 1000 else 0)
    return with_unit(figure, unit, language)


def with_unit(figure: str, unit: str, language: str) -> str:
    """Return a written figure with the name of its unit, where the language puts it: CNY 75,000–82,000, 7.5 万～8.2 万元."""
    if has(f"unit.with_{unit}"):
        return say(f"unit.with_{unit}", language, value=figure)
    return say("unit.with", language, value=figure, unit=unit_name(unit, language))


def _stock(value: float, language: str, digits: int) -> str:
    """Return a count in the reader's large units: all digits of a stated one, 13.73 m, 1,373 万; three of a computed one."""
    if _beyond(value):
        return _power(value)
    step, code = next((one for one in _LARGE[language] if abs(value) >= one[0]), (1, ""))
    if not code:
        return number(value, language, digits if abs(value) < 1000 else 0)
    whole = round(value / step, 4)
    written = number(whole, language, 4) if math.isclose(whole * step, value, rel_tol=1e-9) else significant(value / step, language)
    return say(f"unit.times_{code}", language, value=written)


def unit_name(unit: str | None, language: str) -> str:
    """Return the name of a unit; empty for none."""
    return say(f"unit.{unit}", language) if unit and has(f"unit.{unit}") else (unit or "")


def day(value: object, language: str) -> str:
    """Return a date or period (2024, 2024-H1, 2024-Q2, 2024-06, 2024-06-07, or a date object) as the language writes it, to its precision.

    What states no period is returned as it stands.
    """
    if _is_null(value) or value == "":
        return "–"
    found = period(value)
    if found is None:
        return str(value)
    first = found.first
    parts = {"half": first.month // 7 + 1, "quarter": (first.month + 2) // 3, "day": first.day}
    code = f"half_{parts['half']}" if found.precision == "half" else found.precision
    month = _month(first, language) if found.precision in ("month", "day") else ""
    return say(f"format.{code}", language, year=first.year, month=month, number=parts["quarter"], day=parts["day"])


def month(value: object, language: str) -> str:
    """Return a date as `day` does, but no finer than its month."""
    found = period(value)
    return day(found.at("month") if found else value, language)


def year(value: object, language: str) -> str:
    """Return the year of a date, of a period that crosses none, as the language writes it."""
    found = period(value)
    return day(found.at("year") if found else value, language)


def short_day(value: dt.date, language: str) -> str:
    """Return a date without its year: 1 May, 5月1日."""
    return say("format.short_day", language, month=_month(value, language), day=value.day)


def span(start: dt.date, end: dt.date, language: str) -> str:
    """Return a period, both ends included, as briefly as it can be written: May 2020, 1-9 May 2020, 1 May 2020 – 3 June 2021."""
    if start == end:
        return day(start, language)
    last = (end + dt.timedelta(days=1)).day == 1
    if start.day == 1 and last and (start.year, start.month) == (end.year, end.month):
        return day(f"{start:%Y-%m}", language)
    if (start.year, start.month) == (end.year, end.month):
        return say("format.days", language, year=start.year, month=_month(start, language), first=start.day, last=end.day)
    return say("format.span", language, start=day(start, language), end=day(end, language))


def _month(value: dt.date, language: str) -> str:
    return str(value.month) if language == "zh" else _month_name(value.month, language)


@cache
def _month_name(month: int, language: str) -> str:
    from babel.dates import format_date

    return format_date(dt.date(2000, month, 1), "MMMM", locale=_locale(language))
