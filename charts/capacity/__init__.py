"""Charts of capacity."""

from charts.capacity.lines import series

__all__ = ["series"]
