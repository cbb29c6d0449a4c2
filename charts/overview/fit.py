"""The answer to whether capacity fits: official capacity and the hardware for the tokens counted on one axis, rents as evidence."""

from __future__ import annotations

from typing import Any

from charts.caption import caption, named
from charts.chart import Chart, Encoding, Headline, Series
from charts.contracts.words import both
from charts.demand.words import titles
from charts.overview.words import evidence
from charts.rents.words import kind, money
from data.schema import Column, Language, Result
from i18n import say
from i18n.format import day, month, number, quantity


def fit(result: Result, language: Language) -> Chart:
    """Return one bar a line: capacity solid, what the tokens ask for hatched, with its range over 80 % of the draws."""
    facts = result.facts
    lines = titles(result, "line")
    lined = [say("overview.line", language, line=lines[row["line"]].in_(language), on=month(row["on"], language)) for row in _rows(result)]
    capacity = result.frame["line"] == "capacity"
    frame = result.frame.assign(
        named=lined, capacity=result.frame["eflops"].where(capacity), needed=result.frame["eflops"].where(~capacity)
    )
    series = (
        Series("capacity", say("overview.capacity", language), "capacity"),
        Series("needed", say("overview.needed", language), "inference", "hatched", low="low", high="high"),
    )
    added = tuple(Column(one.y, "number", both(f"overview.{one.y}"), unit="eflops", low=0) for one in series)
    tokens = quantity(facts["tokens"], "tokens_per_day", language)
    tokens = say("demand.more_than", language, value=tokens) if facts["tokens_floor"] else tokens
    note = say("overview.fit_note", language, tokens=tokens, card=facts["card"])
    return Chart(
        "answer_fit",
        language,
        _finding(facts, language),
        say("overview.fit_drawn", language, precision=facts["precision"]),
        frame,
        (Column("named", "text", both("overview.item")), *result.columns, *added),
        Encoding("bar", "named", series, "eflops", stacked=False),
        caption(result, language, (note,)),
        scope=(str(facts["on"]),),
        parameters=result.filters,
        headlines=tuple(_rent(row, language) for row in facts["rents"]),
    )


def _rows(result: Result) -> list[dict[str, Any]]:
    return result.frame.to_dict("records")


def _finding(facts: dict[str, Any], language: Language) -> str:
    needed = _eflops(facts["hardware"], language)
    if facts["installed"] is None:
        said = say("overview.fit_alone", language, needed=needed)
    else:
        said = say(f"overview.fit_{_verdict(facts)}", language, needed=needed, installed=_eflops(facts["installed"], language))
    if not facts["rents"]:
        return said
    first = facts["rents"][0]
    return say("overview.fit_rent", language, finding=said, card=first["model"], rent=_span(first, language), kind=kind(first, language))


def _eflops(span: tuple[float, float], language: Language) -> str:
    low, high = (number(value, language) for value in span)
    return say("overview.eflops", language, low=low, high=high) if low != high else quantity(span[0], "eflops", language)


def _verdict(facts: dict[str, Any]) -> str:
    """Return what the tokens counted say of capacity: beyond it they would show a shortage; below it they show nothing, being a part."""
    return "short" if facts["hardware"][0] > facts["installed"][1] else "unclear"


def _span(row: dict[str, Any], language: Language) -> str:
    return money(row["server_month_low"], row["server_month_high"], "cny", language)


def _when(row: dict[str, Any], language: Language) -> str:
    first, last = (day(row[name], language) for name in ("first", "last"))
    return first if first == last else say("idle.from_to", language, first=first, last=last)


def _rent(row: dict[str, Any], language: Language) -> Headline:
    what = say("overview.eight_cards", language, card=row["model"])
    details = (kind(row, language), _when(row, language), named(row["publishers"], language))
    return evidence(_span(row, language), what, *details, language=language)
