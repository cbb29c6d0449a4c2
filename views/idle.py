"""Idle capacity: what can be asked of pool-hours."""

from __future__ import annotations

from typing import Any

from analysis import idle
from charts import idle as drawn
from data.schema import Result
from views.view import Parameter, Query, View

OUTAGES = Parameter("outages", idle.OUTAGES)
_WHERE = ("cluster", "pool")
_GROUPS = tuple(group for group in idle.GROUPS if group != "hour_of_week")


def _columns(by: str) -> tuple[str, ...]:
    if by == "total":
        return ()
    return ("cluster", "pool") if by == "pool" else (by,)


def _scope(query: Query) -> dict[str, Any]:
    return {"clusters": query.where.get("cluster", ()), "start": query.start, "end": query.end}


def _asked(query: Query) -> dict[str, Any]:
    return {**_scope(query), "pools": query.where.get("pool", ()), "outages": query.settings["outages"]}


def _reduced(tables: Any, reduction: Any, **arguments: Any) -> Any:
    return tables.reduced("usage", reduction, of=idle.hours, **arguments)


def _suspects(tables: Any, query: Query) -> Any:
    return _reduced(tables, idle.suspects, **_scope(query))


def _rate(tables: Any, query: Query) -> Result:
    by = _columns(query.by)
    sums = _reduced(tables, idle.sums, by=by, **_asked(query))
    compared = query.by in ("total", "cluster", "region", "owner", "card")
    pools = _reduced(tables, idle.sums, by=tuple(dict.fromkeys((*by, "cluster", "pool"))), **_asked(query)) if compared else None
    return idle.idle_rates(sums, by, pools, _suspects(tables, query), query.settings["outages"])


def _ladder(tables: Any, query: Query) -> Result:
    by = _columns(query.by)
    sums = _reduced(tables, idle.sums, by=by, **_asked(query))
    return idle.idle_ladder(sums, by, _suspects(tables, query), query.settings["outages"])


def _pools(tables: Any, query: Query) -> Result:
    sums = _reduced(tables, idle.sums, by=("cluster", "pool"), **_asked(query))
    quartiles = _reduced(tables, idle.hourly_quartiles, **_asked(query))
    return idle.idle_pools(sums, quartiles, _suspects(tables, query), query.settings["outages"])


def _hours(tables: Any, query: Query) -> Result:
    sums = _reduced(tables, idle.sums, by=("weekday", "hour_of_day"), **_asked(query))
    return idle.idle_hours(sums, _suspects(tables, query), query.settings["outages"])


def _outages(tables: Any, query: Query) -> Result:
    return idle.outage_suspects(_suspects(tables, query))


def _first(*groups: str) -> tuple[Query, ...]:
    return tuple(Query(by=by, settings={"outages": code}) for by in groups or ("",) for code in idle.OUTAGES)


def _view(name: str, compute: Any, draw: Any, by: tuple[str, ...] = (), first: tuple[Query, ...] = ()) -> View:
    return View(name, "idle", ("usage",), compute, draw, by, _WHERE, "hour", (OUTAGES,), first or _first())


VIEWS = (
    _view("idle_rate", _rate, drawn.rate, _GROUPS, _first("total", "day")),
    _view("idle_ladder", _ladder, drawn.ladder, ("day", *(group for group in _GROUPS if group != "day"))),
    _view("idle_pools", _pools, drawn.pools),
    _view("idle_hours", _hours, drawn.hours),
    View("outage_suspects", "idle", ("usage",), _outages, drawn.suspects, where=("cluster",), period="hour"),
)
