"""Exponential smoothing on a grid: every combination of weights is run at once, so that no optimiser is needed."""

from __future__ import annotations

import numpy as np

RECENT = 500
"""Points that a recursion looks back over; what is older weighs nothing any more."""

ALPHA = np.r_[0.02, 0.05:1.0:0.05, 0.99]
_A, _T = (grid.ravel() for grid in np.meshgrid(ALPHA[1:], [1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 6.0, 10.0, 20.0]))
_LEVEL, _SLOPE, _DAMP = (
    grid.ravel()
    for grid in np.meshgrid(
        [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99], [0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5], [0.8, 0.9, 0.95, 0.98]
    )
)


def theta(y: np.ndarray, horizon: int) -> np.ndarray:
    """Return the Theta path: the mean of the fitted line and of the smoothed line of theta 2 (Assimakopoulos and Nikolopoulos 2000)."""
    y = y[-RECENT:]
    t = np.arange(len(y)) - (len(y) - 1) / 2
    slope = (t @ y) / (t @ t)
    bent = 2 * y - (y.mean() + slope * t)
    level, errors = np.full(len(ALPHA), bent[0]), np.empty((len(y), len(ALPHA)))
    for i, value in enumerate(bent):
        errors[i] = value - level
        level = level + ALPHA * errors[i]
    best = int((errors[1:] ** 2).sum(axis=0).argmin())
    return 0.5 * level[best] + 0.5 * (y.mean() + slope * (t[-1] + np.arange(1, horizon + 1)))


def dynamic_theta(y: np.ndarray, horizon: int) -> np.ndarray:
    """Return the path of the dynamic optimised Theta model (Fiorucci and others 2016), averaged over its grid.

    mu(t+1) = l(t) + (1 - 1/theta)·((1-alpha)^t·A(t) + (1 - (1-alpha)^(t+1))/alpha·B(t)), l(t) = alpha·y(t) + (1-alpha)·l(t-1), A and B
    the line through the points so far. A point of the grid weighs by its likelihood, SSE^(-n/2).
    """
    y = y[-RECENT:]
    errors, state = _theta_errors(y)
    weights = likelihood(errors[3:] if len(y) > 6 else errors)
    kept = np.argsort(-weights)[:40]
    return _theta_path(y, state, kept, horizon) @ (weights[kept] / weights[kept].sum())


def one_step_errors(y: np.ndarray) -> np.ndarray:
    """Return the errors one step ahead of the likeliest dynamic Theta model inside `y`, the first left out."""
    errors, _ = _theta_errors(y[-RECENT:])
    return errors[:, int((errors**2).sum(axis=0).argmin())]


def _theta_errors(y: np.ndarray) -> tuple[np.ndarray, tuple[np.ndarray, float, float, float]]:
    """Return errors, shape (n-1, grid), and the state after the last point: level, line (A, B) and mean."""
    level, mean, a, b = np.full(len(_A), y[0]), y[0], y[0], 0.0
    errors = np.empty((len(y) - 1, len(_A)))
    decay, fade = 1 - _A, 1 - _A
    bent = 1 - 1 / _T
    for i in range(1, len(y)):
        grown = fade * decay
        errors[i - 1] = y[i] - level - bent * (fade * a + (1 - grown) / _A * b)
        level, fade = _A * y[i] + decay * level, grown
        mean, a, b = _line(i, y[i], mean, b)
    return errors, (level, mean, a, b)


def _line(i: int, value: np.ndarray | float, mean: np.ndarray | float, b: np.ndarray | float) -> tuple:
    """Return mean and line (A, B) through i + 1 points, the last of which is `value`."""
    k = i + 1
    new = (i * mean + value) / k
    b = ((k - 2) * b + 6 * (value - mean) / k) / (k + 1)
    return new, new - b * (k + 1) / 2, b


def _theta_path(y: np.ndarray, state: tuple, kept: np.ndarray, horizon: int) -> np.ndarray:
    level, alpha, bent = state[0][kept], _A[kept], 1 - 1 / _T[kept]
    mean, a, b = (np.full(len(kept), one) for one in state[1:])
    out = np.empty((horizon, len(kept)))
    for j in range(horizon):
        fade = (1 - alpha) ** (len(y) + j)
        out[j] = level + bent * (fade * a + (1 - fade * (1 - alpha)) / alpha * b)
        level = alpha * out[j] + (1 - alpha) * level
        mean, a, b = _line(len(y) + j, out[j], mean, b)
    return out


def damped(y: np.ndarray, horizon: int) -> np.ndarray:
    """Return the path of damped trend smoothing, averaged over its grid by likelihood.

    e = y - l - phi·b; l += phi·b + alpha·e; b = phi·b + alpha·beta·e. The errors are linear in the first level and slope: three runs
    (y from nothing, a unit level, a unit slope) give their least squares at every point of the grid at once, the slope drawn to 0.
    """
    y = y[-RECENT:]
    starts = np.zeros((3, 2, len(_LEVEL)))
    starts[1, 0] = starts[2, 1] = 1
    level, slope = starts[:, 0], starts[:, 1]
    given, errors = np.zeros((3, 1)), np.empty((len(y), 3, len(_LEVEL)))
    for i, value in enumerate(y):
        given[0] = value
        slope = _DAMP * slope
        errors[i] = given - level - slope
        level, slope = level + slope + _LEVEL * errors[i], slope + _LEVEL * _SLOPE * errors[i]
    first = _first_states(errors)
    found = errors[:, 0] + np.einsum("k g, n k g -> n g", first, errors[:, 1:])
    last = level[0] + (first * level[1:]).sum(axis=0), slope[0] + (first * slope[1:]).sum(axis=0)
    reach = np.cumsum(_DAMP ** np.arange(1, horizon + 1)[:, None], axis=0)
    return (last[0] + last[1] * reach) @ likelihood(found)


def _first_states(errors: np.ndarray) -> np.ndarray:
    """Return first level and slope, shape (2, grid), that make the squared errors least."""
    base, unit = errors[:, 0], -errors[:, 1:]
    gram = np.einsum("n k g, n l g -> g k l", unit, unit)
    gram[:, 1, 1] += 1
    gram[:, 0, 0] += 1e-12
    return np.linalg.solve(gram, np.einsum("n k g, n g -> g k", unit, base)[..., None])[..., 0].T


def likelihood(errors: np.ndarray) -> np.ndarray:
    """Return weights of the grid points that sum to 1, each in proportion to SSE^(-n/2)."""
    squares = (errors**2).sum(axis=0)
    squares = np.maximum(squares, 1e-12 * max(float(squares.max()), 1e-300))
    weights = np.exp(-0.5 * len(errors) * np.log(squares / squares.min()))
    return weights / weights.sum()
