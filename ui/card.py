"""The chart card: the drawing, and beside it, quietly, every way out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import streamlit as st

from charts.chart import Chart, Headline
from data import clock
from data.schema import Problem, Refused
from data.store import Tables, problems
from export import FORMATS, exported, file_name
from i18n import say
from i18n.problem import sentence
from ui import empty, frame, link, screen
from ui.filters import narrowed
from ui.frame import Here
from ui.picture import picture
from ui.table import table
from ui.words import literal
from views import EXAMPLE, VIEWS, Query, check_owner, lacks, of_owner

_METRIC, _FIGURES = 260, 640
"""Pixels: of a leading figure at least, of the table of figures at most."""
_KEPT = 256
_AHEAD = 0.06
"""Seconds in which a browser draws a chart."""
_CONFIG = {"displaylogo": False, "displayModeBar": False, "responsive": True, "showSendToCloud": False}


def card(
    here: Here,
    view: str,
    query: Query | None = None,
    columns: int = 1,
    ahead: bool = False,
    rows: Callable[[Chart], None] | None = None,
    slot: str = "",
    question: str = "",
    rest: Callable[[Chart], None] | None = None,
) -> Chart | None:
    """Draw `view` as a card in one of `columns` columns and return its chart; where it is refused, say why and return None.

    ahead: a chart that has changed is given the time to be on screen before what follows it on the page is sent.
    slot: tells two cards of one view on a page apart.
    question: what the card answers, above it; rest: draws what stands between the drawing and the ways out.
    rows: draws the chart's rows in the place of its drawing, for a table that a reader sorts and clicks; finding and foot stand around it.
    """
    if here.data == "both":
        badge(replace(here, data="record"))
        drawn = [card(each, view, query, columns, ahead, rows, f"{slot}.{each.data}", question, rest) for each in frame.owners(here)]
        return drawn[0] or drawn[1]
    asked, chart = of_owner(query or Query(), here.data), None
    if lacks(here.tables, VIEWS[view], here.data):
        empty.of_owner(here, VIEWS[view].datasets[0])
        return None
    with st.container(border=True, height="stretch"), spared(here):
        if question:
            st.caption(question)
        if here.data != "record":
            badge(here)
        chart = made(here, view, asked)
        if chart.frame.empty:
            empty.nothing(chart)
        elif rows is None:
            _drawing(here, chart, asked, columns, slot)
        else:
            _written(chart, rows)
        if rest is not None:
            rest(chart)
        if not chart.frame.empty:
            _ways_out(here, chart, VIEWS[view].topic, slot)
    if ahead:
        _let_draw(repr((here.topic, asked, here.tables.seen(VIEWS[view].datasets))))
    return chart


@contextmanager
def spared(here: Here) -> Iterator[None]:
    """Say in its own place what is refused or fails, under which id it is in the log, and let the rest of the page go on."""
    try:
        yield
    except Exception as failure:
        show = st.info if isinstance(failure, Refused) else st.error
        for problem in problems(failure, here.store.path, "frame.card_failed"):
            show(literal(sentence(problem, here.language)))


def _let_draw(drawn: str) -> None:
    # The browser mounts all that it has received at once: with two more charts on their way, the first one waited for them (100 ms
    # and more, measured by benchmarks/start.py). Sent apart, it is drawn while the others are made.
    if st.session_state.get("card.ahead") != drawn:
        st.session_state["card.ahead"] = drawn
        time.sleep(_AHEAD)


def made(here: Here, view: str, asked: Query) -> Chart:
    """Return the chart of `view`: made once for all readers who see the same rows in the same language, however the question is put.

    Refused where the reader's own rows are asked and there are none, for a figure above the charts as for a card.
    """
    check_owner(here.tables, VIEWS[view], here.data)
    asked = VIEWS[view].completed(asked)
    key = repr(replace(asked, where=dict(sorted(asked.where.items())), settings=dict(sorted(asked.settings.items()))))
    return _made(view, key, here.language, here.seen(VIEWS[view].datasets), here.tables, asked)


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _made(view: str, asked: str, language: str, seen: str, _tables: Tables, _asked: Query) -> Chart:
    return VIEWS[view].chart(VIEWS[view].result(_tables, _asked), language)


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _figure(view: str, asked: str, language: str, seen: str, width: int, theme: str, _chart: Chart) -> Any:
    return _chart.figure(width, theme).update_layout(width=None, autosize=True)


def _drawing(here: Here, chart: Chart, asked: Query, columns: int, slot: str) -> None:
    width = screen.width(here.width, columns if screen.bears(here.width, columns) else 1)
    figure = _figure(chart.view, repr(asked), here.language, here.seen(VIEWS[chart.view].datasets), width, here.theme, chart)
    st.plotly_chart(figure, theme=None, config=_CONFIG, alt=chart.alternative, key=_drawn(here, chart, slot))


def _written(chart: Chart, rows: Callable[[Chart], None]) -> None:
    st.markdown(f"**{literal(chart.title)}**")
    st.caption(literal(chart.subtitle))
    rows(chart)
    st.caption("  \n".join(literal(line) for line in chart.caption.lines))


def _drawn(here: Here, chart: Chart, slot: str) -> str:
    return f"chart.{here.topic}.{chart.view}{slot}.{here.width}.{here.theme}.{here.language}"


@st.fragment
def _ways_out(here: Here, chart: Chart, topic: str, slot: str) -> None:
    key = f"{here.topic}.{chart.view}{slot}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        export = st.popover(say("card.export", here.language), type="tertiary", key=f"export.{key}", on_change="rerun")
        figures = st.popover(say("card.figures", here.language), type="tertiary", key=f"figures.{key}", on_change="rerun")
        cite = st.popover(say("card.cite", here.language), type="tertiary", key=f"cite.{key}", on_change="rerun")
        st.page_link("pages/methods.py", label=say("card.method", here.language), query_params={"topic": topic})
    if export.open:
        with export, spared(here):
            _downloads(here, chart, key, slot)
    if figures.open:
        with figures, spared(here):
            st.markdown(f"**{literal(chart.title)}**")
            table(chart.frame, chart.columns, here.language, alt=chart.alternative, width=min(_FIGURES, here.width))
    if cite.open:
        with cite, spared(here):
            _citations(here, chart)


def _downloads(here: Here, chart: Chart, key: str, slot: str) -> None:
    from export.image import available

    language, drawn, scale = here.language, available(), 1
    if drawn:
        scale = st.segmented_control(
            say("card.scale", language), (1, 2, 3), default=2, key=f"scale.{key}", required=True, format_func=lambda times: f"{times}×"
        )
    with st.container(horizontal=True, gap="small"):
        for name in FORMATS:
            image = name in ("png", "svg", "pdf")
            options = {"scale": scale} if name == "png" else {}
            st.download_button(
                name.upper(),
                data=lambda name=name, options=options: exported(chart, name, clock.today(), **options),
                file_name=file_name(chart, name),
                mime=FORMATS[name].mime,
                key=f"{name}.{key}",
                on_click="ignore",
                disabled=image and not drawn,
            )
    if not drawn:
        st.caption(sentence(Problem("export.no_browser"), language))
        picture(_drawn(here, chart, slot), chart.file_stem, {form: say(f"export.save_{form}", language) for form in ("png", "svg")})


def _citations(here: Here, chart: Chart) -> None:
    for style in ("en", "gbt7714", "bibtex"):
        st.caption(say(f"card.cite_{style}", here.language))
        st.code(chart.citation(style, clock.today()), language=None, wrap_lines=True)
    st.caption(say("card.link", here.language))
    st.code(link.address(), language=None, wrap_lines=True)


def badge(here: Here) -> None:
    """Say whose rows follow: the reader's own are blue and made-up ones orange, on screen as in the foot of every export."""
    color = {"record": "gray", EXAMPLE: "orange"}.get(here.data, "blue")
    st.badge(say(f"view.data_{here.data}", here.language), color=color)


def _heads(here: Here, view: str, asked: Query) -> tuple[Headline, ...]:
    try:
        return made(here, view, asked).headlines
    except Refused:
        # The card of the same rows says why; what no scenario moves is not refused with it.
        bare = replace(asked, settings={name: value for name, value in asked.settings.items() if name == "data"})
        return tuple(one for one in _heads(here, view, bare) if one.is_fact) if bare != asked else ()
    except Exception:
        with spared(here):
            raise
        return ()


def headlines(here: Here, views: tuple[str, ...], query: Query | None = None, each: int | Sequence[int] = 1) -> None:
    """Draw the leading figures of `views`, at most `each` of one view (or of each its own number), in one row, with basis and source."""
    if here.data == "both":
        for one in frame.owners(here):
            badge(one)
            headlines(one, views, query, each)
        return
    asked = of_owner(query or Query(), here.data)
    most = [each] * len(views) if isinstance(each, int) else each
    found = [one for view, count in zip(views, most, strict=True) for one in _heads(here, view, narrowed(asked, view, asked.by))[:count]]
    if not found:
        return
    row = st.grid(len(found) if here.width >= (_METRIC + 16) * len(found) else 2, min_column_width=_METRIC, border=True)
    for one in found:
        trend = [value for value in one.trend if value == value and value is not None]
        with row.cell():
            st.metric(literal(one.label), literal(one.value), chart_data=trend if len(trend) > 2 else None)
            st.caption(literal(one.note))
