import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from data.read import reading
from data.schema import Refused


@pytest.fixture
def book(tmp_path):
    """Write sheets (name -> rows) as a workbook; merged areas and hidden sheets as asked."""

    def _book(sheets, merged=(), hidden=(), name="upload.xlsx"):
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for title, rows in sheets.items():
            sheet = workbook.create_sheet(title)
            for row in rows:
                sheet.append(row)
            for area in merged:
                sheet.merge_cells(area)
            if title in hidden:
                sheet.sheet_state = "hidden"
        workbook.save(tmp_path / name)
        return tmp_path / name

    return _book


def cells(table):
    return {row: [None if pd.isna(cell) else cell for cell in values] for row, *values in table.frame.itertuples(name=None)}


def code_of(path):
    with pytest.raises(Refused) as refused:
        reading(path)
    return refused.value.problems[0].code


def test_dates_numbers_flags_and_errors_arrive_as_plain_text(book):
    row = [dt.date(2024, 6, 7), dt.datetime(2024, 6, 7, 13, 30), 1, 1.5, 1e-7, 123456789012, True, "=1/0", " x "]
    path = book({"数据": [list("abcdefghi"), row]})
    table = reading(path).tables[0]
    assert table.sheet == "数据"
    assert cells(table) == {
        2: ["2024-06-07 00:00:00", "2024-06-07 13:30:00", "1", "1.5", "0.0000001", "123456789012", "true", "#NOT COMPUTED!", "x"],
    }


def test_a_formula_gives_the_value_that_was_saved_with_it_and_an_error_says_its_name(tmp_path):
    import xlsxwriter

    path = tmp_path / "upload.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["a", "b", "c"])
        sheet.write_formula(1, 0, "=1+1", None, 2.5)
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_string(1, 2, "=cmd|' /C calc'!A0")
    assert cells(reading(path).tables[0]) == {2: ["2.5", "#DIV/0!", "=cmd|' /C calc'!A0"]}


def test_titles_units_blank_rows_and_blank_columns_leave_the_rows_counted_as_excel_does(book):
    rows = [
        [],
        [None, "智算中心利用情况"],
        [None, None, None, None, "单位：万元"],
        [],
        [None, "名称", "金额", None, "地区"],
        [],
        [None, "甲", 1, None, "北京"],
        [],
        [None, "乙", 2, None, "上海"],
    ]
    found = reading(book({"Sheet1": rows}))
    assert list(found.tables[0].frame.columns) == ["名称", "金额", "地区"]
    assert cells(found.tables[0]) == {7: ["甲", "1", "北京"], 9: ["乙", "2", "上海"]}
    assert [(note.code, note.place.sheet, note.place.row) for note in found.notes] == [
        ("read.above_header", "Sheet1", 2),
        ("read.unit_line", "Sheet1", 3),
    ]


def test_a_merged_cell_counts_in_every_row_and_column_that_it_covers(book):
    rows = [
        [None, "Title"],
        [None, "地区", "名称", "规模", None],
        [None, None, None, "P", "卡"],
        [None, "北京", "甲", 1, 2],
        [None, None, "乙", 3, 4],
    ]
    found = reading(book({"a": rows}, merged=["B1:E1", "B2:B3", "C2:C3", "D2:E2", "B4:B5"]))
    assert list(found.tables[0].frame.columns) == ["地区", "名称", "规模 P", "规模 卡"]
    assert cells(found.tables[0]) == {4: ["北京", "甲", "1", "2"], 5: ["北京", "乙", "3", "4"]}


def test_all_visible_sheets_are_read_and_hidden_ones_named(book):
    found = reading(book({"one": [["a"], [1]], "secret": [["a"], [2]], "blank": [], "two": [["a"], [3]]}, hidden=["secret"]))
    assert [(table.sheet, len(table.frame)) for table in found.tables] == [("one", 1), ("two", 1)]
    assert [(note.code, note.place.sheet) for note in found.notes] == [("read.hidden_sheet", "secret")]
    assert found.rows_read == 2


def test_a_workbook_is_known_by_its_content_whatever_it_is_called(book):
    assert reading(book({"a": [["x", "y"], [1, 2]]}, name="upload.csv")).reader == "excel"


def test_a_workbook_with_headers_alone_or_nothing_is_refused(book):
    assert code_of(book({"a": [["x", "y"]]})) == "read.header_only"
    assert code_of(book({"a": []})) == "read.empty"


def test_a_truncated_or_damaged_workbook_is_refused(book, tmp_path):
    whole = book({"a": [["x", "y"], *([n, n * 7] for n in range(500))]}).read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(whole[: len(whole) * 2 // 3])
    assert code_of(tmp_path / "cut.xlsx") == "read.is_cut_excel"
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(tmp_path / "broken.xlsx", "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name)[:200] if name.endswith("sheet1.xml") else source.read(name))
    assert code_of(tmp_path / "broken.xlsx") == "read.excel_broken"


def bomb(path: Path, sheet_bytes: int) -> Path:
    """A workbook whose only sheet is made of blank rows: some megabytes that unpack to hundreds."""
    row = b'<row><c t="str"><v>%s</v></c></row>' % (b"0" * 1000)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
        office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        file.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        file.writestr("_rels/.rels", relations.format(f'<Relationship Id="r" Type="{office}/officeDocument" Target="xl/workbook.xml"/>'))
        sheet = f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>'
        file.writestr("xl/workbook.xml", sheet)
        link = relations.format(f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>')
        file.writestr("xl/_rels/workbook.xml.rels", link)
        with file.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member:
            member.write(f'<worksheet xmlns="{main}"><sheetData>'.encode())
            for _ in range(sheet_bytes // (len(row) * 1000)):
                member.write(row * 1000)
            member.write(b"</sheetData></worksheet>")
    return path


def test_a_workbook_that_unpacks_to_hundreds_of_megabytes_is_refused_by_its_list_of_members(tmp_path):
    path = bomb(tmp_path / "bomb.xlsx", 400_000_000)
    assert path.stat().st_size < 3_000_000
    with pytest.raises(Refused) as refused:
        reading(path)
    problem = refused.value.problems[0]
    assert (problem.code, problem.values["limit"]) == ("read.excel_too_large", 256)
    assert 375 <= problem.values["size"] <= 385


def test_a_workbook_is_read_from_any_folder_and_by_a_relative_name(book, tmp_path, monkeypatch):
    book({"a": [["x", "y"], [1, 2]]})
    monkeypatch.chdir(tmp_path)
    assert len(reading(Path("upload.xlsx")).tables[0].frame) == 1
