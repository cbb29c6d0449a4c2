"""Steps as office programs draw them: where a curve ends, and an interval whose edges are lines of the chart."""

import pandas as pd

from charts.caption import Caption
from charts.chart import Chart, Encoding, Series
from data.schema import Column, Text
from export.axis import position_axis
from export.native import native

FRAME = pd.DataFrame({"months": [0, 6, 12, 18], "upper": [1.0, 0.8, 0.8, 0.7], "lower": [1.0, 0.6, None, None]})
COLUMNS = (
    Column("months", "number", Text("Months", "月数"), unit="months"),
    Column("upper", "number", Text("Upper curve", "上曲线"), unit="fraction"),
    Column("lower", "number", Text("Lower curve", "下曲线"), unit="fraction"),
)


def drawn(*series):
    chart = Chart("v", "en", "F", "S", FRAME, COLUMNS, Encoding("line", "months", series, "fraction", step=True), Caption((), "", ()))
    return chart, native(chart)


def test_a_curve_stops_at_its_last_figure_and_is_not_drawn_on_to_the_next_mark():
    _, drawing = drawn(Series("lower", "Lower", "signed"))
    stroke = drawing.strokes[0]
    known = [(x, y) for x, y in zip(stroke.at, stroke.points, strict=True) if y is not None]
    assert known == [(0, 1.0), (6, 1.0), (6, 0.6)]


def test_a_band_between_two_lines_of_the_chart_adds_no_lines_of_its_own():
    _, drawing = drawn(Series("upper", "Upper", "signed", low="lower", high="upper"), Series("lower", "Lower", "signed", "dashed"))
    assert [stroke.name for stroke in drawing.strokes] == ["Upper", "Lower"]


def test_a_series_without_a_name_carries_the_title_of_its_column():
    assert [stroke.name for stroke in drawn(Series("upper", "", "grey"))[1].strokes] == ["Upper curve"]


def test_the_marks_of_months_stand_at_quarters():
    assert position_axis(*drawn(Series("upper", "Upper", "signed"))).every == 3
