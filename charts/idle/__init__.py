"""Charts of idle capacity."""

from charts.idle.beside import beside, series
from charts.idle.cost import cost, swings
from charts.idle.drawn import hours, ladder, pools, rate, suspects
from charts.idle.held import held
from charts.idle.inputs import presets
from charts.idle.published import reasons, reports
from charts.idle.requests import requests
from charts.idle.shape import boxes, change, duration, spells
from charts.idle.stranded import stranded

__all__ = [
    "presets",
    "beside",
    "boxes",
    "change",
    "cost",
    "duration",
    "held",
    "hours",
    "ladder",
    "pools",
    "rate",
    "reasons",
    "reports",
    "requests",
    "series",
    "spells",
    "stranded",
    "suspects",
    "swings",
]
