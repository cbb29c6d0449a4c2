"""Demand: what can be asked of the published volumes and shares, of the scenario, and of what the tokens need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis import demand
from charts import demand as drawn
from data.schema import Column, Result, Text
from views.view import Parameter, Query, View, matching

LEDGER = Parameter("ledger", demand.LEDGERS)
MEASURE = Parameter("outlook", demand.MEASURES)
YEARS = Parameter("years", demand.YEARS)
PRECISION = Parameter("card_precision", tuple(demand.PRECISIONS))
CARD = Column(
    "card_model", "text", Text("Card model", "加速卡型号"), Text("a model of the dataset, or one of its aliases", "数据集中的型号或别名")
)
_CHINA, _NATIONAL = {"region": ("CN",)}, {"scope": ("national",)}
_COLUMNS = ("entity", "scope", "region")
_READ = ("demand", "accelerators")


def _series(tables: Any, query: Query) -> Result:
    return demand.demand_series(matching(tables.frame("demand"), query.where or _CHINA))


def _doubling(tables: Any, query: Query) -> Result:
    return demand.demand_doubling(matching(tables.frame("demand"), query.where))


def _shares(tables: Any, query: Query) -> Result:
    return demand.demand_shares(matching(tables.frame("demand"), query.where), query.settings["ledger"])


def _ranges(rows: Any, query: Query) -> dict:
    return demand.scenario(demand.from_record(rows), query.settings)


def _card(tables: Any, query: Query) -> dict[str, object]:
    return demand.card_of(tables.frame("accelerators"), query.settings.get("card_model") or demand.CARD, query.settings["card_precision"])


def _outlook(tables: Any, query: Query) -> Result:
    rows = tables.frame("demand")
    asked = (_ranges(rows, query), demand.start_of(rows), int(query.settings["years"]), _card(tables, query))
    return demand.demand_outlook(*asked, query.settings["outlook"], rows)


def _inputs(tables: Any, query: Query) -> Result:
    rows = tables.frame("demand")
    return demand.demand_inputs(_ranges(rows, query), rows)


def _crossover(tables: Any, query: Query) -> Result:
    rows = tables.frame("demand")
    error = float(query.settings.get("share_error") or demand.READING_DEFAULT)
    return demand.crossover(rows, _ranges(rows, query), demand.start_of(rows), int(query.settings["years"]), _card(tables, query), error)


def _compute(tables: Any, query: Query) -> Result:
    rows = tables.frame("demand")
    ranges, given = _ranges(rows, query), query.settings.get("tokens_t")
    asked = (tables.frame("capacity"), ranges, _card(tables, query), query.settings["card_precision"], float(given) if given else None)
    return demand.token_compute(matching(rows, query.where or _NATIONAL), *asked)


def _floor(tables: Any, query: Query) -> Result:
    rows = tables.frame("demand")
    return demand.token_floor(
        matching(rows, query.where or _NATIONAL), tables.frame("capacity"), _ranges(rows, query), query.settings["card_precision"]
    )


def begun(tables: Any) -> Mapping[str, float]:
    """Return the value at which each field of the scenario begins: what the record and the assumptions say."""
    ranges = demand.from_record(tables.frame("demand"))
    return {
        key: value
        for name, one in ranges.items()
        for key, value in zip(demand.entry_names(name), (one.low, one.central, one.high), strict=True)
    }


def cards(tables: Any) -> tuple[str, ...]:
    """Return the card models whose rate and memory bandwidth are known."""
    return demand.cards_known(tables.frame("accelerators"))


SCENARIO = tuple(demand.entry_names(name) for name in demand.PATH)
SERVING = tuple(demand.entry_names(name) for name in demand.SERVING)
FIRST_CARD = demand.CARD
_GIVEN = (*demand.ENTRIES, CARD)

VIEWS = (
    View("demand_series", "demand", ("demand",), _series, drawn.series, where=_COLUMNS),
    View("demand_doubling", "demand", ("demand",), _doubling, drawn.doubling, where=_COLUMNS),
    View("demand_shares", "demand", ("demand",), _shares, drawn.shares, where=_COLUMNS, parameters=(LEDGER,)),
    View("demand_outlook", "demand", _READ, _outlook, drawn.outlook, parameters=(MEASURE, YEARS, PRECISION), entries=_GIVEN),
    View("demand_inputs", "demand", ("demand",), _inputs, drawn.inputs, entries=demand.ENTRIES),
    View("crossover", "demand", _READ, _crossover, drawn.crossover, parameters=(YEARS, PRECISION), entries=(*_GIVEN, demand.READING)),
    View("token_compute", "demand", (*_READ, "capacity"), _compute, drawn.compute, where=_COLUMNS, parameters=(PRECISION,), entries=_GIVEN),
    View(
        "token_floor",
        "demand",
        ("demand", "capacity"),
        _floor,
        drawn.floor,
        where=_COLUMNS,
        parameters=(PRECISION,),
        entries=demand.ENTRIES,
    ),
)
