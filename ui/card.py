"""The chart card: the drawing, and beside it, quietly, every way out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import streamlit as st

from charts.chart import Chart
from data.schema import Problem, Refused
from export import FORMATS, exported, file_name
from i18n import say
from i18n.format import unit_name
from i18n.problem import sentence
from ui import link, screen
from ui.frame import Here
from views import VIEWS, Query

_ROWS = 60
_CONFIG = {"displaylogo": False, "displayModeBar": False, "responsive": True, "showSendToCloud": False}


def card(here: Here, view: str, query: Query | None = None, columns: int = 1) -> Chart | None:
    """Draw `view` as a card in one of `columns` columns and return its chart; where it is refused, say why and return None."""
    asked = query or Query()
    asked = replace(asked, settings={**asked.settings, "record": here.record})
    with st.container(border=True):
        try:
            chart = VIEWS[view].chart(VIEWS[view].result(here.tables, asked), here.language)
        except Refused as refused:
            for problem in refused.problems:
                st.info(sentence(problem, here.language))
            return None
        _drawing(here, chart, columns)
        _ways_out(here, chart, VIEWS[view].topic)
    return chart


def _drawing(here: Here, chart: Chart, columns: int) -> None:
    figure = chart.figure(screen.width(here.screen, columns if here.screen == "wide" else 1), here.theme)
    figure.update_layout(width=None, autosize=True)
    st.plotly_chart(
        figure,
        theme=None,
        config=_CONFIG,
        alt=chart.alternative,
        key=f"chart.{here.topic}.{chart.view}.{here.screen}.{here.theme}.{here.language}",
    )


@st.fragment
def _ways_out(here: Here, chart: Chart, topic: str) -> None:
    key = f"{here.topic}.{chart.view}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        export = st.popover(say("card.export", here.language), type="tertiary", key=f"export.{key}", on_change="rerun")
        figures = st.popover(say("card.figures", here.language), type="tertiary", key=f"figures.{key}", on_change="rerun")
        cite = st.popover(say("card.cite", here.language), type="tertiary", key=f"cite.{key}", on_change="rerun")
        st.page_link("pages/methods.py", label=say("card.method", here.language), query_params={"topic": topic})
    if export.open:
        with export:
            _downloads(here, chart, key)
    if figures.open:
        with figures:
            table(chart)
    if cite.open:
        with cite:
            _citations(here, chart)


def _downloads(here: Here, chart: Chart, key: str) -> None:
    from export.image import available

    language = here.language
    drawn = available()
    scale = st.segmented_control(
        say("card.scale", language), (1, 2, 3), default=2, key=f"scale.{key}", required=True, format_func=lambda times: f"{times}×"
    )
    with st.container(horizontal=True, gap="small"):
        for name in FORMATS:
            image = name in ("png", "svg", "pdf")
            options = {"scale": scale} if name == "png" else {}
            st.download_button(
                name.upper(),
                data=lambda name=name, options=options: exported(chart, name, **options),
                file_name=file_name(chart, name),
                mime=FORMATS[name].mime,
                key=f"{name}.{key}",
                on_click="ignore",
                disabled=image and not drawn,
            )
    if not drawn:
        st.caption(sentence(Problem("export.no_browser"), language))


def _citations(here: Here, chart: Chart) -> None:
    for style in ("en", "gbt7714", "bibtex"):
        st.caption(say(f"card.cite_{style}", here.language))
        st.code(chart.citation(style, dt.date.today()), language=None, wrap_lines=True)
    st.caption(say("card.link", here.language))
    st.code(link.address(), language=None, wrap_lines=True)


def table(chart: Chart) -> None:
    """Draw the figures of `chart` as a table, headed in the reader's language: the text alternative of the drawing."""
    st.markdown(f"**{chart.title}**")
    names = {c.name: _heading(c.title.in_(chart.language), c.unit, chart.language) for c in chart.columns}
    shown = chart.frame[list(names)].head(_ROWS).rename(columns=names)
    st.dataframe(shown, hide_index=True, alt=chart.alternative)
    if len(chart.frame) > _ROWS:
        st.caption(say("card.more_rows", chart.language, count=len(chart.frame) - _ROWS))


def _heading(title: str, unit: str | None, language: str) -> str:
    name = unit_name(unit, language)
    return title if not name or name in title or unit == "fraction" else f"{title} ({name})"


def headlines(here: Here, views: tuple[str, ...], query: Query | None = None, each: int = 1) -> None:
    """Draw the leading figures of `views`, at most `each` of one view, in one row, each with its basis and source."""
    asked = query or Query()
    asked = replace(asked, settings={**asked.settings, "record": here.record})
    found = [one for view in views for one in VIEWS[view].chart(VIEWS[view].result(here.tables, asked), here.language).headlines[:each]]
    for column, one in zip(st.columns(max(len(found), 1)), found, strict=False):
        trend = [value for value in one.trend if value == value and value is not None]
        with column.container(border=True, height="stretch"):
            st.metric(one.label, one.value, chart_data=trend if len(trend) > 2 else None)
            st.caption(one.note)
