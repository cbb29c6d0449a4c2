"""Spans of follow-up as arrays, and who is at risk at each time of an event."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.ArrayLike
Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Spans:
    """The rows that are ever at risk (exit > entry), and how many were never. `event` is a code, 0 where the row is censored."""

    entry: Array
    exit: Array
    event: npt.NDArray[np.int64]
    weight: Array
    kept: npt.NDArray[np.bool_]

    @property
    def never(self) -> int:
        """Rows that were never at risk."""
        return int((~self.kept).sum())

    @property
    def last(self) -> float:
        """The time at which, for the first time after the first entry, nobody is left at risk; NaN without rows."""
        if not len(self.exit):
            return np.nan
        ends = np.unique(self.exit)
        left = np.searchsorted(np.sort(self.entry), ends, "right") - np.searchsorted(np.sort(self.exit), ends, "right")
        return float(ends[left == 0][0])

    def of(self, chosen: npt.NDArray[np.bool_]) -> Spans:
        """Return the rows `chosen` among those ever at risk."""
        return Spans(self.entry[chosen], self.exit[chosen], self.event[chosen], self.weight[chosen], np.ones(int(chosen.sum()), bool))


def spans(exit: Numbers, event: Numbers, entry: Numbers | None = None, weight: Numbers | None = None) -> Spans:
    """Return the spans; ValueError where a time is unknown, a weight negative or the lengths differ: unknown times are for the caller."""
    left = np.asarray(exit, dtype=np.float64)
    entered = np.zeros_like(left) if entry is None else np.asarray(entry, dtype=np.float64)
    weights = np.ones_like(left) if weight is None else np.asarray(weight, dtype=np.float64)
    codes = np.asarray(event, dtype=np.int64)
    if not left.shape == entered.shape == weights.shape == codes.shape or left.ndim != 1:
        raise ValueError("exit, event, entry and weight are columns of one length")
    if not (np.isfinite(left).all() and np.isfinite(entered).all() and (weights >= 0).all()):
        raise ValueError("times are finite, weights known and not negative")
    kept = left > entered
    return Spans(entered[kept], left[kept], codes[kept], weights[kept], kept)


def at_risk(rows: Spans, times: Array, weighted: bool = False) -> Array:
    """Return how many rows, or what weight, are at risk at each of `times`: entry < t <= exit."""
    return _below(rows.entry, rows.weight, times, weighted) - _below(rows.exit, rows.weight, times, weighted)


def events_at(rows: Spans, times: Array, code: int | None = None, weighted: bool = False) -> Array:
    """Return how many events, or what weight of them, happen at each of `times` (sorted); of one `code`, or of any."""
    happened = rows.event != 0 if code is None else rows.event == code
    happened &= np.isin(rows.exit, times)
    places = np.searchsorted(times, rows.exit[happened])
    return np.bincount(places, weights=rows.weight[happened] if weighted else None, minlength=len(times)).astype(np.float64)


def event_times(rows: Spans, code: int | None = None) -> Array:
    """Return the distinct times of events, sorted."""
    return np.unique(rows.exit[rows.event != 0 if code is None else rows.event == code])


def _below(ends: Array, weight: Array, times: Array, weighted: bool) -> Array:
    order = np.argsort(ends, kind="stable")
    places = np.searchsorted(ends[order], times, "left")
    if not weighted:
        return places.astype(np.float64)
    return np.concatenate([[0.0], np.cumsum(weight[order])])[places]
