"""How much stands idle: the idle ladder and its rates, from pool-hours. docs/methods/idle.en.md says it in words."""

from analysis.idle.hours import hours
from analysis.idle.ladder import BANDS, GROUPS, METHOD, OUTAGES
from analysis.idle.rates import idle_hours, idle_ladder, idle_pools, idle_rates, outage_suspects
from analysis.idle.sums import hourly_quartiles, selected, sums, suspects

__all__ = [
    "BANDS",
    "GROUPS",
    "METHOD",
    "OUTAGES",
    "hourly_quartiles",
    "hours",
    "idle_hours",
    "idle_ladder",
    "idle_pools",
    "idle_rates",
    "outage_suspects",
    "selected",
    "sums",
    "suspects",
]
