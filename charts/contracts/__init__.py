"""Charts of contracts."""

from charts.contracts.backlog import backlog
from charts.contracts.hang import bridge, concentration
from charts.contracts.ledger import ledger, timeline
from charts.contracts.trend import cancellations, investments, rate
from charts.contracts.why import cohorts, executed, flags, reasons

__all__ = [
    "backlog",
    "bridge",
    "cancellations",
    "cohorts",
    "concentration",
    "executed",
    "flags",
    "investments",
    "ledger",
    "rate",
    "reasons",
    "timeline",
]
