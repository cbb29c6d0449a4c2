"""Filters in one row; their state is in the address as codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.period import first_day, last_day
from data.schema import Text
from data.store import Tables
from data.tables import DATASETS
from export.cells import display_width
from i18n import say, words
from i18n.format import day
from ui import link
from ui.frame import Here
from views import VIEWS, Query, View

_ROW = 4
"""Controls above a chart at most; the last of them folds the others away."""
_ABREAST, _WIDE = 4, 380
LIST = 240
_PHONE, _LETTERS, _LONG = 560, 34, 56
"""Letters of a switch that fit side by side on a phone, so many pixels wide, and beyond it; longer ones are a list. A Chinese one counts
twice."""
_DAYS = 400
_KEPT = 512
_PACES = {"day": 120, "week": 800}
"""The step of time in which so many days are still read one by one; months beyond."""


@dataclass(frozen=True)
class _Control:
    draw: Callable[[], Any]
    default: Any
    state: str = ""


def row() -> DeltaGenerator:
    """Return the one row of controls above a chart: what is drawn within it stands side by side."""
    return st.container(horizontal=True, vertical_alignment="bottom", gap="small")


def asked(here: Here, *names: str, without: Sequence[str] = (), shown: Sequence[str] = ()) -> Query:
    """Draw the filters that the views `names` offer (period, columns, switches), but those named by `without`; return what is asked.

    shown: which of them stand in the row, the others under *More*; where none is named, as many as fit beside it. The period's name is
    `period`.
    """
    controls = _controls(here, [VIEWS[name] for name in names], without)
    first = [name for name in shown if name in controls] if shown else list(controls)[: _ROW if len(controls) <= _ROW else _ROW - 1]
    found = {name: controls[name].draw() for name in first}
    rest = {name: control for name, control in controls.items() if name not in first}
    if rest:
        chosen = sum(link.now(here.topic, control.state or name, control.default) != control.default for name, control in rest.items())
        label = say("filter.more_chosen" if chosen else "filter.more", here.language, count=chosen)
        with st.popover(label, icon=":material/tune:", key=f"{here.topic}.more"):
            found |= {name: control.draw() for name, control in rest.items()}
    start, end = found.pop("period", ("", ""))
    columns = {column for name in names for column in VIEWS[name].where}
    return Query(
        where={name: tuple(values) for name, values in found.items() if name in columns and values},
        start=start,
        end=end,
        settings={name: value for name, value in found.items() if name not in columns},
    )


def _controls(here: Here, views: Sequence[View], without: Sequence[str]) -> dict[str, _Control]:
    """Return each control that has something to choose from, by its name."""
    controls: dict[str, _Control] = {}
    for view in views:
        for one in view.parameters:
            controls.setdefault(one.name, _Control(partial(_setting, here, one.name, one.values), one.default))
        for column in view.where:
            options = _known(here.seen(view.datasets), view.datasets[0], column, here.tables)
            if len(options) > 1:
                controls.setdefault(column, _Control(partial(_values, here, view, column, options), []))
        first, last = _extent(here, view) if view.period else (None, None)
        if first is not None and first.date() != last.date():
            ends = (first.date().isoformat(), last.date().isoformat())
            controls.setdefault("period", _Control(partial(_period, here, first.date(), last.date()), ends, _kept_as(ends)))
    return {name: control for name, control in controls.items() if name not in without}


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
    """Draw the choice of a group and return its code, as a list where the groups' names are long; the address carries it under `name`."""
    titles = {code: say(f"view.by_{code}", here.language) for code in options}
    is_long = sum(map(display_width, titles.values())) > (_LONG if here.width >= _PHONE else _LETTERS)
    label = say("view.by", here.language)

    def ask(key: str, begun: str) -> str:
        if is_long:
            return st.selectbox(label, options, options.index(begun), key=f"{key}.list", format_func=titles.get, width=LIST)
        worded = {"required": True, "label_visibility": "collapsed", "format_func": titles.get}
        return st.segmented_control(label, options, key=key, default=begun, **worded)

    return link.state(here.topic, name, default, options, ask)


def groups(here: Here, name: str, always: tuple[str, ...]) -> tuple[str, ...]:
    """Return the groups `always` offered, and those of view `name` whose column has two values or more among the rows."""
    view = VIEWS[name]
    columns = [by for by in view.by if by not in always and by in view.where]
    return (*always, *(by for by in columns if len(_known(here.seen(view.datasets), view.datasets[0], by, here.tables)) > 1))


def _kept_as(ends: tuple[str, str]) -> str:
    """Return the name under which a period of rows with these `ends` is kept: the whole of other rows is no choice among these."""
    return ".".join(("period", *ends))


def _period(here: Here, first: dt.date, last: dt.date) -> tuple[str, str]:
    whole = (first.isoformat(), last.isoformat())
    name = _kept_as(whole)
    kept = f"kept.{here.topic}.{name}"
    asked = first_day(st.query_params.get("from")), last_day(st.query_params.get("to"))
    begun = st.session_state.get(kept) or tuple(day.isoformat() if day else end for day, end in zip(asked, whole, strict=True))
    begun = begun if whole[0] <= begun[0] <= begun[1] <= whole[1] else whole
    days = sorted({*_steps(first, last), *begun})
    label = f"{say('view.from', here.language)} – {say('view.to', here.language)}"
    start, end = st.select_slider(
        label, days, begun, key=f"{here.topic}.{name}", format_func=lambda code: day(code, here.language), width=_WIDE
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


def _values(here: Here, view: View, column: str, options: Sequence[str]) -> list[str]:
    titles = _titles(view, column)
    options = [code for code in titles if code in options] + [code for code in options if code not in titles]

    def ask(key: str, begun: list[str]) -> list[str]:
        return st.multiselect(
            say(f"view.{column}", here.language),
            options,
            begun,
            key=key,
            placeholder=say("filter.all", here.language),
            select_all=False,
            format_func=lambda code: titles[code].in_(here.language) if code in titles else code,
            width=LIST,
        )

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
        if len(values) > _ABREAST or (
            here.width < _PHONE and sum(display_width(worded["format_func"](code)) for code in values) > _LETTERS
        ):
            return st.selectbox(title, values, values.index(begun), key=f"{key}.list", width=LIST, **worded)
        return st.segmented_control(title, values, key=key, default=begun, required=True, **worded)

    return link.state(here.topic, name, values[0], values, ask)
