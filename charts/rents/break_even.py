"""What a rent means for the utilization that pays for a card; every input stands in the caption with the word assumption."""

from __future__ import annotations

from dataclasses import replace

from charts.caption import caption
from charts.chart import Chart, Encoding, Headline, Series
from charts.idle.inputs import inputs_note, over, scenario_name
from charts.rents.words import both, footing_name, kind, month, span_of
from data.schema import Column, Language, Result
from i18n import say
from i18n.format import day, number, percent, signed_percent


def break_even(result: Result, language: Language) -> Chart:
    """Return the break-even utilization, a bar a month and contract type: solid at the highest quote, hatched on to the lowest."""
    facts, frame = result.facts, result.frame
    names = [say("rents.month_of", language, type=kind(row, language), on=day(row["period"], language)) for row in frame.to_dict("records")]
    wide = (frame["break_even_high"] - frame["break_even_low"]).where(lambda found: found > 1e-9)
    frame = frame.assign(named=names, break_even_wide=wide)
    added = (
        Column("named", "text", both("rents.quoted")),
        Column("break_even_wide", "number", both("rents.to_lowest"), unit="fraction", low=0),
    )
    series = [Series("break_even_low", say("rents.at_highest", language), "unallocated")]
    if wide.notna().any():
        series.append(Series("break_even_wide", say("rents.to_lowest", language), "unallocated", "hatched"))
    bare = replace(result, filters={name: text for name, text in result.filters.items() if name not in (*facts["inputs"], "preset")})
    return Chart(
        "rent_break_even",
        language,
        _finding(result, language),
        say("rents.break_even_drawn", language, card=facts["card"]),
        frame,
        (*result.columns, *added),
        Encoding("bar", "named", tuple(series), "fraction", stacked=True),
        caption(bare, language, (inputs_note(facts, language),)),
        scope=(str(facts["called"]),),
        parameters=result.filters,
        headlines=_headlines(result, language),
    )


def _finding(result: Result, language: Language) -> str:
    last = result.facts["last"]
    if last is None:
        return say("view.nothing", language)
    footing = "card_hour" if last["time"] == "hour" else "server_month"
    words = {"card": result.facts["called"], "rent": span_of(last, footing, "cny", language), "per": footing_name(footing, language)}
    words |= {"on": month(last, language), "type": kind(last, language)}
    if not last["break_even_low"] <= 1:
        found = say("rents.break_even_never", language, **words)
    else:
        found = say("rents.break_even_finding", language, **words, share=_share(last, language), range=_over(result.facts, language))
    return _constant(found, result.facts, language)


def _over(facts: dict, language: Language) -> str:
    """Return the last month's range over the presets in brackets, as it follows the share; empty where nothing is left to a preset."""
    if facts["over"] is None:
        return ""
    low, high = (percent(end, language) if end is not None and end <= 1 else say("idle.beyond_all", language) for end in facts["over"])
    return say("idle.bracketed", language, words=over((low, high), facts, language))


def _constant(finding: str, facts: dict, language: Language) -> str:
    """Return a finding said to hold the rent constant, beside how the card's own rents changed over their longest record."""
    change, scenario = facts["change"], scenario_name(facts, language)
    if change is None:
        return say("rents.constant_rent", language, scenario=scenario, finding=finding)
    low, high = (signed_percent(change[end], language, 0) for end in ("low", "high"))
    words = {"since": day(change["since"], language), "on": day(change["on"], language), "scenario": scenario}
    moved = low if low == high else say("rents.change_range", language, low=low, high=high)
    return say("rents.constant_rent_changed", language, finding=finding, change=moved, **words)


def _share(row: dict, language: Language) -> str:
    """Return one share or a range of them; beyond all hours it is said so."""
    low, high = (percent(row[f"break_even_{end}"], language) for end in ("low", "high"))
    if not row["break_even_high"] <= 1:
        return say("rents.share_or_never", language, low=low)
    return low if low == high else say("rents.range", language, low=low, high=high)


def _headlines(result: Result, language: Language) -> tuple[Headline, ...]:
    last = result.facts["last"]
    if last is None or not last["break_even_low"] <= 1:
        return ()
    note = say("rents.break_even_note", language, cost=number(result.facts["card_hour_cny"], language, 2), on=month(last, language))
    return (
        Headline(
            say("rents.break_even_head", language, card=result.facts["called"]),
            _share(last, language),
            note + _over(result.facts, language),
            is_fact=False,
        ),
    )
