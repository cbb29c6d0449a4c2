"""Structural breaks: at a known date (step and slope, HAC errors), at an unknown one (sup-F), and how many there are (Bai–Perron, BIC)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

METHOD = "breaks 1.0"
AFTER = 12
"""Points after a known date below which it is not testable."""
TRIM = 0.15
MOST = 3
CRITICAL = {0.10: 7.12, 0.05: 8.68, 0.01: 12.16}
"""Asymptotic critical values of the sup-F of one mean break, 15 % trimmed (Andrews 1993, corrected 2003)."""
LARGEST = 1000
"""More points than this are averaged in blocks before breaks are searched for: the search grows with their square."""


@dataclass(frozen=True)
class Known:
    """A break at a known date: the step at it and the change of slope after it, each with its HAC standard error and p-value."""

    step: float
    step_error: float
    step_p: float
    slope: float
    slope_error: float
    slope_p: float
    joint_p: float
    lags: int


@dataclass(frozen=True)
class Unknown:
    """The single likeliest break of the mean: `index` is the last point before it."""

    index: int
    sup_f: float
    before: float
    after: float
    level: float | None


@dataclass(frozen=True)
class Breaks:
    """For each number of breaks: the last points before them, the sum of squared residuals, and BIC; `chosen` has the least BIC."""

    indices: tuple[tuple[int, ...], ...]
    ssr: tuple[float, ...]
    bic: tuple[float, ...]

    @property
    def chosen(self) -> int:
        """The number of breaks with the least BIC."""
        return int(np.argmin(self.bic))


def known_break(positions: Sequence[float], values: Sequence[float], at: float) -> Known:
    """Return the test of a break at `at`: y = a + b t + step D + slope D (t - at) with D = 1 from `at` on.

    Ordinary least squares; Newey–West errors with floor(4 (n/100)^(2/9)) lags and the small-sample correction. `positions` in any unit of
    time, in order; the slope is per that unit. Reference: Newey and West 1987; Wooldridge, Introductory Econometrics, ch. 12.
    """
    from statsmodels.regression.linear_model import OLS

    t, y = np.asarray(positions, float), np.asarray(values, float)
    lags = int(4 * (len(y) / 100) ** (2 / 9))
    late = (t >= at).astype(float)
    x = np.column_stack([np.ones_like(t), t - t[0], late, late * (t - at)])
    fitted = OLS(y, x).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}, use_t=True)
    joint = fitted.f_test(np.eye(4)[2:])
    return Known(
        *(float(one) for one in (fitted.params[2], fitted.bse[2], fitted.pvalues[2])),
        *(float(one) for one in (fitted.params[3], fitted.bse[3], fitted.pvalues[3])),
        float(joint.pvalue),
        lags,
    )


def unknown_break(values: Sequence[float], trim: float = TRIM) -> Unknown | None:
    """Return the likeliest break of the mean by sup-F over the middle 1 - 2 trim of the points; None below two points on either side.

    F = (SSR0 - SSR1) / (SSR1 / (n - 2)). `level` is the strictest of 1, 5 and 10 % at which the asymptotic critical value is passed.
    """
    y = np.asarray(values, float)
    n, least = len(y), max(2, math.ceil(trim * len(y)))
    if n < 2 * least:
        return None
    k = np.arange(least, n - least + 1)
    total, sums = y.sum(), np.cumsum(y)[k - 1]
    gain = sums**2 / k + (total - sums) ** 2 / (n - k) - total**2 / n
    best = int(gain.argmax())
    whole = float(((y - y.mean()) ** 2).sum())
    left = whole - float(gain[best])
    if whole <= 1e-12 * max(1.0, float(np.abs(y).max())) ** 2:
        return Unknown(int(k[best] - 1), 0.0, float(y.mean()), float(y.mean()), None)
    f = float(gain[best]) / max(left / (n - 2), 1e-300)
    level = next((size for size in sorted(CRITICAL) if f > CRITICAL[size]), None)
    return Unknown(int(k[best] - 1), f, float(y[: k[best]].mean()), float(y[k[best] :].mean()), level)


def breaks(values: Sequence[float], most: int = MOST, trim: float = TRIM) -> Breaks | None:
    """Return the best 0 to `most` breaks of the mean by dynamic programming, each segment `trim` of the points at least.

    BIC = n (ln 2π + ln(SSR/n) + 1) + (2m + 2) ln n. None where there are fewer than two segments' points. Reference: Bai and Perron 2003.
    """
    y = np.asarray(values, float)
    n = len(y)
    least = max(2, math.floor(trim * n))
    if n < 2 * least or np.ptp(y) == 0:
        return None
    cost = _costs(y, least)
    ends, froms = [cost[0]], []
    for _ in range(min(most, n // least - 1)):
        through = ends[-1][:-1, None] + cost[1:, :]  # row i: the earlier segments end with point i, the last one begins with point i + 1
        froms.append(np.argmin(through, axis=0))
        ends.append(np.min(through, axis=0))
    found = [_traced(froms[:m], n) for m in range(len(ends))]
    ssr = [float(end[-1]) for end in ends]
    bic = [n * (math.log(2 * math.pi) + math.log(max(one, 1e-300) / n) + 1) + (2 * m + 2) * math.log(n) for m, one in enumerate(ssr)]
    return Breaks(tuple(found), tuple(ssr), tuple(bic))


def _costs(y: np.ndarray, least: int) -> np.ndarray:
    """Return the squared residuals of each segment i..j about its mean; infinite where it is shorter than `least`."""
    n = len(y)
    sums, squares = np.concatenate([[0.0], np.cumsum(y)]), np.concatenate([[0.0], np.cumsum(y**2)])
    i, j = np.arange(n)[:, None], np.arange(n)[None, :]
    length = np.maximum(j - i + 1, 1)
    cost = squares[j + 1] - squares[i] - (sums[j + 1] - sums[i]) ** 2 / length
    return np.where(j - i + 1 >= least, np.maximum(cost, 0.0), np.inf)


def _traced(froms: list[np.ndarray], n: int) -> tuple[int, ...]:
    """Return the last points before the breaks, read back from the last segment."""
    found, end = [], n - 1
    for choice in reversed(froms):
        end = int(choice[end])
        found.append(end)
    return tuple(reversed(found))


def blocks(positions: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """Return positions and values averaged in blocks of equal count, so that at most LARGEST remain, and the points in a block."""
    size = math.ceil(len(values) / LARGEST)
    if size <= 1:
        return positions, values, 1
    whole = len(values) // size * size
    return positions[:whole:size], values[:whole].reshape(-1, size).mean(axis=1), size
