"""Capacity against demand, in time and in space. docs/methods/balance.en.md says it in words."""

from analysis.balance.growth import PRESETS, Rate, growth_presets, rates
from analysis.balance.mismatch import PROXIES, WEIGHTS, rank_stability, regional_mismatch
from analysis.balance.pairs import REASONS, balance, missing
from analysis.balance.scenario import (
    GROWTH,
    HORIZONS,
    LEVELS,
    STARTS,
    Start,
    balance_scenario,
    given_start,
    later_capacity,
    pair_start,
    present_growth,
    token_start,
)
from analysis.balance.sides import METHOD

__all__ = [
    "PRESETS",
    "Rate",
    "growth_presets",
    "rates",
    "GROWTH",
    "HORIZONS",
    "LEVELS",
    "METHOD",
    "PROXIES",
    "REASONS",
    "STARTS",
    "WEIGHTS",
    "Start",
    "balance",
    "balance_scenario",
    "given_start",
    "later_capacity",
    "missing",
    "pair_start",
    "present_growth",
    "rank_stability",
    "regional_mismatch",
    "token_start",
]
