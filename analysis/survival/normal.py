"""Quantiles of the normal and tails of the chi-squared distribution, without scipy, whose import costs two seconds."""

from __future__ import annotations

import math
from statistics import NormalDist


def normal_quantile(level: float) -> float:
    """Return z such that the middle `level` (0-1) of a standard normal lies within -z and z."""
    return NormalDist().inv_cdf(0.5 + level / 2)


def two_sided(z: float) -> float:
    """Return the probability that a standard normal lies further from 0 than `z`."""
    return math.erfc(abs(z) / math.sqrt(2))


def chi_squared_tail(value: float, degrees: int) -> float:
    """Return P(chi-squared with `degrees` degrees of freedom > value), by the finite series for whole degrees.

    Even: exp(-x/2) sum (x/2)^i / i!; odd: erfc(sqrt(x/2)) + exp(-x/2) sum (x/2)^(i-1/2) / Gamma(i+1/2). Abramowitz and Stegun 26.4.
    """
    half = max(value, 0.0) / 2
    if degrees % 2 == 0:
        return math.exp(-half) * sum(half**i / math.factorial(i) for i in range(degrees // 2))
    series = sum(half ** (i - 0.5) / math.gamma(i + 0.5) for i in range(1, (degrees + 1) // 2))
    return math.erfc(math.sqrt(half)) + math.exp(-half) * series
