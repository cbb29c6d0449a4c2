import csv
import gzip
import io
import json
import sqlite3
import zipfile

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.read import READERS, content, delimited, reading, text
from data.read.header import header, letters
from data.schema import Refused
from data.tables.usage import USAGE

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452")


@pytest.fixture
def read(tmp_path):
    """Read bytes or text as an upload called `name`."""

    def _read(given, name="upload.csv", **options):
        path = tmp_path / name
        path.write_bytes(given if isinstance(given, bytes) else given.encode())
        return reading(path, **options)

    return _read


@pytest.fixture
def refusal(read):
    """The first problem of a file that is refused."""

    def _refusal(given, name="upload.csv", **options):
        with pytest.raises(Refused) as refused:
            read(given, name, **options)
        return refused.value.problems[0]

    return _refusal


def cells(found):
    """The cells of the only table by row number, nulls as None."""
    frame = found.tables[0].frame
    return {row: [None if pd.isna(cell) else cell for cell in values] for row, *values in frame.itertuples(name=None)}


def codes(found):
    return [(note.code, note.place.row) for note in found.notes]


def test_readers_have_names_of_their_own():
    traces = ["helios", "nvidia_smi", "prometheus", "jobs", "nodes", "inference"]
    assert [reader.name for reader in READERS] == [*traces, "parquet", "excel", "jsonl", "delimited"]


def test_a_csv_keeps_its_headers_and_counts_rows_as_a_spreadsheet_does(read):
    found = read("Pool, Hour ,x\n A ,1,\n\nB,2,3\n")
    assert list(found.tables[0].frame.columns) == ["Pool", "Hour", "x"]
    assert cells(found) == {2: ["A", "1", None], 4: ["B", "2", "3"]}
    assert (found.reader, found.rows_read, found.notes) == ("delimited", 2, ())


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_the_separator_is_found(read, separator):
    assert cells(read(separator.join("abc") + "\n" + separator.join("123") + "\n")) == {2: ["1", "2", "3"]}


def test_a_decimal_comma_does_not_make_the_comma_the_separator(read):
    assert cells(read("a;b\n1,5;2,5\n3,5;4,5")) == {2: ["1,5", "2,5"], 3: ["3,5", "4,5"]}


def test_a_table_of_one_column_is_read(read):
    assert cells(read("pool\nA\nB\n")) == {2: ["A"], 3: ["B"]}


def test_a_chinese_excel_csv_is_read_and_its_encoding_said(read):
    titles = [column.title.zh for column in USAGE.columns]
    found = read((",".join(titles) + "\r\n" + ",".join("云" for _ in titles) + "\r\n").encode("gb18030"))
    assert list(found.tables[0].frame.columns) == titles
    assert [(note.code, note.values["encoding"], note.severity) for note in found.notes] == [("read.encoding", "GB18030", "note")]


@pytest.mark.parametrize(("codec", "notes"), [("utf-8-sig", []), ("utf-16", [("read.encoding", None)])])
def test_a_byte_order_mark_is_believed_and_is_no_part_of_the_header(read, codec, notes):
    found = read("名称\tb\r\n甲\t1\r\n".encode(codec))
    assert list(found.tables[0].frame.columns) == ["名称", "b"]
    assert codes(found) == notes


def test_a_line_break_within_quotes_stays_in_its_cell_and_counts_as_one_row(read):
    assert cells(read('a,b\n"x\ny",1\nz,"say ""hi"""\n')) == {2: ["x\ny", "1"], 3: ["z", 'say "hi"']}


def test_a_quoted_header_may_have_several_lines(read):
    found = read('title\n"a\nb",c\n1,2\n')
    assert list(found.tables[0].frame.columns) == ["a b", "c"]
    assert cells(found) == {3: ["1", "2"]}


def test_a_row_with_too_few_or_too_many_cells_is_a_problem_at_its_row(read):
    found = read("a,b,c\n1,2,3\n4,5\n\n6,7,8,9\n1,2,3\n")
    assert cells(found) == {2: ["1", "2", "3"], 6: ["1", "2", "3"]}
    assert [(note.code, note.place.row, note.values["count"], note.values["expected"]) for note in found.notes] == [
        ("read.ragged", 3, 2, 3),
        ("read.ragged", 5, 4, 3),
    ]
    assert found.rows_read == 4


def test_many_ragged_rows_are_counted_and_not_told_one_by_one(read):
    found = read("a,b\n1,2\n" + "1\n" * 5000)
    assert len(found.notes) == delimited.TOLD + 1
    assert (found.notes[-1].code, found.notes[-1].values) == ("read.more", {"count": 4000})


def test_separators_at_the_end_of_every_row_make_no_column(read):
    assert cells(read("a,b\n1,2,\n3,4,\n")) == {2: ["1", "2"], 3: ["3", "4"]}


def test_titles_blank_lines_and_a_line_of_units_may_stand_above_the_header(read):
    found = read("智算中心利用情况,,\n单位：万元,,\n,,\n名称,金额,地区\n甲,1,北京\n,,\n乙,2,上海\n")
    assert cells(found) == {5: ["甲", "1", "北京"], 7: ["乙", "2", "上海"]}
    assert [(note.code, note.place.row, note.values.get("unit")) for note in found.notes] == [
        ("read.above_header", 1, None),
        ("read.unit_line", 2, "wan_cny"),
    ]


def test_columns_without_a_name_are_called_by_their_letter_and_repeated_names_are_numbered(read):
    found = read("a,,a,,b\n1,2,3,,4\n")
    assert list(found.tables[0].frame.columns) == ["a", "B", "a (2)", "b"]


def test_a_formula_stays_text(read):
    assert cells(read("a,b\n=cmd|' /C calc'!A0,1\n")) == {2: ["=cmd|' /C calc'!A0", "1"]}


def test_a_cell_of_a_megabyte_and_deep_quotes_are_read(read):
    found = read("a,b\n" + "x" * 1_000_000 + ",1\n" + '"' + '""' * 200_000 + '",2\n')
    assert found.tables[0].frame["a"].str.len().tolist() == [1_000_000, 200_000]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (b"", "read.empty"),
        (b"\n  \n\t\n", "read.empty"),
        (b"\xef\xbb\xbf", "read.empty"),
        (b"cluster,pool,hour\n", "read.header_only"),
        (PNG, "read.is_image"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "read.is_image"),
        (b"%PDF-1.7\n", "read.is_pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "read.is_old_excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "read.is_locked_excel"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "read.is_web_page"),
        (b'<?xml version="1.0"?><Workbook/>', "read.is_xml"),
        (b'[{"a": 1}]', "read.is_json"),
        (b"7z\xbc\xaf\x27\x1c", "read.is_archive"),
        (b"MZ\x90\x00", "read.is_program"),
        (b"a,b\n1,\x00\n", "read.nul"),
        (b"a,b\n1,2\n" + bytes(range(128, 256)), "read.undecodable"),
        (b'a,b\n1,"2\n3,4\n', "read.open_quote"),
        (b"PAR1" + bytes(50), "read.parquet_broken"),
        (b"PK\x03\x04[Content_Types].xml", "read.is_cut_excel"),
        (b"\x1f\x8b\x08\x00", "read.gzip_cut"),
        (gzip.compress(b"a,b", mtime=0)[:10] + b"\xff" * 20, "read.gzip_broken"),
        (",".join(f"c{n}" for n in range(10_000)), "read.too_many_columns"),
    ],
)
def test_a_file_that_holds_no_table_is_refused_for_what_it_is(refusal, given, code):
    assert refusal(given).code == code


def test_an_archive_and_a_database_are_told_by_their_content(refusal, tmp_path):
    with zipfile.ZipFile(packed := io.BytesIO(), "w") as file:
        file.writestr("notes.txt", "x")
    assert refusal(packed.getvalue()).code == "read.is_archive"
    database = sqlite3.connect(tmp_path / "some.db")
    database.execute("create table t (a)")
    database.close()
    assert refusal((tmp_path / "some.db").read_bytes()).code == "read.is_database"


def test_words_that_begin_like_another_format_are_text(read):
    assert cells(read("BMW,MZ\nBM,1\n")) == {2: ["BM", "1"]}


def test_a_missing_file_a_folder_and_an_unknown_reader_are_refused(read, tmp_path):
    for path, options, code in (
        (tmp_path / "none.csv", {}, "read.no_file"),
        (tmp_path, {}, "read.folder"),
        (tmp_path, {"reader": "helios"}, "read.folder"),
    ):
        with pytest.raises(Refused) as refused:
            reading(path, **options)
        assert refused.value.problems[0].code == code
    with pytest.raises(Refused) as refused:
        read("a,b\n1,2\n", reader="word")
    assert refused.value.problems[0].code == "read.unknown_reader"


@pytest.mark.parametrize("reader", ["excel", "parquet", "jsonl", "helios"])
def test_a_reader_that_is_named_for_another_format_refuses_the_file(refusal, reader):
    assert refusal("a,b\n1,2\n", reader=reader).code.startswith("read.")


def test_the_row_of_an_undecodable_byte_is_named(refusal):
    problem = refusal("名称,b\n甲,1\n".encode() + b"\xff,2\n" + "乙,3\n".encode() * 20)
    assert (problem.code, problem.place.row) == ("read.undecodable", 3)
    assert problem.values["encoding"] == "UTF-8", "damaged UTF-8 is not read as other Chinese words"


def test_a_packed_text_is_read(read):
    assert cells(read(gzip.compress(b"a\tb\n1\t2\n"), "upload.tsv.gz")) == {2: ["1", "2"]}


def test_a_packed_text_that_is_cut_or_unpacks_to_too_much_is_refused(refusal, monkeypatch):
    whole = gzip.compress("\n".join(f"{n},{n * 7919 % 1000}" for n in range(20_000)).encode())
    assert refusal(whole[: len(whole) // 2], "upload.csv.gz").code == "read.gzip_cut"
    monkeypatch.setattr(text, "MAX_BYTES", 1_000_000)
    bomb = gzip.compress(b"a,b\n" + b"1,2\n" * 1_000_000)
    assert len(bomb) < 20_000
    assert refusal(bomb, "upload.csv.gz").code == "read.gzip_too_large"


def test_a_file_that_is_too_large_is_refused_before_it_is_read(refusal, monkeypatch):
    monkeypatch.setattr(content, "MAX_BYTES", 2**20)
    problem = refusal(b"a,b\n" + b"1,2\n" * 600_000)
    assert (problem.code, problem.values) == ("read.too_large", {"size": 2, "limit": 1})


def test_json_lines_are_read_with_their_numbers_as_written(read):
    lines = ['{"pool": "甲", "value": 1.50, "on": true}', "", '{"value": 12345678901234567890, "pool": null, "more": "x"}']
    found = read(gzip.compress("\n".join(lines).encode()), "upload.jsonl.gz")
    assert list(found.tables[0].frame.columns) == ["pool", "value", "on", "more"]
    assert cells(found) == {1: ["甲", "1.50", "true", None], 3: [None, "12345678901234567890", None, "x"]}


def test_a_line_that_is_no_object_is_a_problem_at_its_line_and_column(read):
    lines = ['{"a": 1}', '{"a": 1', '{"a": [1]}', "[1]", '{"a": "\\ud800"}', '{"a":' + "[" * 100_000, '{"a": 2}']
    found = read("\n".join(lines), "upload.jsonl")
    assert cells(found) == {1: ["1"], 7: ["2"]}
    assert [(note.code, note.place.row, note.place.column) for note in found.notes] == [
        ("read.json_line", 2, None),
        ("read.json_nested", 3, "a"),
        ("read.json_line", 4, None),
        ("read.json_line", 5, None),
        ("read.json_line", 6, None),
    ]


def test_a_parquet_file_is_read_as_the_text_a_user_would_type(read, tmp_path):
    frame = pd.DataFrame(
        {
            "hour": pd.to_datetime(["2020-05-01 00:00", "2020-05-01 01:00"]),
            "zoned": pd.to_datetime(["2020-05-01 00:00+08:00", None]),
            "cards": pd.array([8, None], dtype="Int64"),
            "share": [0.285, None],
            "on": [True, False],
            "list": [[1], [2]],
        }
    )
    frame.to_parquet(tmp_path / "source.parquet")
    found = read((tmp_path / "source.parquet").read_bytes(), "upload.bin")
    assert cells(found) == {
        2: ["2020-05-01 00:00:00", "2020-05-01 00:00:00+08:00", "8", "0.285", "True"],
        3: ["2020-05-01 01:00:00", None, None, None, "False"],
    }
    assert [(note.code, note.place.column) for note in found.notes] == [("read.nested", "list")]


def test_a_parquet_file_that_unpacks_to_too_many_rows_is_refused(refusal, tmp_path):
    pd.DataFrame({"a": [1] * 6_000_000}).to_parquet(tmp_path / "source.parquet")
    small = (tmp_path / "source.parquet").read_bytes()
    assert len(small) < 100_000
    assert refusal(small, "upload.parquet").code == "read.too_many_rows"


def test_a_large_csv_is_read_without_a_loop(read):
    rows = 100_000
    found = read("a,b,c\n" + "".join(f"{n},x,1.5\n" for n in range(rows)))
    assert found.rows_read == rows
    assert found.tables[0].frame.index[-1] == rows + 1


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_lettered_as_in_a_spreadsheet(column, name):
    assert letters(column) == name


@pytest.mark.parametrize(
    ("rows", "row", "names"),
    [
        ([["a", "b"], ["1", "2"]], 0, ("a", "b")),
        ([["Title", None, None], ["a", "b", "c"], ["1", "2", "3"]], 1, ("a", "b", "c")),
        ([["Title"] * 3, ["a", "b", "c"], ["1", "2", "3"]], 1, ("a", "b", "c")),
        ([["name", "2023", "2024"], ["x", "1", "2"]], 0, ("name", "2023", "2024")),
        ([["name", "scale", "scale"], ["name", "P", "cards"], ["x", "1", "2"]], 1, ("name", "scale P", "scale cards")),
        ([[None, None], ["only", None]], 1, ("only", None)),
    ],
)
def test_the_header_is_found(rows, row, names):
    found = header(rows)
    assert (found.row, found.names) == (row, names)


def test_blank_rows_have_no_header():
    assert header([[None, ""], []]) is None


FAST = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FAST
@given(given=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(read, given):
    try:
        found = read(given)
    except Refused as refused:
        assert all(problem.code.startswith("read.") for problem in refused.problems)
    else:
        assert found.tables


@FAST
@given(given=st.text(alphabet='a1",;\n\t|{}：=\ud7ff', max_size=80))
def test_any_text_is_read_or_refused(read, given):
    try:
        read(given)
    except Refused as refused:
        assert refused.problems


CELLS = st.text(st.characters(codec="gb18030", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=8)


@FAST
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5), codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_what_was_written_is_what_is_read(read, rows, codec):
    file = io.StringIO()
    csv.writer(file).writerows([("name", "value", "hour"), *rows])
    found = read(file.getvalue().encode(codec))
    if list(found.tables[0].frame.columns) == ["name", "value", "hour"]:
        assert list(cells(found).values()) == [[cell.strip() for cell in row] for row in rows]


@FAST
@given(rows=st.lists(st.dictionaries(st.sampled_from("abc"), st.none() | CELLS | st.integers(), min_size=1), min_size=1, max_size=5))
def test_json_lines_that_were_written_are_read(read, rows):
    try:
        found = read("\n".join(json.dumps(row) for row in rows), "upload.jsonl")
    except Refused as refused:
        assert refused.problems[0].code in ("read.empty", "read.header_only")
        assert not any(value is not None for row in rows for value in row.values())
    else:
        kept = [{name: str(value).strip() for name, value in row.items() if value is not None} for row in rows]
        frame = found.tables[0].frame
        assert [row.dropna().to_dict() for _, row in frame.iterrows()] == [row for row in kept if row]
