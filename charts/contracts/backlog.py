"""How the backlog at risk is drawn: what is at risk by company, with what can be assessed at one end only, and what not at all."""

from __future__ import annotations

from charts.chart import Chart, Encoding, Headline, Series
from charts.contracts.words import both, composed, joined, left_out, money, own, selected
from data.schema import Column, Language, Result
from i18n import say
from i18n.format import number

SHOWN = 16
"""Companies drawn at most; the figures have them all."""


def backlog(result: Result, language: Language) -> Chart:
    """Return the backlog by company: at risk, the rest of what is assessed, the lower end alone, hatched what is not assessable."""
    facts, unit = result.facts, result.facts["unit"]
    frame = result.frame[result.frame[[f"{name}_{unit}" for name in ("assessed", "lower_only", "not_assessable")]].notna().any(axis=1)]
    frame = frame.head(SHOWN).reset_index(drop=True)
    frame = frame.assign(
        name=[own(row, "company", language) for row in frame.to_dict("records")],
        risk=frame[f"at_risk_high_{unit}"],
        rest=frame[f"assessed_{unit}"] - frame[f"at_risk_high_{unit}"],
        part_risk=frame[f"lower_only_risk_{unit}"],
        part_rest=frame[f"lower_only_{unit}"] - frame[f"lower_only_risk_{unit}"],
        unknown=frame[f"not_assessable_{unit}"],
    )
    drawn = (
        ("risk", "terminated", "solid"),
        ("rest", "neutral3", "solid"),
        ("part_risk", "terminated", "hollow"),
        ("part_rest", "neutral3", "hollow"),
        ("unknown", "unobserved", "hatched"),
    )
    series = tuple(
        Series(name, say(f"contracts.backlog_{name}", language), hue, style) for name, hue, style in drawn if frame[name].notna().any()
    )
    columns = (
        *result.columns,
        Column("name", "text", both("contracts.company")),
        *(Column(name, "number", both(f"contracts.backlog_{name}"), unit=unit) for name, _, _ in drawn),
    )
    what = (say("contracts.backlog_drawn", language, months=facts["months"]), selected(result, language))
    return composed(
        "backlog_at_risk",
        result,
        language,
        _finding(result, language),
        joined(what, language),
        Encoding("bar", "name", series, unit, stacked=True),
        frame=frame,
        columns=columns,
        notes=(_apart(result, language), _hanging(result, language), _grounds(result, language), _reach(result, language)),
        headlines=_headlines(result, language),
    )


def _finding(result: Result, language: Language) -> str:
    facts, unit = result.facts, result.facts["unit"]
    backlog_value = money(facts[f"backlog_{unit}"], unit, language)
    if facts["assessed"]:
        return say("contracts.backlog_finding", language, months=facts["months"], backlog=backlog_value, **_ends(result, language))
    if facts["lower_only"]:
        part = money(facts[f"lower_only_{unit}"], unit, language)
        return say("contracts.backlog_lower_only", language, months=facts["months"], backlog=backlog_value, part=part)
    return say("contracts.backlog_none", language, months=facts["months"], backlog=backlog_value)


def _ends(result: Result, language: Language) -> dict[str, str]:
    facts, unit = result.facts, result.facts["unit"]
    names = {"low": "at_risk_low", "high": "at_risk_high", "assessed": "assessed", "least": "low", "most": "high"}
    return {name: money(facts[f"{column}_{unit}"], unit, language) for name, column in names.items()}


def _apart(result: Result, language: Language) -> str:
    """Return what is totalled apart: the lower end alone, and what is not assessable."""
    facts, unit = result.facts, result.facts["unit"]
    said = []
    if facts["assessed"]:
        said.append(say("contracts.backlog_limits", language, **_ends(result, language)))
    if facts["lower_only"]:
        values = {name: money(facts[f"{name}_{unit}"], unit, language) for name in ("lower_only", "lower_only_risk")}
        said.append(say("contracts.backlog_lower", language, count=facts["lower_only"], **values))
    value = money(facts[f"not_assessable_{unit}"], unit, language) if facts["not_assessable"] else ""
    if facts["not_assessable"]:
        said.append(say("contracts.backlog_apart", language, count=facts["not_assessable"], value=value))
    return say("caption.sentences", language).join(said)


def _hanging(result: Result, language: Language) -> str:
    """Return what leaving out each contract would make of the backlog, and of what of it is at risk under each reading."""
    found, unit = result.facts["left_out"], result.facts["unit"]
    said = []
    for name, reading in (("backlog", ""), ("at_risk_low", "announced"), ("at_risk_high", "followed"), ("lower_only_risk", "announced")):
        if found[name] is None or (name == "lower_only_risk" and found["at_risk_low"]):
            continue
        span = left_out(found[name], lambda value: money(value, unit, language), language)
        code = "contracts.backlog_risk_left_out" if reading else "contracts.backlog_left_out"
        said.append(say(code, language, range=span, reading=say(f"survival.{reading}", language) if reading else ""))
    return say("caption.sentences", language).join(said)


def _grounds(result: Result, language: Language) -> str:
    """Return why contracts cannot be assessed, each ground with its number; empty where all can."""
    found = {name: count for name, count in result.facts["grounds"].items() if count}
    said = [
        say("contracts.counted", language, item=say(f"contracts.ground_{name}", language), count=count) for name, count in found.items()
    ]
    return say("contracts.grounds", language, list=say("contracts.list", language).join(said)) if said else ""


def _reach(result: Result, language: Language) -> str:
    facts = result.facts
    ends = {name: number(facts[f"{name}_last_months"], language, 0) for name in ("followed", "announced")}
    return say("contracts.backlog_reach", language, **ends)


def _headlines(result: Result, language: Language) -> tuple[Headline, ...]:
    facts, unit = result.facts, result.facts["unit"]
    label = say("contracts.backlog_headline", language, months=facts["months"])
    apart = money(facts.get(f"not_assessable_{unit}"), unit, language)
    if facts["assessed"]:
        value = say("contracts.backlog_between", language, **_ends(result, language))
        return (Headline(label, value, say("contracts.backlog_note", language, value=apart, count=facts["not_assessable"])),)
    note = say("contracts.backlog_none_note", language, backlog=money(facts[f"backlog_{unit}"], unit, language), count=facts["contracts"])
    return (Headline(label, say("contracts.not_assessable", language), note),)
