"""Growth of demand by name: the driver model with its growth fixed half way to either end of its range."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np

from analysis.demand.inputs import Range
from analysis.demand.outlook import months_from, paths, sampled
from data.period import last_day

PACES = ("slow", "central", "fast")
UNTIL = "2027-12-31"
"""The day to which growth a year is taken: beyond it, how fast growth slows decides nearly all."""
FIXED = ("doubling_months", "slowing_months")
"""The inputs that a pace fixes."""
_NO_CARD = {"flops": 1.0, "bandwidth": 1.0}


def paced(ranges: Mapping[str, Range], pace: str, held: Collection[str] = ()) -> dict[str, Range]:
    """Return the inputs with growth fixed at one of PACES: slow and fast are half way, geometrically, from the centre to the ends.

    Slow doubles later and slows sooner; inputs that are `held`, since they are given, keep their range. All ends of all inputs at once
    would be no scenario: they lie four hundred times apart.
    """
    ends = {"slow": ("high", "low"), "fast": ("low", "high")}.get(pace, ("central", "central"))
    fixed = {
        name: math.sqrt(ranges[name].central * getattr(ranges[name], end))
        for name, end in zip(FIXED, ends, strict=True)
        if name not in held
    }
    return {**ranges, **{name: replace(ranges[name], low=value, central=value, high=value) for name, value in fixed.items()}}


def levels(ranges: Mapping[str, Range], start: str, part: str) -> tuple[float, float]:
    """Return the median EFLOPS of `part` (inference, training, total) on `start`, the day of the token count, and on UNTIL."""
    days: list[dt.date] = [last_day(start), last_day(UNTIL)]
    first, last = np.median(paths(sampled(ranges), months_from(days), _NO_CARD)[part], axis=0)
    return float(first), float(last)


def growth_a_year(ranges: Mapping[str, Range], start: str, part: str) -> dict[str, float]:
    """Return by how much the median of `part` grows a year from `start` to UNTIL at each of PACES, as a fraction."""
    years = (last_day(UNTIL) - last_day(start)).days / 365.25
    found = {pace: levels(paced(ranges, pace), start, part) for pace in PACES}
    return {pace: (last / first) ** (1 / years) - 1 for pace, (first, last) in found.items()}
