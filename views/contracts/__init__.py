"""Contracts: what can be asked of the ledger, of its trend, and of how long contracts last."""

from views.contracts import trend

VIEWS = trend.VIEWS
