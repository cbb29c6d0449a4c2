"""Balance of the shipped record through the views: one published pair; all else a named scenario or a refusal."""

import re

import pandas as pd
import pytest

from analysis import balance as analysis_of
from charts import balance as drawn
from data.check import checked_file
from data.digest import digest
from data.schema import Refused
from data.tables import DATASETS
from data.upload import draft
from export import exported
from i18n.problem import sentence
from views import VIEWS, Query

GROWTH = {"supply_growth_low": "0.5", "supply_growth_high": "1.5", "demand_growth_low": "0.2", "demand_growth_high": "0.4"}


def result(store, view, **asked):
    return VIEWS[view].result(store.tables("local"), Query(**asked))


def test_ccid_2023_is_the_one_published_balance(store):
    found = result(store, "balance")
    (row,) = found.frame.to_dict("records")
    assert (row["supply_low"], row["supply_high"], row["demand_low"], row["demand_high"]) == (57.9, 57.9, 123.6, 123.6)
    assert (row["period_end"], row["supply"], row["precision"]) == ("2023-12-31", "ccid", "unstated")
    assert row["met_low"] == pytest.approx(57.9 / 123.6)
    for language, words in (("en", "46.8"), ("zh", "满足率 46.8%")):
        chart = VIEWS["balance"].chart(found, language)
        assert words in chart.title
        assert len(chart.headlines) == 4


@pytest.mark.parametrize(
    "where", [{"precision": ("FP16",)}, {"precision": ("FP32",)}, {"series": ("official",)}, {"series": ("idc_inspur",)}]
)
def test_every_other_basis_is_refused_in_words(store, where):
    with pytest.raises(Refused) as refused:
        result(store, "balance", where=where)
    for language in ("en", "zh"):
        assert "2023-12-31" in sentence(refused.value.problems[0], language)


def test_what_has_no_counterpart_is_listed_and_the_pair_is_not(store):
    frame = result(store, "balance_missing").frame
    pair = frame[(frame["period_end"] == "2023-12-31") & (frame["counter"] == "ccid")]
    assert pair.empty
    assert "other_counter" in set(frame.loc[frame["counter"] == "idc_inspur", "reason"])


@pytest.mark.parametrize(("preset", "low", "high"), [("central", "slow", "fast"), ("slow", "slow", "central"), ("fast", "central", "fast")])
def test_a_gap_is_answered_by_a_preset_of_published_and_of_assumed_growth_that_it_names(store, preset, low, high):
    """Supply grew by 89.9 % a year from December 2025 to June 2026; of the tokens counted, inference by 63, 147 or 399 % to 2027."""
    found = result(store, "balance_scenario", settings={"preset": preset, "from_where": "tokens"})
    paces = {"slow": 0.627, "central": 1.469, "fast": 3.988}
    rates = {"supply_growth_low": 0.4496, "supply_growth_high": 0.8993, "demand_growth_low": paces[low], "demand_growth_high": paces[high]}
    assert found.facts["given"] == pytest.approx(rates, abs=6e-4)
    assert [*found.facts["basis"].values()] == ["half", "published", low, high]
    chart = VIEWS["balance_scenario"].chart(found, "en")
    name = {"central": "Central", "slow": "Slow demand", "fast": "Fast demand"}[preset]
    assert chart.title.startswith(f"Scenario {name}: ") and "(assumption)" in chart.caption.note_line
    assert "as published, FP16, December 2025 to June 2026" in chart.caption.note_line


def test_a_rate_that_is_given_makes_the_gap_the_reader_s_own(store):
    found = result(store, "balance_scenario", settings={"demand_growth_low": "6", "from_where": "tokens"})
    assert found.facts["given"]["demand_growth_high"] == found.facts["given"]["demand_growth_low"] == 6
    assert VIEWS["balance_scenario"].chart(found, "zh").title.startswith("情景（您的参数，其余取“中值”）：")


def test_a_scenario_of_given_growth_starts_from_the_pair(store):
    found = result(store, "balance_scenario", settings=GROWTH)
    assert found.frame.iloc[0][["supply_low", "demand_high"]].tolist() == [57.9, 123.6]
    note = VIEWS["balance_scenario"].chart(found, "en").caption.note_line
    assert "A scenario, not a forecast" in note
    assert "Assumption, a year: supply 50.0" in note


def test_without_a_proxy_no_share_is_drawn_and_the_template_is_named(store):
    tables = store.tables("local")
    with pytest.raises(Refused) as refused:
        analysis_of.regional_mismatch(tables.frame("capacity"), tables.frame("regional_proxies").head(0), "intelligent_compute", {})
    words = {language: sentence(refused.value.problems[0], language) for language in ("en", "zh")}
    assert "without one no share is drawn" in words["en"]
    assert all("regional_proxies" in text for text in words.values())
    assert all(title.zh in words["zh"] for title in DATASETS["regional_proxies"].column("proxy").values.values())


def mismatch(dates, language, count=3):
    """The chart of three or more regions with 60, 30 and 10 of capacity on the given days, against equal products."""
    base = {"area": None, "metric": "intelligent_compute", "unit": "eflops", "precision": "FP16", "basis": "actual", "source_id": "c"}
    base |= {"series": "local_or_company", "qualifier": "exact"}
    regions = ("CN-SH", "CN-GZ", "CN-HB", "CN-GD")[:count]
    held = zip(regions, (60, 30, 10, 100), dates, strict=False)
    capacity = pd.DataFrame([base | {"region": region, "value": float(value), "period_end": day} for region, value, day in held])
    need = pd.DataFrame(
        [{"region": name, "period": "2024", "proxy": "gdp", "value": 1.0, "unit": "u", "source_id": "p"} for name in regions]
    )
    return drawn.mismatch(analysis_of.regional_mismatch(capacity, need, "intelligent_compute", {}), language)


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("en", "Stated as a bound alone, and taken as that figure: Guizhou, Hubei; no share is exact."),
        ("zh", "贵州、湖北仅公布界限，按该数值计入，各占比均非确切值。"),
    ],
)
def test_a_share_of_a_lower_bound_is_said_to_be_inexact(store, language, note):
    for view in ("regional_mismatch", "regional_ranks"):
        made = VIEWS[view].chart(VIEWS[view].result(store.tables("local")), language)
        assert made.frame.loc[made.frame["region"] == "CN-HB", "capacity_eflops"].tolist() == [10]
        assert note in made.caption.note_line
    assert "界限" not in mismatch(("2026-03", "2026-03", "2026-03"), "zh").caption.note_line


@pytest.mark.parametrize(
    ("language", "title", "note"),
    [
        (
            "en",
            "No comparison, as the capacities are 22 months apart (May 2024 – March 2026), in which such capacity grows. "
            "Of the 3 regions with a figure, shares of capacity and of gross domestic product: Shanghai 60.0 % and 33.3 %; "
            "Guizhou 30.0 % and 33.3 %; Hubei 10.0 % and 33.3 %",
            "dates 22 months apart, no comparison",
        ),
        (
            "zh",
            "各地区规模的日期相差 22 个月（2024年5月至2026年3月），其间此类规模会增长，不宜比较。"
            "有数字的 3 个地区，规模占比与需求占比（按地区生产总值）：上海 60.0% 与 33.3%；贵州 30.0% 与 33.3%；湖北 10.0% 与 33.3%",
            "日期相差 22 个月，不宜比较",
        ),
    ],
)
def test_regions_22_months_apart_are_no_comparison_and_three_of_them_no_ranking(language, title, note):
    made = mismatch(("2026-03-15", "2025-03", "2024-05-14"), language)
    assert made.title.replace("\u202f", " ") == title
    (head,) = made.headlines
    assert note in head.note
    assert "rank" in made.frame and made.frame["rank_kept"].isna().all()
    assert "100" not in exported(made, "csv").decode("utf-8-sig").splitlines()[-1]


@pytest.mark.parametrize(
    ("language", "title"),
    [
        (
            "en",
            "Of the 4 regions with a figure, shares of capacity and of gross domestic product at the two ends: Guangdong 50.0 % and 25.0",
        ),
        ("zh", "有数字的 4 个地区中，规模占比与需求占比（按地区生产总值）的两端：广东 50.0% 与 25.0%；湖北 5.0% 与 25.0%"),
    ],
)
def test_regions_of_one_year_are_compared_as_those_with_a_figure(language, title):
    made = mismatch(("2025-12-31", "2025-06-30", "2025-03-31", "2025-12-31"), language, count=4)
    assert made.title.replace("\u202f", " ").startswith(title)


def test_the_products_of_twelve_provinces_say_how_far_apart_the_capacities_are(store, reference):
    path = reference / "field" / "uploads" / "regional_gdp_12.csv"
    checked = checked_file(path, DATASETS["regional_proxies"])
    store.add(draft(store, checked, (digest(path),), "local").new(path.name, "mine"))
    asked = {"settings": {"weight_gdp": "1"}}
    for language, words in (
        ("en", r"capacities are \d+ months apart .*Of the \d+ regions"),
        ("zh", r"日期相差 \d+ 个月.*有数字的 \d+ 个地区"),
    ):
        assert re.search(words, VIEWS["regional_mismatch"].chart(result(store, "regional_mismatch", **asked), language).title)
    with pytest.raises(Refused) as refused:
        result(store, "regional_ranks", **asked)
    assert "地区生产总值" in sentence(refused.value.problems[0], "zh")


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "; the record has since passed this start of December 2023: "), ("zh", "；起点为2023年12月，记录此后已有更新数字：")],
)
def test_a_scenario_that_starts_in_2023_says_that_the_record_has_passed_it(store, language, words):
    title = VIEWS["balance_scenario"].chart(result(store, "balance_scenario", settings=GROWTH), language).title
    assert words in title and "EFLOPS" in title.split(words)[1]
    late = {**GROWTH, "supply_eflops": "500", "demand_eflops": "900", "start_on": "2040-01-01"}
    assert words[:20] not in VIEWS["balance_scenario"].chart(result(store, "balance_scenario", settings=late), language).title


def test_counted_tokens_start_a_scenario_only_beside_the_capacity_of_their_day(store):
    found = result(store, "balance_scenario", settings={**GROWTH, "from_where": "tokens"})
    start = found.facts["start"]
    assert (start.on, start.precision, start.supply) == ("2025-12-31", "FP16", (1590, 1590))
    assert 0 < start.demand[0] < start.demand[1] < 1590
    chart = VIEWS["balance_scenario"].chart(found, "zh")
    assert "词元推算负载" in chart.title
    assert "按“算力需求”页假设参数得出的区间" in chart.caption.note_line
    assert "下限" not in chart.caption.note_line


CAPACITY = "period_end,region,metric,value,unit,precision,basis,series,accelerator\n"
DEMAND = "period_end,region,entity,scope,metric,value,unit,precision,basis\n"
LINE = "2025-12-31,CN-ZJ,Zhejiang,market,intelligent_compute_demand,20,eflops,{precision},estimate\n"


@pytest.fixture
def joined(store, tmp_path):
    """Hand a capacity and a demand over as files, and return the answer of the balance and its chart."""

    def given(capacity, precision, **settings):
        for dataset, text in (("capacity", CAPACITY + capacity), ("demand", DEMAND + LINE.format(precision=precision))):
            path = tmp_path / f"{dataset}.csv"
            path.write_text(text.replace("{own}", "actual,local_or_company,"), encoding="utf-8")
            checked = checked_file(path, DATASETS[dataset])
            assert not checked.errors
            store.add(draft(store, checked, (digest(path),), "local").new(path.name, "mine"))
        return result(store, "balance", where={"region": ("CN-ZJ",)}, settings=settings)

    return given


@pytest.mark.parametrize(
    ("capacity", "precision", "settings", "supply", "words"),
    [
        ("2025-12-31,CN-ZJ,intelligent_compute,10000,pflops,FP16,{own}\n", "FP16", {}, 10, ""),
        (
            "2025-12-31,CN-ZJ,intelligent_compute,10000,cards,FP16,{own}H100\n",
            "FP16",
            {},
            9.894,
            "H100 80GB SXM at 0.9894",
        ),
        (
            "2025-12-31,CN-ZJ,racks_in_use,5000,racks,,{own}\n",
            "unstated",
            {"pflops_per_rack": "2"},
            10,
            "2 PFLOPS a rack",
        ),
        ("2025-12-31,CN-ZJ,power_active,50,mw,,{own}\n", "unstated", {"pflops_per_mw": "200"}, 10, "200 PFLOPS a MW"),
    ],
    ids=["pflops", "cards", "racks", "mw"],
)
def test_an_own_capacity_joins_the_balance_with_its_assumption_shown(joined, capacity, precision, settings, supply, words):
    found = joined(capacity, precision, **settings)
    (row,) = found.frame.to_dict("records")
    assert row["supply_low"] == pytest.approx(supply)
    assert row["met_low"] == pytest.approx(supply / 20)
    assert words in VIEWS["balance"].chart(found, "en").caption.note_line


def test_an_own_capacity_of_another_precision_does_not_join(joined):
    with pytest.raises(Refused):
        joined("2025-12-31,CN-ZJ,intelligent_compute,10000,cards,FP16,{own}H100\n", "FP32")
