"""What idle card-hours cost in a scenario; rent foregone beside it; the utilization that breaks even; how each input bears on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from analysis.idle.card_hour import CALENDAR_HOURS, INPUTS, ITEMS, NEEDED, accelerated, break_even, card_hour_costs, payback_months
from analysis.idle.rates import outcome, suspect_flags
from analysis.idle.scenario import Scenario
from data.period import by_time
from data.schema import Column, Flag, Result, Text

_IN_CNY = ("cny_per_card_hour", "cny_per_server_month")
SWING = 0.2
"""How far the sensitivity moves each input, either way."""


LINES = {**ITEMS, "opportunity": Text("Opportunity cost: rent foregone", "机会成本：放弃的租金")}

COLUMNS = (
    Column("item", "code", Text("Item", "项目"), values=LINES),
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


def idle_cost(sums: pd.DataFrame, scenario: Scenario, suspects: pd.DataFrame | None = None, outages: str = "included") -> Result:
    """Return the cost of the idle card-hours by item, and the rent foregone apart from it, in CNY.

    sums: reduction `sums` over no group. Idle is unallocated and held idle where use is observed everywhere, else unallocated alone.
    Facts `cost_over`, `card_hour_over`, `break_even_over` and `payback_over` are the least and the most over the presets, what is given
    held fixed; None where nothing is left to a preset.
    """
    idle, facts = _idle(sums)
    given = scenario.inputs
    costs = card_hour_costs(given)
    frame = _lines(costs, given.get("rent_cny"), idle) if idle is not None else _lines({}, None, 0.0)
    hour = scenario.over(lambda inputs: sum(card_hour_costs(inputs).values()))
    facts |= scenario.facts() | {"card_hour_cny": sum(costs.values()), "card_hour_over": hour, "accelerated": accelerated(given)}
    facts |= {"break_even": break_even(given), "break_even_over": scenario.over(break_even)}
    facts |= {"payback": payback_months(given), "payback_over": scenario.over(payback_months), "gross_payback": _gross(given)}
    facts["cost_cny"] = facts["card_hour_cny"] * idle if idle is not None else None
    facts["cost_over"] = tuple(end * idle for end in hour) if hour and idle is not None else None
    facts["rent_cny"] = given["rent_cny"] * idle if idle is not None and "rent_cny" in given else None
    found = outcome(frame, sums, (*suspect_flags(suspects, outages), *_unmet(given)), facts, columns=COLUMNS)
    return replace(found, source_ids=(*found.source_ids, *scenario.source_ids))


def _lines(costs: Mapping[str, float], rent: float | None, idle: float) -> pd.DataFrame:
    lines = [(item, cost, cost * idle, None) for item, cost in costs.items()]
    if rent is not None:
        lines.append(("opportunity", rent, None, rent * idle))
    frame = pd.DataFrame(lines, columns=[column.name for column in COLUMNS])
    return frame.astype({"cny_per_card_hour": "float64", "cost_cny": "float64", "rent_cny": "float64"})


def idle_cost_swings(sums: pd.DataFrame, scenario: Scenario, suspects: pd.DataFrame | None = None, outages: str = "included") -> Result:
    """Return by how much the cost of the idle card-hours changes where one input is 20 % lower or higher, the widest swing first."""
    idle, facts = _idle(sums)
    given = scenario.inputs
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
    facts |= scenario.facts() | {"cost_cny": whole * idle if idle is not None else None}
    found = outcome(frame, sums, suspect_flags(suspects, outages), facts, columns=SWINGS)
    return replace(found, source_ids=(*found.source_ids, *scenario.source_ids))


def _idle(sums: pd.DataFrame) -> tuple[float | None, dict[str, object]]:
    """Return the idle card-hours, None where nothing is observed, and what they count."""
    used, held = sums["idle_installed"].sum(), sums["observed_allocated"].sum()
    measure = "idle_rate" if used > 0 and used >= held - 1e-9 else "unallocated_rate"
    free = sums["unallocated"].sum() + sums["unallocated_or_out_of_service"].sum()
    idle = float(sums["idle"].sum() if measure == "idle_rate" else free) if held > 0 else None
    return idle, {"idle_card_hours": idle, "measure": measure}


def _gross(given: Mapping[str, float]) -> float | None:
    """Return price / rent in months, nothing taken off the rent: what a market calls payback."""
    return given["price_cny"] / (given["rent_cny"] * CALENDAR_HOURS) if given.get("rent_cny") else None


def _unmet(given: Mapping[str, float]) -> tuple[Flag, ...]:
    if "rent_cny" not in given or "busy_power_w" not in given:
        return (Flag("idle.no_break_even"),)
    share = break_even(given)
    return (Flag("idle.never_breaks_even"),) if share is None or share > 1 else ()
