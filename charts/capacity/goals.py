"""Targets: what was promised, what may be held against it, and in words why that is enough or not."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from charts.capacity.places import amount, counted_by, nature, place, precision
from charts.caption import caption
from charts.chart import Chart, Encoding, Headline
from data.schema import Column, Language, Result, Text
from i18n import say
from i18n.format import day, month, number, signed_percent

_SHOWN = ("status", "why", "latest", "latest_on", "age_months", "needed_growth", "growth", "needed_a_year", "pace_a_year")
_REST = ("target", "measured_in", "precision", "due", "indicator", "kind", "qualifier", "reason")
_SOURCE = ("source_title", "source_publisher", "source_date")


def targets(result: Result, language: Language) -> Chart:
    """Return the targets as a table: what is promised in a sentence, status, why, the figure and the paces."""
    rows = result.frame.to_dict("records")
    frame = result.frame.assign(
        promise=[_promise(row, result, language) for row in rows],
        why=[_why(i, row, result, language) for i, row in enumerate(rows)],
        issuer=[_issuer(row, language) for row in rows],
        status=result.frame["status"].mask(result.frame["reason"] == "paces_apart", "on_track_by_growth"),
    )
    declared = {column.name: column for column in result.columns} | {
        name: Column(name, "text", Text(say(f"capacity.{code}", "en"), say(f"capacity.{code}", "zh")))
        for name, code in (("promise", "goal_target"), ("why", "goal_why"))
    }
    by_growth = Text(say("capacity.on_track_by_growth", "en"), say("capacity.on_track_by_growth", "zh"))
    declared["status"] = replace(declared["status"], values={**declared["status"].values, "on_track_by_growth": by_growth})
    names = ("promise", *_SHOWN, *_REST, "issuer", *_SOURCE)
    facts = result.facts
    return Chart(
        "targets",
        language,
        _finding(facts, language),
        say("capacity.goal_drawn", language, on=day(facts["today"], language)),
        frame[list(names)],
        tuple(declared[name] for name in names),
        Encoding("table", "promise", ()),
        caption(result, language, (say("capacity.goal_note", language),)),
        parameters=result.filters,
        headlines=_headlines(facts, language),
    )


def _finding(facts: dict, language: Language) -> str:
    if not facts["targets"]:
        return say("view.nothing", language)
    counts = {name: facts[name] for name in ("targets", "met", "missed", "on_track", "behind", "not_measurable")}
    return say("capacity.goal_finding", language, **counts, apart=_apart(facts, language))


def _apart(facts: dict, language: Language) -> str:
    """Return how many of the targets on track are so by growth alone, in words; nothing where none is."""
    return say("capacity.goal_apart", language, count=facts["apart"]) if facts["apart"] else ""


def _headlines(facts: dict, language: Language) -> tuple[Headline, ...]:
    if not facts["targets"]:
        return ()
    given = {name: facts[name] for name in ("missed", "on_track", "behind", "not_measurable")} | {"apart": _apart(facts, language)}
    value = say("capacity.goal_value", language, met=facts["met"], targets=facts["targets"])
    return (Headline(say("capacity.goal_headline", language), value, say("capacity.goal_headline_note", language, **given)),)


def _promise(row: dict, result: Result, language: Language) -> str:
    indicator = next(column for column in result.columns if column.name == "indicator").values[row["indicator"]].in_(language)
    told = {"place": place(row, language), "indicator": indicator, "due": month(row["due"], language)}
    if row["target"] != row["target"] or row["target"] is None:
        return say("capacity.goal_no_number", language, **told)
    stated = precision(row["precision"], language) if isinstance(row["precision"], str) else ""
    value = amount(row["target"], row["measured_in"], language, row["qualifier"] == "above")
    value += say("capacity.bracketed", language, words=stated) if stated and stated != say("capacity.unstated", language) else ""
    return say("capacity.goal_promise", language, value=value, **told)


def _why(index: int, row: dict, result: Result, language: Language) -> str:
    reason = row["reason"]
    told = {"value": "", "on": ""}
    if pd.notna(row["latest"]):
        told = {"value": amount(row["latest"], row["measured_in"], language), "on": month(row["latest_on"], language)}
        told["age"] = number(row["age_months"], language)
    if reason in ("pace", "paces_apart"):
        told["pace"] = _pace(row, language)
    words = say(f"capacity.why_{reason}", language, **told)
    others = [_unused(one, language) for one in result.facts["unused"].get(index, ())]
    if not others:
        return words
    return words + say("capacity.why_unused", language, list=say("caption.semicolon", language).join(others))


def _pace(row: dict, language: Language) -> str:
    """Return growth shown and needed a year, then additions shown and needed, in words; shares have additions alone."""
    shown, needed = (amount(row[f"{name}_a_year"], row["measured_in"], language) for name in ("pace", "needed"))
    additions = say("capacity.pace_additions", language, shown=shown, needed=needed)
    if row["growth"] is None or row["growth"] != row["growth"]:
        return additions
    grown, due = (signed_percent(row[name], language, 0) for name in ("growth", "needed_growth"))
    return say("capacity.pace_growth", language, shown=grown, needed=due, additions=additions)


def _unused(one: dict, language: Language) -> str:
    told = {
        "value": amount(float(one["amount"]), one["measured_in"], language),
        "on": month(one["period_end"], language),
        "series": counted_by(one["series"], language),
        "basis": nature(one["basis"], language),
        "metric": say(f"view.metric_{one['metric']}", language),
        "precision": precision(one["precision"], language),
    }
    return say(f"capacity.unused_{one['kind']}", language, **told)


def _issuer(row: dict, language: Language) -> str | None:
    own = row["issuer_en"] if language == "en" and isinstance(row["issuer_en"], str) else row["issuer"]
    return own if isinstance(own, str) else None
