"""Charts of capacity beside demand, in time and in space."""

from charts.balance.pairs import balance, missing
from charts.balance.regions import mismatch, ranks
from charts.balance.scenario import scenario

__all__ = ["balance", "mismatch", "missing", "ranks", "scenario"]
