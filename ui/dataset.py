"""One dataset on screen: what it holds, its template, its columns, its rows."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import streamlit as st

from data.schema import Column, Dataset
from data.tables import DATASETS
from export.workbook import frame_csv, template
from i18n import say
from i18n.format import number, unit_name
from ui import link
from ui.empty import XLSX
from ui.frame import Here
from ui.table import table

_SHOWN = 1000
_DOCS = Path(__file__).parents[1] / "docs"
_DATA_PAGE = re.compile(r"\[([^]]+)\]\(data\.md[^)]*\)")
"""A link to another page of the docs, which is no page of the app: the dataset is chosen above."""


def chosen(here: Here) -> Dataset:
    """Draw the choice of a dataset and return it; the address carries its name."""

    names = tuple(DATASETS)

    def ask(key: str, begun: str) -> str:
        return st.selectbox(
            say("datasets.choose", here.language),
            names,
            names.index(begun),
            key=key,
            format_func=lambda name: DATASETS[name].title.in_(here.language),
        )

    return DATASETS[link.state("datasets", "dataset", "usage", names, ask)]


def about(here: Here, dataset: Dataset) -> None:
    """Draw what `dataset` holds, how many rows are live, its columns, and the download of its template."""
    language = here.language
    st.markdown(dataset.meaning.in_(language))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            say(
                "datasets.size",
                language,
                rows=number(here.tables.size(dataset.name), language),
                version=here.tables.version((dataset.name,)) or "–",
            )
        )
        st.download_button(
            say("datasets.template", language),
            data=lambda: template(dataset, language),
            file_name=f"{dataset.name}_template_{language}.xlsx",
            mime=XLSX,
            on_click="ignore",
        )
    with st.expander(say("datasets.files", language)):
        guide = (_DOCS / f"readers.{language}.md").read_text(encoding="utf-8").split("\n", 4)[4]
        st.markdown(_DATA_PAGE.sub(r"\1", guide))
    with st.expander(say("datasets.columns", language, count=len(dataset.columns))):
        st.dataframe(pd.DataFrame([_described(column, language) for column in dataset.columns]), hide_index=True, placeholder="")


def rows(here: Here, dataset: Dataset) -> None:
    """Draw the live rows of `dataset`, uploaded ones first, with the download of all."""
    language = here.language
    frame = here.tables.frame(dataset.name)
    if frame.empty:
        st.caption(say("datasets.empty", language))
        return
    order = [False, *(True for _ in dataset.key)]
    shown = frame.sort_values(["upload", *dataset.key], ascending=order, kind="stable").head(_SHOWN)
    table(shown, tuple(column for column in dataset.columns if frame[column.name].notna().any()), language, height=360)
    if len(frame) > _SHOWN:
        st.caption(say("datasets.more", language, shown=number(_SHOWN, language), rows=number(len(frame), language)))
    st.download_button(
        say("datasets.download", language),
        data=lambda: frame_csv(frame[list(dataset.names)], dataset.columns, language),
        file_name=f"{dataset.name}_{language}.csv",
        mime="text/csv",
        on_click="ignore",
    )


def _described(column: Column, language: str) -> dict[str, str]:
    allowed = say("datasets.comma", language).join(f"{code} ({title.in_(language)})" for code, title in column.values.items())
    return {
        say("datasets.column_code", language): column.name,
        say("datasets.column_title", language): column.title.in_(language),
        say("datasets.column_kind", language): say(f"datasets.kind_{column.kind}", language),
        say("datasets.column_unit", language): unit_name(column.unit, language),
        say("datasets.column_required", language): say("datasets.yes", language) if column.required else "",
        say("datasets.column_allowed", language): allowed,
        say("datasets.column_meaning", language): column.meaning.in_(language),
    }
