"""The example on screen: loaded by a click, named in the first line of every page that shows it, and gone by a click."""

from __future__ import annotations

import streamlit as st

from data.examples import NAMES
from data.schema import Language
from i18n import say
from ui import link
from views import EXAMPLE

PAGES = ("idle", "contracts", "demand", "capacity", "rents")
"""Pages that can show it; others show answers and names of the record."""
WAYS = {
    "usage": ("idle", {"section": "clusters"}),
    "contracts": ("contracts", {"section": "trend"}),
    "capacity": ("capacity", {"section": "growth", "show": "own"}),
}
"""The datasets by which it is offered, with page and address that show their rows."""
_LOADED, _ASKED = "example.loaded", "example.asked"


def is_loaded() -> bool:
    """Return whether this reader has loaded the example and not removed it since."""
    return bool(st.session_state.get(_LOADED))


def holds(dataset: str) -> bool:
    """Return whether the example holds rows of `dataset`."""
    return dataset in NAMES


def load() -> None:
    """Load the example for this reader and choose it: nothing is stored, and nobody else sees it."""
    st.session_state[_LOADED] = True
    st.session_state.pop(_ASKED, None)
    link.owner(EXAMPLE)


def remove() -> None:
    """Remove the example; the record is shown again."""
    st.session_state.pop(_LOADED, None)
    link.owner("record")


def button(language: Language, key: str) -> None:
    """Draw the click that loads the example."""
    st.button(say("example.load", language), icon=":material/science:", key=f"example.load.{key}", on_click=load)


def remover(language: Language, key: str) -> None:
    """Draw the click that removes it."""
    st.button(say("example.remove", language), icon=":material/close:", type="tertiary", key=f"example.remove.{key}", on_click=remove)


def line(language: Language, topic: str, data: str) -> None:
    """Draw the first line of page `topic` where it shows the example, or where an address asks for it that nobody has loaded here."""
    if data == EXAMPLE:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="example.line"):
            st.badge(say("view.data_example", language), color="orange")
            st.markdown(say("example.shown", language), width="content")
            remover(language, topic)
    elif st.session_state.get(_ASKED) == topic:
        with st.container(border=True):
            st.markdown(say("example.asked", language))
            button(language, topic)


def offer(language: Language) -> None:
    """Draw the offer of the example to a reader who has nothing to upload yet: its files, each opening where its rows are seen."""
    with st.container(border=True):
        st.markdown(f"**{say('example.title', language)}**")
        st.caption(say("example.promise", language))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            for dataset, (page, address) in WAYS.items():
                if st.button(say(f"example.{dataset}", language), icon=":material/science:", key=f"example.open.{dataset}"):
                    load()
                    st.switch_page(f"pages/{page}.py", query_params={**address, "data": EXAMPLE})
            if is_loaded():
                remover(language, "offer")


def arrived(topic: str) -> None:
    """Take note of an address that asks page `topic` for the example where it is not loaded: only a click loads it."""
    if st.query_params.get("data") == EXAMPLE and not is_loaded():
        st.session_state[_ASKED] = topic
