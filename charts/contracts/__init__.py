"""Charts of contracts."""

from charts.contracts.trend import cancellations

__all__ = ["cancellations"]
