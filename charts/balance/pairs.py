"""Supply beside demand where both are published on one basis; and every figure that has no counterpart."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from charts.caption import caption, named
from charts.chart import Chart, Encoding, Headline, Series
from data.schema import Column, Language, Result, Text
from i18n import has, say
from i18n.format import day, number, quantity


def balance(result: Result, language: Language) -> Chart:
    """Return supply and demand of each pair side by side; an interval where a side is a range, ▲ where it is only a floor."""
    frame = result.frame.assign(
        pair=[_pair(row, result, language) for row in result.frame.to_dict("records")],
        supply_drawn=result.frame["supply_low"].fillna(result.frame["supply_high"]),
        demand_drawn=result.frame["demand_low"].fillna(result.frame["demand_high"]),
    )
    added = (
        Column("pair", "text", both("balance.pair")),
        *(Column(f"{side}_drawn", "number", both(f"balance.{side}"), unit="eflops", low=0) for side in ("supply", "demand")),
    )
    series = tuple(_side(frame, side, hue, language) for side, hue in (("supply", "capacity"), ("demand", "inference")))
    return Chart(
        "balance",
        language,
        _finding(result, language),
        say("balance.drawn", language),
        frame,
        (*_worded(result), *added),
        Encoding("bar", "pair", series, "eflops"),
        caption(result, language, (_lone(result, language),)),
        scope=(str(result.facts["first"]["period_end"]),),
        parameters=result.filters,
        headlines=_headlines(result, language),
    )


def _side(frame: pd.DataFrame, side: str, hue: str, language: Language) -> Series:
    low, high = frame[f"{side}_low"], frame[f"{side}_high"]
    ranged = ((high - low) > 1e-9).any()
    floor = high.isna().any()
    ends = {"low": f"{side}_low", "high": f"{side}_high"} if ranged else {}
    return Series(f"{side}_drawn", say(f"balance.{side}", language), hue, "floor" if floor else "solid", **ends)


def _pair(row: dict, result: Result, language: Language) -> str:
    return say(
        "balance.pair_name",
        language,
        on=day(row["period_end"], language),
        place=place(row, language),
        precision=precision(row["precision"], language),
        counter=title(result, "supply", row["supply"], language),
    )


def place(row: dict, language: Language) -> str:
    """Return the region, and the part of it that a figure is about, in words."""
    region = str(row["region"])
    region = say(f"region.{region}", language) if has(f"region.{region}") else region
    return say("balance.part_of", language, area=row["area"], region=region) if row["area"] else region


def precision(code: object, language: Language) -> str:
    """Return a precision in words."""
    return say("balance.unstated", language) if code == "unstated" else str(code)


def title(result: Result, column: str, code: object, language: Language) -> str:
    """Return the title of one of a column's codes."""
    titles = next(one.values for one in result.columns if one.name == column)
    return titles[str(code)].in_(language) if str(code) in titles else str(code)


def between(low: float, high: float, unit: str, language: Language) -> str:
    """Return a figure, a range, or a bound in words."""
    known = [end == end and end is not None for end in (low, high)]
    if not any(known):
        return "–"
    if all(known):
        first, second = (quantity(end, unit, language) for end in (low, high))
        return first if first == second else say("balance.between", language, low=first, high=second)
    bound = "balance.at_least" if known[0] else "balance.at_most"
    return say(bound, language, value=quantity(low if known[0] else high, unit, language))


def _finding(result: Result, language: Language) -> str:
    row = result.facts["first"]
    words = {
        "on": day(row["period_end"], language),
        "place": place(row, language),
        "supply": between(row["supply_low"], row["supply_high"], "eflops", language),
        "demand": between(row["demand_low"], row["demand_high"], "eflops", language),
    }
    return say("balance.finding", language, **words, share=between(row["met_low"], row["met_high"], "fraction", language))


def _lone(result: Result, language: Language) -> str:
    counts = {side: number(count, language) for side, count in result.facts["lone"].items()}
    return say("balance.lone", language, **counts)


def _headlines(result: Result, language: Language) -> tuple[Headline, ...]:
    row = result.facts["first"]
    on, counted = day(row["period_end"], language), precision(row["precision"], language)
    made = {side: named(row[f"{side}_publisher"], language) or say("balance.own", language) for side in ("supply", "demand")}
    note = say("balance.basis", language, on=on, precision=counted, publisher=made["supply"])
    heads = [
        Headline(say("balance.supply", language), between(row["supply_low"], row["supply_high"], "eflops", language), note),
        Headline(
            say("balance.demand", language),
            between(row["demand_low"], row["demand_high"], "eflops", language),
            say(
                "balance.basis",
                language,
                on=on,
                precision=counted,
                publisher=made["demand"],
            ),
        ),
        Headline(
            say("balance.met", language),
            between(row["met_low"], row["met_high"], "fraction", language),
            say("balance.met_note", language, gap=between(row["gap_low"], row["gap_high"], "eflops", language)),
        ),
    ]
    count = number(sum(result.facts["lone"].values()), language)
    note = say("balance.pairs_note", language, count=count)
    heads.append(Headline(say("balance.pairs", language), number(result.facts["pairs"], language), note))
    return tuple(heads)


def missing(result: Result, language: Language) -> Chart:
    """Return the figures of either side without a counterpart, as a table with the reason."""
    facts = result.facts
    rows = result.frame.to_dict("records")
    whole = [{**row, "area": ""} for row in rows]
    frame = result.frame.assign(region=[place(row, language) for row in whole], counter=[_counter(row, language) for row in rows])
    if language == "zh":
        frame["area"] = frame["own"].where(frame["area"] != "", "")
    kept = tuple(column for column in _worded(result) if column.name != "own")
    frame = frame[[column.name for column in kept]]
    found = say("balance.missing_finding", language, count=number(facts["figures"], language))
    return Chart(
        "balance_missing",
        language,
        found if len(frame) else say("balance.none_missing", language),
        say("balance.missing_drawn", language),
        frame,
        kept,
        Encoding("table", "period_end", ()),
        caption(result, language, _reasons(result, language)),
        parameters=result.filters,
    )


def _reasons(result: Result, language: Language) -> tuple[str, ...]:
    counts = sorted(result.facts["reasons"].items(), key=lambda pair: -pair[1])
    listed = [say("balance.reason_count", language, reason=title(result, "reason", code, language), count=count) for code, count in counts]
    return (say("balance.reasons", language, list=say("caption.semicolon", language).join(listed)),) if listed else ()


def _counter(row: dict, language: Language) -> str:
    code = f"balance.series_{row['counter']}"
    if row["side"] == "supply" and has(code):
        return say(code, language)
    return str(row["own"] if language == "zh" else row["counter"])


def _worded(result: Result) -> tuple[Column, ...]:
    """Return the columns, those that hold words instead of codes declared as text."""
    return tuple(replace(column, kind="text") if column.name == "region" else column for column in result.columns)


def both(code: str) -> Text:
    """Return the words of `code` in both languages."""
    return Text(say(code, "en"), say(code, "zh"))
