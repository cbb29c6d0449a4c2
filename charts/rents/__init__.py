"""Charts of rents and of the cards behind them."""

from charts.rents.break_even import break_even
from charts.rents.cards import fit, specs
from charts.rents.compared import by_card, value
from charts.rents.fleet import fleet
from charts.rents.history import rents

__all__ = ["break_even", "by_card", "fit", "fleet", "rents", "specs", "value"]
