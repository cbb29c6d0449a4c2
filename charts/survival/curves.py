"""How survival curves are drawn: two readings as steps with the band between them, limits lighter, who is at risk underneath."""

from __future__ import annotations

import numpy as np
import pandas as pd

from charts.caption import caption
from charts.chart import Chart, Counts, Encoding, Series
from charts.survival.words import drawn, finding, groups_finding, headlines, notes
from data.schema import Column, Language, Result, Text
from i18n import say

MONTH_DAYS = 365.25 / 12
HUES = ("signed", "terminated", "busy", "held")
_LOW = Column("low", "number", Text("Lower limit drawn", "所绘区间下限"), unit="fraction")
_HIGH = Column("high", "number", Text("Upper limit drawn", "所绘区间上限"), unit="fraction")


def survival(result: Result, language: Language) -> Chart:
    """Return the curves under both readings of silence, and the worst case where it is asked for; by group, a band a group."""
    if result.facts["by"] != "total":
        return _groups(result, language)
    frame = _limited(result.frame, result.facts["ends_on_day"].get("followed", 0))
    names = {reading: say(f"survival.{reading}", language) for reading in ("announced", "followed", "worst")}
    labels = {reading: say(f"survival.{reading}_label", language) for reading in names}
    series = [
        Series("high", say("survival.limits", language), "signed", "interval", low="low", high="high"),
        Series("announced", names["announced"], "signed", label=labels["announced"], low="followed", high="announced"),
        Series("followed", names["followed"], "signed", "dashed", label=labels["followed"]),
    ]
    if result.filters.get("worst") == "shown":
        series.append(Series("worst", names["worst"], "neutral2", label=labels["worst"]))
    shown = [one.y for one in series[1:]]
    return _chart(result, language, frame, (*result.columns, _LOW, _HIGH), tuple(series), _counts(frame, shown, result, language))


def _limited(frame: pd.DataFrame, end: float) -> pd.DataFrame:
    """Return the frame with the limits drawn: from the lower one under `followed` to the upper one under `announced` up to the day on
    which the former ends, from then on those of `announced` alone."""
    low = frame["followed_low"].where(frame["days"] < end, frame["announced_low"])
    return frame.assign(low=low, high=frame["announced_high"])


def _chart(
    result: Result, language: Language, frame: pd.DataFrame, columns: tuple, series: tuple[Series, ...], under: Counts | None
) -> Chart:
    grouped = result.facts["by"] != "total"
    encoding = Encoding("line", "months", series, "fraction", step=True, low=0, high=1, under=under)
    return Chart(
        "contract_survival",
        language,
        groups_finding(result, language) if grouped else finding(result, language),
        drawn(result, language),
        frame if result.facts["in_curve"] > 1 else frame.iloc[:0],
        columns,
        encoding,
        caption(result, language, notes(result, language)),
        scope=(result.facts["weigh"], result.facts["data_date"]),
        parameters=result.filters,
        headlines=headlines(result, language),
    )


def _counts(frame: pd.DataFrame, readings: list[str], result: Result, language: Language) -> Counts:
    """Return how many contracts are under observation at whole quarters or half-years, a row a curve."""
    kept = _marks(frame, result.facts["horizon_months"])
    rows = tuple(
        (
            say(f"survival.{reading}_short", language),
            "signed" if reading != "worst" else "neutral2",
            tuple(kept[f"at_risk_{reading}"].tolist()),
        )
        for reading in readings
    )
    return _table(kept, rows, language)


def _marks(frame: pd.DataFrame, horizon: int) -> pd.DataFrame:
    every = 3 if horizon <= 24 else 6 if horizon <= 36 else 12
    months = np.arange(0, horizon + 1, every)
    kept = frame[frame["days"].isin(np.round(months * MONTH_DAYS).astype(int))]
    return kept.assign(mark=(kept["days"] / MONTH_DAYS).round().astype(int))


def _table(kept: pd.DataFrame, rows: tuple, language: Language) -> Counts:
    heads = tuple(say("survival.month_head", language, month=month) for month in kept["mark"])
    return Counts(say("survival.at_risk", language), tuple(kept["months"].tolist()), heads, rows)


def _groups(result: Result, language: Language) -> Chart:
    """Return each group as one line, as if every ending were announced, over a band down to the other reading."""
    wide, columns, series, rows = None, [column for column in result.columns if column.name in ("months", "days")], [], []
    kept = None
    for place, name in enumerate(result.facts["groups"]):
        part = result.frame[result.frame["group"] == name].set_index("days")
        title = _title(result, name, language)
        names = {what: f"{what}_{place}" for what in ("announced", "followed", "at_risk_announced")}
        part = part[["months", *names]].rename(columns=names)
        wide = part if wide is None else part.combine_first(wide)
        columns += _columns(result, names, title)
        band = {"low": names["followed"], "high": names["announced"]}
        series.append(Series(names["announced"], title, HUES[place], **band))
    if wide is None:
        return _chart(result, language, result.frame, result.columns, (), None)
    frame = _filled(wide, list(result.facts["groups"]))
    kept = _marks(frame, result.facts["horizon_months"])
    for place, name in enumerate(result.facts["groups"]):
        figures = tuple(None if value != value else int(value) for value in kept[f"at_risk_announced_{place}"].tolist())
        rows.append((_title(result, name, language), HUES[place], figures))
    return _chart(result, language, frame, tuple(columns), tuple(series), _table(kept, tuple(rows), language))


def _filled(wide: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Return the groups on one axis of days: a step holds until the next of its group, and not beyond the group's own end."""
    frame = wide.sort_index()
    for place in range(len(names)):
        for what in ("announced", "followed"):
            column = f"{what}_{place}"
            last = frame[column].last_valid_index()
            filled = frame[column].ffill()
            frame[column] = filled.where(frame.index <= last) if last is not None else filled
    return frame.reset_index()


def _columns(result: Result, names: dict[str, str], title: str) -> list[Column]:
    declared = {column.name: column for column in result.columns}
    found = []
    for what, name in names.items():
        one = declared[what]
        said = Text(f"{one.title.en}: {title}", f"{one.title.zh}：{title}")
        found.append(Column(name, one.kind, said, unit=one.unit))
    return found


def _title(result: Result, name: str, language: Language) -> str:
    """Return a group in words: a declared code by its title, yes and no as such, anything else as it is."""
    return result.columns[0].values.get(name, Text(name, name)).in_(language)
