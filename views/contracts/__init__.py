"""Contracts: what can be asked of the ledger, of its trend, and of how long contracts last."""

from views.contracts import survival, trend

VIEWS = (*trend.VIEWS, *survival.VIEWS)
