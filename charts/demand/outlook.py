"""How the scenario, its inputs and the crossover are drawn, and what is said of them."""

from __future__ import annotations

from charts.caption import caption
from charts.chart import Chart, Encoding, Headline, Series
from charts.demand.words import changed_note, own, rows_of, titled, without_inputs
from data.schema import Column, Language, Result, Text
from i18n import say
from i18n.format import month, number, percent, quantity, significant, unit_name, year

_HUES = {"inference": "inference", "training": "training", "share": "inference", "tokens": "inference", "cards": "capacity"}
_DRAWN = {"compute": ("inference", "training"), "share": ("share",), "tokens": ("tokens",), "cards": ("cards",)}
_UNITS = {"compute": "eflops", "share": "fraction", "tokens": "tokens_per_day", "cards": "cards"}


def outlook(result: Result, language: Language) -> Chart:
    """Return the scenario as dashed medians over their 80 % bands, and one quantity's 95 % band; shares on 0–1, the rest on a log axis."""
    facts = result.facts
    measure = facts["measure"]
    parts = _DRAWN[measure]
    series = [
        Series(f"{part}_median", say(f"demand.part_{part}", language), _HUES[part], "dashed", low=f"{part}_low80", high=f"{part}_high80")
        for part in parts
    ]
    if len(parts) == 1:
        wide = Series(f"{parts[0]}_median", "", _HUES[parts[0]], "interval", low=f"{parts[0]}_low95", high=f"{parts[0]}_high95")
        series = [wide, *series]
    share = measure == "share"
    encoding = Encoding(
        "line", "date", tuple(series), _UNITS[measure], log=not share, zero=share, low=0 if share else None, high=1 if share else None
    )
    notes = (_start_note(facts, language), *_growth_note(facts, language), *changed_note(facts, language))
    return Chart(
        "demand_outlook",
        language,
        _finding(facts, language),
        say(f"demand.outlook_{measure}_drawn", language, draws=number(facts["draws"], language), card=facts["card"]),
        result.frame,
        result.columns,
        encoding,
        caption(without_inputs(result), language, notes),
        scope=(measure,),
        parameters=result.filters,
        headlines=_heads(facts, language),
    )


def _start_note(facts: dict, language: Language) -> str:
    """Return from what the scenario starts, and why its median draw is not the central load of the counted tokens."""
    start = facts["begun"]
    words = {name: _short(start[name], "eflops", language) for name in ("median", "central")}
    ends = {name: number(start[f"tokens_{name}"], language, 1) for name in ("low", "middle", "high")}
    if not (start["counted"] or "tokens_t" in facts["given"]):
        return ""
    code = "demand.outlook_start_given" if "tokens_t" in facts["given"] else "demand.outlook_start"
    return say(code, language, **words, **ends, on=month(facts["start"], language))


def _growth_note(facts: dict, language: Language) -> tuple[str, ...]:
    """Return at what a pace fixes growth, where it does."""
    if not facts["fixed"]:
        return ()
    months = {name: number(value, language, 1) for name, value in facts["fixed"].items()}
    listed = (say(f"demand.fixed_{name}", language, months=value) for name, value in months.items())
    where = say(f"demand.pace_{facts['pace']}", language)
    return (say("demand.growth_fixed", language, where=where, list=say("caption.semicolon", language).join(listed)),)


def _finding(facts: dict, language: Language) -> str:
    measure, end = facts["measure"], month(facts["end"], language)
    part = _DRAWN[measure][0]
    last, unit = facts["last"][part], _UNITS[measure]
    given = {"first": _short(facts["first"][part], unit, language), "end": end, "last": _short(last["median"], unit, language)}
    ends = {"low": _short(last["low80"], unit, language), "high": _short(last["high80"], unit, language)}
    pace = say(f"view.growth_{facts['pace']}", language)
    name = say("demand.scenario_drawn", language) if facts["pace"] == "drawn" else say("demand.scenario_paced", language, name=pace)
    return say(f"demand.outlook_{measure}_finding", language, name=name, **given, **ends)


def _short(value: float, unit: str, language: Language) -> str:
    """Return a figure of the scenario to three figures at most: it knows no more."""
    if unit == "eflops":
        return say("unit.with", language, value=significant(value, language), unit=unit_name(unit, language))
    return percent(value, language, 0) if unit == "fraction" else quantity(float(f"{value:.2g}"), unit, language, 0)


def _heads(facts: dict, language: Language) -> tuple[Headline, ...]:
    last, end = facts["last"]["share"], month(facts["end"], language)
    low, high = percent(last["low80"], language, 0), percent(last["high80"], language, 0)
    note = say("demand.outlook_share_note", language, low=low, high=high)
    return (Headline(say("demand.outlook_share_head", language, end=end), percent(last["median"], language, 0), note, is_fact=False),)


def inputs(result: Result, language: Language) -> Chart:
    """Return the inputs of the scenario as a table: low, central, high, and where each comes from."""
    source = "source_zh" if language == "zh" else "source"
    frame = result.frame.assign(unit=["0–1" if unit == "fraction" else unit_name(unit, language) for unit in result.frame["unit"]])
    kept = tuple(column for column in result.columns if not column.name.startswith("source") or column.name == source)
    kept = tuple(Column(one.name, one.kind, Text("Source", "来源") if one.name == source else one.title, values=one.values) for one in kept)
    facts = result.facts
    return Chart(
        "demand_inputs",
        language,
        say("demand.inputs_finding", language, inputs=facts["inputs"], assumed=facts["assumed"]),
        say("demand.inputs_drawn", language, given=facts["given"]),
        frame[[one.name for one in kept]],
        kept,
        Encoding("table", "input", ()),
        caption(without_inputs(result), language),
        parameters=result.filters,
    )


def crossover(result: Result, language: Language) -> Chart:
    """Return for each basis how likely inference passed training before its first figure, within its figures, or not by its last one."""
    facts = result.facts
    frame = result.frame.assign(line=[_line(result, row, language) for row in rows_of(result.frame)])
    column = Column("line", "text", Text(say("demand.crossover_line", "en"), say("demand.crossover_line", "zh")))
    series = (
        Series("already", say("demand.already", language), "inference"),
        Series("dated", say("demand.dated", language), "inference", "dashed"),
        Series("not_within", say("demand.not_within", language), "neutral4"),
    )
    return Chart(
        "crossover",
        language,
        _crossover_finding(facts, language),
        say("demand.crossover_drawn", language),
        frame,
        (*result.columns, column),
        Encoding("bar", "line", series, "fraction", stacked=True, low=0, high=1),
        caption(without_inputs(result), language),
        parameters=result.filters,
        headlines=(_crossover_head(facts, language),),
    )


def _crossover_finding(facts: dict, language: Language) -> str:
    """Return on how many published bases inference passes training, those that rest on a forecast counted apart."""
    counts = {name: facts[name] for name in ("settled", "figures", "both", "forecasts")}
    code = "demand.crossover_finding" if facts["settled"] > facts["figures"] else "demand.crossover_finding_figures"
    return say(code, language, bases=facts["bases"] - 1, **counts)


def _crossover_head(facts: dict, language: Language) -> Headline:
    """Return the scenario's median date of the crossing, or the verdict where it is likelier already past or not within the horizon."""
    said = {name: percent(facts[name], language, 0) for name in ("already", "dated", "not_within")}
    likeliest = max(said, key=lambda name: facts[name])
    value = month(facts["date_50"], language) if likeliest == "dated" else say(f"demand.head_{likeliest}", language)
    by, span = year(facts["last_on"], language), ""
    if facts["date_10"]:
        span = say("demand.dated_span", language, first=month(facts["date_10"], language), last=month(facts["date_90"], language))
    note = say("demand.crossover_note", language, **said, by=by, span=span or "–", median=month(facts["date_50"], language))
    return Headline(say("demand.crossover_head", language), value, note, is_fact=False)


def verdict(row: dict, language: Language) -> str:
    """Return the three probabilities in words: the likeliest of already, a dated span, or not within the horizon."""
    likeliest = max(("already", "dated", "not_within"), key=lambda name: row[name])
    if likeliest == "dated":
        first, last = (month(row[name], language) for name in ("date_10", "date_90"))
        return first if first == last else say("demand.dated_span", language, first=first, last=last)
    on = month(row["first_on"] if likeliest == "already" and "first_on" in row else row["last_on"], language)
    return say(f"demand.said_{likeliest}", language, on=on)


def _line(result: Result, row: dict, language: Language) -> str:
    basis = titled(result, "basis", row["basis"], language)
    name = basis if row["basis"] == "scenario" else say("demand.basis_of", language, basis=basis, entity=own(row, "entity", language))
    said = verdict(row, language)
    if row["rests_on"] in ("both", "forecasts"):
        said = say(f"demand.rests_on_{row['rests_on']}", language, said=said)
    return say("demand.crossover_row", language, name=name, said=said)
