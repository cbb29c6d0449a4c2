"""Balance: the published pair; then a scenario of the gap, where capacity stands beside where it is needed, and what cannot be compared."""

from dataclasses import replace

import streamlit as st

from i18n import say
from ui import entries, filters, frame
from ui.card import card, headlines
from ui.empty import missing

SECTIONS = ("scenario", "regions", "missing")

here = frame.here("balance")
if not here.tables.size("capacity"):
    missing(here, "capacity")
if not here.tables.size("demand"):
    missing(here, "demand")

query = filters.asked(here, "balance")
if here.tables.uploads("capacity"):
    query = replace(query, settings={**query.settings, **entries.given(here, "balance")})
above = st.container()
if card(here, "balance", query, ahead=True):
    with above:
        headlines(here, ("balance",), query, each=4)

section = filters.section(here, SECTIONS)
if section == "missing":
    card(here, "balance_missing", query)
elif section == "scenario":
    st.caption(say("balance.give_growth", here.language))
    asked = filters.asked(here, "balance_scenario")
    told = entries.given(here, "balance_scenario")
    if not entries.lacking(here, "balance_scenario", told):
        card(here, "balance_scenario", replace(asked, settings={**asked.settings, **told}))
else:
    st.caption(say("balance.give_proxies", here.language))
    if not here.tables.size("regional_proxies"):
        missing(here, "regional_proxies")
    weights = {f"weight_{code}": 1.0 for code in here.tables.values("regional_proxies", "proxy")}
    metric = filters.asked(here, "regional_mismatch", without=("series", "precision"))
    given = entries.given(here, "regional_mismatch", weights, only=tuple(weights))
    asked = replace(metric, settings={**metric.settings, **given})
    for view, place in zip(("regional_mismatch", "regional_ranks"), frame.columns(here, 2), strict=True):
        with place:
            card(here, view, asked, columns=2)
