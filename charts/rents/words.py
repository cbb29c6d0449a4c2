"""Rents in words: one figure or a range, in the reader's money and footing."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from data.schema import Language, Text
from i18n import say
from i18n.format import day, large, quantity, with_unit


def money(low: float | None, high: float | None, currency: str, language: Language) -> str:
    """Return a rent, or a range of rents: CNY 75,000–82,000; an end that is not known makes the other a bound."""
    known = [value is not None and value == value for value in (low, high)]
    if all(known) and abs(high - low) > 1e-9 * abs(high):
        pair = say("rents.range", language, low=large(low, language), high=large(high, language))
        return with_unit(pair, currency, language)
    if not any(known):
        return "–"
    figure = quantity(high if known[1] else low, currency, language)
    return figure if all(known) else say("rents.at_most_figure" if known[1] else "rents.at_least_figure", language, value=figure)


def span_of(row: Mapping[str, object], footing: str, currency: str, language: Language) -> str:
    """Return the span of quotes that a row holds, on one footing, in words."""
    return money(row[f"{footing}_low"], row[f"{footing}_high"], currency, language)


def kind(row: Mapping[str, object], language: Language) -> str:
    """Return the contract type of a row, with the kind of its quotes where a source states one."""
    name = say(f"rents.type_{row['contract_type']}", language)
    return (
        name
        if row["kind"] == "unstated"
        else say("rents.type_and_kind", language, type=name, kind=say(f"rents.kind_{row['kind']}", language))
    )


def group_name(row: Mapping[str, object], facts: Mapping[str, object], language: Language) -> str:
    """Return what quotes are ranked among: their kind, by the hour or by the month, and the conversion where one was chosen."""
    said = {"kind": say(f"rents.kind_{row['kind']}", language), "time": say(f"rents.by_{row['time']}", language)}
    if row["time"] != facts["own_time"]:
        return say("rents.group_converted", language, **said, hours=f"{facts['hours']:g}")
    return say("rents.group", language, **said)


def headed(frame: pd.DataFrame, facts: Mapping[str, object], language: Language) -> pd.DataFrame:
    """Return the rows with `named`, those of each kind under a heading of their own where there are several: kinds share no rank."""
    groups = list(facts["groups"])
    if len(groups) < 2:
        return frame
    parts, start = [], 0
    for group in groups:
        name = say("rents.heading", language, group=group_name(group, facts, language))
        parts += [pd.DataFrame([{"named": name}]), frame.iloc[start : start + group["rows"]]]
        start += group["rows"]
    return pd.concat(parts, ignore_index=True).reindex(columns=list(frame.columns))


def month(row: Mapping[str, object], language: Language) -> str:
    """Return the period of a row as the language writes it."""
    return day(row["period"], language)


def footing_name(footing: str, language: Language) -> str:
    """Return what a rent is counted by: a card-hour, or a month of an eight-card server."""
    return say(f"rents.per_{footing}", language)


def rented(card: object, row: Mapping[str, object], language: Language) -> str:
    """Return the name of a bar: the card, the contract type and the month of its quotes."""
    return say("rents.rented", language, card=card, type=kind(row, language), on=month(row, language))


def both(code: str, **values: str) -> Text:
    """Return the words of `code` in both languages; `values` are codes whose words are put in."""
    en, zh = (say(code, tongue, **{name: say(part, tongue) for name, part in values.items()}) for tongue in ("en", "zh"))
    return Text(en, zh)
