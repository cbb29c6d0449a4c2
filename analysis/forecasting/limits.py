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

    typical  mean error / (own unit · h^power) on the development series, for units held against the route's own past; 0 = they are not
    """

    unit: str
    power: float
    at_80: float
    at_95: float
    typical: float = 0.0


WIDTHS = {
    "growth": Width("growth", 0.9, 0.70, 1.66),
    "short": Width("growth", 0.9, 0.86, 2.60),
    "few": Width("trend", 0.75, 1.55, 2.71),
    "plain": Width("trend", 0.75, 1.55, 2.71, 0.79),
    "long": Width("trend", 0.4, 0.83, 1.80, 0.50),
    "quarters": Width("season", 0.35, 1.82, 3.26, 1.00),
    "months": Width("season", 0.3, 1.36, 2.36, 0.73),
    "cycle": Width("cycle", 0.3, 0.53, 1.04, 0.31),
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

    `own_unit`, held against the route's own mean error one and two horizons ago where the series is long enough: the geometric mean, in
    which `own_unit` counts twice. What a series of this kind usually errs is thus corrected by what this one did.
    """
    width, unit = WIDTHS[route], own_unit(route, y, position, m)
    if not (width.typical and unit > 0):
        return unit
    whole, reach = routes.filled(y, position), np.arange(1, horizon + 1) ** width.power
    found = [unit * width.typical] * 2
    for end in (len(whole) - horizon, len(whole) - 2 * horizon):
        if end > max(routes.SHORT, routes.needed(m)):
            path = routes.path(route, whole[:end], np.arange(end), m, horizon)
            found.append(float((np.abs(whole[end : end + horizon] - path) / reach).mean()))
    return float(np.exp(np.log(np.maximum(found, 0.05 * found[0])).mean())) / width.typical


def own_unit(route: str, y: np.ndarray, position: np.ndarray, m: int) -> float:
    """Return what the series shows without being forecast from its past.

    growth  sqrt((4·USUAL² + (n-1)·s²)/(n+3) + g²/2), s the standard deviation and g the median of the log growth a step
    trend   root mean square of the errors one step ahead of dynamic Theta, and the mean change a step
    season  geometric mean of those errors, the season taken out, and of the mean difference over one season
    cycle   mean difference over one season
    """
    kind = WIDTHS[route].unit
    if kind == "growth":
        rates = np.diff(np.log(y)) / np.diff(position)
        return float(np.sqrt((4 * USUAL**2 + (len(y) - 1) * rates.var(ddof=1)) / (len(y) + 3) + np.median(rates) ** 2 / 2))
    whole = routes.filled(y, position)
    across = float(np.abs(whole[m:] - whole[:-m]).mean()) if len(whole) > m else 0.0
    if kind == "cycle":
        return across
    adjusted = without_season(whole, m).adjusted
    error = float(np.sqrt((one_step_errors(adjusted) ** 2).mean()))
    return error + abs(float(np.diff(adjusted).mean())) if kind == "trend" else float(np.sqrt(error * across))
