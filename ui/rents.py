"""Rents on screen: each section of the page, drawn below the row of its controls."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from i18n import say
from ui import entries, filters
from ui.card import card, headlines
from ui.empty import missing
from ui.filters import narrowed
from ui.frame import Here
from views import VIEWS, Query


def compared(here: Here, row: DeltaGenerator) -> None:
    """Draw what each card rents for, and under it the quotes of the one chosen over time."""
    with row:
        chosen = _card(here)
        query = filters.asked(here, "rents", shown=("per", "currency"))
    card(here, "rents_by_card", narrowed(query, "rents_by_card"), ahead=True)
    of_card = replace(query, settings={**query.settings, "card": chosen})
    if card(here, "rents", of_card):
        headlines(here, ("rents",), of_card, each=4)


def value(here: Here, row: DeltaGenerator) -> None:
    """Draw what a card gives for its rent, or for its power."""
    _one(here, row, "card_value", ("computed_in", "gives"))


def fit(here: Here, row: DeltaGenerator) -> None:
    """Draw for what a card is fit, training or inference, and under it the specifications of every card, as its maker states them."""
    _one(here, row, "card_fit", ("computed_in", "cards"))
    card(here, "card_specs")


def break_even(here: Here, row: DeltaGenerator) -> None:
    """Draw at which rent the card chosen pays for itself, from what the reader gives."""
    with row:
        chosen = _card(here)
        query = filters.asked(here, "rent_break_even")
    _given(here, "rent_break_even", replace(query, settings={**query.settings, "card": chosen}))


def fleet(here: Here, row: DeltaGenerator) -> None:
    """Draw the age of the cards that the reader has uploaded."""
    if not here.tables.size("fleet"):
        missing(here, "fleet")
    with row:
        query = filters.asked(here, "fleet_age")
    _given(here, "fleet_age", query)


def _one(here: Here, row: DeltaGenerator, view: str, shown: tuple[str, ...]) -> None:
    with row:
        query = filters.asked(here, view, shown=shown)
    card(here, view, query, ahead=True)


def _given(here: Here, view: str, query: Query) -> None:
    st.caption(say(f"rents.give_{view}", here.language))
    told = entries.given(here, view, only=tuple(entry.name for entry in VIEWS[view].entries if entry.required))
    if entries.lacking(here, view, told):
        st.stop()
    asked = replace(query, settings={**query.settings, **told})
    card(here, view, asked, ahead=True)
    headlines(here, (view,), asked, each=3)


def _card(here: Here) -> str:
    longest = {"": say("rents.longest", here.language)}
    return entries.subject(here, "card", longest | {str(name): str(name) for name in here.tables.values("prices", "model")})
