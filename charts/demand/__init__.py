"""Charts of demand: where it is, where it goes, whether what was built fits, and how far to trust it."""

from charts.demand.breaks import break_test
from charts.demand.compute import compute, load
from charts.demand.outlook import crossover, inputs, outlook
from charts.demand.shares import shares
from charts.demand.trust import forecasts, scores, track
from charts.demand.volumes import doubling, series
from charts.demand.words import named
from charts.demand.words import placed as titled_series

__all__ = [
    "named",
    "titled_series",
    "break_test",
    "compute",
    "crossover",
    "doubling",
    "forecasts",
    "inputs",
    "load",
    "outlook",
    "scores",
    "series",
    "shares",
    "track",
]
