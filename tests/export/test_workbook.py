import csv as text_table
import datetime as dt
import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl.utils import get_column_letter

from charts.chart import Encoding
from data.check import checked_file
from data.mapping import suggested
from data.schema import Column, Text
from data.tables import DATASETS
from export.workbook import csv, frame_csv, template, workbook

DAY = dt.date(2026, 11, 23)
NATIVE = ("line", "band", "marked", "hourly", "steps", "area", "area_with_gaps", "column", "bar", "scatter", "hostile", "one_row")
PLAIN = Column("words", "text", Text("Words", "文字"))


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def read_csv(content: bytes) -> list[list[str]]:
    return list(text_table.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def figures(cells) -> list[float | None]:
    return [None if cell is None or cell != cell else pytest.approx(cell) for cell in cells]


def test_a_column_holds_its_longest_figure_as_excel_writes_it(sample):
    columns = (Column("value", "number", Text("V", "值"), unit="cny"), Column("whole", "integer", Text("W", "整")))
    frame = pd.DataFrame({"value": [1.5] * 300 + [3_690_000_000.25], "whole": [1] * 300 + [-1_123_456_789_012]})
    chart = replace(sample("column", "en"), frame=frame, columns=columns, encoding=Encoding("table", "value", ()))
    sheet = opened(workbook(chart, DAY))["Data"]
    widths = [sheet.column_dimensions[name].width for name in "AB"]
    assert widths[0] > len("3,690,000,000.25") and widths[1] > len("-1,123,456,789,012")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", NATIVE)
def test_the_data_sheet_holds_the_figures_of_the_frame(sample, name, language):
    chart = sample(name, language)
    sheet = opened(workbook(chart, DAY))["数据" if language == "zh" else "Data"]
    for number, column in enumerate(chart.columns, start=1):
        if column.kind in ("number", "integer"):
            below = [sheet.cell(row, number).value for row in range(2, len(chart.frame) + 2)]
            assert below == figures(chart.frame[column.name]), column.name
    assert sheet.max_row == len(chart.frame) + 1 and sheet.freeze_panes == "A2"


@pytest.mark.parametrize("name", NATIVE)
def test_every_range_of_the_native_chart_is_there_and_holds_what_is_drawn(sample, name):
    content = workbook(sample(name), DAY)
    book = opened(content)
    chart = etree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("xl/charts/chart1.xml"))
    ranges = [element.text for element in chart.iterfind(".//{*}f")]
    assert len(ranges) >= 2
    for sheet, cells in (found.rsplit("!", 1) for found in ranges):
        values = book[sheet.strip("'")][cells.replace("$", "")]
        values = [cell.value for row in values for cell in row] if isinstance(values, tuple) else [values.value]
        assert any(value is not None for value in values), (sheet, cells)


def test_steps_are_drawn_with_a_corner_at_each_change(sample):
    drawn = opened(workbook(sample("steps"), DAY))["Drawing"]
    corners = [(drawn.cell(row, 1).value, drawn.cell(row, 2).value) for row in range(2, 9)]
    assert corners == [(0, 1), (4, 1), (4, 0.9), (7, 0.9), (7, 0.68), (24, 0.68), (24, 0.68)]
    assert [drawn.cell(1, column).value for column in (2, 4, 6)] == ["Alive", "Alive, lower limit", "Alive, upper limit"]


def test_an_x_that_no_column_declares_still_names_the_bars(sample):
    chart = sample("bar")
    book = opened(workbook(replace(chart, columns=chart.columns[1:]), DAY))
    assert [cell.value for cell in book["Data"][1]] == ["Value (CNY)", "Low (CNY)", "High (CNY)"]
    assert [cell.value for cell in book["Drawing"]["A"]] == [None, "vc6YE", "京津冀枢纽", "=1+1"]


def test_headings_carry_units_once_and_formats_are_those_of_the_unit(sample):
    sheet = opened(workbook(sample("steps", "zh"), DAY))["数据"]
    assert [cell.value for cell in sheet[1]] == ["签约后月数", "存续率", "下限", "上限"]
    assert sheet["B2"].number_format == "0.0%"
    english = opened(workbook(sample("steps"), DAY))["Data"]
    assert english["A1"].value == "Months since signing"
    assert [cell.value for cell in opened(workbook(sample("scatter"), DAY))["Data"][1]] == ["Cards", "Rent (CNY per card-hour)"]
    assert [cell.value for cell in opened(workbook(sample("table", "zh"), DAY))["数据"][1]] == ["资源池", "状态", "时长（小时）"]


def test_dates_are_dates_and_hours_keep_their_own_clock(sample):
    day = opened(workbook(sample("line"), DAY))["Data"]["A2"]
    assert day.value == dt.datetime(2020, 5, 1) and day.is_date and day.number_format == "yyyy-mm-dd"
    hour = opened(workbook(sample("hourly"), DAY))["Data"]["A3"]
    assert hour.value == dt.datetime(2020, 5, 1, 1) and hour.number_format == "yyyy-mm-dd hh:mm"


def test_a_month_stays_a_month_and_a_date_before_1900_stays_written(sample):
    frame = pd.DataFrame({"day": ["2024-06", "1899-01-02", "2024-06-07"]})
    chart = sample("table", frame=frame, columns=(Column("day", "date", Text("Day", "日期")),))
    column = [cell.value for cell in opened(workbook(chart, DAY))["Data"]["A"]]
    assert column == ["Day", "2024-06", "1899-01-02", dt.datetime(2024, 6, 7)]


def test_codes_and_flags_are_words_of_the_language(sample):
    columns = (
        Column("kind", "code", Text("Kind", "种类"), values={"firm": Text("Firm", "正式合同")}),
        Column("ok", "flag", Text("OK", "可")),
    )
    frame = pd.DataFrame({"kind": ["firm", "other", None], "ok": pd.array([True, False, None], dtype="boolean")})
    assert read_csv(frame_csv(frame, columns, "zh")) == [["种类", "可"], ["正式合同", "是"], ["other", "否"], ["", ""]]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_text_becomes_a_formula_or_a_link(sample, language):
    content = workbook(sample("hostile", language), DAY)
    parts = zipfile.ZipFile(io.BytesIO(content))
    for name in parts.namelist():
        if name.startswith("xl/worksheets/sheet"):
            assert b"<f>" not in parts.read(name) and b"hyperlink" not in parts.read(name).lower()
    book = opened(content)
    cells = [cell for sheet in book for row in sheet for cell in row if isinstance(cell.value, str)]
    assert {cell.data_type for cell in cells} <= {"s"} | {"f" for cell in cells if not cell.value.startswith("=")}
    assert [book.worksheets[1].cell(row, 1).value for row in (2, 3, 4)] == ["=1+1", "+1", "-1"]
    references = [found.text for found in etree.fromstring(parts.read("xl/charts/chart1.xml")).iterfind(".//{*}f")]
    assert references and all(re.fullmatch(r"'?(Data|数据)'?!\$[A-Z]+\$\d+:\$[A-Z]+\$\d+", found) for found in references)


def test_all_that_is_known_stands_on_the_last_sheet_with_a_row_for_each_source(sample, accessed):
    sheet = opened(workbook(sample("marked", "zh"), accessed))["说明"]
    rows = [[cell.value for cell in row if cell.value] for row in sheet]
    assert ["结论", "2020年5月，28.5% 的加速卡时未分配"] in rows
    assert ["筛选条件", "集群：Earth\n疑似异常时段：剔除"] in rows
    assert ["标注事件", "2020年5月3日：全部资源池无分配"] in rows
    assert ["数据版本", "2026-11-23"] in rows and ["方法", "idle 1.1"] in rows and ["导出日期", "2026年11月23日"] in rows
    assert [row[0] for row in rows if row and row[0].endswith(("格式", "7714", "BibTeX"))] == ["英文格式", "国标 GB/T 7714", "BibTeX"]
    assert rows[-3:] == [
        ["标题", "发布方", "日期", "网址", "许可", "转引自"],
        ["Helios trace", "SenseTime; Hu et al.", "2021-11", "https://example.org/helios", "CC BY 4.0"],
        ["Annual report 2025", "工业和信息化部", "2026", "新华社"],
    ]


def test_an_empty_selection_is_a_workbook_that_says_so(sample):
    book = opened(workbook(sample("empty", "zh"), DAY))
    assert "当前筛选下没有数据。" in [cell.value for row in book["图"] for cell in row]
    assert [cell.value for cell in book["数据"][1]] == ["日期", "已分配", "未分配", "下限", "上限"]
    assert read_csv(csv(sample("empty", "zh"))) == [["日期", "已分配（小数）", "未分配（小数）", "下限（小数）", "上限（小数）"]]


def test_csv_opens_in_a_chinese_excel(sample):
    content = csv(sample("line", "zh"))
    assert content.startswith(b"\xef\xbb\xbf") and content.count(b"\r\n") == content.count(b"\n") == 7
    assert read_csv(content)[:2] == [
        ["日期", "已分配（小数）", "未分配（小数）", "下限（小数）", "上限（小数）"],
        ["2020-05-01", "0.62", "0.38", "0.55", "0.7"],
    ]
    assert read_csv(content)[3] == ["2020-05-03", "", "", "", ""]


def test_csv_disarms_text_and_leaves_figures_alone(sample):
    rows = read_csv(csv(sample("hostile")))
    assert rows[0] == ["'=POOL()", "'=Evil!$A$1 (hours)", "</script><script>window.harmed = true</script>", "'@state"]
    assert [row[0] for row in rows[1:5]] == ["'=1+1", "'+1", "'-1", "'@SUM(A1)"]
    assert [row[1] for row in rows[1:4]] == ["0", "-1", "-2"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=20), min_size=1, max_size=8))
def test_no_text_cell_of_a_csv_starts_a_formula(texts):
    rows = read_csv(frame_csv(pd.DataFrame({"words": texts}, dtype=object), (PLAIN,), "en"))
    assert not any(row and row[0].startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")) for row in rows)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=8))
def test_figures_survive_csv(numbers):
    rows = read_csv(frame_csv(pd.DataFrame({"n": numbers}), (Column("n", "number", Text("N", "N")),), "en"))
    assert [float(row[0]) for row in rows[1:]] == numbers


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("dataset", DATASETS.values(), ids=list(DATASETS))
def test_a_template_is_read_as_its_own_dataset(dataset, language):
    book = opened(template(dataset, language))
    front = book.worksheets[0]
    headings = [cell.value for cell in front[1]]
    found = suggested(headings, dataset)
    assert [found[column.name].header for column in dataset.given] == headings
    assert all(found[column.name].unit in (None, column.unit) for column in dataset.given)
    assert front.max_row == 1


def test_a_template_offers_choices_and_explains_each_column_elsewhere():
    book = opened(template(DATASETS["contracts"], "zh"))
    front, explained = book.worksheets
    columns = DATASETS["contracts"].given
    place = get_column_letter(DATASETS["contracts"].names.index("side") + 1)
    rule = next(rule for rule in front.data_validations.dataValidation if str(rule.sqref).startswith(f"{place}2:"))
    sheet, cells = rule.formula1.replace("'", "").replace("$", "").split("!")
    assert [cell.value for row in book[sheet][cells] for cell in row] == ["卖方", "买方"]
    rows = {row[0].value: [cell.value for cell in row] for row in explained}
    assert rows["side"][6] == "卖方（sells）；买方（buys）"
    assert [rows[column.name][9] or "" for column in columns] == [column.example for column in columns]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("dataset", DATASETS.values(), ids=list(DATASETS))
def test_a_filled_template_and_its_csv_upload_without_a_fault(dataset, language, tmp_path):
    example = {
        column.name: (float(column.example) if column.kind in ("number", "integer") else column.example) if column.example else None
        for column in dataset.columns
    }
    book = opened(template(dataset, language))
    for number, cell in enumerate(example.values(), start=1):
        book.worksheets[0].cell(2, number).value = cell
    book.save(tmp_path / "filled.xlsx")
    (tmp_path / "filled.csv").write_bytes(frame_csv(pd.DataFrame([example]), dataset.columns, language))
    for name in ("filled.xlsx", "filled.csv"):
        found = checked_file(tmp_path / name, dataset)
        assert (len(found.good), found.errors) == (1, ())
