"""What rows break of the rules that a dataset declares, as problems with what was found and what is allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from data.columns import Read
from data.findings import Findings
from data.rules import Broken, broken, repeated
from data.schema import Dataset, Problem
from data.units import SHOWN
from data.zones import changed


def check_rows(frame: pd.DataFrame, columns: Mapping[str, Read], dataset: Dataset, findings: Findings) -> None:
    """Put into `findings` what breaks a rule of the dataset and is not told yet."""
    for each in broken(frame, dataset):
        column = columns[each.column.name]
        positions = each.positions[~column.told[each.positions]]
        findings.of_rows(each.column, column.header, positions, _breaking(each, positions, columns, dataset))
    if dataset.key:
        unread = np.logical_or.reduce([columns[name].told & frame[name].isna().to_numpy() for name in dataset.key])
        again, first = _not_of_a_clock(*repeated(frame, dataset, unread), frame, columns, dataset, findings)
        key = dataset.column(dataset.key[0])
        findings.of_rows(key, columns[key.name].header, again, _repeating(again, first, columns, dataset, findings.places))


def _not_of_a_clock(
    again: np.ndarray, first: np.ndarray, frame: pd.DataFrame, columns: Mapping[str, Read], dataset: Dataset, findings: Findings
) -> tuple[np.ndarray, np.ndarray]:
    """Return the repeated rows without those of the night on which the clock is put back, which are told as such."""
    names = [name for name in dataset.key if dataset.column(name).kind == "instant" and "zone" in dataset.names]
    for name in names:
        twice = np.isin(again, changed(frame[name], frame["zone"])["check.clock_twice"])
        new = again[twice & ~findings.wrong[again]]
        findings.of_rows(dataset.column(name), columns[name].header, new, saying("check.clock_twice", columns[name], new))
        again, first = again[~twice], first[~twice]
    return again, first


def saying(code: str, column: Read, positions: np.ndarray) -> Callable[[int], Problem]:
    """Return the n-th problem of `code`: what was found in the cell."""
    return lambda n: Problem(code, values={"found": str(column.given.iloc[positions[n]])[:SHOWN]})


def _breaking(each: Broken, positions: np.ndarray, columns: Mapping[str, Read], dataset: Dataset) -> Callable[[int], Problem]:
    """Return the n-th problem with a rule: what was found beside the bound, the allowed codes or the other column's cell."""
    column = each.column
    if each.rule == "required":
        return lambda n: Problem("check.required")
    given = columns[column.name].given
    if each.rule == "low":
        code, values = "check.too_low", {"low": column.low, "unit": column.unit or ""}
    elif each.rule == "high":
        code, values = "check.too_high", {"high": column.high, "unit": column.unit or ""}
    elif each.rule == "values":
        code, values = "check.not_a_code", {"allowed": tuple(column.values.values())}
    else:
        return _disordered(each, positions, columns, dataset)
    return lambda n: Problem(code, values={"found": str(given.iloc[positions[n]])[:SHOWN], **values})


def _disordered(each: Broken, positions: np.ndarray, columns: Mapping[str, Read], dataset: Dataset) -> Callable[[int], Problem]:
    """Return the n-th problem with an order: what was found beside the larger cell, and the minutes of it that are observed."""
    names = (each.column.name, *each.rule.split(" "))
    title, code = dataset.column(names[1]).title, "check.order" if len(names) == 2 else "check.more_than_observed"

    def problem(n: int) -> Problem:
        found = (str(columns[name].given.iloc[positions[n]])[:SHOWN] for name in names)
        return Problem(code, values=dict(zip(("found", "other", "minutes"), found, strict=False)) | {"other_title": title})

    return problem


def _repeating(
    again: np.ndarray, first: np.ndarray, columns: Mapping[str, Read], dataset: Dataset, places: pd.DataFrame
) -> Callable[[int], Problem]:
    def problem(n: int) -> Problem:
        key = (columns[name].given.iloc[again[n]] for name in dataset.key)
        found = " / ".join(str(part) for part in key if not pd.isna(part))[:SHOWN]
        titles = tuple(dataset.column(name).title for name in dataset.key)
        file, sheet, row = places.iloc[first[n]]
        values = {"found": found, "first": str(row), "first_sheet": sheet or "", "first_file": file or "", "titles": titles}
        return Problem("check.repeated", values=values)

    return problem
