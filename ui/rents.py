"""Rents on screen: each section of the page, drawn below the row of its controls."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from i18n import say
from ui import entries, filters, link
from ui.card import card, headlines
from ui.cost import rent_break_even
from ui.empty import missing
from ui.filters import narrowed
from ui.frame import Here
from views.rents import CARD_OF_PRESETS


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
        # An address of before names no card where it gives a price: it meant that with the longest record.
        chosen = _card(here, "" if link.now(here.topic, "price_cny", "") else CARD_OF_PRESETS)
    rent_break_even(here, row, chosen)


def fleet(here: Here, row: DeltaGenerator) -> None:
    """Draw the age of the cards that the reader has uploaded."""
    if not here.tables.size("fleet"):
        missing(here, "fleet")
    with row:
        query = filters.asked(here, "fleet_age")
    st.caption(say("rents.give_fleet_age", here.language))
    told = entries.given(here, "fleet_age")
    if entries.lacking(here, "fleet_age", told):
        st.stop()
    asked = replace(query, settings={**query.settings, **told})
    card(here, "fleet_age", asked, ahead=True)
    headlines(here, ("fleet_age",), asked, each=3)


def _one(here: Here, row: DeltaGenerator, view: str, shown: tuple[str, ...]) -> None:
    with row:
        query = filters.asked(here, view, shown=shown)
    card(here, view, query, ahead=True)


def _card(here: Here, begun: str = "") -> str:
    """Draw the choice of a card and return it: begun from that one, else from that with the longest record."""
    longest = {} if begun else {"": say("rents.longest", here.language)}
    titles = longest | {str(name): str(name) for name in here.tables.values("prices", "model")}
    return entries.subject(here, "card", titles, begun if begun in titles else None)
