"""The cost of a card on screen: the answer of a preset at once, and under it the inputs, any of which makes the scenario one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.store import Tables
from i18n import say
from i18n.format import number
from ui import entries, filters, link
from ui.card import card, headlines
from ui.filters import narrowed
from ui.frame import Here
from views import VIEWS, current, preset_values
from views.rents import CARD_OF_PRESETS, needs


def idle_cost(here: Here) -> None:
    """Draw what the idle card-hours cost, how each input bears on it, and the presets with their sources."""
    with filters.row():
        query = filters.asked(here, "idle_cost", shown=("preset", "cluster", "period"))
    answer = st.container()
    told = inputs(here, "idle_cost", query.settings["preset"])
    query = replace(query, settings={**query.settings, **told})
    with answer:
        card(here, "idle_cost", query, ahead=True)
        headlines(here, ("idle_cost",), query, each=4)
    presets(here)
    card(here, "idle_cost_swings", narrowed(query, "idle_cost_swings"))


def rent_break_even(here: Here, row: DeltaGenerator, chosen: str) -> None:
    """Draw at which rent the card `chosen` pays for itself; the row of controls holds its choice already."""
    with row:
        query = filters.asked(here, "rent_break_even")
    answer = st.container()
    told = inputs(here, "rent_break_even", query.settings["preset"], chosen)
    query = replace(query, settings={**query.settings, **told, "card": chosen})
    needed = [name for name in needs(chosen or CARD_OF_PRESETS) if name not in told]
    with answer:
        if needed:
            _needed(here, chosen, needed)
        else:
            card(here, "rent_break_even", query, ahead=True)
            headlines(here, ("rent_break_even",), query, each=3)
    presets(here)


def presets(here: Here) -> None:
    """Draw the presets as a table. They are the record's, whoever's rows the page shows."""
    card(replace(here, data="record", tables=_of_record(here)), "cost_presets")


def inputs(here: Here, view: str, preset: str, card: str = "") -> dict[str, str]:
    """Draw a field for each input of `view`, empty and grey with the value of `preset` for `card`, and return what was filled in.

    The address carries it; one of before, in words of before, is taken up.
    """
    _take_up_former()
    values = preset_values(_of_record(here), preset, card or CARD_OF_PRESETS)
    names = [entry.name for entry in VIEWS[view].entries if entry.name != "card"]
    name = say(f"view.preset_{preset}", here.language)
    with st.expander(say("idle.give_inputs", here.language), key=f"{here.topic}.inputs", expanded=bool(card and needs(card))):
        st.caption(say("idle.give_inputs_note", here.language, name=name))
        found = entries.given(here, view, only=names, hints={key: number(value, here.language, 4) for key, value in values.items()})
        if found:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.badge(say("idle.yours", here.language, name=name, count=len(found)), color="violet")
                st.button(say("idle.reset", here.language), type="tertiary", on_click=_forget, args=(here.topic, names))
    return found


def _needed(here: Here, chosen: str, names: Sequence[str]) -> None:
    """Say which inputs of the card `chosen` no preset gives, and that the fields below take them."""
    with st.container(border=True):
        st.markdown(say("rents.no_preset", here.language, card=chosen, preset_card=CARD_OF_PRESETS))
        st.markdown(say("rents.no_preset_do", here.language))
        for entry in (entry for entry in VIEWS["rent_break_even"].entries if entry.name in names):
            title, meaning = entry.title.in_(here.language), entry.meaning.in_(here.language)
            st.markdown("- " + say("empty.entry", here.language, title=title, meaning=meaning))


def _of_record(here: Here) -> Tables:
    return here.store.tables(here.owner, "record")


def _forget(topic: str, names: Sequence[str]) -> None:
    for name in names:
        link.choose(topic, name, "")


def _take_up_former() -> None:
    given = st.query_params.to_dict()
    if "space_cny" in given:
        st.query_params.from_dict(current(given))
