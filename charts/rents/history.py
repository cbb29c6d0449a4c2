"""The rents of one card over time: quotes as dots, ranges as bars, lines only within one contract type and source."""

from __future__ import annotations

import pandas as pd

from charts.caption import caption
from charts.chart import Chart, Encoding, Headline, Mark, Series
from charts.rents.words import both, footing_name, kind, month, span_of
from data.period import axis_days, period
from data.schema import Column, Language, Result
from i18n import say
from i18n.format import day

HUES = {"on_demand": "inference", "reserved": "accent", "unstated": "allocated"}
_STATES = {**{code: (hue, "solid") for code, hue in HUES.items()}, "caveat": ("allocated", "hollow"), "low": ("grey", "hollow")}
_ENDS = ("", "_low", "_high")


def rents(result: Result, language: Language) -> Chart:
    """Return the rents of one card over time, one hue a contract type; hollow what was printed as annual, grey what is graded low."""
    facts = result.facts
    unit = f"{facts['currency']}_per_{facts['footing']}"
    frame, states = _drawn(result.frame, str(facts["footing"]))
    added = [_column(state, end, unit) for state in states for end in _ENDS]
    marks = tuple(Mark(mark["date"], str(mark[language])) for mark in facts["marks"])
    return Chart(
        "rents",
        language,
        _finding(result, language),
        _what(result, language),
        frame,
        (*result.columns, Column("on", "date", both("rents.on")), *added),
        Encoding("scatter", "on", tuple(_series(state, language) for state in states), unit, marks=marks, along="line"),
        caption(result, language),
        scope=(str(facts["called"]), str(facts["currency"])),
        parameters=result.filters,
        headlines=_headlines(result, language),
    )


def _series(state: str, language: Language) -> Series:
    hue, style = _STATES[state]
    name = f"drawn_{state}"
    return Series(name, say(f"rents.type_{state}", language), hue, style, low=f"{name}_low", high=f"{name}_high")


def _column(state: str, end: str, unit: str) -> Column:
    return Column(f"drawn_{state}{end}", "number", both(f"rents.drawn{end}", type=f"rents.type_{state}"), unit=unit, low=0)


def _drawn(frame: pd.DataFrame, footing: str) -> tuple[pd.DataFrame, list[str]]:
    """Return the frame with a dot and a range for each way a quote is drawn, and those ways; `line` names what lines stay within.

    A single price with one end of a range has the price as its other end; one bound alone is drawn where it stands.
    """
    states = frame["grade"].where(frame["grade"] != "sound", frame["contract_type"])
    point, low, high = (frame[f"{footing}{end}"] for end in _ENDS)
    alone = low.where(high.isna()).fillna(high.where(low.isna()))
    figures = (point.fillna(alone), low.fillna(point.where(high.notna())), high.fillna(point.where(low.notna())))
    present = [state for state in _STATES if (states == state).any()]
    added = {f"drawn_{s}{end}": values.where(states == s) for s in present for end, values in zip(_ENDS, figures, strict=True)}
    on = [day.isoformat() for day in axis_days(frame["period"])]
    line = frame["source_publisher"].where((frame["grade"] == "sound") & point.notna())
    return frame.assign(on=on, **added, line=line), present


def _what(result: Result, language: Language) -> str:
    facts = result.facts
    if not len(result.frame):
        return say("rents.none_drawn", language)
    first, last = (day(result.frame["period"].iloc[i], language) for i in (0, -1))
    per, currency = footing_name(str(facts["footing"]), language), say(f"unit.{facts['currency']}", language)
    return say("rents.history_drawn", language, card=facts["card"], per=per, currency=currency, first=first, last=last)


def _finding(result: Result, language: Language) -> str:
    facts = result.facts
    if not facts["last"]:
        return say("rents.only_low", language, card=facts["called"]) if facts["quotes"] else say("view.nothing", language)
    first, last = facts["first"], facts["last"]
    words = {
        "card": facts["called"],
        "rent": _span(result, last, language),
        "per": footing_name(str(facts["footing"]), language),
        "on": month(last, language),
        "type": kind(last["contract_type"], language),
    }
    if first["period"] == last["period"]:
        return say("rents.finding_alone", language, **words)
    return say("rents.finding", language, **words, before=_span(result, first, language), since=month(first, language))


def _span(result: Result, row: dict, language: Language, other: bool = False) -> str:
    footing = str(result.facts["footing"])
    return span_of(row, _other(footing) if other else footing, str(result.facts["currency"]), language)


def _other(footing: str) -> str:
    return "card_hour" if footing == "server_month" else "server_month"


def _headlines(result: Result, language: Language) -> tuple[Headline, ...]:
    """Return the last rent of each contract type, the newest first, with its other footing; then the first rent of the longest record."""
    facts = result.facts
    rows = sorted(facts["latest"], key=lambda row: period(row["period"]).order, reverse=True)
    heads = [_headline(result, row, language) for row in rows]
    first = facts["first"]
    if first and first["period"] != facts["last"]["period"]:
        label = say("rents.headline_first", language, card=facts["called"], on=month(first, language))
        code = "rents.headline_first_caveat" if first["grade"] == "caveat" else "rents.headline_first_note"
        per = footing_name(str(facts["footing"]), language)
        note = say(code, language, per=per, type=kind(first["contract_type"], language), publishers=first["publishers"])
        heads.append(Headline(label, _span(result, first, language), note.rstrip()))
    return tuple(heads)


def _headline(result: Result, row: dict, language: Language) -> Headline:
    facts = result.facts
    footing = str(facts["footing"])
    note = say(
        "rents.headline_note",
        language,
        per=footing_name(footing, language),
        on=month(row, language),
        other=_span(result, row, language, other=True),
        other_per=footing_name(_other(footing), language),
        publishers=row["publishers"],
    )
    label = say("rents.headline", language, card=facts["called"], type=kind(row["contract_type"], language))
    return Headline(label, _span(result, row, language), note.rstrip())
