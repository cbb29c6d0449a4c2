"""Provinces: a grid of tiles without borders, and the same figures ranked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from charts.capacity.places import amount, precision, region
from charts.caption import caption
from charts.chart import Chart, Encoding, Series
from data.period import period
from data.schema import Column, Language, Result, Text
from i18n import say
from i18n.format import month

if TYPE_CHECKING:
    import pandas as pd

_HUB = "◆"


def tiles(result: Result, language: Language) -> Chart:
    """Return the 34 provinces as tiles, pale (low) to strong (high), hatched where there is no figure; ◆ marks hub regions."""
    facts, unit = result.facts, result.facts["unit"]
    rows = result.frame.to_dict("records")
    frame = result.frame.assign(
        name=[_words(row, _named(row, language), language) for row in rows],
        short=[_words(row, _short(row, language), language, narrow=True) for row in rows],
    )
    columns = (*result.columns, Column("name", "text", Text("Tile", "图块")), Column("short", "text", Text("Tile, brief", "图块（简）")))
    drawn = (Series("amount", say(f"capacity.measure_{facts['measure']}", language), "capacity"),)
    encoding = Encoding("tiles", "across", drawn, unit, row="down", low=0, text="name", brief="short")
    return Chart(
        "capacity_map",
        language,
        finding(result, language),
        _drawn("map", result, language),
        frame,
        columns,
        encoding,
        caption(result, language, _notes(result, language)),
        scope=(facts["measure"], "CN"),
        parameters=result.filters,
    )


def ranking(result: Result, language: Language) -> Chart:
    """Return the provinces that have a figure, the highest first; lower bounds marked, the rest counted in the note."""
    facts = result.facts
    known = result.frame.dropna(subset=["amount"]).sort_values("amount", ascending=False, ignore_index=True)
    rows = known.to_dict("records")
    frame = known.assign(
        name=[_dated(row, language) for row in rows],
        stated=known["amount"].where(~known["floor"]),
        at_least=known["amount"].where(known["floor"]),
    )
    name = say(f"capacity.measure_{facts['measure']}", language)
    series = _parts(frame, name, language)
    extra = tuple(
        Column(each, "number", Text(say(f"capacity.{code}", "en"), say(f"capacity.{code}", "zh")), unit=facts["unit"])
        for each, code in (("stated", "stated"), ("at_least", "floor"))
    )
    kept = tuple(column for column in result.columns if column.name not in ("across", "down"))
    return Chart(
        "capacity_ranking",
        language,
        finding(result, language),
        _drawn("ranking", result, language),
        frame,
        (Column("name", "text", Text(say("capacity.province", "en"), say("capacity.province", "zh"))), *kept, *extra),
        Encoding("bar", "name", series, facts["unit"], stacked=True),
        caption(result, language, _notes(result, language, tiled=False)),
        scope=(facts["measure"], "CN"),
        parameters=result.filters,
    )


def _parts(frame: pd.DataFrame, name: str, language: Language) -> tuple[Series, ...]:
    """Return the bars that there are: figures as stated, and lower bounds; one kind alone is named after what it measures."""
    kinds = (("stated", "capacity.stated", "solid"), ("at_least", "capacity.floor", "floor"))
    found = [Series(column, say(code, language), "capacity", style) for column, code, style in kinds if frame[column].notna().any()]
    return tuple(found) if len(found) > 1 else tuple(replace(one, name=name) for one in found) or (Series("stated", name, "capacity"),)


def finding(result: Result, language: Language) -> str:
    """Return the sentence: which province states most, and how many of the 34 state a figure at all."""
    facts = result.facts
    if not facts["known"]:
        return say("capacity.map_nothing", language, measure=_measured(result, language))
    told = {"known": facts["known"], "of": facts["of"], "top": region(facts["top"], language)}
    if facts["few"] and facts["known"] > 1:
        return say("capacity.map_few", language, list=_listed(facts, language), **told)
    if facts["unit"] == "sites":
        return say(f"capacity.map_{facts['measure']}", language, count=int(facts["top_amount"]), **told)
    value = amount(facts["top_amount"], facts["unit"], language, facts["top_floor"])
    on = month(facts["top_on"], language)
    if facts["incomparable"]:
        first, last = (month(facts[name], language) for name in ("first_on", "last_on"))
        apart = {"months": facts["months_apart"], "first": first, "last": last}
        return say("capacity.map_apart", language, value=value, on=on, **apart, **told)
    sentence = "capacity.map_finding" if facts["known"] > 1 else "capacity.map_finding_alone"
    return say(sentence, language, value=value, on=on, **told)


def _listed(facts: dict, language: Language) -> str:
    """Return the few figures that there are, each with its date: the largest of two or three is no finding."""
    return say("caption.semicolon", language).join(
        say(
            "capacity.listed_on" if isinstance(row["period_end"], str) else "capacity.listed",
            language,
            name=region(row["region"], language),
            value=amount(row["amount"], facts["unit"], language, bool(row["floor"])),
            on=month(row["period_end"], language) if isinstance(row["period_end"], str) else "",
        )
        for row in facts["listed"]
    )


def _drawn(form: str, result: Result, language: Language) -> str:
    """Return what is drawn: figures as stated, each of its date, or sites counted in the record."""
    counted = "_sites" if result.facts["unit"] == "sites" else ""
    return say(f"capacity.{form}_drawn{counted}", language, measure=_measured(result, language))


def _measured(result: Result, language: Language) -> str:
    facts = result.facts
    name = say(f"capacity.measure_{facts['measure']}", language)
    if facts["unit"] != "eflops":
        return name
    return say("capacity.measured", language, name=name, unit="EFLOPS", precision=precision(facts["asked_precision"], language))


def _notes(result: Result, language: Language, tiled: bool = True) -> tuple[str, ...]:
    unknown = result.facts["of"] - result.facts["known"]
    zero = result.facts["unit"] == "sites"
    return (
        *((say("capacity.hub_note", language),) if tiled else ()),
        *((say("capacity.no_site" if zero else "capacity.no_figure", language, count=unknown),) if unknown else ()),
        *((say("capacity.zero_sites", language),) if zero else ()),
        *((say("capacity.short_precision", language),) if tiled and result.facts["unit"] == "eflops" else ()),
        *((say("capacity.floors", language),) if result.frame["floor"].any() else ()),
    )


def _named(row: dict, language: Language) -> str:
    return region(row["region"], language) + (f" {_HUB}" if row["hub"] else "")


def _short(row: dict, language: Language) -> str:
    """Return a name that fits a tile on a phone: the letters of the code, or two characters and the sign of a hub."""
    if language != "zh":
        return row["region"].removeprefix("CN-") + (_HUB if row["hub"] else "")
    return region(row["region"], language)[:2] + _HUB if row["hub"] else region(row["region"], language)


def _words(row: dict, name: str, language: Language, narrow: bool = False) -> str:
    if not isinstance(row["period_end"], str):
        return name
    stated = row["precision"] if isinstance(row["precision"], str) else ""
    short = say("capacity.unstated_short", language) if stated == "unstated" else stated
    floor = "▲" if row["floor"] else ""
    dated = period(row["period_end"]).at("month").text
    # On a phone the sign of a lower bound finds no room beside a date.
    under = (dated, f"{floor}{short}") if narrow else (f"{floor} {dated}".strip(), short)
    return "\n".join(part for part in (name, *under) if part)


def _dated(row: dict, language: Language) -> str:
    name = region(row["region"], language)
    if not isinstance(row["period_end"], str):
        return name
    return say("capacity.named_on", language, name=name, on=month(row["period_end"], language))
