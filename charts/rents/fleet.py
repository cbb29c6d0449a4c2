"""How a fleet's age is drawn: what is behind it solid, what is left of an assumed life lighter."""

from __future__ import annotations

from dataclasses import replace

from charts.caption import caption
from charts.chart import Chart, Encoding, Headline, Series
from charts.rents.words import both
from data.schema import Column, Language, Result
from i18n import say
from i18n.format import day, number, percent

_PARTS = {"served": ("busy", "solid"), "over": ("held", "solid"), "left": ("busy", "dashed")}


def fleet(result: Result, language: Language) -> Chart:
    """Return one bar a batch of cards: years served within the assumed life, beyond it, and left of it."""
    facts, frame = result.facts, result.frame
    life = float(facts["life"])
    names = [
        say("rents.batch", language, model=row["model"], batch=row["batch"], cards=number(row["installed_cards"], language))
        for row in frame.to_dict("records")
    ]
    age = frame["age_years"].astype("float64")
    parts = {"served": age.clip(upper=life), "over": (age - life).where(age > life), "left": (life - age).where(age < life)}
    frame = frame.assign(named=names, **parts)
    added = (Column("named", "text", both("rents.batches")), *(Column(p, "number", both(f"rents.{p}"), unit="years", low=0) for p in parts))
    drawn = [part for part in _PARTS if frame[part].notna().any()]
    series = tuple(Series(part, say(f"rents.{part}", language), *_PARTS[part]) for part in drawn)
    bare = replace(result, filters={name: text for name, text in result.filters.items() if name not in ("life_years", "as_of")})
    return Chart(
        "fleet_age",
        language,
        _finding(result, language),
        say("rents.fleet_drawn", language, on=day(facts["as_of"], language), life=number(life, language, 1)),
        frame,
        (*result.columns, *added),
        Encoding("bar", "named", series, "years", stacked=True),
        caption(bare, language, (say("rents.life_assumed", language, life=number(life, language, 1)),)),
        scope=(str(facts["as_of"]),),
        parameters=result.filters,
        headlines=_headlines(result, language),
    )


def _finding(result: Result, language: Language) -> str:
    facts = result.facts
    if not facts["cards"]:
        return say("view.nothing", language)
    mean = number(facts["mean_age"], language, 1)
    words = {"cards": number(facts["cards"], language), "age": mean, "on": day(facts["as_of"], language)}
    return say("rents.fleet_finding", language, **words, beyond=percent(facts["beyond"], language, 0))


def _headlines(result: Result, language: Language) -> tuple[Headline, ...]:
    facts = result.facts
    if not facts["cards"]:
        return ()
    basis = say("rents.fleet_basis", language, cards=number(facts["cards"], language), on=day(facts["as_of"], language))
    assumed = say("rents.life_assumed", language, life=number(facts["life"], language, 1))
    years = say("unit.with", language, value=number(facts["mean_age"], language, 1), unit=say("unit.years", language))
    return (
        Headline(say("rents.mean_age", language), years, basis),
        Headline(say("rents.beyond", language), percent(facts["beyond"], language, 0), assumed),
        Headline(say("rents.within_a_year", language), percent(facts["within_a_year"], language, 0), assumed),
    )
