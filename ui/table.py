"""Rows on screen: headings with units and codes in the reader's language, shares as %."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from data.schema import Column, Language
from export.cells import heading
from i18n import say
from i18n.format import THIN


def table(frame: pd.DataFrame, columns: tuple[Column, ...], language: Language, **options: Any) -> None:
    """Draw the rows of `frame` under the headings of `columns`; `options` go to st.dataframe."""
    shown = pd.DataFrame({column.name: _read(frame[column.name], column, language) for column in columns})
    formats = {column.name: _format(column, shown[column.name], language) for column in columns}
    st.dataframe(shown, hide_index=True, column_config=formats, placeholder="", **options)


def _read(cells: pd.Series, column: Column, language: Language) -> pd.Series:
    if column.kind == "code":
        titles = {code: title.in_(language) for code, title in column.values.items()}
        return cells.map(lambda code: titles.get(code, code), na_action="ignore")
    if column.kind == "flag":
        return cells.map({True: say("datasets.yes", language), False: say("datasets.no", language)}, na_action="ignore")
    return cells * 100 if column.unit == "fraction" else cells


def _format(column: Column, cells: pd.Series, language: Language) -> Any:
    title = heading(column, language)
    if column.name.endswith("_url") and cells.dropna().astype("str").str.match("https?://").all():
        return st.column_config.LinkColumn(title)
    if column.unit == "fraction":
        return st.column_config.NumberColumn(title, format="%.1f%%" if language == "zh" else f"%.1f{THIN}%%")
    if column.kind in ("number", "integer") and not column.name.endswith("year"):
        return st.column_config.NumberColumn(title, format="localized")
    if pd.api.types.is_datetime64_any_dtype(cells):
        return st.column_config.DatetimeColumn(title, format="YYYY-MM-DD HH:mm" if column.kind == "instant" else "YYYY-MM-DD")
    return st.column_config.Column(title)
