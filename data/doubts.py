"""What a column of numbers leaves in doubt: a share or an amount, a point or a comma, a unit that nobody states. It is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.columns import Read
from data.findings import Findings
from data.mapping import Match
from data.schema import Column, Dataset, Place, Problem
from data.sheets import Sheet
from data.units import SHOWN, plain, split, units_for

_CARDS = 4
"""So many of a whole, and a column with parts of one alone is more likely a share of it."""
_HUNDREDS = 200
"""The same of a column with nothing above a hundred, not all of it whole."""
_POINTED = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")
_SHORT = re.compile(r"[+-]?\d{1,3}")
_ENGLISH = re.compile(r"[+-]?(\d{1,3}(,\d{3}){2,}(\.\d+)?|\d{1,3}(,\d{3})+\.\d+|\d+\.\d+)")
"""Numbers that show that commas part thousands and points the decimals."""
_CURRENCY = re.compile(r"[¥元]|cny|rmb|人民币", re.IGNORECASE)


@dataclass(frozen=True)
class _Part:
    """A column in one sheet: its cells, their values, the other columns of the same rows."""

    column: Column
    match: Match
    given: pd.Series
    values: pd.Series
    frame: pd.DataFrame
    shares: np.ndarray
    unit: str | None

    @property
    def option(self) -> str:
        return f"{self.column.name}={self.match.header}"

    def first(self, values: pd.Series) -> str:
        return str(self.given.loc[values.index[0]])[:SHOWN]


def doubts(
    frame: pd.DataFrame, columns: Mapping[str, Read], dataset: Dataset, sheets: Sequence[Sheet], mapping: Mapping[str, Match], is_text: bool
) -> Iterator[Problem]:
    """Yield a question for each column of numbers that can be read in two ways, once for the first sheet where it can.

    `is_text`: the file is text, and no spreadsheet.
    """
    for column in dataset.columns:
        read = columns[column.name]
        if column.kind not in ("number", "integer") or read.header is None:
            continue
        if is_text and (values := _points(read, column)):
            yield Problem("check.point_or_thousands", Place(column=read.header), values)
        asked: set[str] = set()
        start = 0
        for sheet in sheets:
            rows = slice(start, start + len(sheet.frame))
            start += len(sheet.frame)
            part = _part(frame, read, column, mapping[column.name], rows)
            place = Place(sheet.name, column=read.header, file=sheet.file)
            for code, values in _of_part(part, dataset, sheet):
                if code not in asked:
                    asked.add(code)
                    yield Problem(code, place, values)


def foreign(frame: pd.DataFrame, columns: Mapping[str, Read], dataset: Dataset, findings: Findings) -> None:
    """Put an error at each row of another currency whose amount stands, without a currency, where amounts of this one are."""
    for column in dataset.columns:
        read = columns[column.name]
        if column.original is None or read.header is None or split(read.header)[1]:
            continue
        other = dataset.column(column.original)
        currency = frame[other.unit_in]
        bare = np.array([unit is None for unit in read.stated]) & ~read.given.astype("str").str.contains(_CURRENCY).fillna(False)
        wrong = bare & currency.notna() & (currency.str.casefold() != column.unit) & frame[column.name].notna() & frame[other.name].isna()
        at = np.flatnonzero(wrong.to_numpy())
        told = {"other": other.title, "option": f"{column.name}={read.header}", "own": f"{other.name}={read.header}"}
        found = ({"found": str(read.given.iloc[row])[:SHOWN], "currency": str(currency.iloc[row])} for row in at)
        findings.of_rows(column, read.header, at, [Problem("check.foreign_amount", values=each | told) for each in found])


def _part(frame: pd.DataFrame, read: Read, column: Column, match: Match, rows: slice) -> _Part:
    count = len(frame)
    shares = np.zeros(count, bool) if read.shares is None else read.shares
    stated = read.stated[rows] if read.stated is not None else ()
    values = frame[column.name].iloc[rows].dropna().astype("float64")
    return _Part(column, match, read.given.iloc[rows], values, frame.iloc[rows], shares[rows], stated[0] if len(stated) else None)


def _of_part(part: _Part, dataset: Dataset, sheet: Sheet) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the code and the values of each question about a column in one sheet."""
    title = {"title": part.column.title}
    if found := _commas(part, sheet):
        yield "check.comma_or_thousands", {**title, **found}
    if found := _small_percents(part):
        yield "check.percent_below_one", {**title, "option": part.option, **found}
    if part.column.unit == "cards" and not part.match.is_said and part.unit in (None, "cards"):
        broken = part.values[part.values % 1 > 0]
        if len(broken):
            yield "check.part_of_card", {**title, "option": part.option, "found": part.first(broken)}
    if part.unit is not None:
        return
    if found := _share(part, dataset):
        yield "check.share_or_amount", {**title, "option": part.option, **found}
    if split(part.match.header or "")[1] is None:
        yield from _unusual(part)


def _points(read: Read, column: Column) -> dict[str, object]:
    """Return what is asked where points may part thousands: 1.024 beside 512, and nothing else."""
    cells = [plain(str(cell)) for cell in read.given.dropna().unique()]
    pointed = [cell for cell in cells if "." in cell]
    if not pointed or len(pointed) == len(cells) or not all((_POINTED if "." in c else _SHORT).fullmatch(c) for c in cells):
        return {}
    return {"found": pointed[0][:SHOWN], "whole": pointed[0].replace(".", "")[:SHOWN], "title": column.title}


def _commas(part: _Part, sheet: Sheet) -> dict[str, object]:
    """Return what is asked where a comma may be that of decimals, as in many files whose cells are parted by semicolons or tabs."""
    if sheet.separator not in (";", "\t"):
        return {}
    grouped = next((cell for cell in map(plain, part.given.dropna().astype("str").unique()) if _GROUPED.fullmatch(cell)), None)
    if grouped is None:
        return {}
    every = (str(cell) for header in sheet.headers.values() for cell in sheet.frame[header].dropna().unique())
    if any(_ENGLISH.fullmatch(plain(cell)) for cell in every):
        return {}
    return {"found": grouped[:SHOWN], "whole": grouped.replace(",", "")[:SHOWN], "decimals": grouped.replace(",", ".", 1)[:SHOWN]}


def _small_percents(part: _Part) -> dict[str, object]:
    """Return what is asked where a header says % and no number reaches more than one: 0.72 may be 72 %."""
    if part.unit != "percent" or part.match.is_said or not (part.column.unit == "fraction" or part.shares.any()):
        return {}
    signed = part.given.loc[part.values.index].astype("str").str.contains("[%％]").fillna(False).astype(bool)
    values = part.values[~signed] * 100
    known = values[values > 0]
    if not len(known) or known.max() > 1 + 1e-9 or not (known < 1 - 1e-9).any():
        return {}
    return {"found": part.first(known[known < 1 - 1e-9])}


def _share(part: _Part, dataset: Dataset) -> dict[str, object]:
    """Return what is asked where numbers may be shares of another column or amounts.

    So they are where none is above one (or above a hundred), not all are whole, and the other column is far larger all the time.
    """
    if part.column.share_of is None or part.shares.any():
        return {}
    values, whole = part.values, part.frame[part.column.share_of].dropna()
    if not len(values) or not len(whole) or not (values % 1 > 0).any():
        return {}
    highest, least = float(values.max()), float(whole.min())
    unit = "fraction" if highest <= 1 and least >= _CARDS else "%" if highest <= 100 and least > _HUNDREDS else None
    if unit is None:
        return {}
    told = {"found": part.first(values), "other": dataset.column(part.column.share_of).title}
    return {**told, "unit": unit, "top": 1 if unit == "fraction" else 100}


def _unusual(part: _Part) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield what is asked where amounts without a unit are all smaller than such amounts are, or one is larger: 43520 may be in 万元."""
    column, positive = part.column, part.values[part.values > 0]
    groups = [(column.unit, column.usual, positive)] if column.usual else []
    if column.unit_in:
        own = part.frame[column.unit_in]
        groups += [(code, bounds, positive[(own.loc[positive.index] == code).to_numpy(bool)]) for code, bounds in column.usual_in.items()]
    for unit, (least, most), values in groups:
        above = values[values > most]
        if not len(values) or not (values.max() < least or len(above)):
            continue
        found = {"title": column.title, "option": part.option, "found": part.first(above if len(above) else values), "unit": unit}
        if column.unit == "cny" and not len(above):
            yield "check.small_without_unit", {**found, "usual": f"{least:,.0f}"}
        else:
            base = unit.split("_per_")[0]
            ways = tuple(f'--map "{part.option}[{code}]"' for code in units_for(base) if base != "cny" or code in ("cny", "wan_cny"))
            yield "check.unusual_without_unit", {**found, "least": f"{least:,g}", "most": f"{most:,.0f}", "ways": ways}
        return
