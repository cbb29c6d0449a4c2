"""How survival curves are drawn: two readings as steps with the band between them, limits lighter, who is at risk underneath."""

from __future__ import annotations

import pandas as pd

from charts.caption import caption
from charts.chart import Chart, Counts, Encoding, Series
from charts.survival.at_risk import under
from charts.survival.pivot import side_by_side
from charts.survival.words import drawn, finding, groups_finding, headlines, notes
from charts.theme import distinct_hues
from data.schema import Column, Language, Result, Text
from i18n import say

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
    """Return how many contracts are under observation, a row a curve."""
    hues = {"worst": "neutral2"}
    rows = {f"at_risk_{one}": (say(f"survival.{one}_short", language), hues.get(one, "signed")) for one in readings}
    return under(frame, rows, result.facts["horizon_months"], language)


def _groups(result: Result, language: Language) -> Chart:
    """Return each group as one line, as if every ending were announced, over a band down to the other reading."""
    names = list(result.facts["groups"])
    titles = {name: _title(result, name, language) for name in names}
    frame, columns = side_by_side(result, "group", titles, ("announced", "followed", "at_risk_announced"))
    if frame.empty:
        return _chart(result, language, result.frame, result.columns, (), None)
    hues = distinct_hues(HUES, len(names))
    series = tuple(
        Series(f"announced_{place}", titles[name], hues[place], low=f"followed_{place}", high=f"announced_{place}")
        for place, name in enumerate(names)
    )
    rows = {f"at_risk_announced_{place}": (titles[name], hues[place]) for place, name in enumerate(names)}
    return _chart(result, language, frame, columns, series, under(frame, rows, result.facts["horizon_months"], language))


def _title(result: Result, name: str, language: Language) -> str:
    """Return a group in words: a declared code by its title, yes and no as such, anything else as it is."""
    return result.columns[0].values.get(name, Text(name, name)).in_(language)
