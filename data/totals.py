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
    r"(?:all|overall|whole|entire|aggregated?|sums?|(?:grand\s*|sub-?)?totals?)(?:[\s_-]*(?:pools?|partitions?|clusters?|nodes?|cards?|gpus?"
    r"|services?|models?))?|全部|全体|所有|整体|汇总|合\s*计|总\s*计|小\s*计|共\s*计|总和|总数|总体|(?:全|整个)(?:集群|资源池|分区|平台)|全部(?:资源池|集群|分区|服务|模型)"
)
"""How a row is named that adds up the others."""

_EXACT = 1e-6


def totals(frame: pd.DataFrame, columns: Mapping[str, Read], dataset: Dataset, findings: Findings) -> np.ndarray:
    """Return which rows of `frame` are the sum of the others by name and by figures, each noted; where the figures differ, an error.

    Named so they are All, 合计 and the like in a part of the key over which rows are added up, beside other names there.
    """
    sums = np.zeros(len(frame), dtype=bool)
    for place, name in enumerate(dataset.summed):
        named = frame[name].astype("str").str.strip()
        whole = named.str.fullmatch(_SUM, case=False).fillna(False).astype(bool)
        around = [frame[other].fillna("") for other in dataset.summed[:place]] or [pd.Series("", frame.index)]
        beside = whole & (~whole & named.notna()).groupby(around).transform("any") & ~sums
        if not beside.any():
            continue
        found = " / ".join(dict.fromkeys(named[beside]))[:SHOWN]
        values = {"found": found, "count": int(beside.sum()), "title": dataset.column(name).title}
        if _adds_up(
            frame, beside, ~whole & ~sums, [*around, *(frame[each] for each in dataset.key if each not in dataset.summed)], dataset
        ):
            sums |= beside.to_numpy()
            findings.of_file(Problem("check.sum_left_out", Place(column=columns[name].header), values, severity="note"))
        else:
            findings.of_some(np.flatnonzero(beside), Problem("check.sum_of_others", Place(column=columns[name].header), values))
    return sums


def _adds_up(frame: pd.DataFrame, whole: pd.Series, parts: pd.Series, key: list[pd.Series], dataset: Dataset) -> bool:
    """Return whether the rows `whole` have what the `parts` of the same key have together, in the first figure that all rows have."""
    figure = next(column.name for column in dataset.columns if column.required and column.kind in ("number", "integer"))
    values = frame[figure].astype("float64")
    together = values.where(parts).groupby(key, dropna=False).transform("sum")
    return bool(np.allclose(values[whole], together[whole], rtol=_EXACT, atol=_EXACT))
