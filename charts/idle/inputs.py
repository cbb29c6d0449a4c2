"""The inputs of a cost in words: which scenario it is, what each input is and where from; and the presets as a table."""

from __future__ import annotations

from collections.abc import Mapping

from charts.caption import caption
from charts.chart import Chart, Encoding
from data.schema import Column, Language, Result, Text
from i18n import say
from i18n.format import day, fixed, number, percent, unit_name

_SELF = ("fraction", "ratio")
"""Units whose figures say themselves what they are."""
_ENDS = ("central", "low", "high")


def scenario_name(facts: Mapping, language: Language) -> str:
    """Return which scenario it is: a preset, the analyst's own that begins from one, or what is given alone."""
    if not facts["preset"]:
        return say("idle.scenario_given", language)
    name = say(f"view.preset_{facts['preset']}", language)
    name = say("idle.priced_as", language, name=name, card=facts["priced_as"]) if facts["priced_as"] else name
    return say("idle.scenario_from" if facts["given"] else "idle.scenario_preset", language, name=name)


def over(ends: tuple[str, str], facts: Mapping, language: Language) -> str:
    """Return what the least and the most of a figure are over the presets, what is given held fixed."""
    words = "idle.over_presets_fixed" if facts["given"] else "idle.over_presets"
    return say(words, language, low=ends[0], high=ends[1])


def inputs_note(facts: Mapping, language: Language) -> str:
    """Return every input with its value, and whose figure it is or the word assumption."""
    listed = (_input(name, one, facts.get("quote"), language) for name, one in facts["inputs"].items())
    return say("idle.inputs", language, list=say("caption.semicolon", language).join(listed))


def presets(result: Result, language: Language) -> Chart:
    """Return the presets as a table: every input at its low, central and high value, and whose figure it is or what is assumed."""
    frame, facts = result.frame, result.facts
    rows = frame[["input", "unit", *_ENDS]].to_dict("records")
    written = {end: [_bare(row[end], row["unit"], language) for row in rows] for end in _ENDS}
    columns = {column.name: column for column in result.columns}
    named = [_named(columns["input"].values[row["input"]].in_(language), row["unit"], language) for row in rows]
    source = frame["source_zh" if language == "zh" else "source"]
    texts = (Column(name, "text", columns[name].title) for name in ("input", *_ENDS))
    shown = (*texts, columns["source"], columns["basis"], columns["as_of"])
    names = [column.name for column in shown]
    return Chart(
        "cost_presets",
        language,
        _finding(facts, language),
        say("idle.presets_drawn", language, card=facts["card"]),
        frame.assign(**written, input=named, source=source)[names],
        shown,
        Encoding("table", "input", ()),
        caption(result, language, (say("idle.presets_note", language),)),
        parameters=result.filters,
    )


def _finding(facts: Mapping, language: Language) -> str:
    counts = {code: number(facts[code], language) for code in ("inputs", "cited", "part", "assumption")}
    found = say("idle.presets_finding", language, **counts)
    hour = facts["card_hour"]
    if any(hour.get(end) is None for end in _ENDS):
        return found
    central, low, high = (fixed(hour[end], language, 2) for end in _ENDS)
    return say("idle.presets_cost_finding", language, finding=found, low=low, central=central, high=high)


def _input(name: str, given: Mapping, quote: Mapping | None, language: Language) -> str:
    """Return one input with its unit and its source, or the word assumption."""
    basis = _basis(given, language)
    if name == "rent_cny" and quote:
        code = "idle.quoted_month" if quote["month_hours"] else "idle.quoted"
        words = {"model": quote["model"], "period": day(quote["period"], language), "publisher": quote["publisher"]}
        words |= {"type": say(f"rents.type_{quote['contract_type']}", language), "hours": number(quote["month_hours"], language)}
        basis = say(code, language, **words)
    return say(
        "idle.input", language, name=say(f"view.{name}", language), value=_figure(given["value"], given["unit"], language), basis=basis
    )


def _basis(given: Mapping, language: Language) -> str:
    if given["basis"] == "given":
        return say("idle.assumption", language)
    subject = Text(given["subject"], given["subject_zh"]).in_(language)
    if given["basis"] == "assumption":
        return say("idle.assumed", language, subject=subject)
    return say("idle.cited", language, subject=subject, on=day(given["as_of"], language))


def _figure(value: float, unit: str, language: Language) -> str:
    figure = _bare(value, unit, language)
    if unit in _SELF:
        return figure
    return say("unit.with_cny" if unit == "cny" else "unit.with", language, value=figure, unit=unit_name(unit, language))


def _bare(value: float, unit: str, language: Language) -> str:
    """Return a figure without the name of its unit."""
    if unit in _SELF or value != value:
        return percent(value, language) if unit == "fraction" else number(value, language, 4)
    return number(value, language, 0 if value >= 1000 else 2 if value >= 1 else 3)


def _named(title: str, unit: str, language: Language) -> str:
    return title if unit in _SELF else say("filter.entry", language, title=title, unit=unit_name(unit, language))
