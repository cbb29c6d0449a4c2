"""The inputs of a scenario as fields, low, central and high in one row; what differs from where they begin is what was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from i18n import say
from ui import entries, link
from ui.frame import Here


def inputs(here: Here, view: str, begun: Mapping[str, float], groups: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, str]:
    """Draw the entries of `view` in `groups`, each folded under its name, a row an input; return those that differ from `begun`."""
    told: dict[str, str] = {}
    for group, rows in groups.items():
        with st.expander(say(f"{here.topic}.group_{group}", here.language)):
            for names in rows:
                told |= entries.given(here, view, begun=begun, only=names)
    return {name: text for name, text in told.items() if _differs(text, begun[name])}


def kept(here: Here, begun: Mapping[str, float]) -> dict[str, str]:
    """Return what was given for a scenario, here or on another section of the page or in the address, without drawing its fields."""
    found = {name: _now(here, name) for name in begun}
    return {name: text for name, text in found.items() if _differs(text, begun[name])}


def _now(here: Here, name: str) -> str:
    # A field that was just changed has its value under the widget's own key; what is kept follows only when the field is drawn again.
    places = (f"{here.topic}.{name}", f"kept.{here.topic}.{name}")
    return next((str(st.session_state[key]) for key in places if st.session_state.get(key) is not None), st.query_params.get(name, ""))


def reset(here: Here, begun: Mapping[str, float]) -> None:
    """Draw the button that sets every input back to where it began, where one was changed."""
    if not kept(here, begun):
        return
    if st.button(say(f"{here.topic}.reset", here.language), type="tertiary"):
        for name in begun:
            st.session_state.pop(f"kept.{here.topic}.{name}", None)
            st.session_state.pop(f"{here.topic}.{name}", None)
            link.write(name, None, None)
        st.rerun()


def _differs(text: str, begun: float) -> bool:
    """Return whether a text is a number other than `begun`."""
    try:
        return abs(float(text) - begun) > 1e-9 * max(1.0, abs(begun))
    except ValueError:
        return False
