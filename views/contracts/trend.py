"""Contracts: what can be asked of the ledger."""

from __future__ import annotations

from typing import Any

from analysis import contracts
from charts import contracts as drawn
from data.schema import Result
from views.view import Query, View, matching

_WHERE = ("side", "object", "commitment", "currency", "company", "ticker")


def _cancellations(tables: Any, query: Query) -> Result:
    return contracts.cancellations(matching(tables.frame("contracts"), {**contracts.HEADLINE, **query.where}))


VIEWS = (View("cancellations", "contracts", ("contracts",), _cancellations, drawn.cancellations, where=_WHERE),)
