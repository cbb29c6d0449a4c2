"""Which models a series bears, by its season and length, and how they are put together."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analysis.forecasting import regression, smoothing
from analysis.forecasting.growth import damped_growth, is_growing
from analysis.forecasting.seasons import without_season

Model = Callable[[np.ndarray, int, int], np.ndarray]
"""(series without gaps, season, horizon) -> path"""

SHORT, LONG, CYCLE = 11, 80, 24
"""Points up to which a series is short; from which one without season is long; steps from which a season is a cycle of its own."""

FARTHEST = 20
"""Times the largest value of the past beyond which a path is an explosion and not a forecast."""


def naive(y: np.ndarray, m: int, horizon: int) -> np.ndarray:
    """Return the last season again; the last value where there is no season."""
    season = y[-m:] if len(y) >= m else y[-1:]
    return season[np.arange(horizon) % len(season)]


def _deseasoned(path: Callable[[np.ndarray, int], np.ndarray]) -> Model:
    def model(y: np.ndarray, m: int, horizon: int) -> np.ndarray:
        season = without_season(y, m)
        return season.over(path(season.adjusted, horizon))

    return model


def _in_logs(model: Model) -> Model:
    def logged(y: np.ndarray, m: int, horizon: int) -> np.ndarray:
        if not (y > 0).all():
            return model(y, m, horizon)
        ceiling = np.log(y.max()) + np.log(FARTHEST)
        return np.exp(np.minimum(model(np.log(y), m, horizon), ceiling))

    return logged


def drift(y: np.ndarray, horizon: int) -> np.ndarray:
    """Return the straight line through the first and the last point, gone on."""
    return y[-1] + (y[-1] - y[0]) / max(len(y) - 1, 1) * np.arange(1, horizon + 1)


def _cycle(y: np.ndarray, m: int, horizon: int) -> np.ndarray:
    lags = tuple(dict.fromkeys(abs(k) for d in (0, m, 2 * m, 7 * m) for k in ((1, 2, 3) if not d else (d - 1, d, d + 1))))
    return regression.on_lags(y, horizon, lags)


MODELS: dict[str, Model] = {
    "naive": naive,
    "theta": _deseasoned(smoothing.theta),
    "log_theta": _in_logs(_deseasoned(smoothing.theta)),
    "dynamic_theta": _deseasoned(smoothing.dynamic_theta),
    "damped": _deseasoned(smoothing.damped),
    "autoregression": _deseasoned(regression.on_differences),
    "drift": _deseasoned(drift),
    "cycle": _cycle,
    "log_cycle": _in_logs(_cycle),
}

ROUTES: dict[str, tuple[str, ...]] = {
    "growth": ("growth",),
    "short": ("theta", "log_theta", "damped"),
    "yearly": ("theta", "log_theta", "dynamic_theta", "drift"),
    "long": ("dynamic_theta", "autoregression", "damped"),
    "seasonal": ("theta", "log_theta", "dynamic_theta", "autoregression"),
    "cycle": ("cycle", "log_cycle"),
}
"""The models of each route; the path is their median."""


def route(y: np.ndarray, position: np.ndarray, m: int) -> str:
    """Return the code of the route that a series takes: y observed values at `position`, m its season (1 = none)."""
    if is_growing(y, position) and (len(y) <= SHORT or len(y) < needed(m)):
        return "growth"
    if m >= CYCLE and m != 52:
        return "cycle"
    if m > 1:
        return "seasonal"
    if len(y) <= SHORT:
        return "short"
    return "yearly" if len(y) < LONG else "long"


def needed(m: int) -> int:
    """Return the points that a forecast needs: two seasons and three; five without a season."""
    return 2 * m + 3


def path(name: str, y: np.ndarray, position: np.ndarray, m: int, horizon: int) -> np.ndarray:
    """Return the central path of route `name`: y observed at `position`; gaps are crossed in a straight line.

    A model whose path is no number or beyond FARTHEST times the past is left out, and the naive line stands in where none is left.
    """
    if name == "growth":
        return damped_growth(y, position, horizon)
    whole = filled(y, position)
    found = [MODELS[model](whole, m, horizon) for model in ROUTES[name]]
    kept = [one for one in found if is_sound(one, whole)]
    return np.median(kept, axis=0) if kept else naive(whole, m, horizon)


def paths(name: str, whole: np.ndarray, y: np.ndarray, position: np.ndarray, m: int, horizon: int) -> dict[str, np.ndarray]:
    """Return the naive line and the path of each model of route `name` alone, by code."""
    if name == "growth":
        return {"naive": naive(whole, m, horizon), "growth": damped_growth(y, position, horizon)}
    return {model: MODELS[model](whole, m, horizon) for model in dict.fromkeys(("naive", *ROUTES[name]))}


def is_sound(mean: np.ndarray, y: np.ndarray) -> bool:
    """Return whether a path is all numbers and stays within FARTHEST times the largest value of the past."""
    return bool(np.isfinite(mean).all() and np.abs(mean).max() <= FARTHEST * np.abs(y).max())


def filled(y: np.ndarray, position: np.ndarray) -> np.ndarray:
    """Return one value a step: gaps crossed in a straight line, which no model is told to be observed by its weight."""
    return np.interp(np.arange(position[-1] + 1), position, y)
