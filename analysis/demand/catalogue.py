"""The series that the record holds, by name: what a forecast or a break test could be made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.demand.shares import ENDS
from analysis.demand.volumes import volumes
from analysis.forecasting.steps import instants
from data.period import by_time, has_clock, last_day, period
from data.schema import Problem, Refused, Text
from data.tables.capacity import SERIES
from data.tables.demand import METRICS, SCOPES
from data.tables.vocabulary import INDICATORS, PRECISIONS, QUALIFIERS

TOKENS = "tokens"


@dataclass(frozen=True)
class Shipped:
    """One series: its name, title, region (a code) and unit, and its points in time order, one a date."""

    name: str
    title: Text
    region: str
    dataset: str
    metric: str
    unit: str
    days: tuple[dt.date, ...]
    times: tuple[str, ...]
    values: tuple[float, ...]
    floors: int
    source_ids: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        """What names the series across versions: dataset and name."""
        return self.dataset, self.name


def catalogue(demand: pd.DataFrame, capacity: pd.DataFrame) -> list[Shipped]:
    """Return every series of both datasets, those of most points first: what was counted or estimated, never what was forecast.

    A series is one subject, scope, unit, precision and publisher's line: figures that differ in one of them are never joined.
    """
    found = [*_tokens(demand), *_demand(demand), *_capacity(capacity)]
    return sorted(found, key=lambda one: (-len(one.values), one.name))


def uploaded(series: pd.DataFrame) -> list[Shipped]:
    """Return the series of the dataset `series` that have dates, gaps left out; those of most points first."""
    found = []
    for name, rows in series.groupby(series["unique_id"].fillna("series"), sort=False):
        at = instants(rows["time"])
        kept = rows.assign(at=at)[at.notna() & rows["value"].notna()].sort_values("at").drop_duplicates("at", keep="last")
        title = next((str(one) for one in rows["title"].dropna()), str(name))
        days = tuple(stamp.date() if has_clock(time) else last_day(time) for time, stamp in zip(kept["time"], kept["at"], strict=True))
        unit = next((str(one) for one in rows["unit"].dropna()), "")
        ids = tuple(dict.fromkeys(kept["source_id"].dropna()))
        times = tuple(str(one) for one in kept["time"])
        found.append(
            Shipped(str(name), Text(title, title), "", "series", "", unit, days, times, tuple(kept["value"].astype(float)), 0, ids)
        )
    return sorted(found, key=lambda one: -len(one.values))


def one_of(found: Sequence[Shipped], name: str) -> Shipped:
    """Return the series called `name`; the first where none is named. Refused with the names where there is no such one."""
    if not found:
        raise Refused(Problem("demand.no_series"))
    for one in found:
        if name in ("", one.name, one.title.en, one.title.zh):
            return one
    raise Refused(Problem("demand.unknown_series", values={"found": name, "allowed": tuple(one.name for one in found)}))


def positions(days: Sequence[dt.date]) -> tuple[np.ndarray, float]:
    """Return whole steps of the dates from the first one, and the days a step: their median spacing, halved until no two share a step.

    Unequal spacing so enters as dates: a gap of two steps is two steps.
    """
    apart = np.array([(day - days[0]).days for day in days], dtype="float64")
    step = float(np.median(np.diff(apart))) if len(apart) > 1 else 365.25
    while len(np.unique(np.round(apart / step))) < len(apart):
        step /= 2
    return np.round(apart / step).astype(int), step


def _tokens(demand: pd.DataFrame) -> list[Shipped]:
    found = volumes(demand)
    lines = []
    for (region, entity, scope), rows in found.groupby(["region", "entity", "scope"], sort=False, dropna=False):
        kinds = ("stated", "floor") if rows["kind"].isin(("stated", "floor")).any() else ("estimate",)
        kept = rows[rows["kind"].isin(kinds)]
        if kept.empty:
            continue
        values = [row[row["kind"]] for row in kept.to_dict("records")]
        title = Text(f"Tokens a day: {entity} ({SCOPES[scope].en})", f"日均词元：{_zh(kept, entity)}（{SCOPES[scope].zh}）")
        name = f"{TOKENS} / {scope} / {region} / {entity}"
        lines.append(_shipped(name, title, "demand", "daily_tokens", "tokens_per_day", kept, values, kept["kind"] == "floor"))
    return lines


def _demand(demand: pd.DataFrame) -> list[Shipped]:
    kept = demand[(demand["basis"] != "forecast") & ~demand["metric"].str.contains("tokens") & demand["value"].notna()]
    kept = kept.assign(entity=kept["entity"].str.replace(ENDS, "", regex=True))
    lines = []
    for (metric, region, entity, scope, unit), rows in kept.groupby(["metric", "region", "entity", "scope", "unit"], sort=False):
        one = _one_each(rows)
        words = METRICS[metric]
        title = Text(f"{words.en}: {entity}", f"{words.zh}：{_zh(one, entity)}")
        name = f"{metric} / {scope} / {region} / {entity}"
        lines.append(_shipped(name, title, "demand", metric, unit, one, list(one["value"]), one["qualifier"].isin(("above", "range_low"))))
    return lines


def _capacity(capacity: pd.DataFrame) -> list[Shipped]:
    kept = capacity[(capacity["basis"] != "forecast") & capacity["value"].notna()]
    kept = kept.assign(edition=kept["edition"].where(kept["series"] == "idc_inspur"))
    names = ["metric", "region", "area", "unit", "precision", "series", "edition"]
    lines = []
    for key, rows in kept.groupby(names, sort=False, dropna=False):
        parts = {name: value if isinstance(value, str) else "" for name, value in zip(names, key, strict=True)}
        one = _one_each(rows)
        name = " / ".join(
            part
            for part in (parts["metric"], parts["region"], parts["area"], parts["precision"], parts["series"], parts["edition"])
            if part
        )
        lines.append(
            _shipped(
                name,
                _capacity_title(parts, one),
                "capacity",
                parts["metric"],
                parts["unit"],
                one,
                list(one["value"]),
                one["qualifier"] == "above",
            )
        )
    return lines


def _one_each(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one figure a period in time order: the exact one where there is one, an end of a range or a bound where there is no other."""
    rank = rows["qualifier"].fillna("exact").map(list(QUALIFIERS).index)
    kept = rows.assign(rank=rank).sort_values(["period_end", "rank"], key=by_time("period_end"), kind="stable")
    return kept.drop_duplicates("period_end")


def _capacity_title(parts: Mapping[str, str], rows: pd.DataFrame) -> Text:
    words, series, precision = INDICATORS[parts["metric"]], SERIES.get(parts["series"]), PRECISIONS.get(parts["precision"])
    rest = [parts["area"], parts["edition"]]
    en = ", ".join(one for one in (words.en, rest[0], precision.en if precision else "", series.en if series else "", rest[1]) if one)
    area = next((str(one) for one in rows["area_zh"].dropna()), rest[0])
    zh = "，".join(one for one in (words.zh, area, precision.zh if precision else "", series.zh if series else "", rest[1]) if one)
    return Text(en, zh)


def _shipped(
    name: str, title: Text, dataset: str, metric: str, unit: str, rows: pd.DataFrame, values: list[float], floors: pd.Series
) -> Shipped:
    # 2026-06 and 2026-06-30 end on one day: they are one point, of the two the shorter.
    ordered = sorted(range(len(rows)), key=lambda i: period(rows["period_end"].iloc[i]).order)
    points = {last_day(rows["period_end"].iloc[i]): i for i in ordered}
    return Shipped(
        name,
        title,
        str(rows["region"].iloc[0]),
        dataset,
        metric,
        unit,
        tuple(points),
        tuple(str(rows["period_end"].iloc[i]) for i in points.values()),
        tuple(float(values[i]) for i in points.values()),
        int(sum(floors.iloc[i] for i in points.values())),
        tuple(dict.fromkeys(rows["source_id"].dropna())),
    )


def _zh(rows: pd.DataFrame, entity: str) -> str:
    return next((str(one) for one in rows["entity_zh"].dropna()), entity)
