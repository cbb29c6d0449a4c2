"""What idle card-hours cost, from inputs that the analyst gives; rent foregone beside it; the utilization that breaks even."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.idle.rates import outcome, suspect_flags
from data.period import by_time
from data.schema import Column, Flag, Result, Text

HOURS_A_YEAR, MONTHS_A_YEAR = 8760, 12
CALENDAR_HOURS = HOURS_A_YEAR // MONTHS_A_YEAR
"""Hours of a month, all of which its rent pays for: a convention, said wherever a rent by the month is spread over hours."""
_IN_CNY = ("cny_per_card_hour", "cny_per_server_month")
SWING = 0.2
"""How far the sensitivity moves each input, either way."""


def _input(
    name: str, en: str, zh: str, meaning: Text, unit: str, low: float = 0, high: float | None = None, required: bool = True
) -> Column:
    return Column(name, "number", Text(en, zh), meaning, unit=unit, required=required, low=low, high=high)


INPUTS = (
    _input(
        "price_cny",
        "Price of a card",
        "每卡购置价",
        Text("CNY, its share of server and network included", "元，含分摊的服务器与网络"),
        "cny",
    ),
    _input("service_years", "Service life", "使用年限", Text("years, from 1 to 30", "年，1 至 30"), "years", 1, 30),
    _input("capital_rate", "Cost of capital", "资金成本率", Text("a fraction a year, such as 0.05", "年率，如 0.05"), "fraction", 0, 1),
    _input("idle_power_w", "Power of an idle card", "空闲卡功率", Text("W, cooling included", "W，含制冷"), "w"),
    _input("power_cny", "Price of electricity", "电价", Text("CNY per kWh", "元/千瓦时"), "cny_per_kwh"),
    _input(
        "space_cny", "Space for a card", "每卡机位费", Text("CNY a month, without electricity", "元/月，不含电费"), "cny_per_card_month"
    ),
    _input("busy_power_w", "Power of a busy card", "满载卡功率", Text("W, cooling included", "W，含制冷"), "w", required=False),
    _input("rent_cny", "Rent", "租金", Text("CNY per card-hour", "元/卡时"), "cny_per_card_hour", required=False),
)
"""What the analyst gives. None has a default: the record holds no price, life or rate of capital."""

NEEDED = tuple(column.name for column in INPUTS if column.required)

ITEMS = {
    "depreciation": Text("Depreciation, straight line", "折旧（直线法）"),
    "capital": Text("Cost of capital", "资金成本"),
    "power": Text("Idle power", "空闲耗电"),
    "space": Text("Space", "机位"),
    "opportunity": Text("Opportunity cost: rent foregone", "机会成本：放弃的租金"),
}

COLUMNS = (
    Column("item", "code", Text("Item", "项目"), values=ITEMS),
    Column("cny_per_card_hour", "number", Text("CNY per card-hour", "元/卡时"), unit="cny_per_card_hour", low=0),
    Column("cost_cny", "number", Text("Cost of the idle card-hours, CNY", "闲置卡时成本（元）"), unit="cny", low=0),
    Column("rent_cny", "number", Text("Rent foregone, CNY", "放弃的租金（元）"), unit="cny", low=0),
)

SWINGS = (
    Column("input", "code", Text("Input", "参数"), values={column.name: column.title for column in INPUTS}),
    Column("given", "number", Text("Given", "取值")),
    Column("lower_cny", "number", Text("Change of the cost if 20 % lower, CNY", "下调 20% 时成本变化（元）"), unit="cny"),
    Column("higher_cny", "number", Text("Change of the cost if 20 % higher, CNY", "上调 20% 时成本变化（元）"), unit="cny"),
)


def card_hour_costs(given: Mapping[str, float]) -> dict[str, float]:
    """Return the cost of one idle card-hour by item, in CNY.

    depreciation = price / (years x 8760); capital = rate x price / 2 / 8760, half the price being tied up on average over a straight
    line; power = W / 1000 x CNY per kWh; space = CNY a month x 12 / 8760. Calendar hours: a card costs by day and night.
    """
    return {
        "depreciation": given["price_cny"] / (given["service_years"] * HOURS_A_YEAR),
        "capital": given["capital_rate"] * given["price_cny"] / 2 / HOURS_A_YEAR,
        "power": given["idle_power_w"] / 1000 * given["power_cny"],
        "space": given["space_cny"] * MONTHS_A_YEAR / HOURS_A_YEAR,
    }


def break_even(given: Mapping[str, float]) -> float | None:
    """Return fixed cost per card-hour / (rent - variable cost), the share of hours that must be let; None where it is not given or none
    covers the cost of a busy hour. The fixed cost is that of an idle hour; variable is the power that a busy card draws above it."""
    if "rent_cny" not in given or "busy_power_w" not in given:
        return None
    variable = max(given["busy_power_w"] - given["idle_power_w"], 0.0) / 1000 * given["power_cny"]
    margin = given["rent_cny"] - variable
    return sum(card_hour_costs(given).values()) / margin if margin > 0 else None


def rent_quote(prices: pd.DataFrame, model: str) -> dict[str, object] | None:
    """Return the latest single quote in CNY for a card model without a caveat: value in CNY per card-hour, model, period, publisher,
    source_id, contract_type, and month_hours: the hours over which a rent by the month of a server was spread, after division by its
    cards; None for a rent by the hour. None where the record holds none."""
    quotes = _quotes(prices)
    quotes = quotes[quotes["model"] == model]
    if quotes.empty:
        return None
    last = quotes.sort_values(["period", "price"], key=by_time("period")).iloc[-1]
    by_hour = last["unit"] == "cny_per_card_hour"
    value = last["price"] if by_hour else last["price"] / last["cards_per_unit"] / CALENDAR_HOURS
    quote = {"value": float(value), "model": model, "period": last["period"], "source_id": last["source_id"]}
    quote |= {"contract_type": last["contract_type"], "month_hours": None if by_hour else CALENDAR_HOURS}
    return quote | {"publisher": last["source_publisher"] if isinstance(last["source_publisher"], str) else last["source_title"]}


def rented(prices: pd.DataFrame) -> tuple[str, ...]:
    """Return the card models of which the record holds a rent that `rent_quote` takes."""
    return tuple(sorted(_quotes(prices)["model"].unique()))


def _quotes(prices: pd.DataFrame) -> pd.DataFrame:
    return prices[prices["price"].notna() & prices["caveat"].isna() & prices["unit"].isin(_IN_CNY)].dropna(subset=["model"])


def idle_cost(sums: pd.DataFrame, given: Mapping[str, float], suspects: pd.DataFrame | None = None, outages: str = "included") -> Result:
    """Return the cost of the idle card-hours by item, and the rent foregone apart from it, in CNY.

    sums: reduction `sums` over no group. Idle is unallocated and held idle where use is observed everywhere, else unallocated alone.
    given: the INPUTS, those required at least.
    """
    idle, facts = _idle(sums)
    costs = card_hour_costs(given)
    frame = _lines(costs, given.get("rent_cny"), idle) if idle is not None else _lines({}, None, 0.0)
    facts |= {"inputs": _inputs(given), "card_hour_cny": sum(costs.values()), "break_even": break_even(given)}
    facts["cost_cny"] = facts["card_hour_cny"] * idle if idle is not None else None
    facts["rent_cny"] = given["rent_cny"] * idle if idle is not None and "rent_cny" in given else None
    return outcome(frame, sums, (*suspect_flags(suspects, outages), *_unmet(given)), facts, columns=COLUMNS)


def _lines(costs: Mapping[str, float], rent: float | None, idle: float) -> pd.DataFrame:
    lines = [(item, cost, cost * idle, None) for item, cost in costs.items()]
    if rent is not None:
        lines.append(("opportunity", rent, None, rent * idle))
    frame = pd.DataFrame(lines, columns=[column.name for column in COLUMNS])
    return frame.astype({"cny_per_card_hour": "float64", "cost_cny": "float64", "rent_cny": "float64"})


def idle_cost_swings(
    sums: pd.DataFrame, given: Mapping[str, float], suspects: pd.DataFrame | None = None, outages: str = "included"
) -> Result:
    """Return by how much the cost of the idle card-hours changes where one input is 20 % lower or higher, the widest swing first."""
    idle, facts = _idle(sums)
    whole = sum(card_hour_costs(given).values())

    def change(name: str, times: float) -> float:
        return (sum(card_hour_costs({**given, name: given[name] * times}).values()) - whole) * idle

    rows = [
        {"input": name, "given": given[name], "lower_cny": change(name, 1 - SWING), "higher_cny": change(name, 1 + SWING)}
        for name in (NEEDED if idle is not None else ())
    ]
    frame = pd.DataFrame(rows, columns=[column.name for column in SWINGS])
    widest = frame[["lower_cny", "higher_cny"]].abs().max(axis=1)
    frame = frame.loc[widest.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)
    facts |= {"inputs": _inputs(given), "cost_cny": whole * idle if idle is not None else None}
    return outcome(frame, sums, suspect_flags(suspects, outages), facts, columns=SWINGS)


def _idle(sums: pd.DataFrame) -> tuple[float | None, dict[str, object]]:
    """Return the idle card-hours, None where nothing is observed, and what they count."""
    used, held = sums["idle_installed"].sum(), sums["observed_allocated"].sum()
    measure = "idle_rate" if used > 0 and used >= held - 1e-9 else "unallocated_rate"
    free = sums["unallocated"].sum() + sums["unallocated_or_out_of_service"].sum()
    idle = float(sums["idle"].sum() if measure == "idle_rate" else free) if held > 0 else None
    return idle, {"idle_card_hours": idle, "measure": measure}


def _inputs(given: Mapping[str, float]) -> dict[str, dict[str, object]]:
    """Return each input given with its unit, in the order in which they are declared."""
    return {column.name: {"value": given[column.name], "unit": column.unit} for column in INPUTS if column.name in given}


def _unmet(given: Mapping[str, float]) -> tuple[Flag, ...]:
    if "rent_cny" not in given or "busy_power_w" not in given:
        return (Flag("idle.no_break_even"),)
    share = break_even(given)
    return (Flag("idle.never_breaks_even"),) if share is None or share > 1 else ()
