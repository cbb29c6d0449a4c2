"""Where an axis is marked and what is written there, in the reader's language."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from data.period import period
from i18n import say
from i18n.format import MONEY, day, decimals, large, number, percent

_SCALES = {
    "en": ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")),
    "zh": ((1e12, "wan_yi"), (1e8, "yi"), (1e5, "wan")),
}
_DIVISORS = {"trillion": 1e12, "billion": 1e9, "million": 1e6, "wan_yi": 1e12, "yi": 1e8, "wan": 1e4}
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Ticks:
    """Marks of one axis: where, in words, and the range they span."""

    values: tuple
    texts: tuple[str, ...]
    low: float = 0.0
    high: float = 1.0


def brief(value: float, unit: str | None, language: str) -> str:
    """Return `value` without its unit, as short as it stays true: 28.5 %, 3.69 bn, 8.1; % is kept."""
    if unit == "fraction":
        return percent(value, language, decimals(value, unit))
    if unit in MONEY or abs(value) >= _SCALES[language][-1][0]:
        return large(value, language)
    return number(value, language, decimals(value, unit))


def value_ticks(low: float, high: float, unit: str | None, language: str, count: int = 5, least: float = 0.0, closed: bool = True) -> Ticks:
    """Return round ticks, about `count` steps of at least `least`; only the top one carries %, bn or 亿.

    They enclose `low` and `high`; where not `closed` the last one lies within, and the range ends at `high`.
    """
    if high <= low:
        high = low + (abs(low) or 1.0)
    step = 0.25 if unit == "fraction" and 0.75 < high <= 1 and low in (0, 0.25, 0.5) else max(_round_step((high - low) / count), least)
    step = float(math.ceil(step)) if least >= 1 else step
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9) if closed else math.floor(high / step + 1e-9)
    values = tuple(round(i * step, 12 - math.floor(math.log10(step))) for i in range(first, last + 1))
    return Ticks(values, _value_texts(values, step, unit, language), values[0], values[-1] if closed else high)


def dozen_ticks(low: float, high: float, count: int, language: str) -> Ticks:
    """Return ticks within `low` and `high` at steps by which hours and months are counted, 1, 3, 6, 12, 24; at most `count`."""
    for step in (1, 3, 6, 12, 24, 60, 120, 600, 1200):
        values = tuple(float(v) for v in range(math.ceil(low / step) * step, math.floor(high) + 1, step))
        if len(values) <= max(count, 2):
            break
    return Ticks(values or (low,), tuple(number(v, language) for v in values or (low,)))


def log_ticks(low: float, high: float, unit: str | None, language: str) -> Ticks:
    """Return ticks at powers of ten, with 2 and 5 between them where the range is short. Both bounds are above 0."""
    first, last = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9)
    last = max(last, first + 1)
    steps = (1, 2, 5) if last - first <= 2 else (1,)
    values = tuple(s * 10.0**p for p in range(first, last + 1) for s in steps if s * 10.0**p <= 10.0**last)
    every = max(1, round(len(values) / 8))
    shown = values[::every]
    texts = tuple(_alone(value, unit, language) for value in shown)
    return Ticks(shown, texts, 10.0**first, 10.0**last)


def date_ticks(
    start: dt.datetime, end: dt.datetime, step: dt.timedelta, language: str, fits: Callable[[Sequence[str]], bool], alone: bool = False
) -> Ticks:
    """Return the finest ticks from `start` to `end` whose words fit, never finer than the data's own `step`.

    They fall on hours, days, the 1st, 8th, 15th, 22nd and 29th of a month, months, quarters or years. Where `start` and `end` lie in two
    years, the year stands under the first tick of each, or, `alone`, under every one: a bar is read by its own label.
    """
    for dates, plain in _calendars(start, end, step, language) if start < end else ():
        texts = plain if start.year == end.year else _with_years(dates, plain, language, alone)
        if dates and fits(texts):
            return Ticks(tuple(dates), tuple(texts))
    return Ticks((start,), (day(start, language),))


def band_ticks(dates: Sequence[dt.datetime], language: str, fits: Callable[[Sequence[str]], bool]) -> Ticks:
    """Return every, every second, third... of the `dates` of columns as ticks, the most whose words fit: weeks begin on no fixed day."""
    for every in range(1, len(dates) + 1):
        shown = list(dates[::every])
        texts = _day_texts(shown, language)
        texts = texts if dates[0].year == dates[-1].year else _with_years(shown, texts, language, alone=True)
        if fits(texts):
            break
    return Ticks(tuple(shown), tuple(texts))


def period_texts(values: Sequence[object], language: str) -> tuple[str, ...] | None:
    """Return quarters or half-years (2024-Q2, 2024-H1) as short marks; None where one is neither.

    The year stands under the first; where there are two years, under every mark: two bars never stand under one label.
    """
    found = [period(value) for value in values]
    if not all(one and one.precision in ("quarter", "half") for one in found):
        return None
    texts = [say(f"figure.tick_{one.text[-2:]}", language) for one in found]
    years = [say("figure.tick_year", language, year=one.first.year) for one in found]
    first = 1 if len(set(years)) == 1 else len(years)
    return (*(f"{text}<br>{year}" for text, year in zip(texts[:first], years, strict=False)), *texts[first:])


def _round_step(raw: float) -> float:
    power = 10.0 ** math.floor(math.log10(raw))
    return next(s * power for s in (1, 2, 2.5, 5, 10) if s * power >= raw * (1 - 1e-9))


def _decimals(step: float) -> int:
    return next((d for d in range(16) if abs(step * 10**d - round(step * 10**d)) < 1e-6 * step * 10**d), 16)


def _value_texts(values: tuple[float, ...], step: float, unit: str | None, language: str) -> tuple[str, ...]:
    if unit == "fraction":
        digits = _decimals(step * 100)
        return (*(number(v * 100, language, digits) for v in values[:-1]), percent(values[-1], language, digits))
    largest = max(map(abs, values))
    if largest < 1e-4:
        return tuple(_power(v, language) for v in values)
    code = next((code for least, code in _SCALES[language] if largest >= least), None)
    if code is None:
        return tuple(number(v, language, _decimals(step)) for v in values)
    divisor = _DIVISORS[code]
    plain = [number(v / divisor, language, _decimals(step / divisor)) for v in values]
    return (*plain[:-1], say(f"unit.times_{code}", language, value=plain[-1]))


def _alone(value: float, unit: str | None, language: str) -> str:
    return _value_texts((value,), value, unit, language)[0]


def _power(value: float, language: str) -> str:
    if value == 0:
        return "0"
    power = math.floor(math.log10(abs(value)))
    return f"{number(value / 10.0**power, language, 2)}×10{str(power).translate(_SUPERSCRIPTS)}"


def _calendars(start: dt.datetime, end: dt.datetime, step: dt.timedelta, language: str) -> Iterator[tuple[list, list[str]]]:
    """Yield (dates, texts) from the finest calendar to the coarsest."""
    days = (end - start) / _DAY
    for hours in (1, 3, 6, 12) if days <= 8 and step < _DAY else ():
        dates = _hours(start, end, hours)
        yield dates, [_hour(d, i == 0 or d.hour == 0, language) for i, d in enumerate(dates)]
    for every in (1, 2) if days <= 62 and step < 28 * _DAY else ():
        dates = [d for d in _days(start, end) if (d - _midnight(start)).days % every == 0]
        yield dates, _day_texts(dates, language)
    if days <= 190 and step < 28 * _DAY:
        weeks = (1, 8, 15, 22, 29) if (start.year, start.month) == (end.year, end.month) else (1, 8, 15, 22)
        dates = [d for d in _days(start, end) if d.day in weeks]
        yield dates, _day_texts(dates, language)
        dates = [d for d in _days(start, end) if d.day in (1, 15)]
        yield dates, _day_texts(dates, language)
    for months in (1, 2, 3, 6):
        dates = _months(start, end, months)
        yield dates, _month_texts(dates, language)
    for years in (1, 2, 5, 10, 20, 50):
        dates = [d for d in _months(start, end, 12) if d.year % years == 0]
        yield dates, [_year(d, language) for d in dates]


def _midnight(value: dt.datetime) -> dt.datetime:
    return dt.datetime(value.year, value.month, value.day)


def _hours(start: dt.datetime, end: dt.datetime, every: int) -> list[dt.datetime]:
    steps = range(int((end - _midnight(start)) / dt.timedelta(hours=every)) + 1)
    dates = (_midnight(start) + i * dt.timedelta(hours=every) for i in steps)
    return [d for d in dates if start <= d <= end]


def _days(start: dt.datetime, end: dt.datetime) -> list[dt.datetime]:
    dates = (_midnight(start) + i * _DAY for i in range((end - _midnight(start)).days + 1))
    return [d for d in dates if start <= d <= end]


def _months(start: dt.datetime, end: dt.datetime, every: int) -> list[dt.datetime]:
    numbers = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
    dates = (dt.datetime(n // 12, n % 12 + 1, 1) for n in numbers if n % 12 % every == 0)
    return [d for d in dates if start <= d <= end]


def _month_name(value: dt.datetime, language: str) -> str:
    return say(f"figure.month_{value.month}", language)


def _year(value: dt.datetime, language: str) -> str:
    return say("figure.tick_year", language, year=value.year)


def _with_years(dates: Sequence[dt.datetime], texts: Sequence[str], language: str, alone: bool) -> list[str]:
    found, year = [], None
    for date, text in zip(dates, texts, strict=True):
        named = _year(date, language)
        if alone and text == say("figure.tick_day_alone", language, day=date.day):
            text = say("figure.tick_day", language, day=date.day, month=_month_name(date, language))
        found.append(text if named in text or (date.year == year and not alone) else f"{text}<br>{named}")
        year = date.year
    return found


def _hour(value: dt.datetime, named: bool, language: str) -> str:
    text = say("figure.tick_hour", language, hour=value.hour)
    return f"{text}<br>{say('figure.tick_day', language, day=value.day, month=_month_name(value, language))}" if named else text


def _day_texts(dates: list[dt.datetime], language: str) -> list[str]:
    texts, month = [], None
    for date in dates:
        code = "figure.tick_day_alone" if (date.year, date.month) == month else "figure.tick_day"
        texts.append(say(code, language, day=date.day, month=_month_name(date, language)))
        month = (date.year, date.month)
    return texts


def _month_texts(dates: list[dt.datetime], language: str) -> list[str]:
    texts, year = [], None
    for date in dates:
        text = say("figure.tick_month", language, month=_month_name(date, language))
        texts.append(text if date.year == year else f"{text}<br>{_year(date, language)}")
        year = date.year
    return texts
