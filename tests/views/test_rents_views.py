"""Rents of the shipped record through the views: the figures of the issue, in both languages."""

import pytest

from analysis.rents import KINDS
from charts.ends import Box
from charts.rents.words import money
from charts.text import pixels
from data.schema import Refused
from export import exported
from i18n.problem import sentence
from views import VIEWS, Query

GIVEN = {
    "price_cny": "250000",
    "service_years": "5",
    "capital_rate": "0.05",
    "idle_power_w": "90",
    "power_cny": "0.6",
    "pue": "1",
    "space_cny_per_card_month": "100",
    "busy_power_w": "700",
}


def result(store, view, **asked):
    return VIEWS[view].result(store.tables("local"), Query(**asked))


def test_h100_server_months_of_january_2024_and_july_2026(store):
    frame = result(store, "rents").frame
    assert set(frame["card"]) == {"H100 80GB SXM"}
    early = frame[frame["period"] == "2024-01"].iloc[0]
    assert (early["server_month_low"], early["server_month_high"]) == pytest.approx((120_000, 180_000))
    assert (early["contract_type"], early["grade"]) == ("unstated", "caveat")
    assert frame[["card_hour", "card_hour_low", "card_hour_high"]].isna().all(axis=None)
    at_730 = result(store, "rents", settings={"hours_a_month": "730"}).frame
    assert at_730[at_730["period"] == "2024-01"].iloc[0]["card_hour_low"] == pytest.approx(120_000 / (8 * 730))
    july = frame[(frame["period"] == "2026-07") & frame["server_month_low"].notna()]
    assert set(july["contract_type"]) == {"unstated"}
    assert set(zip(july["server_month_low"].round(6), july["server_month_high"].round(6), strict=True)) == {(75_000, 80_000)}


def test_the_row_of_64_000_is_graded_low_and_the_caveat_of_2024_is_said(store):
    found = result(store, "rents")
    row = found.frame[found.frame["price"] == 64_000].iloc[0]
    assert (row["period"], row["grade"], row["confidence"]) == ("2026-08", "low", "low")
    for language, words in (("en", "Printed as annual by the source and read as monthly"), ("zh", "按月租解读")):
        chart = VIEWS["rents"].chart(found, language)
        assert words in chart.caption.note_line
        assert "64" not in chart.title


def test_dollars_are_another_answer(store):
    frame = result(store, "rents", settings={"currency": "usd"}).frame
    assert set(frame["unit"]) == {"usd_per_card_hour"}
    assert set(result(store, "rents").frame["unit"]) == {"cny_per_server_month"}


def test_lines_stay_within_one_type_and_one_source(store):
    found = result(store, "rents", settings={"card": "RTX 4090"})
    traces = [trace for trace in VIEWS["rents"].chart(found, "en").figure().data if trace.mode == "lines" and trace.line.width < 2]
    sound = found.frame[(found.frame["grade"] == "sound") & found.frame["server_month"].notna()]
    groups = sound.groupby(["contract_type", "source_publisher"])["server_month"].apply(lambda held: tuple(sorted(held)))
    assert traces
    assert {tuple(sorted(trace.y)) for trace in traces} == {group for group in groups if len(group) > 1}


@pytest.mark.parametrize("beside", ["export_controls", "policies", "market", "cancellations", "nothing"])
def test_what_stands_beside_the_rents_lies_within_their_time(store, beside):
    found = result(store, "rents", settings={"beside": beside})
    assert bool(found.facts["marks"]) == (beside != "nothing")
    assert all("2023-12" <= mark["date"][:7] <= "2026-10" for mark in found.facts["marks"])


def test_a_break_even_is_that_of_the_preset_s_card_until_inputs_are_given_and_follows_the_idle_page(store):
    found = result(store, "rent_break_even")
    assert found.facts["card"] == "H800 80GB SXM"
    assert found.frame.iloc[-1][["break_even_low", "break_even_high"]].tolist() == pytest.approx([0.5986, 0.6542], abs=5e-5)
    assert found.facts["over"] == pytest.approx((0.4771, 1.372), abs=5e-4)
    title = VIEWS["rent_break_even"].chart(found, "en").title.replace("\u202f", " ")
    assert "let 59.9 %–65.4 % of the time (47.7 % to more than all hours over the presets)" in title
    found = result(store, "rent_break_even", settings=GIVEN)
    fixed = 250000 / (5 * 8760) + 0.05 * 250000 / 2 / 8760 + 0.09 * 0.6 + 100 * 12 / 8760
    last = found.frame[found.frame["period"] == "2026-10"].iloc[0]
    assert last["break_even_low"] == pytest.approx(fixed / (87_000 / 5840 - 0.61 * 0.6))
    assert "25" in VIEWS["rent_break_even"].chart(found, "zh").caption.note_line


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_card_for_which_no_preset_stands_is_refused_with_what_must_be_given(store, language):
    with pytest.raises(Refused) as refused:
        result(store, "rent_break_even", settings={"card": "RTX 4090", "price_cny": "20000"})
    said, *needed = refused.value.problems
    assert {problem.values["name"] for problem in needed} == {"idle_power_w", "space_cny_per_card_month", "busy_power_w"}
    assert "RTX 4090" in sentence(said, language) and "H800" in sentence(said, language)


def test_a_card_is_compared_only_where_the_record_has_both_figures(store):
    frame = result(store, "card_value").frame
    assert frame[["per_yuan_low", "per_yuan_high", "fp16_dense_tflops"]].notna().all(axis=None)
    assert {"RTX 5090", "domestic GPU (unspecified)", "A100"}.isdisjoint(frame["model"])
    h100 = frame[(frame["model"] == "H100 80GB SXM") & (frame["contract_type"] == "reserved")].iloc[0]
    assert h100["per_yuan_low"] == pytest.approx(8 * 989.4 / h100["server_month_high"])
    assert frame["kind"].tolist() == sorted(frame["kind"], key=list(KINDS).index)


@pytest.mark.parametrize("width", [1200, 390])
def test_names_of_dots_do_not_overlap(store, width):
    figure = VIEWS["card_fit"].chart(result(store, "card_fit", settings={"cards": "all"}), "en").figure(width)
    models = set(result(store, "card_fit", settings={"cards": "all"}).frame["model"])
    boxes = []
    for note in figure.layout.annotations:
        if note.text in models:
            left, top, size = note.xshift, -note.yshift, note.font.size
            boxes.append(Box(left, top, left + pixels(note.text, size), top + size))
    assert len(boxes) >= (12 if width == 390 else 24)
    assert not any(a.meets(b) for i, a in enumerate(boxes) for b in boxes[:i])


@pytest.mark.parametrize("currency", ["cny", "usd"])
@pytest.mark.parametrize("hours", ["not_converted", "480"])
def test_an_hour_and_a_month_share_no_bar_and_no_rank_unless_it_is_chosen_and_said(store, currency, hours):
    found = result(store, "rents_by_card", settings={"currency": currency, "hours_a_month": hours})
    frame = found.frame
    assert (frame["time"].nunique() == 1) == (hours == "not_converted" or currency == "usd")
    said = {"en": "A price by the hour is no fixed part of a month's rent", "zh": "按需小时价并非月租按小时的分摊"}
    chosen = {"en": "a month is taken for 480 hours", "zh": "按读者选择换算：一个月按 480 小时计"}
    for language in ("en", "zh"):
        chart = VIEWS["rents_by_card"].chart(found, language)
        note = chart.caption.note_line
        assert (chosen[language] in note) == (hours == "480")
        assert (said[language] in note) == (hours == "not_converted" and currency == "cny")
        headings = [name for name in chart.frame["named"] if name.startswith("—")]
        assert len(headings) == len(found.facts["groups"]) > 1


@pytest.mark.parametrize(("language", "words"), [("en", "of quote, each ranked apart"), ("zh", "分别排序")], ids=["en", "zh"])
def test_the_least_and_the_most_of_a_finding_are_bars_of_one_kind(store, language, words):
    found = result(store, "rents_by_card")
    chart = VIEWS["rents_by_card"].chart(found, language)
    group = max(found.facts["groups"], key=lambda one: one["cards"])
    drawn = chart.frame[(chart.frame["kind"] == group["kind"]) & (chart.frame["time"] == group["time"])]
    for end, bars in (("least", drawn["server_month_low"]), ("most", drawn["server_month_high"])):
        value = bars.min() if end == "least" else bars.max()
        assert money(value, value, "cny", language) in chart.title
        assert group[f"{end}_card"] in chart.title
    assert words in chart.title
    assert "— " in exported(chart, "csv").decode("utf-8-sig")


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "with the rent held constant; this card’s rents changed by −"), ("zh", "（假设租金不变；该卡租金自2023年12月至")],
)
def test_a_break_even_on_a_constant_rent_says_so_beside_what_its_own_page_shows(store, language, words):
    title = VIEWS["rent_break_even"].chart(result(store, "rent_break_even", settings=GIVEN), language).title
    assert words in title
    assert ("December 2023" if language == "en" else "−6") in title


def test_two_ways_of_quoting_share_no_hue(store):
    for settings in ({}, {"card": "RTX 4090", "hours_a_month": "730"}, {"currency": "usd"}, {"card": "L40S", "hours_a_month": "480"}):
        chart = VIEWS["rents"].chart(result(store, "rents", settings=settings), "en")
        hues = [series.hue for series in chart.encoding.series]
        assert len(set(hues)) == len(hues)
        assert len({series.name for series in chart.encoding.series}) == len(hues)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "at the lowest quotes of 3 cards (bare metal, quoted by the month), TFLOPS per CNY a month: "),
        ("zh", "（裸金属，按月报价，取最低报价，共 3 种卡，TFLOPS/元（单卡月租））："),
    ],
)
def test_the_best_of_three_cards_is_no_headline_and_each_is_said(store, language, words):
    found = result(store, "card_value", settings={"computed_in": "fp8_dense"})
    chart = VIEWS["card_value"].chart(found, language)
    rows = chart.frame[chart.frame["kind"] == "bare_metal"]
    assert rows["model"].tolist() == ["B200", "H200 141GB SXM", "B300"]
    assert rows["per_yuan_high"].round(3).tolist() == [0.189, 0.168, 0.124]
    assert words in chart.title and all(said in chart.title for said in ("B200 0.189", "H200 141GB SXM 0.168", "B300 0.124"))
    assert "B200,NVIDIA" in exported(chart, "csv").decode("utf-8-sig")


@pytest.mark.parametrize(
    ("language", "annual", "hourly"),
    [
        ("en", "CNY 200,000 (printed as annual, read as monthly) in December 2023", "(converted at 480 h a month)"),
        ("zh", "2023年12月为 20 万元（原文印作年租，按月租解读）", "（按每月 480 小时换算）"),
    ],
)
def test_a_rent_that_was_not_printed_so_says_in_the_title_how_it_was_read(store, language, annual, hourly):
    def title(**settings):
        return VIEWS["rents"].chart(result(store, "rents", settings=settings), language).title.replace("\u202f", " ")

    assert annual in title() and hourly not in title()
    assert title(per="card_hour", hours_a_month="480").count(hourly) == 2, "the months of both ends were turned into hours"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "(kind not stated, quoted by the hour): H100 80GB SXM, on demand, May 2026, USD 2.95; H100 80GB SXM, reserved, March 2026,"),
        ("zh", "（未说明类别，按小时报价）：H100 80GB SXM，按需，2026年5月，2.95 美元；H100 80GB SXM，包期，2026年3月，2.35 美元"),
    ],
)
def test_a_few_bars_of_rent_are_each_said_with_their_month(store, language, words):
    found = result(store, "rents_by_card", where={"confidence": ("high",)}, settings={"currency": "usd"})
    assert words in VIEWS["rents_by_card"].chart(found, language).title
    assert found.frame["card_hour_high"].tolist() == [2.95, 2.35]
