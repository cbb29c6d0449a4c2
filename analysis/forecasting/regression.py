"""Autoregressions by least squares: on differences for short series, on the day and the week for hours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

HOURS = (1, 2, 3, 23, 24, 25, 47, 48, 49, 167, 168, 169)


def on_differences(y: np.ndarray, horizon: int) -> np.ndarray:
    """Return the path of autoregressions of the first differences, orders 0 … 8 with and without drift, averaged by AICc weights."""
    change = np.diff(y)
    most = int(min(8, max(1, (len(change) - 3) // 3)))
    if len(change) < most + 4:
        return np.repeat(y[-1], horizon)
    lags = np.stack([change[most - k : len(change) - k] for k in range(1, most + 1)] + [np.ones(len(change) - most)], axis=1)
    least = 1e-12 * max(float(change.var()), 1e-300)
    paths, criteria = [], []
    for columns in [[*range(order), *([most] if drift else [])] for drift in (False, True) for order in range(most + 1)]:
        if len(lags) >= len(columns) + 3:
            path, criterion = _fitted(y, change, lags[:, columns], columns, most, horizon, least)
            if np.abs(path).max() <= 20 * np.abs(y).max():
                paths.append(path)
                criteria.append(criterion)
    weights = np.exp(-0.5 * (np.array(criteria) - min(criteria))) if paths else np.zeros(0)
    return weights @ np.array(paths) / weights.sum() if paths else np.repeat(y[-1], horizon)


def _fitted(
    y: np.ndarray, change: np.ndarray, given: np.ndarray, columns: list[int], most: int, horizon: int, least: float
) -> tuple[np.ndarray, float]:
    """Return the path and the AICc of one order."""
    target, k, n = change[most:], len(columns), len(given)
    factors = _least_squares(given, target, 1e-8)
    left = target - given @ factors
    criterion = n * np.log(max(left @ left / n, least)) + 2 * (k + 1) + 2 * (k + 1) * (k + 2) / max(n - k - 2, 1)
    past, lagged = list(change[-most:]), [(factor, column) for factor, column in zip(factors, columns, strict=True) if column < most]
    drift = sum(factor for factor, column in zip(factors, columns, strict=True) if column == most)
    for _ in range(horizon):
        past.append(drift + sum(factor * past[-1 - column] for factor, column in lagged))
    return y[-1] + np.cumsum(past[-horizon:]), float(criterion)


def on_lags(y: np.ndarray, horizon: int, lags: Sequence[int], ridge: float = 1e-3) -> np.ndarray:
    """Return the path of one autoregression of the centred series on `lags`, drawn a little to 0; lags it cannot bear are left out."""
    kept = np.array([lag for lag in lags if lag < len(y) // 3])
    centre, spread = y.mean(), y.std()
    if not len(kept) or not spread > 0:
        return np.repeat(y[-1], horizon)
    z, deepest = (y - centre) / spread, int(kept.max())
    given = np.stack([z[deepest - lag : len(z) - lag] for lag in kept], axis=1)
    factors = _least_squares(given, z[deepest:], ridge)
    path = np.concatenate([z, np.zeros(horizon)])
    for i in range(len(z), len(path)):
        path[i] = factors @ path[i - kept]
    return path[len(z) :] * spread + centre


def _least_squares(given: np.ndarray, target: np.ndarray, ridge: float) -> np.ndarray:
    gram = given.T @ given
    return np.linalg.solve(gram + ridge * max(len(given), 1) * np.eye(len(gram)), given.T @ target) if len(gram) else np.zeros(0)
