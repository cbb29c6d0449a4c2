"""Bands of a weighted survival curve by resampling rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.survival.spans import Array, Numbers, event_times, spans

DRAWS = 2000
SEED = 20251231
KNOWN = 0.9
"""A limit is given where at least this share of the draws has somebody at risk."""


@dataclass(frozen=True)
class Bands:
    """Limits of the weighted curve after each of `times`; NaN where too few draws have anybody at risk."""

    times: Array
    low: Array
    high: Array
    draws: int


def resampled_bands(
    exit: Numbers,
    event: Numbers,
    weight: Numbers,
    entry: Numbers | None = None,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Bands:
    """Return percentile limits of the weighted Kaplan-Meier curve, each row (a contract with its value) being drawn whole.

    The weighted Greenwood formula takes weights for counts, so that its bands change with the unit of currency; these do not.
    Efron 1981 (resampling of censored rows). Seeded: the same rows give the same band.
    """
    rows = spans(exit, event, entry, weight)
    times = event_times(rows)
    times = times[times <= rows.last] if len(times) else times
    if not len(times):
        return Bands(times, times, times, draws)
    counts = np.random.default_rng(seed).multinomial(len(rows.exit), np.full(len(rows.exit), 1 / len(rows.exit)), draws)
    present = (rows.entry[:, None] < times) & (rows.exit[:, None] >= times)
    ended = (rows.exit[:, None] == times) & (rows.event[:, None] != 0)
    n, d = counts @ (rows.weight[:, None] * present), counts @ (rows.weight[:, None] * ended)
    with np.errstate(divide="ignore", invalid="ignore"):
        curves = np.cumprod(1 - d / n, axis=1)
    known = np.isfinite(curves).mean(axis=0) >= KNOWN
    limits = np.full((2, len(times)), np.nan)
    if known.any():
        limits[:, known] = np.nanquantile(curves[:, known], [(1 - level) / 2, (1 + level) / 2], axis=0)
    return Bands(times, limits[0], limits[1], draws)
