"""Words at their edges: one bound alone, two of a kind, the group with the most, and figures of as many digits in both languages."""

from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.idle import utilization_reports
from analysis.overview import answer_idle
from charts.demand.words import figure
from charts.ends import Box
from charts.forecasting import _time
from charts.idle.held import held
from charts.idle.published import reports
from charts.overview.idle import idle as answer
from charts.point_names import _within
from charts.rents.cards import fit
from charts.rents.words import money
from charts.rows import _roomy
from charts.survival.words import finding
from charts.ticks import Ticks
from data.schema import Column, Result, Text
from data.tables import DATASETS
from i18n.format import large, own_decimals, significant, stated_percent


@pytest.mark.parametrize(
    ("low", "high", "en", "zh"),
    [
        (None, 5.0, "at most CNY 5", "不超过 5 元"),
        (5.0, None, "at least CNY 5", "不低于 5 元"),
        (5.0, 5.0, "CNY 5", "5 元"),
        (5.0, 5.5, "CNY 5–5.5", "5～5.5 元"),
        (None, None, "–", "–"),
    ],
)
def test_one_bound_of_a_rent_says_which_it_is(low, high, en, zh):
    assert (money(low, high, "cny", "en"), money(low, high, "cny", "zh")) == (en, zh)


def test_millions_of_racks_have_the_digits_that_are_compared():
    assert figure(13_734_567, "racks", "en").replace("\u202f", " ").startswith("13.73 m")
    assert "1,373.5" in figure(13_734_567, "racks", "zh")
    assert figure(1_000_000, "racks", "en").replace("\u202f", " ") == "1 m racks" and figure(999_999, "racks", "en").startswith("999,999")


@pytest.mark.parametrize(
    ("value", "en", "zh"),
    [
        (3.725e9, "3.73 bn", "37.3 亿"),
        (890_200.0, "890,200", "89.02 万"),
        (46_720.0, "46,720", "4.672 万"),
        (13.634e6, "13.6 m", "1,360 万"),
    ],
)
def test_a_figure_has_as_many_digits_in_one_language_as_in_the_other(value, en, zh):
    assert (large(value, "en").replace("\u202f", " "), large(value, "zh").replace("\u202f", " ")) == (en, zh)


def test_halves_are_rounded_up_and_a_source_keeps_its_own_digits():
    assert [significant(value, "en") for value in (0.125, 0.0125, 37.25, 3.725)] == ["0.125", "0.0125", "37.3", "3.73"]
    assert [stated_percent(value, "zh") for value in (0.32, 0.6767, 0.285, 1.0)] == ["32%", "67.67%", "28.5%", "100%"]
    assert [own_decimals(value) for value in (82.0, 67.67, 1 / 3, 1200.0)] == [0, 2, 4, 0]


def test_of_pools_of_two_counters_the_one_with_the_most_held_idle_is_named():
    frame = pd.DataFrame({"pool": ["a", "b", "c"], "held_idle_of_allocated": [0.2, 0.6, None]})
    facts = {"share": None, "clusters": (), "pools": 3, "installed": 3.0, "first_hour": pd.Timestamp("2026-01-01")}
    facts |= {"last_hour": pd.Timestamp("2026-01-02"), "held_idle": None}
    assert held(Result(frame, (), "test 1", facts=facts), "en").title.replace("\u202f", " ") == (
        "Most was held and not used in b: 60.0 % of what was allocated"
    )


def test_two_contracts_bear_a_share_and_one_does_not():
    facts = {"weigh": "count", "followed": 0.5, "announced": 0.75, "terminated": 1, "contracts": 9}
    two, one = (finding(Result(pd.DataFrame(), (), "test 1", facts={**facts, "in_curve": count}), "zh") for count in (2, 1))
    assert "50% 还是 75%" in two and one == "仅一份合同可跟踪，不给出存续率（列出 9 份）"


def test_two_cards_are_compared_and_one_is_not():
    told = {"precision": "fp32", "performance": "fp32_tflops", "without": 0, "classes": ("unknown",) * 2}
    ends = {"richest": {"model": "A", "bytes_per_operation": 0.05}, "hungriest": {"model": "B", "bytes_per_operation": 0.01}}
    frame = pd.DataFrame({"model": ["A", "B"], "fp32_tflops": [1.0, 5.0], "memory_bandwidth_gbps": [50.0, 50.0]})
    columns = (Column("model", "text", Text("Card", "卡")), Column("fp32_tflops", "number", Text("FP32", "FP32")))
    two = fit(Result(frame, columns, "test 1", facts={**told, **ends, "cards": 2}), "en").title
    assert two.startswith("A can move 50 bytes of memory for a thousand") and two.endswith("B only 10")


def test_two_readings_that_round_to_one_share_are_one_share():
    facts = {"weigh": "count", "followed": 0.501, "announced": 0.504, "terminated": 1, "contracts": 9, "in_curve": 4}
    title = finding(Result(pd.DataFrame(), (), "test 1", facts=facts), "zh")
    assert title.count("50%") == 1 and "还是" not in title


REPORT = {"period": "2026", "region": "CN", "scope": "national", "compute_kind": "intelligent", "basis": "gpu_utilization"}
REPORT |= {"resource": "cards", "is_target": False, "confidence": "high", "source_id": "s", "source_publisher": "P"}


def published(*given):
    rows = pd.DataFrame([REPORT | {"subject": name, "subject_zh": name} | one for name, one in given])
    return rows.reindex(columns=[*DATASETS["utilization_reports"].names, "source_id"])


def test_two_stated_figures_have_a_least_and_a_most_and_one_has_not():
    one, two = ("a", {"point": 0.2}), ("b", {"point": 0.5})
    titles = [reports(utilization_reports(published(*rows)), "en").title.replace("\u202f", " ") for rows in ((one, two), (one,))]
    assert titles[0].endswith("as published: from 20 % for a (2026) to 50 % for b (2026)")
    assert titles[1].endswith("as published; figures: 1")


def test_figures_of_one_group_need_no_heading_and_those_of_two_have_one_each():
    used, let = ("a", {"point": 0.2}), ("b", {"point": 0.5, "basis": "leased_rate"})
    day = pd.Timestamp(2026, 11, 25)
    found = [answer(answer_idle(published(*rows), day), "zh").frame["named"].tolist() for rows in ((used,), (used, let))]
    assert [len(names) for names in found] == [1, 4] and found[0] == [found[1][1]]


@pytest.mark.parametrize(
    ("text", "en", "zh"), [("2026-03-01 06:00", "1 March 2026 06:00", "2026年3月1日 06:00"), ("7", "step 7", "第 7 步")]
)
def test_the_time_of_a_step_keeps_its_hour_and_a_number_is_a_step(text, en, zh):
    assert (_time(text, "en"), _time(text, "zh")) == (en, zh)


@pytest.mark.parametrize(("left", "top", "within"), [(0, 0, True), (-0.5, 0, False), (0, -0.5, False), (90, 0, True), (90.5, 0, False)])
def test_a_name_may_touch_the_edge_of_its_drawing_and_not_leave_it(left, top, within):
    sheet = SimpleNamespace(plot_width=100, plot_height=20, right=4)
    assert _within(Box(left, top, left + 10, top + 20), sheet) is within


@pytest.mark.parametrize(("low", "high", "ends"), [(-3, 0, [-3.75, 0]), (0, 3, [0, 3.75]), (-3, 3, [-5, 5]), (0, 0, [0, 0])])
def test_bars_have_room_for_their_numbers_on_the_sides_on_which_they_are(low, high, ends):
    assert _roomy(Ticks((), (), low, high), 40, 200) == ends
