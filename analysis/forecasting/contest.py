"""How far to trust a forecast: the models on the very series, each seen from several of its own past dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.forecasting import routes
from analysis.forecasting.outlook import Forecast, forecast

ORIGINS = 12
"""Past dates from which is looked ahead, at most."""

SCORES = ("model", "made_it", "mase", "smape", "owa", "coverage_80", "coverage_95", "errors", "figures")


@dataclass(frozen=True)
class Contest:
    """What came of it.

    frame    a row a model, the naive line always among them, constant growth where no value is below 0 and no season is known, and the
             route's own path as "combined": model, made_it (True for the line that is drawn), mase, smape (0-2), owa (mean of both over
             those of the naive line), coverage_80, coverage_95, errors (their number), figures (looked ahead to: errors at one figure
             from several dates are not independent)
    origins  how many past dates; 0 = the series is too short for one, and frame is empty
    forecast the forecast of the whole series, with its refusal where there is one
    """

    frame: pd.DataFrame
    origins: int
    forecast: Forecast


def contest(
    values: Sequence[float], horizon: int, times: Sequence[object] | None = None, season: int | None = None, origins: int = ORIGINS
) -> Contest:
    """Return the errors of every model that the series bears, with rolling origins: fitted up to a date, scored after it.

    MASE is |error| / mean |difference over one season| inside the points up to the date; sMAPE 2|error| / (|y|+|path|); a step scores only
    where a figure arrived. Coverage is the share of figures within limits of the width that the forecast itself has at that date.
    """
    whole = forecast(values, horizon, times, season)
    if whole.refusal is not None:
        return Contest(pd.DataFrame(columns=list(SCORES)), 0, whole)
    points, m = whole.history.dropna(subset=["value"]), whole.season
    y, at = points["value"].to_numpy(), points["position"].to_numpy()
    last = range(max(whole.needed, len(y) - origins), len(y))
    rows = [row for count in last for row in _from(y, at, count, m, horizon)]
    if not rows:
        return Contest(pd.DataFrame(columns=list(SCORES)), 0, whole)
    return Contest(_scores(pd.DataFrame(rows)), len(last), whole)


def _from(y: np.ndarray, at: np.ndarray, count: int, m: int, horizon: int) -> list[dict[str, object]]:
    """Return the errors of each model as seen after the first `count` points."""
    past, position = y[:count], at[:count] - at[0]
    made = forecast(past, horizon, position, m)
    ahead = at[count:] - at[count - 1]
    ahead, actual = ahead[ahead <= horizon], y[count : count + int((ahead <= horizon).sum())]
    if made.refusal is not None or not len(ahead):
        return []
    whole = routes.filled(past, position)
    own = {"combined": made.frame["mean"].to_numpy(), "naive": routes.naive(whole, m, horizon)}
    if m == 1 and (past > 0).all():
        own["constant_growth"] = routes.constant_growth(past, position, horizon)
    own |= routes.paths(made.route, past, position, m, horizon)
    unit = np.abs(whole[m:] - whole[:-m]).mean() if len(whole) > m else 0.0
    rows = [row for model, mean in own.items() for row in _errors(model, mean, actual, ahead, made, unit)]
    return [row | {"figure": count + i % len(actual)} for i, row in enumerate(rows)]


def _errors(model: str, mean: np.ndarray, actual: np.ndarray, ahead: np.ndarray, made: Forecast, unit: float) -> list[dict[str, object]]:
    rows = []
    centre = made.frame["mean"].to_numpy()
    for step, figure in zip(ahead, actual, strict=True):
        path, k = mean[step - 1], int(step) - 1
        size = abs(figure) + abs(path)
        row = {"model": model, "scaled": abs(figure - path) / unit if unit > 0 else np.nan}
        row["smape"] = 2 * abs(figure - path) / size if size > 0 else 0.0
        for level in (80, 95):
            low, high = (made.frame[f"{side}_{level}"].to_numpy()[k] - centre[k] + path for side in ("lower", "upper"))
            row[f"coverage_{level}"] = float(low <= figure <= high)
        rows.append(row)
    return rows


def _scores(rows: pd.DataFrame) -> pd.DataFrame:
    means = rows.groupby("model", sort=False).agg(
        mase=("scaled", "mean"),
        smape=("smape", "mean"),
        coverage_80=("coverage_80", "mean"),
        coverage_95=("coverage_95", "mean"),
        errors=("smape", "size"),
        figures=("figure", "nunique"),
    )
    of_naive = means.loc["naive"]
    ratios = [means[name] / of_naive[name] if of_naive[name] > 0 else np.nan for name in ("mase", "smape")]
    means["owa"] = sum(ratios) / 2
    means["made_it"] = means.index == "combined"
    return means.reset_index()[list(SCORES)]
