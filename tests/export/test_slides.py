import datetime as dt
import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from lxml import etree
from pptx import Presentation
from pptx.util import Pt

from charts.theme import hue
from export import slides as room
from export.native import native
from export.slides import slides

DAY = dt.date(2026, 11, 23)
CATEGORIES = ("line", "band", "marked", "area", "area_with_gaps", "column", "bar", "hostile", "hostile_line", "one_row", "one_row_area")
PAIRS = ("hourly", "steps", "scatter")


def opened(content: bytes):
    return Presentation(io.BytesIO(content))


def native_chart(content: bytes):
    return next(shape.chart for shape in opened(content).slides[0].shapes if shape.has_chart)


def words(slide) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def drawn(chart) -> dict[str, list[float | None]]:
    return {series.name: list(series.values) for plot in chart.plots for series in plot.series}


def known(cells) -> list[float | None]:
    return [None if cell is None or cell != cell else pytest.approx(cell) for cell in cells]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", CATEGORIES)
def test_the_series_of_a_slide_are_the_columns_of_the_frame(sample, name, language):
    chart = sample(name, language)
    shown = drawn(native_chart(slides(chart, DAY)))
    for series in chart.encoding.series:
        assert shown[series.name] == known(chart.frame[series.y])


def test_a_scatter_keeps_its_pairs_and_its_gap(sample):
    chart = sample("scatter")
    shown = native_chart(slides(chart, DAY))
    (series,) = shown.plots[0].series
    assert [float(point.text) for point in series._element.xVal.iterfind(".//{*}v")] == list(chart.frame["cards"])
    assert list(series.values) == known(chart.frame["rent"])


def test_steps_have_a_corner_at_each_change(sample):
    shown = drawn(native_chart(slides(sample("steps"), DAY)))
    assert shown["Alive"] == [1, 1, 0.9, 0.9, 0.68, 0.68, 0.68]
    assert shown["Alive, lower limit"] == [1, 1, 0.6, 0.6, 0.4, 0.4, 0.4]


def test_an_interval_is_two_stacked_areas_behind_the_lines(sample):
    chart = native_chart(slides(sample("band"), DAY))
    areas = chart._chartSpace.chart.plotArea.find("{*}areaChart")
    assert areas.find("{*}grouping").get("val") == "stacked"
    assert areas.getnext().tag.endswith("lineChart")
    shown = drawn(chart)
    assert shown["Allocated, lower limit"] == [0.55, 0.54, None, 0.5, 0.5, 0.6]
    assert shown["Allocated, interval"] == known([0.15, 0.16, None, 0.1, 0.1, 0.1])
    assert chart._chartSpace.find(".//{*}legendEntry/{*}delete").get("val") == "1"


def test_an_interval_of_a_bar_is_an_error_bar(sample):
    series = native_chart(slides(sample("bar"), DAY)).plots[0].series[0]._element
    plus = [float(point.text) for point in series.iterfind("{*}errBars/{*}plus//{*}v")]
    minus = [float(point.text) for point in series.iterfind("{*}errBars/{*}minus//{*}v")]
    assert plus == known([0.31e9, 0.3e9]) and minus == known([0.69e9, 0.2e9])


def test_hourly_points_stand_at_their_hour(sample):
    (series,) = native_chart(slides(sample("hourly"), DAY)).plots[0].series
    places = [float(point.text) for point in series._element.xVal.iterfind(".//{*}v")]
    first = (dt.date(2020, 5, 1) - dt.date(1899, 12, 30)).days
    assert places[:3] == known([first, first + 1 / 24, first + 2 / 24])


def test_a_gap_stays_a_gap(sample):
    for name in ("line", "area_with_gaps"):
        chart = native_chart(slides(sample(name), DAY))
        assert [point.get("idx") for point in chart._chartSpace.find(".//{*}val").iterfind(".//{*}pt")] == ["0", "1", "3", "4", "5"]
        assert chart._chartSpace.chart.find("{*}dispBlanksAs").get("val") == "gap"
    assert chart._chartSpace.find(".//{*}barChart/{*}gapWidth").get("val") == "0", "an area would fall to zero at a gap"


@pytest.mark.parametrize("name", [*CATEGORIES, *PAIRS])
def test_the_workbook_behind_a_slide_holds_what_its_chart_refers_to(sample, name):
    chart = native_chart(slides(sample(name), DAY))
    sheet = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))["Sheet1"]
    for reference in chart._chartSpace.iterfind(".//{*}f"):
        first, _, last = reference.text.removeprefix("Sheet1!").replace("$", "").partition(":")
        cells = [cell for row in sheet[f"{first}:{last or first}"] for cell in row]
        assert not any(cell.data_type == "f" and not isinstance(cell.value, str) for cell in cells)
        cache = {int(point.get("idx")): point[0].text for point in reference.getnext().iterfind("{*}pt")}
        for index, cell in enumerate(cells):
            assert same(cell.value, cache.get(index)), (reference.text, index)


def same(cell, cached: str | None) -> bool:
    if cell is None or cached is None:
        return cell is None and cached is None
    if isinstance(cell, dt.datetime):
        return (cell - dt.datetime(1899, 12, 30)).days == float(cached)
    return cell == cached if isinstance(cell, str) else float(cached) == pytest.approx(cell)


@pytest.mark.parametrize("name", ["hostile", "hostile_line"])
def test_no_name_behind_a_slide_becomes_a_formula(sample, name):
    blob = native_chart(slides(sample(name), DAY)).part.chart_workbook.xlsx_part.blob
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(blob)).read("xl/worksheets/sheet1.xml")
    sheet = openpyxl.load_workbook(io.BytesIO(blob))["Sheet1"]
    assert [sheet.cell(row, 1).value for row in (2, 3, 4, 5)] == ["=1+1", "+1", "-1", "@SUM(A1)"]
    assert sheet["B1"].value == "=Evil!$A$1"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["line", "hostile", "table"])
def test_a_slide_says_finding_drawing_source_and_citation_and_its_notes_all_else(sample, accessed, name, language):
    chart = sample(name, language, title="A finding.", subtitle="What is drawn")
    slide = opened(slides(chart, accessed)).slides[0]
    assert slide.shapes.title.text_frame.text == "A finding."
    shown, notes = words(slide), slide.notes_slide.notes_text_frame.text
    assert "What is drawn" in shown and chart.caption.source_line in shown
    assert chart.citation("gbt7714" if language == "zh" else "en", accessed)[:40] in shown
    for text in (chart.caption.notes[0], chart.caption.data_version, chart.caption.method, "@misc{suanli-", "[DB/OL]"):
        assert text in notes
    filtered = {"en": "Cluster: Earth\nSuspect hours: left out", "zh": "集群：Earth\n疑似异常时段：剔除"}
    assert filtered[language] in notes or name != "line"


def test_a_long_foot_takes_its_room_from_the_drawing(sample):
    chart = sample("line")
    long = replace(chart, caption=replace(chart.caption, note_line="A word of caution. " * 60))
    for made in (chart, long):
        presentation = opened(slides(made, DAY))
        drawn = next(shape for shape in presentation.slides[0].shapes if shape.has_chart)
        foot = next(shape for shape in presentation.slides[0].shapes if shape.has_text_frame and "Source:" in shape.text_frame.text)
        assert drawn.top + drawn.height <= foot.top and foot.top + foot.height <= presentation.slide_height
    assert foot.height > 8 * Pt(9)


def test_the_slide_is_wide_and_its_theme_names_a_chinese_face(sample):
    content = slides(sample("line", "zh"), DAY)
    presentation = opened(content)
    assert presentation.slide_width / presentation.slide_height == pytest.approx(16 / 9, rel=1e-3)
    parts = zipfile.ZipFile(io.BytesIO(content))
    theme = etree.fromstring(parts.read("ppt/theme/theme1.xml"))
    assert [face.get("typeface") for face in theme.iterfind(".//{*}fontScheme/*/{*}ea")] == ["Microsoft YaHei"] * 2
    slide = parts.read("ppt/slides/slide1.xml").decode()
    assert not re.search(r'<a:(latin|ea) typeface="(?!\+)', slide), "a face of its own would hide the theme's"


def test_series_have_the_hue_of_their_meaning(sample):
    chart = native_chart(slides(sample("column"), DAY))
    colours = [str(series.format.fill.fore_color.rgb) for series in chart.plots[0].series]
    assert colours == [hue(name).fill("light").lstrip("#") for name in ("allocated", "unallocated")]
    line = native_chart(slides(sample("line"), DAY)).plots[0].series[0]
    assert str(line.format.line.color.rgb) == hue("allocated").fill("light").lstrip("#") and line.format.line.width == Pt(2.25)


def test_axes_write_numbers_as_the_language_does(sample):
    english, chinese = (native_chart(slides(sample("column", language), DAY)).value_axis for language in ("en", "zh"))
    assert english.tick_labels.number_format == "0 %" and chinese.tick_labels.number_format == "0%"
    assert (english.minimum_scale, english.maximum_scale) == (0, 1)
    money = native_chart(slides(sample("bar", "zh"), DAY)).value_axis
    assert money._element.find("{*}dispUnits/{*}builtInUnit").get("val") == "hundredMillions"
    assert money.axis_title.text_frame.text == "亿元"
    assert native_chart(slides(sample("bar"), DAY)).value_axis.axis_title.text_frame.text == "CNY bn"


def test_a_log_axis_is_one(sample):
    chart = sample("scatter", encoding=replace(sample("scatter").encoding, log=True))
    axis = native_chart(slides(chart, DAY)).value_axis
    assert axis._element.find("{*}scaling/{*}logBase").get("val") == "10" and axis.minimum_scale is None
    assert axis.axis_title.text_frame.text == "CNY per card-hour (logarithmic scale)"


def test_a_lone_point_is_marked(sample):
    (series, *_) = native_chart(slides(sample("one_row"), DAY)).plots[0].series
    assert series._element.find("{*}marker/{*}symbol").get("val") == "circle"
    assert native(sample("one_row_area")).shape == "column"


def test_a_table_goes_on_over_slides_and_says_what_is_left_out(sample, monkeypatch):
    presentation = opened(slides(sample("table", "zh"), DAY))
    tables = [shape.table for slide in presentation.slides for shape in slide.shapes if shape.has_table]
    assert [len(table.rows) for table in tables] == [15, 7]
    assert [cell.text for cell in tables[0].rows[0].cells] == ["资源池", "状态", "时长（小时）"]
    assert [cell.text for cell in tables[1].rows[6].cells] == ["vc19", "已使用", "9.5"]
    monkeypatch.setattr(room, "TABLE_SLIDES", 1)
    (slide,) = opened(slides(sample("table", "zh"), DAY)).slides
    assert "共 20 行，此处为前 14 行" in words(slide)


def test_a_form_without_a_native_chart_is_a_picture_and_its_first_rows(sample, browser):
    picture, table = opened(slides(sample("heatmap"), DAY)).slides
    (drawing,) = (shape for shape in picture.shapes if shape.shape_type is not None and "PICTURE" in str(shape.shape_type))
    assert drawing._element.nvPicPr.cNvPr.get("descr").startswith("28.5 %")
    assert "The first 14 of 168 rows." in words(table)


def test_without_a_browser_the_table_stands_alone_and_says_why(sample, monkeypatch):
    monkeypatch.setattr(room, "available", lambda: False)
    (slide,) = opened(slides(sample("heatmap"), DAY)).slides
    assert "This drawing needs Chrome or Chromium" in words(slide) and any(shape.has_table for shape in slide.shapes)


@pytest.mark.parametrize("name", ["empty", "hostile_table"])
def test_nothing_and_nonsense_still_make_a_slide(sample, name):
    presentation = opened(slides(sample(name, "zh"), DAY))
    assert len(presentation.slides) == 1
    if name == "empty":
        assert "当前筛选下没有数据。" in words(presentation.slides[0])


def test_a_joined_line_is_drawn_on_over_dates_at_which_only_others_have_a_figure():
    import pandas as pd

    from charts.caption import Caption
    from charts.chart import Chart, Encoding, Series
    from data.schema import Column, Text
    from export.native import native

    columns = (Column("day", "date", Text("Day", "日")), *(Column(name, "number", Text(name, name)) for name in ("a", "b")))
    frame = pd.DataFrame({"day": ["2026-01-01", "2026-01-05", "2026-02-01"], "a": [1.0, None, 3.0], "b": [None, 2.0, 4.0]})

    def drawn(joined: bool):
        series = tuple(Series(name, name, "accent", joined=joined) for name in ("a", "b"))
        encoding = Encoding("line", "day", series)
        return native(Chart("v", "en", "t", "s", frame, columns, encoding, Caption((), "", ())))

    assert drawn(True).spanned
    assert not drawn(False).spanned
