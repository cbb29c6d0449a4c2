"""Charts of demand: where it is, where it goes, whether what was built fits, and how far to trust it."""

from charts.demand.compute import compute, floor
from charts.demand.outlook import crossover, inputs, outlook
from charts.demand.shares import shares
from charts.demand.volumes import doubling, series

__all__ = ["compute", "crossover", "doubling", "floor", "inputs", "outlook", "series", "shares"]
