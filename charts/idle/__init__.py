"""Charts of idle capacity."""

from charts.idle.drawn import hours, ladder, pools, rate, suspects

__all__ = ["hours", "ladder", "pools", "rate", "suspects"]
