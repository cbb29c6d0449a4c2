"""Inputs of a card-hour that nobody has to type: three presets, each value a cited figure of the record or named an assumption."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.idle.card_hour import CALENDAR_HOURS
from data.period import first_day, first_days
from data.schema import Text

PRESETS = ("central", "low", "high")
"""By what a card-hour costs, and so that letting it pays less the dearer it is; the first is taken where none is chosen."""
CARD = "H800"
"""The card that the presets' price and rent are of."""
FIT = ("H800", "H100")
"""The cards that the presets may stand for: powers are measured on the second, price and rent are of the first."""
OF_A_CARD = ("price_cny", "idle_power_w", "space_cny_per_card_month", "busy_power_w")
"""Inputs that differ from card to card."""
_PURCHASE, _SERVERS, _CARDS = "300949-000000-1", 128, 8
"""A contract of the record for so many servers; how many cards are in one it does not say, and eight are assumed."""
_MONTHS = 2
"""The months of quotes that a preset's rent is read from."""
_FIGURE, _LARGEST = "point", "high"
_ROWS: dict[str, tuple[tuple[tuple[str, str, str], ...], ...]] = {
    "price_cny": ((("server_price", "330 servers bought by Lotus", _FIGURE),),) * 2 + ((),),
    "service_years": (
        (("service_life", "Meta, servers", _FIGURE),),
        (("service_life", "Microsoft, servers", _FIGURE),),
        (),
    ),
    "capital_rate": (
        (("cost_of_capital", "loan prime rate, 5 years and more", _FIGURE),),
        (("cost_of_capital", "loan prime rate, 1 year", _FIGURE),),
        (("cost_of_capital", "Lotus, borrowing", _LARGEST),),
    ),
    "idle_power_w": (
        (("idle_power", "A100, card alone", _FIGURE), ("idle_power_extra", "H100 and A100, card alone", _LARGEST)),
        (("idle_power", "A100, card alone", _FIGURE),),
        (),
    ),
    "pue": (
        (("pue", "new large centres", _FIGURE),),
        (("pue", "national hub nodes", _FIGURE),),
        (("pue", "existing centres in Beijing", _FIGURE),),
    ),
    "power_cny": (
        (("electricity", "two-part, 110 kV", _FIGURE),),
        (("electricity", "two-part, 220 kV and above", _FIGURE),),
        (("electricity", "one-part, 1–20 kV", _FIGURE),),
    ),
    "busy_power_w": (
        (("busy_power", "server of eight cards, highest measured", _FIGURE),),
        (("busy_power", "server of eight cards, calibrated model", _FIGURE),),
        (("busy_power", "server of eight cards, highest measured", _FIGURE),),
    ),
}
"""Input -> the rows of `cost_inputs` whose figures, added up, are its value in each of PRESETS: kind, whose, and which of its figures."""
_NAMED = {
    "pue": Text("target, ", "目标，"),
    "electricity": Text("Hubei, ", "湖北，"),
    "idle_power_extra": Text("what an open context adds, ", "加载程序后增加，"),
}
"""What a row's own words leave out of whose figure it is, by its kind."""

_SPACE = Text(
    "CNY 440 a kW-month for 1.05 kW, half of it and half as much again; no row gives a rack rent",
    "按每千瓦月 440 元、每卡 1.05 千瓦计，上下浮动一半；公开记录中没有机柜租金",
)
_ASSUMED: dict[tuple[str, str], tuple[float, Text]] = {
    ("service_years", "high"): (4.0, Text("the life that Microsoft and Meta used up to 2022", "微软与 Meta 在 2022 年以前采用的年限")),
    ("idle_power_w", "high"): (220.0, Text("twice the central value, for the share of the server", "取中值的两倍，计入服务器分摊")),
    ("space_cny_per_card_month", "central"): (462.0, _SPACE),
    ("space_cny_per_card_month", "low"): (231.0, _SPACE),
    ("space_cny_per_card_month", "high"): (693.0, _SPACE),
}


@dataclass(frozen=True)
class Point:
    """The value of one input in one preset: whose figure it is (of an assumption, what it rests on), of when, and of which sources.

    `basis` is a code: cited, part or assumption. `quotes` is how many quotes it was read from, where it is a rent.
    """

    value: float
    subject: Text
    basis: str = "cited"
    as_of: str = ""
    source_ids: tuple[str, ...] = ()
    quotes: int = 0


def presets(cost_inputs: pd.DataFrame, contracts: pd.DataFrame, prices: pd.DataFrame) -> dict[str, dict[str, Point]]:
    """Return the inputs of each of PRESETS, from rows of the record; an input whose row is not there is left out."""
    found: dict[str, dict[str, Point]] = {}
    for place, preset in enumerate(PRESETS):
        points = {name: _cited(cost_inputs, rows[place]) for name, rows in _ROWS.items()}
        points |= {name: Point(*assumed, "assumption") for (name, of), assumed in _ASSUMED.items() if of == preset}
        if preset == "high":
            points["price_cny"] = _purchase(contracts)
        points["rent_cny"] = _rent(prices, preset)
        found[preset] = {name: point for name, point in points.items() if point is not None}
    return found


def not_of(card: str) -> tuple[str, ...]:
    """Return the inputs that no preset gives for `card`, because they differ from card to card; none where the presets stand for it."""
    return () if card.startswith(FIT) else OF_A_CARD


def _cited(rows: pd.DataFrame, wanted: tuple[tuple[str, str, str], ...]) -> Point | None:
    """Return the sum of the figures of the rows wanted, each divided by the cards that it is of; None where one is not there."""
    found = []
    for kind, subject, figure in wanted:
        match = rows[(rows["input"] == kind) & (rows["subject"] == subject)]
        if match.empty or match.iloc[0][figure] != match.iloc[0][figure]:
            return None
        found.append((match.iloc[0], figure))
    if not found:
        return None
    cards = [row["cards_per_unit"] if row["cards_per_unit"] == row["cards_per_unit"] else 1 for row, _ in found]
    value = sum(float(row[figure]) / count for (row, figure), count in zip(found, cards, strict=True))
    subject = Text(*(joint.join(_subject(row, end) for row, _ in found) for end, joint in (("en", " + "), ("zh", "＋"))))
    as_of = max((str(row["as_of"]) for row, _ in found), key=lambda text: str(first_day(text)))
    return Point(value, subject, "cited", as_of, tuple(row["source_id"] for row, _ in found))


def _subject(row: pd.Series, language: str) -> str:
    """Return whose figure a row is, after the card that it is of where the words do not name it."""
    said = row["subject_zh"] if language == "zh" and isinstance(row["subject_zh"], str) else row["subject"]
    card = row["model"].split()[0] if isinstance(row["model"], str) else ""
    named = _NAMED[row["input"]].in_(language) if row["input"] in _NAMED else ""
    return named + said if not card or card in said else f"{card}{'，' if language == 'zh' else ', '}{named}{said}"


def _purchase(contracts: pd.DataFrame) -> Point | None:
    row = contracts[contracts["contract_id"] == _PURCHASE]
    if row.empty or row.iloc[0]["value_cny"] != row.iloc[0]["value_cny"]:
        return None
    one = row.iloc[0]
    subject = Text(
        f"{_SERVERS} servers ordered by {one['company_en']}, {_CARDS} cards in each assumed",
        f"{one['company']}订购的 {_SERVERS} 台服务器，每台 {_CARDS} 卡为假设",
    )
    day = next(str(one[name])[:10] for name in ("announced_on", "signed_on", "source_date") if one[name] == one[name] and one[name])
    return Point(float(one["value_cny"]) / _SERVERS / _CARDS, subject, "part", day, (one["source_id"],))


def _rent(prices: pd.DataFrame, preset: str) -> Point | None:
    """Return the rent of CARD in the last months of quotes: in the middle, or that quote which makes letting pay most or least."""
    sound = prices[prices["caveat"].isna() & (prices["confidence"] != "low") & (prices["unit"] == "cny_per_server_month")]
    if sound.empty:
        return None
    days = first_days(sound["period"])
    months = days.dt.year * 12 + days.dt.month
    found = sound[(sound["model"] == CARD) & (months > months.max() - _MONTHS)]
    ends = found.assign(least=found["price_low"].fillna(found["price"]), most=found["price_high"].fillna(found["price"]))
    ends = ends.dropna(subset=["least", "most"])
    if ends.empty:
        return None
    hours = ends["cards_per_unit"] * CALENDAR_HOURS
    values = {"low": (ends["most"] / hours).max(), "high": (ends["least"] / hours).min()}
    values["central"] = ((ends["least"] + ends["most"]) / 2 / hours).median()
    subject = Text(f"{CARD}, {len(ends)} quotes by the month of a server", f"{CARD}，按整机月租的 {len(ends)} 笔报价")
    return Point(float(values[preset]), subject, "cited", max(ends["period"]), tuple(dict.fromkeys(ends["source_id"])), len(ends))
