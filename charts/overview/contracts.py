"""The answer to which contracts fell: the share of value by starting year, and each contract that ended as a row of evidence."""

from __future__ import annotations

from typing import Any

from charts.caption import caption
from charts.chart import Chart, Encoding, Headline, Series
from charts.contracts.words import both, left_out, money, own
from charts.overview.words import evidence
from data.schema import Column, Language, Result
from i18n import say
from i18n.format import day, number, percent


def contracts(result: Result, language: Language) -> Chart:
    """Return one column a starting year: solid all, an outline without the largest contract, grey a year too young to say much."""
    young = result.frame["is_young"].astype(bool)
    years = [_year(row, language) for row in result.frame.to_dict("records")]
    frame = result.frame.assign(named=years, old=result.frame["value_share"].where(~young), young=result.frame["value_share"].where(young))
    listed = (("old", "terminated", "solid"), ("young", "grey", "solid"), ("without_largest", "terminated", "hollow"))
    series = tuple(
        Series(name, say(f"overview.share_{name}", language), hue, style) for name, hue, style in listed if frame[name].notna().any()
    )
    facts = result.facts
    span = left_out(facts["silent"]["left_out"], lambda value: money(value, facts["unit"], language), language)
    notes = (
        say("overview.without_year", language, count=facts["without_year"]) if facts["without_year"] else "",
        say("overview.silent_range", language, range=span) if facts["silent"]["with_value"] > 1 else "",
    )
    added = tuple(Column(name, "number", both(f"overview.share_{name}"), unit="fraction", low=0, high=1) for name in ("old", "young"))
    return Chart(
        "answer_contracts",
        language,
        _finding(facts, language),
        say("overview.contracts_drawn", language),
        frame,
        (Column("named", "text", both("overview.started")), *result.columns, *added),
        Encoding("column", "named", series, "fraction", low=0, high=1),
        caption(result, language, notes),
        scope=(facts["until"],),
        parameters=result.filters,
        headlines=_evidence(facts, language),
    )


def _year(row: dict[str, Any], language: Language) -> str:
    return say("overview.year", language, year=str(row["year"]), terminated=row["terminated"], contracts=row["contracts"])


def _finding(facts: dict[str, Any], language: Language) -> str:
    if not facts["contracts"]:
        return say("view.nothing", language)
    said = say("overview.contracts_count", language, terminated=facts["terminated"], contracts=facts["contracts"])
    if facts["old_share"] is not None and facts["old_share_without"] is not None:
        shares = {"share": percent(facts["old_share"], language, 0), "without": percent(facts["old_share_without"], language, 0)}
        said = say("overview.contracts_share", language, finding=said, until=facts["until"][:4], **shares)
    silent = facts["silent"]
    if not silent["count"]:
        return said
    words = {"count": silent["count"], "value": money(silent["value"], facts["unit"], language), "with_value": silent["with_value"]}
    return say(
        "overview.contracts_silent" if silent["value"] is not None else "overview.contracts_silent_only", language, finding=said, **words
    )


def _evidence(facts: dict[str, Any], language: Language) -> tuple[Headline, ...]:
    return tuple(_ended(row, facts["unit"], language) for row in facts["ended"])


def _ended(row: dict[str, Any], unit: str, language: Language) -> Headline:
    """Return a contract that ended: its value, whose it was, how long it lasted, and the reason given."""
    stated = row["ended_value"] == row["ended_value"] and row["ended_value"] is not None
    value = money(row["ended_value"], unit, language) if stated else say("overview.no_value", language)
    known = row["days"] == row["days"] and row["days"] is not None
    lasted = (
        say("overview.about_days" if row["month_only"] else "overview.days", language, days=number(row["days"], language)) if known else ""
    )
    why = row["reason"].in_(language) if row["reason"] else say("overview.no_reason", language)
    ended = say("overview.ended_on", language, on=day(row["ended_on"], language)) if isinstance(row["ended_on"], str) else ""
    return evidence(value, own(row, "company", language), ended or say("overview.no_end", language), lasted, why, language=language)
