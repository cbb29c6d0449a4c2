"""Balance: what can be asked of capacity beside demand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from analysis import balance, capacity, demand
from analysis.capacity.conversion import assumptions
from charts import balance as drawn
from data.schema import Flag, Refused, Result
from views.view import Parameter, Query, View, matching, missing

HORIZON = Parameter("ahead", balance.HORIZONS)
START = Parameter("from_where", balance.STARTS)
PRESET = Parameter("preset", balance.PRESETS)
_NATIONAL = {"scope": ("national",)}
METRIC = Parameter("metric", ("intelligent_compute", "total_compute", "general_compute"))
_READ = ("capacity", "demand", "accelerators")
_WHERE = ("series", "precision", "region")


def _capacity(tables: Any, query: Query) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Return the capacities asked for, an analyst's own converted where something is stated, and the conversions made."""
    rows = matching(tables.frame("capacity"), query.where)
    own = rows["upload"].isin(tables.uploads("capacity"))
    if not own.any():
        return rows, []
    factors = {entry.name: float(query.settings[entry.name]) for entry in capacity.ENTRIES if query.settings.get(entry.name)}
    made = capacity.converted(rows[own], tables.frame("accelerators"), factors)
    return pd.concat([rows[~own], made], ignore_index=True), assumptions(made)


def _compared(compute: Any) -> Any:
    def result(tables: Any, query: Query) -> Result:
        rows, conversions = _capacity(tables, query)
        found = compute(rows, tables.frame("demand"))
        return replace(found, flags=(*found.flags, *map(_conversion, conversions)))

    return result


def _conversion(made: dict[str, Any]) -> Flag:
    factor = f"{made['factor']:g}"
    if made["converted"] == "cards":
        return Flag("balance.converted_cards", {"model": made["model"], "factor": factor, "precision": made["precision"]})
    return Flag("balance.converted_racks" if made["converted"] == "racks" else "balance.converted_mw", {"factor": factor})


def _scenario(tables: Any, query: Query) -> Result:
    rows = tables.frame("capacity")
    start = balance.given_start(query.settings) or _start(tables, query.settings["from_where"])
    present = balance.present_growth(rows)
    rates = balance.rates(_presets(tables, present, start.named)[query.settings["preset"]], _rates_given(query))
    if len(rates) < len(balance.GROWTH):
        raise Refused(*(missing(entry) for entry in balance.GROWTH if entry.name not in rates))
    basis = {name: rate.basis for name, rate in rates.items()}
    named = {"preset": "" if {*basis.values()} == {"given"} else query.settings["preset"], "basis": basis}
    values = {name: rate.value for name, rate in rates.items()}
    beside = (present, balance.later_capacity(start, rows))
    found = balance.balance_scenario(start, values, int(query.settings["ahead"]), *beside, named)
    used = present[0]["source_ids"] if {"published", "half"} & {*basis.values()} else ()
    return replace(found, source_ids=(*found.source_ids, *used))


def _rates_given(query: Query) -> dict[str, float]:
    return {entry.name: float(query.settings[entry.name]) for entry in balance.GROWTH if query.settings.get(entry.name)}


def _presets(tables: Any, present: Any, start: str) -> dict[str, dict[str, balance.Rate]]:
    """Return the growth rates by preset: demand is the inference of the tokens counted where these are the start, else all compute."""
    rows = tables.frame("demand")
    part = "inference" if start == "tokens" else "total"
    return balance.growth_presets(present, demand.growth_a_year(demand.from_record(rows), demand.start_of(rows), part))


def growth_rates(tables: Any, preset: str, start: str) -> dict[str, float]:
    """Return the growth rates of one preset of the gap, by name."""
    present = balance.present_growth(tables.frame("capacity"))
    return {name: rate.value for name, rate in _presets(tables, present, start)[preset].items()}


def _start(tables: Any, code: str) -> balance.Start:
    supplied, rows = tables.frame("capacity"), tables.frame("demand")
    if code == "pair":
        return balance.pair_start(balance.balance(supplied, rows))
    ranges = demand.scenario(demand.from_record(rows), {})
    return balance.token_start(demand.token_load(matching(rows, _NATIONAL), supplied, ranges, "FP16"))


def _mismatch(tables: Any, query: Query) -> Result:
    given = {column.name: float(query.settings[column.name]) for column in balance.WEIGHTS if column.name in query.settings}
    rows = matching(tables.frame("capacity"), query.where)
    return balance.regional_mismatch(rows, tables.frame("regional_proxies"), query.settings["metric"], given)


def _ranks(tables: Any, query: Query) -> Result:
    return balance.rank_stability(_mismatch(tables, query))


def _regional(name: str, compute: Any, draw: Any) -> View:
    datasets = ("capacity", "regional_proxies")
    return View(name, "balance", datasets, compute, draw, where=("series", "precision"), parameters=(METRIC,), entries=balance.WEIGHTS)


VIEWS = (
    View("balance", "balance", _READ, _compared(balance.balance), drawn.balance, where=_WHERE, entries=capacity.ENTRIES),
    View("balance_missing", "balance", _READ, _compared(balance.missing), drawn.missing, where=_WHERE, entries=capacity.ENTRIES),
    View(
        "balance_scenario",
        "balance",
        ("capacity", "demand"),
        _scenario,
        drawn.scenario,
        parameters=(PRESET, START, HORIZON),
        entries=(*balance.GROWTH, *balance.LEVELS),
    ),
    _regional("regional_mismatch", _mismatch, drawn.mismatch),
    _regional("regional_ranks", _ranks, drawn.ranks),
)
