"""How the need of the tokens and the token-implied load are drawn: never under a name that could be taken for utilization."""

from __future__ import annotations

from charts.caption import caption
from charts.chart import Chart, Encoding, Headline, Series
from charts.demand.words import changed_note, given_names, in_scenario, named, rows_of, without_inputs
from data.schema import Column, Language, Result, Text
from i18n import say
from i18n.format import fixed, large, month, number, percent, quantity, significant, unit_name


def compute(result: Result, language: Language) -> Chart:
    """Return the cards that model compute and decode bandwidth ask for, side by side; the larger one binds."""
    facts = result.facts
    lines = [_line(row, language) for row in rows_of(result.frame)]
    frame = result.frame.assign(line=lines)
    series = (Series("cards", say("demand.cards", language), "inference", low="cards_low", high="cards_high"),)
    column = Column("line", "text", Text(say("demand.bound_line", "en"), say("demand.bound_line", "zh")))
    given = {"share": percent(facts["cached_share"], language, 0), "parameters": large(facts["active_parameters_bn"] * 1e9, language)}
    notes = (say("demand.cached_note", language, **given), _share_note(facts, language), *changed_note(facts, language))
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
    said |= {"name": named(facts, language), **_load_of(facts, language), "cards": _cards(facts["cards"], language)}
    finding = say(f"demand.compute_finding_{facts['binds']}", language, card=facts["card"], **said)
    return in_scenario(finding, language) if facts["given"] else finding


def _load_of(row: dict, language: Language) -> dict[str, str]:
    """Return the model compute as a central value between its two ends, each as precise as it is known."""
    low, high = (number(v, language) if v >= 10 else significant(v, language) for v in (row["model_low"], row["model_high"]))
    return {"eflops": fixed(row["model_eflops"], language, 1), "low": low, "high": high}


def _cards(value: float, language: Language) -> str:
    """Return a number of cards to three figures: it knows no more."""
    if value < 1e6:
        return quantity(float(f"{value:.3g}"), "cards", language, 0)
    counted = number(float(f"{value / 1e4:.3g}"), language) if language == "zh" else significant(value / 1e6, language)
    return say("demand.million_cards", language, number=counted)


def _heads(facts: dict, language: Language) -> tuple[Headline, ...]:
    """Return the load of the counted tokens, which no scenario moves, then that of the scenario where an input was changed."""
    fact = facts["counted"]
    note = say("demand.compute_note", language, **_noted(fact, facts, language))
    if fact["load"] is not None:
        ends = {f"share_{end}": percent(fact[f"load_{end}"], language, 0) for end in ("low", "high")}
        note = say("demand.load_note", language, precision=facts["precision"], **_noted(fact, facts, language), **ends)
    heads = [Headline(say("demand.compute_head", language), _eflops(fact, language), note)]
    if facts["model_eflops"] != fact["model_eflops"]:
        note = say("demand.compute_scenario_note", language, **_load_of(facts, language), names=given_names(facts, language))
        heads.append(Headline(say("demand.compute_scenario_head", language), _eflops(facts, language), note, is_fact=False))
    return tuple(heads)


def _eflops(row: dict, language: Language) -> str:
    return say("unit.with", language, value=fixed(row["model_eflops"], language, 1), unit=unit_name("eflops", language))


def _noted(fact: dict, facts: dict, language: Language) -> dict[str, str]:
    """Return what the note of the card says of the load: whose tokens, when, how many at least, and the range over the inputs."""
    tokens = quantity(fact["tokens"], "tokens_per_day", language)
    said = {"tokens": say("demand.more_than", language, value=tokens) if fact["tokens_floor"] else tokens}
    return said | _load_of(fact, language) | {"on": month(fact["period_end"], language), "name": named(facts, language)}


def load(result: Result, language: Language) -> Chart:
    """Return the token-implied load on each date, hollow as an estimate, with its range; it has a chart of its own."""
    facts, frame = result.facts, result.frame
    estimate = Series("load", say("demand.load", language), "inference", "hollow", low="load_low", high="load_high")
    title, last = say("demand.load_none", language, precision=facts["precision"]), facts["last"]
    if last:
        shares = {name: percent(last[key], language, 0) for name, key in (("share", "load"), ("low", "load_low"), ("high", "load_high"))}
        title = say("demand.load_finding", language, on=month(last["period_end"], language), precision=facts["precision"], **shares)
    return Chart(
        "token_load",
        language,
        in_scenario(title, language) if facts["given"] else title,
        say("demand.load_drawn", language, precision=facts["precision"], dates=len(frame), counted=facts["counted"]),
        frame,
        result.columns,
        Encoding("scatter", "period_end", (estimate,), "fraction", low=0),
        caption(without_inputs(result), language, changed_note(facts, language)),
        scope=(facts["entity"],),
        parameters=result.filters,
    )
