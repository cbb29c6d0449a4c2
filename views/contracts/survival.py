"""How long contracts last: what can be asked of the curves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from analysis import contracts
from charts import survival as drawn
from data.schema import Result
from views.contracts.trend import RATES, SELECTION, marked, rates, until
from views.view import Parameter, Query, View, matching

WHERE = ("side", "object", "commitment", "currency", "company", "ticker")
WEIGH = Parameter("weigh", contracts.WEIGHTS)
HORIZON = Parameter("horizon", contracts.HORIZONS)
WORST = Parameter("worst", ("hidden", "shown"))
SILENCE = Parameter("silence", contracts.BOUNDS)
SPAN = Parameter("span", contracts.SPANS)
FIT = Parameter("fit", contracts.FITS)
BESIDE = Parameter("marks", ("models", "policy", "none"))
"""Model releases first: the record holds more measures than can be read above a line."""
_DATASETS = ("contracts", "contract_events")


def _chosen(tables: Any, query: Query) -> tuple[pd.DataFrame, pd.DataFrame, pd.Timestamp]:
    """Return the contracts asked for, the events of all, and the data date. A group lifts the selection's filter on its own column."""
    base = {name: values for name, values in contracts.base(query.settings["selection"]).items() if name != query.by}
    return matching(tables.frame("contracts"), {**base, **query.where}), tables.frame("contract_events"), until(tables)


def _survival(tables: Any, query: Query) -> Result:
    rows, events, day = _chosen(tables, query)
    weigh, unit, converted = query.settings["weigh"], "cny", ()
    if weigh != "count":
        rows, unit, converted = contracts.valued(rows, rates(query))
    found = contracts.contract_survival(rows, events, day, query.by, weigh, query.settings["horizon"], unit)
    return replace(found, flags=(*converted, *found.flags))


def _incidence(tables: Any, query: Query) -> Result:
    return contracts.contract_incidence(*_chosen(tables, query), query.settings["silence"])


def _hazard(tables: Any, query: Query) -> Result:
    return contracts.contract_hazard(*_chosen(tables, query), marked(tables, query))


def _vintages(tables: Any, query: Query) -> Result:
    return contracts.contract_vintages(*_chosen(tables, query), query.settings["silence"], query.settings["span"])


def _cox(tables: Any, query: Query) -> Result:
    rows, events, day = _chosen(tables, query)
    rows, _, converted = contracts.valued(rows, rates(query))
    found = contracts.contract_cox(rows, events, day, query.settings["silence"], query.settings["fit"])
    return replace(found, flags=(*converted, *found.flags))


def _view(name: str, compute: Callable[..., Result], draw: Any, *datasets: str, parameters: tuple[Parameter, ...], **more: Any) -> View:
    asked = (SELECTION, *parameters)
    return View(name, "contracts", (*_DATASETS, *datasets), compute, draw, where=WHERE, parameters=asked, **more)


VIEWS = (
    _view("contract_survival", _survival, drawn.survival, parameters=(WEIGH, HORIZON, WORST), by=contracts.GROUPS, entries=RATES),
    _view("contract_incidence", _incidence, drawn.incidence, parameters=(SILENCE,)),
    _view("contract_hazard", _hazard, drawn.hazard, "events", parameters=(BESIDE,)),
    _view("contract_vintages", _vintages, drawn.vintages, parameters=(SILENCE, SPAN)),
    _view("contract_cox", _cox, drawn.ratios, parameters=(SILENCE, FIT), entries=RATES),
)
