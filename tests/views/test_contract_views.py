"""The known answers on the contracts of the record, each under the filter that the record's README names."""

import json

import pytest

import cli
from data.schema import Refused
from views import VIEWS, Query


def result(store, view: str, **asked: object):
    return VIEWS[view].result(store.tables("local"), Query(**asked))


def test_started_by_the_end_of_2025_five_of_fourteen_with_a_value_ended_and_without_huatie_four_of_thirteen(store):
    facts = result(store, "contract_concentration", settings={"as_of": "2025-12-31"}).facts
    assert (facts["terminated"], facts["contracts"]) == (5, 14)
    assert facts["value_share"] == pytest.approx(0.4824, abs=5e-5)
    assert (facts["largest_company"], facts["terminated_without"], facts["contracts_without"]) == ("海南华铁", 4, 13)
    assert facts["value_share_without"] == pytest.approx(0.2316, abs=5e-5)


def test_the_headline_is_of_contracts_old_enough_and_all_years_stand_beside_it(store):
    found = result(store, "cancellations")
    chart, chinese = (VIEWS["cancellations"].chart(found, language) for language in ("en", "zh"))
    assert chart.title.replace("\u202f", " ").startswith(
        "6 of 17 firm compute-service contracts started by the end of 2025 were terminated; one contract is 68 % of the CNY 5.45 bn"
    )
    assert chinese.title.startswith("2025年底前起始的 17 份正式算力服务合同中，6 份已终止；")
    for part in ("2023, 1 of 3", "2024, 4 of 12", "2025, 1 of 2", "2026, 0 of 7", "unknown, 1 of 3"):
        assert part in chart.headlines[1].note and part in chart.caption.note_line
    assert "2024年 12 份中 4 份" in chinese.headlines[1].note
    note = chart.caption.note_line.replace("\u202f", " ")
    assert "By value 48.24 % of what started by the end of 2025 has ended, of all years 16.25 %" in note
    assert "按金额计，2025年底前起始的合同已终止 48.24%，全部年份为 16.25%" in chinese.caption.note_line


def test_never_performed_stands_beside_ended_with_what_hangs_on_one_contract(store):
    found = result(store, "cancellations")
    assert (found.facts["never"]["count"], found.facts["never"]["value"]) == (3, 4_591_360_138)
    assert found.facts["never"]["elsewhere"] == ({"currency": "USD", "count": 1, "value": 20_000_000.0},)
    english, chinese = (VIEWS["cancellations"].chart(found, language).headlines[2] for language in ("en", "zh"))
    assert (english.label, english.value, chinese.label, chinese.value) == (
        "Never performed",
        "3, CNY 4.59 bn",
        "从未履行",
        "3 份，45.9 亿元",
    )
    note = english.note.replace("\u202f", " ")
    assert "北京中科新远科技有限公司 (CNY 346 m), not stated as ended: with it 17.28 % of the value ended, without it 16.25 %" in note
    assert note.endswith("1 more in USD, USD 20 m") and chinese.note.endswith("另有美元合同 1 份，2,000 万美元")


def test_one_contract_is_two_thirds_of_the_value_terminated(store):
    facts = result(store, "contract_concentration").facts
    assert facts["terminated_value_cny"] == 5_453_283_338
    assert facts["largest_share"] == pytest.approx(0.6767, abs=5e-5)
    assert facts["terminated_value_without_cny"] == 1_763_283_338


def test_of_all_contracts_in_cny_seven_terminated_ones_state_a_value(store):
    for view in ("cancellations", "contract_reasons", "contract_bridge"):
        facts = result(store, view, settings={"selection": "all"}).facts
        assert (facts["with_value"], facts["terminated_value_cny"]) == (7, 6_640_283_338)


def test_the_ledger_has_every_contract_and_its_filters_narrow_it(store):
    assert len(result(store, "contract_ledger").frame) == 116
    assert len(result(store, "contract_ledger", settings={"selection": "headline"}).frame) == 27
    assert len(result(store, "contract_ledger", where={"currency": ("USD",)}).frame) == 42
    ended = result(store, "contract_ledger", where={"status": ("terminated",), "currency": ("CNY",)}).frame
    assert len(ended) == 9


@pytest.mark.parametrize("text", ["莲花", "lianhua", "600186", "600186.sh", "lotus 600186-2024"])
def test_a_contract_is_found_by_a_part_of_any_of_its_names(store, text):
    found = result(store, "contract_ledger", settings={"search": text}).frame
    assert set(found["ticker"]) == {"600186.SH"}


def test_a_companys_own_word_is_marked_as_weak(store):
    frame = result(store, "contract_timeline", settings={"contract": "603300-20250305-1"}).frame
    confirmed = frame[frame["event"] == "confirmed"].iloc[0]
    assert (confirmed["event_date"], confirmed["is_weak"]) == ("2025-03-10", True)
    ledger = result(store, "contract_ledger").frame.set_index("contract_id")
    assert ledger.loc["002229-000000-1", "last_word_by"] == "own"
    assert ledger.loc["603220-20240528-1", "last_word_by"] == "announcement"


def test_the_facts_of_one_contract_stand_in_the_order_of_their_dates(store):
    frame = result(store, "contract_timeline", settings={"contract": "603300-20250305-1"}).frame
    assert frame["event"].tolist() == ["signed", "announced", "confirmed", "delayed", "delayed"] + [
        "inquiry_letter",
        "terminated",
        "case_opened",
        "penalty_notice",
    ]
    assert frame["source_url"].notna().all()


def test_a_contract_that_is_not_there_is_refused(store):
    with pytest.raises(Refused) as refused:
        result(store, "contract_timeline", settings={"contract": "none"})
    assert refused.value.problems[0].code == "contracts.no_contract"


def test_two_of_seven_endings_state_no_reason(store):
    found = result(store, "contract_reasons")
    assert (found.facts["not_stated"], found.facts["terminated"]) == (2, 7)
    assert found.frame["reason_category"].iloc[-1] == "not_stated"
    assert found.frame["value_share"].sum() == pytest.approx(1)


def test_executed_shares_are_shown_where_delivery_is_stated_and_the_others_are_counted(store):
    found = result(store, "contract_executed", settings={"selection": "all"})
    assert found.frame["executed_share"].round(4).tolist() == [0, 0.0364, 0]
    assert found.facts["without"] == 6


def test_lotus_2025_is_the_only_complete_denominator(store):
    found = result(store, "contract_cohorts")
    facts = found.facts
    assert facts["complete"] == 1
    assert (facts["signed_contracts"], facts["ended_contracts"], facts["never_performed_contracts"]) == (61, 9, 3)
    assert facts["ended_share_contracts"] == pytest.approx(0.148, abs=5e-4)
    assert facts["ended_share_value"] == pytest.approx(0.832, abs=5e-4)
    bound = [(row["company"], round(row["ended_share"], 3)) for row in facts["bounds"]]
    assert bound == [("航锦科技", 0.119)], "more than 5.3bn signed, less than 0.63bn ended: at most so large, and no denominator"
    chart = VIEWS["contract_cohorts"].chart(found, "en")
    assert "Hangjin Technology" in chart.caption.note_line and "at most 11.9" in chart.caption.note_line
    assert set(chart.frame["ticker"]) == {"600186.SH"}


def test_the_numerator_of_a_quarter_is_part_of_its_denominator_and_every_ending_has_its_place(store):
    found = result(store, "cancellation_rate")
    frame, facts = found.frame, found.facts
    for base in ("presumed", "confirmed"):
        assert (frame[f"terminated_{base}"] <= frame[f"in_force_{base}"]).all()
    assert (frame["in_force_confirmed"] <= frame["in_force_presumed"]).all()
    # Of the three contracts without a known start, which are in no quarter, one ended.
    assert (facts["endings"], facts["same_quarter"], facts["known_late"], facts["left_out"]) == (5, 0, 1, 3)


def test_a_superseded_announcement_is_not_counted_beside_the_one_that_replaced_it(store):
    found = result(store, "investments_by_quarter")
    assert (found.facts["announcements"], found.facts["superseded"]) == (27, 1)
    third = found.frame.set_index("quarter").loc["2025-Q3"]
    assert third["raised_cny"] == 1_695_000_000 + 1_354_000_000
    assert found.frame.set_index("quarter").loc["2025-Q2", "raised_cny"] == 1_000_000_000 + 1_920_234_800 + 4_500_000_000


MIXED = {"currency": ("CNY", "USD")}


def test_currencies_are_never_added_without_a_dated_rate(store):
    for settings, code in (({}, "contracts.no_rate"), ({"usd_cny": "7.1"}, "contracts.no_rate_day")):
        with pytest.raises(Refused) as refused:
            result(store, "cancellations", where=MIXED, settings=settings)
        assert [problem.code for problem in refused.value.problems] == [code]


def test_a_rate_with_its_day_converts_and_is_said(store):
    given = {"usd_cny": "7", "rate_on": "2026-11-20"}
    found = result(store, "cancellations", where=MIXED, settings=given)
    alone = result(store, "cancellations", where={"currency": ("USD",)})
    assert alone.facts["unit"] == "usd"
    cny = result(store, "cancellations").frame.set_index("quarter")["signed_value_cny"].sum()
    usd = alone.frame["signed_value_usd"].sum()
    assert found.frame["signed_value_cny"].sum() == pytest.approx(cny + 7 * usd)
    chart = VIEWS["cancellations"].chart(found, "en")
    assert "USD converted at CNY 7 each, a rate of 2026-11-20" in chart.caption.note_line


def test_the_command_line_prints_the_known_answer(store, capsys):
    store.close()
    assert cli.main(["result", "contract_concentration", "--set", "as_of=2025-12-31", "--lang", "en"]) == 0
    assert json.loads(capsys.readouterr().out)["facts"]["value_share"] == pytest.approx(0.4824, abs=5e-5)


def test_the_headline_backlog_is_not_assessable_and_never_0(store):
    facts = result(store, "backlog_at_risk").facts
    assert (facts["contracts"], facts["assessed"], facts["not_assessable"]) == (20, 0, 19)
    assert facts["at_risk_low_cny"] is None
    assert sum(facts["grounds"].values()) == 19
    chart = VIEWS["backlog_at_risk"].chart(result(store, "backlog_at_risk"), "zh")
    assert chart.headlines[0].value == "无法评估"


def test_a_backlog_that_both_readings_reach_has_an_interval(store):
    facts = result(store, "backlog_at_risk", settings={"selection": "all", "within": "6"}).facts
    assert facts["assessed"] == 2
    assert facts["low_cny"] < facts["at_risk_low_cny"] < facts["at_risk_high_cny"] < facts["high_cny"] < facts["assessed_cny"]
    assert facts["assessed"] + facts["lower_only"] + facts["not_assessable"] == facts["contracts"]
