"""Cards side by side: their last rents, and what they give per yuan of it or per watt."""

from __future__ import annotations

import pandas as pd

from charts.caption import caption
from charts.chart import Chart, Encoding, Series
from charts.rents.history import HUES
from charts.rents.words import both, footing_name, group_name, headed, money, rented, span_of
from data.schema import Column, Language, Result
from i18n import say
from i18n.format import day, number, significant, unit_name


def by_card(result: Result, language: Language) -> Chart:
    """Return each card's last rent under the heading of its kind: solid up to the lowest quote, hatched from there to the highest."""
    facts = result.facts
    footing, currency = str(facts["footing"]), str(facts["currency"])
    unit = f"{currency}_per_{footing}"
    frame = result.frame.assign(named=[rented(row["card"], row, language) for row in result.frame.to_dict("records")])
    frame, series, added = _parted(frame, footing, unit, language)
    what = say("rents.by_card_drawn", language, per=footing_name(footing, language), currency=say(f"unit.{currency}", language))
    return Chart(
        "rents_by_card",
        language,
        _by_card_finding(result, language),
        what if len(frame) else say("rents.none_drawn", language),
        headed(frame, facts, language),
        (*result.columns, Column("named", "text", both("rents.card")), *added),
        Encoding("bar", "named", series, unit, stacked=True),
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
                series.append(Series(name, say(f"rents.type_{code}", language) if part == "from" else "", hue, style))
    return frame, tuple(series), added


def _by_card_finding(result: Result, language: Language) -> str:
    """Return the least and the most of the kind that most cards are quoted by, from the rows drawn; other kinds are counted."""
    facts = result.facts
    if not facts["groups"]:
        return say("view.nothing", language)
    group = max(facts["groups"], key=lambda one: one["cards"])
    words = {"group": group_name(group, facts, language), "per": footing_name(str(facts["footing"]), language), "cards": group["cards"]}
    for end in ("least", "most"):
        words |= {end: money(group[end], group[end], str(facts["currency"]), language), f"{end}_card": group[f"{end}_card"]}
        words[f"{end}_on"] = day(group[f"{end}_on"], language)
    if group["rows"] > 1 and group["few"]:
        told = {name: words[name] for name in ("group", "per")}
        each = say("caption.semicolon", language).join(_rent(one, facts, language) for one in group["few"])
        return _kinds_apart(say("rents.by_card_few", language, **told, list=each), facts, language)
    found = say("rents.by_card_alone" if group["rows"] < 2 else "rents.by_card_finding", language, **words)
    return _kinds_apart(found, facts, language)


def _rent(one: dict, facts: dict, language: Language) -> str:
    """Return the rent of one of a few bars under its name."""
    rent = span_of(one, str(facts["footing"]), str(facts["currency"]), language)
    return say("rents.by_card_one", language, named=rented(one["card"], one, language), rent=rent)


def _kinds_apart(finding: str, facts: dict, language: Language) -> str:
    count = len(facts["groups"])
    return say("rents.kinds_apart", language, finding=finding, count=count) if count > 1 else finding


def value(result: Result, language: Language) -> Chart:
    """Return performance per yuan of rent, hatched from the dearest quote to the cheapest, kind by kind, or per watt; one bar a card."""
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
    precision = say(f"rents.precision_{facts['precision']}", language)
    return Chart(
        "card_value",
        language,
        _value_finding(result, unit, language),
        say(f"rents.value_drawn_{per}", language, precision=precision),
        headed(frame, facts, language) if per == "yuan" else frame,
        (*result.columns, Column("named", "text", both("rents.card")), wide),
        Encoding("bar", "named", tuple(series), unit, stacked=True),
        caption(result, language),
        scope=(str(facts["precision"]), per),
        parameters=result.filters,
    )


def _value_finding(result: Result, unit: str | None, language: Language) -> str:
    """Return the best and the least of the kind that most cards are quoted by; other kinds are counted and share no rank."""
    facts = result.facts
    if not facts["cards"]:
        return say("view.nothing", language)
    column = "per_yuan_high" if facts["per"] == "yuan" else "per_watt"
    group = max(facts["groups"], key=lambda one: one["cards"])
    best, last = group["first"], group["last"]
    figure = say("unit.with", language, value=significant(best[column], language), unit=unit_name(unit, language))
    words = {"card": best["model"], "figure": figure, "precision": say(f"rents.precision_{facts['precision']}", language)}
    if facts["per"] == "yuan":
        words["group"] = group_name(group, facts, language)
    if group["cards"] < 2:
        return say("rents.value_alone", language, **{name: words[name] for name in ("card", "figure", "precision")})
    count = number(group["cards"], language)
    if group["few"]:
        each = [say("rents.value_one", language, card=one["card"], figure=significant(one["figure"], language)) for one in group["few"]]
        told = {name: words[name] for name in ("precision", "group") if name in words} | {"count": count, "unit": unit_name(unit, language)}
        found = say(f"rents.value_few_{facts['per']}", language, **told, list=say("caption.semicolon", language).join(each))
    else:
        times = significant(best[column] / last[column], language, 2)
        found = say(f"rents.value_finding_{facts['per']}", language, **words, times=times, last=last["model"], count=count)
    return _kinds_apart(found, facts, language) if facts["per"] == "yuan" else found
