"""Where demand is, where it goes, whether what was built fits it, and how far to trust that. docs/methods/demand.en.md says it in words."""

from analysis.demand.volumes import METHOD, demand_doubling, demand_series

__all__ = ["METHOD", "demand_doubling", "demand_series"]
