"""What the demand topic says: a fact does not move with a scenario, a central value is no lower bound, a forecast no figure of what was."""

import pandas as pd
import pytest

from analysis import demand
from analysis.demand.catalogue import Shipped
from charts import demand as drawn
from data.schema import Text
from export import exported
from i18n import say
from views import VIEWS, Query, asked

LANGUAGES = ("en", "zh")
SCENARIO = {"en": ("cenario", "inputs rest on an assumption"), "zh": ("情景", "个参数中有")}
MOVED = ("token_compute", "token_load", "crossover", "demand_outlook", "demand_inputs")
"""The views that take the inputs of the scenario."""


def chart(store, name, language, *settings, where=()):
    view, query = asked(name, where=where, settings=settings)
    return view.chart(view.result(store.tables("local"), query), language)


def plain(text):
    return text.replace("\u202f", " ")


def stated(made, language):
    """What a chart states as a fact: its finding and its cards, those left out that say that they are a scenario's."""
    said = [made.title, *(f"{one.label} {one.value} {one.note}" for one in made.headlines)]
    return [text for text in said if not any(word in text for word in SCENARIO[language])]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MOVED)
def test_no_input_of_a_scenario_moves_what_is_stated_as_a_fact(store, name, language):
    columns = [column for column in VIEWS[name].entries if column in demand.ENTRIES and not column.name.endswith(("_low", "_high"))]
    assert len(columns) == 17
    before = stated(chart(store, name, language), language)
    for column in columns:
        moved = column.high if column.high is not None and column.high <= 1 else 3 * max(column.low or 0, 1)
        after = chart(store, name, language, f"{column.name}={moved}")
        assert set(stated(after, language)) <= set(before), column.name


@pytest.mark.parametrize(
    ("language", "card", "note", "scenario"),
    [
        (
            "en",
            "Load implied by counted tokens",
            "above 140 trillion tokens a day: central value, 72 to 159 EFLOPS in 80 % of draws over the assumed inputs, 3 % to 10 % of",
            "Load implied by tokens, scenario",
        ),
        (
            "zh",
            "词元推算负载（已统计词元）",
            "2026年3月，全国，超过 140 万亿词元/日：中值，按假设参数抽样，80% 区间为 72 至 159 EFLOPS",
            "词元推算负载（情景）",
        ),
    ],
)
def test_tokens_of_a_link_stand_beside_the_counted_ones_and_say_scenario(store, language, card, note, scenario):
    fact, moved = chart(store, "token_compute", language, "tokens_t=200").headlines
    assert chart(store, "token_compute", language).headlines == (fact,)
    assert (fact.label, plain(fact.value)) == (card, "119.9 EFLOPS")
    assert note in plain(fact.note)
    assert (moved.label, plain(moved.value)) == (scenario, "171.3 EFLOPS")
    assert "103" in moved.note and "227" in moved.note


@pytest.mark.parametrize(
    ("language", "title"),
    [
        (
            "en",
            "China, national: above 140 trillion tokens a day imply a load of 119.9 EFLOPS (72 to 159 in 80 % of draws over the ",
        ),
        ("zh", "全国：超过 140 万亿词元/日推算负载为 119.9 EFLOPS（按假设参数抽样，80% 区间为 72 至 159）"),
    ],
)
def test_the_load_of_counted_tokens_is_a_central_value_in_the_finding_the_bars_and_the_file(store, language, title):
    made = chart(store, "token_compute", language)
    assert plain(made.title).startswith(title)
    for words in (made.title, *made.frame["line"], *(one.value for one in made.headlines)):
        assert not any(sign in words for sign in ("▲", "≥", "at least", "至少"))
    rows = exported(made, "csv").decode("utf-8-sig").splitlines()
    assert any("119.9" in row and "71.8" in row and "158.6" in row for row in rows)


def test_an_old_name_of_a_view_still_finds_it():
    assert asked("token_floor")[0] is VIEWS["token_load"]
    assert VIEWS["token_load"].former == ("token_floor",)


@pytest.mark.parametrize(
    ("language", "title", "series"),
    [
        (
            "en",
            "Counted tokens imply a load of 5 % of official FP16 capacity in December 2025, "
            "3 % to 7 % in 80 % of draws over the assumed inputs",
            "Token-implied load",
        ),
        ("zh", "据已统计词元推算，2025年12月的负载为官方 FP16 算力的 5%，按假设参数抽样，80% 区间为 3% 至 7%", "词元推算负载"),
    ],
)
def test_the_load_of_capacity_is_an_estimate_with_its_range(store, language, title, series):
    tables = store.tables("local")
    rows = tables.frame("demand")
    counted = rows[(rows["scope"] == "national") & (rows["period_end"].astype(str) <= "2025-12-31")]
    found = demand.token_load(counted, tables.frame("capacity"), demand.from_record(rows), "FP16")
    made = drawn.load(found, language)
    assert plain(made.title) == title
    (one,) = made.encoding.series
    assert (one.name, one.style, one.low, one.high) == (series, "hollow", "load_low", "load_high")


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("central inputs is 120 EFLOPS", "median draw is 125 EFLOPS")), ("zh", ("推理为 120 EFLOPS", "中位数为 125 EFLOPS"))],
)
def test_the_outlook_says_why_it_starts_above_the_load_of_the_counted_tokens(store, language, words):
    note = plain(chart(store, "demand_outlook", language).caption.note_line)
    assert all(part in note for part in words)
    given = plain(chart(store, "demand_outlook", language, "tokens_t=200").caption.note_line)
    assert say("demand.input_tokens_t", language) in given
    assert not any(part in given for part in words)


def shares(*rows):
    base = {"region": "WORLD", "scope": "workload", "metric": "inference_share", "qualifier": "exact", "unit": "fraction", "made_on": None}
    base |= {"entity_zh": None, "source_publisher": "P", "source_title": "T", "source_id": "s", "basis": "estimate", "derived": False}
    return pd.DataFrame([base | row for row in rows])


CARD = {"model": "card", "flops": 148e12, "bandwidth": 4e12, "source_id": "c"}


@pytest.mark.parametrize(
    ("language", "title", "line"),
    [
        (
            "en",
            "Inference passes training on 3 of 4 published bases: 1 by figures of what was, 1 by forecasts alone, 1 between an estimate",
            "by forecast alone",
        ),
        ("zh", "4 个公布口径中有 3 个显示推理超过训练：1 个依据已有数字，1 个仅据预测，1 个介于估计与预测之间", "（仅据预测）"),
    ],
)
def test_a_forecast_is_not_counted_among_the_figures_of_what_was(language, title, line):
    rows = shares(
        {"entity": "a", "period_end": "2025-12-31", "value": 0.6},
        {"entity": "b", "period_end": "2026-12-31", "value": 0.7, "basis": "forecast"},
        {"entity": "c", "period_end": "2025-12-31", "value": 0.5},
        {"entity": "c", "period_end": "2026-12-31", "value": 0.667, "basis": "forecast"},
        {"entity": "d", "period_end": "2025-12-31", "value": 0.2},
    )
    for error in (0.0, 0.025, 0.2):
        found = demand.crossover(rows, demand.from_record(rows), "2026-03-31", 5, CARD, error)
        made = drawn.crossover(found, language)
        assert made.title.startswith(title)
    by_name = made.frame.set_index("entity")
    assert by_name["rests_on"].fillna("").tolist() == ["", "figures", "forecasts", "both", ""]
    assert line in by_name.loc["b", "line"] and line not in by_name.loc["a", "line"]


def growing(values, name="s"):
    days = [pd.Timestamp(f"{2015 + i}-12-31").date() for i in range(len(values))]
    return Shipped(
        name, Text(name, name), "CN", "demand", "m", "eflops", tuple(days), tuple(map(str, days)), tuple(map(float, values)), 0, ("s",)
    )


@pytest.mark.parametrize(
    ("language", "title"),
    [
        (
            "en",
            "On 1 of the 1 series long enough to tell, the drawn line beats the naive one, "
            "on 0 of 1 constant growth: 3 errors at 2 figures",
        ),
        ("zh", "在足够长的 1 个序列中，所绘曲线有 1 个优于持平外推；与恒定增速相比，1 个中有 0 个更优；共 3 个误差，对照 2 个数字"),
    ],
)
def test_a_contest_names_its_independent_figures_and_constant_growth(language, title):
    """Seven figures that double each year: two can be foreseen, one of them from two dates; constant growth hits both."""
    found = demand.forecast_scores([growing([2**i for i in range(7)]), growing([1, 2], "t")])
    rows = found.frame.set_index("model")
    assert rows.loc["constant_growth", "owa"] == pytest.approx(0, abs=1e-9)
    assert (rows.loc["naive", "errors"], rows.loc["naive", "figures"]) == (3, 2)
    facts = {**found.facts, "only": None}
    assert drawn.scores(type(found)(found.frame, found.columns, found.method, facts=facts), language).title.startswith(title)


def spending(value, metric, entity, basis="estimate"):
    return {"entity": entity, "period_end": "2025", "value": value, "metric": metric, "basis": basis, "unit": "usd", "scope": "company"}


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "2 statements of companies’ spending by 1 publishers; training and R&D exceed inference in 1 of the 2 that state both"),
        ("zh", "1 个发布者给出 2 条企业支出；同时给出两项的 2 条中，训练与研发高于推理的有 1 条"),
    ],
)
def test_which_spending_leads_is_counted_and_not_claimed(language, title):
    rows = shares(
        *(spending(value, "inference_spend_usd", name) for name, value in (("a", 2e9), ("b", 7e9))),
        *(spending(value, "training_spend_usd", name) for name, value in (("a", 5e9), ("b", 6e9))),
    )
    assert drawn.shares(demand.demand_shares(rows, "spending"), language).title == title


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "Workload: inference is put at 10 % (2022) to 80 % (2026)"), ("zh", "工作负载：推理占比为 10%（2022年）至 80%（2026年）")],
)
def test_a_range_of_shares_says_of_which_years_its_ends_are(language, title):
    rows = shares(
        {"entity": "a", "period_end": "2022-12-31", "value": 0.1},
        {"entity": "b", "period_end": "2026-05-28", "value": 0.6, "qualifier": "range_low"},
        {"entity": "b", "period_end": "2026-05-28", "value": 0.8, "qualifier": "range_high"},
        {"entity": "c", "period_end": "2030", "value": 0.9, "basis": "forecast"},
    )
    assert plain(drawn.shares(demand.demand_shares(rows), language).title) == title


def capacities(*rows):
    base = {"region": "CN", "area": None, "metric": "total_compute", "unit": "eflops", "precision": "FP32", "series": "official"}
    base |= {"made_on": None, "edition": None, "source_publisher": "P", "source_title": "T", "source_id": "s"}
    return pd.DataFrame([base | row for row in rows])


@pytest.mark.parametrize(
    ("language", "title", "note"),
    [
        (
            "en",
            "3 of 3 forecasts can be scored; 1 of them were too low, 1 said “above” and more came",
            "Median error 10.0 % of the 1 where",
        ),
        ("zh", "3 条预测中有 3 条可兑现：1 条偏低，1 条预测为“超过”且实际更高", "均非下限的 1 条，误差中位数 10.0%；1 条偏低"),
    ],
)
def test_a_forecast_of_more_than_a_value_is_not_too_low_where_more_came(language, title, note):
    """By hand: 90 against 100 is too low by 10 %; above 60 against 100 is borne out; 120 against above 100 is open."""
    years = ("2023-12-31", "2024-12-31", "2025-12-31")
    ahead = zip(years, (90, 60, 120), ("exact", "above", "exact"), strict=True)
    came = zip(years, (100, 100, 100), ("exact", "exact", "above"), strict=True)
    rows = [{"period_end": day, "value": value, "qualifier": how, "basis": "forecast", "made_on": "2022-01"} for day, value, how in ahead]
    rows += [{"period_end": day, "value": value, "qualifier": how, "basis": "actual"} for day, value, how in came]
    kept = pd.DataFrame(columns=["made_on", "maker", "series", "target"])
    nothing = shares({"entity": "a", "period_end": "2020", "value": 0.1})
    made = drawn.track(demand.track_record(nothing, capacities(*rows), kept, [], pd.Timestamp("2026-11-01").date()), language)
    assert made.title == title
    assert note in plain(made.headlines[0].note)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demand_page_states_the_counted_load_whatever_the_link_gives(store, language):
    heads = VIEWS["token_compute"].chart(VIEWS["token_compute"].result(store.tables("local"), Query()), language).headlines
    given = {"tokens_t": "200", "active_parameters_bn": "74", "cached_share": "0.5"}
    moved = VIEWS["token_compute"].chart(VIEWS["token_compute"].result(store.tables("local"), Query(settings=given)), language).headlines
    assert moved[0] == heads[0]
    assert any(word in moved[1].label for word in SCENARIO[language])


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("en", "Dated in 57 % of the draws: April 2026 to April 2027 (10 % to 90 % of them), median July 2026; already passed in 34 %"),
        ("zh", "57% 的抽样给出时点：2026年4月至2027年4月（其 10% 至 90% 分位），中位数为2026年7月；34% 的抽样中已超过"),
    ],
)
def test_the_median_date_of_the_crossing_says_of_which_draws_it_is(store, language, note):
    """The date is the median of the draws that date the crossing: of all draws, a third of which lie before, it would be earlier."""
    facts = asked("crossover")[0].result(store.tables("local"), Query()).facts
    assert 0.33 < facts["already"] < 0.35 and facts["date_10"] < facts["date_50"] < facts["date_90"]
    assert note in plain(chart(store, "crossover", language).headlines[0].note)
