"""The track record: each forecast with the date it was made, scored when a figure of the same basis arrives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.demand.catalogue import Shipped
from analysis.demand.shares import ENDS
from analysis.demand.volumes import METHOD
from data.period import by_time, first_day, first_days, last_day, last_days
from data.schema import Column, Flag, Result, Text
from data.tables.capacity import SERIES
from data.tables.demand import METRICS
from data.tables.vocabulary import INDICATORS, UNITS

STATUSES = {
    "scored": Text("Scored", "已兑现"),
    "scope_changed": Text("Not scoreable, scope changed", "无法兑现：范围已变"),
    "not_yet": Text("Not yet scoreable", "尚不可兑现"),
    "undated": Text("Listed, not scored: no date", "仅列出：未注明作出日期"),
}
REASONS = {
    "same_basis": Text("Figure of the same basis", "同口径数字已出"),
    "other_scope": Text("The figure that came has another scope", "已出数字的范围不同"),
    "not_due": Text("Not due yet", "尚未到期"),
    "no_figure": Text("Due; no figure of the same basis", "已到期，无同口径数字"),
    "other_basis": Text("Due; figures of other bases only", "已到期，只有其他口径的数字"),
    "no_date": Text("The date it was made is not stated", "未说明作出日期"),
}
FOLLOWS = {"askci": ("askci", "official")}
"""Whose figures a publisher's forecast is about: AskCI digests the official ones; every other publisher counts for itself."""

COLUMNS = (
    Column("status", "code", Text("Status", "状态"), values=STATUSES),
    Column("reason", "code", Text("Why", "原因"), values=REASONS),
    Column("subject", "text", Text("Forecast of", "预测对象")),
    Column("subject_zh", "text", Text("Forecast of, in Chinese", "预测对象（中文）")),
    Column("region", "text", Text("Region", "地区")),
    Column("maker", "text", Text("By", "作出者")),
    Column("edition", "text", Text("Edition", "版本")),
    Column("made_on", "date", Text("Made on", "作出日期")),
    Column("target", "period", Text("For", "预测日期")),
    Column("forecast", "number", Text("Forecast", "预测值")),
    Column("forecast_floor", "flag", Text("Forecast is a floor", "预测为下限")),
    Column("unit", "code", Text("Unit", "单位"), values=UNITS),
    Column("figure", "number", Text("Figure", "实际数字")),
    Column("figure_floor", "flag", Text("Figure is a floor", "实际数字为下限")),
    Column("figure_of", "text", Text("Figure of", "数字来源")),
    Column("figure_of_zh", "text", Text("Figure of, in Chinese", "数字来源（中文）")),
    Column("error", "number", Text("Forecast less figure, % of figure", "预测误差（占实际）"), unit="fraction"),
    Column("points", "number", Text("Forecast less figure, points", "预测误差（百分点）"), unit="fraction"),
    Column("within_80", "flag", Text("Within the 80 % interval", "落在 80% 区间")),
    Column("within_95", "flag", Text("Within the 95 % interval", "落在 95% 区间")),
)


def data_date(version: str, *tables: pd.DataFrame) -> dt.date | None:
    """Return the day up to which `tables` are known: that of the record's version, or of their latest source; None where none is dated."""
    dated = pd.concat([first_days(table["source_date"]) for table in tables]).max()
    days = [first_day(version.partition(" ")[0]), None if pd.isna(dated) else dated.date()]
    return max((day for day in days if day), default=None)


def track_record(
    demand: pd.DataFrame, capacity: pd.DataFrame, kept: pd.DataFrame, found: Sequence[Shipped], today: dt.date | None, status: str = ""
) -> Result:
    """Return every forecast of the record and every one that was kept, a row each, scored where a figure of the same basis is there.

    error = forecast / figure - 1; for shares the difference in points. One without a date is listed and not scored. Floors are scored as
    figures, and said to be floors. Due is what ends by
    `today`, the date of the data; None = nothing is. `status` keeps those of one status in the frame; the counts are of all.
    """
    rows = [_judged(row, _demand_figures(demand, row), today) for row in _forecasts(demand)]
    rows += [_judged(row, _capacity_figures(capacity, row), today) for row in _forecasts(capacity)]
    rows += _kept(kept, found, today)
    frame = pd.DataFrame(rows, columns=[*(column.name for column in COLUMNS), "source_ids"])
    frame["place"] = frame["status"].map(list(STATUSES).index)
    frame = frame.sort_values(["place", "subject", "target", "made_on"], key=by_time("target", "made_on"), ignore_index=True)
    counts = {status: int((frame["status"] == status).sum()) for status in STATUSES}
    scored = frame[frame["status"] == "scored"]
    facts = {"forecasts": len(frame), "data_date": today.isoformat() if today else None, **counts, **_missed(scored)}
    frame = frame[frame["status"] == status].reset_index(drop=True) if status in STATUSES else frame
    ids = tuple(dict.fromkeys(one for row in frame["source_ids"] for one in row if isinstance(one, str)))
    floors = bool((scored["forecast_floor"].astype(bool) | scored["figure_floor"].astype(bool)).any())
    flags = (Flag("demand.scored_floors"),) if floors else ()
    return Result(frame[[column.name for column in COLUMNS]], COLUMNS, METHOD, facts=facts, source_ids=ids, flags=flags)


def _missed(scored: pd.DataFrame) -> dict[str, object]:
    """Return how many forecasts were too low, how many floors were borne out, and the median error of exact forecasts and figures.

    A forecast of "above" a value is not too low where more came; a figure that is a floor proves only a forecast below it wrong.
    """
    error = scored["error"].astype("float64").fillna(scored["points"].astype("float64"))
    floor, counted_floor = (scored[name].astype(bool) for name in ("forecast_floor", "figure_floor"))
    exact = scored.loc[~floor & ~counted_floor, "error"].dropna().astype("float64")
    counts = {"below": int((~floor & (error < 0)).sum()), "borne_out": int((floor & (error <= 0)).sum()), "exact": len(exact)}
    return counts | {"median_error": float(exact.abs().median()) if len(exact) else None}


def _forecasts(rows: pd.DataFrame) -> list[dict[str, object]]:
    return rows[(rows["basis"] == "forecast") & rows["value"].notna()].to_dict("records")


def _judged(row: Mapping[str, object], figures: tuple[pd.DataFrame, pd.DataFrame, str], today: dt.date | None) -> dict[str, object]:
    """Return one forecast with its verdict; `figures` are those of the same basis, those of another, and why the others are other."""
    same, other, why = figures
    subject, subject_zh = _subject(row)
    judged = {
        "subject": subject,
        "subject_zh": subject_zh,
        "region": row["region"],
        "maker": row["source_publisher"],
        "edition": row.get("edition"),
        "made_on": row["made_on"],
        "target": row["period_end"],
        "forecast": row["value"],
        "forecast_floor": row["qualifier"] == "above",
        "unit": row["unit"],
        "source_ids": (row["source_id"],),
    }
    if not isinstance(row["made_on"], str):
        return judged | {"status": "undated", "reason": "no_date"}
    if len(same):
        return judged | _scored(float(row["value"]), str(row["unit"]), same.iloc[0].to_dict())
    if len(other) and why == "other_scope":
        return judged | {"status": "scope_changed", "reason": why} | _figure(other.iloc[0].to_dict())
    due = today is not None and last_day(row["period_end"]) <= today
    return judged | {"status": "not_yet", "reason": (why if len(other) else "no_figure") if due else "not_due"}


def _figure(figure: Mapping[str, object]) -> dict[str, object]:
    """Return the figure that came, whether it is a floor, and whose it is in both languages."""
    series = SERIES.get(str(figure.get("series")), Text("", ""))
    named = (figure.get("entity") or series.en, figure.get("entity_zh") or figure.get("entity") or series.zh)
    publisher = figure["source_publisher"]
    said = {"figure": figure["value"], "figure_floor": figure["qualifier"] == "above"}
    said["figure_of"] = f"{named[0]} ({publisher})" if named[0] else publisher
    return said | {"figure_of_zh": f"{named[1]}（{publisher}）" if named[1] else publisher}


def _scored(forecast: float, unit: str, figure: Mapping[str, object]) -> dict[str, object]:
    actual = float(figure["value"])
    error = {"points": forecast - actual} if unit == "fraction" else {"error": forecast / actual - 1}
    return {"status": "scored", "reason": "same_basis", **_figure(figure), **error}


def _subject(row: Mapping[str, object]) -> tuple[str, str]:
    """Return what a forecast is of, in both languages, its region left to whoever says it."""
    if "entity" in row:
        words = METRICS[str(row["metric"])]
        zh = row["entity_zh"] if isinstance(row["entity_zh"], str) else row["entity"]
        return f"{words.en}: {ENDS.sub('', str(row['entity']))}", f"{words.zh}：{ENDS.sub('', str(zh))}"
    words, series = INDICATORS[str(row["metric"])], SERIES.get(str(row["series"]), Text("", ""))
    return f"{words.en}, {series.en}", f"{words.zh}，{series.zh}"


def _counted(rows: pd.DataFrame, row: Mapping[str, object], names: Sequence[str]) -> pd.DataFrame:
    """Return what was counted or estimated for the month of a forecast, equal to it in the columns `names`; stated figures first."""
    ends, due = last_days(rows["period_end"]).dt, last_day(row["period_end"])
    kept = rows[(rows["basis"] != "forecast") & rows["value"].notna() & (ends.year == due.year) & (ends.month == due.month)]
    for name in names:
        kept = kept[(kept[name] == row[name]) | (kept[name].isna() & pd.isna(row[name]))]
    return kept.sort_values("qualifier", key=lambda one: one == "above", kind="stable")


def _demand_figures(demand: pd.DataFrame, row: Mapping[str, object]) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    alike = _counted(demand, row, ("metric", "region", "unit", "scope"))
    same = alike[alike["entity"].str.replace(ENDS, "", regex=True) == ENDS.sub("", str(row["entity"]))]
    return same, alike.drop(same.index), "other_scope"


def _capacity_figures(capacity: pd.DataFrame, row: Mapping[str, object]) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    alike = _counted(capacity, row, ("metric", "region", "area", "unit"))
    own = FOLLOWS.get(str(row["series"]), (row["series"],))
    same = alike[
        alike["series"].isin(own) & ((alike["precision"] == row["precision"]) | (alike["precision"].isna() & pd.isna(row["precision"])))
    ]
    return same, alike.drop(same.index), "other_basis"


def _kept(kept: pd.DataFrame, found: Sequence[Shipped], today: dt.date | None) -> list[dict[str, object]]:
    """Return the kept forecasts: a row for each figure of the series that arrived since, and one for the last date still ahead."""
    series = {one.name: one for one in found}
    rows = []
    for (made_on, maker, name), path in kept.groupby(["made_on", "maker", "series"], sort=False):
        path = path.sort_values("target", key=by_time("target"))
        last = path.iloc[-1]
        base = {
            "subject": _text(last["title"], name),
            "subject_zh": _text(last["title_zh"], _text(last["title"], name)),
            "region": series[name].region if name in series else None,
            "maker": maker,
            "edition": last["method"],
            "made_on": made_on,
            "forecast_floor": False,
            "unit": last["unit"],
        }
        arrived = _arrived(path, series.get(name), last_day(made_on))
        rows += [base | row for row in arrived]
        if not arrived or last_day(last["target"]) > last_day(arrived[-1]["target"]):
            due = today is not None and last_day(last["target"]) <= today
            ahead = {"status": "not_yet", "reason": "no_figure" if due else "not_due", "target": last["target"], "forecast": last["value"]}
            rows.append(base | ahead | {"source_ids": (last["source_id"],)})
    return rows


def _text(value: object, instead: object) -> str:
    return str(value) if isinstance(value, str) and value else str(instead)


def _arrived(path: pd.DataFrame, series: Shipped | None, made_on: dt.date) -> list[dict[str, object]]:
    """Return a scored row for each figure since the forecast, up to its last date; between dates the path is straight in logs."""
    days = np.array([last_day(text).toordinal() for text in path["target"]], dtype="float64")
    rows = []
    for day, time, value in zip(series.days, series.times, series.values, strict=True) if series else ():
        if not made_on < day or day.toordinal() > days[-1] + 31 or day.toordinal() < days[0] - 31:
            continue
        expected = {name: _between(days, path[name].to_numpy(float), day.toordinal()) for name in ("value", *LIMITS)}
        figure = {"value": value, "qualifier": "exact", "source_publisher": time}
        row = _scored(expected["value"], series.unit, figure) | {"target": time, "forecast": expected["value"]}
        row["source_ids"] = (*path["source_id"], *series.source_ids)
        for level in (80, 95):
            low, high = expected[f"lower_{level}"], expected[f"upper_{level}"]
            row[f"within_{level}"] = bool(low <= value <= high) if low == low and high == high else None
        rows.append(row)
    return rows


LIMITS = ("lower_80", "upper_80", "lower_95", "upper_95")


def _between(days: np.ndarray, values: np.ndarray, day: float) -> float:
    if (values > 0).all():
        return float(np.exp(np.interp(day, days, np.log(values))))
    return float(np.interp(day, days, values))
