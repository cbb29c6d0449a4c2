"""The known answers of the record, through the views that the overview shows."""

import pytest

from views import VIEWS, Query


def facts(store, view: str, **asked: object) -> dict:
    return VIEWS[view].result(store.tables("local"), Query(**asked)).facts


def test_seven_of_27_headline_contracts_are_terminated_and_five_state_a_value(store):
    found = facts(store, "cancellations")
    assert (found["contracts"], found["terminated"], found["with_value"]) == (27, 7, 5)
    assert found["terminated_value_cny"] == 5_453_283_338
    assert found["largest_company"] == "海南华铁"
    assert found["largest_share"] == pytest.approx(0.6767, abs=5e-5)


def test_a_quarter_in_which_no_contract_ended_lost_nothing_and_one_that_states_no_value_is_unknown(store):
    result = VIEWS["cancellations"].result(store.tables("local"))
    frame = result.frame
    assert frame["terminated"].sum() + result.facts["undated_end"] == 7
    assert (frame.loc[frame["terminated"] == 0, "terminated_value_cny"] == 0).all()
    assert frame.loc[frame["quarter"] == "2023-Q4", "signed_value_cny"].isna().all()


def test_the_national_token_series_has_four_dates_and_floors_are_apart(store):
    frame = VIEWS["demand_series"].result(store.tables("local")).frame.query("scope == 'national'")
    assert frame["period_end"].tolist() == ["2024-01-31", "2025-06-30", "2025-12-31", "2026-03-22"]
    assert frame["floor"].notna().tolist() == [False, True, False, True]
    assert (frame["stated"].notna() ^ frame["floor"].notna()).all()


def test_capacity_of_two_precisions_never_shares_a_column(store):
    frame = VIEWS["capacity_series"].result(store.tables("local")).frame
    assert frame["official_fp32_actual_eflops"].dropna().tolist() == [90]
    assert frame["official_fp16_actual_eflops"].dropna().tolist() == [788, 1590, 2185]
    assert frame["period_end"].is_unique


def answer(store, view: str, language: str):
    tables = store.tables("local")
    return VIEWS[view].chart(VIEWS[view].result(tables), language)


ANSWERS = {
    "answer_idle": (
        "Published card use runs from at most 20\u202f% (domestic-chip compute at some centres, April 2025) to 55\u202f% (China Mobile "
        "(Mobile Cloud GPU), June 2025); 71.4\u202f% of racks are occupied (June 2026), which says nothing of the cards in them",
        "卡利用率：部分智算中心的国产芯片算力为 20% 及以下（2025年4月），"
        "中国移动（移动云加速卡）为 55%（2025年6月）；上架率 71.4%（2026年6月），不等于卡在用",
    ),
    "answer_reasons": (
        "8 reasons are on record, given by 5 speakers to one investigation (July 2025); "
        "for 4 of them the record holds a figure that bears on it",
        "记录中有 8 类原因，由 5 方向同一篇调查（2025年7月）陈述；其中 4 类在记录中有相关数字",
    ),
    "answer_contracts": (
        "7 of 27 contracts were terminated; of the value of those started by the end of 2025, 48\u202f% was "
        "terminated, 23\u202f% without the largest. "
        "Of 11 more nothing was heard for a year (CNY 6.08 bn where stated, 9 of them)",
        "27 份合同中 7 份已终止；2025年底前起始的金额中 48% 已终止，剔除最大一份为 23%；"
        "另有 11 份一年未见消息（其中 9 份披露金额，合计 60.8 亿元）",
    ),
    "answer_inference": (
        "No national measurement is in the record. Estimates for China put inference at 40\u202f% (April 2025) "
        "to 58\u202f% (December 2021), on bases that cannot be joined; forecasts and plans say 60\u202f% or more",
        "记录中没有全国性测量。国内估计推理占 40%（2025年4月）至 58%（2021年12月），口径不同、不可合并；预测与规划为 60% 及以上",
    ),
    "answer_fit": (
        "The record cannot tell glut from shortage: the tokens counted need 371 to 1,000 EFLOPS of hardware, before training, "
        "of 1,590 to 2,185 EFLOPS installed. Eight H100 are quoted at CNY 75,000–79,000 a month "
        "(type not stated, bare metal)",
        "记录无法判定过剩或短缺：已统计词元需硬件算力 371 至 1,000 EFLOPS（不含训练），"
        "官方规模 1,590 至 2,185 EFLOPS；八卡 H100 月租报价 7.5 万～7.9 万元（未说明租用方式，裸金属）",
    ),
}


@pytest.mark.parametrize("view", ANSWERS)
def test_each_of_the_five_questions_has_its_answer_in_both_languages(store, view):
    assert tuple(answer(store, view, language).title for language in ("en", "zh")) == ANSWERS[view]


def test_the_rows_under_an_answer_name_value_basis_date_and_publisher(store):
    idle = [(row.value, row.note) for row in answer(store, "answer_idle", "en").headlines]
    assert idle == [
        ("at most 20\u202f%", "card use · April 2025 · 36氪"),
        ("55\u202f%", "card use · June 2025 · reportify"),
        ("71.4\u202f%", "rack occupancy · June 2026 · 腾讯新闻 (MIIT press conference)"),
    ]
    fell = answer(store, "answer_contracts", "en").headlines
    assert len(fell) == 7
    assert (fell[0].value, fell[0].label, fell[0].note) == (
        "CNY 3.69 bn",
        "Hainan Huatie",
        "ended 30 September 2025 · 211 days · No orders placed",
    )
    assert [row.value for row in fell[-2:]] == ["Value not stated"] * 2


def test_the_share_of_value_is_drawn_by_starting_year_and_the_running_year_apart(store):
    frame = answer(store, "answer_contracts", "en").frame.set_index("year")
    assert frame["contracts"].to_dict() == {2023: 3, 2024: 12, 2025: 2, 2026: 7}
    assert frame["old"].round(2).to_dict() == pytest.approx(
        {2023: float("nan"), 2024: 0.47, 2025: float("nan"), 2026: float("nan")}, nan_ok=True
    )
    assert frame["young"].dropna().round(2).to_dict() == {2025: 0.5, 2026: 0}
