"""Cards side by side: their last rents, and what they give per yuan of it or per watt."""

from __future__ import annotations

import pandas as pd

from charts.caption import caption
from charts.chart import Chart, Encoding, Series
from charts.rents.history import HUES
from charts.rents.words import both, footing_name, kind, money, rented, span_of
from data.schema import Column, Language, Result
from i18n import say
from i18n.format import number, significant, unit_name


def by_card(result: Result, language: Language) -> Chart:
    """Return each card's last rent: solid up to the lowest quote, hatched from there to the highest."""
    facts = result.facts
    footing, currency = str(facts["footing"]), str(facts["currency"])
    unit = f"{currency}_per_{footing}"
    frame = result.frame.assign(rented=[rented(row["card"], row, language) for row in result.frame.to_dict("records")])
    frame, series, added = _parted(frame, footing, unit, language)
    what = say("rents.by_card_drawn", language, per=footing_name(footing, language), currency=say(f"unit.{currency}", language))
    return Chart(
        "rents_by_card",
        language,
        _by_card_finding(result, language),
        what if len(frame) else say("rents.none_drawn", language),
        frame,
        (*result.columns, Column("rented", "text", both("rents.card")), *added),
        Encoding("bar", "rented", series, unit, stacked=True),
        caption(result, language),
        scope=(currency,),
        parameters=result.filters,
    )


def _parted(frame: pd.DataFrame, footing: str, unit: str, language: Language) -> tuple[pd.DataFrame, tuple[Series, ...], list[Column]]:
    """Return the frame with a solid and a hatched part for each contract type, and how they are drawn."""
    low, high = frame[f"{footing}_low"].fillna(0.0), frame[f"{footing}_high"].fillna(frame[f"{footing}_low"])
    added: list[Column] = []
    series: list[Series] = []
    for code, hue in HUES.items():
        for part, values, style in (("from", low, "solid"), ("wide", high - low, "hatched")):
            name, drawn = f"{code}_{part}", values.where((frame["contract_type"] == code) & (values > 0))
            if drawn.notna().any():
                frame = frame.assign(**{name: drawn})
                added.append(Column(name, "number", both(f"rents.bar_{part}", type=f"rents.type_{code}"), unit=unit, low=0))
                series.append(Series(name, kind(code, language) if part == "from" else "", hue, style))
    return frame, tuple(series), added


def _by_card_finding(result: Result, language: Language) -> str:
    facts = result.facts
    ends, footing, currency = facts["ends"], str(facts["footing"]), str(facts["currency"])
    if not ends:
        return say("view.nothing", language)
    if len(ends) < 2:
        return say("rents.by_card_alone", language, card=ends[0]["card"], rent=span_of(ends[0], footing, currency, language))
    low, high = (max(row[f"{footing}_low"], row[f"{footing}_high"]) for row in (ends[1], ends[0]))
    return say(
        "rents.by_card_finding",
        language,
        per=footing_name(footing, language),
        low=money(low, low, currency, language),
        cheapest=ends[1]["card"],
        high=money(high, high, currency, language),
        dearest=ends[0]["card"],
    )


def value(result: Result, language: Language) -> Chart:
    """Return performance per yuan of hourly rent, hatched from the dearest quote to the cheapest, or per watt; one bar a card."""
    facts = result.facts
    per = str(facts["per"])
    frame = result.frame
    names = [rented(row["model"], row, language) if per == "yuan" else row["model"] for row in frame.to_dict("records")]
    frame = frame.assign(named=names, per_yuan_wide=(frame["per_yuan_high"] - frame["per_yuan_low"]).where(lambda wide: wide > 1e-9))
    unit = next(column.unit for column in result.columns if column.name == ("per_yuan_low" if per == "yuan" else "per_watt"))
    series = [Series("per_watt", say("rents.per_watt", language), "capacity")]
    if per == "yuan":
        series = [Series("per_yuan_low", say("rents.at_dearest", language), "capacity")]
        if frame["per_yuan_wide"].notna().any():
            series.append(Series("per_yuan_wide", say("rents.to_cheapest", language), "capacity", "hatched"))
    wide = Column("per_yuan_wide", "number", both("rents.to_cheapest"), unit=unit, low=0)
    return Chart(
        "card_value",
        language,
        _value_finding(result, unit, language),
        say(f"rents.value_drawn_{per}", language, precision=say(f"rents.precision_{facts['precision']}", language)),
        frame,
        (*result.columns, Column("named", "text", both("rents.card")), wide),
        Encoding("bar", "named", tuple(series), unit, stacked=True),
        caption(result, language),
        scope=(str(facts["precision"]), per),
        parameters=result.filters,
    )


def _value_finding(result: Result, unit: str | None, language: Language) -> str:
    facts = result.facts
    if not facts["cards"]:
        return say("view.nothing", language)
    column = "per_yuan_high" if facts["per"] == "yuan" else "per_watt"
    best, last = facts["first"], facts["last"]
    figure = say("unit.with", language, value=significant(best[column], language), unit=unit_name(unit, language))
    words = {"card": best["model"], "figure": figure, "precision": say(f"rents.precision_{facts['precision']}", language)}
    if facts["cards"] < 2:
        return say("rents.value_alone", language, **words)
    times = significant(best[column] / last[column], language, 2)
    return say(
        f"rents.value_finding_{facts['per']}", language, **words, times=times, last=last["model"], count=number(facts["cards"], language)
    )
