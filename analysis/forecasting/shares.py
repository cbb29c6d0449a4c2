"""The forecast of parts of one whole: every part in 0-1, their sum 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.forecasting.outlook import PATH, Forecast, refused
from analysis.forecasting.steps import steps
from data.schema import Problem

NEEDED = 5
FADE = 0.9
DOUBT = 3
"""Squared standard errors of the mean change that are taken off its square: what is not beyond them is no trend, and the line is naive."""

USUAL = 0.01
POWER, AT_80, AT_95 = 0.8, 1.03, 2.78
"""Half-width at step h = multiple · h^power · sqrt((2·USUAL² + sum of squared changes)/(2 + changes)); learnt like limits.WIDTHS."""


def shares(parts: pd.DataFrame, horizon: int, times: Sequence[object] | None = None) -> Forecast:
    """Return the forecast of `parts`, one column a part and one row a time, with `frame` in rows of step, time, part, mean and limits.

    x(n+h) = x(n) + g·(FADE + … + FADE^h), g the mean change times 1 - DOUBT·se²/g² (0 at least), on the raw scale, then closed: negative
    parts to 0, all divided by their sum. Log-ratios, the textbook's way, have larger errors on the development half; limits are cut at
    0 and 1. Refused: fewer than NEEDED rows, a negative part, rows that do not sum to 1 within a hundredth.
    """
    held = parts.apply(pd.to_numeric, errors="coerce").to_numpy(float)
    found = steps(times, len(held))
    if found is None:
        return refused(Problem("forecasting.no_time", values={"points": len(held)}))
    axis, order = found
    known = np.isfinite(held[order]).all(axis=1)
    x, position = held[order][known], axis.position[known]
    total = x.sum(axis=1)
    if len(x) and ((x < 0).any() or np.abs(total - 1).max() > 0.01):
        worst = int(np.abs(total - 1).argmax())
        return refused(Problem("forecasting.no_whole", values={"sum": f"{total[worst]:.4g}", "time": axis.name(int(position[worst]))}))
    if len(x) < NEEDED:
        return refused(Problem("forecasting.too_short", values={"points": len(x), "needed": NEEDED, "season": 1}))
    x = x / total[:, None]
    path, unit = _path(x, horizon), _unit(x)
    reach = np.arange(1, horizon + 1)[:, None] ** POWER * unit
    sides = {"lower_80": -AT_80, "upper_80": AT_80, "lower_95": -AT_95, "upper_95": AT_95}
    drawn = {"mean": path, **{name: np.clip(path + times * reach, 0, 1) for name, times in sides.items()}}
    frame = pd.DataFrame({name: drawn[name].ravel() for name in PATH})
    frame.insert(0, "step", np.repeat(np.arange(1, horizon + 1), x.shape[1]))
    frame.insert(1, "time", [axis.name(int(position[-1]) + int(step)) for step in frame["step"]])
    frame.insert(2, "part", np.tile(np.array(parts.columns, dtype=object), horizon))
    model = "share_trend" if (path != path[0]).any() else "naive"
    return Forecast(frame, "shares", (model,), unit=axis.unit, points=len(x), needed=NEEDED)


def _path(x: np.ndarray, horizon: int) -> np.ndarray:
    change = np.diff(x, axis=0)
    mean, error = change.mean(axis=0), change.var(axis=0, ddof=1) / len(change)
    kept = np.clip(1 - DOUBT * np.divide(error, mean**2, out=np.full_like(mean, np.inf), where=mean**2 > 0), 0, 1)
    path = np.clip(x[-1] + kept * mean * np.cumsum(FADE ** np.arange(1, horizon + 1))[:, None], 0, None)
    return path / path.sum(axis=1, keepdims=True)


def _unit(x: np.ndarray) -> np.ndarray:
    change = np.diff(x, axis=0)
    return np.sqrt((2 * USUAL**2 + (change**2).sum(axis=0)) / (2 + len(change)))
