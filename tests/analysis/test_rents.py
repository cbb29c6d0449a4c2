"""Rents: conversions worked by hand, the published figures of H100 servers, grades, names, value and break-even."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import idle, rents
from data.schema import Refused


def prices(*rows):
    """Quotes from (period, model, unit, price, low, high, type, confidence, caveat, cards)."""
    names = ["period", "model", "unit", "price", "price_low", "price_high", "contract_type", "confidence", "caveat", "cards_per_unit"]
    frame = pd.DataFrame(rows, columns=names).astype({"price": float, "price_low": float, "price_high": float})
    return frame.assign(region="CN", source_publisher="P", source_title="T", source_id="s1")


CARDS = pd.DataFrame(
    {
        "model": ["X100 80GB", "Y200"],
        "aliases": ["X100|X-100", None],
        "vendor": "V",
        "vendor_zh": None,
        "country": ["US", "CN"],
        "released": ["2024", "2025"],
        "memory_gb": [80.0, None],
        "memory_bandwidth_gbps": [2000.0, 1000.0],
        "fp16_dense_tflops": [1000.0, 250.0],
        "fp32_tflops": [60.0, None],
        "fp8_dense_tflops": [None, None],
        "int8_dense_tops": [None, None],
        "tdp_w": [500.0, None],
        "confidence": "high",
        "source_id": "c1",
    }
)

MONTH = ("2026-01", "X100", "cny_per_server_month", 58400, None, None, "reserved", "high", None, 8)
HOUR = ("2026-02", "X-100", "cny_per_card_hour", 10, 8, 12, "on_demand", "high", None, 1)
YEAR = ("2026-03", "Y200", "cny_per_card_year", 87600, None, None, "reserved", "high", None, 1)
DOLLAR = ("2026-03", "X100", "usd_per_card_hour", 2, None, None, "on_demand", "high", None, 1)
LOW = ("2026-04", "X100", "cny_per_server_month", 1000, None, None, "reserved", "low", None, 8)


def quoted(*rows):
    return rents.quotes(prices(*rows), CARDS)


def test_an_hour_is_no_fraction_of_a_month_unless_a_reader_says_of_how_many_hours():
    """58,400 a month of eight cards; 10 an hour of one (8 to 12); 87,600 a year of one = 58,400 a month of eight."""
    found = quoted(MONTH, HOUR, YEAR)
    assert found["card_hour"].isna().tolist() == [True, False, True]
    assert found["server_month"].dropna().tolist() == pytest.approx([58400] * 2)
    assert found["time"].tolist() == ["month", "hour", "month"]
    for hours in (730.0, 480.0):
        made = rents.with_hours(found, hours)
        assert made["card_hour"].tolist() == pytest.approx([58400 / 8 / hours, 10, 58400 / 8 / hours])
        assert made.loc[1, ["server_month", "server_month_low", "server_month_high"]].tolist() == pytest.approx(
            [80 * hours, 64 * hours, 96 * hours]
        )
    assert rents.with_hours(found, None) is found


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ({"source_title": "某云 8卡整机裸金属月租"}, "bare_metal"),
        ({"source_title": "GPU 云主机价格总览", "notes": "seen beside bare metal"}, "list_price"),
        ({"accelerator": "L40S (one card, cloud instance)"}, "list_price"),
        ({"notes": "DEAL: 64 machines"}, "deal"),
        ({"notes": "one-year order of August"}, "deal"),
        ({"source_title": "8卡整机月租"}, "unstated"),
    ],
)
def test_a_quote_is_of_the_kind_that_its_source_words(words, kind):
    assert rents.quotes(prices(HOUR).assign(notes=None, accelerator="X").assign(**words), CARDS)["kind"].tolist() == [kind]


def kinds_of(*rows):
    """Quotes of cards from (card, title, monthly rent), one month."""
    made = [("2026-01", card, "cny_per_server_month", rent, None, None, "reserved", "high", None, 8) for card, _, rent in rows]
    return rents.quotes(prices(*made).assign(source_title=[title for _, title, _ in rows]), CARDS)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("ABCDE"), st.sampled_from(["裸金属", "标价", "成交", ""]), st.floats(1, 1e6)), min_size=1, max_size=10
    )
)
def test_kinds_share_no_bar_and_no_rank_and_the_ends_are_of_rows_drawn(rows):
    found = rents.rents_by_card(kinds_of(*rows), "cny", "as_quoted")
    frame, at = found.frame, 0
    assert not frame.duplicated(["card", "contract_type", "kind", "time"]).any()
    for group in found.facts["groups"]:
        drawn = frame.iloc[at : at + group["rows"]]
        at += group["rows"]
        assert drawn["kind"].nunique() == 1
        assert (group["least"], group["most"]) == (drawn["server_month_low"].min(), drawn["server_month_high"].max())
        assert drawn["server_month_high"].is_monotonic_decreasing
    assert at == len(frame)


def test_a_server_of_sixteen_cards_is_divided_by_sixteen():
    found = quoted((*MONTH[:3], 116800, *MONTH[4:9], 16))
    assert found["server_month"].tolist() == pytest.approx([58400])


def test_names_of_one_card_are_one_card_and_a_stranger_keeps_its_name():
    found = quoted(MONTH, HOUR, (*MONTH[:1], "Z", *MONTH[2:]))
    assert sorted(found["card"]) == ["X100 80GB", "X100 80GB", "Z"]


def test_two_currencies_are_never_in_one_answer():
    found = quoted(MONTH, DOLLAR)
    assert rents.in_currency(found, "usd")["card_hour"].tolist() == [2]
    assert rents.in_currency(found, "cny")["server_month"].tolist() == pytest.approx([58400])


def test_a_low_grade_bears_no_finding_and_no_comparison():
    found = quoted(MONTH, LOW)
    result = rents.rents(found, "cny", "server_month")
    assert result.facts["last"]["server_month_high"] == pytest.approx(58400)
    assert result.facts["footing"] == "server_month"
    assert result.facts["low_grade"] == 1
    assert len(result.frame) == 2
    assert rents.rents_by_card(found, "cny", "server_month").frame["server_month_low"].tolist() == pytest.approx([58400])


def test_without_a_card_the_one_with_the_longest_record_is_taken_and_an_unknown_one_is_refused():
    found = quoted(MONTH, HOUR, YEAR)
    assert set(rents.one_card(found, "", CARDS)["card"]) == {"X100 80GB"}
    assert set(rents.one_card(found, "x-100", CARDS)["card"]) == {"X100 80GB"}
    with pytest.raises(Refused) as refused:
        rents.one_card(found, "H9", CARDS)
    assert refused.value.problems[0].values["allowed"] == ("X100 80GB", "Y200")


def test_performance_per_yuan_and_per_watt_by_hand():
    result = rents.card_value(CARDS, rents.in_currency(quoted(HOUR), "cny"), "fp16_dense", "yuan")
    row = result.frame.iloc[0]
    assert (row["per_yuan_low"], row["per_yuan_high"]) == pytest.approx((1000 / 12, 1000 / 8))
    watt = rents.card_value(CARDS, quoted(), "fp16_dense", "watt").frame
    assert watt["model"].tolist() == ["X100 80GB"]
    assert watt["per_watt"].tolist() == pytest.approx([2])


def test_a_precision_that_a_card_does_not_state_is_never_taken_from_another():
    assert rents.card_value(CARDS, quoted(HOUR), "fp8_dense", "yuan").frame.empty
    assert rents.card_fit(CARDS, quoted(), "fp32", "all").frame["model"].tolist() == ["X100 80GB"]


def test_a_rented_card_without_a_specification_is_named():
    result = rents.card_value(CARDS, quoted(HOUR, (*HOUR[:1], "Z", *HOUR[2:])), "fp16_dense", "yuan")
    assert [flag.values for flag in result.flags] == [{"count": 1, "list": "Z"}]


GIVEN = {
    "price_cny": 87600,
    "service_years": 5,
    "capital_rate": 0.1,
    "idle_power_w": 100,
    "pue": 1.25,
    "power_cny": 0.8,
    "space_cny_per_card_month": 73,
    "busy_power_w": 600,
}
SCENARIO = idle.scenario({}, "central", GIVEN)


def test_break_even_by_hand():
    """Fixed: 2 depreciation + 0.5 capital + 0.1 power + 0.1 space = 2.7; variable 0.5; at a rent of 10, 2.7 / 9.5."""
    result = rents.rent_break_even(quoted(MONTH, HOUR), SCENARIO)
    assert result.facts["card_hour_cny"] == pytest.approx(2.7)
    assert result.frame["break_even_low"].tolist() == pytest.approx([2.7 / 9.5, 2.7 / 11.5])
    assert result.frame["break_even_high"].tolist() == pytest.approx([2.7 / 9.5, 2.7 / 7.5])


def test_a_break_even_says_how_the_rents_of_its_card_changed_while_it_holds_them_constant():
    """From 58,400 to 21,900 – 29,200 a month: a fall by 62.5 to 50 %."""
    later = ("2026-09", *MONTH[1:3], None, 21900, 29200, *MONTH[6:])
    change = rents.rent_break_even(quoted(MONTH, later, HOUR), SCENARIO).facts["change"]
    assert (change["low"], change["high"]) == pytest.approx((-0.625, -0.5))
    assert (change["since"], change["on"]) == ("2026-01", "2026-09")
    assert rents.rent_break_even(quoted(MONTH), SCENARIO).facts["change"] is None


def test_a_rent_below_the_variable_cost_never_breaks_even():
    result = rents.rent_break_even(quoted((*HOUR[:3], 0.4, None, None, *HOUR[6:])), SCENARIO)
    assert result.frame["break_even_low"].isna().all()
    assert result.flags[0].values == {"count": 1, "all": 1}


UNITS = st.sampled_from(["cny_per_server_month", "cny_per_card_hour", "cny_per_card_year"])
ROWS = st.lists(st.tuples(UNITS, st.floats(0.01, 1e6), st.sampled_from(["high", "low"]), st.integers(1, 16)), min_size=1, max_size=8)


@settings(max_examples=30, deadline=None)
@given(ROWS)
def test_a_span_lies_between_the_cheapest_and_the_dearest_sound_quote(rows):
    found = quoted(*[("2026-01", "X100", unit, price, None, None, "reserved", grade, None, cards) for unit, price, grade, cards in rows])
    sound = found[found["grade"] == "sound"]
    last = rents.latest(found)
    assert sorted(last["time"]) == sorted(set(sound["time"]))
    for row in last.to_dict("records"):
        footing = "card_hour" if row["time"] == "hour" else "server_month"
        assert row[f"{footing}_low"] == pytest.approx(sound[footing].min())
        assert row[f"{footing}_high"] == pytest.approx(sound[footing].max())


def fleet(*rows):
    frame = pd.DataFrame(rows, columns=["batch", "model", "installed_cards", "installed_on"])
    return frame.assign(centre=None, source_id="f1")


def test_age_and_remaining_life_by_hand():
    """On 1 January 2026: 2 years and 6 years old; with 100 and 300 cards the mean is 5; a life of 5 years leaves 3 and -1."""
    result = rents.fleet_age(
        fleet(("a", "X-100", 100, "2024-01"), ("b", "Z", 300, "2020"), ("c", "Z", 1, "2026-02-01")), CARDS, 5, "2026-01-01"
    )
    assert result.frame["batch"].tolist() == ["b", "a"]
    assert result.frame["model"].tolist() == ["Z", "X100 80GB"]
    assert result.frame["age_years"].tolist() == pytest.approx([6, 2], abs=0.01)
    assert result.frame["remaining_years"].tolist() == pytest.approx([-1, 3], abs=0.01)
    assert result.facts["mean_age"] == pytest.approx(5, abs=0.01)
    assert result.facts["beyond"] == 0.75
    assert result.frame["ends_on"].tolist()[1][:4] in ("2028", "2029")
    assert result.flags[0].values == {"count": 1}
