"""Idle capacity: the ladder over time; then where and when, stranded, spread, spells, change, what is published, and why."""

import streamlit as st

from ui import filters, frame
from ui.card import card, headlines
from ui.empty import missing
from ui.filters import narrowed

SECTIONS = {
    "where": ("idle_pools", "idle_hours"),
    "stranded": ("stranded_idle",),
    "spread": ("idle_boxes", "idle_duration"),
    "spells": ("idle_spells", "outage_suspects"),
    "change": ("idle_change", "idle_rate"),
    "published": ("utilization_reports",),
    "why": ("idle_reasons",),
}
TABLES = ("spells", "why")

here = frame.here("idle")
if not here.tables.size("usage"):
    missing(here, "usage")

query = filters.asked(here, "idle_ladder")
above = st.container()

pace = filters.pace(here, "idle_ladder", query)
group = filters.group(here, pace, ("day", "week", "month", "cluster", "pool", "hour_of_day"))
card(here, "idle_ladder", narrowed(query, "idle_ladder", group), ahead=True)
with above:  # the chart is what a reader waits for after a filter, so it is sent before the figures above it
    headlines(here, ("idle_rate",), narrowed(query, "idle_rate"), each=3)

chosen = filters.section(here, tuple(SECTIONS))
abreast = 1 if chosen in TABLES else len(SECTIONS[chosen])
for place, view in zip(frame.columns(here, abreast) * len(SECTIONS[chosen]), SECTIONS[chosen], strict=False):
    with place:
        card(here, view, narrowed(query, view, pace if view == "idle_rate" else ""), columns=abreast)
