"""What else the shipped hours and the record say of idleness, through the views."""

import duckdb
import ibis
import pytest

from analysis import idle
from data.schema import Refused
from data.sources import rows
from export import exported
from views import VIEWS, Query, asked

GIVEN = {
    "price_cny": "200000",
    "service_years": "5",
    "capital_rate": "0.05",
    "idle_power_w": "90",
    "power_cny": "0.6",
    "pue": "1",
    "space_cny_per_card_month": "100",
    "busy_power_w": "700",
}


def result(store, view: str, **asked: object):
    return VIEWS[view].result(store.tables("local"), Query(**asked))


def test_stranded_idle_of_helios_sample_by_sample(store):
    row = result(store, "stranded_idle", by="total").frame.iloc[0]
    assert row["queued_card_hours"] == pytest.approx(44_939.12, abs=0.01)
    assert row["stranded_cluster_card_hours"] == pytest.approx(42_319.62, abs=0.01)
    assert row["stranded_own_card_hours"] == pytest.approx(7_436.33, abs=0.01)
    assert row["reachable_card_hours"] == pytest.approx(34_883.29, abs=0.01)


def test_stranded_idle_of_helios_hour_by_hour_has_a_name_that_says_so(store):
    found = result(store, "stranded_idle", by="cluster", settings={"resolution": "hour"})
    assert found.frame["stranded_cluster_card_hours"].iloc[0] == pytest.approx(42_475.23, abs=0.01)
    assert found.frame["stranded_own_card_hours"].iloc[0] == pytest.approx(7_992.40, abs=0.01)
    assert "hour by hour" in VIEWS["stranded_idle"].chart(found, "en").subtitle
    assert "逐小时" in VIEWS["stranded_idle"].chart(found, "zh").subtitle


def test_the_days_of_stranded_idle_sum_to_the_month_and_their_bands_to_one(store):
    frame = result(store, "stranded_idle").frame
    assert frame["stranded_cluster_card_hours"].sum() == pytest.approx(42_319.62, abs=0.01)
    assert (frame[["allocated_rate", "unallocated_waited", "unallocated_free"]].sum(axis=1) - 1).abs().max() < 1e-9


def test_boxes_are_drawn_from_hours_and_say_so(store):
    found = result(store, "idle_boxes")
    assert found.frame.groupby("pool").size().unique().tolist() == [101]
    assert "hourly rates" in VIEWS["idle_boxes"].chart(found, "en").caption.note_line


def test_the_hourly_first_quartile_of_one_pool_without_10_may_differs_from_that_of_the_minutes(store):
    usage = store.tables("local").frame("usage")
    connection = duckdb.connect()
    connection.register("frame", usage[usage["hour"].dt.strftime("%Y-%m-%d") != "2020-05-10"])
    connection.execute("CREATE TABLE usage AS SELECT * FROM frame")
    hours = idle.hours(ibis.duckdb.from_connection(connection).table("usage"))
    rates = idle.hourly_percentiles(hours, pools=("vcLJZ",)).to_pandas()["rates"].iloc[0]
    assert rates[25] == pytest.approx(0.9375)


def test_the_longest_spell_of_helios_is_named(store):
    frame = result(store, "idle_spells").frame
    assert frame.iloc[0][["pool", "hours"]].tolist() == ["vcMod", 189]
    assert frame["hours"].is_monotonic_decreasing


def test_contributions_of_the_pools_sum_to_the_change_of_helios(store):
    found = result(store, "idle_change", settings={"split": "2020-05-16"})
    assert found.frame["contribution_points"].sum() == pytest.approx(100 * (0.20574054 - 0.37007480), abs=1e-5)


def test_a_cost_is_answered_without_a_word_by_the_central_preset_with_its_range(store):
    """157,900 hours: 262,500 / 43,800 + 0.035 x 262,500 / 17,520 + 0.11 x 1.3 x 0.613986 + 462 x 12 / 8760 = 7.238 an hour."""
    found = result(store, "idle_cost")
    assert found.facts["card_hour_cny"] == pytest.approx(7.2382, abs=5e-5)
    assert found.facts["cost_cny"] == pytest.approx(1_142_917, abs=1)
    assert found.facts["cost_over"] == pytest.approx((916_585, 2_385_905), abs=1)
    assert found.facts["break_even"] == pytest.approx(0.6542, abs=5e-5)
    assert found.facts["payback"] == pytest.approx(34.76, abs=5e-3)
    assert found.facts["gross_payback"] == pytest.approx(262_500 / (69_000 / 8))
    title = VIEWS["idle_cost"].chart(found, "en").title.replace("\u202f", " ")
    assert title == (
        "Scenario Central (price of H800): 157,900 card-hours unallocated cost CNY 1.14 m (CNY 916,600 to CNY 2.39 m over the presets);"
        " letting 65.4 % of the hours breaks even"
    )
    title = VIEWS["idle_cost"].chart(found, "zh").title
    assert title.startswith("情景“中值（购置价取 H800）”：未分配的 157,900 卡时成本为 114 万元（各预设下为 91.66 万元至 239 万元）")


@pytest.mark.parametrize(("preset", "each", "share"), [("low", 5.8048, 0.4771), ("high", 15.1102, 1.372)])
def test_each_preset_has_its_cost_and_dear_cards_pay_at_no_utilization(store, preset, each, share):
    found = result(store, "idle_cost", settings={"preset": preset})
    assert (found.facts["card_hour_cny"], found.facts["break_even"]) == pytest.approx((each, share), abs=5e-4)
    assert ("the rent covers it at no utilization" in VIEWS["idle_cost"].chart(found, "en").title) == (share > 1)


def test_one_input_changed_makes_the_scenario_the_reader_s_own_and_its_range_holds_it_fixed(store):
    found = result(store, "idle_cost", settings={"price_cny": "343750"})
    title = VIEWS["idle_cost"].chart(found, "en").title
    assert title.startswith("Scenario yours, from Central: ") and "over the presets, the inputs given held fixed" in title
    assert found.facts["inputs"]["price_cny"] == {"value": 343_750, "unit": "cny", "basis": "given"}
    assert found.facts["cost_over"][1] < 2_385_905


def test_an_address_of_before_gives_space_under_its_old_name_and_powers_with_cooling_in_them():
    query = asked("idle_cost", settings=["space_cny=100", "idle_power_w=90"])[1]
    assert (query.settings["space_cny_per_card_month"], query.settings["pue"]) == ("100", "1")
    assert asked("idle_cost", settings=["space_cny=100", "pue=1.3"])[1].settings["pue"] == "1.3"


@pytest.mark.parametrize(("language", "month"), [("en", "September 2026"), ("zh", "2026年9月")])
def test_the_presets_name_each_value_s_source_or_call_it_an_assumption(store, language, month):
    found = result(store, "cost_presets")
    by_input = found.frame.set_index("input")
    assert by_input.loc["price_cny", ["low", "central", "high"]].tolist() == [262_500, 262_500, 425_000]
    assert by_input.loc["pue", ["low", "central", "high"]].tolist() == [1.25, 1.3, 1.35]
    assert by_input.loc["rent_cny", ["low", "central", "high"]].tolist() == pytest.approx([75_000 / 5840, 69_000 / 5840, 69_000 / 5840])
    assert by_input["basis"].value_counts().to_dict() == {"cited": 5, "part": 3, "assumption": 1}
    assert (by_input["basis"] == "cited").sum() == found.facts["cited"] and found.frame[["source", "source_zh"]].notna().all(axis=None)
    chart = VIEWS["cost_presets"].chart(found, language)
    lines = exported(chart, "csv").decode("utf-8-sig")
    assert month in VIEWS["idle_cost"].chart(result(store, "idle_cost"), language).caption.note_line
    assert ("330 servers bought by Lotus" in lines) == (language == "en") and ("莲花控股采购的 330 台服务器" in lines) == (language == "zh")


def test_an_input_that_is_no_number_or_out_of_range_is_refused(store):
    with pytest.raises(Refused) as refused:
        result(store, "idle_cost", settings={**GIVEN, "price_cny": "dear", "capital_rate": "5"})
    assert [problem.code for problem in refused.value.problems] == ["view.no_number", "view.out_of_bounds"]


@pytest.mark.parametrize(("language", "word"), [("en", "assumption"), ("zh", "假设")])
def test_the_caption_of_a_cost_lists_every_input_with_its_source_or_the_word_assumption(store, language, word):
    found = result(store, "idle_cost", settings={**GIVEN, "rent_of": "H800"})
    note = VIEWS["idle_cost"].chart(found, language).caption.note_line
    assert note.count(word) == len(GIVEN) and "H800" in note
    assert len(found.sources) == 2
    preset = result(store, "idle_cost")
    note = VIEWS["idle_cost"].chart(preset, language).caption.note_line
    assert (
        note.count(word) == 1
        and ("Hubei, two-part, 110 kV, January 2026" if language == "en" else "湖北，两部制，110 千伏，2026年1月") in note
    )


def test_a_rent_that_the_record_does_not_hold_is_refused(store):
    with pytest.raises(Refused):
        result(store, "idle_cost", settings={**GIVEN, "rent_of": "abacus"})


def test_published_figures_are_drawn_one_basis_at_a_time_with_targets_apart(store):
    found = result(store, "utilization_reports")
    assert found.frame["basis"].unique().tolist() == ["rack_occupancy"]
    assert found.frame["resource"].unique().tolist() == ["racks"]
    assert found.facts["targets"] == found.frame["target"].notna().sum() == 7
    for where in ({"basis": ("mfu", "power")}, {"resource": ("area", "cards")}):
        with pytest.raises(Refused):
            result(store, "utilization_reports", where=where)


KINDS = [(basis, resource) for basis, resource in idle.kinds(rows("utilization_reports"))]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("basis", "resource"), KINDS)
def test_every_basis_of_every_resource_has_a_chart_of_its_own(store, basis, resource, language):
    where = {"basis": (basis,), "resource": (resource,)}
    for view in ("utilization_reports", "utilization_series"):
        found = result(store, view, where=where)
        chart = VIEWS[view].chart(found, language)
        assert found.frame["resource"].nunique() <= 1 and found.frame["basis"].nunique() <= 1
        if resource == "unstated":
            hues = {one.hue for one in chart.encoding.series}
            assert hues <= {"grey", "neutral1", "neutral2", "neutral3"}
            assert "from" not in chart.title.split() and "最低" not in chart.title


def test_a_chart_says_of_what_resource_its_figures_are(store):
    asked = {"basis": ("rack_occupancy",), "resource": ("area",)}
    found = result(store, "utilization_reports", where=asked)
    assert VIEWS["utilization_reports"].chart(found, "en").title.startswith("Rack occupancy (floor area), as published: from 66\u202f%")
    assert VIEWS["utilization_reports"].chart(found, "zh").title.startswith("已公布的上架率（机房面积）：")
    lines = VIEWS["utilization_series"].chart(result(store, "utilization_series", where=asked), "en").encoding.series
    assert [one.name for one in lines] == ["GDS Holdings (area)", "GDS Holdings (area, incl. international)"]


def test_national_racks_are_one_line_with_four_changes_of_scope(store):
    found = result(store, "utilization_series", where={"basis": ("rack_occupancy",), "resource": ("racks",)})
    chart, chinese = (VIEWS["utilization_series"].chart(found, language) for language in ("en", "zh"))
    assert chart.title.replace("\u202f", " ") == (
        "Rack occupancy as published, National racks: 52.8 % in 2017, 71.4 % in June 2026; the scope changed 4 times between"
    )
    assert chinese.title == "公布的上架率，全国机架：2017年 52.8%，2026年6月 71.4%，其间统计范围变动 4 次"
    assert [(one.name, one.style) for one in chart.encoding.series[:2]] == [
        ("National racks", "solid"),
        ("National racks, at least", "floor"),
    ]
    assert [mark.x for mark in chart.encoding.marks] == ["2021-12-31", "2023-12-31", "2024-03-31", "2026-06-30"]


def test_the_figures_of_august_2026_stand_in_a_chart_of_their_own(store):
    found = result(store, "utilization_reports", where={"basis": ("unstated",)})
    chart, chinese = (VIEWS["utilization_reports"].chart(found, language) for language in ("en", "zh"))
    assert (found.frame["period"] == "2026-08").sum() == 3
    assert chart.title == "Published figures with neither basis nor resource stated: 8, and none bears a comparison"
    assert chinese.title == "口径与资源均未说明的公布值：8 个，不可比较"
    assert {one.hue for one in chart.encoding.series} == {"grey"}


def test_the_reasons_of_the_record_are_listed_by_source(store):
    frame = result(store, "idle_reasons").frame
    assert len(frame) == 8 and frame["stated_by"].notna().all()


def test_a_log_without_rows_is_drawn_as_an_empty_state(store):
    found = result(store, "requests")
    assert found.frame.empty and VIEWS["requests"].chart(found, "zh").figure(640)
