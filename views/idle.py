"""Idle capacity: what can be asked of pool-hours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from analysis import idle
from charts import idle as drawn
from data.period import first_day
from data.schema import Column, Problem, Refused, Result, Text
from views.view import Parameter, Query, View, matching, missing

OUTAGES = Parameter("outages", idle.OUTAGES)
RESOLUTION = Parameter("resolution", tuple(idle.RESOLUTIONS))
THRESHOLD = Parameter("threshold", idle.THRESHOLDS)
MEASURE = Parameter("measure", idle.MEASURES)
SPLIT = Column("split", "date", Text("First day of the second period", "后一时期的首日"))
PRESET = Parameter("preset", idle.PRESETS)
RENT_OF = Column("rent_of", "text", Text("Card model whose rent the record holds", "公开记录中有租金的卡型"))
COSTED = ("cost_inputs", "contracts", "prices")
_POOL = ("cluster", "pool")
_WHERE = ("cluster", "pool", "region", "owner", "card", "counter")
_KIND = ("basis", "resource", "scope", "region", "subject")
_GROUPS = tuple(group for group in idle.GROUPS if group != "hour_of_week")


def _columns(by: str) -> tuple[str, ...]:
    if by == "total":
        return ()
    return _POOL if by == "pool" else (by,)


def _scope(query: Query) -> dict[str, Any]:
    return {"clusters": query.where.get("cluster", ()), "start": query.start, "end": query.end}


def _asked(query: Query) -> dict[str, Any]:
    others = {f"{name}s": query.where[name] for name in _WHERE[1:] if name in query.where}
    return {**_scope(query), **others, "outages": query.settings["outages"]}


def _reduced(tables: Any, reduction: Any, **arguments: Any) -> Any:
    return tables.reduced("usage", reduction, of=idle.hours, **arguments)


def _sums(tables: Any, query: Query, by: tuple[str, ...] = ()) -> Any:
    """Return the sums by `by`. Refused where hours of the day are asked for and no row of the selection tells of a single hour."""
    found = _reduced(tables, idle.sums, by=by, **_asked(query))
    if "hour_of_day" in by and found.empty and len(_reduced(tables, idle.sums, by=("cluster",), **_asked(query))):
        raise Refused(Problem("idle.no_single_hours"))
    return found


def _suspects(tables: Any, query: Query) -> Any:
    return _reduced(tables, idle.suspects, **_scope(query))


def _rate(tables: Any, query: Query) -> Result:
    by = _columns(query.by)
    sums = _sums(tables, query, by)
    compared = query.by in ("total", "cluster", "region", "owner", "card")
    pools = _reduced(tables, idle.sums, by=tuple(dict.fromkeys((*by, "cluster", "pool"))), **_asked(query)) if compared else None
    return idle.idle_rates(sums, by, pools, _suspects(tables, query), query.settings["outages"])


def _ladder(tables: Any, query: Query) -> Result:
    by = _columns(query.by)
    sums = _sums(tables, query, by)
    return idle.idle_ladder(sums, by, _suspects(tables, query), query.settings["outages"])


def _pools(tables: Any, query: Query) -> Result:
    sums = _sums(tables, query, _POOL)
    quartiles = _reduced(tables, idle.hourly_quartiles, **_asked(query))
    return idle.idle_pools(sums, quartiles, _suspects(tables, query), query.settings["outages"])


def _hours(tables: Any, query: Query) -> Result:
    sums = _sums(tables, query, ("weekday", "hour_of_day"))
    return idle.idle_hours(sums, _suspects(tables, query), query.settings["outages"])


def _held(tables: Any, query: Query) -> Result:
    by = _columns(query.by)
    return idle.held_idle(_sums(tables, query, by), by, _suspects(tables, query), query.settings["outages"])


def _stranded(tables: Any, query: Query) -> Result:
    by, resolution = _columns(query.by), query.settings["resolution"]
    sums = _sums(tables, query, by)
    stranded = _reduced(tables, idle.stranded_sums, by=by, resolution=resolution, **_asked(query))
    return idle.stranded_idle(sums, stranded, by, resolution, _suspects(tables, query), query.settings["outages"])


def _spells(tables: Any, query: Query) -> Result:
    threshold = query.settings["threshold"]
    spells = _reduced(tables, idle.spells, threshold=threshold, **_asked(query))
    return idle.idle_spells(spells, _sums(tables, query), threshold, _suspects(tables, query), query.settings["outages"])


def _boxes(tables: Any, query: Query) -> Result:
    percentiles = _reduced(tables, idle.hourly_percentiles, by=_POOL, **_asked(query))
    return idle.idle_boxes(percentiles, _sums(tables, query, _POOL), _suspects(tables, query), query.settings["outages"])


def _duration(tables: Any, query: Query) -> Result:
    measure = query.settings["measure"]
    percentiles = _reduced(tables, idle.hourly_percentiles, measure=measure, **_asked(query))
    return idle.idle_duration(percentiles, _sums(tables, query), measure, _suspects(tables, query), query.settings["outages"])


def _change(tables: Any, query: Query) -> Result:
    """Compare the days before `split` with those from it on; without one, the two halves of the period."""
    whole = _sums(tables, query, _POOL)
    begun = first_day(query.settings.get("split") or _middle(whole))
    split, last = begun.isoformat(), (begun - dt.timedelta(days=1)).isoformat()
    before = _sums(tables, replace(query, end=min(query.end or last, last)), _POOL)
    after = _sums(tables, replace(query, start=max(query.start or split, split)), _POOL)
    return idle.idle_change(before, after, whole, split, _suspects(tables, query), query.settings["outages"])


def _middle(sums: Any) -> str:
    if not sums["pool_hours"].sum():
        return dt.date.min.replace(year=1970, day=2).isoformat()
    first, last = sums["first_hour"].min(), sums["last_hour"].max()
    return (first + (last - first) / 2).ceil("D").date().isoformat()


def presets(tables: Any) -> dict[str, dict[str, idle.Point]]:
    """Return the presets of a cost. They are the record's, whoever's rows are asked: no upload moves them."""
    return idle.presets(*(tables.record.frame(name) for name in COSTED))


def preset_values(tables: Any, preset: str, card: str = idle.CARD) -> dict[str, float]:
    """Return the inputs of a cost in one preset, by name; of a card for which the presets do not stand, those that are not of a card."""
    return {name: point.value for name, point in presets(tables)[preset].items() if name not in idle.not_of(card)}


def scenario(tables: Any, query: Query, given: dict[str, float], without: tuple[str, ...] = ()) -> idle.Scenario:
    """Return what is given with the preset asked for. Refused, naming each, where inputs are left that neither gives."""
    found = idle.scenario(presets(tables), query.settings["preset"], given, without)
    if found.lacking:
        raise Refused(*map(missing, found.lacking))
    return found


def given_inputs(query: Query) -> dict[str, float]:
    """Return the inputs of a cost that are given."""
    return {column.name: float(query.settings[column.name]) for column in idle.INPUTS if query.settings.get(column.name)}


def _quote(tables: Any, query: Query, given: dict[str, float]) -> dict[str, object] | None:
    """Return the record's quote for the card model whose rent is asked for, where none is given."""
    model = query.settings.get("rent_of")
    if not model or "rent_cny" in given:
        return None
    prices = tables.frame("prices")
    quote = idle.rent_quote(prices, model)
    if quote is None:
        raise Refused(Problem("idle.no_rent_of", values={"found": model, "allowed": tuple(sorted(prices["model"].unique()))}))
    return quote


def _costed(compute: Any) -> Any:
    def result(tables: Any, query: Query) -> Result:
        quote = _quote(tables, query, given := given_inputs(query))
        asked = scenario(tables, query, given | ({"rent_cny": quote["value"]} if quote else {}))
        found = compute(_sums(tables, query), asked, _suspects(tables, query), query.settings["outages"])
        if quote is None:
            return found
        return replace(found, facts={**found.facts, "quote": quote}, source_ids=(*found.source_ids, quote["source_id"]))

    return result


def resources(tables: Any, basis: str) -> tuple[str, ...]:
    """Return the resources of the published figures on `basis`, those with the most figures first: each has a chart of its own."""
    return tuple(resource for one, resource in idle.kinds(tables.frame("utilization_reports")) if one == basis)


def _published(compute: Any) -> Any:
    def result(tables: Any, query: Query) -> Result:
        idle.single_basis(query.where.get("basis", ()))
        idle.single_resource(query.where.get("resource", ()))
        return compute(matching(idle.with_resource(tables.frame("utilization_reports")), query.where))

    return result


def _beside(tables: Any, query: Query) -> Result:
    basis = idle.single_basis(query.where.get("basis", ())) or ("allocation_rate",)
    reports = tables.frame("utilization_reports")
    return idle.utilization_beside(reports[reports["basis"].isin(basis)], _sums(tables, query, _POOL))


def _reasons(tables: Any, query: Query) -> Result:
    return idle.idle_reasons(matching(tables.frame("idle_reasons"), query.where))


def _requests(tables: Any, query: Query) -> Result:
    log = matching(tables.frame("requests"), query.where)
    day = log["start"].dt.strftime("%Y-%m-%d")
    return idle.requests(log[(day >= query.start) & ((day <= query.end) | (query.end == ""))])


def _outages(tables: Any, query: Query) -> Result:
    return idle.outage_suspects(_suspects(tables, query))


def _first(*groups: str) -> tuple[Query, ...]:
    return tuple(Query(by=by, settings={"outages": code}) for by in groups or ("",) for code in idle.OUTAGES)


def _view(
    name: str, compute: Any, draw: Any, by: tuple[str, ...] = (), first: tuple[Query, ...] = (), also: tuple[Parameter, ...] = ()
) -> View:
    return View(name, "idle", ("usage",), compute, draw, by, _WHERE, "hour", (*also, OUTAGES), first or _first())


def _cost_view(name: str, compute: Any, draw: Any) -> View:
    view = _view(name, _costed(compute), draw, also=(PRESET,))
    rents = {RENT_OF.name: lambda tables: idle.rented(tables.frame("prices"))}
    return replace(view, datasets=("usage", *COSTED), entries=(*idle.INPUTS, RENT_OF), offers=rents, first=())


VIEWS = (
    _view("idle_rate", _rate, drawn.rate, _GROUPS, _first("total", "day")),
    _view("idle_ladder", _ladder, drawn.ladder, ("day", *(group for group in _GROUPS if group != "day"))),
    _view("idle_pools", _pools, drawn.pools),
    _view("idle_hours", _hours, drawn.hours),
    _view("held_idle", _held, drawn.held, ("pool", "cluster", "card", "owner", "region", "day", "week", "month", "total")),
    _view("stranded_idle", _stranded, drawn.stranded, ("day", "week", "month", "total", "cluster", "pool"), also=(RESOLUTION,)),
    _view("idle_spells", _spells, drawn.spells, also=(THRESHOLD,)),
    _view("idle_duration", _duration, drawn.duration, also=(MEASURE,)),
    _view("idle_boxes", _boxes, drawn.boxes),
    replace(_view("idle_change", _change, drawn.change), entries=(SPLIT,)),
    _cost_view("idle_cost", idle.idle_cost, drawn.cost),
    _cost_view("idle_cost_swings", idle.idle_cost_swings, drawn.swings),
    View("cost_presets", "idle", COSTED, lambda tables, _: idle.cost_presets(presets(tables)), drawn.presets),
    View("utilization_reports", "idle", ("utilization_reports",), _published(idle.utilization_reports), drawn.reports, where=_KIND),
    View("utilization_series", "idle", ("utilization_reports",), _published(idle.utilization_series), drawn.series, where=_KIND),
    replace(
        _view("utilization_beside", _beside, drawn.beside), datasets=("usage", "utilization_reports"), where=("basis", *_WHERE), first=()
    ),
    View("idle_reasons", "idle", ("idle_reasons",), _reasons, drawn.reasons, where=("reason",)),
    View("requests", "idle", ("requests",), _requests, drawn.requests, where=("service", "model"), period="start"),
    View("outage_suspects", "idle", ("usage",), _outages, drawn.suspects, where=("cluster",), period="hour"),
)
