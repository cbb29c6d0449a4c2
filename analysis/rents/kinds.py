"""What kind a quote is, by the hour or by the month: kinds share no bar and no rank, and one is turned into the other by choice only."""

from __future__ import annotations

import pandas as pd

from data.schema import Column, Text

CARDS_A_SERVER = 8
FOOTINGS = ("server_month", "card_hour")
ENDS = ("", "_low", "_high")
TIMES = {"month": Text("By the month", "按月"), "hour": Text("By the hour", "按小时")}
TIME_OF = {"server_month": "month", "card_hour": "hour"}
"""Footing -> how a quote is quoted that stands on it unconverted."""

KINDS = {
    "bare_metal": Text("Bare metal", "裸金属"),
    "list_price": Text("List price", "标价"),
    "deal": Text("Deal", "成交价"),
    "unstated": Text("Kind not stated", "未说明类别"),
}
_WORDS = {
    "bare_metal": r"裸金属|bare[- ]metal",
    "deal": r"成交|订单|\border\b|\bdeal\b",
    "list_price": r"标价|刊例|价格总览|云实例|list price|price pages?|cloud instance",
}
"""The words of a source by which its quotes are of a kind; the first that fits. A quote without any is of a kind that is not stated."""
_SAID_IN = (("accelerator", "source_title", "source_publisher"), ("notes",))
"""Where a kind is worded: by the source itself, and where that is silent by whoever compiled the row."""

CONVERSIONS = {"not_converted": None, "730": 730.0, "480": 480.0}
"""Hours for which a month of rent is taken where a reader chooses so: those of a calendar month, or one provider's own 480."""

KIND = Column("kind", "code", Text("Kind of quote", "报价类别"), values=KINDS)
TIME = Column("time", "code", Text("Quoted by", "计价时间"), values=TIMES)
GROUP = ("contract_type", "kind", "time")
"""What quotes must share to stand in one bar, one rank and one line."""

FEW = 3
"""Cards up to which the most of them is no finding: each is said."""


def kinds(prices: pd.DataFrame) -> pd.Series:
    """Return the kind of each quote, a code of KINDS, as its source words it."""
    found = pd.Series("unstated", prices.index)
    for names in _SAID_IN:
        said = pd.Series("", prices.index)
        for name in (one for one in names if one in prices):
            said = said + " " + prices[name].fillna("").astype(str)
        for code, words in _WORDS.items():
            found = found.mask((found == "unstated") & said.str.contains(words, case=False, regex=True), code)
    return found


def with_hours(found: pd.DataFrame, hours: float | None) -> pd.DataFrame:
    """Return the quotes, each on the other footing too where a month is taken for so many `hours`; as quoted where None.

    card-hour = server-month / (8 × hours). `time` still says how a quote was quoted.
    """
    if hours is None:
        return found
    each = CARDS_A_SERVER * hours
    made = {f"card_hour{end}": found[f"card_hour{end}"].fillna(found[f"server_month{end}"] / each) for end in ENDS}
    made |= {f"server_month{end}": found[f"server_month{end}"].fillna(found[f"card_hour{end}"] * each) for end in ENDS}
    return found.assign(**made)


def footing_of(found: pd.DataFrame, asked: str) -> str:
    """Return the footing asked for; where none is (as_quoted), that of most quotes that bear a finding, the month's of two alike."""
    if asked in FOOTINGS:
        return asked
    sound = found[found["grade"] != "low"]
    times = (sound if len(sound) else found)["time"]
    return max(FOOTINGS, key=lambda footing: (times == TIME_OF[footing]).sum())


def on_footing(found: pd.DataFrame, footing: str) -> pd.DataFrame:
    """Return the quotes that have a figure on `footing`: those quoted so, and those converted."""
    return found[found[[f"{footing}{end}" for end in ENDS]].notna().any(axis=1)].reset_index(drop=True)
