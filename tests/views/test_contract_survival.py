"""The record's known answers on how long contracts last, through the view that pages and command line use."""

import datetime as dt

import pytest

from data.schema import Refused
from views import VIEWS, Query

VIEW = VIEWS["contract_survival"]


def result(store, **asked):
    return VIEW.result(store.tables("local"), Query(**asked))


def test_a_year_after_signing_by_each_reading_of_silence(store):
    facts = result(store).facts
    assert [round(facts[reading], 4) for reading in ("followed", "announced", "worst")] == [0.5455, 0.7716, 0.1104]
    assert [facts[f"{reading}_contracts"] for reading in ("followed", "announced", "worst")] == [14, 23, 23]
    assert [facts[f"{reading}_terminated"] for reading in ("followed", "announced", "worst")] == [5, 5, 23]
    assert (facts["contracts"], facts["listed"]) == (27, {"known_at_end": 1, "no_start": 3})
    assert (round(facts["low"], 4), round(facts["high"], 4)) == (0.1842, 0.9082), "from the lower limit of one to the upper of the other"


def test_the_rows_at_risk_are_those_of_the_picture(store):
    frame = result(store).frame.set_index("days")
    assert frame.loc[[0, 183, 365, 548, 730], "at_risk_announced"].tolist() == [17, 17, 12, 11, 8]
    assert frame.loc[[0, 183, 365], "at_risk_followed"].tolist() == [11, 9, 3]
    assert frame.loc[[548, 730], "followed"].isna().all(), "the curve ends where nobody is at risk"


def test_the_title_says_both_readings_and_the_foot_the_worst(store):
    found = result(store)
    english, chinese = VIEW.chart(found, "en"), VIEW.chart(found, "zh")
    assert english.title.replace("\u202f", " ").startswith("A year after signing, 55 % or 77 % of contracts still stand")
    assert chinese.title == "签约一年后的合同存续率：55% 还是 77%，取决于如何看待沉默的合同"
    assert "11%" in chinese.caption.note_line and "终止少于 10 起" in chinese.caption.note_line
    assert [one.y for one in english.encoding.series] == ["high", "announced", "followed"]
    shown = VIEW.chart(result(store, settings={"worst": "shown"}), "en")
    assert shown.encoding.series[-1].y == "worst" and len(shown.encoding.under.rows) == 3


def test_by_value_it_stands_beside_the_curve_without_the_largest_contract(store):
    with_it, without = (result(store, settings={"weigh": weigh}) for weigh in ("value", "value_without_largest"))
    assert with_it.facts["largest"]["company"] == "赛意信息" and with_it.facts["without_value"] == 3
    assert without.facts["in_curve"] == with_it.facts["in_curve"] - 1
    for facts in (with_it.facts, without.facts):
        assert facts["low"] <= facts["followed"] <= facts["announced"] <= facts["high"]


def test_currencies_are_not_added_but_may_be_counted(store):
    both = {"currency": ("CNY", "USD")}
    assert result(store, where=both).facts["contracts"] == 48
    with pytest.raises(Refused) as refused:
        result(store, where=both, settings={"weigh": "value"})
    assert refused.value.problems[0].code == "contracts.no_rate"


@pytest.mark.parametrize("by", VIEW.by)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_group_can_be_drawn(store, by, language):
    found = result(store, by=by)
    chart = VIEW.chart(found, language)
    assert chart.title and len(chart.encoding.series) <= 4
    assert chart.encoding.under.rows
    declared = {"side": ["买方", "卖方"], "commitment": ["合作协议", "正式合同", "框架协议"], "prepaid": ["未说明", "是"]}
    if by in declared and language == "zh":
        assert [one.name for one in chart.encoding.series] == declared[by]
    if by not in ("total", "side"):
        assert set(found.facts["groups_tested"]) == {
            f"{test}_{one}" for test in ("log_rank", "wilcoxon") for one in ("followed", "announced")
        }


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_one_contract_and_none_ended_each_have_words(store, language):
    nothing = VIEW.chart(result(store, where={"company": ("无此公司",)}), language)
    one = VIEW.chart(result(store, where={"company": ("海南华铁",)}), language)
    silent = VIEW.chart(result(store, where={"company": ("中贝通信",)}), language)
    titles = [chart.title for chart in (nothing, one, silent)]
    assert len(set(titles)) == 3 and nothing.frame.empty and one.frame.empty and not silent.frame.empty
    assert all(chart.figure(390).layout.annotations for chart in (nothing, one, silent))


def test_currencies_are_added_with_a_dated_rate_that_is_said(store):
    rate = {"weigh": "value", "usd_cny": "7.1", "rate_on": "2026-11-20"}
    found = result(store, where={"currency": ("CNY", "USD")}, settings=rate)
    assert found.facts["unit"] == "cny" and found.facts["in_curve"] > 16
    assert "7.1" in VIEW.chart(found, "en").caption.note_line


def asked(store, view, language, **query):
    found = VIEWS[view].result(store.tables("local"), Query(**query))
    return found, VIEWS[view].chart(found, language)


def test_without_a_completed_contract_the_words_say_so(store):
    found, chart = asked(store, "contract_incidence", "en")
    assert found.facts["completed"] == 0 and chart.title.startswith("No completed contract in this selection")
    assert found.facts["incidence_terminated"] == pytest.approx(1 - 0.7716123) == pytest.approx(1 - found.facts["survival"])
    assert asked(store, "contract_incidence", "zh")[1].title.startswith("本选择中没有履行完毕的合同")


def test_where_one_was_completed_the_shares_sum_to_one_and_the_biased_figure_is_higher(store):
    found, chart = asked(store, "contract_incidence", "en", settings={"selection": "all"})
    facts = found.facts
    assert facts["completed"] == 1 and len(chart.encoding.series) == 2
    assert facts["incidence_terminated"] + facts["incidence_completed"] + facts["survival"] == pytest.approx(1)
    assert facts["one_less_survival"] > facts["incidence_terminated"]
    assert "One less Kaplan–Meier" in chart.caption.note_line


def test_the_hazard_by_date_has_the_events_of_the_record_beside_it(store):
    found, chart = asked(store, "contract_hazard", "en")
    years = found.facts["years"]["announced"]
    assert {year: line["terminated"] for year, line in years.items()} == {"2023": 0, "2024": 2, "2025": 3, "2026": 0}
    assert found.frame["announced"].iloc[-1] == pytest.approx(1 / 10 + 1 / 11 + 1 / 12 + 1 / 13 + 1 / 12)
    assert [mark.label for mark in chart.encoding.marks][:2] == ["DeepSeek V3 released", "DeepSeek R1 released"]
    policy = asked(store, "contract_hazard", "zh", settings={"marks": "policy"})[1]
    assert len(policy.encoding.marks) > 5 and asked(store, "contract_hazard", "en", settings={"marks": "none"})[1].encoding.marks == ()


def test_the_tail_of_a_vintage_is_immature_from_the_age_of_its_youngest(store):
    found, chart = asked(store, "contract_vintages", "en")
    told = found.facts["vintages"]["2024-H1"]
    assert (told["signed"], told["terminated"], told["mature_days"]) == (8, 3, 878)
    rows = found.frame[found.frame["vintage"] == "2024-H1"]
    assert rows.loc[rows["days"] > 878, "mature"].isna().all() and rows.loc[rows["days"] < 878, "immature"].isna().all()
    tails = [one for one in chart.encoding.series if one.y.startswith("immature") and not one.name]
    assert {one.hue for one in tails} == {"grey"}
    assert found.facts["vintages"]["2026-H1"]["reason"] == "immature"
    assert all(name.count("-Q") for name in asked(store, "contract_vintages", "zh", settings={"span": "quarter"})[0].facts["vintages"])


def test_hazard_ratios_are_penalised_when_terminations_are_few_and_refused_where_one_contract_decides(store):
    found, chart = asked(store, "contract_cox", "en")
    lines = found.frame.set_index("covariate")
    assert set(lines["method"]) == {"firth", "none"}
    assert (lines.loc["free_exit", "reason"], lines.loc["seller_other_industry", "reason"]) == ("one_contract", "no_variation")
    known = lines.dropna(subset=["hazard_ratio"])
    assert ((known["low"] < known["hazard_ratio"]) & (known["hazard_ratio"] < known["high"])).all()
    assert chart.encoding.dots and "not estimable" in " ".join(chart.frame["named"])
    joint = asked(store, "contract_cox", "zh", settings={"fit": "joint"})
    assert set(joint[0].frame["reason"]) == {"too_few", "one_contract", "no_variation"} and joint[1].frame.empty


LASTING = ("contract_survival", "contract_incidence", "contract_hazard", "contract_vintages", "contract_cox")


@pytest.mark.parametrize("view", LASTING)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_view_has_words_and_a_drawing_for_no_contract_and_for_one(store, view, language):
    for company in ("无此公司", "海南华铁"):
        chart = asked(store, view, language, where={"company": (company,)})[1]
        assert chart.title and "{" not in chart.title and chart.figure(390).layout.annotations


@pytest.mark.parametrize("view", LASTING)
def test_every_view_leaves_as_slides_workbook_and_page(store, view):
    from export import exported

    chart = asked(store, view, "zh")[1]
    assert all(exported(chart, form, dt.date(2026, 11, 25)) for form in ("xlsx", "csv", "html"))
