"""The cells of one column as typed values, and the Problem of each cell that is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from data.codes import code_of
from data.dates import instant, since_1970
from data.period import Period, read_period
from data.schema import Column, Problem
from data.units import SHOWN, converted, plain, ratio

LIMIT = 1_000
"""How many problems are told one by one; of the rest there is only a count."""
LONGEST_TEXT = 32_767
"""What a cell of a spreadsheet holds."""
NOT_COMPUTED = "#NOT COMPUTED!"
"""What stands for a cell with a formula whose result is not in the file."""

_NULLS = frozenset({"", "-", "–", "—", "--", "——", "n/a", "#n/a", "na", "null", "无", "未披露", "不详", "未知", "暂无"})
_FLAGS = {
    **dict.fromkeys(("true", "yes", "y", "1", "1.0", "是", "有", "真"), True),
    **dict.fromkeys(("false", "no", "n", "0", "0.0", "否", "无", "没有", "假"), False),
}
_TYPES = {"number": "float64", "integer": "Int64", "flag": "boolean", "instant": "datetime64[us]"}
_PLAIN = 100
"""A share whose bound is beyond this has none of its own: it may be a percentage as well."""
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_USUAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,20})?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


class Cells(NamedTuple):
    """A column typed: `values`, and where `wrong` names its positions, the Problem (without a place) of each.

    `offsets` are the zones that instants carried (+08:00), null elsewhere.
    """

    values: pd.Series
    wrong: np.ndarray
    problems: np.ndarray
    offsets: pd.Series | None = None


def dtype(column: Column) -> str:
    """Return the pandas type in which `column` is kept."""
    return _TYPES.get(column.kind, "str")


def null(text: str) -> bool:
    """Return whether `text` is one of the ways to write that a value is unknown."""
    return plain(text).casefold() in _NULLS


def cells(given: pd.Series, column: Column, unit: str | None, said: Mapping[str, str] | None = None) -> Cells:
    """Return `given` (text or numbers) as values of `column`; a number without a unit counts in `unit`, else in the column's own.

    `said`: which code a cell stands for (`data.mapping.Match.values`).
    Each distinct cell is read once: a file of a million rows has few.
    """
    codes, distinct = pd.factorize(given)
    read = _reader(column, unit, said)
    outcomes = np.empty(len(distinct) + 1, dtype=object)
    told = 0
    for position, value in enumerate(distinct):
        outcome = _uncomputed(column) if value == NOT_COMPUTED else read(str(value))
        # A code or a flag may be called 未知 or 无; elsewhere these say that nothing is known.
        if (isinstance(outcome, Problem) or read is _text) and null(str(value)):
            outcome = None
        if isinstance(outcome, Problem):
            told += 1
            outcome = outcome if told <= LIMIT else Problem(outcome.code)
        outcomes[position] = outcome
    bad = np.fromiter((isinstance(outcome, Problem) for outcome in outcomes), bool, len(outcomes))
    wrong = np.flatnonzero(bad[codes])
    problems = outcomes[codes[wrong]]
    outcomes[bad] = None
    if column.kind != "instant":
        return Cells(pd.Series(outcomes[codes], dtype=dtype(column)), wrong, problems)
    moments, offsets = (np.array([outcome and outcome[part] for outcome in outcomes], dtype=object)[codes] for part in (0, 1))
    return Cells(pd.Series(moments, dtype=dtype(column)), wrong, problems, pd.Series(offsets, dtype="str"))


def percent_or_fraction(given: pd.Series, column: Column, unit: str | None) -> str | None:
    """Return a cell that shows the question: the column holds fractions, no % is seen, and a value is above 1. None: no question."""
    if column.unit != "fraction" or unit is not None:
        return None
    texts = given.dropna().astype("str").unique()
    if any("%" in plain(text) for text in texts):
        return None
    limit = max(1.0, column.high if column.high is not None and column.high < _PLAIN else 1.0)
    return next((text for text in texts if isinstance(value := converted(text, None, None), float) and value > limit), None)


def _reader(column: Column, unit: str | None, said: Mapping[str, str] | None) -> Callable[[str], object]:
    readers = {
        "number": _number_reader(column, unit),
        "integer": lambda text: _whole(text, converted(text, unit, column.unit)),
        "date": _date,
        "period": _period,
        "instant": (lambda text: since_1970(text, unit)) if unit else instant,
        "flag": _flag,
        "code": _code_reader(column, said),
    }
    return readers.get(column.kind, _address if column.name.endswith("_url") else _text)


def _uncomputed(column: Column) -> Problem | None:
    """Return what is said of a formula without a result; nothing in words that need not be there, which stay unknown."""
    return None if column.kind == "text" and not column.required else Problem("check.not_computed", values={"found": NOT_COMPUTED})


def _number_reader(column: Column, unit: str | None) -> Callable[[str], float | Problem]:
    """Return `converted` with a short way for what most cells are, digits that need no conversion: it is five times as fast."""
    same = unit is None or ratio(unit, column.unit or "number") == 1

    def read(text: str) -> float | Problem:
        return float(text) if same and _USUAL.fullmatch(text) else converted(text, unit, column.unit)

    return read


def _whole(text: str, value: float | Problem) -> int | Problem:
    if isinstance(value, Problem):
        return value
    if abs(value) >= 2**53 or value != int(value):
        return Problem("check.not_whole", values={"found": text[:SHOWN]})
    return int(value)


def _period(text: str) -> str | Problem:
    found = read_period(text)
    return found.text if isinstance(found, Period) else found


def _date(text: str) -> str | Problem:
    """Return a date at the precision it has; a quarter or half-year is none."""
    found = read_period(text, "check.not_a_date")
    if isinstance(found, Period) and found.precision in ("quarter", "half"):
        return Problem("check.not_a_date", values={"found": text[:SHOWN]})
    return found.text if isinstance(found, Period) else found


def _flag(text: str) -> bool | Problem:
    known = _FLAGS.get(plain(text).casefold())
    return known if known is not None else Problem("check.not_a_flag", values={"found": text[:SHOWN]})


def _code_reader(column: Column, said: Mapping[str, str] | None) -> Callable[[str], str | Problem]:
    if not column.values:
        return _text
    allowed = tuple(column.values.values())

    def code(text: str) -> str | Problem:
        return code_of(text, column, said) or Problem("check.not_a_code", values={"found": text[:SHOWN], "allowed": allowed})

    return code


def _address(text: str) -> str | Problem:
    """Return an address that a browser may open from a table; anything else, such as a script, is refused."""
    value = plain(text).strip()
    return _text(value) if not value or _ADDRESS.fullmatch(value) else Problem("check.not_an_address", values={"found": text[:SHOWN]})


def _text(text: str) -> str | Problem:
    if len(text) > LONGEST_TEXT:
        return Problem("check.too_long", values={"found": text[:SHOWN], "length": len(text), "longest": LONGEST_TEXT})
    if _CONTROL.search(text):
        return Problem("check.control_character", values={"found": _CONTROL.sub("�", text)[:SHOWN]})
    return text
