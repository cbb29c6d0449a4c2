"""Exact figures of counts: the limits of a share, and whether two shares differ."""

from __future__ import annotations

import math
from collections.abc import Callable


def binomial_limits(count: int, trials: int, level: float = 0.95) -> tuple[float, float]:
    """Return the exact lower and upper limit of the share behind `count` of `trials`, 0-1.

    The lower limit is the share at which `count` or more has probability (1 - level) / 2, the upper that at which `count` or fewer has.
    0 of n: from 0; n of n: to 1. Without a trial: (NaN, NaN). Clopper and Pearson 1934.
    """
    if trials <= 0:
        return math.nan, math.nan
    tail = (1 - level) / 2
    low = 0.0 if count == 0 else _share(lambda share: 1 - _up_to(count - 1, trials, share) - tail)
    return low, 1.0 if count == trials else _share(lambda share: tail - _up_to(count, trials, share))


def fisher_p(count: int, trials: int, other_count: int, other_trials: int) -> float:
    """Return the two-sided p of Fisher's exact test that `count` of `trials` and `other_count` of `other_trials` have one share.

    The sum of the probabilities of all tables with these margins that are no likelier than this one; 1 where a group is empty.
    """
    whole, events = trials + other_trials, count + other_count
    least, most = max(0, events - other_trials), min(events, trials)
    ways = {first: math.comb(trials, first) * math.comb(other_trials, events - first) for first in range(least, most + 1)}
    return sum(each for each in ways.values() if each <= ways[count]) / math.comb(whole, events)


def _up_to(count: int, trials: int, share: float) -> float:
    """Return P(Binomial(trials, share) <= count)."""
    return math.fsum(math.comb(trials, i) * share**i * (1 - share) ** (trials - i) for i in range(count + 1))


def _share(rising: Callable[[float], float]) -> float:
    low, high = 0.0, 1.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2
