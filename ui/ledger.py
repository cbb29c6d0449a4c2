"""A ledger on screen: a search, and a table whose rows lead to the one contract or centre that they are about."""

from __future__ import annotations

import streamlit as st

from charts.chart import Chart
from i18n import say
from ui import link
from ui.card import card
from ui.frame import Here
from ui.table import table
from views import Query

_HEIGHT = 560
"""Pixels of the table at most."""


class _Anything:
    def __contains__(self, text: str) -> bool:
        return True


def search(here: Here) -> dict[str, str]:
    """Draw the search of a ledger and return what is asked by it."""
    text = link.state(here.topic, "search", "", _Anything(), lambda key, begun: _search(here, key, begun))
    return {"search": text} if text else {}


def ledger(here: Here, view: str, asked: Query, subject: str, column: str) -> None:
    """Draw the rows of `view` as a card; a click on a row leads to the `subject`, named in `column`, and its section."""
    card(here, view, asked, rows=lambda chart: _rows(here, chart, subject, column))


def arrived(topic: str, subject: str, of: str) -> None:
    """Show the `subject` that the address names, in section `of`, where the reader came by such a link."""
    if link.arrived(topic, subject):
        for name, value in (("section", of), ("show", subject)):
            st.session_state.setdefault(f"kept.{topic}.{name}", value)
            link.choose(topic, name, value)


def _search(here: Here, key: str, begun: str) -> str:
    hint = say(f"{here.topic}.search_hint", here.language)
    return st.text_input(say("view.search", here.language), begun, key=key, placeholder=hint, width=320).strip()


def _rows(here: Here, chart: Chart, subject: str, column: str) -> None:
    st.caption(say(f"{here.topic}.row_hint", here.language))
    turn = st.session_state.setdefault(f"{here.topic}.rows", 0)
    key = f"{here.topic}.rows.{turn}.{here.language}"

    def go() -> None:
        chosen = st.session_state[key].selection.rows
        if chosen:
            link.choose(here.topic, subject, str(chart.frame[column].iloc[chosen[0]]))
            link.choose(here.topic, "show", subject)
            st.session_state[f"{here.topic}.rows"] = turn + 1

    options = {"on_select": go, "selection_mode": "single-row", "key": key} if len(chart.frame) else {}
    table(chart.frame, chart.columns, here.language, height=min(_HEIGHT, 75 + 35 * len(chart.frame)), **options)
