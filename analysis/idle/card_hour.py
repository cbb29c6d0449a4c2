"""What a card-hour costs, from its inputs alone: its items, the share of hours that must be let, the months until it is paid back."""

from __future__ import annotations

from collections.abc import Mapping

from data.schema import Column, Text

HOURS_A_YEAR, MONTHS_A_YEAR = 8760, 12
CALENDAR_HOURS = HOURS_A_YEAR // MONTHS_A_YEAR
"""Hours of a month, all of which its rent pays for: a convention, said wherever a rent by the month is spread over hours."""


def _input(name: str, title: Text, meaning: Text, unit: str, low: float = 0, high: float | None = None) -> Column:
    return Column(name, "number", title, meaning, unit=unit, low=low, high=high)


_PRICE = Text("CNY, its share of server and network included", "元，含分摊的服务器与网络")
_RATE = Text("a fraction a year, such as 0.05", "年率，如 0.05")
_POWER = Text("W, the card's share of its server included, cooling not", "W，含服务器分摊，不含制冷")
_PUE = Text(
    "power of the centre over that of its servers, from 1 to 3; 1 where the powers given include cooling",
    "机房总用电与设备用电之比，1 至 3；所给功率已含制冷时取 1",
)
_SPACE = Text("CNY a card a month, without electricity", "元/卡月，不含电费")

INPUTS = (
    _input("price_cny", Text("Price of a card", "每卡购置价"), _PRICE, "cny"),
    _input("service_years", Text("Service life", "使用年限"), Text("years, from 1 to 30", "年，1 至 30"), "years", 1, 30),
    _input(
        "capital_rate", Text("Cost of capital", "资金成本率"), Text("a fraction a year, such as 0.05", "年率，如 0.05"), "fraction", 0, 1
    ),
    _input("idle_power_w", Text("Power of an idle card", "空闲卡功率"), _POWER, "w"),
    _input("pue", Text("PUE", "电能利用效率"), _PUE, "ratio", 1, 3),
    _input("power_cny", Text("Price of electricity", "电价"), Text("CNY per kWh", "元/千瓦时"), "cny_per_kwh"),
    _input("space_cny_per_card_month", Text("Space for a card", "每卡机位费"), _SPACE, "cny_per_card_month"),
    _input("busy_power_w", Text("Power of a busy card", "满载卡功率"), _POWER, "w"),
    _input("rent_cny", Text("Rent", "租金"), Text("CNY per card-hour", "元/卡时"), "cny_per_card_hour"),
)
"""What a card-hour is worked out from. A preset gives each that is not given (`presets`)."""

NEEDED = tuple(column.name for column in INPUTS if column.name not in ("busy_power_w", "rent_cny"))
"""The inputs without which a card-hour has no cost; the others bear its break-even alone."""

ITEMS = {
    "depreciation": Text("Depreciation, straight line", "折旧（直线法）"),
    "capital": Text("Cost of capital", "资金成本"),
    "power": Text("Idle power", "空闲耗电"),
    "space": Text("Space", "机位"),
}


def card_hour_costs(given: Mapping[str, float]) -> dict[str, float]:
    """Return the cost of one idle card-hour by item, in CNY.

    depreciation = price / (years x 8760); capital = rate x price / 2 / 8760, half the price being tied up on average over a straight
    line; power = W / 1000 x PUE x CNY per kWh; space = CNY a month x 12 / 8760. Calendar hours: a card costs by day and night.
    """
    return {
        "depreciation": given["price_cny"] / (given["service_years"] * HOURS_A_YEAR),
        "capital": given["capital_rate"] * given["price_cny"] / 2 / HOURS_A_YEAR,
        "power": _power(given, given["idle_power_w"]),
        "space": given["space_cny_per_card_month"] * MONTHS_A_YEAR / HOURS_A_YEAR,
    }


def break_even(given: Mapping[str, float]) -> float | None:
    """Return fixed cost per card-hour / (rent - variable cost), the share of hours that must be let; None where it is not given or none
    covers the cost of a busy hour. The fixed cost is that of an idle hour; variable is the power that a busy card draws above it."""
    if not _is_let(given):
        return None
    margin = given["rent_cny"] - _power(given, max(given["busy_power_w"] - given["idle_power_w"], 0.0))
    return sum(card_hour_costs(given).values()) / margin if margin > 0 else None


def payback_months(given: Mapping[str, float]) -> float | None:
    """Return price / (rent - power - space) in months, let every hour; None where the rent is not given or does not cover them."""
    if not _is_let(given):
        return None
    power = _power(given, max(given["busy_power_w"], given["idle_power_w"]))
    left = (given["rent_cny"] - power) * CALENDAR_HOURS - given["space_cny_per_card_month"]
    return given["price_cny"] / left if left > 0 else None


def accelerated(given: Mapping[str, float]) -> tuple[float, float] | None:
    """Return the cost of an idle card-hour in its first and in its last year, in CNY, depreciated by the sum of the years' digits.

    Year k of n takes 2 (n - k + 1) / (n (n + 1)) of the price; the other items are as on a straight line. None where the life is no whole
    number of years.
    """
    years, costs = given["service_years"], card_hour_costs(given)
    if years != int(years):
        return None
    others = sum(costs.values()) - costs["depreciation"]
    first, last = (2 * digit / (years * (years + 1)) * given["price_cny"] / HOURS_A_YEAR for digit in (years, 1))
    return first + others, last + others


def _is_let(given: Mapping[str, float]) -> bool:
    return "rent_cny" in given and "busy_power_w" in given


def _power(given: Mapping[str, float], watts: float) -> float:
    return watts / 1000 * given["pue"] * given["power_cny"]
