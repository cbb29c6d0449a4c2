"""Idle capacity: how full what was built is; the clusters measured; what stood idle while work waited; what it costs; and why."""

from dataclasses import replace

import streamlit as st

from ui import entries, filters, frame, sections
from ui.card import card, headlines
from ui.clusters import measured
from ui.empty import missing
from ui.filters import narrowed
from ui.published import published

SECTIONS = ("published", "clusters", "stranded", "cost", "why")

here = frame.here("idle")
chosen = sections.section(here, SECTIONS)
if chosen in ("clusters", "stranded", "cost") and not here.tables.size("usage"):
    missing(here, "usage")

if chosen == "published":
    published(here)
elif chosen == "clusters":
    measured(here)
elif chosen == "stranded":
    with filters.row():
        query = filters.asked(here, "stranded_idle", shown=("cluster", "resolution", "period"))
    card(here, "stranded_idle", query, ahead=True)
elif chosen == "cost":
    with filters.row():
        query = filters.asked(here, "idle_cost", shown=("cluster", "period"))
    told = entries.given(here, "idle_cost")
    if entries.lacking(here, "idle_cost", told):
        st.stop()
    query = replace(query, settings={**query.settings, **told})
    card(here, "idle_cost", query, ahead=True)
    headlines(here, ("idle_cost",), query, each=3)
    card(here, "idle_cost_swings", narrowed(query, "idle_cost_swings"))
else:
    with filters.row():
        query = filters.asked(here, "idle_reasons")
    card(here, "idle_reasons", query, ahead=True)
    card(here, "contract_reasons")
