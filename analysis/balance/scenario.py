"""When growth would close or open the gap: a scenario whose every figure is given or named."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.balance.sides import METHOD, supply
from data.period import by_time, last_day, last_days, orders, period
from data.schema import Column, Flag, Problem, Refused, Result, Text

HORIZONS = ("5", "10", "20")
STARTS = ("pair", "tokens")
"""What a scenario starts from where the analyst gives no levels: the published pair, or the compute of the tokens counted."""
_QUARTERS = 4
_DAYS_A_YEAR = 365.25


def _entry(name: str, en: str, zh: str, meaning: Text, unit: str, required: bool) -> Column:
    return Column(name, "number", Text(en, zh), meaning, unit=unit, required=required, low=0.000001 if unit == "eflops" else -0.99)


_RATE = Text("a fraction a year, such as 0.5; below 0 it shrinks", "年率，如 0.5；小于 0 表示缩减")
_LEVEL = Text("EFLOPS on the first day, of the same precision as the other side", "起始日的 EFLOPS，两侧须为同一精度")

GROWTH = (
    _entry("supply_growth_low", "Supply grows, at least", "供给年增速下限", _RATE, "fraction", False),
    _entry("supply_growth_high", "Supply grows, at most", "供给年增速上限", _RATE, "fraction", False),
    _entry("demand_growth_low", "Demand grows, at least", "需求年增速下限", _RATE, "fraction", False),
    _entry("demand_growth_high", "Demand grows, at most", "需求年增速上限", _RATE, "fraction", False),
)
LEVELS = (
    _entry("supply_eflops", "Supply to start from", "起始供给", _LEVEL, "eflops", False),
    _entry("demand_eflops", "Demand to start from", "起始需求", _LEVEL, "eflops", False),
    Column("start_on", "date", Text("First day", "起始日"), Text("such as 2026-06-30", "如 2026-06-30")),
)
"""What the analyst may give: a preset has the growth rates that are not given; the levels take the place of the start, all or none."""

COLUMNS = (
    Column("date", "date", Text("Date", "日期")),
    Column("supply_low", "number", Text("Supply, slowest growth, EFLOPS", "供给，最慢增长（EFLOPS）"), unit="eflops", low=0),
    Column("supply_high", "number", Text("Supply, fastest growth, EFLOPS", "供给，最快增长（EFLOPS）"), unit="eflops", low=0),
    Column("demand_low", "number", Text("Demand, slowest growth, EFLOPS", "需求，最慢增长（EFLOPS）"), unit="eflops", low=0),
    Column("demand_high", "number", Text("Demand, fastest growth, EFLOPS", "需求，最快增长（EFLOPS）"), unit="eflops", low=0),
    Column("met_low", "number", Text("Share of demand met, at least", "需求满足率（不低于）"), unit="fraction", low=0),
    Column("met_high", "number", Text("Share of demand met, at most", "需求满足率（不高于）"), unit="fraction", low=0),
)


@dataclass(frozen=True)
class Start:
    """Where a scenario starts: both sides as ranges in EFLOPS of one precision on one day; `named` is what they come from."""

    on: str
    precision: str
    supply: tuple[float, float]
    demand: tuple[float, float]
    named: str = "given"
    source_ids: tuple[str, ...] = ()


def given_start(given: Mapping[str, str]) -> Start | None:
    """Return the start that the analyst gives; None where none of its three parts is given. Refused where only some are."""
    held = {column.name: given.get(column.name, "") for column in LEVELS}
    if not any(held.values()):
        return None
    lacking = [column for column in LEVELS if not held[column.name]]
    if lacking:
        values = [{"name": column.name, "title": column.title, "meaning": column.meaning} for column in lacking]
        raise Refused(*(Problem("balance.half_a_start", values=one) for one in values))
    supplied, demanded = float(held["supply_eflops"]), float(held["demand_eflops"])
    return Start(held["start_on"], "given", (supplied, supplied), (demanded, demanded))


def pair_start(balance: Result) -> Start:
    """Return the start that the latest pair of figures gives. Refused where an end of it is open: a floor is no figure to grow from."""
    row = balance.frame.iloc[0]
    ends = {side: (row[f"{side}_low"], row[f"{side}_high"]) for side in ("supply", "demand")}
    if any(end != end for pair in ends.values() for end in pair):
        raise Refused(Problem("balance.open_start", values={"found": str(row["period_end"])}))
    return Start(str(row["period_end"]), str(row["precision"]), ends["supply"], ends["demand"], "pair", balance.source_ids)


def token_start(loads: Result) -> Start:
    """Return the start that counted tokens give: their model compute as a range, and the capacity of the same precision, scope and date.

    loads: the token-implied load of the demand topic, a range over assumed inputs. Tokens that nobody counted, training and every loss
    between model FLOP and cards are not in it. Refused where no capacity was counted on the day of a token count.
    """
    rows = [row for row in loads.frame.to_dict("records") if last_day(row["capacity_on"]) == last_day(row["period_end"])]
    if not rows:
        raise Refused(Problem("balance.no_token_start", values={"precision": str(loads.facts["precision"])}))
    row = rows[-1]
    needed = (row["model_low"], row["model_high"])
    supplied = (row["capacity_low"], row["capacity_high"])
    return Start(str(row["period_end"]), str(loads.facts["precision"]), supplied, needed, "tokens", loads.source_ids)


def balance_scenario(
    start: Start,
    given: Mapping[str, float],
    years: int,
    present: tuple[dict[str, object], ...] = (),
    later: Mapping[str, object] | None = None,
    named: Mapping[str, object] | None = None,
) -> Result:
    """Return supply and demand quarter by quarter under the growth rates given, each between its slowest and its fastest path.

    level(t) = level(0) × (1 + growth)^t. The gap closes (or opens) where supply = demand: t = ln(D/S) / ln((1 + g_s)/(1 + g_d)),
    earliest and latest over the ends of the ranges; None where the paths do not meet. `present` is growth found in the record, for
    comparison, and `later` a capacity of the record counted after the start: other bases, which enter nothing. `named` joins the facts:
    the `preset`, and the `basis` of each rate.
    """
    _ordered(given)
    rows = [_at(start, given, quarter / _QUARTERS) for quarter in range(years * _QUARTERS + 1)]
    frame = pd.DataFrame(rows, columns=[column.name for column in COLUMNS])
    kind = _kind(start)
    facts = {
        "start": start,
        "given": dict(given),
        "years": years,
        "kind": kind,
        "present": present,
        "later": later,
        **(named or {"preset": "", "basis": dict.fromkeys(given, "given")}),
        **_meeting(start, given, kind, years),
    }
    return Result(frame, COLUMNS, METHOD, facts=facts, source_ids=start.source_ids, flags=_flags(start))


def _flags(start: Start) -> tuple[Flag, ...]:
    return (Flag("balance.scenario"), *((Flag("balance.counted_tokens"),) if start.named == "tokens" else ()))


def _ordered(given: Mapping[str, float]) -> None:
    wrong = [side for side in ("supply", "demand") if given[f"{side}_growth_low"] > given[f"{side}_growth_high"]]
    if wrong:
        raise Refused(
            *(
                Problem("balance.growth_swapped", values={"lower": _title(f"{side}_growth_low"), "upper": _title(f"{side}_growth_high")})
                for side in wrong
            )
        )


def _title(name: str) -> Text:
    return next(column.title for column in GROWTH if column.name == name)


def _at(start: Start, given: Mapping[str, float], years: float) -> dict[str, object]:
    ends = {}
    for side, level in (("supply", start.supply), ("demand", start.demand)):
        for end, value in zip(("low", "high"), level, strict=True):
            ends[f"{side}_{end}"] = value * (1 + given[f"{side}_growth_{end}"]) ** years
    met = {"met_low": ends["supply_low"] / ends["demand_high"], "met_high": ends["supply_high"] / ends["demand_low"]}
    return {"date": _day(start.on, years), **ends, **met}


def _day(start: str, years: float) -> str:
    return (last_day(start) + dt.timedelta(days=round(years * _DAYS_A_YEAR))).isoformat()


def _kind(start: Start) -> str:
    """Return what may happen: a shortage closes, a surplus opens into one; where the ranges overlap neither can be said."""
    if start.supply[1] < start.demand[0]:
        return "closes"
    return "opens" if start.supply[0] > start.demand[1] else "unclear"


def _meeting(start: Start, given: Mapping[str, float], kind: str, years: int) -> dict[str, object]:
    """Return the days on which the gap closes or opens, at the earliest and at the latest; None for never, or beyond a hundred years."""
    if kind == "unclear":
        return {"earliest": None, "latest": None, "within": False}
    fast, slow = (1, 0) if kind == "closes" else (0, 1)
    found = []
    for of_supply, of_demand in ((fast, slow), (slow, fast)):
        rates = given[f"supply_growth_{('low', 'high')[of_supply]}"], given[f"demand_growth_{('low', 'high')[of_demand]}"]
        found.append(_years(start.supply[of_supply], start.demand[of_demand], *rates))
    earliest, latest = (None if found_one is None else _day(start.on, found_one) for found_one in found)
    return {"earliest": earliest, "latest": latest, "within": found[0] is not None and found[0] <= years}


def _years(supplied: float, demanded: float, supply_growth: float, demand_growth: float) -> float | None:
    """Return the years until supply meets demand; None where the two never meet, or not within a hundred years."""
    relative = math.log((1 + supply_growth) / (1 + demand_growth))
    apart = math.log(demanded / supplied)
    if relative == 0 or apart / relative < 0:
        return None
    return apart / relative if apart / relative <= 100 else None


def later_capacity(start: Start, capacity: pd.DataFrame) -> dict[str, object] | None:
    """Return the latest national capacity counted after the start: eflops, on, precision, floor; None where the record has none."""
    rows = supply(capacity)
    rows = rows[(rows["region"] == "CN") & (rows["area"] == "") & (rows["made"] == "counted")]
    rows = rows[last_days(rows["period_end"]) > pd.Timestamp(last_day(start.on))]
    if rows.empty:
        return None
    stated = rows.assign(stated=rows["precision"] != "unstated")
    row = stated.sort_values(["period_end", "stated", "eflops"], key=by_time("period_end")).iloc[-1]
    told = {"eflops": float(row["eflops"]), "on": str(row["period_end"]), "precision": str(row["precision"])}
    return told | {"floor": bool(row["high"] != row["high"])}


def present_growth(capacity: pd.DataFrame) -> tuple[dict[str, object], ...]:
    """Return the growth a year between the last two dates of each national series of one counter, precision and edition, at least 150 days
    apart; figures that are no floors or ceilings, counted and not forecast."""
    rows = supply(capacity)
    rows = rows[(rows["region"] == "CN") & (rows["area"] == "") & (rows["made"] == "counted") & rows["low"].notna() & rows["high"].notna()]
    found = []
    for (counter, precision, _), group in rows.assign(edition=rows["edition"].fillna("")).groupby(["counter", "precision", "edition"]):
        held = group.groupby("period_end")["eflops"].max().sort_index(key=lambda index: pd.Index(orders(index)))
        if len(held) < 2:
            continue
        first, last = held.index[-2:]
        days = (last_day(last) - last_day(first)).days
        if days >= 150:
            growth = (held[last] / held[first]) ** (_DAYS_A_YEAR / days) - 1
            ids = tuple(dict.fromkeys(group.loc[group["period_end"].isin((first, last)), "source_id"]))
            told = {"series": counter, "precision": precision, "first": first, "last": last, "growth": float(growth)}
            found.append(told | {"source_ids": ids})
    return tuple(sorted(found, key=lambda one: period(one["last"]).order, reverse=True))
