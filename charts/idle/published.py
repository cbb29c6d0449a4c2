"""How published figures, stated reasons and request logs are drawn, and what is said of them."""

from __future__ import annotations

import pandas as pd

from charts.caption import caption
from charts.chart import Chart, Encoding, Series
from data.schema import Column, Language, Result, Text
from i18n import say
from i18n.format import day, number, percent, span

_PARTS = {
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
    named = [_figure(row, language) for row in _rows(known)]
    frame = known.assign(figure=named)
    columns = (*result.columns, Column("figure", "text", _both("idle.figure")))
    drawn = [name for name in _PARTS if frame[name].notna().any()]
    series = tuple(Series(name, _named(name, drawn, language), *_PARTS[name]) for name in drawn)
    encoding = Encoding("bar", "figure", series, "fraction", stacked=True, low=0, high=1)
    basis = _title(result, "basis", facts["basis"], language)
    drawn_words = say("idle.reports_drawn", language, basis=basis, first=day(facts["first"], language), last=day(facts["last"], language))
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
        scope=(facts["basis"] or "",),
        parameters=result.filters,
    )


def _figure(row: dict, language: Language) -> str:
    """Return whose figure it is and of when; a bound says that it is one."""
    name = f"{_own(row, 'subject', language)}{say('idle.comma', language)}{day(row['period'], language)}"
    for bound in ("at_least", "at_most"):
        if row[bound] == row[bound]:
            return say(f"idle.named_{bound}", language, name=name, value=percent(row[bound], language, 0))
    return name


def _named(name: str, drawn: list[str], language: Language) -> str:
    """Return the name of a part in the key: the two parts of a range share one, and so do the stated figure and the foot of a range."""
    if name == "range_low":
        return "" if "stated" in drawn else say("idle.part_stated", language)
    return "" if name == "at_most" and "range_wide" in drawn else say(f"idle.part_{name}", language)


def _reports_finding(result: Result, basis: str, language: Language) -> str:
    facts = result.facts
    if not facts["figures"]:
        return say("view.nothing", language)
    if facts["stated"] < 2:
        return say("idle.reports_count", language, basis=basis, count=facts["figures"])
    low, high = facts["lowest"], facts["highest"]
    return say(
        "idle.reports_finding",
        language,
        basis=basis,
        low=percent(low["stated"], language),
        lowest=_own(low, "subject", language),
        high=percent(high["stated"], language),
        highest=_own(high, "subject", language),
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


def requests(result: Result, language: Language) -> Chart:
    """Return requests a minute observed by interval, those of intervals observed in part hatched."""
    facts, frame = result.facts, result.frame
    many = len(facts["services"]) > 1
    drawn = (("whole_requests_per_minute", "inference", "solid"), ("partial_requests_per_minute", "inference", "hatched"))
    series = tuple(Series(name, say(f"idle.{name}", language), hue, style) for name, hue, style in drawn if frame[name].notna().any())
    columns = result.columns
    if many:
        frame = frame.assign(interval=[f"{row['service']}, {row['start']:%Y-%m-%d %H:%M}" for row in _rows(frame)])
        columns = (*columns, Column("interval", "text", _both("idle.interval")))
    encoding = Encoding(
        "bar" if many else "column", "interval" if many else "start", series, stacked=True, y_title=say("idle.per_minute", language)
    )
    period = span(facts["first"].date(), facts["last"].date(), language) if len(frame) else ""
    minutes = say("idle.comma", language).join(number(value, language, 1) for value in facts["partial_minutes"][:6])
    notes = (say("idle.partial_minutes", language, minutes=minutes),) if 0 < facts["partial"] <= 6 else ()
    return Chart(
        "requests",
        language,
        _requests_finding(result, language),
        say("idle.requests_drawn", language, services=", ".join(facts["services"]), period=period)
        if period
        else say("idle.requests_none", language),
        frame,
        columns,
        encoding,
        caption(result, language, notes),
        scope=facts["services"][:2],
        parameters=result.filters,
    )


def _requests_finding(result: Result, language: Language) -> str:
    facts = result.facts
    if not facts["intervals"]:
        return say("view.nothing", language)
    given = {"requests": number(facts["requests"], language), "minutes": number(facts["observed_minutes"], language, 1)}
    if None in (facts["input_tokens"], facts["output_tokens"]):
        return say("idle.requests_finding", language, **given)
    tokens = {name: number(facts[f"{name}_tokens"], language) for name in ("input", "output")}
    return say("idle.requests_tokens_finding", language, **given, **tokens)


def _rows(frame: pd.DataFrame) -> list[dict]:
    return frame.to_dict("records")


def _own(row: dict, name: str, language: Language) -> str:
    """Return the reader's own wording of a column that has one in Chinese, else the other."""
    found = row.get(f"{name}_zh") if language == "zh" else None
    return str(found if isinstance(found, str) and found else row[name])


def _title(result: Result, column: str, code: str | None, language: Language) -> str:
    titles = next(one.values for one in result.columns if one.name == column)
    return titles[code].in_(language) if code in titles else "–"


def _both(code: str) -> Text:
    return Text(say(code, "en"), say(code, "zh"))
