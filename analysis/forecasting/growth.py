"""Short growth series: three curves that cannot run away, anchored at the last point."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

FASTEST = 0.1
"""Log growth a year (a step, where steps have no length) from which a short series counts as growing."""


class _Prior(NamedTuple):
    """What is believed of a curve before the figures: its ceiling in times the last maximum and its rate a step, both lognormal.

    memory  weight of a point against the next; anchor = share of the last residual that goes on; noise = the error expected, in logs
    """

    ceiling: float
    ceiling_spread: float
    rate: float
    rate_spread: float
    memory: float
    anchor: float
    noise: float = 0.1


LOGISTIC = _Prior(3, 0.6, 0.25, 0.7, 1.0, 0.8)
GOMPERTZ = _Prior(12, 1.5, 0.25, 1.0, 0.75, 1.0)

_RATE, _TIMES, _ABOVE = (
    grid.ravel()
    for grid in np.meshgrid(
        np.exp(np.linspace(np.log(0.05), np.log(1.5), 18)), np.exp(np.linspace(np.log(1.02), np.log(50), 24)), np.linspace(-0.6, 0.6, 13)
    )
)
"""The grid: rate a step, ceiling in times the last maximum (1.02-50), and how far in logs the curve passes from the last point."""


def is_growing(y: np.ndarray, position: np.ndarray, years: float = 1.0) -> bool:
    """Return whether a positive series, `years` a step, grows by more than FASTEST a year and by more than its own scatter explains."""
    if len(y) < 2 or not (y > 0).all():
        return False
    grown, apart = np.log(y[-1] / y[0]), position[-1] - position[0]
    scatter = np.diff(np.log(y)).std() * np.sqrt(len(y) - 1)
    return bool(grown > FASTEST * apart * years and grown > scatter)


def curves(y: np.ndarray, position: np.ndarray, horizon: int) -> dict[str, np.ndarray]:
    """Return the path of each curve by code. Time runs in mean spacings of the points, so that quarters a year apart grow like years."""
    apart = (position[-1] - position[0]) / (len(position) - 1)
    t, ahead = (position - position[-1]) / apart, np.arange(1, horizon + 1) / apart
    return {
        "logistic": _curve(y, t, ahead, LOGISTIC, lambda gap, at: -np.log1p(np.expm1(gap) * np.exp(-_RATE * at))),
        "gompertz": _curve(y, t, ahead, GOMPERTZ, lambda gap, at: -gap * np.exp(-_RATE * at)),
        "fading_growth": _fading(y, t, ahead),
    }


def _curve(
    y: np.ndarray, t: np.ndarray, ahead: np.ndarray, prior: _Prior, below: Callable[[np.ndarray, np.ndarray], np.ndarray]
) -> np.ndarray:
    """Return the likeliest curve of the grid; `below`(gap at the last point, times) is its distance from the ceiling in logs.

    Errors are of the logarithms and weigh memory^age; their size is unknown, so that a curve's likelihood is (2·noise² + SSE)^-(W+2)/2.
    """
    z = np.log(y)
    ceiling = np.log(y.max()) + np.log(_TIMES)
    gap = ceiling - z[-1] - _ABOVE
    inside = gap > 1e-3
    gap = np.where(inside, gap, 1.0)
    errors = z[:, None] - ceiling - below(gap, t[:, None])
    weights = prior.memory**-t
    squares = weights @ errors**2
    belief = (np.log(_TIMES / prior.ceiling) / prior.ceiling_spread) ** 2 + (np.log(_RATE / prior.rate) / prior.rate_spread) ** 2
    likely = -0.5 * belief - (weights.sum() + 2) / 2 * np.log(2 * prior.noise**2 + squares)
    best = int(np.where(inside, likely, -np.inf).argmax())
    path = ceiling[best] + below(gap, ahead[:, None])[:, best]
    return np.exp(path + prior.anchor * errors[-1, best])


def _fading(y: np.ndarray, t: np.ndarray, ahead: np.ndarray) -> np.ndarray:
    """Return the path of log growth that fades by .7 a step; past growth weighs .5 a step less, the latest most."""
    apart = np.diff(t)
    weights = 0.5 ** -t[1:] * apart
    rate = weights @ (np.diff(np.log(y)) / apart) / weights.sum()
    return y[-1] * np.exp(rate * 0.7 * (1 - 0.7**ahead) / 0.3)
