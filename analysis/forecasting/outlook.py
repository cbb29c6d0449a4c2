"""The forecast of one series, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.forecasting import routes
from analysis.forecasting.growth import is_growing
from analysis.forecasting.limits import LEVELS, limits, unit_of
from analysis.forecasting.steps import Steps, steps
from data.schema import Flag, Problem

PATH = ("mean", "lower_80", "upper_80", "lower_95", "upper_95")
LONGEST = 1_000_000
"""Steps from the first point to the last at most."""

SPIKE = 1000
"""Times every other value from which a single value is an error of writing and is treated as a gap."""


@dataclass(frozen=True)
class Forecast:
    """What is expected of a series.

    frame    a row a step ahead: step, time, mean, lower_80, upper_80, lower_95, upper_95; empty where it is refused
    route    code of the models that made it (ROUTES); models are those codes
    history  a row a step of the past: time, position (in steps), value, null where it is a gap; of an uneven series a row a point
    unit     code of the step (UNITS); season in steps, 1 = none
    points   values that were used; needed = how many there must be
    refusal  why there is no forecast, as a problem with words; None where there is one
    flags    what a reader must know of it
    """

    frame: pd.DataFrame
    route: str = ""
    models: tuple[str, ...] = ()
    history: pd.DataFrame = field(default_factory=pd.DataFrame)
    unit: str = "step"
    season: int = 1
    points: int = 0
    needed: int = 5
    refusal: Problem | None = None
    flags: tuple[Flag, ...] = ()


def forecast(values: Sequence[float], horizon: int, times: Sequence[object] | None = None, season: int | None = None) -> Forecast:
    """Return the forecast of `values` for `horizon` steps: central path, 80 % and 95 % limits, and the models that made it.

    times   whole numbers (equally spaced steps), dates or periods, in any order; None = one after the other. Frequency and season are told
            from them; a missing time or an empty value is a gap and not a zero; unequal spacing enters as dates
    season  steps of the season where the caller knows it; 1 = none

    Refused (see `refusal`): times that cannot be read, two values at one time, fewer points than `needed`.
    """
    y = _numbers(values)
    found = steps(times, len(y))
    if found is None:
        return refused(Problem("forecasting.no_time", values={"points": len(y)}))
    axis, order = found
    y = y[order]
    if len(np.unique(axis.position)) < len(axis.position):
        again = int(axis.position[np.flatnonzero(np.diff(axis.position) == 0)[0]])
        return refused(Problem("forecasting.twice", values={"time": axis.name(again)}))
    y, flags = _without_spikes(np.where(np.isfinite(y), y, np.nan))
    known = np.isfinite(y)
    m = max(1, season or axis.season)
    return _made(y[known], axis, axis.position[known], m, horizon, flags)


def _numbers(values: Sequence[float]) -> np.ndarray:
    """Return values as floats; what is no number is none."""
    try:
        return np.array(values, dtype=float)
    except (TypeError, ValueError):
        return pd.to_numeric(pd.Series(list(values), dtype=object), errors="coerce").to_numpy(float)


def refused(problem: Problem, **held: object) -> Forecast:
    """Return a forecast that is none, and why."""
    return Forecast(pd.DataFrame(columns=["step", "time", *PATH]), refusal=problem, **held)


def _made(y: np.ndarray, axis: Steps, position: np.ndarray, m: int, horizon: int, flags: tuple[Flag, ...]) -> Forecast:
    span = int(position[-1] - position[0]) + 1 if len(y) else 0
    uneven = len(y) < span * 2 / 3
    if span > LONGEST:
        return refused(Problem("forecasting.sparse", values={"points": len(y), "steps": span, "most": LONGEST}), points=len(y))
    m, flags = (1, (*flags, Flag("forecasting.uneven", {"points": len(y), "steps": span}))) if uneven else (m, flags)
    needed = routes.needed(1) if len(y) and is_growing(y, position, axis.years) else routes.needed(m)
    held = {"history": _history(y, axis, position, uneven), "unit": axis.unit, "season": m, "points": len(y), "needed": needed}
    if len(y) < needed:
        return refused(Problem("forecasting.too_short", values={"points": len(y), "needed": needed, "season": m}), **held)
    first, at = int(position[0]), position - position[0]
    route = routes.route(y, at, m, axis.years)
    ahead = np.arange(1, horizon + 1)
    names = [axis.name(int(first + at[-1] + step)) for step in ahead]
    frame = pd.DataFrame({"step": ahead, "time": names, **_limits(y, at, m, horizon, route)})
    if np.ptp(y) == 0:
        flags = (*flags, Flag("forecasting.constant"))
    return Forecast(frame, route, routes.ROUTES[route], flags=flags, **held)


def _history(y: np.ndarray, axis: Steps, position: np.ndarray, uneven: bool) -> pd.DataFrame:
    steps_of = position if uneven or not len(y) else np.arange(position[0], position[-1] + 1)
    value = np.full(len(steps_of), np.nan)
    value[np.searchsorted(steps_of, position)] = y
    return pd.DataFrame({"time": [axis.name(int(one)) for one in steps_of], "position": steps_of, "value": value})


def _limits(y: np.ndarray, at: np.ndarray, m: int, horizon: int, route: str) -> dict[str, np.ndarray]:
    """Return mean and limits; a series without negative values has no negative limit."""
    scale = float(np.abs(y).max()) or 1.0
    y = y / scale
    mean = routes.path(route, y, at, m, horizon)
    sides = limits(route, mean, unit_of(route, y, at, m, horizon))
    found = {"mean": mean}
    for level in LEVELS:
        found[f"lower_{level}"], found[f"upper_{level}"] = sides[level]
    floor = 0.0 if (y >= 0).all() else -np.inf
    return {name: np.maximum(found[name], floor) * scale for name in PATH}


def _without_spikes(y: np.ndarray) -> tuple[np.ndarray, tuple[Flag, ...]]:
    """Return `y` with a value that is SPIKE times every other one made a gap, and the flag that says so."""
    size = np.abs(np.nan_to_num(y))
    if len(size) < 3:
        return y, ()
    second, largest = np.partition(size, -2)[-2:]
    if not second > 0 or largest < SPIKE * second:
        return y, ()
    spike = int(size.argmax())
    return np.where(np.arange(len(y)) == spike, np.nan, y), (Flag("forecasting.spike", {"value": float(y[spike]), "times": SPIKE}),)
