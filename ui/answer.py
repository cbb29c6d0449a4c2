"""An answer of the first page: its question, the chart that answers it, the rows it rests on, one way on."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from charts.chart import Chart
from i18n import say
from ui.card import card
from ui.frame import Here
from ui.words import literal

_ROW = 250
"""Pixels that a row of evidence needs beside another."""


def answer(here: Here, view: str, page: str, address: Mapping[str, str], columns: int = 1, ahead: bool = False) -> None:
    """Draw the answer `view` as a card in one of `columns` columns, with the way on to `page` at `address`."""
    name = view.removeprefix("answer_")

    def rest(chart: Chart) -> None:
        _evidence(chart)
        st.page_link(
            f"pages/{page}.py", label=say(f"overview.more_{name}", here.language), icon=":material/arrow_forward:", query_params=address
        )

    card(here, view, columns=columns, ahead=ahead, question=say(f"overview.question_{name}", here.language), rest=rest)


def _evidence(chart: Chart) -> None:
    """Draw the rows that the answer rests on: the value, what it is, and under it basis, date and publisher."""
    if not chart.headlines:
        return
    grid = st.grid(min(len(chart.headlines), 4), min_column_width=_ROW)
    for row in chart.headlines:
        with grid.cell():
            st.markdown(f"**{literal(row.value)}** {literal(row.label)}  \n:small[:gray[{literal(row.note)}]]")
