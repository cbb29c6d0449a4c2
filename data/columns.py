"""One column of a dataset over all sheets of a file: its typed values, and the problems of its header and cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from data.cells import Cells, cells, dtype, null, percent_or_fraction
from data.codes import guessed
from data.findings import Findings
from data.mapping import Match, is_share, normalised, stated_unit, takes
from data.row_units import by_row
from data.schema import Column, Dataset, Place, Problem
from data.shares import percentages
from data.sheets import Sheet
from data.units import SHOWN, plain, units_for


class Read(NamedTuple):
    """A column as it was read.

    given    the cells as they stand in the file
    told     where a problem with the cell, or with all of the column, is told already
    header   what the user calls the column; None for a constant or nothing
    offsets  the zones that instants carried; None for other kinds
    shares   where the values are shares of another column; None = nowhere
    stated   by row the unit that header, mapping or a line above says; None where none does
    """

    values: pd.Series
    given: pd.Series
    told: np.ndarray
    header: str | None = None
    offsets: pd.Series | None = None
    shares: np.ndarray | None = None
    stated: np.ndarray | None = None


def columns_of(read: Sequence[Sheet], dataset: Dataset, mapping: Mapping[str, Match], rows: int, findings: Findings) -> dict[str, Read]:
    """Return the columns of `dataset` over all sheets (`rows` in all) under `mapping`. Their problems go into `findings`."""
    found: dict[str, Read] = {}
    for column in sorted(dataset.columns, key=lambda each: each.unit_in is not None):
        units = found[column.unit_in].values if column.unit_in else None
        found[column.name] = column_of(read, column, mapping.get(column.name), rows, findings, units)
    return {name: found[name] for name in dataset.names}


def column_of(
    read: Sequence[Sheet], column: Column, match: Match | None, rows: int, findings: Findings, units: pd.Series | None = None
) -> Read:
    """Return `column` over all sheets (`rows` in all) under `match`; null where it is not mapped. Its problems go into `findings`.

    `units` gives the unit of each row where it stands in a column of its own.
    """
    if match is None or not (match.header or match.constant) or not read:
        return _nothing(column, rows, told=column.required)
    if match.header is None:
        return _constant(column, match, rows, findings)
    parts, start = [], 0
    for sheet in read:
        parts.append(_of_sheet(sheet, column, match, start, findings, units))
        start += len(sheet.frame)
    findings.of_file(*_unmet(column, match, pd.concat([part.given for part in parts])))
    values, given, offsets = (
        pd.concat(series, ignore_index=True) for series in zip(*((p.values, p.given, p.offsets) for p in parts), strict=True)
    )
    told = np.concatenate([part.told for part in parts])
    shares = np.concatenate([np.zeros(len(part.told), bool) if part.shares is None else part.shares for part in parts])
    stated = np.concatenate([np.full(len(p.told), None, object) if p.stated is None else p.stated for p in parts])
    return Read(values, given, told, match.header, offsets if column.kind == "instant" else None, shares, stated)


def _unmet(column: Column, match: Match, given: pd.Series) -> Iterator[Problem]:
    """Yield a problem for each value that the mapping names and no cell holds, and a note of the cells whose meaning is guessed."""
    if column.kind != "code" or not column.values:
        return
    cells = {str(cell): count for cell, count in given.value_counts().items()}
    met = {normalised(cell) for cell in cells}
    for cell in match.values:
        if normalised(cell) not in met:
            yield Problem("check.no_such_value", Place(column=match.header), {"found": cell, "title": column.title, "cells": tuple(cells)})
    for cell, code in guessed(cells, column, match.values).items():
        values = {"found": cell, "meant": column.values[code], "option": f"{column.name}:{cell}=…", "count": cells[cell]}
        yield Problem("check.guessed_value", Place(column=match.header), values, severity="note")


def _nothing(column: Column, rows: int, told: bool) -> Read:
    blank = pd.Series(None, index=range(rows), dtype="str")
    return Read(pd.Series(None, index=range(rows), dtype=dtype(column)), blank, np.full(rows, told), offsets=blank)


def _constant(column: Column, match: Match, rows: int, findings: Findings) -> Read:
    share = is_share(column, match.unit) or (column.share_of is not None and plain(match.constant).endswith("%"))
    one = cells(pd.Series([match.constant], dtype="str"), replace(column, unit="fraction") if share else column, match.unit)
    if len(one.wrong):
        findings.of_file(replace(one.problems[0], values={**one.problems[0].values, "title": column.title}))
        return _nothing(column, rows, told=True)
    every = np.zeros(rows, dtype=int)
    values, offsets = (None if series is None else series.iloc[every].reset_index(drop=True) for series in (one.values, one.offsets))
    return Read(values, pd.Series([match.constant] * rows, dtype="str"), np.zeros(rows, dtype=bool), None, offsets, np.full(rows, share))


def _of_sheet(sheet: Sheet, column: Column, match: Match, start: int, findings: Findings, units: pd.Series | None) -> Read:
    """Return the column in one sheet, whose rows begin at `start` of all; null where the sheet has no such header."""
    rows, header = len(sheet.frame), sheet.headers.get(column.name)
    if header is None:
        return _nothing(column, rows, told=column.required)
    given = sheet.frame[header].reset_index(drop=True)
    unit = match.unit or stated_unit(header, column) or sheet.line_unit(column.unit)
    if problem := _of_header(given, column, unit):
        findings.of_file(replace(problem, place=Place(sheet.name, column=header, file=sheet.file)))
        return _nothing(column, rows, told=True)
    shares = percentages(given, column, unit) | is_share(column, unit)
    contrary = np.empty(0, int)
    if units is None:
        typed = _typed(given, column, unit, match, shares)
    else:
        of_rows = units.iloc[start : start + rows].reset_index(drop=True)
        typed, contrary = by_row(given, column, unit, sheet.lines, of_rows)
        if len(contrary):
            values = {"title": column.title, "unit": unit, "units": tuple(of_rows.iloc[contrary].str.lower().unique())}
            findings.of_some(
                contrary + start, Problem("check.wrong_unit_header", Place(sheet.name, column=header, file=sheet.file), values)
            )
    findings.of_rows(column, header, typed.wrong + start, typed.problems)
    if column.kind in ("number", "integer"):
        findings.of_file(*_unknown(given, column, Place(sheet.name, column=header, file=sheet.file)))
    for positions, problem in _merged(sheet, header, given, column, shares):
        findings.of_some(positions + start, problem)
    told = np.zeros(rows, dtype=bool)
    told[typed.wrong] = told[contrary] = True
    offsets = typed.offsets if typed.offsets is not None else pd.Series(None, index=range(rows), dtype="str")
    return Read(typed.values, given, told, header, offsets, shares, np.full(rows, unit, dtype=object))


def _typed(given: pd.Series, column: Column, unit: str | None, match: Match, shares: np.ndarray) -> Cells:
    """Return the cells as values of `column`, where `shares` names them as fractions of another column."""
    as_share = replace(column, unit="fraction", share_of=None)
    if not shares.any() or shares.all():
        return cells(given, as_share if shares.any() else column, unit, match.values)
    parts = cells(given.where(shares), as_share, unit), cells(given.where(~shares), column, unit, match.values)
    wrong = np.concatenate([part.wrong for part in parts])
    order = np.argsort(wrong, kind="stable")
    return Cells(parts[0].values.where(shares, parts[1].values), wrong[order], np.concatenate([part.problems for part in parts])[order])


def _merged(sheet: Sheet, header: str, given: pd.Series, column: Column, shares: np.ndarray) -> Iterator[tuple[np.ndarray, Problem]]:
    """Yield the rows for which one amount stands in a merged cell, and the question whether it is of each of them or of all together."""
    if column.kind != "number" or column.unit == "fraction":
        return
    numbers = sheet.frame.index.to_numpy("int64")
    for first, last in sheet.merged.get(header, ()):
        at = np.flatnonzero((numbers >= first) & (numbers <= last) & given.notna().to_numpy() & ~shares)
        at = at[(given.iloc[at] == given.iloc[at[0]]).to_numpy()] if len(at) else at
        if len(at) > 1:
            values = {"found": str(given.iloc[at[0]])[:SHOWN], "title": column.title, "first": str(first), "last": str(last)}
            yield at, Problem("check.merged_amount", Place(sheet.name, column=header, file=sheet.file), values)


def _unknown(given: pd.Series, column: Column, place: Place) -> tuple[Problem, ...]:
    """Return a note of the cells that say in words that a number is not known: they are no 0."""
    words = given.value_counts()
    words = {str(word): int(count) for word, count in words.items() if isinstance(word, str) and null(word)}
    if not words:
        return ()
    values = {"title": column.title, "count": sum(words.values()), "found": ", ".join(words)[:SHOWN]}
    return (Problem("check.read_as_unknown", place, values=values, severity="note"),)


def _of_header(given: pd.Series, column: Column, unit: str | None) -> Problem | None:
    """Return what keeps the column as a whole from being read: nothing in it, its unit, a question that only the user can answer."""
    if column.required and given.isna().all():
        return Problem("check.empty_column", values={"title": column.title})
    if unit and not column.unit_in and not takes(column, unit):
        units = units_for(column.unit or "number")
        return Problem("check.wrong_unit_header", values={"title": column.title, "unit": unit, "units": units})
    if (found := percent_or_fraction(given, column, unit)) is not None:
        return Problem("check.percent_or_fraction", values={"found": found[:SHOWN]})
    return None
