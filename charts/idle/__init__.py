"""Charts of idle capacity."""

from charts.idle.cost import cost, swings
from charts.idle.drawn import hours, ladder, pools, rate, suspects
from charts.idle.published import reasons, reports, requests
from charts.idle.shape import boxes, change, duration, spells
from charts.idle.stranded import stranded

__all__ = [
    "boxes",
    "change",
    "cost",
    "duration",
    "hours",
    "ladder",
    "pools",
    "rate",
    "reasons",
    "reports",
    "requests",
    "spells",
    "stranded",
    "suspects",
    "swings",
]
