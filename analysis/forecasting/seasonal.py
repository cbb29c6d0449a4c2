"""Models in which the season itself moves: Holt–Winters on a grid, differences over one season, and local regressions (STL)."""

from __future__ import annotations

import numpy as np

from analysis.forecasting.regression import averaged
from analysis.forecasting.seasons import without_season
from analysis.forecasting.smoothing import RECENT, likelihood

_ALPHA, _BETA, _GAMMA, _PHI = (
    grid.ravel()
    for grid in np.meshgrid([0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9], [0.0, 0.05, 0.15], [0.0, 0.05, 0.1, 0.2, 0.35, 0.5], [0.9, 0.98])
)


def holt_winters(y: np.ndarray, m: int, horizon: int) -> np.ndarray:
    """Return the path of additive Holt–Winters with damped trend, averaged over its grid by likelihood.

    e = y - l - phi·b - s; l += phi·b + alpha·e; b = phi·b + alpha·beta·e; s += gamma·(1-alpha)·e. The season begins halfway between the
    index of the first three seasons and that of all of them.
    """
    y = y[-(RECENT // m * m) :] if m < RECENT else y
    season = np.repeat(_first_index(y, m)[:, None], len(_ALPHA), axis=1)
    start = y[: m + 1] - season[np.arange(min(m + 1, len(y))) % m, 0]
    level = np.full(len(_ALPHA), start[: max(2, m // 2)].mean())
    slope = np.full(len(_ALPHA), (start[-1] - start[0]) / m / 2)
    errors = np.empty((len(y), len(_ALPHA)))
    for i, value in enumerate(y):
        at, slope = i % m, _PHI * slope
        errors[i] = value - level - slope - season[at]
        level = level + slope + _ALPHA * errors[i]
        slope = slope + _ALPHA * _BETA * errors[i]
        season[at] += _GAMMA * (1 - _ALPHA) * errors[i]
    steps = np.arange(horizon)
    reach = np.cumsum(_PHI ** (steps[:, None] + 1), axis=0)
    return (level + slope * reach + season[(len(y) + steps) % m]) @ likelihood(errors[m // 2 :])


def _first_index(y: np.ndarray, m: int) -> np.ndarray:
    """Return the season at the first point and on, shape (m,)."""
    whole, begun = (_index(part, m) for part in (y, y[: max(2 * m + 1, min(len(y), 3 * m + 1))]))
    return (whole + begun) / 2


def _index(y: np.ndarray, m: int) -> np.ndarray:
    ahead = without_season(y, m, ratio=False).ahead
    return np.roll(ahead, len(y) % m) if len(ahead) == m else np.zeros(m)


def on_seasonal_differences(y: np.ndarray, m: int, horizon: int) -> np.ndarray:
    """Return the path of autoregressions of the differences over one season, orders 0 … 4 with and without drift, by AICc weights."""
    if len(y) < 2 * m + 4:
        return y[-m:][np.arange(horizon) % m]
    change = y[m:] - y[:-m]
    found = averaged(change, horizon, most=int(min(4, max(1, (len(change) - 4) // 4))))
    path = np.concatenate([y, np.zeros(horizon)])
    for step in range(horizon):
        path[len(y) + step] = path[len(y) + step - m] + found[step]
    return path[len(y) :]


def by_local_regression(y: np.ndarray, m: int) -> tuple[np.ndarray, np.ndarray]:
    """Return `y` without the season that robust local regressions see in it (STL; Cleveland and others 1990), and its last season."""
    from statsmodels.tsa.seasonal import STL

    season = STL(y, period=m, seasonal=13, robust=True).fit().seasonal
    return y - season, season[-m:]
