"""Contracts: what can be asked of the ledger."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis import contracts
from charts import contracts as drawn
from data.period import last_day
from data.schema import Column, Result, Text
from views.view import Parameter, Query, View, matching

SELECTION = Parameter("selection", contracts.SELECTIONS)
EVERY = Parameter("selection", tuple(reversed(contracts.SELECTIONS)))
COUNTED = Parameter("counted", ("contracts", "value"))
WITHIN = Parameter("within", contracts.MONTHS)
MARKS = Parameter("marks", ("policy", "models", "none"))
_KINDS = {"policy": ("export_control", "guideline"), "models": ("model_release",), "none": ()}
_ABROAD = ("CN", "US", "WORLD")
"""Regions of the events that are drawn: measures of one province or city are too many to be read above a chart."""


def _rate(currency: str, zh: str) -> Column:
    title = Text(f"CNY for one {currency}", f"1{zh}兑人民币")
    meaning = Text("With the day it is of; without a rate currencies are never added", "需同时给出汇率日期；没有汇率时不同币种不相加")
    return Column(f"{currency.lower()}_cny", "number", title, meaning, low=0.0001, high=1000)


RATES = (
    _rate("USD", "美元"),
    _rate("HKD", "港元"),
    _rate("EUR", "欧元"),
    Column("rate_on", "date", Text("Day of the rate", "汇率日期")),
)
AS_OF = Column("as_of", "date", Text("Started and ended by", "截至"), Text("Empty = all", "空=全部"))
SEARCH = Column("search", "text", Text("Search", "搜索"), Text("Company, counterparty, ticker or number", "公司、对方、代码或编号"))
CONTRACT = Column("contract", "text", Text("Contract", "合同编号"))

_WHERE = ("side", "object", "commitment", "currency", "company", "ticker")


def rows(tables: Any, query: Query) -> pd.DataFrame:
    """Return the contracts that `query` selects: by its selection, each filter in the place of what the selection says of its column."""
    return matching(tables.frame("contracts"), {**contracts.base(query.settings["selection"]), **query.where})


def rates(query: Query) -> contracts.Rates:
    """Return the rates that the analyst gave."""
    given = {name: query.settings.get(f"{name.lower()}_cny", "") for name in contracts.FOREIGN}
    return contracts.Rates({name: float(text) for name, text in given.items() if text}, query.settings.get("rate_on", ""))


def until(tables: Any) -> pd.Timestamp:
    """Return the day up to which the contracts are known."""
    return contracts.data_date(tables.version(("contracts",)), tables.frame("contracts"))


def marked(tables: Any, query: Query) -> pd.DataFrame:
    """Return the events that may stand beside a chart: those of the kind asked for, of national or foreign bodies."""
    events = tables.frame("events")
    return events[events["kind"].isin(_KINDS[query.settings["marks"]]) & events["region"].isin(_ABROAD)]


def _cancellations(tables: Any, query: Query) -> Result:
    base = {name: values for name, values in contracts.base(query.settings["selection"]).items() if name != "currency"}
    every = matching(tables.frame("contracts"), {**base, **{name: values for name, values in query.where.items() if name != "currency"}})
    drawn = rows(tables, query)
    elsewhere = every[~every["currency"].isin(drawn["currency"].unique())]
    return contracts.cancellations(drawn, rates(query), marked(tables, query), until(tables), elsewhere)


def _cancellation_rate(tables: Any, query: Query) -> Result:
    return contracts.cancellation_rate(rows(tables, query), tables.frame("contract_events"), until(tables), rates(query))


def _bridge(tables: Any, query: Query) -> Result:
    return contracts.contract_bridge(rows(tables, query), tables.frame("contract_events"), until(tables), rates(query))


def _backlog(tables: Any, query: Query) -> Result:
    events = tables.frame("contract_events")
    return contracts.backlog_at_risk(rows(tables, query), events, until(tables), query.settings["within"], rates(query))


def _reasons(tables: Any, query: Query) -> Result:
    return contracts.contract_reasons(rows(tables, query), rates(query))


def _executed(tables: Any, query: Query) -> Result:
    return contracts.contract_executed(rows(tables, query), rates(query))


def _flags(tables: Any, query: Query) -> Result:
    return contracts.contract_flags(rows(tables, query), tables.frame("companies"))


def _cohorts(tables: Any, query: Query) -> Result:
    return contracts.contract_cohorts(matching(tables.frame("contract_cohorts"), query.where))


def _concentration(tables: Any, query: Query) -> Result:
    as_of = query.settings.get("as_of")
    held = rows(tables, query)
    if as_of:
        return contracts.contract_concentration(held, pd.Timestamp(last_day(as_of)), rates(query))
    return contracts.contract_concentration(held, None, rates(query), contracts.last_full_year(until(tables)))


def _investments(tables: Any, query: Query) -> Result:
    return contracts.investments_by_quarter(matching(tables.frame("investments"), query.where))


def _ledger(tables: Any, query: Query) -> Result:
    base = contracts.HEADLINE if query.settings["selection"] == "headline" else {}
    found = contracts.searched(matching(tables.frame("contracts"), {**base, **query.where}), query.settings.get("search", ""))
    return contracts.contract_ledger(found, tables.frame("contract_events"), tables.frame("companies"))


def _timeline(tables: Any, query: Query) -> Result:
    return contracts.contract_timeline(tables.frame("contracts"), tables.frame("contract_events"), query.settings.get("contract", ""))


def _view(name: str, compute: Any, draw: Any, *datasets: str, parameters: tuple[Parameter, ...] = (), entries: Any = RATES) -> View:
    return View(
        name, "contracts", ("contracts", *datasets), compute, draw, where=_WHERE, parameters=(SELECTION, *parameters), entries=entries
    )


VIEWS = (
    _view("cancellations", _cancellations, drawn.cancellations, "events", parameters=(COUNTED, MARKS)),
    _view("cancellation_rate", _cancellation_rate, drawn.rate, "contract_events", parameters=(COUNTED,)),
    _view("contract_bridge", _bridge, drawn.bridge, "contract_events"),
    _view("backlog_at_risk", _backlog, drawn.backlog, "contract_events", parameters=(WITHIN,)),
    _view("contract_reasons", _reasons, drawn.reasons, parameters=(COUNTED,)),
    _view("contract_executed", _executed, drawn.executed),
    _view("contract_flags", _flags, drawn.flags, "companies", entries=()),
    _view("contract_concentration", _concentration, drawn.concentration, entries=(AS_OF, *RATES)),
    View("contract_cohorts", "contracts", ("contract_cohorts",), _cohorts, drawn.cohorts, where=("company", "ticker", "as_of")),
    View(
        "investments_by_quarter",
        "contracts",
        ("investments",),
        _investments,
        drawn.investments,
        where=("instrument", "status", "company", "issuer_ticker"),
    ),
    View(
        "contract_ledger",
        "contracts",
        ("contracts", "contract_events", "companies"),
        _ledger,
        drawn.ledger,
        where=(*_WHERE, "status", "reason_category"),
        parameters=(EVERY,),
        entries=(SEARCH,),
    ),
    View("contract_timeline", "contracts", ("contracts", "contract_events"), _timeline, drawn.timeline, entries=(CONTRACT,)),
)
