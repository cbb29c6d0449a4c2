import gzip
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.cells import LIMIT
from data.check import checked, checked_file, mapping_for
from data.mapping import Match, header_key, to_json
from data.read import Reading, Table
from data.schema import Column, Dataset, Order, Refused, Text
from data.tables import DATASETS
from data.tables.usage import USAGE
from i18n.problem import row, sentence


def text(en, zh):
    return Text(en, zh)


KINDS = {"training": text("Training", "训练"), "inference": text("Inference", "推理"), "unknown": text("Not known", "未知")}

LAB = Dataset(
    "lab",
    text("Lab", "实验"),
    text("", ""),
    (
        Column("name", "text", text("Name", "名称"), required=True),
        Column("kind", "code", text("Kind", "类型"), values=KINDS),
        Column("signed_on", "date", text("Signed on", "签署日期")),
        Column("ended_on", "date", text("Ended on", "结束日期")),
        Column("period", "period", text("Period", "时期")),
        Column("hour", "instant", text("Hour", "小时")),
        Column("zone", "text", text("Time zone", "时区")),
        Column("cards", "integer", text("Cards", "卡数"), unit="cards", low=0, high=100_000),
        Column("value_cny", "number", text("Value", "金额"), unit="cny", low=0),
        Column("share", "number", text("Share", "占比"), unit="fraction", low=0, high=1),
        Column("prepaid", "flag", text("Prepaid", "是否预付")),
        Column("used_card_hours", "number", text("Used", "已用（卡时）"), unit="card_hours", low=0),
        Column("idle_card_hours", "number", text("Idle", "闲置（卡时）"), unit="card_hours", low=0),
    ),
    key=("name", "period"),
    rules=(Order("signed_on", "ended_on"), Order("idle_card_hours", "used_card_hours")),
)


@pytest.fixture
def check(tmp_path):
    """Check bytes or text as an upload into `dataset`."""

    def _check(given, dataset=LAB, name="upload.csv", **options):
        path = tmp_path / name
        path.write_bytes(given if isinstance(given, bytes) else given.encode())
        return checked_file(path, dataset, **options)

    return _check


def of_rows(found):
    return [
        (problem.code.removeprefix("check."), problem.place.row, problem.place.column) for problem in found.problems if problem.place.row
    ]


def of_file(found):
    return [problem.code.removeprefix("check.") for problem in found.problems if not problem.place.row]


def read_from(columns):
    """A reading of cells as a text format gives them."""
    frame = pd.DataFrame(columns, dtype=object)
    frame = frame.astype("str").where(frame.notna()).astype("str").set_axis(range(2, len(frame) + 2))
    return Reading("delimited", (Table(None, frame),), rows_read=len(frame))


def column_of(found, name):
    return [None if pd.isna(value) else value for value in found.frame[name]]


def test_good_rows_come_out_typed_in_our_columns_with_their_places(check):
    found = check(
        "名称,类型,签署日期,小时,卡数,金额（万元）,占比,是否预付\n甲,训练,2024年6月7日,2024-06-07 13:00,8,3.5,28.5%,是\n乙,,,,,,,\n"
    )
    assert found.problems == ()
    assert list(found.frame.columns) == list(LAB.names)
    first = found.frame.iloc[0]
    assert (first["name"], first["kind"], first["signed_on"]) == ("甲", "training", "2024-06-07")
    assert first["hour"] == pd.Timestamp("2024-06-07 13:00")
    assert (first["cards"], first["value_cny"], first["share"], first["prepaid"]) == (8, 35_000, 0.285, True)
    assert found.frame.iloc[1].drop("name").isna().all()
    assert found.places.to_dict("list") == {"file": [None, None], "sheet": [None, None], "row": [2, 3]}
    assert found.frame.dtypes.astype(str).to_dict() | {"name": "str"} == {
        **dict.fromkeys(LAB.names, "str"),
        **dict.fromkeys(["value_cny", "share", "used_card_hours", "idle_card_hours"], "float64"),
        **{"hour": "datetime64[us]", "cards": "Int64", "prepaid": "boolean"},
    }
    assert (found.rows_read, len(found.good)) == (2, 2)


FORTY = Path(__file__).parents[1] / "fixtures" / "forty_mistakes.csv"


def forty():
    """The mistakes that the file says it has, in its last two columns: code, row, header."""
    lines = pd.read_csv(FORTY, dtype="str", keep_default_na=False)
    pairs = zip(lines["mistake"], lines["mistake_in"], strict=True)
    return [(code, line, header) for line, (code, header) in enumerate(pairs, start=2) if code]


def test_forty_mistakes_in_one_file_are_forty_problems_each_at_its_row_and_column(check):
    found = check(FORTY.read_bytes())
    expected = forty()
    assert len(expected) == 40
    assert of_rows(found) == expected
    assert of_file(found) == ["unused_headers"]
    assert len(found.good) == len(found.frame) - 40
    for language in ("en", "zh"):
        sentences = [sentence(problem, language) for problem in found.errors]
        assert len(set(sentences)) == 40
        assert all(str(line) in words for words, (_, line, _) in zip(sentences, expected, strict=True))
        rows = [row(problem, language) for problem in found.errors]
        assert all(len(one) == 8 and all(one[key] for key in list(one)[2:4] + list(one)[5:]) for one in rows)


def test_a_chinese_excel_csv_with_chinese_headers_of_usage_is_read(check):
    lines = ["集群,资源池,小时,装机（卡时）,已分配（卡时）", "A,p1,2020/5/1 0:00,8,6.5", "A,p1,2020/5/1 1:00,8,8"]
    found = check("\r\n".join(lines).encode("gb18030"), USAGE)
    assert of_file(found) == ["read.encoding", "offer"]
    assert found.good["allocated_card_hours"].tolist() == [6.5, 8]
    assert found.good["hour"].tolist() == [pd.Timestamp("2020-05-01 00:00"), pd.Timestamp("2020-05-01 01:00")]


def test_columns_named_in_the_other_language_and_json_lines_are_read(check):
    lines = [{"集群": "A", "Pool": "p", "小时": "2020-05-01T00:00", "Installed, card-hours": 8, "已分配（卡时）": 2}]
    found = check(gzip.compress("\n".join(map(json.dumps, lines)).encode()), USAGE, name="upload.jsonl.gz")
    assert (of_file(found), of_rows(found), len(found.good)) == (["offer"], [], 1)


def test_a_workbook_of_two_sheets_is_one_frame_and_other_sheets_are_named(tmp_path):
    path = tmp_path / "upload.xlsx"
    with pd.ExcelWriter(path, engine="openpyxl") as writer:
        pd.DataFrame({"名称": ["甲"], "签署日期": [pd.Timestamp("2024-06-07")], "卡数": [8]}).to_excel(writer, sheet_name="一", index=False)
        pd.DataFrame({"目录": ["见后"], "卡数": [1]}).to_excel(writer, sheet_name="目录", index=False)
        pd.DataFrame({"名称": ["乙", None], "签署日期": ["昨天", "2024-06-08"]}).to_excel(writer, sheet_name="二", index=False)
    found = checked_file(path, LAB)
    assert column_of(found, "name") == ["甲", "乙", None]
    assert found.places.to_dict("list") == {"file": [None] * 3, "sheet": ["一", "二", "二"], "row": [2, 2, 3]}
    assert [(problem.code, problem.place.sheet, problem.place.row) for problem in found.problems] == [
        ("check.sheet_skipped", "目录", None),
        ("check.not_a_date", "二", 2),
        ("check.required", "二", 3),
    ]


def test_rows_of_totals_and_remarks_are_left_out_with_a_note(check):
    found = check("名称,卡数\n甲,1\n小计,1\n乙,2\n合 计：,3\nGrand total,3\n数据来源：年报,\n总计算力,5\n注：甲,6\n")
    assert column_of(found, "name") == ["甲", "乙", "总计算力", "注：甲"]
    assert of_file(found) == ["left_out"]
    assert found.problems[0].values == {"rows": "3, 5, 6, 7", "count": 4}


def test_the_many_ways_to_write_that_a_value_is_unknown_are_null_and_never_zero(check):
    words = ["-", "–", "—", "--", "n/a", "NA", "null", "无", "未披露", "不详", "未知", "暂无", "#N/A"]
    found = check("name,cards,signed_on,prepaid\n" + "".join(f"x{n},{word},{word},\n" for n, word in enumerate(words)))
    assert found.errors == ()
    assert found.frame[["cards", "signed_on"]].isna().all(axis=None)


def test_a_code_or_a_flag_that_is_called_unknown_or_none_is_itself(check):
    found = check("name,kind,prepaid\na,未知,无\nb,INFERENCE,有\nc,训练,N\nd,无,\n")
    assert column_of(found, "kind") == ["unknown", "inference", "training", None]
    assert column_of(found, "prepaid") == [False, True, False, None]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2024", "2024"),
        ("2024-06", "2024-06"),
        ("2024年6月", "2024-06"),
        ("2024/6/7", "2024-06-07"),
        ("2024.6.7", "2024-06-07"),
        ("20240607", "2024-06-07"),
        ("2024-06-07 00:00:00", "2024-06-07"),
        ("7 June 2024", "2024-06-07"),
        ("２０２４年６月７日", "2024-06-07"),
        ("13/04/2024", "2024-04-13"),
        ("2024Q2", "2024-Q2"),
        ("2024年二季度", "2024-Q2"),
        ("2024年第2季度", "2024-Q2"),
        ("2024年上半年", "2024-H1"),
        ("H2 2024", "2024-H2"),
    ],
)
def test_dates_and_periods_are_kept_at_the_precision_they_have(check, written, kept):
    assert column_of(check(f"name,period\na,{written}\n"), "period") == [kept]


@pytest.mark.parametrize(
    ("written", "local", "zone"),
    [
        ("2024-06-07 13:00", "2024-06-07 13:00", None),
        ("2024-06-07T13:00:05", "2024-06-07 13:00:05", None),
        ("2024/6/7 13:00", "2024-06-07 13:00", None),
        ("2024年6月7日13时", "2024-06-07 13:00", None),
        ("2024-06-07T13:00:00Z", "2024-06-07 13:00", "UTC"),
        ("2024-06-07 13:00:00+0800", "2024-06-07 13:00", "+08:00"),
    ],
)
def test_an_instant_is_kept_as_given_and_its_zone_in_a_column_of_its_own(check, written, local, zone):
    found = check(f"name,hour\na,{written}\n")
    assert column_of(found, "hour") == [pd.Timestamp(local)]
    assert column_of(found, "zone") == [zone]


def test_a_zone_that_is_stated_stands_before_the_offset(check):
    assert column_of(check("name,hour,zone\na,2024-06-07T13:00+08:00,Asia/Shanghai\n"), "zone") == ["Asia/Shanghai"]


def test_an_offset_without_a_column_for_it_is_a_problem(check):
    dataset = Dataset("d", text("", ""), text("", ""), tuple(column for column in LAB.columns[:6]))
    assert of_rows(check("name,hour\na,2024-06-07T13:00+08:00\n", dataset)) == [("offset", 2, "hour")]


def test_percent_or_fraction_is_asked_and_not_guessed(check):
    found = check("name,share\na,28.5\nb,0.3\n")
    assert of_file(found) == ["percent_or_fraction"]
    assert found.problems[0].values["found"] == "28.5"
    assert len(found.good) == 0
    for unit, share in (("percent", 0.285), ("fraction", None)):
        said = check("name,share\na,28.5\nb,0.3\n", mapping={"share": Match("share", unit)})
        assert said.frame["share"].iloc[0] == (share if share else 28.5)
        assert of_rows(said) == ([] if share else [("too_high", 2, "share")])
    assert check("name,share（%）\na,28.5\n").frame["share"].tolist() == [0.285]
    assert check("name,share\na,28.5%\nb,0.3\n").frame["share"].tolist() == [0.285, 0.3]
    assert of_rows(check("name,share\na,28.5%\nb,30\n")) == [("too_high", 3, "share")], "with a % somewhere, 30 is no question but 3,000 %"


def test_a_column_in_a_unit_of_another_kind_names_the_units_allowed(check):
    found = check("name,used (MW)\na,5\n", mapping={"used_card_hours": Match("used (MW)")})
    assert of_file(found) == ["wrong_unit_header"]
    assert found.problems[0].place.column == "used (MW)"
    assert "card-seconds" in sentence(found.problems[0], "en")
    assert "卡秒" in sentence(found.problems[0], "zh")
    assert check("name,Value (USD)\na,5\n").problems[0].code == "check.wrong_unit_header", "currencies are never converted"


def test_a_unit_above_the_header_counts_for_columns_that_state_none(check):
    found = check("单位：万元,,,\n名称,金额,卡数,占比\n甲,2,3,50%\n乙,3亿元,1,10%\n")
    assert found.frame["value_cny"].tolist() == [20_000, 300_000_000]
    assert found.frame["cards"].tolist() == [3, 1]
    stated = check("单位：万元,,\n名称,金额（亿元）,卡数\n甲,2,3\n")
    assert stated.frame["value_cny"].tolist() == [200_000_000]


def test_missing_columns_are_one_problem_each_with_the_closest_header(check):
    found = check("Clusters,pooll,x\na,b,c\n", USAGE)
    missing = [problem for problem in found.errors if problem.code == "check.missing_column"]
    asked = [(problem.values["name"], problem.values["closest"]) for problem in missing]
    assert asked == [("pool", "pooll"), ("hour", ""), ("installed_card_hours", "")]
    assert "is required and is not in the file. Is it “pooll”?" in sentence(missing[0], "en")
    assert "是否为“pooll”？" in sentence(missing[0], "zh")
    assert "Is it" not in sentence(missing[1], "en")
    assert len(found.good) == 0


def test_a_header_that_does_not_exist_is_a_problem_of_the_mapping(check):
    found = check("name,x\na,b\n", mapping={"kind": Match("sort")})
    assert [(problem.code, problem.values["found"]) for problem in found.errors] == [("check.no_such_header", "sort")]


def test_headers_that_are_not_used_are_one_note(check):
    found = check("name,foo,bar\na,1,2\n")
    assert [(problem.code, problem.severity, problem.values["headers"]) for problem in found.problems] == [
        ("check.unused_headers", "note", "foo, bar")
    ]
    assert len(found.good) == 1


def test_a_header_matched_by_likeness_is_said(check):
    found = check("name,signed_onn\na,2024\n")
    assert [(note.code, note.place.column) for note in found.notes] == [("check.likely", "signed_onn")]


def test_a_constant_stands_for_a_column_and_is_checked_once(check):
    given = "pool,hour,installed\np,2020-05-01 00:00,8\np,2020-05-01 01:00,8\n"
    found = check(given, USAGE, mapping={"cluster": Match(constant="Earth")})
    assert (found.errors, found.good["cluster"].tolist()) == ((), ["Earth", "Earth"])
    wrong = check(given, USAGE, mapping={"cluster": Match(constant="Earth"), "sample_minutes": Match(constant="often")})
    assert [(problem.code, problem.place.row) for problem in wrong.errors] == [("check.not_a_number", None)]
    assert len(wrong.good) == 0


def test_an_empty_constant_leaves_a_column_out(check):
    found = check("name,Value (USD)\na,5\n", mapping={"value_cny": Match(constant="")})
    assert found.errors == ()
    assert found.frame["value_cny"].isna().all()


def test_a_required_column_without_any_value_is_one_problem(check):
    found = check("name,cards\n,1\n,2\n")
    assert of_file(found) == ["empty_column"]
    assert of_rows(found) == []
    assert len(found.good) == 0


def test_a_repeated_key_names_the_first_row(check):
    found = check("name,period\na,2024\nb,2024\na,2024\na,\na,\n")
    assert [(problem.code, problem.place.row, problem.values["first"]) for problem in found.errors] == [
        ("check.repeated", 4, "2"),
        ("check.repeated", 6, "5"),
    ]
    assert "Row 2 is the same row already: a / 2024" in sentence(found.errors[0], "en")


def test_a_part_of_the_key_that_the_file_does_not_have_is_the_same_in_every_row(check):
    assert of_rows(check("name\na\nb\na\n")) == [("repeated", 4, "name")]


def test_a_key_that_cannot_be_read_repeats_nothing(check):
    assert of_rows(check("name,period\na,soon\na,later\n")) == [("not_a_period", 2, "period"), ("not_a_period", 3, "period")]


@pytest.mark.parametrize(
    ("signed", "ended", "good"), [("2024-06-15", "2024-06", True), ("2024-07", "2024-06-30", False), ("2024", "2024-01-01", True)]
)
def test_dates_are_ordered_at_the_precision_that_both_have(check, signed, ended, good):
    assert of_rows(check(f"name,signed_on,ended_on\na,{signed},{ended}\n")) == ([] if good else [("order", 2, "signed_on")])


def test_all_problems_are_told_at_once_in_the_order_of_their_place(check):
    found = check("名称,卡数,占比,金额\n,x,2%,y\n甲,-1,150%,\n,,,1\n")
    assert of_rows(found) == [
        ("required", 2, "名称"),
        ("not_a_number", 2, "卡数"),
        ("not_a_number", 2, "金额"),
        ("too_low", 3, "卡数"),
        ("too_high", 3, "占比"),
        ("required", 4, "名称"),
    ]


def test_a_ragged_row_is_among_the_problems_and_keeps_only_itself_out(check):
    found = check("name,cards\na,1\nb\nc,x\nd,4\n")
    assert [(problem.code, problem.place.row) for problem in found.errors] == [("read.ragged", 3), ("check.not_a_number", 4)]
    assert found.good["name"].tolist() == ["a", "d"]


def test_a_formula_stays_text(check):
    assert column_of(check("name\n\"=cmd|' /C calc'!A0\"\n"), "name") == ["=cmd|' /C calc'!A0"]


def test_a_text_longer_than_a_spreadsheet_holds_and_one_that_cannot_be_shown_are_problems(check):
    found = check("name,kind\n" + "x" * 1_000_000 + ",\na\x0bb,\n")
    assert of_rows(found) == [("too_long", 2, "name"), ("control_character", 3, "name")]
    assert len(found.problems[0].values["found"]) == 80
    assert found.problems[0].values["length"] == 1_000_000


def test_a_telemetry_reader_goes_with_its_own_dataset_alone(check):
    given = Reading("helios", read_from({"name": ["a"]}).tables, dataset="usage", rows_read=9)
    found = checked(given, LAB, {"name": Match("name")})
    assert [problem.code for problem in found.errors] == ["check.other_dataset"]
    assert (found.rows_read, len(found.good)) == (9, 0)


def test_a_remembered_mapping_is_used_and_a_given_one_goes_before_it(check):
    key = header_key(["公司", "甲方", "x"])
    memory = {
        key: SimpleNamespace(
            mapping=to_json({"name": Match("甲方"), "cards": Match("x")}), number=1, file_name="a.csv", stored_at=pd.Timestamp("2026-03-01")
        )
    }
    given = "公司,甲方,x\na,b,3\n"
    assert column_of(check(given, remembered=memory.get), "name") == ["b"]
    found = check(given, remembered=memory.get, mapping={"name": Match("公司")})
    assert (column_of(found, "name"), column_of(found, "cards")) == (["a"], [3])


def test_a_header_given_to_one_column_is_not_suggested_for_another():
    found, _ = mapping_for(read_from({"name": ["a"], "kind": ["b"]}), LAB, {"zone": Match("name")})
    assert {name: match.header for name, match in found.items()} == {"zone": "name", "kind": "kind"}


def test_a_column_that_is_explicitly_left_empty_is_not_suggested():
    assert mapping_for(read_from({"name": ["a"], "cards": ["1"]}), LAB, {"cards": Match()})[0]["cards"] == Match()


def test_the_same_mistake_in_every_row_is_told_a_thousand_times_and_then_counted():
    rows = 30_000
    given_file = read_from({"name": ["a"] * rows, "cards": [f"{n} o'clock" for n in range(rows)], "period": ["2024"] * rows})
    found = checked(given_file, LAB, mapping_for(given_file, LAB)[0])
    told, more = found.problems[:-1], found.problems[-1]
    assert len(told) == LIMIT
    assert [(problem.code, problem.place.row) for problem in told[:4]] == [
        ("check.not_a_number", 2),
        ("check.repeated", 3),
        ("check.not_a_number", 3),
        ("check.repeated", 4),
    ]
    assert more.code == "check.more"
    assert more.values["count"] == rows + rows - 1 - LIMIT
    assert sum(count for _, count in more.values["kinds"]) == more.values["count"]
    assert "58,999 more problems of the same kinds: 29," in sentence(more, "en")
    assert len(found.good) == 0


def test_nothing_in_a_reading_is_nothing_in_the_result():
    found = checked(Reading("delimited", ()), LAB, {})
    assert (len(found.frame), [problem.code for problem in found.errors]) == (0, ["check.missing_column"])


@pytest.mark.reference
def test_the_original_helios_files_are_checked_without_a_problem(reference):
    found = checked_file(reference / "traces" / "helios-earth", USAGE)
    assert ([each.code for each in found.problems], len(found.good), found.rows_read) == (["check.offer"], 7_440, 446_400)
    sequence = reference / "traces" / "helios-earth" / "vc6YE" / "cluster_sequence_vc.csv.gz"
    asked = [(problem.code, problem.values["title"].en) for problem in checked_file(sequence, USAGE).errors]
    assert asked == [("check.unsaid", "Cluster"), ("check.unsaid", "Pool")]
    named = {"cluster": Match(constant="Earth"), "pool": Match(constant="vc6YE")}
    assert len(checked_file(sequence, USAGE, mapping=named).good) == 744


WRITINGS = ["1", "-1", "1,234", "28.5%", "3.69亿元", "100P", "2024-02-30", "2024Q2", "2024年6月", "03/04/2024", "1588291200"]
WORDS = ["是", "no", "训练", "合计", "未知", "约30", "∞"]
CELLS = st.one_of(st.text(max_size=12), st.sampled_from([*WRITINGS, *WORDS]), st.none())
HEADERS = st.lists(st.sampled_from([*LAB.names, "金额（万元）", "占比%", "已用（MW）", "x", "卡数"]), min_size=1, max_size=8, unique=True)
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(st.data(), HEADERS, st.integers(1, 6))
def test_whatever_stands_in_a_file_comes_out_as_rows_or_as_problems(data, headers, rows):
    given_file = read_from({name: data.draw(st.lists(CELLS, min_size=rows, max_size=rows)) for name in headers})
    found = checked(given_file, LAB, mapping_for(given_file, LAB))
    assert list(found.frame.columns) == list(LAB.names)
    assert len(found.frame) == len(found.wrong) == len(found.places)
    rows_with_errors = {problem.place.row for problem in found.errors if problem.place.row}
    whole = any(problem.place.row is None for problem in found.errors)
    assert set(found.places["row"][found.wrong]) == (set(found.places["row"]) if whole else rows_with_errors)
    for problem in found.problems:
        for language in ("en", "zh"):
            assert sentence(problem, language)
            assert row(problem, language)
    good = found.good
    assert good["name"].notna().all()
    assert (good["share"].dropna().between(0, 1)).all()
    assert np.isfinite(good["value_cny"].dropna()).all()
    assert not good.duplicated(["name", "period"]).any()


@SLOW
@given(st.sampled_from(sorted(DATASETS)), st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=3))
def test_every_dataset_takes_any_cells(name, cells):
    dataset = DATASETS[name]
    columns = {column.name: [cells[n % len(cells)][n % 3] for n in range(i, i + 3)] for i, column in enumerate(dataset.columns)}
    given_file = read_from(columns)
    found = checked(given_file, dataset, mapping_for(given_file, dataset))
    assert len(found.good) + found.wrong.sum() == len(found.frame)
    assert all(sentence(problem, "zh") for problem in found.problems)


@SLOW
@given(st.binary(max_size=200))
def test_any_bytes_are_checked_or_refused(tmp_path_factory, given_bytes):
    path = tmp_path_factory.mktemp("any") / "upload.csv"
    path.write_bytes(b"name,cards\n" + given_bytes)
    try:
        checked_file(path, LAB)
    except Refused as refused:
        assert refused.problems
