"""How the need of the tokens and the token-implied floor are drawn: never under a name that could be taken for utilization."""

from __future__ import annotations

from charts.caption import caption
from charts.chart import Chart, Encoding, Headline, Series
from charts.demand.words import named, rows_of, without_inputs
from data.schema import Column, Language, Result, Text
from i18n import say
from i18n.format import THIN, day, fixed, number, percent, quantity, significant


def compute(result: Result, language: Language) -> Chart:
    """Return the cards that model compute and decode bandwidth ask for, side by side; the larger one binds."""
    facts = result.facts
    lines = [_line(row, language) for row in rows_of(result.frame)]
    frame = result.frame.assign(line=lines)
    series = (Series("cards", say("demand.cards", language), "inference", low="cards_low", high="cards_high"),)
    column = Column("line", "text", Text(say("demand.bound_line", "en"), say("demand.bound_line", "zh")))
    given = {"share": percent(facts["cached_share"], language, 0), "parameters": number(facts["active_parameters_bn"], language, 1)}
    notes = (say("demand.cached_note", language, **given), _share_note(facts, language))
    return Chart(
        "token_compute",
        language,
        _finding(facts, language),
        say("demand.compute_drawn", language, card=facts["card"], precision=facts["precision"]),
        frame,
        (*result.columns, column),
        Encoding("bar", "line", series, "cards"),
        caption(without_inputs(result), language, notes),
        scope=(facts["entity"], facts["period_end"]),
        parameters=result.filters,
        headlines=_heads(facts, language),
    )


def _line(row: dict, language: Language) -> str:
    needs = {name: _need(row[key], language) for name, key in (("need", "need"), ("low", "need_low"), ("high", "need_high"))}
    return say(f"demand.bound_{row['bound']}", language, **needs, cards=_cards(row["cards"], language))


def _need(value: float, language: Language) -> str:
    return significant(value, language, 4 if value >= 100 else 3)


def _share_note(facts: dict, language: Language) -> str:
    return say("demand.memory_binds", language, share=percent(facts["memory_binds_share"], language, 0))


def _finding(facts: dict, language: Language) -> str:
    tokens = quantity(facts["tokens"], "tokens_per_day", language)
    said = {"tokens": say("demand.more_than", language, value=tokens) if facts["tokens_floor"] else tokens}
    said |= {"name": named(facts, language), "eflops": fixed(facts["model_eflops"], language, 1), "cards": _cards(facts["cards"], language)}
    return say(f"demand.compute_finding_{facts['binds']}", language, card=facts["card"], **said)


def _cards(value: float, language: Language) -> str:
    """Return a number of cards to three figures: it knows no more."""
    if value < 1e6:
        return quantity(float(f"{value:.3g}"), "cards", language, 0)
    counted = number(float(f"{value / 1e4:.3g}"), language) if language == "zh" else number(value / 1e6, language, 2)
    return say("demand.million_cards", language, number=counted)


def _heads(facts: dict, language: Language) -> tuple[Headline, ...]:
    """Return the model compute of the counted tokens, with the token-implied floor where a capacity of like precision stands near it."""
    on, floor = day(facts["period_end"][:7], language), facts["floor"]
    value = f"≥{THIN}{fixed(facts['model_eflops'], language, 1)} EFLOPS"
    note = say("demand.compute_note", language, on=on, decode=_need(facts["decode_pb_s"], language))
    if floor:
        low, high = percent(floor["floor_low"], language, 0), percent(floor["floor_high"], language, 0)
        note = say("demand.floor_note", language, precision=facts["precision"], on=on, low=low, high=high)
    return (Headline(say("demand.compute_head", language), value, note),)


def floor(result: Result, language: Language) -> Chart:
    """Return the token-implied floor on each date as ▲ with its range; it has a chart of its own."""
    facts, frame = result.facts, result.frame
    encoding = Encoding(
        "scatter", "period_end", (Series("floor", "", "inference", "floor", low="floor_low", high="floor_high"),), "fraction", low=0
    )
    title, last = say("demand.floor_none", language, precision=facts["precision"]), facts["last"]
    if last:
        ends = {"low": percent(last["floor_low"], language, 0), "high": percent(last["floor_high"], language, 0)}
        title = say("demand.floor_finding", language, on=day(last["period_end"][:7], language), precision=facts["precision"], **ends)
    return Chart(
        "token_floor",
        language,
        title,
        say("demand.floor_drawn", language, precision=facts["precision"], dates=len(frame), counted=facts["counted"]),
        frame,
        result.columns,
        encoding,
        caption(without_inputs(result), language),
        scope=(facts["entity"],),
        parameters=result.filters,
    )
