"""Filters in one row; their state is in the address as codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from data.period import first_day, last_day
from data.schema import Text
from data.store import Tables
from data.tables import DATASETS
from i18n import say, words
from i18n.format import day
from ui import link
from ui.frame import Here
from ui.words import literal
from views import VIEWS, Query, View

_FEW = 12
_ABREAST, _LIST = 4, 260
_PHONE, _LETTERS = 560, 34
"""Values of a switch that fit side by side on a phone; more, or longer ones there, are a list of so many pixels."""
_DAYS = 400
_KEPT = 512
_PACES = {"day": 120, "week": 800}
"""The step of time in which so many days are still read one by one; months beyond."""


def asked(here: Here, name: str, without: Sequence[str] = ()) -> Query:
    """Draw the filters that view `name` offers (period, columns, switches), but those named by `without`, and return what is asked."""
    view = VIEWS[name]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        start, end = _period(here, view) if view.period else ("", "")
        where = {column: tuple(_values(here, view, column)) for column in view.where if column not in without}
        settings = {
            parameter.name: _setting(here, parameter.name, parameter.values)
            for parameter in view.parameters
            if parameter.name not in without
        }
    return Query(where={column: values for column, values in where.items() if values}, start=start, end=end, settings=settings)


def narrowed(query: Query, name: str, by: str = "") -> Query:
    """Return `query` without what view `name` does not offer, asked `by` a group, if it offers that."""
    view = VIEWS[name]
    offered = {parameter.name for parameter in view.offered} | {entry.name for entry in view.entries}
    return Query(
        by=by if by in view.by else "",
        where={column: values for column, values in query.where.items() if column in view.where},
        start=query.start if view.period else "",
        end=query.end if view.period else "",
        settings={parameter: value for parameter, value in query.settings.items() if parameter in offered},
    )


def pace(here: Here, name: str, query: Query | None = None) -> str:
    """Return the step of time, day, week or month, in which view `name` is drawn unless asked otherwise; empty where it offers none."""
    view, asked = VIEWS[name], query or Query()
    if "day" not in view.by:
        return ""
    first, last = _extent(here, view, repr(asked.where), asked.where)
    if first is None:
        return "day"
    start, end = first_day(asked.start) or first.date(), last_day(asked.end) or last.date()
    return next((step for step, days in _PACES.items() if (end - start).days < days), "month")


def group(here: Here, default: str, options: tuple[str, ...], name: str = "by") -> str:
    """Draw the choice of a group and return its code; the address carries it under `name`."""
    return link.state(
        here.topic,
        name,
        default,
        options,
        lambda key, begun: st.segmented_control(
            say("view.by", here.language),
            options,
            key=key,
            default=begun,
            required=True,
            label_visibility="collapsed",
            format_func=lambda code: say(f"view.by_{code}", here.language),
        ),
    )


def section(here: Here, names: tuple[str, ...]) -> str:
    """Draw the choice of a section of the page and return its code; only that section is worked out."""
    return link.state(
        here.topic,
        "section",
        names[0],
        names,
        lambda key, begun: st.segmented_control(
            say("filter.section", here.language),
            names,
            key=key,
            default=begun,
            required=True,
            label_visibility="collapsed",
            format_func=lambda code: say(f"{here.topic}.section_{code}", here.language),
        ),
    )


def groups(here: Here, name: str, always: tuple[str, ...]) -> tuple[str, ...]:
    """Return the groups `always` offered, and those of view `name` whose column has two values or more among the rows."""
    view = VIEWS[name]
    columns = [by for by in view.by if by not in always and by in view.where]
    return (*always, *(by for by in columns if len(_known(here.seen(view.datasets), view.datasets[0], by, here.tables)) > 1))


def one(here: Here, name: str, column: str, default: str) -> str:
    """Draw the choice of one value of a column of view `name`, `default` where it is there, and return its code."""
    view = VIEWS[name]
    known = _known(here.seen(view.datasets), view.datasets[0], column, here.tables)
    titles = {code: title for code, title in _titles(view, column).items() if code in known} or {code: Text(code, code) for code in known}
    if not titles:
        return ""

    def ask(key: str, begun: str) -> str:
        codes = list(titles)
        return st.selectbox(
            say(f"view.{column}", here.language),
            codes,
            codes.index(begun),
            key=key,
            format_func=lambda code: titles[code].in_(here.language),
            width=320,
        )

    return link.state(here.topic, column, default if default in titles else next(iter(titles)), list(titles), ask)


def _period(here: Here, view: View) -> tuple[str, str]:
    first, last = _extent(here, view)
    if first is None or first.date() == last.date():
        return "", ""
    whole = (first.date().isoformat(), last.date().isoformat())
    kept = f"kept.{here.topic}.period"
    asked = first_day(st.query_params.get("from")), last_day(st.query_params.get("to"))
    begun = st.session_state.get(kept) or tuple(day.isoformat() if day else end for day, end in zip(asked, whole, strict=True))
    begun = begun if whole[0] <= begun[0] <= begun[1] <= whole[1] else whole
    days = sorted({*_steps(first.date(), last.date()), *begun})
    label = f"{say('view.from', here.language)} – {say('view.to', here.language)}"
    start, end = st.select_slider(
        label, days, begun, key=f"{here.topic}.period", format_func=lambda code: day(code, here.language), width=380
    )
    st.session_state[kept] = (start, end)
    link.write("from", start, whole[0])
    link.write("to", end, whole[1])
    return ("", "") if (start, end) == whole else (start, end)


def _extent(here: Here, view: View, asked: str = "", where: Mapping[str, Sequence[str]] | None = None) -> tuple[Any, Any]:
    return _ends(here.seen(view.datasets), view.datasets[0], view.period, asked, here.tables, where)


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _ends(seen: str, dataset: str, column: str, asked: str, _tables: Tables, _where: Mapping[str, Sequence[str]] | None) -> tuple[Any, Any]:
    return _tables.extent(dataset, column, _where)


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _known(seen: str, dataset: str, column: str, _tables: Tables) -> list[str]:
    return [str(value) for value in _tables.values(dataset, column)]


def _steps(first: dt.date, last: dt.date) -> list[str]:
    span = (last - first).days
    if span <= _DAYS:
        return [(first + dt.timedelta(days=i)).isoformat() for i in range(span + 1)]
    months = pd.date_range(first.replace(day=1), last, freq="MS").date
    return [*dict.fromkeys([first.isoformat(), *(month.isoformat() for month in months if month > first), last.isoformat()])]


def _values(here: Here, view: View, column: str) -> list[str]:
    options = _known(here.seen(view.datasets), view.datasets[0], column, here.tables)
    if len(options) < 2:
        return []
    title = say(f"view.{column}", here.language)
    titles = _titles(view, column)
    options = [code for code in titles if code in options] + [code for code in options if code not in titles]

    def shown(code: str) -> str:
        return titles[code].in_(here.language) if code in titles else code

    def ask(key: str, begun: list[str]) -> list[str]:
        if len(options) <= _FEW:
            options_of = {"selection_mode": "multi", "default": begun, "key": key, "wrap": True}
            return st.pills(title, options, format_func=lambda code: literal(shown(code)), **options_of)
        placeholder = say("filter.all", here.language)
        return st.multiselect(title, options, begun, key=key, placeholder=placeholder, select_all=False, format_func=shown)

    return link.state(here.topic, column, [], options, ask, many=True)


def _titles(view: View, column: str) -> Mapping[str, Text]:
    """Return the titles of a column's codes; none where it holds words of its own."""
    if column == "region":
        return {code: Text(wording["en"], wording["zh"]) for code, wording in words("region").items()}
    return next((one.values for one in DATASETS[view.datasets[0]].columns if one.name == column), {})


def _setting(here: Here, name: str, values: tuple[str, ...]) -> str:
    title = say(f"view.{name}", here.language)
    worded = {"format_func": lambda code: say(f"view.{name}_{code}", here.language)}

    def ask(key: str, begun: str) -> str:
        if len(values) > _ABREAST or (here.width < _PHONE and sum(len(worded["format_func"](code)) for code in values) > _LETTERS):
            return st.selectbox(title, values, values.index(begun), key=f"{key}.list", width=_LIST, **worded)
        return st.segmented_control(title, values, key=key, default=begun, required=True, **worded)

    return link.state(here.topic, name, values[0], values, ask)
