"""The designed empty state: what would stand here, and the clicks that make it stand."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from charts.chart import Chart
from data.tables import DATASETS
from export.workbook import template
from i18n import has, say
from ui import example, link
from ui.frame import Here
from ui.words import literal
from views import EXAMPLE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def missing(here: Here, dataset: str) -> NoReturn:
    """Draw what rows of `dataset` would show, of which there are none, and stop the page."""
    _card(here, dataset)
    st.stop()


def of_owner(here: Here, dataset: str) -> None:
    """Draw what rows of `dataset` would show, of which the owner chosen has none: once on a page, however many charts need them."""
    if dataset not in here.said:
        here.said.add(dataset)
        _card(here, dataset)


def nothing(chart: Chart) -> None:
    """Draw what a chart without a single row says, in the place of its drawing: there is nothing to export or to cite."""
    st.markdown(f"**{literal(chart.title)}**")
    st.caption(literal(chart.subtitle))
    st.caption(literal(chart.caption.note_line))


def _card(here: Here, dataset: str) -> None:
    language, title = here.language, DATASETS[dataset].title.in_(here.language)
    with st.container(border=True):
        if here.data == EXAMPLE:
            st.markdown(say("view.nothing_of_example", language, dataset=title))
            st.button(say("example.record", language), key=f"record.{here.topic}.{dataset}", on_click=link.owner, args=("record",))
            return
        if here.data == "record" and here.store.tables(here.owner, "mine").uploads(dataset):
            st.markdown(say("empty.stored", language, dataset=title))
            st.button(say("empty.mine", language), key=f"mine.{here.topic}.{dataset}", on_click=link.owner, args=("mine",))
            return
        st.markdown(say("empty.missing", language, dataset=title))
        st.markdown(say(f"empty.shows_{dataset}" if has(f"empty.shows_{dataset}") else "empty.shows", language))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if example.holds(dataset) and here.topic in example.PAGES:
                example.button(language, f"{here.topic}.{dataset}")
            st.download_button(
                say("datasets.template", language),
                data=lambda: template(DATASETS[dataset], language),
                file_name=f"{dataset}_template_{language}.xlsx",
                mime=XLSX,
                key=f"template.{here.topic}.{dataset}",
                on_click="ignore",
            )
            st.page_link(
                "pages/datasets.py", label=say("empty.upload", language), icon=":material/upload:", query_params={"dataset": dataset}
            )
