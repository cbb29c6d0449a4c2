"""How published figures over time, and one's own pools beside them, are drawn."""

from __future__ import annotations

import pandas as pd

from charts.caption import caption
from charts.chart import Chart, Encoding, Series
from charts.idle.published import PARTS, figure, named_part, titled
from data.schema import Column, Language, Result, Text
from i18n import say
from i18n.format import day, number, percent

_HUES = ("accent", "neutral1", "capacity", "neutral2", "neutral3", "grey")


def series(result: Result, language: Language) -> Chart:
    """Return the stated figures of one basis over time, one line a subject; those with the fewest dates stand in the figures alone."""
    lines = result.facts["lines"][: len(_HUES)]
    frame = pd.DataFrame({"date": sorted(result.frame["date"].unique())})
    columns = [result.columns[0]]
    for line in lines:
        known = result.frame[result.frame["subject"] == line["subject"]].drop_duplicates("date").set_index("date")["stated"]
        frame[line["subject"]] = frame["date"].map(known)
        columns.append(Column(line["subject"], "number", Text(line["subject"], line["subject_zh"] or line["subject"]), unit="fraction"))
    drawn = tuple(
        Series(line["subject"], _name(line, language), hue, label=percent(line["last"], language), joined=True)
        for line, hue in zip(lines, _HUES, strict=False)
    )
    basis = titled(result, "basis", result.facts["basis"], language)
    rest = len(result.facts["lines"]) - len(lines)
    return Chart(
        "utilization_series",
        language,
        _series_finding(lines, basis, language),
        say("idle.series_drawn", language, basis=basis),
        frame,
        tuple(columns),
        Encoding("line", "date", drawn, "fraction", zero=False),
        caption(result, language, (say("idle.series_rest", language, count=rest),) if rest else ()),
        scope=(result.facts["basis"] or "",),
        parameters=result.filters,
    )


def _series_finding(lines: tuple[dict, ...], basis: str, language: Language) -> str:
    if not lines:
        return say("idle.series_none", language)
    line = lines[0]
    ends = {end: percent(line[end], language) for end in ("first", "last")}
    dates = {on: day(line[on], language) for on in ("first_on", "last_on")}
    return say("idle.series_finding", language, basis=basis, subject=_name(line, language), **ends, **dates)


def _name(line: dict, language: Language) -> str:
    return line["subject_zh"] if language == "zh" and line["subject_zh"] else line["subject"]


def beside(result: Result, language: Language) -> Chart:
    """Return one bar for each cluster and pool of the telemetry, and under them one for each published figure of the same basis."""
    facts, known = result.facts, result.frame
    rows = known.to_dict("records")
    frame = known.assign(figure=[figure(row, language) for row in rows])
    parts = [name for name in PARTS if frame[name].notna().any()]
    own = Series("own", say("idle.part_own", language), "allocated")
    drawn = (own, *(Series(name, named_part(name, parts, language), *PARTS[name]) for name in parts))
    basis = titled(result, "basis", facts["basis"], language)
    clusters = say("caption.semicolon", language).join(
        say("idle.own_share", language, name=name, share=percent(share, language)) for name, share in facts["own"][:3]
    )
    finding = say("idle.beside_finding", language, basis=basis, clusters=clusters, count=number(facts["figures"], language))
    return Chart(
        "utilization_beside",
        language,
        finding if rows else say("view.nothing", language),
        say("idle.beside_drawn", language, basis=basis),
        frame,
        (*result.columns, Column("figure", "text", Text(say("idle.figure", "en"), say("idle.figure", "zh")))),
        Encoding("bar", "figure", drawn, "fraction", stacked=True, low=0, high=1),
        caption(result, language),
        scope=(facts["basis"] or "",),
        parameters=result.filters,
    )
