"""The intervals of a forecast: multiples of the errors that the series itself shows, as wide as the errors of each route were found to be.

The multiples were learnt on earlier origins of the development series (benchmarks/forecasting.py --learn prints them) and their coverage
is reported on the points after, which took no part.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from analysis.forecasting import routes
from analysis.forecasting.seasons import without_season
from analysis.forecasting.smoothing import one_step_errors

LEVELS = (80, 95)
USUAL = 0.175
"""Spread of yearly log growth in the middle of the short growth series: what a short series is drawn to."""


class Width(NamedTuple):
    """Half-width at step h = multiple · unit · h^power; `unit` is a code of `unit_of`; in logs for the routes of short series.

    typical  mean error / (unit · h^power) on the development series, for units that are held against the series' own past; 0 = are not
    """

    unit: str
    power: float
    at_80: float
    at_95: float
    typical: float = 0.0


WIDTHS = {
    "growth": Width("growth", 0.9, 0.69, 1.72),
    "short": Width("growth", 0.9, 0.86, 2.85),
    "few": Width("trend", 0.75, 1.24, 2.33),
    "plain": Width("trend", 0.75, 1.24, 2.33),
    "long": Width("trend", 0.4, 0.85, 1.72, 0.49),
    "quarters": Width("season", 0.35, 1.60, 3.02),
    "months": Width("season", 0.3, 1.23, 2.31),
    "cycle": Width("cycle", 0.3, 0.56, 1.02, 0.32),
}


def limits(route: str, mean: np.ndarray, unit: float) -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """Return the lower and upper limit of each level at each step ahead."""
    width = WIDTHS[route]
    reach = unit * np.arange(1, len(mean) + 1) ** width.power
    halves = {level: multiple * reach for level, multiple in zip(LEVELS, (width.at_80, width.at_95), strict=True)}
    if width.unit == "growth":
        return {level: (mean * np.exp(-half), mean * np.exp(half)) for level, half in halves.items()}
    return {level: (mean - half, mean + half) for level, half in halves.items()}


def unit_of(route: str, y: np.ndarray, position: np.ndarray, m: int, horizon: int) -> float:
    """Return the unit in which the limits of a series are measured: y at `position`, m its season.

    growth  sqrt((4·USUAL² + (n-1)·s²)/(n+3) + g²/2), s the standard deviation and g the median of the log growth a step
    trend   root mean square of the errors one step ahead of dynamic Theta, and the mean change a step
    season  geometric mean of those errors, the season taken out, and of the mean difference over one season
    cycle   mean difference over one season
    """
    width = WIDTHS[route]
    if width.unit == "growth":
        rates = np.diff(np.log(y)) / np.diff(position)
        return float(np.sqrt((4 * USUAL**2 + (len(y) - 1) * rates.var(ddof=1)) / (len(y) + 3) + np.median(rates) ** 2 / 2))
    whole = routes.filled(y, position)
    across = float(np.abs(whole[m:] - whole[:-m]).mean()) if len(whole) > m else 0.0
    adjusted = without_season(whole, m).adjusted
    error = float(np.sqrt((one_step_errors(adjusted) ** 2).mean()))
    units = {"trend": error + abs(float(np.diff(adjusted).mean())), "season": float(np.sqrt(error * across)), "cycle": across}
    return _tried(route, units[width.unit], whole, m, horizon) if width.typical else units[width.unit]


def _tried(route: str, unit: float, whole: np.ndarray, m: int, horizon: int) -> float:
    """Return `unit` held against the route's own mean error one and two horizons ago: the geometric mean, `unit` counting twice."""
    width = WIDTHS[route]
    reach = np.arange(1, horizon + 1) ** width.power
    found = [unit * width.typical] * 2
    for end in (len(whole) - horizon, len(whole) - 2 * horizon):
        if end >= max(routes.LONG, 3 * m):
            path = routes.path(route, whole[:end], np.arange(end), m, horizon)
            found.append(float((np.abs(whole[end : end + horizon] - path) / reach).mean()))
    return float(np.exp(np.log(np.maximum(found, np.finfo(float).tiny)).mean())) / width.typical if unit > 0 else 0.0
