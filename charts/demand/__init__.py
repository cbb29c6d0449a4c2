"""Charts of demand: where it is, where it goes, whether what was built fits, and how far to trust it."""

from charts.demand.volumes import doubling, series

__all__ = ["doubling", "series"]
