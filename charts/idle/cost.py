"""How the cost of idle cards is drawn; every input stands in the caption with the word assumption or its source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from charts.chart import Chart, Encoding, Headline, Series
from charts.idle.drawn import composed
from charts.idle.inputs import inputs_note, over, scenario_name
from data.schema import Language, Result
from i18n import say
from i18n.format import fixed, number, percent, quantity


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
        title = say("idle.swings_finding", language, scenario=scenario_name(facts, language), input=name, share=share)
    return _costed("idle_cost_swings", result, language, encoding, say("idle.swings_drawn", language), title, ())


def _costed(
    view: str, result: Result, language: Language, encoding: Encoding, what: str, title: str | None, figures: tuple[Headline, ...]
) -> Chart:
    """Return the chart with its inputs as notes; they are said there, and so not among the filters."""
    given = result.facts["inputs"]
    bare = replace(result, filters={name: value for name, value in result.filters.items() if name not in (*given, "rent_of", "preset")})
    chart = composed(view, bare, language, result.frame, encoding, what, title, _notes(result, language), figures)
    return replace(chart, parameters=result.filters)


def _finding(result: Result, language: Language) -> str | None:
    facts = result.facts
    if facts["cost_cny"] is None:
        return say("idle.finding_unobserved", language) if facts["installed"] > 0 else None
    given = {"hours": quantity(facts["idle_card_hours"], "card_hours", language), "cost": quantity(facts["cost_cny"], "cny", language)}
    given |= {"scenario": scenario_name(facts, language), "state": say(f"idle.cost_state_{facts['measure']}", language)}
    found = say(
        "idle.cost_finding", language, **given, range=_range(facts, "cost_over", lambda value: quantity(value, "cny", language), language)
    )
    if facts["break_even"] is None and "rent_cny" not in facts["inputs"]:
        return found
    if not (facts["break_even"] or 2) <= 1:
        return say("idle.cost_never_finding", language, finding=found)
    return say("idle.cost_break_even_finding", language, finding=found, share=percent(facts["break_even"], language))


def _range(facts: dict, name: str, written: Callable[[float], str], language: Language) -> str:
    """Return the range of a figure over the presets in brackets, as it follows the figure; empty where nothing is left to a preset."""
    found = facts[name]
    if found is None:
        return ""
    return say("idle.bracketed", language, words=over((written(found[0]), written(found[1])), facts, language))


def _share(share: float | None, language: Language) -> str:
    """Return the share of hours to be let; where all are not enough, that it is so."""
    return say("idle.beyond_all", language) if share is None or share > 1 else percent(share, language)


def _months(months: float | None, language: Language) -> str:
    return say("idle.never", language) if months is None else say("idle.months", language, months=number(months, language, 1))


def _heads(facts: dict, language: Language) -> tuple[Headline, ...]:
    if facts["cost_cny"] is None:
        return ()

    def head(name: str, value: str, note: str, *ranged: object) -> Headline:
        return Headline(say(f"idle.{name}", language), value, note + (_range(facts, *ranged, language) if ranged else ""), is_fact=False)

    each = fixed(facts["card_hour_cny"], language, 2)
    basis = say("idle.cost_basis", language, each=each)
    heads = [
        head("cost_cny", quantity(facts["cost_cny"], "cny", language), basis, "card_hour_over", lambda value: fixed(value, language, 2))
    ]
    if facts["rent_cny"] is not None:
        heads.append(head("rent_cny", quantity(facts["rent_cny"], "cny", language), say("idle.rent_basis", language)))
    if "rent_cny" in facts["inputs"] and "busy_power_w" in facts["inputs"]:
        basis = say("idle.break_even_basis", language)
        heads.append(
            head("break_even", _share(facts["break_even"], language), basis, "break_even_over", lambda value: _share(value, language))
        )
        basis = say("idle.payback_basis", language, gross=_months(facts["gross_payback"], language))
        heads.append(head("payback", _months(facts["payback"], language), basis, "payback_over", lambda value: _months(value, language)))
    return tuple(heads)


def _notes(result: Result, language: Language) -> tuple[str, ...]:
    facts = result.facts
    return (say(f"idle.cost_counts_{facts['measure']}", language), *_faster(facts, language), inputs_note(facts, language))


def _faster(facts: dict, language: Language) -> tuple[str, ...]:
    """Return what a card-hour costs in its first and last year under accelerated depreciation, beside the straight line."""
    if not facts.get("accelerated"):
        return ()
    first, last = (fixed(value, language, 2) for value in facts["accelerated"])
    return (say("idle.accelerated", language, first=first, last=last, each=fixed(facts["card_hour_cny"], language, 2)),)
