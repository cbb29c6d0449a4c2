"""How the cost of idle cards is drawn; every input stands in the caption with the word assumption or its source."""

from __future__ import annotations

from dataclasses import replace

from charts.chart import Chart, Encoding, Headline, Series
from charts.idle.drawn import composed
from data.schema import Language, Result
from i18n import say
from i18n.format import day, number, percent, quantity, unit_name


def cost(result: Result, language: Language) -> Chart:
    """Return what the idle card-hours cost by item, and the rent foregone as a line of its own."""
    facts = result.facts
    drawn = (("cost_cny", "unallocated", "solid"), ("rent_cny", "grey", "hollow"))
    series = tuple(
        Series(name, say(f"idle.{name}", language), hue, style) for name, hue, style in drawn if result.frame[name].notna().any()
    )
    encoding = Encoding("bar", "item", series, "cny", stacked=True)
    return _costed(
        "idle_cost", result, language, encoding, say("idle.cost_drawn", language), _finding(result, language), _heads(facts, language)
    )


def swings(result: Result, language: Language) -> Chart:
    """Return by how much the cost changes where one input is a fifth lower or higher."""
    facts = result.facts
    series = (
        Series("lower_cny", say("idle.lower", language), "neutral3"),
        Series("higher_cny", say("idle.higher", language), "unallocated"),
    )
    encoding = Encoding("bar", "input", series, "cny")
    title = None
    if len(result.frame):
        top = result.frame.iloc[0]
        name = next(column for column in result.columns if column.name == "input").values[top["input"]].in_(language)
        share = percent(max(abs(top["lower_cny"]), abs(top["higher_cny"])) / facts["cost_cny"], language) if facts["cost_cny"] else "–"
        title = say("idle.swings_finding", language, input=name, share=share)
    return _costed("idle_cost_swings", result, language, encoding, say("idle.swings_drawn", language), title, ())


def _costed(
    view: str, result: Result, language: Language, encoding: Encoding, what: str, title: str | None, figures: tuple[Headline, ...]
) -> Chart:
    """Return the chart with its inputs as notes; they are said there, and so not among the filters."""
    given = result.facts["inputs"]
    bare = replace(result, filters={name: value for name, value in result.filters.items() if name not in (*given, "rent_of")})
    chart = composed(view, bare, language, result.frame, encoding, what, title, _notes(result, language), figures)
    return replace(chart, parameters=result.filters)


def _finding(result: Result, language: Language) -> str | None:
    facts = result.facts
    if facts["cost_cny"] is None:
        return say("idle.finding_unobserved", language) if facts["installed"] > 0 else None
    code = "idle.cost_break_even_finding" if (facts["break_even"] or 2) <= 1 else "idle.cost_finding"
    given = {"hours": quantity(facts["idle_card_hours"], "card_hours", language), "cost": quantity(facts["cost_cny"], "cny", language)}
    state = say(f"idle.cost_state_{facts['measure']}", language)
    return say(code, language, **given, state=state, share=percent(facts["break_even"], language))


def _heads(facts: dict, language: Language) -> tuple[Headline, ...]:
    if facts["cost_cny"] is None:
        return ()
    basis = say("idle.cost_basis", language, each=number(facts["card_hour_cny"], language, 2))
    heads = [Headline(say("idle.cost_cny", language), quantity(facts["cost_cny"], "cny", language), basis)]
    if facts["rent_cny"] is not None:
        heads.append(
            Headline(say("idle.rent_cny", language), quantity(facts["rent_cny"], "cny", language), say("idle.rent_basis", language))
        )
    if facts["break_even"] is not None:
        heads.append(
            Headline(say("idle.break_even", language), percent(facts["break_even"], language), say("idle.break_even_basis", language))
        )
    return tuple(heads)


def _notes(result: Result, language: Language) -> tuple[str, ...]:
    facts = result.facts
    listed = (_input(name, one, facts.get("quote"), language) for name, one in facts["inputs"].items())
    measure = say(f"idle.cost_counts_{facts['measure']}", language)
    return (measure, say("idle.inputs", language, list=say("caption.semicolon", language).join(listed)))


def _input(name: str, given: dict, quote: dict | None, language: Language) -> str:
    """Return one input with its unit and its source, or the word assumption."""
    value, unit = given["value"], given["unit"]
    figure = (
        percent(value, language)
        if unit == "fraction"
        else say("unit.with", language, value=number(value, language, 4), unit=unit_name(unit, language))
    )
    basis = say("idle.assumption", language)
    if name == "rent_cny" and quote:
        code = "idle.quoted_month" if quote["month_hours"] else "idle.quoted"
        words = {"model": quote["model"], "period": day(quote["period"], language), "publisher": quote["publisher"]}
        words |= {"type": say(f"rents.type_{quote['contract_type']}", language), "hours": number(quote["month_hours"], language)}
        basis = say(code, language, **words)
    return say("idle.input", language, name=say(f"view.{name}", language), value=figure, basis=basis)
