"""What else the shipped hours and the record say of idleness, through the views."""

import duckdb
import ibis
import pytest

from analysis import idle
from data.schema import Refused
from data.sources import rows
from views import VIEWS, Query

GIVEN = {
    "price_cny": "200000",
    "service_years": "5",
    "capital_rate": "0.05",
    "idle_power_w": "90",
    "power_cny": "0.6",
    "space_cny": "100",
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


def test_a_cost_is_refused_until_every_price_is_given(store):
    with pytest.raises(Refused) as refused:
        result(store, "idle_cost")
    assert {problem.code for problem in refused.value.problems} == {"view.missing_entry"}
    assert len(refused.value.problems) == 6


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
