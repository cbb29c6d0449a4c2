"""Idle capacity: the ladder over time; then where and when, stranded, spread, spells, change, cost, what is published, and why."""

from dataclasses import replace

import streamlit as st

from ui import entries, filters, frame
from ui.card import card, headlines
from ui.empty import missing
from ui.filters import narrowed
from ui.published import published
from views import Query

SECTIONS = {
    "where": ("idle_pools", "idle_hours"),
    "held": ("held_idle",),
    "stranded": ("stranded_idle",),
    "spread": ("idle_boxes", "idle_duration"),
    "spells": ("idle_spells", "outage_suspects"),
    "change": ("idle_change", "idle_rate"),
    "cost": ("idle_cost", "idle_cost_swings"),
    "published": (),
    "why": ("idle_reasons",),
    "requests": ("requests",),
}
TABLES = ("spells", "why")

here = frame.here("idle")
if not here.tables.size("usage"):
    missing(here, "usage")

query = filters.asked(here, "idle_ladder")
above = st.container()

pace = filters.pace(here, "idle_ladder", query)
offered = filters.groups(here, "idle_ladder", ("day", "week", "month", "cluster", "pool", "hour_of_day"))
group = filters.group(here, pace, offered)
card(here, "idle_ladder", narrowed(query, "idle_ladder", group), ahead=True)
with above:  # the chart is what a reader waits for after a filter, so it is sent before the figures above it
    headlines(here, ("idle_rate",), narrowed(query, "idle_rate"), each=3)

chosen = filters.section(here, tuple(SECTIONS))
groups = {"idle_rate": pace}
if chosen == "held":
    groups["held_idle"] = filters.group(here, "pool", filters.groups(here, "held_idle", ("pool", "cluster", pace)), "held_by")
if chosen == "cost":
    told = entries.given(here, "idle_cost")
    if entries.lacking(here, "idle_cost", told):
        st.stop()
    query = replace(query, settings={**query.settings, **told})
    headlines(here, ("idle_cost",), narrowed(query, "idle_cost"), each=3)
if chosen == "published":
    published(here, query)
    st.stop()
if chosen == "requests":
    if not here.tables.size("requests"):
        missing(here, "requests")
    query = Query()
    headlines(here, ("requests",), query, each=3)
abreast = 1 if chosen in TABLES else len(SECTIONS[chosen])
for place, view in zip(frame.columns(here, abreast) * len(SECTIONS[chosen]), SECTIONS[chosen], strict=False):
    with place:
        card(here, view, narrowed(query, view, groups.get(view, "")), columns=abreast)
