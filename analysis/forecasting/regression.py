"""Autoregressions by least squares: orders averaged on short series, distant lags drawn to 0 on long ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def on_differences(y: np.ndarray, horizon: int) -> np.ndarray:
    """Return the path of autoregressions of the first differences, orders 0 … 8 with and without drift, averaged by AICc weights."""
    change = np.diff(y)
    most = int(min(8, max(1, (len(change) - 3) // 3)))
    if len(change) < most + 4:
        return np.repeat(y[-1], horizon)
    return y[-1] + np.cumsum(averaged(change, horizon, most))


def averaged(x: np.ndarray, horizon: int, most: int) -> np.ndarray:
    """Return the path of autoregressions of `x`, orders 0 … `most` with and without a constant, averaged by AICc weights.

    AICc = n·log(SSE/n) + 2k + 2k(k+1)/(n-k-1), all orders on the same n points. An order whose path leaves 20 times the past is left out.
    """
    given = np.stack([x[most - k : len(x) - k] for k in range(1, most + 1)] + [np.ones(len(x) - most)], axis=1)
    orders = [(order, constant) for constant in (False, True) for order in range(most + 1)]
    found = [_order(x, given, order, constant, horizon) for order, constant in orders if len(given) >= order + constant + 3]
    kept = [(path, criterion) for path, criterion in found if np.abs(path).max() <= 20 * np.abs(x).max()]
    if not kept:
        return np.zeros(horizon)
    criteria = np.array([criterion for _, criterion in kept])
    weights = np.exp(-0.5 * (criteria - criteria.min()))
    return weights @ np.array([path for path, _ in kept]) / weights.sum()


def _order(x: np.ndarray, given: np.ndarray, order: int, constant: bool, horizon: int) -> tuple[np.ndarray, float]:
    """Return path and AICc of one order; the last column of `given` is the constant."""
    most, n, k = given.shape[1] - 1, len(given), order + constant
    columns = [*range(order), *([most] if constant else [])]
    factors = _least_squares(given[:, columns], x[most:], 1e-8)
    left = x[most:] - given[:, columns] @ factors
    size = max(left @ left / n, 1e-12 * max(float(x.var()), 1e-300))
    criterion = n * np.log(size) + 2 * (k + 1) + 2 * (k + 1) * (k + 2) / max(n - k - 2, 1)
    past, drift = list(x[-most:]), float(factors[-1]) if constant else 0.0
    for _ in range(horizon):
        past.append(drift + sum(factors[lag] * past[-1 - lag] for lag in range(order)))
    return np.array(past[-horizon:]), float(criterion)


def on_lags(y: np.ndarray, horizon: int, lags: Sequence[int], ridge: float) -> np.ndarray:
    """Return the path of one autoregression of `y` on `lags`, its factors drawn to 0 by `ridge`; lags beyond a third of it are left out."""
    kept = np.array([lag for lag in lags if lag <= len(y) // 3])
    centre, spread = y.mean(), y.std()
    if not len(kept) or not spread > 0:
        return np.repeat(centre, horizon)
    z, deepest = (y - centre) / spread, int(kept.max())
    given = np.stack([z[deepest - lag : len(z) - lag] for lag in kept], axis=1)
    factors = _least_squares(given, z[deepest:], ridge)
    path = np.concatenate([z, np.zeros(horizon)])
    for i in range(len(z), len(path)):
        path[i] = factors @ path[i - kept]
    return path[len(z) :] * spread + centre


def on_lagged_changes(y: np.ndarray, horizon: int, lags: Sequence[int], ridge: float) -> np.ndarray:
    """Return the path of one autoregression of the first differences of `y` on `lags`."""
    return y[-1] + np.cumsum(on_lags(np.diff(y), horizon, lags, ridge))


def _least_squares(given: np.ndarray, target: np.ndarray, ridge: float) -> np.ndarray:
    gram = given.T @ given
    return np.linalg.solve(gram + ridge * max(len(given), 1) * np.eye(len(gram)), given.T @ target) if len(gram) else np.zeros(0)
