"""Capacity beside demand, on screen: the published pair with what cannot be compared, a scenario of the gap, and place by place."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from i18n import say
from ui import entries, filters, frame
from ui.card import card, headlines
from ui.empty import missing
from ui.filters import narrowed
from ui.frame import Here


def pair(here: Here, row: DeltaGenerator) -> None:
    """Draw the published pair that can be compared, its figures, and what cannot be compared and why."""
    with row:
        query = filters.asked(here, "balance", shown=("series", "precision"))
    if here.tables.uploads("capacity"):
        query = replace(query, settings={**query.settings, **entries.given(here, "balance")})
    card(here, "balance", query, ahead=True)
    headlines(here, ("balance",), query, each=4)
    card(here, "balance_missing", query)


def gap(here: Here, row: DeltaGenerator) -> None:
    """Draw how the gap moves where supply and demand grow as the reader says."""
    with row:
        query = filters.asked(here, "balance_scenario")
    st.caption(say("balance.give_growth", here.language))
    told = entries.given(here, "balance_scenario")
    if not entries.lacking(here, "balance_scenario", told):
        card(here, "balance_scenario", replace(query, settings={**query.settings, **told}))


def mismatch(here: Here, row: DeltaGenerator) -> None:
    """Draw where capacity stands beside where it is needed, by the proxies and weights that the reader gives."""
    if not here.tables.size("regional_proxies"):
        missing(here, "regional_proxies")
    weights = {f"weight_{code}": 1.0 for code in here.tables.values("regional_proxies", "proxy")}
    with row:
        metric = filters.asked(here, "regional_mismatch", without=("series", "precision"))
    place = st.container()
    with st.expander(say("balance.weighing", here.language)):
        given = entries.given(here, "regional_mismatch", weights, only=tuple(weights))
    asked = replace(metric, settings={**metric.settings, **given})
    with place:
        for view, column in zip(("regional_mismatch", "regional_ranks"), frame.columns(here, 2), strict=True):
            with column:
                card(here, view, narrowed(asked, view), columns=2)
