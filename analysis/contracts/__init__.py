"""What was signed, what ended, how long it lasted and what hangs on it. docs/methods/contracts.en.md says it in words."""

from analysis.contracts.clock import READINGS, clock, data_date, in_curve
from analysis.contracts.curves import curves, quoted
from analysis.contracts.durations import GROUPS, HORIZONS, WEIGHTS, contract_survival
from analysis.contracts.selection import HEADLINE, METHOD
from analysis.contracts.trend import cancellations

__all__ = [
    "GROUPS",
    "HEADLINE",
    "HORIZONS",
    "METHOD",
    "READINGS",
    "WEIGHTS",
    "cancellations",
    "clock",
    "contract_survival",
    "curves",
    "data_date",
    "in_curve",
    "quoted",
]
