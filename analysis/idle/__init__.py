"""How much stands idle: the idle ladder and its rates, from pool-hours. docs/methods/idle.en.md says it in words."""

from analysis.idle.beside import utilization_beside, utilization_series
from analysis.idle.card_hour import INPUTS, accelerated, break_even, card_hour_costs, payback_months
from analysis.idle.change import idle_change
from analysis.idle.cost import idle_cost, idle_cost_swings, rent_quote, rented
from analysis.idle.held import held_idle
from analysis.idle.hours import hours
from analysis.idle.ladder import BANDS, GROUPS, METHOD, OUTAGES
from analysis.idle.presets import CARD, PRESETS, Point, not_of, presets
from analysis.idle.published import idle_reasons, kinds, ledger, single_basis, single_resource, utilization_reports, with_resource
from analysis.idle.rates import idle_hours, idle_ladder, idle_pools, idle_rates, outage_suspects
from analysis.idle.requests import requests
from analysis.idle.scenario import Scenario, cost_presets, scenario
from analysis.idle.spells import THRESHOLDS, idle_spells, spells
from analysis.idle.spread import MEASURES, hourly_percentiles, idle_boxes, idle_duration
from analysis.idle.stranded import RESOLUTIONS, stranded_idle, stranded_sums
from analysis.idle.sums import hourly_quartiles, selected, sums, suspects

__all__ = [
    "scenario",
    "cost_presets",
    "presets",
    "payback_months",
    "accelerated",
    "Scenario",
    "PRESETS",
    "Point",
    "CARD",
    "BANDS",
    "GROUPS",
    "INPUTS",
    "MEASURES",
    "METHOD",
    "OUTAGES",
    "RESOLUTIONS",
    "THRESHOLDS",
    "break_even",
    "card_hour_costs",
    "held_idle",
    "hourly_percentiles",
    "hourly_quartiles",
    "hours",
    "idle_boxes",
    "idle_change",
    "idle_cost",
    "idle_cost_swings",
    "idle_duration",
    "idle_hours",
    "idle_ladder",
    "idle_pools",
    "idle_rates",
    "idle_reasons",
    "idle_spells",
    "kinds",
    "ledger",
    "not_of",
    "outage_suspects",
    "rent_quote",
    "rented",
    "requests",
    "selected",
    "single_basis",
    "single_resource",
    "spells",
    "stranded_idle",
    "stranded_sums",
    "sums",
    "suspects",
    "utilization_beside",
    "utilization_reports",
    "utilization_series",
    "with_resource",
]
