"""What a reader gives or picks: numbers and days for a view that takes them, and the one contract, company or centre a page is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from data.schema import Column
from i18n import say
from i18n.format import unit_name
from ui import link
from ui.frame import Here
from views import VIEWS, fits

_WIDTH = 260
_SELF = ("fraction", "ratio")
"""Units that a field need not name."""


class Fitting:
    """The texts that an entry takes, asked one by one: there is no list of all numbers."""

    def __init__(self, entry: Column):
        self._entry = entry

    def __contains__(self, text: str) -> bool:
        return fits(self._entry, text)


def given(
    here: Here,
    view: str,
    begun: Mapping[str, float] | None = None,
    options: Mapping[str, Sequence[str]] | None = None,
    only: Sequence[str] = (),
    hints: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Draw a field for each entry of `view`, and return what was given, as text; the address carries it.

    `begun`: the value from which a field starts and which is not written to the address. `options`: what a text entry may be, else
    what the view offers. `only`: the names of the entries drawn; empty = all. `hints`: what stands in grey in a number's empty field.
    """
    entries = [entry for entry in VIEWS[view].entries if not only or entry.name in only]
    offered = {name: tuple(offer(here.tables)) for name, offer in VIEWS[view].offers.items() if name in {entry.name for entry in entries}}
    offered |= options or {}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        found = {}
        for entry in entries:
            grey = (hints or {}).get(entry.name, "")
            found[entry.name] = _entry(here, entry, (begun or {}).get(entry.name), offered.get(entry.name, ()), grey)
    return {name: text for name, text in found.items() if text}


def lacking(here: Here, view: str, told: Mapping[str, str]) -> bool:
    """Say which entries `view` still needs, in a frame of their own, and return whether there are any."""
    wanted = [entry for entry in VIEWS[view].entries if entry.required and entry.name not in told]
    if wanted:
        with st.container(border=True):
            st.markdown(say("empty.entries", here.language))
            for entry in wanted:
                title, meaning = entry.title.in_(here.language), entry.meaning.in_(here.language)
                st.markdown("- " + (say("empty.entry", here.language, title=title, meaning=meaning) if meaning else title))
    return bool(wanted)


def subject(here: Here, name: str, titles: Mapping[str, str], default: str | None = None) -> str:
    """Draw the choice of what the page is about and return its code; the address carries it; `titles` names each."""
    codes = list(titles)

    def ask(key: str, begun: str) -> str:
        label = say(f"view.{name}", here.language)
        return st.selectbox(label, codes, codes.index(begun), key=key, format_func=lambda code: titles[code], width=_WIDTH)

    return link.state(here.topic, name, default or codes[0], codes, ask)


def _entry(here: Here, entry: Column, begun: float | None, options: Sequence[str], hint: str) -> str:
    ask = {"text": _choice, "date": _day}.get(entry.kind, partial(_number, hint=hint))
    default = "" if begun is None else text_of(begun)
    allowed = list(options) if entry.kind == "text" else Fitting(entry)
    return link.state(here.topic, entry.name, default, allowed, lambda key, text: ask(here, entry, key, text, options))


def _number(here: Here, entry: Column, key: str, text: str, _: Sequence[str], hint: str = "") -> str:
    bounds = {name: float(bound) for name, bound in (("min_value", entry.low), ("max_value", entry.high)) if bound is not None}
    value = float(text) if text else None
    title = entry.title.in_(here.language)
    unit = unit_name(entry.unit, here.language) if entry.unit and entry.unit not in _SELF else ""
    label = say("filter.entry", here.language, title=title, unit=unit) if unit else title
    worded = {"help": entry.meaning.in_(here.language) or None, "placeholder": hint or None}
    found = st.number_input(label, value=value, **bounds, step=None, format="%.6g", key=key, width=_WIDTH, **worded)
    return "" if found is None else text_of(found)


def _day(here: Here, entry: Column, key: str, text: str, _: Sequence[str]) -> str:
    title = entry.title.in_(here.language)
    found = st.text_input(title, text, key=key, placeholder="YYYY-MM-DD", max_chars=10, width=_WIDTH).strip()
    if found and not fits(entry, found):
        st.caption(say("filter.no_day", here.language))
        return ""
    return found


def _choice(here: Here, entry: Column, key: str, text: str, options: Sequence[str]) -> str:
    found = st.selectbox(
        entry.title.in_(here.language),
        options,
        options.index(text) if text in options else None,
        key=key,
        placeholder=say("filter.none", here.language),
        width=_WIDTH,
    )
    return found or ""


def text_of(value: float) -> str:
    """Return a number as an address carries it."""
    return f"{value:.10f}".rstrip("0").rstrip(".")
