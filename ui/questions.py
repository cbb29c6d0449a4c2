"""What a file does not say and the analyst is asked at upload: one field each, nothing stored before they are answered."""

from __future__ import annotations

import streamlit as st

from data.check import Checked
from data.mapping import Match
from data.schema import Column
from i18n import say
from ui.frame import Here

CODES = ("check.unsaid", "check.which")
"""The problems that these fields stand for, and that so are not listed among the others."""


def answers(here: Here, checked: Checked, key: str) -> dict[str, Match] | None:
    """Draw a field for each column that the file cannot tell; return the mapping with the answers once they are given, else None."""
    if not checked.asks:
        return None
    columns = [checked.dataset.column(name) for name in checked.asks]
    with st.container(border=True):
        st.markdown(say("upload.asks", here.language))
        given = {column.name: _field(here, column, checked.mapping.get(column.name, Match()).constant, key) for column in columns}
        sent = st.button(say("upload.answer", here.language), type="primary", key=f"upload.answer.{key}")
    return {**checked.mapping, **{name: Match(constant=value) for name, value in given.items() if value}} if sent else None


def _field(here: Here, column: Column, begun: str | None, key: str) -> str:
    title, meaning = column.title.in_(here.language), column.meaning.in_(here.language)
    key = f"upload.ask.{key}.{column.name}"
    if column.values:
        st.caption(meaning)
        found = st.segmented_control(
            title, list(column.values), default=begun, key=key, format_func=lambda code: column.values[code].in_(here.language)
        )
        return found or ""
    label = say("upload.ask", here.language, title=title, meaning=meaning) if meaning else title
    if column.kind in ("number", "integer"):
        low = None if column.low is None else float(column.low)
        value = st.number_input(label, min_value=low, value=float(begun) if begun else None, format="%.6g", step=None, key=key)
        return "" if value is None else f"{value:g}"
    return st.text_input(label, begun or "", placeholder=column.example, key=key).strip()
