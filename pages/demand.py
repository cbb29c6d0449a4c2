"""Demand: the tokens counted; where they may go; training or inference; whether what was built fits; how far to trust it."""

import streamlit as st

from i18n import say
from ui import filters, frame, scenario, sections
from ui.balance import gap, pair
from ui.card import headlines
from ui.demand import breaks, outlook, scores, series, shares, tokens, where
from ui.empty import missing
from views import Query, demand

SECTIONS = {
    "where": {"where": where},
    "outlook": {"outlook": outlook},
    "shares": {"shares": shares},
    "fit": {"tokens": tokens, "pair": pair, "gap": gap},
    "trust": {"scores": scores, "breaks": breaks, "series": series},
}

here = frame.here("demand")
if not here.tables.size("demand"):
    missing(here, "demand")

chosen = sections.section(here, tuple(SECTIONS))
row = filters.row()
with row:
    shown = sections.show(here, chosen, tuple(SECTIONS[chosen]))
with sections.body(here, chosen, shown):
    if shown in ("outlook", "tokens"):
        st.caption(say("demand.facts", here.language))
        told = scenario.kept(here, demand.begun(here.tables))
        headlines(here, ("demand_series", "demand_shares", "crossover", "token_compute"), Query(settings=told), each=(1, 1, 1, 2))
    SECTIONS[chosen][shown](here, row)
