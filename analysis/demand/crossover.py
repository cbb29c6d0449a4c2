"""When inference passes training, per basis: already before the first figure, at a date with a distribution, or not within the horizon."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.demand import outlook
from analysis.demand.inputs import Range, cited
from analysis.demand.shares import ledger
from analysis.demand.volumes import METHOD
from data.period import last_day
from data.schema import Column, Flag, Result, Text
from data.tables.demand import SCOPES

HALF = 0.5
DRAWS = 4000
READING = Column(
    "share_error",
    "number",
    Text("Reading error of a stated share", "公布占比的读数误差"),
    Text("a fraction from 0 to 0.2, either way", "0 至 0.2 的比例，上下各半"),
    unit="fraction",
    low=0,
    high=0.2,
)
READING_DEFAULT = 0.025
"""A share given as "half" or 33 % is no better than that: assumption."""

SCENARIO = "scenario"
BASES = {**SCOPES, SCENARIO: Text("Driver model, scenario", "驱动因素模型（情景）")}
RESTS_ON = {
    "figures": Text("Figures of what was", "已有数字"),
    "both": Text("An estimate and a forecast", "估计与预测之间"),
    "forecasts": Text("Forecasts alone", "仅据预测"),
}
"""On what it rests that inference passes one half on a published basis."""
COLUMNS = (
    Column("basis", "code", Text("Basis", "口径"), values=BASES),
    Column("entity", "text", Text("Subject", "对象")),
    Column("entity_zh", "text", Text("Subject in Chinese", "对象（中文）")),
    Column("region", "text", Text("Region", "地区")),
    Column("publisher", "text", Text("Publisher", "发布者")),
    Column("figures", "integer", Text("Dates with a figure", "有数字的日期")),
    Column("forecasts", "integer", Text("Of them forecasts", "其中预测")),
    Column("rests_on", "code", Text("Passing half rests on", "超过一半的依据"), values=RESTS_ON),
    Column("first_on", "date", Text("First figure", "首个数字")),
    Column("last_on", "date", Text("Horizon: last figure", "期限：末个数字")),
    Column("already", "number", Text("Already before the first figure", "首个数字之前已超过"), unit="fraction"),
    Column("dated", "number", Text("Within the figures", "在数字期间内"), unit="fraction"),
    Column("not_within", "number", Text("Not within the horizon", "期限内未超过"), unit="fraction"),
    Column("date_10", "date", Text("Date, 10 % of the dated", "日期（10% 分位）")),
    Column("date_50", "date", Text("Date, median of the dated", "日期（中位数）")),
    Column("date_90", "date", Text("Date, 90 % of the dated", "日期（90% 分位）")),
)


def crossover(
    demand: pd.DataFrame, ranges: Mapping[str, Range], start: str, years: int, card: Mapping[str, object], error: float
) -> Result:
    """Return for each basis P(already before the first figure) + P(dated) + P(not within the horizon) = 1, and the dates' quantiles.

    A stated share is drawn within `error` either way, a range over its width, a floor up to 10 points above it; between two
    figures of one basis and publisher the path is straight. Nothing is extrapolated: the horizon of a published basis is its last figure.
    """
    rng = np.random.default_rng(outlook.SEED)
    order = list(BASES)
    published = [_published(figures, error, rng) for figures in _by_basis(demand)]
    rows = [_scenario(ranges, start, years, card), *sorted(published, key=lambda row: order.index(row["basis"]))]
    frame = pd.DataFrame(rows, columns=[column.name for column in COLUMNS])
    ids = tuple(sorted({*_share_rows(demand)["source_id"].dropna(), *cited(ranges, demand)}))
    scenario = rows[0]
    facts = {
        "bases": len(rows),
        **{name: scenario[name] for name in ("already", "dated", "not_within", "date_10", "date_50", "date_90", "last_on")},
    }
    facts |= {name: sum(row["rests_on"] == name for row in rows[1:]) for name in RESTS_ON}
    facts["settled"] = sum(facts[name] for name in RESTS_ON)
    return Result(frame, COLUMNS, METHOD, facts=facts, source_ids=ids, flags=(Flag("demand.reading", {"points": f"{100 * error:g}"}),))


def _share_rows(demand: pd.DataFrame) -> pd.DataFrame:
    return demand[demand["metric"].isin(("inference_share", "training_share", "inference_spend_usd", "training_spend_usd"))]


def _by_basis(demand: pd.DataFrame) -> list[list[dict[str, object]]]:
    """Return the figures of each basis: one subject, region and scope, in time order, one a date."""
    found = ledger(demand)
    groups: dict[tuple, list[dict[str, object]]] = {}
    for row in found.to_dict("records"):
        if row["low"] == row["low"]:
            groups.setdefault((row["scope"], row["region"], row["entity"]), []).append(row)
    return [_one_a_date(rows) for rows in groups.values()]


def _one_a_date(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return one figure a date in time order: what was counted or estimated before what was forecast, the publisher of most dates first."""
    counts = Counter(row["publisher"] for row in rows)
    order = sorted(rows, key=lambda row: (last_day(row["period_end"]), row["basis"] == "forecast", -counts[row["publisher"]]))
    return list({last_day(row["period_end"]): row for row in reversed(order)}.values())[::-1]


def _published(figures: list[dict[str, object]], error: float, rng: np.random.Generator) -> dict[str, object]:
    days = [last_day(row["period_end"]) for row in figures]
    low = np.array([row["low"] - error * (row["low"] == row["high"]) for row in figures]).clip(0, 1)
    high = np.array([row["high"] + error * (row["low"] == row["high"]) for row in figures]).clip(0, 1)
    drawn = low + (high - low) * rng.random((DRAWS, 1))  # one quantile a draw: a publisher who reads high reads high throughout
    first = figures[0]
    return {
        "basis": first["scope"],
        **{name: first[name] for name in ("entity", "entity_zh", "region", "publisher")},
        "figures": len(figures),
        "forecasts": sum(row["basis"] == "forecast" for row in figures),
        "rests_on": _rests_on(figures),
        **crossing(days, drawn),
    }


def _rests_on(figures: list[dict[str, object]]) -> str | None:
    """Return on what kind of figures it rests that a share, as stated or in the middle of its range, passes one half; None where none does.

    A forecast is no figure of what was: one that alone passes half stands apart, whether or not something was estimated before it.
    """
    passing = [row["basis"] == "forecast" for row in figures if (row["low"] + row["high"]) / 2 > HALF]
    if not passing:
        return None
    if not all(passing):
        return "figures"
    return "forecasts" if all(row["basis"] == "forecast" for row in figures) else "both"


def _scenario(ranges: Mapping[str, Range], start: str, years: int, card: Mapping[str, object]) -> dict[str, object]:
    days = outlook.dates(start, years)
    drawn = outlook.paths(outlook.sampled(ranges), outlook.months_from(days), card)["share"]
    named = {
        "basis": SCENARIO,
        "entity": "national",
        "entity_zh": "全国",
        "region": "CN",
        "publisher": "",
        "figures": len(days),
        "forecasts": len(days),
    }
    return named | crossing(days, drawn)


def crossing(days: list[dt.date], shares: np.ndarray) -> dict[str, object]:
    """Return the three probabilities and the quantiles of the date, from inference shares (draws x dates).

    A draw that begins above one half has crossed already; else it crosses where the straight line between two dates first passes it.
    """
    above = shares > HALF
    already = above[:, 0]
    passes = above.any(axis=1) & ~already
    places = np.array([(day - days[0]).days for day in days], dtype="float64")
    found = _first_pass(places, shares[passes]) if passes.any() else np.array([])
    quantiles = (
        [(days[0] + dt.timedelta(days=int(round(q)))).isoformat() for q in np.quantile(found, (0.1, 0.5, 0.9))]
        if len(found)
        else [None] * 3
    )
    count = len(shares)
    parts = {"already": already.sum() / count, "dated": passes.sum() / count}
    parts["not_within"] = (count - already.sum() - passes.sum()) / count
    return {
        "first_on": days[0].isoformat(),
        "last_on": days[-1].isoformat(),
        **{name: float(part) for name, part in parts.items()},
        **dict(zip(("date_10", "date_50", "date_90"), quantiles, strict=True)),
    }


def _first_pass(places: np.ndarray, shares: np.ndarray) -> np.ndarray:
    after = (shares > HALF).argmax(axis=1)
    rows = np.arange(len(shares))
    low, high = shares[rows, after - 1], shares[rows, after]
    return places[after - 1] + (HALF - low) / (high - low) * (places[after] - places[after - 1])
