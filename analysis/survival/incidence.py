"""Cumulative incidence of competing events."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.survival.normal import normal_quantile
from analysis.survival.spans import Array, Numbers, at_risk, event_times, events_at, spans


@dataclass(frozen=True)
class Incidence:
    """The share of rows that has ended by one cause after each of `times` (events of any cause); error and log-log limits."""

    cause: int
    times: Array
    incidence: Array
    error: Array
    low: Array
    high: Array
    last: float
    ended: int

    def at(self, times: Numbers, what: str = "incidence") -> Array:
        """Return the incidence (or error, low, high) at each of `times`; NaN beyond the last time at which somebody is at risk."""
        asked = np.atleast_1d(np.asarray(times, dtype=np.float64))
        before = 0.0 if what in ("incidence", "error") else np.nan
        found = np.concatenate([[before], getattr(self, what)])[np.searchsorted(self.times, asked, "right")]
        return np.where((asked <= self.last) & (asked >= 0), found, np.nan)


def cumulative_incidence(exit: Numbers, cause: Numbers, entry: Numbers | None = None, level: float = 0.95) -> dict[int, Incidence]:
    """Return the Aalen-Johansen incidence of each cause met (codes from 1; 0 = censored): F(t) = sum over t_j <= t of S(t_j-) d_cause / n.

    S is the curve of all causes, so that the incidences and S sum to 1; 1 - Kaplan-Meier of one cause would be too high. Error: delta
    method (Marubini and Valsecchi 1995, 10.4). Limits: log-log of F, 1 - (1 - F)^exp(...) as Kalbfleisch and Prentice do for S.
    """
    rows = spans(exit, cause, entry)
    times = event_times(rows)
    times = times[times <= rows.last] if len(times) else times
    n, d = at_risk(rows, times), events_at(rows, times)
    before = np.concatenate([[1.0], np.cumprod(1 - d / n)[:-1]]) if len(times) else np.array([])
    found = {}
    for code in sorted(set(rows.event.tolist()) - {0}):
        one = events_at(rows, times, code)
        incidence = np.cumsum(before * one / n)
        error = _error(incidence, before, one, d, n)
        low, high = _limits(incidence, error, level)
        found[code] = Incidence(code, times, incidence, error, low, high, rows.last, int(one.sum()))
    return found


def _error(incidence: Array, before: Array, one: Array, d: Array, n: Array) -> Array:
    """Var F(t) = sum (F(t) - F_j)^2 d/(n(n-d)) + sum S_j-^2 d1 (n - d1)/n^3 - 2 sum (F(t) - F_j) S_j- d1/n^2, expanded in F(t)."""
    all_causes = np.where(n > d, d / np.where(n > d, n * (n - d), 1.0), 0.0)
    mixed = before * one / n**2
    variance = incidence**2 * np.cumsum(all_causes) - 2 * incidence * np.cumsum(incidence * all_causes)
    variance += np.cumsum(incidence**2 * all_causes) + np.cumsum(before**2 * one * (n - one) / n**3)
    variance += -2 * incidence * np.cumsum(mixed) + 2 * np.cumsum(incidence * mixed)
    return np.sqrt(np.maximum(variance, 0.0))


def _limits(incidence: Array, error: Array, level: float) -> tuple[Array, Array]:
    inner = (incidence > 0) & (incidence < 1)
    f = np.where(inner, incidence, 0.5)
    width = np.exp(normal_quantile(level) * error / (f * np.abs(np.log(f))))
    return np.where(inner, f**width, np.nan), np.where(inner, f ** (1 / width), np.nan)
