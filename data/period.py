"""Periods: the one reader of a date, month, quarter, half-year or year as people write it, and the one order among them.

A period is kept as text at the precision known: 2024, 2024-H2, 2024-Q4, 2024-06 or 2024-06-07. Its words are in `i18n.format`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from data.schema import Problem
from data.units import LONGEST, SHOWN, plain

if TYPE_CHECKING:
    import pandas as pd

FIRST_YEAR, LAST_YEAR = 1800, 2199
Precision = Literal["year", "half", "quarter", "month", "day"]
PRECISIONS: tuple[Precision, ...] = ("year", "half", "quarter", "month", "day")
"""From the coarsest to the finest."""
MONTHS = {"year": 12, "half": 6, "quarter": 3, "month": 1}
"""Months of a period of each precision that is coarser than a day."""

_YEAR = r"(?P<year>\d{4})"
_SIGN = r"\s*[-/.]\s*"
_DATE = re.compile(
    rf"{_YEAR}(?:{_SIGN}(?P<month>\d{{1,2}})(?:{_SIGN}(?P<day>\d{{1,2}}))?)?"
    rf"|{_YEAR.replace('year', 'year2')}(?P<month2>\d{{2}})(?P<day2>\d{{2}})?"
    rf"|{_YEAR.replace('year', 'year3')}\s*(?:年度|全年|年全年|年\s*(?:(?P<month3>\d{{1,2}})\s*月份?\s*(?:(?P<day3>\d{{1,2}})\s*[日号])?)?)"
)
_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_MONTH = {name[:length]: number for number, name in enumerate(_NAMES, 1) for length in (3, len(name))} | {"sept": 9}
_NAMED = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s-]+)?(?P<month>[a-z]{3,9})\.?[\s-]+(?:(?P<day2>\d{1,2})(?:st|nd|rd|th)?,?\s+)?" + _YEAR
)
_NUMBERS = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})")
_PARTS = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2}
_PART = re.compile(
    rf"{_YEAR}\s*年?[\s/.-]*第?\s*"
    r"(?:q\s*(?P<q1>[1-4])|(?P<q2>[1-4一二三四])\s*(?:q|季度?)|h\s*(?P<h1>[12])|(?P<h2>[上下])半年度?|(?P<h3>[12一二])\s*(?:h|个?半年))"
    r"|(?:q\s*(?P<q3>[1-4])|(?P<q4>[1-4])\s*q|h\s*(?P<h4>[12])|(?P<h5>[12])\s*h)[\s,-]*(?P<year2>\d{4})"
)
_CLOCK = re.compile(
    r"(.*?\d[日号]?)(?:\s*t\s*|\s+|(?<=[日号]))\d{1,2}(?::\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?|[时点](?:\d{1,2}分(?:\d{1,2}秒)?)?)"
    r"\s*(?:z|utc|[+-]\d{2}:?\d{2}|[+-]\d{2})?"
)
_LENGTHS = 1000


@dataclass(frozen=True)
class Period:
    """A stretch of days, both ends included, at the precision known. Of two the one that ends later is the later; of two that end
    together, the shorter."""

    first: dt.date
    last: dt.date
    precision: Precision

    @property
    def order(self) -> int:
        """A number that is larger for the later period."""
        return self.last.toordinal() * _LENGTHS - (self.last - self.first).days

    @property
    def text(self) -> str:
        """How the period is kept: 2024, 2024-H2, 2024-Q4, 2024-06 or 2024-06-07."""
        year, month = f"{self.first.year:04d}", self.first.month
        part = {"half": f"-H{1 + month // 7}", "quarter": f"-Q{(month + 2) // 3}", "month": f"-{month:02d}", "year": ""}
        return self.first.isoformat() if self.precision == "day" else year + part[self.precision]

    def at(self, precision: Precision) -> Period:
        """Return the period of `precision` in which this one ends; itself where it is no finer than that."""
        if PRECISIONS.index(self.precision) <= PRECISIONS.index(precision):
            return self
        months = MONTHS[precision]
        return _months(self.last.year, (self.last.month - 1) // months, precision)

    def __lt__(self, other: Period) -> bool:
        return self.order < other.order


def read_period(text: str, code: str = "check.not_a_period") -> Period | Problem:
    """Return the period that `text` states in one of the usual forms of either language, or the Problem (`code`, or why) with it.

    A clock time beside a day is left out. 03/04/2024 has two readings and is refused; 13/04/2024 has one.
    """
    words = plain(text).casefold() if len(text) <= LONGEST else ""
    if match := _CLOCK.fullmatch(words):
        words = match[1]
    found = _parted(words) or _dated(words)
    return found if isinstance(found, Period) else Problem(found or code, values={"found": text[:SHOWN]})


def period(value: object) -> Period | None:
    """Return the period of a value that a table holds (text, date or timestamp); None for null and for what is none."""
    if isinstance(value, str):
        return _of_text(value)
    if isinstance(value, Period):
        return value
    if not isinstance(value, dt.date) or value != value:
        return None
    day = value.date() if isinstance(value, dt.datetime) else value
    return Period(day, day, "day")


def has_clock(value: object) -> bool:
    """Return whether a value that a table holds is an instant: a timestamp, or a day with a clock time beside it."""
    return isinstance(value, dt.datetime) or (isinstance(value, str) and _CLOCK.fullmatch(plain(value).casefold()) is not None)


def first_day(value: object) -> dt.date | None:
    """Return the first day of a value that a table holds; None where it states no period."""
    found = period(value)
    return found.first if found else None


def last_day(value: object) -> dt.date | None:
    """Return the last day of a value that a table holds; None where it states no period."""
    found = period(value)
    return found.last if found else None


def first_days(dates: pd.Series, coarsest: Precision = "year") -> pd.Series:
    """Return the first day of each value as a timestamp; NaT for null and for what is coarser than `coarsest`."""
    return _days(dates, lambda found: found.first if PRECISIONS.index(found.precision) >= PRECISIONS.index(coarsest) else None)


def last_days(dates: pd.Series) -> pd.Series:
    """Return the last day of each value as a timestamp; NaT for null."""
    return _days(dates, lambda found: found.last)


def orders(dates: pd.Series | pd.Index) -> pd.Series:
    """Return numbers that ascend as the periods do; NaN for null. It is the key by which `sort_values` and `sort_index` sort them."""
    import pandas as pd

    numbers = [found.order if (found := period(value)) else None for value in dates]
    return pd.Series(numbers, dates.index if isinstance(dates, pd.Series) else None, dtype="float64")


def by_time(*names: str) -> Callable[[pd.Series], pd.Series]:
    """Return the `key` with which `sort_values` puts the columns `names` in the order of their periods, the others in their own."""
    return lambda column: orders(column) if column.name in names else column


def latest_period(values: Iterable[object]) -> object:
    """Return the value whose period is the latest; None where none states one."""
    return max((value for value in values if period(value)), key=lambda value: period(value).order, default=None)


def earliest_period(values: Iterable[object]) -> object:
    """Return the value whose period begins first, of two the longer; None where none states one."""
    return min((value for value in values if period(value)), key=lambda value: (period(value).first, -period(value).order), default=None)


def axis_days(values: Iterable[object]) -> list[dt.date | None]:
    """Return the day at which each value stands on one axis of dates: its first, where the tick of its name is.

    Where one holds another that it is later than (a year beside its months) all that is longer than a day stands at the first of the
    month in which it ends: a line through first days would run backwards.
    """
    found = [period(value) for value in values]
    ordered = sorted(one for one in found if one)
    backwards = any(later.first < earlier.first for earlier, later in pairwise(ordered))
    return [one and (one.last.replace(day=1) if backwards and one.precision != "day" else one.first) for one in found]


def may_precede(smaller: object, larger: object) -> bool:
    """Return whether `smaller` can lie before or at `larger`: false only where it begins after the other has ended."""
    one, other = period(smaller), period(larger)
    return one is None or other is None or one.first <= other.last


def _days(dates: pd.Series, day: Callable[[Period], dt.date | None]) -> pd.Series:
    import pandas as pd

    return pd.Series([day(found) if (found := period(value)) else None for value in dates], dates.index, dtype="datetime64[us]")


@lru_cache(maxsize=65_536)
def _of_text(text: str) -> Period | None:
    found = read_period(text)
    return found if isinstance(found, Period) else None


def _months(year: int, number: int, precision: Precision) -> Period:
    """Return the period `number`, counted from 0, of `year`."""
    length = MONTHS[precision]
    first, last = number * length + 1, (number + 1) * length
    return Period(dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1]), precision)


def _parted(words: str) -> Period | str | None:
    """Return the quarter or half-year that `words` (plain, lower case) state; None where they state neither."""
    if not (match := _PART.fullmatch(words)):
        return None
    named = {name: value for name, value in match.groupdict().items() if value}
    year = int(named.pop("year", None) or named.pop("year2"))
    kind, number = next(iter(named.items()))
    precision: Precision = "quarter" if kind[0] == "q" else "half"
    return _months(year, int(_PARTS.get(number, number)) - 1, precision) if FIRST_YEAR <= year <= LAST_YEAR else None


def _dated(words: str) -> Period | str | None:
    """Return the year, month or day that `words` state, or the code of what is wrong with them; None where they state none."""
    if match := _NUMBERS.fullmatch(words):
        first, second = int(match[1]), int(match[2])
        if first <= 12 and second <= 12 and first != second:
            return "check.ambiguous_date"
        day, month = (first, second) if second <= 12 else (second, first)
        return _known(int(match[3]), month, day)
    match = _DATE.fullmatch(words) or _NAMED.fullmatch(words)
    if match is None:
        return None
    part = {name.rstrip("23"): value for name, value in match.groupdict().items() if value}
    month = part.get("month")
    if month and not month.isdigit():
        if month not in _MONTH:
            return None
        month = _MONTH[month]
    return _known(int(part["year"]), int(month) if month else None, int(part["day"]) if "day" in part else None)


def _known(year: int, month: int | None, day: int | None) -> Period | str | None:
    """Return the period if there is such a day in a year of our time."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if month is None:
        return _months(year, 0, "year")
    if not 1 <= month <= 12:
        return "check.impossible_date"
    if day is None:
        return _months(year, month - 1, "month")
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return "check.impossible_date"
    at = dt.date(year, month, day)
    return Period(at, at, "day")
