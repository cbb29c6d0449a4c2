"""Which models a series bears, by its season and length, and how they are put together."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analysis.forecasting import regression, seasonal, smoothing
from analysis.forecasting.growth import curves, is_growing
from analysis.forecasting.seasons import without_season

Model = Callable[[np.ndarray, int, int], np.ndarray]
"""(series without gaps, season, horizon) -> path"""

SHORT, LONG = 11, 80
"""Points up to which a series is short, and from which one without season is long."""

QUARTERS, CYCLE, WEEKS = 7, 24, 52
"""Steps of a season: the most that is treated as quarters are; the least that is a day of hours; and the weeks of a year."""

SEEN = 5
"""Days of hours from which autoregressions find the day; before, the models of months are better fed."""

DISTANT = (1, 2, 3, 4, 5, 6, 7, 8, 13, 26, 39, 50, 51, 52, 53, 54, 104, 156)
"""Lags of a long series without season: the last steps, the quarters and the years, if the step is a week."""

FARTHEST = 20
"""Times the largest value of the past beyond which a path is an explosion and not a forecast."""


def naive(y: np.ndarray, m: int, horizon: int) -> np.ndarray:
    """Return the last season again; the last value where there is no season."""
    season = y[-m:] if len(y) >= m else y[-1:]
    return season[np.arange(horizon) % len(season)]


def constant_growth(y: np.ndarray, at: np.ndarray, horizon: int) -> np.ndarray:
    """Return the growth a step between the first and the last point, gone on: y positive, `at` the steps of the points from 0."""
    return y[-1] * (y[-1] / y[0]) ** (np.arange(1, horizon + 1) / max(float(at[-1]), 1.0))


def drift(y: np.ndarray, horizon: int) -> np.ndarray:
    """Return the straight line through the first and the last point, gone on."""
    return y[-1] + (y[-1] - y[0]) / max(len(y) - 1, 1) * np.arange(1, horizon + 1)


def _adjusted(path: Callable[[np.ndarray, int], np.ndarray], ratio: bool | None = None) -> Model:
    """Return `path` of the series without its classical season, which is laid over it again."""

    def model(y: np.ndarray, m: int, horizon: int) -> np.ndarray:
        season = without_season(y, m, ratio)
        return season.over(path(season.adjusted, horizon))

    return model


def _in_logs(model: Model, other: Model | None = None) -> Model:
    """Return `model` of the logarithms; where a value is not positive, `other` (else `model`) of the values."""

    def logged(y: np.ndarray, m: int, horizon: int) -> np.ndarray:
        if not (y > 0).all():
            return (other or model)(y, m, horizon)
        return np.exp(np.minimum(model(np.log(y), m, horizon), np.log(y.max() * FARTHEST)))

    return logged


def _local(y: np.ndarray, m: int, horizon: int) -> np.ndarray:
    adjusted, season = seasonal.by_local_regression(y, m)
    return smoothing.theta(adjusted, horizon) + season[np.arange(horizon) % m]


def _cycle(y: np.ndarray, m: int, horizon: int) -> np.ndarray:
    around = [days * m + step for days in (1, 2, 3, 7, 14) for step in (-1, 0, 1)]
    return regression.on_lags(y, horizon, (1, 2, 3, *around), 1e-4)


def _lags(y: np.ndarray, m: int, horizon: int) -> np.ndarray:
    return regression.on_lags(y, horizon, DISTANT, 0.1)


def _changes(y: np.ndarray, m: int, horizon: int) -> np.ndarray:
    return regression.on_lagged_changes(y, horizon, DISTANT, 0.1)


def _year(y: np.ndarray, m: int, horizon: int) -> np.ndarray:
    """Return the differences over a year of weeks, where the same week tells more than that of the other half-year; else dynamic Theta."""
    year, half = (np.abs(y[lag:] - y[:-lag]).mean() if len(y) > 2 * WEEKS else 0.0 for lag in (WEEKS, WEEKS // 2))
    if year >= half:
        return smoothing.dynamic_theta(y, horizon)
    return seasonal.on_seasonal_differences(y, WEEKS, horizon)


MODELS: dict[str, Model] = {
    "naive": naive,
    "theta": _adjusted(smoothing.theta),
    "log_theta": _in_logs(_adjusted(smoothing.theta, ratio=False), _adjusted(smoothing.theta)),
    "dynamic_theta": _adjusted(smoothing.dynamic_theta),
    "log_dynamic_theta": _in_logs(_adjusted(smoothing.dynamic_theta, ratio=False), _adjusted(smoothing.dynamic_theta)),
    "autoregression": _adjusted(regression.on_differences),
    "log_autoregression": _in_logs(_adjusted(regression.on_differences, ratio=False), _adjusted(regression.on_differences)),
    "damped": _adjusted(smoothing.damped),
    "drift": _adjusted(drift),
    "holt_winters": seasonal.holt_winters,
    "log_holt_winters": _in_logs(seasonal.holt_winters),
    "seasonal_differences": seasonal.on_seasonal_differences,
    "local_theta": _in_logs(_local),
    "cycle": _cycle,
    "log_cycle": _in_logs(_cycle),
    "lags": _lags,
    "log_lags": _in_logs(_lags),
    "changes": _changes,
    "log_changes": _in_logs(_changes),
    "year": _in_logs(_year),
}

ROUTES: dict[str, tuple[str, ...]] = {
    "growth": ("logistic", "gompertz", "fading_growth"),
    "short": ("logistic", "gompertz", "fading_growth", "log_theta"),
    "few": ("theta", "dynamic_theta", "damped"),
    "plain": ("log_theta", "log_dynamic_theta", "log_autoregression", "drift"),
    "long": ("lags", "log_lags", "changes", "log_changes", "year"),
    "quarters": ("theta", "dynamic_theta", "autoregression", "holt_winters", "seasonal_differences", "local_theta"),
    "months": ("theta", "log_theta", "autoregression", "holt_winters", "log_holt_winters", "seasonal_differences", "local_theta"),
    "cycle": ("cycle", "log_cycle"),
}
"""The models of each route, chosen on the development series by the errors at three origins of each."""

CURVES = ("growth", "short")
"""Routes of which some models are curves fitted to the dates."""


def route(y: np.ndarray, position: np.ndarray, m: int, years: float = 1.0) -> str:
    """Return the code of the route that a series takes: y observed values at `position`, m its season (1 = none), `years` a step."""
    if is_growing(y, position, years) and (len(y) <= SHORT or len(y) < needed(m)):
        return "growth"
    if m > 1:
        if m <= QUARTERS:
            return "quarters"
        return "cycle" if m >= CYCLE and m != WEEKS and len(y) >= SEEN * m else "months"
    if len(y) <= SHORT:
        return "short" if (y > 0).all() else "few"
    return "plain" if len(y) < LONG else "long"


def needed(m: int) -> int:
    """Return the points that a forecast needs: two seasons and three; five without a season."""
    return 2 * m + 3


def path(name: str, y: np.ndarray, position: np.ndarray, m: int, horizon: int) -> np.ndarray:
    """Return the central path of route `name`: y observed at `position`.

    The median of its models, step by step; of short positive series the geometric mean. A model whose path is no number or leaves
    FARTHEST times the past is left out, and the naive line stands in where none is left.
    """
    whole = filled(y, position)
    kept = [one for one in paths(name, y, position, m, horizon).values() if is_sound(one, whole)]
    if not kept:
        return naive(whole, m, horizon)
    if name in CURVES:
        return np.exp(np.log(np.maximum(kept, np.finfo(float).tiny)).mean(axis=0))
    return np.median(kept, axis=0)


def combination(name: str) -> str:
    """Return how the models of a route are put together: median or geometric_mean."""
    return "geometric_mean" if name in CURVES else "median"


def paths(name: str, y: np.ndarray, position: np.ndarray, m: int, horizon: int) -> dict[str, np.ndarray]:
    """Return the path of each model of route `name`, by code. Models that want every step are given gaps crossed in a straight line."""
    whole = filled(y, position)
    drawn = curves(y, position, horizon) if name in CURVES else {}
    return {model: drawn[model] if model in drawn else MODELS[model](whole, m, horizon) for model in ROUTES[name]}


def is_sound(mean: np.ndarray, y: np.ndarray) -> bool:
    """Return whether a path is all numbers and stays within FARTHEST times the largest value of the past."""
    return bool(np.isfinite(mean).all() and np.abs(mean).max() <= FARTHEST * np.abs(y).max())


def filled(y: np.ndarray, position: np.ndarray) -> np.ndarray:
    """Return one value a step, gaps crossed in a straight line."""
    return np.interp(np.arange(position[-1] + 1), position, y)
