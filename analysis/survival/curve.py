"""Kaplan-Meier curves with delayed entry and, where rows carry weights, by weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.survival.normal import normal_quantile
from analysis.survival.spans import Array, Numbers, Spans, at_risk, event_times, events_at, spans


@dataclass(frozen=True)
class Curve:
    """A survival curve as steps at the times of events.

    at_risk, events  rows (not weights) at risk and ended at each of `times`
    survival         share that is left after each of `times`; error, low, high: Greenwood's, and log-log limits (NaN at 1 and at 0)
    start, last      first entry, and the time when nobody is left at risk: the curve is known within, and conditional on reaching `start`
    rows, never      rows ever at risk, rows that never were; `beyond` = events after `last`, which no curve can use
    """

    times: Array
    at_risk: Array
    events: Array
    survival: Array
    error: Array
    low: Array
    high: Array
    start: float
    last: float
    rows: int
    never: int
    beyond: int
    level: float
    spans: Spans

    @property
    def ended(self) -> int:
        """Events on the curve."""
        return int(self.events.sum())

    def at(self, times: Numbers, what: str = "survival") -> Array:
        """Return survival (or error, low, high) at each of `times`; NaN beyond the last time at which somebody is at risk, never 0."""
        asked = np.atleast_1d(np.asarray(times, dtype=np.float64))
        before = {"survival": 1.0, "error": 0.0}.get(what, np.nan)
        steps = np.concatenate([[before], getattr(self, what)])
        found = steps[np.searchsorted(self.times, asked, "right")]
        return np.where((asked <= self.last) & (asked >= 0), found, np.nan)

    def reason(self, time: float) -> str:
        """Return why survival at `time` is not assessable (no_rows, nobody_at_risk); empty where it is."""
        if not self.rows:
            return "no_rows"
        return "" if 0 <= time <= self.last else "nobody_at_risk"

    def left(self, times: Numbers) -> npt.NDArray[np.int64]:
        """Return how many rows are under observation just after each of `times`, for the table under a drawing: entry <= t < exit."""
        asked = np.atleast_1d(np.asarray(times, dtype=np.float64))
        entered, gone = (np.searchsorted(np.sort(ends), asked, "right") for ends in (self.spans.entry, self.spans.exit))
        return entered - gone


def kaplan_meier(exit: Numbers, event: Numbers, entry: Numbers | None = None, weight: Numbers | None = None, level: float = 0.95) -> Curve:
    """Return the product-limit curve S(t) = prod over t_j <= t of (1 - d_j / n_j), with delayed entry.

    event: 0 censored, else ended. weight: d and n are sums of weights; errors and limits are then NaN, for Greenwood's would change
    with the unit of the weights (resampled_bands gives bands). Errors: Greenwood, S sqrt(sum d / n(n - d)); limits: log-log,
    S^exp(+-z se(S) / (S |log S|)). Kaplan and Meier 1958; Kalbfleisch and Prentice 2002; delayed entry as in Tsai, Jewell and Wang 1987.
    """
    rows = spans(exit, event, entry, weight)
    times = event_times(rows)
    times = times[times <= rows.last] if len(times) else times
    n, d = at_risk(rows, times), events_at(rows, times)
    weighted = weight is not None
    of, lost = (at_risk(rows, times, True), events_at(rows, times, weighted=True)) if weighted else (n, d)
    with np.errstate(divide="ignore", invalid="ignore"):
        survival = np.cumprod(1 - np.where(of > 0, lost / of, 0.0))
        error = survival * np.sqrt(np.cumsum(np.where(n > d, d / (n * (n - d)), np.inf)))
    survival = np.where(survival < 1e-12, 0.0, survival)
    error = np.full_like(error, np.nan) if weighted else np.where(survival > 0, error, 0.0)
    low, high = log_log_limits(survival, error, level)
    return Curve(
        times=times,
        at_risk=n,
        events=d,
        survival=survival,
        error=error,
        low=low,
        high=high,
        start=float(rows.entry.min()) if len(rows.entry) else np.nan,
        last=rows.last,
        rows=len(rows.exit),
        never=rows.never,
        beyond=int((rows.event != 0).sum() - d.sum()),
        level=level,
        spans=rows,
    )


def nobody() -> Curve:
    """Return the curve of no rows: assessable nowhere."""
    return kaplan_meier([], [])


def log_log_limits(survival: Array, error: Array, level: float) -> tuple[Array, Array]:
    """Return the limits of `survival` on the scale of log(-log S); NaN where S is 0 or 1."""
    inner = (survival > 0) & (survival < 1)
    s = np.where(inner, survival, 0.5)
    width = np.exp(normal_quantile(level) * error / (s * np.abs(np.log(s))))
    return np.where(inner, s**width, np.nan), np.where(inner, s ** (1 / width), np.nan)
