"""Columns that may be given as a share of another one: which cells are shares, and the amounts that they make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.schema import Column, Dataset
from data.tables.observed import ONLY
from data.units import plain

if TYPE_CHECKING:
    from data.columns import Read


def percentages(given: pd.Series, column: Column, unit: str | None) -> np.ndarray:
    """Return which cells say themselves that they are a share of another column, as 72% under a header without a unit does."""
    if column.share_of is None or unit is not None:
        return np.zeros(len(given), dtype=bool)
    codes, distinct = pd.factorize(given)
    return np.array([*(plain(str(cell)).endswith("%") for cell in distinct), False], dtype=bool)[codes]


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
