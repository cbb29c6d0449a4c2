"""Do groups end at the same pace? Log-rank tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.survival.normal import chi_squared_tail
from analysis.survival.spans import Array, Numbers, Spans, at_risk, event_times, events_at, spans

WEIGHTINGS: dict[str, Callable[[Array], Array]] = {
    "log_rank": np.ones_like,
    "wilcoxon": lambda n: n,
    "tarone_ware": np.sqrt,
}
"""What a difference at one time counts: all the same, by the number at risk (Gehan and Breslow), by its root."""


@dataclass(frozen=True)
class LogRank:
    """A test that `groups` share one hazard: chi-squared, its degrees of freedom and p; events observed and expected by group.

    p is None where the groups are never at risk together, or there are fewer than two: nothing is testable.
    """

    groups: tuple[object, ...]
    observed: tuple[float, ...]
    expected: tuple[float, ...]
    chi_squared: float | None
    degrees: int
    p: float | None


def log_rank(
    exit: Numbers,
    event: Numbers,
    group: Sequence[object],
    entry: Numbers | None = None,
    strata: Sequence[object] | None = None,
    weighting: str = "log_rank",
) -> LogRank:
    """Return the test of equal hazards over `group`, with delayed entry; within `strata` where given, their statistics being summed.

    U_g = sum w (d_g - d n_g / n), with the hypergeometric covariance; chi-squared = U' V^- U. Weights w: WEIGHTINGS. Mantel 1966;
    Peto and Peto 1972; Klein and Moeschberger 2003, 7.3 and 7.5.
    """
    rows = spans(exit, event, entry)
    names = np.asarray([str(one) for one in group])[rows.kept]
    layers = np.zeros(len(names)) if strata is None else np.asarray([str(one) for one in strata])[rows.kept]
    groups = sorted(set(names.tolist()))
    observed, expected, score = (np.zeros(len(groups)) for _ in range(3))
    variance = np.zeros((len(groups), len(groups)))
    for layer in np.unique(layers):
        there = layers == layer
        o, e, u, v = _layer(rows.of(there), names[there], groups, WEIGHTINGS[weighting])
        observed, expected, score, variance = observed + o, expected + e, score + u, variance + v
    degrees = int(np.linalg.matrix_rank(variance)) if len(groups) else 0
    chi = float(score @ np.linalg.pinv(variance) @ score) if degrees else None
    tail = None if chi is None else chi_squared_tail(chi, degrees)
    return LogRank(tuple(groups), tuple(observed.tolist()), tuple(expected.tolist()), chi, degrees, tail)


def _layer(rows: Spans, names: np.ndarray, groups: Sequence[str], weigh: Callable[[Array], Array]) -> tuple[Array, Array, Array, Array]:
    """Return observed, expected, weighted score and its covariance within one stratum."""
    times = event_times(rows)
    n, d = at_risk(rows, times), events_at(rows, times)
    parts = [rows.of(names == one) for one in groups]
    ns, ds = (np.array([count(part, times) for part in parts]) for count in (at_risk, events_at))
    share, w = ns / n, weigh(n)
    spread = w**2 * d * np.where(n > 1, (n - d) / np.where(n > 1, n - 1, 1.0), 0.0)
    covariance = np.diag((spread * share).sum(axis=1)) - (spread * share) @ share.T
    return ds.sum(axis=1), (d * share).sum(axis=1), (w * (ds - d * share)).sum(axis=1), covariance
