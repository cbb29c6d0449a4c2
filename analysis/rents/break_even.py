"""What a rent means for the utilization at which a card pays for itself."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.idle.card_hour import CALENDAR_HOURS, INPUTS, break_even, card_hour_costs
from analysis.idle.scenario import Scenario
from analysis.rents.history import longest
from analysis.rents.kinds import CARDS_A_SERVER, GROUP, KIND, TIME
from analysis.rents.quotes import METHOD, rent_column, sources, spans
from data.schema import Column, Flag, Result, Text
from data.tables import DATASETS

ENTRIES = tuple(column for column in INPUTS if column.name != "rent_cny")
"""The inputs of the idle page's cost, the power of a busy card among them; the rents are the record's."""

_PRICES = DATASETS["prices"]


def _share(name: str, en: str, zh: str) -> Column:
    return Column(name, "number", Text(en, zh), unit="fraction", low=0)


COLUMNS = (
    _PRICES.column("period"),
    _PRICES.column("contract_type"),
    KIND,
    TIME,
    rent_column("server_month", "_low", "cny"),
    rent_column("server_month", "_high", "cny"),
    rent_column("card_hour", "_low", "cny"),
    rent_column("card_hour", "_high", "cny"),
    _share("break_even_low", "Break-even utilization at the highest quote", "盈亏平衡利用率（按最高报价）"),
    _share("break_even_high", "Break-even utilization at the lowest quote", "盈亏平衡利用率（按最低报价）"),
)


def rent_break_even(found: pd.DataFrame, scenario: Scenario) -> Result:
    """Return the break-even utilization at the rents of one card, month by month, by contract type and kind.

    break-even = fixed cost per card-hour / (rent − variable cost), as on the idle page; above 1 no utilization covers the cost. A rent by
    the month is spread over the calendar's 730 hours, all of which it pays for: what must be let is then a share of the months. The rent
    is held constant; facts `change` say how the card's own quotes moved over their longest record of one kind, and `over` is the least
    and the most of the last month over the presets, what is given held fixed.
    found: `quotes` of one card in CNY, those graded low left out; scenario: of every one of ENTRIES.
    """
    given = scenario.inputs
    sound = found[found["grade"] != "low"]
    frame = spans(sound, ("period", *GROUP))
    for end, rent in (("low", "high"), ("high", "low")):
        frame[f"break_even_{end}"] = [_at(given, value) for value in _hourly(frame, rent)]
    frame = frame.astype({"break_even_low": "float64", "break_even_high": "float64"})
    facts = {
        "card": sound["card"].iloc[0] if len(sound) else "",
        "called": str(frame["model"].iloc[-1]) if len(frame) else "",
        "card_hour_cny": sum(card_hour_costs(given).values()),
        "last": frame.iloc[-1].to_dict() if len(frame) else None,
        "change": _change(sound),
        "over": _over(frame, scenario),
        **scenario.facts(),
    }
    never = int((frame["break_even_low"].isna() | (frame["break_even_low"] > 1)).sum())
    flags = (Flag("rents.never_breaks_even", {"count": never, "all": len(frame)}),) if never else ()
    return Result(
        frame[[column.name for column in COLUMNS]],
        COLUMNS,
        METHOD,
        facts=facts,
        source_ids=(*sources(sound), *scenario.source_ids),
        flags=flags,
    )


def _hourly(frame: pd.DataFrame, end: str) -> pd.Series:
    return frame[f"card_hour_{end}"].fillna(frame[f"server_month_{end}"] / (CARDS_A_SERVER * CALENDAR_HOURS))


def _over(frame: pd.DataFrame, scenario: Scenario) -> tuple[float | None, float | None] | None:
    if frame.empty:
        return None
    least, most = (float(_hourly(frame.tail(1), end).iloc[0]) for end in ("low", "high"))
    low, high = (scenario.over(lambda inputs, rent=rent: _at(inputs, rent)) for rent in (most, least))
    return (low[0], high[1]) if low and high else None


def _change(sound: pd.DataFrame) -> dict[str, object] | None:
    """Return by what share the rents of one kind changed over their longest record, least to most; None where there is but one month."""
    first, last = (longest(sound)[end] for end in ("first", "last"))
    if first is None or first["period"] == last["period"]:
        return None
    footing = "card_hour" if first["time"] == "hour" else "server_month"
    ends = {end: [row[f"{footing}_{end}"] for row in (first, last)] for end in ("low", "high")}
    if any(value != value for pair in ends.values() for value in pair):
        return None
    changes = (ends["low"][1] / ends["high"][0] - 1, ends["high"][1] / ends["low"][0] - 1)
    return {"low": changes[0], "high": changes[1], "since": first["period"], "on": last["period"]}


def _at(given: Mapping[str, float], rent: float) -> float | None:
    return break_even({**given, "rent_cny": rent}) if rent == rent else None
