"""Rents: what can be asked of quotes and of the cards they are for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from analysis import idle as analysed
from analysis import rents
from charts import rents as drawn
from data.schema import Column, Problem, Refused, Result, Text
from views import idle
from views.view import Parameter, Query, View, matching, missing

CARD_OF_PRESETS = analysed.CARD
"""The card that a break-even is worked out for where none is chosen: presets give its price."""
CARD = Column("card", "text", Text("Card", "加速卡"), Text("under any of its names", "可用任一别名"))
PER = Parameter("per", ("as_quoted", *rents.FOOTINGS))
HOURS = Parameter("hours_a_month", tuple(rents.CONVERSIONS))
CURRENCY = Parameter("currency", rents.CURRENCIES)
BESIDE = Parameter("beside", (*rents.BESIDE, "cancellations", "nothing"))
PRECISION = Parameter("computed_in", tuple(rents.PRECISIONS))
GIVES = Parameter("gives", ("yuan", "watt"))
CARDS = Parameter("cards", ("rented", "chinese", "all"))
_WHERE = ("contract_type", "confidence")


def _quotes(tables: Any, query: Query, currency: str = "") -> pd.DataFrame:
    prices = matching(tables.frame("prices"), query.where)
    return rents.in_currency(rents.quotes(prices, tables.frame("accelerators")), currency or query.settings["currency"])


def _of_one_card(tables: Any, query: Query, currency: str = "") -> pd.DataFrame:
    return rents.one_card(_quotes(tables, query, currency), query.settings.get("card", ""), tables.frame("accelerators"))


def _beside(tables: Any, code: str) -> pd.DataFrame | None:
    if code == "nothing":
        return None
    if code == "cancellations":
        return rents.cancellations_beside(tables.frame("contracts"))
    return rents.events_beside(tables.frame("events"), code)


def _with_hours(found: pd.DataFrame, query: Query) -> tuple[pd.DataFrame, float | None]:
    hours = rents.CONVERSIONS[query.settings["hours_a_month"]]
    return rents.with_hours(found, hours), hours


def _rents(tables: Any, query: Query) -> Result:
    asked = query.settings
    found, hours = _with_hours(_of_one_card(tables, query), query)
    return rents.rents(found, asked["currency"], asked["per"], _beside(tables, asked["beside"]), hours)


def _by_card(tables: Any, query: Query) -> Result:
    found, hours = _with_hours(_quotes(tables, query), query)
    return rents.rents_by_card(found, query.settings["currency"], query.settings["per"], hours)


def _value(tables: Any, query: Query) -> Result:
    found, hours = _with_hours(_quotes(tables, query, "cny"), query)
    asked = (query.settings["computed_in"], query.settings["gives"], query.settings["per"], hours)
    return rents.card_value(tables.frame("accelerators"), found, *asked)


def _fit(tables: Any, query: Query) -> Result:
    cards = tables.frame("accelerators")
    return rents.card_fit(cards, rents.quotes(tables.frame("prices"), cards), query.settings["computed_in"], query.settings["cards"])


def _specs(tables: Any, query: Query) -> Result:
    return rents.card_specs(matching(tables.frame("accelerators"), query.where))


def _fleet(tables: Any, query: Query) -> Result:
    asked = query.settings
    fleet = matching(tables.frame("fleet"), query.where)
    return rents.fleet_age(fleet, tables.frame("accelerators"), float(asked["life_years"]), asked["as_of"])


def needs(card: str) -> tuple[str, ...]:
    """Return the inputs of a break-even that no preset gives for `card`."""
    return analysed.not_of(card)


def _break_even(tables: Any, query: Query) -> Result:
    """Answer for the card asked for; where neither card nor price is given, for that of the presets if there are quotes for it."""
    given = {name: value for name, value in idle.given_inputs(query).items() if name != "rent_cny"}
    quoted = CARD_OF_PRESETS in tables.values("prices", "model")
    card = query.settings.get("card") or (CARD_OF_PRESETS if quoted and "price_cny" not in given else "")
    found = _of_one_card(tables, replace(query, settings={**query.settings, "card": card}), "cny")
    name = str(found["card"].iloc[0]) if len(found) else card
    without = [entry for entry in rents.ENTRIES if entry.name in needs(name) and entry.name not in given]
    if without:
        raise Refused(Problem("rents.no_preset", values={"card": name, "preset_card": CARD_OF_PRESETS}), *map(missing, without))
    asked = idle.scenario(tables, query, given, ("rent_cny",))
    lacking = [entry for entry in rents.ENTRIES if entry.name not in asked.inputs]
    if lacking:
        raise Refused(*map(missing, lacking))
    return rents.rent_break_even(found, asked)


VIEWS = (
    View(
        "rents",
        "rents",
        ("prices", "accelerators", "events", "contracts"),
        _rents,
        drawn.rents,
        where=_WHERE,
        parameters=(PER, CURRENCY, BESIDE, HOURS),
        entries=(CARD,),
    ),
    View("rents_by_card", "rents", ("prices", "accelerators"), _by_card, drawn.by_card, where=_WHERE, parameters=(PER, CURRENCY, HOURS)),
    View(
        "rent_break_even",
        "rents",
        ("prices", "accelerators", "cost_inputs", "contracts"),
        _break_even,
        drawn.break_even,
        where=_WHERE,
        parameters=(idle.PRESET,),
        entries=(*rents.ENTRIES, CARD),
    ),
    View("card_value", "rents", ("accelerators", "prices"), _value, drawn.value, parameters=(PRECISION, GIVES, PER, HOURS)),
    View("card_fit", "rents", ("accelerators", "prices"), _fit, drawn.fit, parameters=(PRECISION, CARDS)),
    View(
        "fleet_age", "rents", ("fleet", "accelerators"), _fleet, drawn.fleet, where=("model", "centre"), entries=(rents.LIFE, rents.AS_OF)
    ),
    View("card_specs", "rents", ("accelerators",), _specs, drawn.specs, where=("country", "vendor")),
)
