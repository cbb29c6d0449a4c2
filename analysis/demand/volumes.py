"""Token volumes as published: each scope a line of its own, floors told from figures; how fast each line doubles.

docs/methods/demand.en.md says it in words.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

import pandas as pd

from data.period import by_time, last_day
from data.schema import Column, Flag, Result, Text
from data.tables.demand import SCOPES
from data.tables.vocabulary import UNITS

METHOD = "demand 1.0"
FLOORS = ("above", "range_low")
DAYS = {
    "tokens_per_day": 1.0,
    "tokens_per_week": 7.0,
    "tokens_per_month": 365.25 / 12,
    "tokens_per_quarter": 365.25 / 4,
    "tokens_per_half_year": 365.25 / 2,
    "tokens_per_year": 365.25,
}
"""Days over which a volume is counted. A peak minute and a month to date are no daily average and have no line."""

MONTH_DAYS = 365.25 / 12
_T975 = (12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010, 2.1788, 2.1604, 2.1448, 2.1314)
"""Student's t at 97.5 % for 1 to 15 degrees of freedom; scipy would cost the overview two seconds."""

SHOWN = {
    "stated": Text("Tokens a day, as stated", "日均词元（公布值）"),
    "floor": Text("Tokens a day, at least", "日均词元（下限）"),
    "estimate": Text("Tokens a day, estimate", "日均词元（估计）"),
    "forecast": Text("Tokens a day, forecast", "日均词元（预测）"),
}

COLUMNS = (
    Column("period_end", "period", Text("As of", "截至")),
    Column("entity", "text", Text("Subject", "对象")),
    Column("entity_zh", "text", Text("Subject in Chinese", "对象（中文）")),
    Column("scope", "code", Text("Scope", "范围"), values=SCOPES),
    Column("region", "text", Text("Region", "地区")),
    *(Column(name, "number", title, unit="tokens_per_day") for name, title in SHOWN.items()),
    Column("unit", "code", Text("Published as", "公布单位"), values=UNITS),
    Column("publisher", "text", Text("Read at", "来源")),
)

BOUNDS = {
    "stated": Text("Between stated figures", "公布值之间"),
    "at_most": Text("At most: the last figure is a floor", "至多：末值为下限"),
    "at_least": Text("At least: the first figure is a floor", "至少：首值为下限"),
    "floors": Text("Growth between floors", "下限之间的增长"),
    "estimates": Text("Between estimates", "估计值之间"),
}

DOUBLINGS = (
    Column("line", "text", Text("Line", "序列")),
    Column("entity", "text", Text("Subject", "对象")),
    Column("entity_zh", "text", Text("Subject in Chinese", "对象（中文）")),
    Column("scope", "code", Text("Scope", "范围"), values=SCOPES),
    Column("counted", "flag", Text("Counted, not estimated", "统计而非估计")),
    Column("points", "integer", Text("Dates", "日期数")),
    Column("floors", "integer", Text("Of them floors", "其中下限")),
    Column("first_on", "date", Text("First", "首个日期")),
    Column("last_on", "date", Text("Last", "末个日期")),
    Column("months", "number", Text("Doubling time, months", "翻倍时间（月）"), unit="months"),
    Column("low", "number", Text("95 % interval, low", "95% 区间下端"), unit="months"),
    Column("high", "number", Text("95 % interval, high", "95% 区间上端"), unit="months"),
    Column("whole", "number", Text("First to last, months", "首末之间（月）"), unit="months"),
    Column("latest", "number", Text("Last two figures, months", "最近两个数字之间（月）"), unit="months"),
    Column("bound", "code", Text("Read as", "读法"), values=BOUNDS),
    Column("latest_bound", "code", Text("Last two read as", "最近两个数字的读法"), values=BOUNDS),
)


@dataclass(frozen=True)
class Point:
    """One published volume: when, tokens a day, and whether it is a floor or an estimate."""

    on: dt.date
    value: float
    kind: str


def middle(text: str, unit: str) -> dt.date:
    """Return the middle of the period that a volume averages, the day itself for a volume a day: a year and a half-year end together."""
    return last_day(text) - dt.timedelta(days=round(DAYS[unit] / 2) if unit != "tokens_per_day" else 0)


def volumes(demand: pd.DataFrame) -> pd.DataFrame:
    """Return the published volumes as tokens a day, in COLUMNS with source_id: one row a line and date, in time order.

    A volume of a longer period is divided by its days. What was converted by the source from a volume that is there too is left out:
    it is the same thing twice. Of two figures of one line and date the counted one is kept, and the stated one before the floor.
    """
    rows = demand[demand["unit"].isin(DAYS) & demand["value"].notna() & (demand["value"] > 0)]
    plain = set(rows.loc[~_true(rows["derived"]), "entity"])
    rows = rows[~(_true(rows["derived"]) & rows["entity"].isin(plain))]
    daily = rows["value"] / rows["unit"].map(DAYS).astype("float64")
    kind = rows["basis"].replace({"actual": "stated"}).where(rows["basis"] != "actual", rows["qualifier"].isin(FLOORS).map(_FLOOR))
    found = pd.DataFrame({name: rows[name] for name in ("period_end", "entity", "entity_zh", "scope", "region")})
    found = found.assign(**{name: daily.where(kind == name) for name in SHOWN})
    found = found.assign(unit=rows["unit"], publisher=rows["source_publisher"], source_id=rows["source_id"], kind=kind)
    found["order"] = found["kind"].map({name: i for i, name in enumerate(SHOWN)})
    found = found.sort_values(["region", "entity", "scope", "period_end", "order"], key=by_time("period_end"), kind="stable")
    return found.drop_duplicates(["region", "entity", "scope", "period_end"]).drop(columns="order").reset_index(drop=True)


_FLOOR = {True: "floor", False: "stated"}


def _true(flags: pd.Series) -> pd.Series:
    return flags.fillna(False).astype(bool)


def demand_series(demand: pd.DataFrame) -> Result:
    """Return daily token volumes by line in time order, each in the column of its kind: stated, floor, estimate, forecast.

    A line is one subject in one scope and region; a scope that changes begins a new one. Nothing is added, joined or averaged across lines.
    """
    found = volumes(demand)
    lines = doublings(found)
    facts = {"lines": tuple(lines.to_dict("records")), "entities": tuple(dict.fromkeys(found["entity"])), **_last(found)}
    flags = [Flag("demand.floors")] if found["floor"].notna().any() else []
    flags += [Flag("demand.converted")] if (found["unit"] != "tokens_per_day").any() else []
    flags += [Flag("demand.redefined")] if (found["scope"] == "unstated").any() and found["scope"].nunique() > 1 else []
    ids = tuple(sorted(found["source_id"].dropna().unique()))
    return Result(found[[column.name for column in COLUMNS]], COLUMNS, METHOD, facts=facts, source_ids=ids, flags=tuple(flags))


def _last(found: pd.DataFrame) -> dict[str, object]:
    """Return first and last counted volume of the national line; of the only line where there is no national one."""
    counted = found[found["kind"].isin(("stated", "floor"))]
    leading = counted[counted["scope"] == "national"]
    leading = counted if leading.empty and counted.groupby(["region", "entity", "scope"]).ngroups == 1 else leading
    if leading.empty:
        return {}
    leading = leading.sort_values("period_end", key=by_time("period_end"))
    value = leading["stated"].fillna(leading["floor"])
    first, last = leading.iloc[0], leading.iloc[-1]
    return {
        "leading": last["entity"],
        "first_on": first["period_end"],
        "first": float(value.iloc[0]),
        "last_on": last["period_end"],
        "last": float(value.iloc[-1]),
        "last_is_floor": last["kind"] == "floor",
        "last_publisher": last["publisher"],
        "trend": tuple(float(one) for one in value),
    }


def demand_doubling(demand: pd.DataFrame) -> Result:
    """Return how fast each line doubles, in months, the fastest first: lines of two dates and more.

    Least squares of log2(tokens a day) on time, with Student's 95 % interval, from three dates on; two dates give a figure without one.
    """
    found = volumes(demand)
    frame = doublings(found).dropna(subset=["whole"]).sort_values("months", ignore_index=True)
    frame["line"] = frame["entity"]
    kept = found[found["entity"].isin(frame["entity"])]
    counts = {"two": int((frame["points"] == 2).sum()), "bounded": int((~frame["bound"].isin(("stated", "estimates"))).sum())}
    facts = {"lines": len(frame), **counts, "single": int(found.groupby(["region", "entity", "scope"]).ngroups - len(frame))}
    ids = tuple(sorted(kept["source_id"].dropna().unique()))
    flags = (Flag("demand.doubling_floors"),) if frame["floors"].sum() else ()
    return Result(frame[[column.name for column in DOUBLINGS]], DOUBLINGS, METHOD, facts=facts, source_ids=ids, flags=flags)


def doublings(found: pd.DataFrame) -> pd.DataFrame:
    """Return one row a line in DOUBLINGS: `found` as `volumes` returns it. Counted figures are used, estimates where none was counted."""
    rows = []
    for (_, entity, scope), line in found.groupby(["region", "entity", "scope"], sort=False, dropna=False):
        kinds = ("stated", "floor") if line["kind"].isin(("stated", "floor")).any() else ("estimate",)
        points = [
            Point(middle(row["period_end"], row["unit"]), float(row[row["kind"]]), row["kind"])
            for row in line.to_dict("records")
            if row["kind"] in kinds
        ]
        counted = "estimate" not in kinds
        named = {"line": entity, "entity": entity, "entity_zh": line["entity_zh"].iloc[0], "scope": scope, "counted": counted}
        rows.append(named | _doubling(points))
    return pd.DataFrame(rows, columns=[column.name for column in DOUBLINGS])


def _doubling(points: list[Point]) -> dict[str, object]:
    counts = {"points": len(points), "floors": sum(point.kind == "floor" for point in points)}
    if len(points) < 2:
        return counts | {"first_on": points[0].on.isoformat() if points else None, "last_on": points[-1].on.isoformat() if points else None}
    whole = between(points[0], points[-1])
    months, low, high = fitted(points) if len(points) > 2 else (whole, None, None)
    return counts | {
        "first_on": points[0].on.isoformat(),
        "last_on": points[-1].on.isoformat(),
        "months": months,
        "low": low,
        "high": high,
        "whole": whole,
        "latest": between(points[-2], points[-1]),
        "bound": bound(points[0], points[-1]),
        "latest_bound": bound(points[-2], points[-1]),
    }


def between(first: Point, last: Point) -> float | None:
    """Return the months in which the volume doubled between two points; None where it did not grow."""
    growth = math.log2(last.value / first.value)
    return (last.on - first.on).days / MONTH_DAYS / growth if growth > 0 else None


def bound(first: Point, last: Point) -> str:
    """Return how the growth between two points is to be read, a code of BOUNDS: a floor at its end grew at least so much."""
    kinds = (first.kind == "floor", last.kind == "floor")
    if "estimate" in (first.kind, last.kind):
        return "estimates"
    return {(False, False): "stated", (False, True): "at_most", (True, False): "at_least", (True, True): "floors"}[kinds]


def fitted(points: list[Point]) -> tuple[float | None, float | None, float | None]:
    """Return the doubling time in months by least squares of log2 on time, with its 95 % limits; None where growth is not above 0."""
    times = [(point.on - points[0].on).days / MONTH_DAYS for point in points]
    logs = [math.log2(point.value) for point in points]
    n = len(points)
    mean_t, mean_y = sum(times) / n, sum(logs) / n
    spread = sum((t - mean_t) ** 2 for t in times)
    slope = sum((t - mean_t) * (y - mean_y) for t, y in zip(times, logs, strict=True)) / spread
    left = sum((y - mean_y - slope * (t - mean_t)) ** 2 for t, y in zip(times, logs, strict=True))
    reach = t975(n - 2) * math.sqrt(left / (n - 2) / spread)
    return tuple(1 / rate if rate > 0 else None for rate in (slope, slope + reach, slope - reach))


def t975(freedom: int) -> float:
    """Return Student's t at 97.5 % with `freedom` degrees of freedom, to 0.1 %."""
    return _T975[freedom - 1] if freedom <= len(_T975) else 1.95996 + 2.372 / freedom + 2.8 / freedom**2
