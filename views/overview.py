"""Overview: the five questions that people come with, each answered from the record."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis import contracts, demand, overview, rents
from charts import overview as drawn
from data.schema import Result
from views.contracts.trend import until
from views.view import Query, View, matching

_NEVER = "1970-01-01"
_NATIONAL = {"scope": ("national",)}


def _known(tables: Any, dataset: str) -> tuple[pd.DataFrame, pd.Timestamp]:
    """Return the rows of a dataset and the day up to which they are known."""
    rows = tables.frame(dataset)
    return rows, pd.Timestamp(demand.data_date(tables.version((dataset,)), rows) or _NEVER)


def _idle(tables: Any, query: Query) -> Result:
    return overview.answer_idle(*_known(tables, "utilization_reports"))


def _contracts(tables: Any, query: Query) -> Result:
    rows = matching(tables.frame("contracts"), contracts.base("headline"))
    return overview.answer_contracts(rows, tables.frame("contract_events"), until(tables))


def _inference(tables: Any, query: Query) -> Result:
    return overview.answer_inference(*_known(tables, "demand"))


def _reasons(tables: Any, query: Query) -> Result:
    asked = (tables.frame("idle_reasons"), tables.frame("utilization_reports"))
    return overview.answer_reasons(*asked, _contracts(tables, query), _inference(tables, query))


def _fit(tables: Any, query: Query) -> Result:
    rows, capacity, accelerators = (tables.frame(name) for name in ("demand", "capacity", "accelerators"))
    national, card = matching(rows, _NATIONAL), demand.card_of(accelerators, demand.CARD)
    ranges = demand.scenario(demand.from_record(rows), {})
    needed = demand.token_compute(national, capacity, ranges, card, "FP16", None)
    quotes = rents.in_currency(rents.quotes(tables.frame("prices"), accelerators), "cny")
    makers = dict(zip(accelerators["model"], accelerators["country"], strict=True))
    return overview.answer_fit(needed, demand.token_load(national, capacity, ranges, "FP16"), card, quotes, makers)


VIEWS = (
    View("answer_idle", "overview", ("utilization_reports",), _idle, drawn.idle),
    View(
        "answer_reasons",
        "overview",
        ("idle_reasons", "utilization_reports", "contracts", "contract_events", "demand"),
        _reasons,
        drawn.reasons,
    ),
    View("answer_contracts", "overview", ("contracts", "contract_events"), _contracts, drawn.contracts),
    View("answer_inference", "overview", ("demand",), _inference, drawn.inference),
    View("answer_fit", "overview", ("demand", "capacity", "accelerators", "prices"), _fit, drawn.fit),
)
