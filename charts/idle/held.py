"""How held but idle cards are drawn, and what is said of them."""

from __future__ import annotations

from charts.chart import Chart, Encoding, Headline, Series
from charts.idle.drawn import axis_of, composed, labelled
from data.schema import Language, Result
from i18n import say
from i18n.format import day, percent, quantity


def held(result: Result, language: Language) -> Chart:
    """Return the share of the allocated card-hours that stand idle, by group."""
    x = axis_of(result.frame)
    over_time = x in ("day", "week", "month", "hour_of_day")
    series = (Series("held_idle_of_allocated", say("idle.held_idle_of_allocated", language), "held"),)
    encoding = Encoding("line" if over_time else "bar", x, series, "fraction", low=0, high=1 if over_time else None)
    frame = labelled(result.frame[result.frame["held_idle_of_allocated"].notna()], x, language)
    unseen = len(result.frame) - len(frame)
    notes = (say("idle.held_unseen", language, count=unseen, of=len(result.frame)),) if unseen and len(frame) else ()
    title = _finding(result, x, language) if len(result.frame) else None
    return composed(
        "held_idle", result, language, frame, encoding, say("idle.held_drawn", language), title, notes, _heads(result, language)
    )


def _finding(result: Result, x: str, language: Language) -> str:
    """Return the sentence: the share over all where one counter measured it, else the group with the most."""
    facts, known = result.facts, result.frame.dropna(subset=["held_idle_of_allocated"])
    if known.empty:
        return say("idle.held_unknown", language)
    if facts["share"] is not None:
        hours = quantity(facts["held_idle"], "card_hours", language)
        return say("idle.held_finding", language, share=percent(facts["share"], language), hours=hours)
    most = known.loc[known["held_idle_of_allocated"].idxmax()]
    name = str(most[x]) if x in ("cluster", "pool", "card", "owner", "region") else day(most[x], language)
    return say("idle.held_most", language, name=name, share=percent(most["held_idle_of_allocated"], language))


def _heads(result: Result, language: Language) -> tuple[Headline, ...]:
    facts = result.facts
    if facts["share"] is None:
        return ()
    basis = say("idle.held_basis", language, hours=quantity(facts["allocated_observed"], "card_hours", language))
    return (Headline(say("idle.held_idle_of_allocated", language), percent(facts["share"], language), basis),)
