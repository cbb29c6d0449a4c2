"""Exact limits of a Poisson rate."""

from __future__ import annotations

import math
from collections.abc import Callable


def poisson_limits(count: int, exposure: float = 1.0, level: float = 0.95) -> tuple[float, float]:
    """Return the exact lower and upper limit of the rate behind `count` events in `exposure`, in events per unit of exposure.

    The lower limit is the mean at which `count` or more has probability (1 - level) / 2, the upper the mean at which `count` or fewer
    has. 0 events: 0 and -log((1 - level) / 2). Without exposure: (NaN, NaN). Garwood 1936.
    """
    if not exposure > 0:
        return math.nan, math.nan
    tail = (1 - level) / 2
    low = 0.0 if count == 0 else _mean(lambda mean: 1 - _up_to(count - 1, mean) - tail, count)
    return low / exposure, _mean(lambda mean: tail - _up_to(count, mean), count) / exposure


def _up_to(count: int, mean: float) -> float:
    """Return P(Poisson(mean) <= count), the terms in logarithms so that large means do not underflow."""
    return math.fsum(math.exp(i * math.log(mean) - mean - math.lgamma(i + 1)) for i in range(count + 1)) if mean > 0 else 1.0


def _mean(rising: Callable[[float], float], count: int) -> float:
    low, high = 0.0, count + 10 * math.sqrt(count + 1) + 10
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2
