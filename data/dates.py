"""Dates, periods and instants as people write them, and the one way in which they are kept."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from data.schema import Problem
from data.units import LONGEST, SHOWN, converted, plain

FIRST_YEAR, LAST_YEAR = 1900, 2199
_START = dt.datetime(1970, 1, 1)
_SMALLEST = 10**8
"""Seconds up to March 1973: what is smaller counts from a start of its own, or in another unit."""

_YEAR = r"(?P<year>\d{4})"
_SIGN = r"\s*[-/.]\s*"
_DAY = re.compile(
    rf"{_YEAR}(?:{_SIGN}(?P<month>\d{{1,2}})(?:{_SIGN}(?P<day>\d{{1,2}}))?)?"
    rf"|{_YEAR.replace('year', 'year2')}(?P<month2>\d{{2}})(?P<day2>\d{{2}})?"
    rf"|{_YEAR.replace('year', 'year3')}\s*年\s*(?:(?P<month3>\d{{1,2}})\s*月\s*(?:(?P<day3>\d{{1,2}})\s*[日号])?)?"
)
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_MONTH = {name[:length]: number for number, name in enumerate(_MONTHS, 1) for length in (3, len(name))} | {"sept": 9}
_NAMED = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s-]+)?(?P<month>[a-z]{3,9})\.?[\s-]+(?:(?P<day2>\d{1,2})(?:st|nd|rd|th)?,?\s+)?" + _YEAR
)
_NUMBERS = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})")
_PARTS = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2}
_PART = re.compile(
    rf"{_YEAR}\s*年?[\s-]*第?\s*(?:q\s*(?P<q1>[1-4])|(?P<q2>[1-4一二三四])\s*季度?|h\s*(?P<h1>[12])|(?P<h2>[上下])半年|第?(?P<h3>[12一二])(?:个)?半年)"
    r"|(?:q\s*(?P<q3>[1-4])|(?P<q4>[1-4])\s*q|h\s*(?P<h4>[12])|(?P<h5>[12])\s*h)[\s,-]*(?P<year2>\d{4})"
)
_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"|[时点](?:(?P<minute2>\d{1,2})分(?:(?P<second2>\d{1,2})秒)?)?)\s*(?P<offset>z|utc|[+-]\d{2}:?\d{2}|[+-]\d{2})?",
)
_INSTANT = re.compile(r"(.*?\d[日号]?)(?:\s*t\s*|\s+|(?<=[日号]))(\d{1,2}(?::|[时点]).*)")


def date_text(text: str) -> str | Problem:
    """Return `text` as an ISO date at the precision it has (2024, 2024-06, 2024-06-07), or the Problem with it."""
    return _date(_words(text), text)


def period_text(text: str) -> str | Problem:
    """Return `text` as a date or as 2024-Q2 or 2024-H1, or the Problem with it."""
    words = _words(text)
    if not (match := _PART.fullmatch(words)):
        found = _date(words, text)
        return (
            Problem("check.not_a_period", values=found.values) if isinstance(found, Problem) and found.code == "check.not_a_date" else found
        )
    named = {name: value for name, value in match.groupdict().items() if value}
    year = named.pop("year", None) or named.pop("year2")
    kind, number = next(iter(named.items()))
    return _known(year, f"{year}-{kind[0].upper()}{_PARTS.get(number, number)}", text, "check.not_a_period")


def instant(text: str) -> tuple[dt.datetime, str | None] | Problem:
    """Return the local time that `text` states and its offset (+08:00; None: it states none), or the Problem with it."""
    words = _words(text)
    shown = {"found": text[:SHOWN]}
    if re.fullmatch(r"\d{9,11}(\.\d+)?|\d{12,19}", words):
        return Problem("check.epoch", values=shown)
    match = _INSTANT.fullmatch(words)
    day = _date(match[1] if match else words, text)
    if isinstance(day, Problem):
        return day if day.code != "check.not_a_date" else Problem("check.not_an_instant", values=shown)
    time = _TIME.fullmatch(match[2].strip()) if match else None
    if time is None or len(day) < 10:
        return Problem("check.not_an_instant" if match else "check.no_time", values=shown)
    part = time.groupdict()
    clock = (int(part["hour"]), int(part["minute"] or part["minute2"] or 0), int(part["second"] or part["second2"] or 0))
    if clock > (23, 59, 59) or max(clock[1:]) > 59:
        return Problem("check.impossible_time", values=shown)
    moment = dt.datetime.fromisoformat(day).replace(hour=clock[0], minute=clock[1], second=clock[2])
    return moment.replace(microsecond=int((part["fraction"] or "0").ljust(6, "0")[:6])), _offset(part["offset"])


def since_1970(text: str, unit: str) -> tuple[dt.datetime, str] | Problem:
    """Return the time in UTC that `text` counts in `unit` (seconds, milliseconds, microseconds) from 1970, or the Problem with it."""
    seconds = converted(text, unit, "seconds")
    if isinstance(seconds, Problem):
        return seconds
    try:
        moment = _START + dt.timedelta(seconds=seconds)
    except OverflowError:
        moment = _START
    if not FIRST_YEAR <= moment.year <= LAST_YEAR or abs(seconds) < _SMALLEST:
        return Problem("check.not_an_epoch", values={"found": text[:SHOWN], "unit": unit})
    return moment, "UTC"


def _words(text: str) -> str:
    return plain(text).casefold() if len(text) <= LONGEST else ""


def _offset(text: str | None) -> str | None:
    if text is None or text in ("z", "utc"):
        return text and "UTC"
    return f"{text[:3]}:{text[-2:] if len(text) > 3 else '00'}"


def _date(words: str, text: str) -> str | Problem:
    """Return `words` (plain, lower case) as an ISO date; `text` is what a Problem shows."""
    if match := _INSTANT.fullmatch(words):
        words = match[1] if _TIME.fullmatch(match[2].strip()) else words
    if match := _NUMBERS.fullmatch(words):
        return _day_and_month(int(match[1]), int(match[2]), match[3], text)
    match = _DAY.fullmatch(words) or _NAMED.fullmatch(words)
    if match is None:
        return Problem("check.not_a_date", values={"found": text[:SHOWN]})
    part = {name.rstrip("23"): value for name, value in match.groupdict().items() if value}
    month = part.get("month")
    if month and not month.isdigit():
        if month not in _MONTH:
            return Problem("check.not_a_date", values={"found": text[:SHOWN]})
        month = _MONTH[month]
    iso = "-".join([part["year"], *(f"{int(value):02}" for value in (month, part.get("day")) if value)])
    return _known(part["year"], iso, text, "check.not_a_date")


def _day_and_month(first: int, second: int, year: str, text: str) -> str | Problem:
    """Return the date of 13/04/2024, where only one reading exists; 03/04/2024 has two."""
    if first <= 12 and second <= 12 and first != second:
        return Problem("check.ambiguous_date", values={"found": text[:SHOWN]})
    day, month = (first, second) if second <= 12 else (second, first)
    return _known(year, f"{year}-{month:02}-{day:02}", text, "check.not_a_date")


def _known(year: str, iso: str, text: str, code: str) -> str | Problem:
    """Return `iso` if there is such a day in a year of our time."""
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return Problem(code, values={"found": text[:SHOWN]})
    numbers = [int(part) for part in iso.split("-") if part.isdigit()]
    month = numbers[1] if len(numbers) > 1 else 1
    if not 1 <= month <= 12 or not 1 <= (numbers[2] if len(numbers) > 2 else 1) <= calendar.monthrange(int(year), month)[1]:
        return Problem("check.impossible_date", values={"found": text[:SHOWN]})
    return f"{int(year)}{iso[4:]}"
