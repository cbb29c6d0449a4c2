"""Rents: one card's quotes over time; then the cards compared, what they give for the rent, what they are fit for, and the break-even."""

from dataclasses import replace

import streamlit as st

from i18n import say
from ui import entries, filters, frame
from ui.card import card, headlines
from ui.empty import missing
from ui.filters import narrowed
from views import VIEWS

SECTIONS = {
    "compared": "rents_by_card",
    "value": "card_value",
    "fit": "card_fit",
    "break_even": "rent_break_even",
    "specs": "card_specs",
    "fleet": "fleet_age",
}

here = frame.here("rents")
if not here.tables.size("prices"):
    missing(here, "prices")

longest = {"": say("rents.longest", here.language)}
chosen = {"card": entries.subject(here, "card", longest | {str(name): str(name) for name in here.tables.values("prices", "model")})}
query = filters.asked(here, "rents")
above = st.container()
of_card = replace(query, settings={**query.settings, **chosen})
if card(here, "rents", of_card, ahead=True):
    with above:
        headlines(here, ("rents",), of_card, each=4)

section = filters.section(here, tuple(SECTIONS))
view = SECTIONS[section]
asked = narrowed(query, view)
if section == "fleet" and not here.tables.size("fleet"):
    missing(here, "fleet")
if VIEWS[view].datasets[0] != "prices":
    drawn = filters.asked(here, view, without=tuple(parameter.name for parameter in VIEWS["rents"].parameters))
    asked = replace(drawn, settings={**asked.settings, **drawn.settings})
if section in ("break_even", "fleet"):
    st.caption(say(f"rents.give_{section}", here.language))
    told = entries.given(here, view, only=tuple(entry.name for entry in VIEWS[view].entries if entry.required))
    if entries.lacking(here, view, told):
        st.stop()
    asked = replace(asked, settings={**asked.settings, **told, **(chosen if section == "break_even" else {})})
    headlines(here, (view,), asked, each=3)
card(here, view, asked)
