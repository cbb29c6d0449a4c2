"""Rows that add up the others: the pool All beside the pools. Counted with them, everything is counted twice."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from data.columns import Read
from data.findings import Findings
from data.schema import Dataset, Place, Problem
from data.units import SHOWN

_SUM = (
    r"(?:all|overall|whole|entire|aggregated?|sums?)(?:[\s_-]*(?:pools?|partitions?|clusters?|nodes?|cards?|gpus?|services?|models?))?"
    r"|.*\b(?:grand\s*|sub-?)?totals?\b.*|全体|整体|总和|总数|总体|(?:全|整个)(?:网|集团|公司|集群|资源池|分区|平台)"
    r"|.*(?:合\s*计|总\s*计|小\s*计|共\s*计|汇\s*总|全部|所有).*"
    r"|平均值?|日均|均值|峰值|最[大小]值|average|avg|mean|peak|max(?:imum)?|min(?:imum)?"
)
"""How a row is named that adds up the others, or sums them up in another way."""

_EXACT = 1e-6
_SURE = 3
"""Keys at which a name without such a word has exactly what two others or more have together, in two figures that vary: it is their sum."""


def totals(frame: pd.DataFrame, columns: Mapping[str, Read], dataset: Dataset, findings: Findings) -> np.ndarray:
    """Return which rows of `frame` are the sum of the others by figures, each noted; those so named whose figures differ are an error.

    By name they are All, 合计 and the like in a part of the key over which rows are added up, beside other names there; by figures alone
    they are what all other names have together, time after time.
    """
    sums = np.zeros(len(frame), dtype=bool)
    for place, name in enumerate(dataset.summed):
        named = frame[name].astype("str").str.strip()
        around = [frame[other].fillna("") for other in dataset.summed[:place]] or [pd.Series("", frame.index)]
        key = [*around, *(frame[each] for each in dataset.key if each not in dataset.summed)]
        whole = named.str.fullmatch(_SUM, case=False).fillna(False).astype(bool) & ~sums
        beside = whole & (~whole & named.notna()).groupby(around).transform("any")
        exact, varies = _halves(frame, named.where(~sums), around, key, dataset)
        proven = (exact & varies) | (beside & _adds_up(frame, beside, ~whole & ~sums, key, dataset))
        unsure = beside & ~proven
        for rows, code in ((proven, "check.sum_left_out"), (unsure, "check.sum_of_others"), (exact & ~proven & ~unsure, "check.sum_maybe")):
            if not rows.any():
                continue
            found = " / ".join(dict.fromkeys(named[rows]))[:SHOWN]
            values = {"found": found, "count": int(rows.sum()), "title": dataset.column(name).title}
            place = Place(column=columns[name].header)
            if code == "check.sum_of_others":
                findings.of_some(np.flatnonzero(rows), Problem(code, place, values))
            else:
                findings.of_file(Problem(code, place, values, severity="note"))
        sums |= proven.to_numpy()
    return sums


def _halves(
    frame: pd.DataFrame, named: pd.Series, around: list[pd.Series], key: list[pd.Series], dataset: Dataset
) -> tuple[pd.Series, pd.Series]:
    """Return the rows of each name that has, at every key, exactly what two or more other names have together; and whether it varies."""
    none = pd.Series(False, frame.index)
    figures = _figures(frame, dataset)
    if len(figures) < 2 or named.nunique() < _SURE:
        return none, none
    together = {figure: frame[figure].where(named.notna()).groupby(key, dropna=False).transform("sum") for figure in figures}
    half = pd.DataFrame({f: np.isclose(2 * frame[f], together[f], rtol=_EXACT, atol=_EXACT) & (frame[f] > 0) for f in figures}).all(axis=1)
    others = named.groupby(key, dropna=False).transform("nunique") > 2
    of_name = [*around, named]
    varies = pd.DataFrame({f: frame[f].groupby(of_name).transform("nunique") > 1 for f in figures}).any(axis=1)
    exact = (half & others).groupby(of_name).transform("all") & (half.groupby(of_name).transform("size") >= _SURE)
    return exact.fillna(False).astype(bool) & named.notna(), varies.fillna(False).astype(bool)


def _figures(frame: pd.DataFrame, dataset: Dataset) -> list[str]:
    """Return the figures that all rows have and that are added up: amounts, and no minutes or shares."""
    units = ("card_hours", "cards", "requests", "tokens")
    names = [column.name for column in dataset.columns if column.kind in ("number", "integer") and column.unit in units]
    return [name for name in names if frame[name].notna().all() and not name.startswith(("cluster_", "median_", "log_median_"))]


def _adds_up(frame: pd.DataFrame, whole: pd.Series, parts: pd.Series, key: list[pd.Series], dataset: Dataset) -> bool:
    """Return whether the rows `whole` have what the `parts` of the same key have together, in every figure that all rows have."""
    figures = _figures(frame, dataset)
    for figure in figures:
        values = frame[figure].astype("float64")
        together = values.where(parts).groupby(key, dropna=False).transform("sum")
        if not np.allclose(values[whole], together[whole], rtol=_EXACT, atol=_EXACT):
            return False
    return bool(figures)
