"""For each series of the record, by name, a forecast or a refusal; and how the models did on the very series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from analysis.demand.catalogue import Shipped, positions
from analysis.demand.volumes import METHOD
from analysis.forecasting import METHOD as FORECASTING
from analysis.forecasting import Contest, Forecast, contest, forecast
from data.schema import Column, Flag, Result, Text
from data.tables.forecasts import FORECASTS
from data.tables.vocabulary import UNITS

STEPS = 4
"""Steps ahead, each as long as the figures are apart."""

MAKER = "Suanli Observatory"
KEPT = FORECASTS.names

VERDICTS = {"forecast": Text("Forecast", "有预测"), "refused": Text("Refused: too few points", "不作预测：点数不足")}
DATASETS = {"demand": Text("Demand", "需求"), "capacity": Text("Capacity", "规模")}
_LIMITS = {
    "mean": Text("Forecast", "预测值"),
    "lower_80": Text("80 % interval, low", "80% 区间下端"),
    "upper_80": Text("80 % interval, high", "80% 区间上端"),
    "lower_95": Text("95 % interval, low", "95% 区间下端"),
    "upper_95": Text("95 % interval, high", "95% 区间上端"),
}
COLUMNS = (
    Column("series", "text", Text("Series", "序列")),
    Column("title", "text", Text("Title", "标题")),
    Column("title_zh", "text", Text("Title in Chinese", "标题（中文）")),
    Column("region", "text", Text("Region", "地区")),
    Column("dataset", "code", Text("Dataset", "数据集"), values=DATASETS),
    Column("unit", "code", Text("Unit", "单位"), values=UNITS),
    Column("verdict", "code", Text("Verdict", "结论"), values=VERDICTS),
    Column("points", "integer", Text("Points held", "已有点数")),
    Column("needed", "integer", Text("Points needed", "所需点数")),
    Column("floors", "integer", Text("Of them floors", "其中下限")),
    Column("last_on", "date", Text("Last figure", "末个数字日期")),
    Column("last", "number", Text("Last value", "末值")),
    Column("model", "text", Text("Model", "模型")),
    Column("date", "date", Text("Forecast for", "预测日期")),
    *(Column(name, "number", title) for name, title in _LIMITS.items()),
)


def borne(series: Shipped) -> tuple[Forecast, list[dt.date]]:
    """Return the forecast of a series over STEPS steps, and the dates of the steps. Dates enter as steps of their median spacing."""
    at, step = positions(series.days)
    made = forecast(series.values, STEPS, [int(one) for one in at], season=1)
    days = [series.days[0] + dt.timedelta(days=round((int(at[-1]) + k) * step)) for k in range(1, STEPS + 1)]
    return made, days


def contested(series: Shipped) -> Contest:
    """Return the rolling-origin contest of the models on the series."""
    at, _ = positions(series.days)
    return contest(series.values, STEPS, [int(one) for one in at], season=1)


def demand_forecasts(found: Sequence[Shipped]) -> Result:
    """Return for each series, by name, the forecast of its last step or the refusal with the points held and needed."""
    rows = []
    for series in found:
        made, days = borne(series)
        row = {
            "series": series.name,
            "title": series.title.en,
            "title_zh": series.title.zh,
            "region": series.region,
            "dataset": series.dataset,
            "unit": series.unit,
        }
        row |= {
            "points": made.points,
            "needed": made.needed,
            "floors": series.floors,
            "last_on": series.times[-1],
            "last": series.values[-1],
        }
        row["verdict"] = "forecast" if made.refusal is None else "refused"
        if made.refusal is None:
            last = made.frame.iloc[-1]
            share = series.unit == "fraction"
            row |= {"model": made.route, "date": days[-1].isoformat(), **{name: _kept(last[name], share) for name in _LIMITS}}
        rows.append(row)
    frame = pd.DataFrame(rows, columns=[column.name for column in COLUMNS])
    frame = frame.sort_values(["verdict", "points", "series"], ascending=[True, False, True], ignore_index=True)
    borne_count = int((frame["verdict"] == "forecast").sum())
    facts = {"series": len(frame), "forecasts": borne_count, "refused": len(frame) - borne_count, "needed": 5}
    ids = tuple(dict.fromkeys(one for series in found for one in series.source_ids))
    return Result(frame, COLUMNS, METHOD, facts=facts, source_ids=ids, flags=(Flag("demand.forecast_floors"),))


def _kept(value: float, share: bool) -> float:
    """Return a limit; a share stays within 0-1."""
    return float(min(max(value, 0.0), 1.0)) if share else float(value)


def to_keep(found: Sequence[Shipped], today: dt.date) -> pd.DataFrame:
    """Return our forecasts in the columns of the dataset `forecasts`, made on `today`: each step still ahead."""
    rows = []
    for series in found:
        made, days = borne(series)
        for day, step in zip(days, made.frame.to_dict("records"), strict=False):
            if day <= today:
                continue
            limits = {name: _kept(step[name], series.unit == "fraction") for name in _LIMITS}
            row = {
                "made_on": today.isoformat(),
                "maker": MAKER,
                "series": series.name,
                "title": series.title.en,
                "title_zh": series.title.zh,
            }
            row |= {
                "unit": series.unit,
                "target": day.isoformat(),
                "value": limits.pop("mean"),
                **limits,
                "model": made.route,
                "method": FORECASTING,
            }
            rows.append(row)
    return pd.DataFrame(rows, columns=list(KEPT))
