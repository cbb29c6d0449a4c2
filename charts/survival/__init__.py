"""Charts of how long contracts last."""

from charts.survival.curves import survival

__all__ = ["survival"]
