"""Does capacity fit demand: official capacity beside the hardware for the tokens counted; and what a card rents for."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.overview.reasons import METHOD
from analysis.rents import spans
from data.period import by_time, first_days, period
from data.schema import Column, Flag, Result, Text

LINES = {
    "capacity": Text("Official capacity", "官方算力规模"),
    "hardware": Text("Hardware for the tokens counted, at the peak", "已统计词元在峰值所需的硬件算力"),
    "model": Text("Of it model compute", "其中模型计算"),
}
_ALIKE = ("card", "contract_type", "kind")
"""What quotes must share to be ends of one range."""
COLUMNS = (
    Column("line", "code", Text("What", "项目"), values=LINES),
    Column("on", "period", Text("Date", "时间")),
    Column("eflops", "number", Text("FP16, EFLOPS", "FP16（EFLOPS）"), unit="eflops", low=0),
    Column("low", "number", Text("80 % of draws, low", "80% 抽样区间下端"), unit="eflops", low=0),
    Column("high", "number", Text("80 % of draws, high", "80% 抽样区间上端"), unit="eflops", low=0),
)


def answer_fit(needed: Result, loads: Result, card: Mapping[str, object], quotes: pd.DataFrame, makers: Mapping[str, str]) -> Result:
    """Return official capacity at the dates around that of the tokens, the hardware that these ask for at the peak, and their
    model compute.

    needed, loads: token_compute and token_load of one scope and precision; card: that of `needed`, its rate in FLOP a second; quotes:
    rents in one currency; makers: card -> country of its vendor. Hardware = cards at the peak x rate of a card. facts: `installed` and
    `hardware`, each (low, high) in EFLOPS; `rents`, the last rents of an eight-card server-month, low grades left out and of one kind
    each: of the card with the most quotes, then of the card made in China with the most.
    """
    fact, last = needed.frame.iloc[0], loads.facts["last"]
    rate = float(card["flops"]) / 1e18
    hardware = {name: float(fact[f"cards{end}"]) * rate for name, end in (("eflops", ""), ("low", "_low"), ("high", "_high"))}
    model = {"eflops": last["model_eflops"], "low": last["model_low"], "high": last["model_high"]} if last else {}
    installed = sorted(set(last["capacities"]), key=lambda one: period(one[0]).order, reverse=True) if last else []
    rows = [{"line": "capacity", "on": on, "eflops": value} for on, value in installed]
    rows.append({"line": "hardware", "on": needed.facts["period_end"], **hardware})
    rows += [{"line": "model", "on": last["period_end"], **model}] if last else []
    frame = pd.DataFrame(rows, columns=[column.name for column in COLUMNS])
    facts = {
        "installed": (last["capacity_low"], last["capacity_high"]) if last else None,
        "hardware": (hardware["low"], hardware["high"]),
        "tokens": needed.facts["tokens"],
        "tokens_floor": needed.facts["tokens_floor"],
        "on": needed.facts["period_end"],
        "card": needed.facts["card"],
        "precision": needed.facts["precision"],
        "rents": _rents(quotes, makers),
    }
    ids = (*needed.source_ids, *loads.source_ids, *_sources(quotes, facts["rents"]))
    return Result(frame, COLUMNS, METHOD, facts=facts, source_ids=tuple(dict.fromkeys(ids)), flags=(Flag("demand.no_utilization"),))


def _rents(quotes: pd.DataFrame, makers: Mapping[str, str]) -> tuple[dict[str, object], ...]:
    """Return the span of what a card was quoted at by the month in its last two months: of that with the most quotes, and of China's.

    A span is of one contract type and kind, of those of a card that with the most quotes, then the latest.
    """
    recent = _recent(quotes)
    if recent.empty:
        return ()
    held = quotes.groupby("card").size()
    dated = recent.sort_values("period", key=by_time("period")).groupby(list(_ALIKE))["period"].agg(["first", "last"])
    found = [
        row | {"held": int(held[row["card"]]), **dated.loc[tuple(row[name] for name in _ALIKE)].to_dict()}
        for row in spans(recent, _ALIKE).to_dict("records")
    ]
    found.sort(key=lambda row: (row["quotes"], period(row["last"]).order), reverse=True)
    leading = {row["card"]: row for row in reversed(found)}
    ranked = sorted(leading.values(), key=lambda row: (-row["held"], row["card"]))
    own = [row for row in ranked[1:] if makers.get(row["card"]) == "CN"]
    return (ranked[0], *own[:1])


def _recent(quotes: pd.DataFrame) -> pd.DataFrame:
    """Return the quotes by the month, of no low grade, of the last two months of each card."""
    monthly = quotes[(quotes["time"] == "month") & (quotes["grade"] != "low")]
    months = first_days(monthly["period"]).dt.to_period("M").map(lambda month: month.ordinal)
    return monthly[months >= months.groupby(monthly["card"]).transform("max") - 1]


def _sources(quotes: pd.DataFrame, rents: tuple[dict[str, object], ...]) -> tuple[str, ...]:
    recent = _recent(quotes)
    return tuple(sorted(recent.loc[recent["card"].isin([row["card"] for row in rents]), "source_id"].dropna().unique()))
