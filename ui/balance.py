"""Capacity beside demand, on screen: the published pair with what cannot be compared, a scenario of the gap, and place by place."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from i18n import say
from i18n.format import number
from ui import entries, filters, frame, link
from ui.card import card, headlines
from ui.empty import missing
from ui.filters import narrowed
from ui.frame import Here
from views import VIEWS
from views.balance import growth_rates


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
    """Draw how the gap moves where supply and demand grow as a preset says, and in its place the reader."""
    _begin_from_tokens(here)
    with row:
        query = filters.asked(here, "balance_scenario")
    link.write("from_where", query.settings["from_where"], None)
    answer = st.container()
    preset = query.settings["preset"]
    rates = growth_rates(here.tables, preset, query.settings["from_where"])
    with st.expander(say("idle.give_inputs", here.language), key=f"{here.topic}.gap"):
        st.caption(say("balance.give_growth", here.language, name=say(f"view.preset_{preset}", here.language)))
        told = entries.given(here, "balance_scenario", hints={name: number(rate, here.language, 3) for name, rate in rates.items()})
    with answer:
        card(here, "balance_scenario", replace(query, settings={**query.settings, **told}), ahead=True)


def _begin_from_tokens(here: Here) -> None:
    # The published pair is of 2023, and the presets' rates of later years. An address of before gives rates and means the pair.
    names = ("from_where", *(entry.name for entry in VIEWS["balance_scenario"].entries))
    if all(link.now(here.topic, name, "") == "" for name in names):
        st.query_params["from_where"] = "tokens"


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
