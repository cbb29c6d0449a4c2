"""Columns that may be given as a share of another one: which cells are shares, where it is not clear, and the amounts that they make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.schema import Column, Dataset, Place, Problem
from data.tables.observed import ONLY
from data.units import SHOWN, plain

if TYPE_CHECKING:
    from data.columns import Read

_CARDS = 4
"""So many of a whole, and a column with parts of one alone is more likely a share of it."""
_HUNDREDS = 200
"""The same of a column with nothing above a hundred, not all of it whole."""


def percentages(given: pd.Series, column: Column, unit: str | None) -> np.ndarray:
    """Return which cells say themselves that they are a share of another column, as 72% under a header without a unit does."""
    if column.share_of is None or unit is not None:
        return np.zeros(len(given), dtype=bool)
    codes, distinct = pd.factorize(given)
    return np.array([*(plain(str(cell)).endswith("%") for cell in distinct), False], dtype=bool)[codes]


def unclear_shares(frame: pd.DataFrame, columns: Mapping[str, Read], dataset: Dataset) -> Iterator[Problem]:
    """Yield a question for each column whose numbers, with no unit, may be shares of another column or amounts.

    So they are where none is above one (or above a hundred), not all are whole, and the other column is far larger all the time.
    """
    for column in dataset.columns:
        read = columns[column.name]
        if column.share_of is None or read.header is None or read.has_unit or (read.shares is not None and read.shares.any()):
            continue
        values, whole = frame[column.name].dropna(), frame[column.share_of].dropna()
        if not len(values) or not len(whole) or not (values % 1 > 0).any():
            continue
        highest, least = float(values.max()), float(whole.min())
        unit = "fraction" if highest <= 1 and least >= _CARDS else "%" if highest <= 100 and least > _HUNDREDS else None
        if unit:
            shown = read.given[read.values.notna()].iloc[0]
            other = dataset.column(column.share_of).title
            values = {"found": str(shown)[:SHOWN], "title": column.title, "other": other, "option": f"{column.name}={read.header}"}
            told = {**values, "unit": unit, "top": 1 if unit == "fraction" else 100}
            yield Problem("check.share_or_amount", Place(column=read.header), told)


def multiply(frame: pd.DataFrame, columns: Mapping[str, Read], dataset: Dataset) -> None:
    """Turn what was given as a share of another column, within the observed part of the hour, into its amount.

    What is stated of a step holds too where allocation alone is observed: a share of that part, and nothing known of it of an amount.
    """
    for name, column in columns.items():
        is_share = column.shares is not None and column.shares.any()
        whole = frame[dataset.column(name).share_of] if is_share else None
        if ONLY + name in frame and column.header is None and frame[name].notna().any():
            frame[ONLY + name] = frame[name] * whole * frame[f"{ONLY}minutes"] / 60 if is_share else np.nan
        if is_share:
            whole = whole * frame["observed_minutes"].fillna(60) / 60 if "observed_minutes" in frame else whole
            frame.loc[column.shares, name] = (frame[name] * whole)[column.shares]
