"""Centres: by status and group, announced against operating, the ledger, and one centre with its sources."""

from __future__ import annotations

import pandas as pd

from charts.capacity.places import amount, precision, region
from charts.caption import caption
from charts.chart import Chart, Encoding, Headline, Series
from charts.table import written
from data.schema import Column, Language, Result, Text
from i18n import say
from i18n.format import day

_STATUSES = (("operating", "capacity", "solid"), ("under_construction", "capacity", "dashed"))
_COMING = (("planned", "capacity", "hollow"), ("suspended", "neutral2", "solid"))


def pipeline(result: Result, language: Language) -> Chart:
    """Return the sites of each group by status, one bar a group."""
    facts, key = result.facts, result.facts["by"]
    frame = result.frame.assign(group=[_group(row, key, result, language) for row in result.frame[key]])
    series = tuple(
        Series(f"{status}_sites", say(f"capacity.status_{status}", language), hue, style)
        for status, hue, style in (*_STATUSES, *_COMING)
        if frame[f"{status}_sites"].any()
    )
    columns = (_text_column("group", f"view.by_{key}"), *result.columns)
    given = {name: facts[name] for name in ("sites", "operating", "under_construction", "planned", "suspended")}
    title = say("capacity.pipeline_finding", language, **given) if facts["sites"] else say("view.nothing", language)
    built_in = say(f"view.built_in_{result.filters.get('built_in', 'china')}", language)
    return Chart(
        "pipeline",
        language,
        title,
        say("capacity.pipeline_drawn", language, built_in=built_in),
        frame,
        columns,
        Encoding("bar", "group", series, "sites", stacked=True),
        caption(result, language, (say("capacity.counted_not_added", language), say("capacity.record_only", language))),
        scope=(key, result.filters.get("built_in", "china")),
        parameters=result.filters,
        headlines=_headlines(facts, built_in, language),
    )


def announced(result: Result, language: Language) -> Chart:
    """Return, for each site that states both, what operates as a share of what was announced."""
    facts = result.facts
    names = [_site(row, language) for row in result.frame.to_dict("records")]
    frame = result.frame.assign(label=names)
    title = (
        say("capacity.announced_finding", language, half=facts["half"], sites=facts["sites"])
        if facts["sites"]
        else say("capacity.announced_nothing", language)
    )
    notes = (say("capacity.announced_note", language, sites=facts["sites"], others=facts["with_either"] - facts["sites"]),)
    return Chart(
        "announced_operating",
        language,
        title,
        say("capacity.announced_drawn", language),
        frame,
        (_text_column("label", "capacity.site"), *result.columns),
        Encoding("bar", "label", (Series("built_share", say("capacity.built_share", language), "capacity"),), "fraction", low=0),
        caption(result, language, notes),
        scope=(result.filters.get("built_in", "china"),),
        parameters=result.filters,
    )


def ledger(result: Result, language: Language) -> Chart:
    """Return the centres as a table, one row a phase or reading."""
    facts = result.facts
    named = ("name_en", "name") if language == "en" else ("name", "name_en")
    first = ("centre_id", named[0], "region", "status", "operator", "planned_pflops", "operating_pflops", "precision", "accelerator")
    order = [*first, *(column.name for column in result.columns if column.name not in first)]
    columns = tuple(next(column for column in result.columns if column.name == name) for name in order)
    frame = result.frame.assign(region=[region(code, language) for code in result.frame["region"]])
    frame = frame.assign(**{named[0]: frame[named[0]].fillna(frame[named[1]])})[order]
    title = say("capacity.ledger_finding", language, rows=facts["centres"], sites=facts["sites"], known=facts["operating_pflops"])
    return Chart(
        "centres",
        language,
        title if facts["centres"] else say("view.nothing", language),
        say("capacity.ledger_drawn", language),
        frame,
        columns,
        Encoding("table", "centre_id", ()),
        caption(result, language, (say("capacity.not_added", language),)),
        parameters=result.filters,
    )


def centre(result: Result, language: Language) -> Chart:
    """Return one centre: every field that a source states, with that source, one row a field and reading."""
    frame, rows = result.frame, result.frame.to_dict("records")
    told = [line for row in rows for line in _fields(row, result, language, len(rows) > 1)]
    names = ("item", "value", *(("reading",) if len(rows) > 1 else ()), "source", "source_url")
    shown = pd.DataFrame(told, columns=["item", "value", "reading", "source", "source_url"])[list(names)]
    first = rows[0] if rows else {}
    title = _centre_finding(first, frame, language) if rows else say("capacity.no_centre", language, found=result.facts["centre"])
    return Chart(
        "centre",
        language,
        title,
        say("capacity.centre_drawn", language, rows=len(rows)),
        shown,
        tuple(_text_column(name, f"capacity.centre_{name}") for name in names),
        Encoding("table", "item", ()),
        caption(result, language, (say("capacity.not_added", language),) if len(rows) > 1 else ()),
        scope=(result.facts["centre"],),
        parameters=result.filters,
    )


def _headlines(facts: dict, built_in: str, language: Language) -> tuple[Headline, ...]:
    if not facts["sites"]:
        return ()
    note = say(
        "capacity.pipeline_note", language, sites=facts["sites"], coming=facts["under_construction"] + facts["planned"], built_in=built_in
    )
    return (Headline(say("capacity.pipeline_headline", language), str(facts["operating"]), note),)


def _group(code: str, key: str, result: Result, language: Language) -> str:
    if key == "region":
        return say("capacity.no_province", language) if code == "CN" else region(code, language)
    titles = result.columns[0].values
    return titles[code].in_(language) if code in titles else say("capacity.card_unstated", language) if code == "unstated" else str(code)


def _site(row: dict, language: Language) -> str:
    name = row["name_en"] if language == "en" and isinstance(row["name_en"], str) else row["name"]
    built, planned = (amount(row[f"{part}_eflops"], "eflops", language) for part in ("operating", "planned"))
    return say("capacity.site_label", language, name=name, built=built, planned=planned, precision=precision(row["precision"], language))


def _centre_finding(row: dict, frame: pd.DataFrame, language: Language) -> str:
    name = row["name_en"] if language == "en" and isinstance(row["name_en"], str) else row["name"]
    told = {"name": name, "status": say(f"capacity.status_{row['status']}", language)}
    stated = frame["operating_pflops"].dropna()
    if stated.empty:
        return say("capacity.centre_unknown", language, **told)
    known = "capacity.centre_finding" if len(stated) == 1 else "capacity.centre_several"
    return say(known, language, value=amount(float(stated.max()), "pflops", language), count=len(stated), **told)


_APART = ("centre_id", "source_title", "source_publisher", "read_in", "read_kind", "source_date", "source_url", "site")


def _fields(row: dict, result: Result, language: Language, several: bool) -> list[tuple[str, ...]]:
    """Return (field, what is stated, the row of the record where there are several, source, address) of each field that is stated."""
    copy = say("caption.copy", language) if row["read_kind"] == "copy" else ""
    told = (row["source_publisher"], row["source_title"], day(row["source_date"], language), copy)
    source = say("caption.comma", language).join(part for part in told if isinstance(part, str) and part)
    reading = say("caption.comma", language).join(part for part in (row["centre_id"], row["phase"]) if isinstance(part, str))
    ends = (reading if several else "", source, row["source_url"])
    lines = []
    for column in result.columns:
        value = row[column.name]
        if column.name in _APART or value is None or value != value:
            continue
        said = region(value, language) if column.name == "region" else written(value, column, language)
        lines.append((column.title.in_(language), said, *ends))
    if not any(isinstance(row[name], float) and row[name] == row[name] for name in ("planned_pflops", "operating_pflops")):
        lines.insert(4, (say("capacity.capacity", language), say("capacity.unknown", language), *ends))
    return lines


def _text_column(name: str, code: str) -> Column:
    return Column(name, "text", Text(say(code, "en"), say(code, "zh")))
