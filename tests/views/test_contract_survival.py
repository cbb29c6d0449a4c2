"""The record's known answers on how long contracts last, through the view that pages and command line use."""

import pytest

from data.schema import Refused
from views import VIEWS, Query

VIEW = VIEWS["contract_survival"]


def result(store, **asked):
    return VIEW.result(store.tables("local"), Query(**asked))


def test_a_year_after_signing_by_each_reading_of_silence(store):
    facts = result(store).facts
    assert [round(facts[reading], 4) for reading in ("followed", "announced", "worst")] == [0.5400, 0.7448, 0.1667]
    assert [facts[f"{reading}_contracts"] for reading in ("followed", "announced", "worst")] == [11, 16, 16]
    assert [facts[f"{reading}_terminated"] for reading in ("followed", "announced", "worst")] == [5, 5, 16]
    assert (facts["contracts"], facts["listed"]) == (18, {"known_at_end": 1, "no_start": 1})
    assert (round(facts["low"], 4), round(facts["high"], 4)) == (0.1812, 0.8960), "from the lower limit of one to the upper of the other"


def test_the_rows_at_risk_are_those_of_the_picture(store):
    frame = result(store).frame.set_index("days")
    assert frame.loc[[0, 183, 365, 548, 730], "at_risk_announced"].tolist() == [10, 15, 11, 10, 7]
    assert frame.loc[[0, 183, 365], "at_risk_followed"].tolist() == [8, 8, 3]
    assert frame.loc[[548, 730], "followed"].isna().all(), "the curve ends where nobody is at risk"


def test_the_title_says_both_readings_and_the_foot_the_worst(store):
    found = result(store)
    english, chinese = VIEW.chart(found, "en"), VIEW.chart(found, "zh")
    assert english.title.replace("\u202f", " ").startswith("A year after signing, 54 % or 74 % of contracts still stand")
    assert chinese.title == "签约一年后的合同存续率：54% 还是 74%，取决于如何看待沉默的合同"
    assert "17%" in chinese.caption.note_line and "终止少于 10 起" in chinese.caption.note_line
    assert [one.y for one in english.encoding.series] == ["high", "announced", "followed"]
    shown = VIEW.chart(result(store, settings={"worst": "shown"}), "en")
    assert shown.encoding.series[-1].y == "worst" and len(shown.encoding.under.rows) == 3


def test_by_value_it_stands_beside_the_curve_without_the_largest_contract(store):
    with_it, without = (result(store, settings={"weigh": weigh}) for weigh in ("value", "value_without_largest"))
    assert with_it.facts["largest"]["company"] == "蓝耘科技" and with_it.facts["without_value"] == 3
    assert without.facts["in_curve"] == with_it.facts["in_curve"] - 1
    for facts in (with_it.facts, without.facts):
        assert facts["low"] <= facts["followed"] <= facts["announced"] <= facts["high"]


def test_currencies_are_not_added_but_may_be_counted(store):
    both = {"currency": ("CNY", "USD")}
    assert result(store, where=both).facts["contracts"] == 37
    with pytest.raises(Refused) as refused:
        result(store, where=both, settings={"weigh": "value"})
    assert refused.value.problems[0].code == "survival.several_currencies"


@pytest.mark.parametrize("by", VIEW.by)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_group_can_be_drawn(store, by, language):
    found = result(store, by=by)
    chart = VIEW.chart(found, language)
    assert chart.title and len(chart.encoding.series) <= 4
    assert chart.encoding.under.rows
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
