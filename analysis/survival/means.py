"""Figures read off a survival curve: quantiles, the restricted mean, the chance of an end within a horizon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.survival.curve import Curve, log_log_limits
from analysis.survival.normal import normal_quantile
from analysis.survival.spans import Array, Numbers


@dataclass(frozen=True)
class Estimate:
    """One figure with its error and limits; None where it is unknown, and `reason` says why (a limit alone may be open)."""

    value: float | None
    error: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""


def quantile(curve: Curve, share: float) -> Estimate:
    """Return the time by which `share` (0-1) of the rows have ended, the first t with S(t) <= 1 - share.

    Limits: the first times at which the lower and the upper log-log limit fall so far (Brookmeyer and Crowley 1982); an upper limit of
    None is open: the curve ends before it.
    """
    if not curve.rows:
        return Estimate(None, reason="no_rows")
    value, low, high = (_first(curve.times, column, 1 - share) for column in (curve.survival, curve.low, curve.high))
    return Estimate(value, None, low, high, "" if value is not None else "not_reached")


def median(curve: Curve) -> Estimate:
    """Return the time by which half of the rows have ended."""
    return quantile(curve, 0.5)


def _first(times: Array, column: Array, share: float) -> float | None:
    fallen = np.flatnonzero(column <= share + 1e-12)
    return float(times[fallen[0]]) if len(fallen) else None


def restricted_mean(curve: Curve, until: float) -> Estimate:
    """Return the mean time lived up to `until`: the area under the curve from 0 to `until`, in the unit of time.

    Error: sqrt(sum over t_j <= until of A_j^2 d / n(n - d)), A_j the area from t_j to `until` (Klein and Moeschberger 2003, 4.5);
    limits: normal, within 0 and `until`. Not assessable beyond the last time at which somebody is at risk.
    """
    reason = curve.reason(until)
    if reason:
        return Estimate(None, reason=reason)
    inside = curve.times <= until
    times, n, d = curve.times[inside], curve.at_risk[inside], curve.events[inside]
    steps = np.diff(np.concatenate([[0.0], times, [until]])) * np.concatenate([[1.0], curve.survival[inside]])
    beyond = steps.sum() - np.cumsum(steps)[:-1]
    with np.errstate(divide="ignore"):
        parts = np.where(beyond > 0, beyond**2 * np.where(n > d, d / (n * (n - d)), 0.0), 0.0)
    mean = float(steps.sum())
    if np.isnan(curve.error[inside]).any():
        return Estimate(mean)
    error = float(np.sqrt(parts.sum()))
    reach = normal_quantile(curve.level) * error
    return Estimate(mean, error, max(mean - reach, 0.0), min(mean + reach, until))


def chance(curve: Curve, ages: Numbers, horizon: float, least: int = 5) -> dict[str, Array]:
    """Return P(ended by age + horizon | alive at age) for each of `ages`, as arrays value, low and high, NaN where not assessable.

    Value: 1 - S(age + horizon) / S(age); limits: log-log limits of that ratio, Greenwood's sum taken over the horizon only. Not
    assessable where fewer than `least` rows are under observation at any time of an event within the horizon or just before its end,
    or where age + horizon lies beyond the curve. Without an event within the horizon the value is 0 and the limits are NaN.
    """
    since = np.atleast_1d(np.asarray(ages, dtype=np.float64))
    until = since + horizon
    start, end = curve.at(since), curve.at(until)
    gone = np.concatenate([[0.0], np.cumsum(_greenwood(curve))])
    variance = gone[np.searchsorted(curve.times, until, "right")] - gone[np.searchsorted(curve.times, since, "right")]
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = np.where(start > 0, end / start, np.nan)
    kept = np.where(np.array([_fewest(curve, a, b) for a, b in zip(since, until, strict=True)]) >= least, kept, np.nan)
    low, high = log_log_limits(kept, kept * np.sqrt(variance), curve.level)
    return {"value": 1 - kept, "low": 1 - high, "high": 1 - low}


def _greenwood(curve: Curve) -> Array:
    n, d = curve.at_risk, curve.events
    return np.where(n > d, d / np.where(n > d, n * (n - d), 1.0), np.nan)


def _fewest(curve: Curve, since: float, until: float) -> float:
    """Return the least number of rows at risk within (since, until]: it changes only where a row comes or goes."""
    if not np.isfinite(since) or not curve.rows or until > curve.last:
        return 0.0
    ends = np.concatenate([curve.spans.exit, curve.spans.entry])
    looked = np.concatenate([ends[(ends >= since) & (ends < until)], [since]])
    return float(curve.left(looked).min())
