"""What a dataset declares of its rows (required, bounds, codes, order, key), checked on a typed frame."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from data.period import may_precede
from data.schema import Column, Dataset, Order

if TYPE_CHECKING:
    import pandera.pandas as pandera

_ROUNDING = 1e-9
NOT_NULL = "not_nullable"
"""What pandera calls a required cell that is empty; the other checks are named by us."""


class Broken(NamedTuple):
    """The rows (positions) that break one rule of one column.

    `rule` is required, low, high, values, or the name of the larger column, after a space that of the minutes within which it counts.
    """

    column: Column
    rule: str
    positions: np.ndarray


def broken(frame: pd.DataFrame, dataset: Dataset) -> Iterator[Broken]:
    """Yield the rules of single rows that `frame`, typed and with a RangeIndex, breaks."""
    with warnings.catch_warnings():
        # Where pyspark is installed pandera imports it, which warns of pandas 3 though nothing of it is used here.
        warnings.simplefilter("ignore", FutureWarning)
        cases = _failures(frame, dataset)
    if cases is not None:
        for (name, check), group in cases[cases["index"].notna()].groupby(["column", "check"], sort=False):
            rule = "required" if check == NOT_NULL else str(check)
            yield Broken(dataset.column(name), rule, np.sort(group["index"].to_numpy(dtype="int64")))


def _failures(frame: pd.DataFrame, dataset: Dataset) -> pd.DataFrame | None:
    from pandera.errors import SchemaErrors

    try:
        _schema(frame, dataset).validate(frame, lazy=True)
    except SchemaErrors as errors:
        return errors.failure_cases
    return None


def repeated(frame: pd.DataFrame, dataset: Dataset, unread: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the positions of rows whose key stands in an earlier row, and that row's position.

    Rows in `unread` (a mask), and rows without a part of the key that is required, have no key to compare. An optional part that is
    unknown in both rows is the same in both.
    """
    if not dataset.key:
        return np.empty(0, int), np.empty(0, int)
    required = [name for name in dataset.key if dataset.column(name).required]
    keys = frame.loc[~unread, list(dataset.key)].dropna(subset=required)
    again = keys.duplicated()
    if not again.any():
        return np.empty(0, int), np.empty(0, int)
    first = pd.Series(keys.index, keys.index).groupby([keys[name] for name in dataset.key], dropna=False).transform("first")
    return again[again].index.to_numpy(), first[again].to_numpy()


def _schema(frame: pd.DataFrame, dataset: Dataset) -> pandera.DataFrameSchema:
    import pandera.pandas as pandera

    columns = {
        column.name: pandera.Column(checks=list(_checks(frame, column, dataset.rules)), nullable=not column.required)
        for column in dataset.columns
    }
    return pandera.DataFrameSchema(columns)


def _checks(frame: pd.DataFrame, column: Column, rules: tuple[Order, ...]) -> Iterator[pandera.Check]:
    import pandera.pandas as pandera

    if column.low is not None:
        yield pandera.Check.ge(column.low, error="low")
    if column.high is not None:
        yield pandera.Check.le(column.high, error="high")
    if column.kind == "code" and column.values:
        yield pandera.Check.isin(list(column.values), error="values")
    for rule in rules:
        if rule.smaller == column.name:
            holds = _in_part(frame, rule) if rule.within else _in_order(frame[rule.smaller], frame[rule.larger])
            error = f"{rule.larger} {rule.within}" if rule.within else rule.larger
            yield pandera.Check(lambda known, holds=holds: holds.loc[known.index], error=error)


def _in_part(frame: pd.DataFrame, rule: Order) -> pd.Series:
    """Return where `smaller` fits into the observed part of `larger`, is above all of it (another rule says so), or one is unknown."""
    smaller, larger, minutes = (frame[name] for name in (rule.smaller, rule.larger, rule.within))
    return ~((smaller > larger * minutes / 60 * (1 + _ROUNDING) + _ROUNDING) & (smaller <= larger)).fillna(False).astype(bool)


def _in_order(smaller: pd.Series, larger: pd.Series) -> pd.Series:
    """Return where `smaller` <= `larger` or one is unknown. Of periods only what begins after the other has ended is out of order."""
    if smaller.dtype == "float64":
        return ~(smaller > larger + larger.abs() * _ROUNDING + _ROUNDING)
    if smaller.dtype != "str":
        return (smaller <= larger).fillna(True).astype(bool) | smaller.isna() | larger.isna()
    return pd.Series([may_precede(first, second) for first, second in zip(smaller, larger, strict=True)], smaller.index, dtype=bool)
