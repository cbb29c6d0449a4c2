"""How a scenario of the gap is drawn: both sides as dashed ranges, every figure that was given in the caption."""

from __future__ import annotations

from dataclasses import replace

from charts.balance.pairs import between, precision
from charts.caption import caption
from charts.chart import Chart, Encoding, Headline, Mark, Series
from data.schema import Language, Result
from i18n import say
from i18n.format import day, month, percent


def scenario(result: Result, language: Language) -> Chart:
    """Return supply and demand between their slowest and fastest growth, on a logarithmic scale, with the days on which they meet."""
    facts = result.facts
    series = tuple(one for side, hue in (("supply", "capacity"), ("demand", "inference")) for one in _side(result, side, hue, language))
    bare = replace(result, filters={name: text for name, text in result.filters.items() if name == "record"})
    return Chart(
        "balance_scenario",
        language,
        _finding(result, language),
        say("balance.scenario_drawn", language, start=day(facts["start"].on, language), precision=_precision(result, language)),
        result.frame,
        result.columns,
        Encoding("line", "date", series, "eflops", log=True, marks=_marks(result, language)),
        caption(bare, language, _notes(result, language)),
        scope=(facts["start"].on, str(facts["years"])),
        parameters=result.filters,
        headlines=_headlines(result, language),
    )


def _side(result: Result, side: str, hue: str, language: Language) -> tuple[Series, Series]:
    counted = side == "demand" and result.facts["start"].named == "tokens"
    name = say("balance.counted_demand" if counted else f"balance.{side}", language)
    fast = Series(f"{side}_high", say("balance.fastest", language, side=name), hue, "dashed", low=f"{side}_low", high=f"{side}_high")
    return fast, Series(f"{side}_low", say("balance.slowest", language, side=name), hue, "dashed")


def _precision(result: Result, language: Language) -> str:
    code = result.facts["start"].precision
    return say("balance.given_precision", language) if code == "given" else precision(code, language)


def _marks(result: Result, language: Language) -> tuple[Mark, ...]:
    facts = result.facts
    if not facts["within"]:
        return ()
    last = str(result.frame["date"].iloc[-1])
    until = min(facts["latest"] or last, last)
    return (
        Mark(
            facts["earliest"],
            say(f"balance.{facts['kind']}", language, demand=_demand(result, language)),
            until if until > facts["earliest"] else None,
        ),
    )


def _demand(result: Result, language: Language) -> str:
    """Return what the demand of the scenario is, in words: all of it, or the compute of the tokens counted."""
    return say("balance.demand_tokens" if result.facts["start"].named == "tokens" else "balance.demand_all", language)


def _finding(result: Result, language: Language) -> str:
    """Return when the gap closes or opens; a start that the record has since passed says so, with the figure that passed it."""
    later = result.facts["later"]
    met = say("balance.scenario_finding", language, name=_name(result.facts, language), finding=_meeting(result, language))
    if later is None:
        return met
    value = between(later["eflops"], None if later["floor"] else later["eflops"], "eflops", language)
    words = {"value": value, "precision": precision(later["precision"], language), "on": month(later["on"], language)}
    return say("balance.passed", language, finding=met, start=month(result.facts["start"].on, language), **words)


def _meeting(result: Result, language: Language) -> str:
    facts = result.facts
    if facts["kind"] == "unclear":
        return say("balance.scenario_unclear", language)
    code, demand = f"balance.scenario_{facts['kind']}", _demand(result, language)
    if facts["earliest"] is None:
        return say(f"{code}_never", language, demand=demand)
    earliest = month(facts["earliest"], language)
    if facts["latest"] is None:
        return say(f"{code}_perhaps", language, demand=demand, earliest=earliest)
    latest = month(facts["latest"], language)
    if earliest == latest:
        return say(f"{code}_on", language, demand=demand, on=earliest)
    return say(code, language, demand=demand, earliest=earliest, latest=latest)


def _notes(result: Result, language: Language) -> tuple[str, ...]:
    facts = result.facts
    start = facts["start"]
    levels = {side: between(*getattr(start, side), "eflops", language) for side in ("supply", "demand")}
    names = [f"{side}_{end}" for side in ("supply", "demand") for end in ("low", "high")]
    rates = {name: percent(facts["given"][name.replace("_", "_growth_")], language) for name in names}
    present = [
        say(
            "balance.present_one",
            language,
            series=say(f"balance.series_{one['series']}", language),
            precision=precision(one["precision"], language),
            growth=percent(one["growth"], language, 0),
            first=month(one["first"], language),
            last=month(one["last"], language),
        )
        for one in facts["present"]
    ]
    found = [
        say(f"balance.start_{start.named}", language, on=day(start.on, language), **levels),
        say("balance.rates", language, **rates),
        *_bases(facts, language),
    ]
    if present:
        found.append(say("balance.present", language, list=say("caption.semicolon", language).join(present)))
    return tuple(found)


def _bases(facts: dict, language: Language) -> tuple[str, ...]:
    """Return what the rates of a preset rest on, each basis once."""
    bases = dict.fromkeys(basis for basis in facts["basis"].values() if basis != "given")
    if not bases:
        return ()
    words = {"first": "", "last": "", "precision": ""}
    if facts["present"]:
        one = facts["present"][0]
        words = {"first": month(one["first"], language), "last": month(one["last"], language)}
        words |= {"precision": precision(one["precision"], language)}
    listed = (say(f"balance.rate_{basis}", language, **words) for basis in bases)
    return (say("balance.rate_bases", language, list=say("caption.semicolon", language).join(listed)),)


def _name(facts: dict, language: Language) -> str:
    """Return which scenario it is: a preset, the analyst's own that begins from one, or what is given alone."""
    if not facts["preset"]:
        return say("balance.scenario_given", language)
    name = say(f"view.preset_{facts['preset']}", language)
    return say("idle.scenario_from" if "given" in facts["basis"].values() else "idle.scenario_preset", language, name=name)


def _headlines(result: Result, language: Language) -> tuple[Headline, ...]:
    facts = result.facts
    last = result.frame.iloc[-1]
    label = say("balance.met_on", language, on=month(last["date"], language))
    note = say("balance.scenario_note", language)
    met = between(last["met_low"], last["met_high"], "fraction", language)
    return (Headline(label, met, note, is_fact=False),) if facts["years"] else ()
