"""A frame's cells as a file or a reader takes them: headings with units, plain values, words."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from decimal import Decimal

import pandas as pd

from data.schema import Column, Language
from i18n import say
from i18n.format import day, number, percent, significant, unit_name

Value = str | int | float | dt.date | dt.datetime | None

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold; a spreadsheet with one of these does not open."""


_PARTIAL = re.compile(r"\d{4}(-(Q[1-4]|H[12]|(0[1-9]|1[0-2])(-\d\d)?))?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PRECISE = {"date": _DAY, "period": _DAY, "instant": re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?")}
_NEVER = re.compile(r"(?!)")


_MEASURE_WORDS = "个张份次"
"""Chinese units carry them after a figure, not in a heading."""


def plain(text: object) -> str:
    """Return `text` without the characters that no XML file can hold."""
    return _UNPRINTABLE.sub("", str(text))


def heading(column: Column, language: Language) -> str:
    """Return the column's title with its unit, where the title does not say it already; figures of a fraction carry their own %."""
    title, unit = column.title.in_(language) or column.name, unit_name(column.unit, language).lstrip(_MEASURE_WORDS)
    if not unit or column.unit == "fraction" or _says(title, unit):
        return plain(title)
    return plain(say("export.heading", language, title=title, unit=unit))


def bare_heading(column: Column, language: Language) -> str:
    """Return the heading for a file of bare figures, where no number format says that 0.285 is 28.5 %."""
    return say("export.fraction", language, title=heading(column, language)) if column.unit == "fraction" else heading(column, language)


def rows(frame: pd.DataFrame, columns: tuple[Column, ...], language: Language) -> list[list[Value]]:
    """Return the frame's cells in the order of `columns`, each as `value` gives it."""
    listed = [[value(cell, column, language) for cell in frame[column.name].tolist()] for column in columns]
    return [list(row) for row in zip(*listed, strict=True)]


def value(cell: object, column: Column, language: Language) -> Value:
    """Return one cell as a plain value: null is None, a code its title, a flag a word, a full date a date, an instant without its zone."""
    if _null(cell):
        return None
    if column.kind == "flag" or isinstance(cell, bool):
        return say(f"export.{'yes' if str(cell).lower() in ('true', '1', '1.0') else 'no'}", language)
    if column.kind == "code" and str(cell) in column.values:
        return plain(column.values[str(cell)].in_(language))
    if isinstance(cell, list | tuple | set):
        return plain(say("export.join", language).join(map(str, cell)))
    if isinstance(cell, dt.date):
        return _moment(cell, column)
    if isinstance(cell, str):
        return _dated(plain(cell), column)
    return _number(cell)


def words(cell: Value, column: Column, language: Language) -> str:
    """Return a plain value as it is read in a table: thousands apart, a fraction as %, a dash for null. The unit stands in the heading."""
    if cell is None:
        return "–"
    if isinstance(cell, dt.datetime):
        return f"{day(cell, language)} {cell:%H:%M}"
    if isinstance(cell, dt.date) or (column.kind in ("date", "period") and _PARTIAL.fullmatch(str(cell))):
        return day(cell, language)
    if isinstance(cell, str):
        return cell
    if column.unit == "fraction":
        return percent(cell, language)
    if column.name.endswith("year"):
        return str(cell)
    return significant(cell, language) if 0 < abs(cell) < 1 else number(cell, language, 2)


def display_width(text: str) -> int:
    """Return how many columns `text` takes; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _says(title: str, unit: str) -> bool:
    """Whether the title names the unit as a word of its own."""
    return re.search(rf"(?<![A-Za-z]){re.escape(unit)}(?![A-Za-z])", title, re.IGNORECASE) is not None


def _null(cell: object) -> bool:
    return cell is None or cell is pd.NA or cell is pd.NaT or (isinstance(cell, float) and math.isnan(cell))


def _moment(cell: dt.date, column: Column) -> Value:
    """A date, or an instant by the clock of its own zone: no spreadsheet keeps a zone."""
    if not isinstance(cell, dt.datetime):
        return cell
    moment = cell.to_pydatetime(warn=False) if isinstance(cell, pd.Timestamp) else cell
    return moment.date() if column.kind in ("date", "period") else moment.replace(tzinfo=None)


def _dated(text: str, column: Column) -> Value:
    """A written day or hour as such; a month, quarter or half-year stays text, for it has no day."""
    if not _PRECISE.get(column.kind, _NEVER).fullmatch(text):
        return text
    try:
        return _moment(dt.datetime.fromisoformat(text), column)
    except ValueError:
        return text


def _number(cell: object) -> Value:
    """A number as Python's own; an infinite one, which no spreadsheet holds, and anything else as text."""
    bare = cell.item() if hasattr(cell, "item") else cell
    if isinstance(bare, int) or (isinstance(bare, float) and math.isfinite(bare)):
        return bare
    return float(bare) if isinstance(bare, Decimal) and bare.is_finite() else plain(bare)
