"""Rows on screen: headings with units and codes in the reader's language, shares as %."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from data.schema import Column, Language
from export.cells import display_width, heading
from i18n import say
from i18n.format import THIN, decimals, number, own_decimals

_PRINTED = 4
"""Decimals up to which a figure is one that a source prints; what is computed has more."""
_SIGN, _PADDING, _HEADING = 8, 34, 220
"""Pixels: of a figure in the grid, beside a figure, and that a heading asks for at most."""


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
    if column.kind != "number":
        return cells
    return pd.to_numeric(cells, errors="coerce").map(lambda value: _rounded(value, column.unit), "ignore")


def _rounded(value: float, unit: str | None) -> float:
    """Return a figure as a cell has it, a share in per cent: what a source prints with its own digits, what was computed rounded."""
    figure = value * 100 if unit == "fraction" else value
    own = own_decimals(figure, _PRINTED + 1)
    return round(figure, own if own <= _PRINTED else max(decimals(value, unit), 1 if unit == "fraction" else 2))


def figure_width(cells: pd.Series, title: str) -> int:
    """Return the pixels that a column of figures takes: left to itself it is measured by its first rows and cuts a longer one below."""
    longest = max((_SIGN * display_width(number(value, "en", 4)) for value in cells.dropna()), default=0)
    return max(longest + _PADDING, min(_SIGN * display_width(title) + _PADDING, _HEADING))


def _format(column: Column, cells: pd.Series, language: Language) -> Any:
    title = heading(column, language)
    if column.name.endswith("_url") and cells.dropna().astype("str").str.match("https?://").all():
        return st.column_config.LinkColumn(title)
    if column.unit == "fraction":
        return st.column_config.NumberColumn(title, width=figure_width(cells, title), format="%g%%" if language == "zh" else f"%g{THIN}%%")
    if column.kind in ("number", "integer") and not column.name.endswith("year"):
        return st.column_config.NumberColumn(title, width=figure_width(cells, title), format="localized")
    if pd.api.types.is_datetime64_any_dtype(cells):
        return st.column_config.DatetimeColumn(title, format="YYYY-MM-DD HH:mm" if column.kind == "instant" else "YYYY-MM-DD")
    return st.column_config.Column(title)
