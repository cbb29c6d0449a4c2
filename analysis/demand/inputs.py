"""The inputs of the driver model: each a low, a central and a high value, with where it comes from or the word assumption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.demand.fields import COLUMNS, entry_names
from analysis.demand.volumes import METHOD, Point, between, volumes
from data.period import by_time, last_day, last_days
from data.schema import Column, Problem, Refused, Result, Text

ASSUMPTION = Text("assumption", "假设")
GIVEN = Text("given by the analyst", "由分析者给出")

DEEPSEEK, DELOITTE = "DeepSeek (own servers)", "all AI compute"
"""Rows of the record from which an input is read: 168 bn of 788 bn tokens a day were output; half of AI compute was inference in 2025."""


@dataclass(frozen=True)
class Range:
    """One input: its three values, and where they come from. `row` names the entity whose sources are cited."""

    low: float
    central: float
    high: float
    source: Text = ASSUMPTION
    row: str = ""

    def draws(self, quantiles: np.ndarray) -> np.ndarray:
        """Return the triangular distribution over the range, its mode at the central value, at `quantiles` 0-1."""
        width = self.high - self.low
        if width <= 0:
            return np.full_like(quantiles, self.central)
        left, right = self.central - self.low, self.high - self.central
        rising = self.low + np.sqrt(quantiles * width * left)
        return np.where(quantiles < left / width, rising, self.high - np.sqrt((1 - quantiles) * width * right))


_SPLIT = Text("DeepSeek's own servers, February 2025; ends: assumption", "DeepSeek 自有服务器，2025年2月；上下端为假设")
_EVEN = Text("Deloitte, world, 2025: half each; ends: assumption", "德勤，全球，2025年：各占一半；上下端为假设")
_V3 = Text("assumption: the size of DeepSeek V3", "假设：DeepSeek V3 的规模")

DEFAULTS: Mapping[str, Range] = {
    "tokens_t": Range(100, 140, 200),
    "doubling_months": Range(3, 6, 12),
    "slowing_months": Range(12, 24, 48),
    "active_parameters_bn": Range(20, 37, 70, _V3),
    "attention_gflop": Range(0, 0, 0),
    "output_share": Range(0.1, 0.213, 0.35, _SPLIT, DEEPSEEK),
    "cached_share": Range(0, 0, 0.7),
    "efficiency_gain": Range(0, 0.2, 0.4),
    "training_ratio": Range(0.5, 1, 2, _EVEN, DELOITTE),
    "training_growth": Range(1.1, 1.5, 2.25),
    "mfu_prefill": Range(0.2, 0.4, 0.55),
    "bytes_per_parameter": Range(1, 1, 2),
    "batch": Range(16, 64, 256),
    "kv_kb": Range(35, 70, 160),
    "context_k": Range(2, 4, 16),
    "mbu_decode": Range(0.3, 0.5, 0.7),
    "peak_to_mean": Range(1.5, 2, 3),
}
"""The scenario of the first start, where the record says nothing else."""


def from_record(demand: pd.DataFrame) -> dict[str, Range]:
    """Return the scenario of the first start: token volume and doubling time of the last national figures, the rest as DEFAULTS.

    The last figure is the low end and the centre where it is a floor; its high end is half as much again (assumption). The doubling
    time is that between the last two figures, its low end that of the whole line, its high end twice the centre (assumption).
    """
    found = volumes(demand[demand["scope"] == "national"])
    counted = found[found["kind"].isin(("stated", "floor"))].sort_values("period_end", key=by_time("period_end"))
    ranges = dict(DEFAULTS)
    if counted.empty:
        return ranges
    points = [Point(last_day(row["period_end"]), row[row["kind"]], row["kind"]) for row in counted.to_dict("records")]
    last, entity = points[-1].value / 1e12, str(counted["entity"].iloc[-1])
    source = Text(f"national figure of {points[-1].on:%Y-%m}; high end: assumption", f"{points[-1].on:%Y-%m} 的全国数字；上端为假设")
    ranges["tokens_t"] = Range(last, last, last * 1.5, source, entity)
    rates = [between(points[i], points[-1]) for i in (0, -2)] if len(points) > 1 else [None]
    if all(rates):
        whole, latest = min(rates), max(rates)
        words = Text("last national figures and the whole line; high end: assumption", "最近与全部全国数字；上端为假设")
        ranges["doubling_months"] = Range(round(whole, 2), round(latest, 2), round(2 * latest, 2), words, entity)
    return ranges


def start_of(demand: pd.DataFrame) -> str:
    """Return the day from which the outlook runs: that of the last national figure counted, else the last of any."""
    found = volumes(demand)
    national = found[(found["scope"] == "national") & found["kind"].isin(("stated", "floor"))]
    days = (national if len(national) else found)["period_end"]
    return last_days(days).max().date().isoformat() if len(days) else "2026-03-31"


def scenario(begun: Mapping[str, Range], settings: Mapping[str, str]) -> dict[str, Range]:
    """Return the ranges with what the analyst gave in their place. Refused (demand.range_order) unless low <= central <= high.

    A central value given alone widens its range where it lies outside.
    """
    found, wrong = {}, []
    columns = {column.name: column for column in COLUMNS}
    for name, was in begun.items():
        low, central, high = (float(settings[key]) if settings.get(key) else None for key in entry_names(name))
        if (low, central, high) == (None, None, None):
            found[name] = was
            continue
        middle = was.central if central is None else central
        one = Range(
            min(was.low, middle) if low is None else low,
            middle,
            max(was.high, middle) if high is None else high,
            GIVEN if _differs(was, low, central, high) else was.source,
            was.row,
        )
        if not one.low <= one.central <= one.high:
            wrong.append(
                Problem(
                    "demand.range_order", values={"title": columns[name].title, "found": f"{one.low:g} / {one.central:g} / {one.high:g}"}
                )
            )
        found[name] = one
    if wrong:
        raise Refused(*wrong)
    return found


def _differs(was: Range, *given: float | None) -> bool:
    return any(
        value is not None and abs(value - old) > 1e-9 * max(1, abs(old))
        for value, old in zip(given, (was.low, was.central, was.high), strict=True)
    )


TABLE = (
    Column("input", "code", Text("Input", "参数"), values={column.name: column.title for column in COLUMNS}),
    Column("low", "number", Text("Low", "低")),
    Column("central", "number", Text("Central", "中")),
    Column("high", "number", Text("High", "高")),
    Column("unit", "text", Text("Unit", "单位")),
    Column("source", "text", Text("Source", "来源")),
    Column("source_zh", "text", Text("Source in Chinese", "来源（中文）")),
)


def demand_inputs(ranges: Mapping[str, Range], demand: pd.DataFrame) -> Result:
    """Return the inputs of the scenario, one a row: low, central, high, and the source or the word assumption."""
    units = {column.name: column.unit for column in COLUMNS}
    rows = [
        {
            "input": name,
            "low": one.low,
            "central": one.central,
            "high": one.high,
            "unit": units[name],
            "source": one.source.en,
            "source_zh": one.source.zh,
        }
        for name, one in ranges.items()
    ]
    counts = {"assumed": sum("assumption" in one.source.en for one in ranges.values()), "inputs": len(ranges)}
    facts = counts | {"given": sum(one.source == GIVEN for one in ranges.values())}
    return Result(pd.DataFrame(rows), TABLE, METHOD, facts=facts, source_ids=cited(ranges, demand))


def cited(ranges: Mapping[str, Range], demand: pd.DataFrame) -> tuple[str, ...]:
    """Return the ids of the sources from whose rows the inputs are read."""
    names = {one.row for one in ranges.values() if one.row and one.source != GIVEN}
    return tuple(sorted(demand.loc[demand["entity"].isin(names), "source_id"].dropna().unique()))
