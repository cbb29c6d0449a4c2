"""The intervals of a forecast: how wide the errors of each route were found to be, as multiples of what the series itself shows."""

from __future__ import annotations

import numpy as np

from analysis.forecasting.smoothing import one_step_errors

WIDTHS = {
    "yearly": {80: 1.6, 95: 3.2},
    "long": {80: 1.3, 95: 2.1},
    "seasonal": {80: 1.3, 95: 2.3},
    "cycle": {80: 2.0, 95: 4.0},
    "short": {80: 1.6, 95: 3.2},
    "growth": {80: 1.3, 95: 3.4},
}
"""Half-widths at the first step, in spreads of the series."""

LEVELS = (80, 95)


def spread(adjusted: np.ndarray) -> float:
    """Return the root mean square of the errors one step ahead of dynamic Theta in the series without its season."""
    errors = one_step_errors(adjusted)
    return float(np.sqrt((errors**2).mean())) if len(errors) else 0.0


def half_widths(route: str, unit: float, horizon: int) -> dict[int, np.ndarray]:
    """Return the half-width of each level at each step ahead, in the units of `unit`, growing with the root of the step."""
    return {level: WIDTHS[route][level] * unit * np.sqrt(np.arange(1, horizon + 1)) for level in LEVELS}
