"""Every series of a table, forecast or refused: the answer of the view `series_forecast` and of the command line."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.forecasting.contest import contest
from analysis.forecasting.outlook import PATH, Forecast, forecast
from analysis.forecasting.routes import ROUTES, combination
from analysis.forecasting.shares import shares
from data.schema import Column, Flag, Result, Text

METHOD = "forecasting 0.2"
MOST, STEPS = 1000, 6
"""Steps ahead at most, and where neither a season nor the analyst says how many."""

HORIZON = Column("steps_ahead", "integer", Text("Steps ahead", "预测步数"), Text("1 to 1000", "1 至 1000"), low=1, high=MOST)
SEASON = Column(
    "season_steps", "integer", Text("Steps of a season", "季节长度（步）"), Text("1 for none", "1 表示无季节性"), low=1, high=10_000
)

COLUMNS = (
    Column("unique_id", "text", Text("Series", "序列")),
    Column("time", "period", Text("Time", "时间")),
    Column("step", "integer", Text("Step ahead", "预测步")),
    Column("value", "number", Text("Observed", "实际值")),
    Column("mean", "number", Text("Forecast", "预测值")),
    Column("lower_80", "number", Text("80 % interval, lower", "80% 预测区间下限")),
    Column("upper_80", "number", Text("80 % interval, upper", "80% 预测区间上限")),
    Column("lower_95", "number", Text("95 % interval, lower", "95% 预测区间下限")),
    Column("upper_95", "number", Text("95 % interval, upper", "95% 预测区间上限")),
    Column("route", "text", Text("Route", "路径")),
    Column("model", "text", Text("Models", "模型")),
)


def series_forecast(rows: pd.DataFrame, horizon: int | None = None, season: int | None = None) -> Result:
    """Return history and forecast of every series of `rows` (columns unique_id, time, value), a row a step, gaps among them.

    horizon  steps ahead; without one a season, six steps where there is none
    facts    series, forecasts, refused and notes (lists of dicts: unique_id, code and values); of a single series also how its contest came
             out: origins, owa, coverage_80, coverage_95, and unit and title where the rows name one
    """
    named = rows["unique_id"].astype("object").where(rows["unique_id"].notna(), "")
    parts, refused, notes, flags, facts = [], [], [], {}, {}
    groups = list(rows.groupby(named, sort=False))
    for name, of in groups:
        made = forecast(of["value"].to_numpy(float), horizon or 1, of["time"].tolist(), season)
        if horizon is None and made.refusal is None:
            made = forecast(of["value"].to_numpy(float), made.season if made.season > 1 else STEPS, of["time"].tolist(), season)
        if made.refusal is not None:
            refused.append({"unique_id": name, "code": made.refusal.code, **made.refusal.values})
            continue
        parts.append(_rows(str(name), made))
        flags |= {flag.code: flag for flag in made.flags}
        notes += [{"unique_id": name, "code": flag.code, **flag.values} for flag in made.flags]
        if len(groups) == 1:
            facts = _single(of, made, season)
    names = [column.name for column in COLUMNS]
    frame = pd.DataFrame({name: np.concatenate([part[name] for part in parts]) if parts else [] for name in names})
    frame["step"] = frame["step"].astype("Int64")
    said = (Flag("forecasting.refused", {"count": len(refused), "series": len(groups)}),) if refused else ()
    facts |= {"series": len(groups), "forecasts": len(parts), "refused": refused, "notes": notes}
    ids = tuple(sorted(rows["source_id"].dropna().unique())) if "source_id" in rows else ()
    return Result(frame, COLUMNS, METHOD, facts=facts, source_ids=ids, flags=(*flags.values(), *said))


def _rows(name: str, made: Forecast) -> dict[str, np.ndarray]:
    """Return one series as columns: every step of the past, null where it is a gap, and every step ahead."""
    past, ahead = len(made.history), len(made.frame)
    model = f"{combination(made.route)}({'|'.join(made.models)})"
    none, texts = np.full(past, np.nan), np.full(past, None, dtype=object)
    found = {
        "unique_id": np.full(past + ahead, name, dtype=object),
        "time": np.concatenate([made.history["time"].to_numpy(object), made.frame["time"].to_numpy(object)]),
        "value": np.concatenate([made.history["value"].to_numpy(), np.full(ahead, np.nan)]),
        "route": np.concatenate([texts, np.full(ahead, made.route, dtype=object)]),
        "model": np.concatenate([texts, np.full(ahead, model, dtype=object)]),
    }
    return found | {column: np.concatenate([none, made.frame[column].to_numpy(float)]) for column in ("step", *PATH)}


def _single(of: pd.DataFrame, made: Forecast, season: int | None) -> dict[str, object]:
    horizon = len(made.frame)
    came = contest(of["value"].to_numpy(float), horizon, of["time"].tolist(), season)
    scores = came.frame.set_index("model")
    own = scores.loc["combined"] if "combined" in scores.index else {}
    texts = {name: next(iter(of[name].dropna()), "") for name in ("unit", "title") if name in of}
    return {
        "horizon": horizon,
        "route": made.route,
        "models": ROUTES[made.route],
        "step_unit": made.unit,
        "season": made.season,
        "points": made.points,
        "origins": came.origins,
        **{name: float(own[name]) if name in own else None for name in ("owa", "mase", "smape", "coverage_80", "coverage_95")},
        **texts,
    }


def series_shares(parts: Mapping[str, pd.DataFrame], horizon: int | None = None) -> Result:
    """Return the steps ahead of parts of wholes: `parts` by name, each with rows unique_id, time, value; one whole a unique_id.

    A row a step and part; its series is called whole/part. A whole that is refused is among facts["refused"].
    """
    keyed = [rows.assign(unique_id=rows["unique_id"].fillna("")).set_index(["unique_id", "time"])["value"] for rows in parts.values()]
    wide = pd.concat(keyed, axis=1, keys=list(parts))
    frames, refused = [], []
    groups = list(wide.groupby(level="unique_id", sort=False))
    for name, of in groups:
        made = shares(of.reset_index(drop=True), horizon or STEPS, of.index.get_level_values("time").tolist())
        if made.refusal is not None:
            refused.append({"unique_id": name, "code": made.refusal.code, **made.refusal.values})
            continue
        names = [f"{name}/{part}" if name else part for part in made.frame["part"]]
        frames.append(made.frame.assign(unique_id=names, route=made.route, model=made.models[0]))
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    frame = frame.reindex(columns=[column.name for column in COLUMNS])
    facts = {"series": len(groups), "forecasts": len(frames), "refused": refused, "notes": []}
    return Result(frame, COLUMNS, METHOD, facts=facts)
