"""Of every view: no figure is cut or finer than its unit, no two states share a colour, every bar of two years says its year."""

import html
import itertools
import re

import pandas as pd
import pytest

import golden
from charts.marks import colour
from charts.table import written
from charts.text import pixels
from data.schema import LANGUAGES, Refused
from data.sources import record_day
from data.store import open_store
from ui.table import figure_width
from views import VIEWS

PHONE, DESK = 390, 1200
MOST = 6
"""Queries of each view that are drawn: its default first, then its choices."""
BOUNDS = ("balance_scenario",)
"""The fastest and the slowest path of one side bound it, in its colour, each named at its end."""
FINE = re.compile(r"(?<![\d.])(?!0\.0*\d{1,2}(?!\d))\d[\d,]*\.\d{3,}(?! ?万)")
"""A figure of three decimals or more, but for one below 1 of two significant digits and for tens of thousands: 1.803 万 is 18,030."""
RAW = re.compile(r"%\{[xyz]\}")


@pytest.fixture(scope="module")
def tables(_filled):
    store = open_store(_filled)
    yield store.tables("", today=record_day())
    store.close()


@pytest.fixture(scope="module", params=VIEWS)
def charts(request, tables):
    """The charts of one view in both languages: its default and the first of its choices."""
    view, found = VIEWS[request.param], []
    for query in list(golden.queries(request.param).values())[:MOST]:
        try:
            result = view.result(tables, query)
        except Refused:
            continue
        found += [view.chart(result, language) for language in LANGUAGES]
    return found


def texts(traces):
    """What the pointer reads and what stands at the bars, one text each."""
    for trace in traces:
        for name in ("hovertemplate", "hovertext", "customdata", "text"):
            listed = trace.get(name)
            for text in [listed] if isinstance(listed, str) else listed if listed is not None else []:
                yield from ([text] if isinstance(text, str) else [one for one in text if isinstance(one, str)])


def test_the_pointer_and_the_labels_read_no_digits_beyond_the_unit(charts):
    for chart in charts:
        figure = chart.figure(PHONE).to_plotly_json()
        axis = figure["layout"]["xaxis"]
        said = [*texts(figure["data"]), (axis.get("unifiedhovertitle") or {}).get("text", "")]
        assert [text for text in said if FINE.search(text)] == []
        if axis.get("type") != "date":
            assert [text for text in said if RAW.search(text)] == []


def flat(cell):
    return html.unescape(re.sub("<span[^>]*>|</span>", "", cell))


def test_every_figure_of_a_drawn_table_is_whole_on_a_phone(charts):
    for chart in charts:
        for trace in chart.figure(PHONE).to_plotly_json()["data"]:
            if trace["type"] == "table":
                assert cut_figures(chart, trace) == []


def cut_figures(chart, trace):
    """The figures that a drawn table breaks over two lines, or that are wider than their column."""
    size, found = trace["cells"]["font"]["size"], []
    scale = (PHONE - 20) / sum(trace["columnwidth"])
    for column, cells, width in zip(chart.columns, trace["cells"]["values"], trace["columnwidth"], strict=False):
        for cell, value in zip(cells, chart.frame[column.name].tolist(), strict=False):
            lines = flat(cell).split("<br>")
            for figure in re.findall(r"\d[\d,.\u202f]*", written(value, column, chart.language)):
                if not any(figure in line for line in lines) or pixels(figure, size) > width * scale - 16:
                    found.append((column.name, figure, cell))
    return found


def test_no_two_states_share_a_colour_within_a_chart(charts):
    for chart, theme in itertools.product(charts, ("light", "dark")):
        named = [one for one in chart.encoding.series if one.name and one.style != "interval"]
        looks = {(one.name, colour(one, theme), one.style) for one in named}
        clashes = [(a[0], b[0]) for a, b in itertools.combinations(sorted(looks), 2) if a[1:] == b[1:] and a[0] != b[0]]
        assert clashes == [] or chart.view in BOUNDS


def test_bars_of_two_years_stand_under_labels_of_their_own_with_the_year(charts):
    for chart, width in itertools.product(charts, (PHONE, DESK)):
        if chart.encoding.form in ("column", "bar") and chart.encoding.x in chart.frame:
            stated = [str(value)[:4] for value in chart.frame[chart.encoding.x] if re.match(r"(19|20)\d\d(-|$)", str(value))]
            if len(set(stated)) > 1:
                layout = chart.figure(width).to_plotly_json()["layout"]
                labels = layout["xaxis" if chart.encoding.form == "column" else "yaxis"]["ticktext"]
                assert len(set(labels)) == len(labels)
                assert [label for label in labels if not re.search(r"(19|20)\d\d", label)] == []


def test_a_column_on_screen_is_as_wide_as_its_longest_figure():
    cells = pd.Series([1.0] * 40 + [3_690_000_000.0])
    assert figure_width(cells, "Value") >= pixels("3,690,000,000", 14) + 16
    assert figure_width(pd.Series([1.0]), "Value") < 100
    assert figure_width(pd.Series([None, None], dtype="float64"), "Value, CNY") > pixels("Value, CNY", 14)
