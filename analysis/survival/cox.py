"""Cox regression: which contracts end sooner, by few covariates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.survival.normal import normal_quantile, two_sided
from analysis.survival.spans import Array, Numbers, Spans, spans

STEPS, CLOSE = 100, 1e-9
FARTHEST = 25.0
"""A coefficient beyond this is a likelihood without a maximum, not a hazard ratio of e^25."""


@dataclass(frozen=True)
class Cox:
    """Coefficients (log hazard ratios) with errors, limits and p; the log-likelihood, penalised where `firth`.

    `converged` is False where the likelihood has no maximum: one value of a covariate has no event, or orders the events perfectly.
    """

    coefficients: Array
    errors: Array
    low: Array
    high: Array
    p: Array
    log_likelihood: float
    rows: int
    events: int
    converged: bool
    firth: bool


@dataclass(frozen=True)
class _Model:
    """One line per event: the covariates of the row that ended, and the weight of every row in its risk set (0 = not in it)."""

    x: Array
    ended: Array
    sets: Array
    firth: bool

    def moments(self, beta: Array) -> tuple[float, Array, Array]:
        """Return log-likelihood, score and information at `beta`, with Firth's penalty and its derivative where it is asked for."""
        lift = self.x @ beta
        top = lift.max(initial=0.0)
        weights = self.sets * np.exp(lift - top)
        total = weights.sum(axis=1)
        share = weights / total[:, None]
        mean = share @ self.x
        away = self.x[None, :, :] - mean[:, None, :]
        information = np.einsum("ei,eia,eib->ab", share, away, away, optimize=True)
        likelihood = float((self.ended @ beta).sum() - (np.log(total) + top).sum())
        score = (self.ended - mean).sum(axis=0)
        if self.firth:
            sign, size = np.linalg.slogdet(information)
            third = np.einsum("ei,eia,eib,eic->abc", share, away, away, away, optimize=True)
            likelihood += 0.5 * size if sign > 0 else -np.inf
            score = score + 0.5 * np.einsum("ab,abc->c", np.linalg.pinv(information), third)
        return likelihood, score, information


def cox(
    exit: Numbers,
    event: Numbers,
    covariates: Sequence[Sequence[float]] | Array,
    entry: Numbers | None = None,
    strata: Sequence[object] | None = None,
    ties: str = "efron",
    firth: bool = False,
    level: float = 0.95,
) -> Cox:
    """Return the proportional-hazards fit of `covariates` (rows x columns), with delayed entry and within `strata` where given.

    Ties: "breslow" or "efron". firth: the log-likelihood gets half the log-determinant of the information (Firth 1993; Heinze and
    Schemper 2001), which keeps estimates finite when events are few; limits are then those of the profile penalised likelihood, else
    coefficient +- z error. Cox 1972; Breslow 1974; Efron 1977.
    """
    rows = spans(exit, event, entry)
    given = np.asarray(covariates, dtype=np.float64)
    x = (given[:, None] if given.ndim == 1 else given)[rows.kept]
    layers = np.zeros(len(x)) if strata is None else np.unique([str(one) for one in strata], return_inverse=True)[1][rows.kept]
    centre = x.mean(axis=0) if len(x) else 0.0
    model = _model(rows, x - centre, layers, ties, firth)
    free = np.ones(x.shape[1], bool)
    beta, likelihood, converged = _climbed(model, np.zeros(x.shape[1]), free)
    information = model.moments(beta)[2] if len(model.ended) else np.zeros((x.shape[1],) * 2)
    converged = converged and np.linalg.matrix_rank(information) == x.shape[1]
    errors = np.sqrt(np.maximum(np.diag(np.linalg.pinv(information)), 0.0)) if converged else np.full(x.shape[1], np.nan)
    z = normal_quantile(level)
    low, high = beta - z * errors, beta + z * errors
    p = np.array([two_sided(b / e) if e > 0 else np.nan for b, e in zip(beta, errors, strict=True)])
    if firth and converged:
        low, high, p = _profiled(model, beta, errors, likelihood, z)
    return Cox(beta, errors, low, high, p, float(likelihood), len(x), len(model.ended), bool(converged), firth)


def _model(rows: Spans, x: Array, layers: Array, ties: str, firth: bool) -> _Model:
    ended = np.flatnonzero(rows.event != 0)
    ended = ended[np.lexsort((rows.exit[ended], layers[ended]))]
    time, layer = rows.exit[ended], layers[ended]
    sets = ((rows.entry < time[:, None]) & (rows.exit >= time[:, None]) & (layers == layer[:, None])).astype(np.float64)
    if ties == "efron":
        same = (time[:, None] == time) & (layer[:, None] == layer)
        place, count = np.tril(same, -1).sum(axis=1), same.sum(axis=1)
        tied = np.zeros_like(sets)
        tied[:, ended] = same
        sets = sets - tied * (place / np.maximum(count, 1))[:, None]
    return _Model(x, x[ended], sets, firth)


def _climbed(model: _Model, beta: Array, free: np.ndarray) -> tuple[Array, float, bool]:
    """Return the maximum over the `free` coefficients by Newton steps, halved until the likelihood rises; the others stay."""
    if not len(model.ended):
        return np.full(len(beta), np.nan), 0.0, False
    likelihood, score, information = model.moments(beta)
    for _ in range(STEPS):
        step = np.zeros_like(beta)
        step[free] = np.linalg.pinv(information[np.ix_(free, free)]) @ score[free]
        step *= min(1.0, 5.0 / max(np.abs(step).max(initial=0.0), 1e-12))
        if np.abs(step).max(initial=0.0) < CLOSE:
            return beta, likelihood, bool((np.abs(beta) < FARTHEST).all())
        for _halved in range(30):
            there = model.moments(beta + step)
            if there[0] >= likelihood - 1e-12:
                break
            step = step / 2
        beta, (likelihood, score, information) = beta + step, there
        if (np.abs(beta) > FARTHEST).any():
            return beta, likelihood, False
    return beta, likelihood, bool(np.abs(score[free]).max(initial=0.0) < 1e-4)


def _profiled(model: _Model, beta: Array, errors: Array, best: float, z: float) -> tuple[Array, Array, Array]:
    """Return for each coefficient the limits at which the profile likelihood lies z^2 / 2 below its maximum, and p of it being 0."""
    low, high, p = (np.full(len(beta), np.nan) for _ in range(3))

    def fall(place: int, value: float) -> float:
        free = np.arange(len(beta)) != place
        return 2 * (best - _climbed(model, np.where(free, beta, value), free)[1])

    for place in range(len(beta)):
        low[place], high[place] = (_crossed(fall, place, beta[place], side * errors[place], z**2) for side in (-1, 1))
        p[place] = two_sided(np.sqrt(max(fall(place, 0.0), 0.0)))
    return low, high, p


def _crossed(fall: Callable[[int, float], float], place: int, start: float, stride: float, target: float) -> float:
    """Return where the likelihood has fallen by `target` on one side of its maximum; NaN where it never does."""
    inner, outer = start, start + 2 * stride
    while fall(place, outer) < target:
        inner, outer = outer, outer + 2 * stride
        if abs(outer - start) > 2 * FARTHEST:
            return np.nan
    for _ in range(60):
        middle = (inner + outer) / 2
        inner, outer = (middle, outer) if fall(place, middle) < target else (inner, middle)
        if abs(outer - inner) < 1e-7:
            break
    return (inner + outer) / 2
