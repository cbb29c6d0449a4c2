"""Charts of how long contracts last."""

from charts.survival.curves import survival
from charts.survival.endings import hazard, incidence, ratios, vintages

__all__ = ["hazard", "incidence", "ratios", "survival", "vintages"]
