"""What a file does not say and the analyst is asked at upload: what must be known before storing, and what may be left unknown."""

from __future__ import annotations

import streamlit as st

from data.check import Checked
from data.mapping import Match
from data.schema import Column
from i18n import say
from ui.frame import Here

CODES = ("check.unsaid", "check.which", "check.offer")
"""The problems that these fields stand for, and that so are not listed among the others."""


def answers(here: Here, checked: Checked, key: str) -> dict[str, Match] | None:
    """Draw a field for each column that the file cannot tell; return the mapping with the answers once they are given, else None."""
    if not checked.asks and not checked.offers:
        return None
    columns, offers = ([checked.dataset.column(name) for name in names] for names in (checked.asks, checked.offers))
    with st.container(border=True):
        if columns:
            st.markdown(say("upload.asks", here.language))
        given = {column.name: _field(here, column, checked.mapping.get(column.name, Match()).constant, key) for column in columns}
        given |= {column.name: _offer(here, column, checked.mapping.get(column.name, Match()).constant, key) for column in offers}
        sent = st.button(say("upload.answer", here.language), type="primary", key=f"upload.answer.{key}")
    rest = {name: match for name, match in checked.mapping.items() if name not in given}
    return {**rest, **{name: Match(constant=value) for name, value in given.items() if value}} if sent else None


def _offer(here: Here, column: Column, begun: str | None, key: str) -> str:
    """Draw what is offered for `column` and return the answer; nothing chosen leaves the column unknown."""
    if column.offer is None:
        return ""
    found = st.segmented_control(
        column.offer.question.in_(here.language),
        [column.offer.value],
        default=begun if begun == column.offer.value else None,
        key=f"upload.offer.{key}.{column.name}",
        format_func=lambda _: say("upload.offer_yes", here.language),
    )
    st.caption(say("upload.offer_without", here.language, without=column.offer.without.in_(here.language)))
    return found or ""


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
