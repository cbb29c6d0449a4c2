"""The table under a curve: how many contracts are under observation at whole quarters or half-years."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from charts.chart import Counts
from data.schema import Language
from i18n import say

MONTH_DAYS = 365.25 / 12


def under(frame: pd.DataFrame, rows: Mapping[str, tuple[str, str]], horizon: float, language: Language) -> Counts | None:
    """Return the table of `rows` (column of the frame: name and hue) at marks up to `horizon` months; None without rows in the frame.

    The frame has a row at the whole quarters, columns days and months.
    """
    if frame.empty:
        return None
    every = 3 if horizon <= 24.1 else 6 if horizon <= 36.1 else 12
    marks = np.arange(0, horizon + 0.1, every)
    kept = frame[frame["days"].isin(np.round(marks * MONTH_DAYS).astype(int))]
    heads = tuple(say("survival.month_head", language, month=round(days / MONTH_DAYS)) for days in kept["days"])
    lines = tuple(
        (name, hue, tuple(None if value != value else int(value) for value in kept[column].tolist()))
        for column, (name, hue) in rows.items()
    )
    return Counts(say("survival.at_risk", language), tuple(kept["months"].tolist()), heads, lines)
