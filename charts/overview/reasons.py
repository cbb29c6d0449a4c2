"""The answer to why: each reason as stated, and beside it the figure of the record that bears on it."""

from __future__ import annotations

from typing import Any

from charts.caption import caption
from charts.chart import Chart, Encoding
from charts.contracts.words import both
from charts.idle.published import figure
from data.schema import Column, Language, Result
from i18n import say
from i18n.format import day, percent


def reasons(result: Result, language: Language) -> Chart:
    """Return a table: reason, what was said, what the record holds on it."""
    facts = result.facts
    frame = result.frame.assign(
        said=_own(result, language), held=[_held(code, facts["figures"], language) for code in result.frame["figure"]]
    )
    columns = (
        next(column for column in result.columns if column.name == "reason"),
        Column("held", "text", both("overview.held")),
        Column("said", "text", both("overview.said")),
    )
    return Chart(
        "answer_reasons",
        language,
        _finding(facts, language),
        say("overview.reasons_drawn", language),
        frame[[column.name for column in columns]],
        columns,
        Encoding("table", "reason", ()),
        caption(result, language),
        parameters=result.filters,
    )


def _own(result: Result, language: Language) -> list[str]:
    first, other = ("statement_zh", "statement") if language == "zh" else ("statement", "statement_zh")
    return result.frame[first].fillna(result.frame[other]).tolist()


def _held(code: object, figures: dict[str, Any], language: Language) -> str:
    found = figures.get(code) if isinstance(code, str) else None
    if not found:
        return say("overview.no_figure", language)
    if code == "contracts":
        return say("overview.held_contracts", language, terminated=found[0], contracts=found[1])
    if code == "inference":
        return say("overview.held_inference", language, low=percent(found[0], language, 0), high=percent(found[1], language, 0))
    return say("overview.semicolon", language).join(_published(row, language) for row in found)


def _published(row: dict[str, Any], language: Language) -> str:
    """Return a published figure: its bound stands in its name, else the figure after it."""
    stated = row["point"] == row["point"]
    name = figure(row | {"at_least": None if stated else row["low"], "at_most": None if stated else row["high"]}, language)
    return say("overview.published", language, name=name, value=percent(row["point"], language, 0)) if stated else name


def _finding(facts: dict[str, Any], language: Language) -> str:
    if not facts["reasons"]:
        return say("view.nothing", language)
    words = {"reasons": facts["reasons"], "speakers": facts["speakers"], "borne": facts["borne"], "sources": facts["sources"]}
    one = facts["sources"] == 1 and facts["latest"]
    if one:
        return say("overview.reasons_finding_one", language, on=day(facts["latest"], language), **words)
    return say("overview.reasons_finding", language, **words)
