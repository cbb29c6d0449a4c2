"""The Nelson-Aalen cumulative hazard, on any clock."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.survival.normal import normal_quantile
from analysis.survival.spans import Array, Numbers, at_risk, event_times, events_at, spans


@dataclass(frozen=True)
class Hazard:
    """The cumulative hazard after each of `times` (events), its error and log limits; known from `start` to `last`."""

    times: Array
    at_risk: Array
    events: Array
    hazard: Array
    error: Array
    low: Array
    high: Array
    start: float
    last: float
    rows: int


def nelson_aalen(exit: Numbers, event: Numbers, entry: Numbers | None = None, level: float = 0.95) -> Hazard:
    """Return H(t) = sum over t_j <= t of d_j / n_j, its error sqrt(sum d / n^2) and limits H exp(+-z error / H).

    With calendar days as the clock, `entry` is the day from which a row is at risk and `exit` the day it leaves: the slope is then the
    rate of ending at that date. Unlike a survival curve the sum may go on over a gap without rows: it stands still there.
    Nelson 1972; Aalen 1978.
    """
    rows = spans(exit, event, entry)
    times = event_times(rows)
    n, d = at_risk(rows, times), events_at(rows, times)
    hazard, error = np.cumsum(d / n), np.sqrt(np.cumsum(d / n**2))
    width = np.exp(normal_quantile(level) * error / hazard)
    start, last = (float(rows.entry.min()), float(rows.exit.max())) if len(rows.exit) else (np.nan, np.nan)
    return Hazard(times, n, d, hazard, error, hazard / width, hazard * width, start, last, len(rows.exit))
