"""The rents of one card over time: quotes as dots, ranges as bars, lines only within one contract type and source."""

from __future__ import annotations

from itertools import cycle

import pandas as pd

from charts.caption import caption, named
from charts.chart import Chart, Encoding, Headline, Mark, Series
from charts.rents.words import both, footing_name, kind, month, span_of
from data.period import axis_days, period
from data.schema import Column, Language, Result, Text
from i18n import say
from i18n.format import day

HUES = {"on_demand": "inference", "reserved": "accent", "unstated": "allocated"}
_OTHERS = ("capacity", "training", "unallocated", "terminated", "held", "under_used")
_GRADED = {"caveat": ("neutral1", "hollow"), "low": ("grey", "hollow")}
"""A quote of a contract type whose kind is stated takes a hue of its own; two states never share one."""
_ENDS = ("", "_low", "_high")
_CONVERTED = " converted"


def rents(result: Result, language: Language) -> Chart:
    """Return the rents of one card over time, one hue a contract type; hollow what was printed as annual, grey what is graded low."""
    facts = result.facts
    unit = f"{facts['currency']}_per_{facts['footing']}"
    frame, states = _drawn(result.frame, str(facts["footing"]), facts["own_time"])
    added = [_column(state, end, unit, facts["hours"]) for state in states for end in _ENDS]
    marks = tuple(Mark(mark["date"], str(mark[language])) for mark in facts["marks"])
    return Chart(
        "rents",
        language,
        _finding(result, language),
        _what(result, language),
        frame,
        (*result.columns, Column("on", "date", both("rents.on")), *added),
        Encoding("scatter", "on", tuple(_series(result, states, i, language) for i in range(len(states))), unit, marks=marks, along="line"),
        caption(result, language),
        scope=(str(facts["called"]), str(facts["currency"])),
        parameters=result.filters,
        headlines=_headlines(result, language),
    )


def _series(result: Result, states: list[str], index: int, language: Language) -> Series:
    """Return how one way of quoting is drawn; what stands there by a conversion is hollow."""
    state = states[index]
    name = f"drawn_{state}"
    free = cycle(_OTHERS)
    hues = {one: HUES[one] if one in HUES else next(free) for one in states if one not in _GRADED}
    hue, style = _GRADED.get(state) or (hues[state], "hollow" if state.endswith(_CONVERTED) else "solid")
    return Series(name, _state_name(state, result.facts["hours"], language), hue, style, low=f"{name}_low", high=f"{name}_high")


def _state_name(state: str, hours: float | None, language: Language) -> str:
    """Return the name of a way of quoting: its contract type, its kind where one is stated, and the hours at which it was converted."""
    if state in _GRADED:
        return say(f"rents.type_{state}", language)
    code, _, kinds = state.removesuffix(_CONVERTED).partition(".")
    name = kind({"contract_type": code, "kind": kinds or "unstated"}, language)
    return say("rents.type_converted", language, type=name, hours=f"{hours:g}") if state.endswith(_CONVERTED) else name


def _column(state: str, end: str, unit: str, hours: float | None) -> Column:
    words = [say(f"rents.drawn{end}", language, type=_state_name(state, hours, language)) for language in ("en", "zh")]
    return Column(f"drawn_{state}{end}", "number", Text(*words), unit=unit, low=0)


def _drawn(frame: pd.DataFrame, footing: str, own_time: object) -> tuple[pd.DataFrame, list[str]]:
    """Return the frame with a dot and a range for each way a quote is drawn, and those ways; `line` names what lines stay within.

    A single price with one end of a range has the price as its other end; one bound alone is drawn where it stands.
    """
    states = frame["grade"].where(frame["grade"] != "sound", _ways(frame, own_time))
    point, low, high = (frame[f"{footing}{end}"] for end in _ENDS)
    alone = low.where(high.isna()).fillna(high.where(low.isna()))
    figures = (point.fillna(alone), low.fillna(point.where(high.notna())), high.fillna(point.where(low.notna())))
    present = sorted(set(states), key=lambda state: (state in _GRADED, state == "low", _place(state)))
    added = {f"drawn_{s}{end}": values.where(states == s) for s in present for end, values in zip(_ENDS, figures, strict=True)}
    on = [day.isoformat() for day in axis_days(frame["period"])]
    line = (frame["source_publisher"] + " " + states).where((frame["grade"] == "sound") & point.notna())
    return frame.assign(on=on, **added, line=line), present


def _ways(frame: pd.DataFrame, own_time: object) -> list[str]:
    """Return how each quote was quoted: its contract type, its kind where one is stated, and whether it stands there by a conversion."""
    rows = zip(frame["contract_type"], frame["kind"], frame["time"], strict=True)
    return [f"{code}{'' if kind == 'unstated' else '.' + kind}{_CONVERTED * (time != own_time)}" for code, kind, time in rows]


def _place(state: str) -> tuple[int, str]:
    code = state.partition(".")[0].removesuffix(_CONVERTED)
    return (list(HUES).index(code) if code in HUES else len(HUES)), state


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
        "rent": _read(result, last, language),
        "per": footing_name(str(facts["footing"]), language),
        "on": month(last, language),
        "type": kind(last, language),
    }
    if first["period"] == last["period"]:
        return say("rents.finding_alone", language, **words)
    return say("rents.finding", language, **words, before=_read(result, first, language), since=month(first, language))


def _span(result: Result, row: dict, language: Language) -> str:
    return span_of(row, str(result.facts["footing"]), str(result.facts["currency"]), language)


def _read(result: Result, row: dict, language: Language) -> str:
    """Return the rents of a row, with how they were read where the source does not print them so."""
    rent, hours = _span(result, row, language), result.facts["hours"]
    if row["time"] != result.facts["own_time"]:
        return say("rents.read_converted", language, rent=rent, hours=f"{hours:g}")
    return say("rents.read_caveat", language, rent=rent) if row["grade"] == "caveat" else rent


def _headlines(result: Result, language: Language) -> tuple[Headline, ...]:
    """Return the last rent of each contract type and kind, the newest first; then the first rent of the longest record."""
    facts = result.facts
    rows = sorted(facts["latest"], key=lambda row: period(row["period"]).order, reverse=True)
    heads = [_headline(result, row, language) for row in rows]
    first = facts["first"]
    if first and first["period"] != facts["last"]["period"]:
        label = say("rents.headline_first", language, card=facts["called"], on=month(first, language))
        code = "rents.headline_first_caveat" if first["grade"] == "caveat" else "rents.headline_first_note"
        per = footing_name(str(facts["footing"]), language)
        note = say(code, language, per=per, type=kind(first, language), publishers=named(first["publishers"], language))
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
        publishers=named(row["publishers"], language),
    )
    label = say("rents.headline", language, card=facts["called"], type=kind(row, language))
    return Headline(label, _span(result, row, language), note.rstrip())
