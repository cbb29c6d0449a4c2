"""How published figures and stated reasons are drawn, and what is said of them."""

from __future__ import annotations

import pandas as pd

from charts.caption import caption
from charts.chart import Chart, Encoding, Series
from data.schema import Column, Language, Result, Text
from i18n import say
from i18n.format import day, number, percent, stated_percent

UNSTATED = "unstated"
_SAID = {("rack_occupancy", "racks"), ("cpu_utilization", "cpu"), ("power", "power"), (UNSTATED, UNSTATED)}
"""Bases whose name says the resource; so does that of every basis of cards but a rate of what is let or sold."""
_LET = ("leased_rate", "allocation_rate", "absorption", "lit_rate")

PARTS = {
    "stated": ("accent", "solid"),
    "at_least": ("accent", "dashed"),
    "range_low": ("accent", "solid"),
    "range_wide": ("accent", "hatched"),
    "at_most": ("accent", "hatched"),
    "target": ("grey", "hollow"),
}


def reports(result: Result, language: Language) -> Chart:
    """Return one bar a figure: solid what is stated or known at least, hatched what lies within a bound or range, an outline a target."""
    known, facts = result.frame, result.facts
    named = [figure(row, language) for row in _rows(known)]
    frame = known.assign(figure=named)
    columns = (*result.columns, Column("figure", "text", _both("idle.figure")))
    parts = parts_of(facts["resource"])
    drawn = [name for name in parts if frame[name].notna().any()]
    series = tuple(Series(name, named_part(name, drawn, language), *parts[name]) for name in drawn)
    encoding = Encoding("bar", "figure", series, "fraction", stacked=True, low=0, high=1)
    basis = kind(result, language)
    first, last = day(facts["first"], language), day(facts["last"], language)
    over = first if first == last else say("idle.from_to", language, first=first, last=last)
    drawn_words = say("idle.reports_drawn", language, basis=basis, span=over)
    others = (say("idle.other_bases", language, count=number(facts["others"], language)),) if facts["others"] else ()
    return Chart(
        "utilization_reports",
        language,
        _reports_finding(result, basis, language),
        drawn_words if len(frame) else say("idle.reports_none", language),
        frame,
        columns,
        encoding,
        caption(result, language, others),
        scope=(facts["basis"] or "", facts["resource"] or ""),
        parameters=result.filters,
    )


def parts_of(resource: str | None) -> dict[str, tuple[str, str]]:
    """Return hue and style of each part; all grey where nobody says of what resource the figures are."""
    return {name: ("grey", style) for name, (_, style) in PARTS.items()} if resource == UNSTATED else PARTS


def kind(result: Result, language: Language) -> str:
    """Return basis and resource of the figures in words; the resource is left out where the basis says it."""
    basis, resource = result.facts["basis"], result.facts["resource"]
    name = titled(result, "basis", basis, language)
    if basis is None or (basis, resource) in _SAID or (resource == "cards" and basis not in _LET):
        return name
    words = titled(result, "resource", resource, language)
    return say("idle.kind", language, basis=name, resource=words if words.isupper() else words[0].lower() + words[1:])


def figure(row: dict, language: Language) -> str:
    """Return whose figure it is and of when; a bound says that it is one."""
    name = f"{_own(row, 'subject', language)}{say('idle.comma', language)}{day(row['period'], language)}"
    for bound in ("at_least", "at_most"):
        if row[bound] == row[bound]:
            return say(f"idle.named_{bound}", language, name=name, value=percent(row[bound], language, 0))
    return name


def named_part(name: str, drawn: list[str], language: Language) -> str:
    """Return the name of a part in the key: the two parts of a range share one, and so do the stated figure and the foot of a range."""
    if name == "range_low":
        return "" if "stated" in drawn else say("idle.part_stated", language)
    return "" if name == "at_most" and "range_wide" in drawn else say(f"idle.part_{name}", language)


def _reports_finding(result: Result, basis: str, language: Language) -> str:
    facts = result.facts
    if not facts["figures"]:
        return say("view.nothing", language)
    if facts["resource"] == UNSTATED:
        wording = "idle.reports_unstated_both" if facts["basis"] == UNSTATED else "idle.reports_unstated"
        return say(wording, language, basis=titled(result, "basis", facts["basis"], language), count=facts["figures"])
    if facts["stated"] < 2:
        return say("idle.reports_count", language, basis=basis, count=facts["figures"])
    low, high = facts["lowest"], facts["highest"]
    return say(
        "idle.reports_finding",
        language,
        basis=basis,
        low=stated_percent(low["stated"], language),
        lowest=_own(low, "subject", language),
        low_on=day(low["period"], language),
        high=stated_percent(high["stated"], language),
        highest=_own(high, "subject", language),
        high_on=day(high["period"], language),
    )


def reasons(result: Result, language: Language) -> Chart:
    """Return the reasons as a table: what was said, and by whom."""
    kept = (
        ("reason", "statement_zh", "stated_by", "source_date")
        if language == "zh"
        else ("reason", "statement", "stated_by_en", "source_date")
    )
    columns = tuple(column for column in result.columns if column.name in kept)
    frame = result.frame.assign(
        statement=result.frame["statement"].fillna(result.frame["statement_zh"]),
        statement_zh=result.frame["statement_zh"].fillna(result.frame["statement"]),
        stated_by_en=result.frame["stated_by_en"].fillna(result.frame["stated_by"]),
    )[[column.name for column in columns]]
    facts = result.facts
    title = say("idle.reasons_finding", language, reasons=facts["reasons"], speakers=facts["speakers"])
    return Chart(
        "idle_reasons",
        language,
        title if len(frame) else say("view.nothing", language),
        say("idle.reasons_drawn", language),
        frame,
        columns,
        Encoding("table", "reason", ()),
        caption(result, language),
        parameters=result.filters,
    )


def _rows(frame: pd.DataFrame) -> list[dict]:
    return frame.to_dict("records")


def _own(row: dict, name: str, language: Language) -> str:
    """Return the reader's own wording of a column that has one in Chinese, else the other."""
    found = row.get(f"{name}_zh") if language == "zh" else None
    return str(found if isinstance(found, str) and found else row[name])


def titled(result: Result, column: str, code: str | None, language: Language) -> str:
    """Return the title of a code of `column`; a dash for one that has none."""
    titles = next(one.values for one in result.columns if one.name == column)
    return titles[code].in_(language) if code in titles else "–"


def _both(code: str) -> Text:
    return Text(say(code, "en"), say(code, "zh"))
