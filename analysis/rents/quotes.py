"""Quotes as quoted: each rent per card-hour or per month of an eight-card server, with its kind, its grade and its own words kept."""

from __future__ import annotations

import pandas as pd

from analysis.rents.cards import card_names, card_of
from analysis.rents.kinds import CARDS_A_SERVER, ENDS, FOOTINGS, GROUP, KIND, TIME, kinds
from data.period import by_time, first_days, orders
from data.schema import Column, Problem, Refused, Text
from data.tables import DATASETS

METHOD = "rents 1.2"
MONTHS_A_YEAR = 12
CURRENCIES = ("cny", "usd")
TYPES = ("on_demand", "reserved", "unstated")
GRADES = {
    "sound": Text("As quoted", "按原报价"),
    "caveat": Text("Printed as annual, read as monthly", "原文印作年租，按月租解读"),
    "low": Text("Graded low or out of line", "可信度低或与其他报价不一致"),
}
"""What a quote bears: a sound one stands in findings; so does one with a caveat, drawn hollow; a low one is grey and concludes nothing."""

_PRICES = DATASETS["prices"]
_FIGURES = ("price", "price_low", "price_high")


def rent_column(footing: str, end: str, currency: str) -> Column:
    """Return the declaration of one rent: per card_hour or server_month, its single price ("") or the _low or _high end of its range."""
    per = {"card_hour": ("per card-hour", "每卡时"), "server_month": ("per eight-card server-month", "八卡每台月")}[footing]
    part = {"": ("Rent", "租金"), "_low": ("Lowest rent", "最低租金"), "_high": ("Highest rent", "最高租金")}[end]
    money = {"cny": ("CNY", "元"), "usd": ("USD", "美元")}[currency]
    title = Text(f"{part[0]} {per[0]}, {money[0]}", f"{part[1]}，{per[1]}（{money[1]}）")
    return Column(f"{footing}{end}", "number", title, unit=f"{currency}_per_{footing}", low=0)


def columns(currency: str) -> tuple[Column, ...]:
    """Return the columns of quotes in one currency: where and what, the rent on both footings, as printed, and how far it bears."""
    kept = {name: _PRICES.column(name) for name in _PRICES.names}
    printed = tuple(kept[name] for name in ("price", "price_low", "price_high", "unit", "cards_per_unit"))
    return (
        kept["period"],
        Column("card", "text", Text("Card", "加速卡")),
        Column("model", "text", Text("As the source names it", "来源所用名称")),
        kept["contract_type"],
        KIND,
        TIME,
        kept["region"],
        *(rent_column(footing, end, currency) for footing in FOOTINGS for end in ENDS),
        *printed,
        Column("grade", "code", Text("How it is read", "读法"), values=GRADES),
        kept["confidence"],
        kept["source_publisher"],
    )


def quotes(prices: pd.DataFrame, accelerators: pd.DataFrame) -> pd.DataFrame:
    """Return one row a quote, in time order, on the footing on which it was quoted: an hour of a card, or a month of an eight-card server.

    server-month = 8 × figure / cards, and a card-year a twelfth of that of its card; an hour is no fraction of a month and the other
    footing stays null (`with_hours` fills it by choice). `card` joins the names of one card through the aliases of its specification.
    A quote that names no contract type has the type `unstated`; `kind` is a code of KINDS, `time` of TIMES.
    """
    names = card_names(accelerators)
    unit = prices["unit"].str.replace(r"^(cny|usd)_per_", "", regex=True)
    hourly, servers = unit == "card_hour", CARDS_A_SERVER / _card_months(prices, unit)
    ends = list(zip(_FIGURES, ENDS, strict=True))
    found = prices.assign(
        card=[card_of(model, names) for model in prices["model"]],
        contract_type=prices["contract_type"].fillna("unstated"),
        currency=prices["unit"].str.split("_").str[0],
        grade=_grades(prices),
        kind=kinds(prices),
        time=hourly.map({True: "hour", False: "month"}),
        **{f"card_hour{end}": prices[figure].where(hourly) for figure, end in ends},
        **{f"server_month{end}": (prices[figure] * servers).where(~hourly).round(6) for figure, end in ends},
    )
    return found.sort_values(["period", "contract_type", "source_publisher"], key=by_time("period"), kind="stable", ignore_index=True)


def _card_months(prices: pd.DataFrame, unit: pd.Series) -> pd.Series:
    """Return the card-months that each figure quoted by the month or the year pays for."""
    return prices["cards_per_unit"].astype("float64").where(unit == "server_month", float(MONTHS_A_YEAR))


def _grades(prices: pd.DataFrame) -> pd.Series:
    low = (prices["confidence"] == "low") | (prices["caveat"] == "out_of_line")
    return pd.Series("sound", prices.index).mask(prices["caveat"].notna(), "caveat").mask(low, "low")


def in_currency(found: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Return the quotes in one currency; two are never mixed and none is converted."""
    return found[found["currency"] == currency].reset_index(drop=True)


def one_card(found: pd.DataFrame, asked: str, accelerators: pd.DataFrame) -> pd.DataFrame:
    """Return the quotes of the card asked for under any of its names; without one, of the card whose quotes reach over the longest time.

    Refused, naming the cards that have quotes, where it has none.
    """
    if found.empty:
        return found
    cards = sorted(found["card"].unique())
    card = card_of(asked, card_names(accelerators)) if asked else _longest(found)
    if card not in cards:
        raise Refused(Problem("rents.no_card", values={"found": asked, "allowed": tuple(cards)}))
    return found[found["card"] == card].reset_index(drop=True)


def _longest(found: pd.DataFrame) -> str:
    """Return the card whose quotes reach over the most months; of two, the one with more quotes."""
    first = first_days(found["period"])
    spans = (first.dt.year * 12 + first.dt.month).groupby(found["card"]).agg(lambda held: held.max() - held.min())
    counts = found.groupby("card").size()
    return max(spans.index, key=lambda card: (spans[card], counts[card], card))


def called(found: pd.DataFrame) -> str:
    """Return what the quotes of one card call it most often, the shorter name of two; empty where there is none."""
    counts = found["model"].value_counts()
    return min(counts.index, key=lambda name: (-counts[name], len(name), name)) if len(counts) else ""


def latest(found: pd.DataFrame, by: tuple[str, ...] = ("card", *GROUP)) -> pd.DataFrame:
    """Return the last period of each card, contract type and kind: lowest and highest quote, how many, whose; low grades left out."""
    sound = found[found["grade"] != "low"]
    order = orders(sound["period"])
    last = order.groupby([sound[name] for name in by]).transform("max")
    return spans(sound[order == last], (*by, "period"))


def spans(found: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """Return the lowest and the highest figure quoted in each group, in the order of `by`: per card-hour and per server-month.

    An end never stated is null.
    """
    rows = []
    for keys, group in found.groupby(list(by), sort=True):
        row: dict[str, object] = dict(zip(by, keys, strict=True))
        for footing in FOOTINGS:
            ends = group[[f"{footing}{end}" for end in ENDS]]
            lows, highs = ends[[footing, f"{footing}_low"]].min(axis=1), ends[[footing, f"{footing}_high"]].max(axis=1)
            row |= {f"{footing}_low": lows.min(), f"{footing}_high": highs.max()}
        row |= {"quotes": len(group), "publishers": _publishers(group)}
        rows.append(row | {"grade": "caveat" if (group["grade"] == "caveat").any() else "sound", "model": called(group)})
    names = [*by, *(f"{footing}{end}" for footing in FOOTINGS for end in ("_low", "_high")), "quotes", "publishers", "grade", "model"]
    return pd.DataFrame(rows, columns=names).sort_values(list(by), key=by_time("period"), ignore_index=True)


def _publishers(group: pd.DataFrame) -> str:
    """Return who published the quotes of a group, else the titles of their sources, each once; empty where neither is stated."""
    return "; ".join(sorted(group["source_publisher"].fillna(group["source_title"]).dropna().astype(str).unique()))


def sources(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the ids of the sources of `rows`, each once."""
    return tuple(sorted(rows["source_id"].dropna().unique()))
