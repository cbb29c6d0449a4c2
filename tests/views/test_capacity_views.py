"""Capacity through the views: the shipped record, an analyst's messy files, and every way out."""

import datetime as dt
import zipfile
from io import BytesIO

import pandas as pd
import pytest

from analysis import capacity
from data.check import checked_file
from data.digest import digest
from data.schema import Refused
from data.tables import DATASETS
from data.upload import draft
from export import exported
from views import VIEWS, Query

MESSY = """数据由规划部提供，单位见“单位”列,,,,,,,,,
截止日期,省份,城市,指标名称,数值,单位,精度,芯片,数据性质,统计口径
2026-06-30,CN-GZ,贵安一号,intelligent_compute,"12,000",pflops,FP16,,actual,local_or_company
2026-06-30,CN-GZ,贵安一号,intelligent_compute,1.2,eflops,FP32,,actual,local_or_company
2026-06,CN-GZ,贵安二号,intelligent_compute,2000,cards,FP16,昇腾910B,actual,local_or_company
2026-06,CN-GZ,贵安三号,intelligent_compute,500,cards,FP16,某型号,actual,local_or_company
2026-06,CN-GZ,贵安四号,racks_in_use,4000,racks,,,actual,local_or_company
2026-06,CN-GZ,贵安五号,power_active,30,mw,,,actual,local_or_company
"""


def result(store, view, **asked):
    return VIEWS[view].result(store.tables("local"), Query(**asked))


@pytest.fixture
def own(store, tmp_path):
    """The store with the messy file uploaded, its title line passed over."""
    path = tmp_path / "自有算力.csv"
    path.write_bytes(MESSY.encode("gb18030"))
    checked = checked_file(path, DATASETS["capacity"])
    assert not checked.errors
    store.add(draft(store, checked, (digest(path),), "local").new(path.name, "mine"))
    return store


def test_a_messy_file_of_cards_racks_and_power_is_read_and_converted_by_stated_factors(own):
    told = result(own, "own_capacity").frame.set_index("area")
    assert told.loc["贵安二号", ["amount", "model", "factor"]].tolist() == [0.752, "Ascend 910B (unspecified)", 0.376]
    assert told["unconverted"].dropna().to_dict() == {"贵安三号": "unknown_model", "贵安四号": "no_factor", "贵安五号": "no_factor"}
    stated = result(own, "own_capacity", settings={"pflops_per_rack": "2", "pflops_per_mw": "100"})
    assert stated.frame.set_index("area").loc[["贵安四号", "贵安五号"], "amount"].tolist() == [8, 3]
    notes = VIEWS["own_capacity"].chart(stated, "en").caption.note_line
    for assumed in ("one card Ascend 910B (unspecified) counts 0.376 PFLOPS", "one rack counts 2 PFLOPS", "one MW counts 100 PFLOPS"):
        assert assumed in notes


def test_uploaded_capacity_joins_the_series_on_lines_of_its_own(own):
    asked = {"by": "area", "where": {"region": ("CN-GZ",)}}
    frame = result(own, "capacity_series", settings={"pflops_per_rack": "2"}, **asked).frame.drop(columns="period_end")
    figures = {column: frame[column].dropna().tolist() for column in frame}
    assert figures["cn_gz_贵安一号_local_or_company_fp16_actual_eflops"] == [12]
    assert figures["cn_gz_贵安一号_local_or_company_fp32_actual_eflops"] == [1.2]
    assert figures["cn_gz_贵安二号_local_or_company_fp16_actual_cards_eflops"] == [0.752]
    assert figures["cn_gz_贵安四号_local_or_company_unstated_actual_racks_eflops"] == [8]
    record = own.tables("local", data="record")
    assert VIEWS["capacity_series"].result(record, Query(**asked)).facts["lines"] == {}


def test_a_conversion_without_its_factor_is_refused(store):
    with pytest.raises(Refused):
        result(store, "capacity_series", settings={"shown_in": "FP16"})
    chart = VIEWS["capacity_series"].chart(result(store, "capacity_series", settings={"shown_in": "FP16", "fp16_per_fp32": "8"}), "en")
    assert "FP32 figures × 8 shown as FP16" in chart.caption.note_line


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_break_of_precision_is_said_on_the_chart_and_shaded(store, language):
    chart = VIEWS["capacity_series"].chart(result(store, "capacity_series"), language)
    said = "change of precision, not growth" if language == "en" else "是精度变更，不是增长"
    assert said in chart.caption.note_line
    (mark,) = chart.encoding.marks
    assert (mark.x, mark.x_end) == ("2024-12-31", "2025-06-30")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_target_of_300_eflops_says_in_words_why_it_is_not_measurable(store, language):
    frame = VIEWS["targets"].chart(result(store, "targets"), language).frame
    (why,) = frame.loc[(frame["target"] == 300) & (frame["due"] == "2025-12-31"), "why"]
    assert "280 EFLOPS" in why
    assert ("962 EFLOPS, June 2025 (CAICT, estimate: another series)" if language == "en" else "中国信通院，估计，属另一序列") in why
    assert ("Intelligent compute, FP16: another indicator" if language == "en" else "智能算力，FP16，属另一指标") in why
    promised = frame.loc[frame["target"].isna(), "promise"]
    assert len(promised) == 2
    assert promised.str.contains("no number given" if language == "en" else "未给数字").all()


@pytest.mark.parametrize(
    ("language", "words", "promise"),
    [
        ("en", "+172 % a year shown, +44 % needed; 1,118 EFLOPS added a year, 1,642 EFLOPS needed", "9,800 EFLOPS by December 2030"),
        ("zh", "现有年增速 +172%，所需 +44%；每年增加 1,118 EFLOPS，所需 1,642 EFLOPS", "2030年12月智能算力达 9,800 EFLOPS"),
    ],
)
def test_9800_eflops_by_2030_are_on_track_by_growth_and_behind_by_additions(store, language, words, promise):
    chart = VIEWS["targets"].chart(result(store, "targets"), language)
    (row,) = chart.frame[chart.frame["target"] == 9800].to_dict("records")
    assert promise in row["promise"].replace("\u202f", " ")
    assert words in row["why"].replace("\u202f", " ")
    assert (row["status"], row["growth"], row["needed_growth"]) == ("on_track_by_growth", 1.7225, 0.4388)
    status = next(column for column in chart.columns if column.name == "status").values["on_track_by_growth"].in_(language)
    assert status == ("On track by growth, behind by additions" if language == "en" else "按增速进度正常，按增量落后")
    assert status in exported(chart, "csv").decode("utf-8-sig")
    assert ("by growth but behind by additions" if language == "en" else "按增速正常而按增量落后") in chart.title


def mapped(days, language):
    """The chart of as many provinces as there are days, with 40, 30, 20 … EFLOPS."""
    base = {"area": None, "metric": "total_compute", "unit": "eflops", "precision": "unstated", "basis": "actual", "qualifier": "exact"}
    base |= {"series": "local_or_company", "edition": None, "confidence": "high", "source_id": "c", "source_title": "T"}
    regions = ("CN-SH", "CN-GZ", "CN-HB", "CN-GD")
    rows = [base | {"region": regions[i], "value": 40.0 - 10 * i, "period_end": day} for i, day in enumerate(days)]
    centres = pd.DataFrame(columns=["region", "site", "centre_id", "status", "source_id"])
    return VIEWS["capacity_map"].chart(capacity.provinces(pd.DataFrame(rows), centres), language)


@pytest.mark.parametrize(
    ("language", "days", "title"),
    [
        ("en", ("2025-12", "2025-06", "2025-03", "2024-12"), "Of the 4 provinces with a figure (of 34) Shanghai states most: 40 EFLOPS"),
        ("zh", ("2025-12", "2025-06", "2025-03", "2024-12"), "34 个省级行政区中 4 个有数字，其中上海公布值最高，为 40 EFLOPS"),
        (
            "en",
            ("2025-12", "2025-06", "2025-03", "2023-12"),
            "No ranking: the figures are dated up to 24 months apart (December 2023 – December 2025)",
        ),
        (
            "zh",
            ("2025-12", "2025-06", "2025-03", "2023-12"),
            "不构成排名：各数字日期最多相差 24 个月（2023年12月至2025年12月），其间此类规模会增长。",
        ),
        ("en", ("2025-12", "2025-06", "2025-03"), "3 of 34 provinces have a figure: Shanghai 40 EFLOPS (December 2025); Guizhou 30 EFLOPS"),
        ("zh", ("2025-12", "2025-06", "2025-03"), "34 个省级行政区中仅 3 个有数字：上海 40 EFLOPS（2025年12月）；贵州 30 EFLOPS"),
    ],
)
def test_a_largest_province_is_said_of_those_with_a_figure_within_a_year_and_of_no_three(language, days, title):
    assert title in mapped(days, language).title.replace("\u202f", " ")


def test_guicheng_has_a_page_of_its_own_and_its_capacity_is_said_to_be_unknown(store):
    found = result(store, "centre", settings={"centre": "CN-001"})
    for language, words in (("en", "unknown: no source states it"), ("zh", "未知：无来源披露")):
        chart = VIEWS["centre"].chart(found, language)
        assert words in chart.frame["value"].tolist()
        assert chart.frame["source"].str.contains("Securities Times").all()


@pytest.mark.parametrize("view", ["capacity_map", "capacity_ranking", "pipeline", "announced_operating", "centres", "targets"])
def test_a_selection_with_nothing_in_it_is_drawn_and_says_so(store, view):
    nothing = {"capacity_map": {"settings": {"tile_precision": "FP32"}}, "capacity_ranking": {"settings": {"tile_precision": "FP32"}}}
    nothing |= {"targets": {"where": {"region": ("CN-XZ",)}}}
    found = result(store, view, **nothing.get(view, {"where": {"region": ("CN-XZ",)}}))
    for language in ("en", "zh"):
        assert VIEWS[view].chart(found, language).figure(390)


@pytest.mark.parametrize("to", ["pptx", "xlsx", "csv", "html"])
@pytest.mark.parametrize("view", ["capacity_series", "capacity_map", "capacity_ranking", "pipeline", "targets", "centre"])
def test_a_chart_leaves_in_every_format(store, view, to):
    settings = {"centre": "CN-018"} if view == "centre" else {}
    content = exported(VIEWS[view].chart(result(store, view, settings=settings), "zh"), to, dt.date(2026, 11, 25))
    assert zipfile.is_zipfile(BytesIO(content)) if to in ("pptx", "xlsx") else content.decode("utf-8-sig")
