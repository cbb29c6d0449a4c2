"""Short growth series: curves that cannot run away, anchored at the last point."""

from __future__ import annotations

import numpy as np

FASTEST = 0.1
"""Log growth a step from which a short series counts as growing (about a tenth a year for yearly figures)."""


def is_growing(y: np.ndarray, position: np.ndarray) -> bool:
    """Return whether a positive series grows by more than FASTEST a step between its first and last point."""
    return bool((y > 0).all() and len(y) > 1 and np.log(y[-1] / y[0]) > FASTEST * (position[-1] - position[0]))


def damped_growth(y: np.ndarray, position: np.ndarray, horizon: int) -> np.ndarray:
    """Return the path of log growth that fades by .7 a step; past growth weighs .7^k, the latest first."""
    apart = np.diff(position)
    rates = np.diff(np.log(y)) / apart
    weights = 0.7 ** (position[-1] - position[1:])
    rate = (weights * apart) @ rates / (weights @ apart)
    return y[-1] * np.exp(rate * np.cumsum(0.7 ** np.arange(1, horizon + 1)))
