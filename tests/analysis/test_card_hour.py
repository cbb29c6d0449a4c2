"""What a card-hour costs: published examples and hand-worked figures; and presets whose every value has a row or is an assumption."""

import pandas as pd
import pytest

from analysis import idle
from data.schema import Text
from data.tables import DATASETS

H100 = {
    "price_cny": 2_750_000 / 8,
    "service_years": 5,
    "capital_rate": 0.035,
    "idle_power_w": 105,
    "pue": 1.25,
    "power_cny": 0.614,
    "space_cny_per_card_month": 462,
    "busy_power_w": 8400 / 8,
    "rent_cny": 70_000 / 8 / 730,
}
"""A server of 2.75 m with eight cards, let at 70,000 a month: the inputs of a check, and not of a preset."""
FREE = {"capital_rate": 0, "idle_power_w": 0, "busy_power_w": 0, "pue": 1, "power_cny": 0, "space_cny_per_card_month": 0}


def test_a_card_hour_of_the_check_costs_9_25_most_of_it_depreciation():
    """343,750 / 43,800 + 0.035 x 343,750 / 17,520 + 0.105 x 1.25 x 0.614 + 462 x 12 / 8760 = 7.8482 + 0.6867 + 0.0806 + 0.6329."""
    costs = idle.card_hour_costs(H100)
    assert costs == pytest.approx({"depreciation": 7.8482, "capital": 0.6867, "power": 0.0806, "space": 0.6329}, abs=5e-5)
    whole = sum(costs.values())
    assert whole == pytest.approx(9.25, abs=0.005)
    assert (costs["depreciation"] / whole, costs["power"] / whole) == pytest.approx((0.85, 0.009), abs=0.002)


@pytest.mark.parametrize(
    ("changed", "share"),
    [
        ({}, 0.821),
        ({"price_cny": 0.8 * 343_750}, 0.670),
        ({"price_cny": 1.2 * 343_750}, 0.973),
        ({"service_years": 4}, 0.996),
        ({"service_years": 6}, 0.705),
    ],
)
def test_the_check_breaks_even_where_its_reference_does(changed, share):
    assert idle.break_even({**H100, **changed}) == pytest.approx(share, abs=6e-4)


def test_a_console_of_2026_breaks_even_at_59_per_cent():
    """64 cards for 1.92 m over 4 years, 237.2 a card-month to run, let at 2.00: 0.8562 + 0.3249 = 1.1811 of 2.00."""
    given = {**FREE, "price_cny": 30_000, "service_years": 4, "space_cny_per_card_month": 237.2, "rent_cny": 2.0}
    assert sum(idle.card_hour_costs(given).values()) == pytest.approx(1.1811, abs=5e-5)
    assert idle.break_even(given) == pytest.approx(0.5905, abs=5e-5)


def test_an_idle_card_of_105_watts_draws_1_26_cents_an_hour():
    assert idle.card_hour_costs({**H100, "pue": 1, "power_cny": 0.12})["power"] == pytest.approx(0.0126)


@pytest.mark.parametrize(
    ("price", "rent", "months"),
    [(2_750_000, 75_000, 36.7), (1_150_000, 25_000, 46.0), (230_000, 7_800, 29.5), (2_200_000, 62_000, 35.5), (1_900_000, 15_000, 126.7)],
)
def test_where_nothing_is_spent_to_run_it_a_server_pays_back_in_price_over_rent(price, rent, months):
    given = {**FREE, "service_years": 5, "price_cny": price / 8, "rent_cny": rent / 8 / 730}
    assert idle.payback_months(given) == pytest.approx(months, abs=0.05)


def test_a_card_of_250_000_let_at_350_000_a_year_pays_back_in_8_6_months_and_not_in_the_10_that_were_printed():
    given = {**FREE, "service_years": 5, "price_cny": 250_000, "rent_cny": 350_000 / 8760}
    assert idle.payback_months(given) == pytest.approx(8.571, abs=5e-4)


def test_payback_takes_power_and_space_off_the_rent_and_is_none_where_nothing_is_left():
    """70,000 / 8 - 1.05 x 1.25 x 0.614 x 730 - 462 = 7,699.7 a month."""
    assert idle.payback_months(H100) == pytest.approx(343_750 / (8750 - 1.05 * 1.25 * 0.614 * 730 - 462))
    assert idle.payback_months({**H100, "rent_cny": 0.5}) is None
    assert idle.payback_months({name: value for name, value in H100.items() if name != "rent_cny"}) is None


def test_the_sum_of_the_years_digits_takes_a_third_of_the_price_in_the_first_of_five_years_and_a_fifteenth_in_the_last():
    given = {**FREE, "price_cny": 15 * 8760, "service_years": 5}
    assert idle.accelerated(given) == pytest.approx((5, 1))
    assert idle.accelerated({**given, "service_years": 4.5}) is None


def rows(*given: dict) -> pd.DataFrame:
    frame = pd.DataFrame([dict.fromkeys(DATASETS["cost_inputs"].names) | {"as_of": "2026-01", "source_id": "s"} | one for one in given])
    return frame.astype({"cards_per_unit": "float64", "point": "float64", "high": "float64"})


LIFE = {"input": "service_life", "subject": "Meta, servers", "subject_zh": "Meta，服务器", "point": 5}
SERVER = {"input": "server_price", "model": "H800", "subject": "330 servers bought by Lotus", "cards_per_unit": 8, "point": 2_100_000}
NOTHING = pd.DataFrame(columns=["contract_id", "value_cny"])
QUOTES = ("period", "model", "price", "price_low", "price_high", "confidence", "caveat")


def quotes(*given: tuple) -> pd.DataFrame:
    frame = pd.DataFrame(given, columns=list(QUOTES)).astype({"price": float, "price_low": float, "price_high": float})
    return frame.assign(unit="cny_per_server_month", cards_per_unit=8.0, source_id=[f"q{number}" for number in range(len(frame))])


def test_a_server_s_price_is_divided_by_its_cards_and_a_module_is_no_server():
    module = {**SERVER, "input": "module_price", "point": 1}
    found = idle.presets(rows(module, SERVER), NOTHING, quotes())["central"]
    assert (found["price_cny"].value, found["price_cny"].basis, found["price_cny"].source_ids) == (262_500, "cited", ("s",))
    assert "price_cny" not in idle.presets(rows(module), NOTHING, quotes())["central"]


def test_what_no_row_gives_is_an_assumption_or_not_there_at_all():
    found = idle.presets(rows(LIFE), NOTHING, quotes())
    assert set(found["central"]) == {"service_years", "space_cny_per_card_month"}
    assert found["central"]["space_cny_per_card_month"].basis == found["high"]["service_years"].basis == "assumption"
    assert idle.scenario(found, "central", {}).lacking[0].name == "price_cny"


def test_a_preset_s_rent_is_of_the_last_two_months_of_quotes_and_neither_of_doubtful_nor_of_older_ones():
    """Of 58,400, 64,240 and 70,080 to 75,920 a month of eight cards, 10 is the lowest an hour, 13 the highest, 11 in the middle."""
    found = quotes(
        ("2026-10", "H100", 1.0, None, None, "high", None),
        ("2026-09", "H800", 58_400, None, None, "high", None),
        ("2026-10", "H800", 64_240, None, None, "medium", None),
        ("2026-10", "H800", None, 70_080, 75_920, "medium", None),
        ("2026-10", "H800", 5_840, None, None, "low", None),
        ("2026-10", "H800", 5_840, None, None, "high", "out_of_line"),
        ("2026-08", "H800", 5_840, None, None, "high", None),
    )
    rent = {name: points["rent_cny"] for name, points in idle.presets(rows(LIFE), NOTHING, found).items()}
    assert {name: point.value for name, point in rent.items()} == pytest.approx({"central": 11, "low": 13, "high": 10})
    assert rent["central"].quotes == 3 and rent["central"].as_of == "2026-10"


def two_presets() -> dict[str, dict[str, idle.Point]]:
    def points(price: float) -> dict[str, idle.Point]:
        values = {**H100, "price_cny": price}
        return {name: idle.Point(value, Text(name, name), "cited", "2026", ("s",)) for name, value in values.items()}

    return {"central": points(343_750), "low": points(275_000), "high": points(412_500)}


def test_the_range_over_the_presets_moves_with_what_is_left_to_them_and_ends_where_all_is_given():
    share = idle.scenario(two_presets(), "central", {}).over(idle.break_even)
    assert share == pytest.approx((0.670, 0.973), abs=6e-4)
    fixed = idle.scenario(two_presets(), "central", {"price_cny": 343_750})
    assert fixed.over(idle.break_even) == pytest.approx((0.821, 0.821), abs=6e-4)
    assert fixed.facts()["given"] == ("price_cny",) and fixed.facts()["priced_as"] == ""
    assert idle.scenario(two_presets(), "central", H100).over(idle.break_even) is None
    assert idle.scenario(two_presets(), "central", H100).preset == ""


def test_where_one_preset_never_pays_the_range_has_no_upper_end():
    presets = two_presets()
    presets["high"]["rent_cny"] = idle.Point(0.5, Text("", ""))
    assert idle.scenario(presets, "central", {}).over(idle.break_even) == (pytest.approx(0.670, abs=6e-4), None)


def test_presets_stand_for_their_own_card_and_its_like_alone():
    assert idle.not_of("H100 80GB SXM") == idle.not_of("H800") == ()
    assert "price_cny" in idle.not_of("RTX 4090") and "power_cny" not in idle.not_of("RTX 4090")
