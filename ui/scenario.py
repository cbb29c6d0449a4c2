"""The inputs of a scenario as fields, low, central and high in one row; what differs from where they begin is what was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from i18n import say
from i18n.format import significant, unit_name
from ui import entries, link
from ui.frame import Here
from ui.words import literal
from views import VIEWS
from views.demand import DRIVERS, Range, entry_names

_SLIDER, _STEPS = 220, 100
"""Pixels that a slider needs beside another; steps from one end to the other."""


def drivers(here: Here, view: str, ranges: Mapping[str, Range], fixed: Mapping[str, float], preset: str) -> dict[str, str]:
    """Draw the five inputs that move a scenario most as sliders over their range, the rest folded; return those that differ.

    Those `fixed` are said with their value, and the preset that fixes them, in the place of a slider.

    Each slider says its range and where it comes from; a value beyond the range, as a link may carry, widens it.
    """
    begun = {name: value for one in ranges for name, value in zip(entry_names(one), _values(ranges[one]), strict=True)}
    told: dict[str, str] = {}
    with st.container(border=True):
        st.markdown(f"**{say('demand.scenario_yours', here.language)}** :violet-badge[{say('demand.scenario_badge', here.language)}]")
        grid = st.grid(len(DRIVERS) if here.width >= _SLIDER * len(DRIVERS) else 1, min_column_width=_SLIDER)
        for name in DRIVERS:
            with grid.cell():
                if name in fixed:
                    _fixed(here, view, name, fixed[name], preset)
                else:
                    told[name] = _slider(here, view, name, ranges[name])
        with st.expander(say("demand.assumptions", here.language, count=len(ranges) - len(DRIVERS))):
            for one in ranges:
                names = [name for name in entry_names(one) if name not in DRIVERS]
                told |= entries.given(here, view, begun=begun, only=names)
    return {name: text for name, text in told.items() if _differs(text, begun[name])}


def _slider(here: Here, view: str, name: str, one: Range) -> str:
    entry = next(entry for entry in VIEWS[view].entries if entry.name == name)
    unit = unit_name(entry.unit, here.language) if entry.unit and entry.unit != "fraction" else ""
    title = entry.title.in_(here.language)
    label = say("filter.entry", here.language, title=title, unit=unit) if unit else title

    def ask(key: str, text: str) -> str:
        value = float(text)
        low, high = float(min(one.low, value)), float(max(one.high, value))
        if low == high:
            return text
        found = st.slider(label, low, high, value, (high - low) / _STEPS, format="%.3g", key=key)
        return text if abs(found - value) < 1e-9 else entries.text_of(round(found, 6))

    found = link.state(here.topic, name, entries.text_of(one.central), entries.Fitting(entry), ask)
    ends = {
        "low": significant(one.low, here.language),
        "high": significant(one.high, here.language),
        "source": one.source.in_(here.language),
    }
    st.caption(literal(say("demand.driver_range", here.language, **ends)))
    return found


def _fixed(here: Here, view: str, name: str, value: float, preset: str) -> None:
    entry = next(entry for entry in VIEWS[view].entries if entry.name == name)
    words = say("unit.with", here.language, value=significant(value, here.language), unit=unit_name(entry.unit, here.language))
    st.markdown(say("demand.driver_fixed", here.language, title=entry.title.in_(here.language), value=words, name=preset))


def _values(one: Range) -> tuple[float, float, float]:
    return one.low, one.central, one.high


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
    found = {name: str(link.now(here.topic, name, "")) for name in begun}
    return {name: text for name, text in found.items() if _differs(text, begun[name])}


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
