"""Balance: what can be asked of capacity beside demand."""

from __future__ import annotations

from typing import Any

from analysis import balance, demand
from charts import balance as drawn
from data.schema import Result
from views.view import Parameter, Query, View, matching

HORIZON = Parameter("ahead", balance.HORIZONS)
START = Parameter("from_where", balance.STARTS)
_NATIONAL = {"scope": ("national",)}
METRIC = Parameter("metric", ("intelligent_compute", "total_compute", "general_compute"))
_WHERE = ("series", "precision", "region")


def _balance(tables: Any, query: Query) -> Result:
    return balance.balance(matching(tables.frame("capacity"), query.where), tables.frame("demand"))


def _missing(tables: Any, query: Query) -> Result:
    return balance.missing(matching(tables.frame("capacity"), query.where), tables.frame("demand"))


def _scenario(tables: Any, query: Query) -> Result:
    capacity = tables.frame("capacity")
    given = {column.name: float(query.settings[column.name]) for column in balance.GROWTH}
    start = balance.given_start(query.settings) or _start(tables, query.settings["from_where"])
    return balance.balance_scenario(start, given, int(query.settings["ahead"]), balance.present_growth(capacity))


def _start(tables: Any, code: str) -> balance.Start:
    capacity, rows = tables.frame("capacity"), tables.frame("demand")
    if code == "pair":
        return balance.pair_start(balance.balance(capacity, rows))
    ranges = demand.scenario(demand.from_record(rows), {})
    return balance.token_start(demand.token_floor(matching(rows, _NATIONAL), capacity, ranges, "FP16"))


def _mismatch(tables: Any, query: Query) -> Result:
    given = {column.name: float(query.settings[column.name]) for column in balance.WEIGHTS if column.name in query.settings}
    capacity = matching(tables.frame("capacity"), query.where)
    return balance.regional_mismatch(capacity, tables.frame("regional_proxies"), query.settings["metric"], given)


def _regional(name: str, draw: Any) -> View:
    datasets = ("capacity", "regional_proxies")
    return View(name, "balance", datasets, _mismatch, draw, where=("series", "precision"), parameters=(METRIC,), entries=balance.WEIGHTS)


VIEWS = (
    View("balance", "balance", ("capacity", "demand"), _balance, drawn.balance, where=_WHERE),
    View("balance_missing", "balance", ("capacity", "demand"), _missing, drawn.missing, where=_WHERE),
    View(
        "balance_scenario",
        "balance",
        ("capacity", "demand"),
        _scenario,
        drawn.scenario,
        parameters=(START, HORIZON),
        entries=(*balance.GROWTH, *balance.LEVELS),
    ),
    _regional("regional_mismatch", drawn.mismatch),
    _regional("regional_ranks", drawn.ranks),
)
