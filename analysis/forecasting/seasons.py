"""The season of a series: estimated, taken out, and laid over the steps ahead."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Season(NamedTuple):
    """What is left of a series without its season, and how the season goes on.

    adjusted  the series without it, shape (n,)
    ahead     one factor or term a step of the season, in phase with the first step ahead, shape (m,)
    ratio     True where the season multiplies, False where it adds
    """

    adjusted: np.ndarray
    ahead: np.ndarray
    ratio: bool

    def over(self, path: np.ndarray) -> np.ndarray:
        """Return `path`, one value a step ahead, with the season laid over it."""
        season = self.ahead[np.arange(len(path)) % len(self.ahead)]
        return path * season if self.ratio else path + season


def without_season(y: np.ndarray, m: int, ratio: bool | None = None) -> Season:
    """Return `y` with its classical seasonal index taken out; as it is where there are no two seasons to see it in.

    Factors (`ratio`; where it is not given: where every value is positive), else terms, each the mean of its ratios (differences) to the
    centred moving average. No test decides whether there is a season: the index is drawn towards none by the share of its spread that is
    noise, 1 - (m-3)/(m-1)·V/S (James–Stein; Miller and Williams, Int. J. Forecasting 19, 2003), which leaves nothing where there is none.
    """
    ratio = bool((y > 0).all()) if ratio is None else ratio
    if m < 2 or len(y) < 2 * m + 1:
        return Season(y, np.ones(1) if ratio else np.zeros(1), ratio)
    trend = moving_average(y, m)
    seen = np.isfinite(trend)
    away = y[seen] / trend[seen] - 1 if ratio else y[seen] - trend[seen]
    phase = np.arange(len(y)) % m
    index = np.array([away[phase[seen] == j].mean() for j in range(m)])
    index -= index.mean()
    index *= _kept(index, away - index[phase[seen]], m)
    if ratio:
        index = np.maximum(index, -0.99)
    adjusted = y / (1 + index[phase]) if ratio else y - index[phase]
    ahead = np.roll(index, -(len(y) % m))
    return Season(adjusted, 1 + ahead if ratio else ahead, ratio)


def moving_average(y: np.ndarray, m: int) -> np.ndarray:
    """Return the centred moving average of `y` over one season of m steps, null at both ends."""
    weights = np.ones(m) / m if m % 2 else np.r_[0.5, np.ones(m - 1), 0.5] / m
    half = len(weights) // 2
    out = np.full(len(y), np.nan)
    out[half : len(y) - half] = np.convolve(y, weights, "valid")
    return out


def _kept(index: np.ndarray, noise: np.ndarray, m: int) -> float:
    """Return the share of the index that is season and not noise, 0-1."""
    spread = index @ index / (m - 1)
    if m < 4 or not spread > 0:
        return float(spread > 0)
    return float(np.clip(1 - (m - 3) / (m - 1) * noise.var() * m / len(noise) / spread, 0, 1))
