"""How published figures over time, and one's own pools beside them, are drawn."""

from __future__ import annotations

import pandas as pd

from charts.caption import caption
from charts.chart import Chart, Encoding, Mark, Series
from charts.idle.published import PARTS, UNSTATED, figure, kind, named_part, titled
from data.schema import Column, Language, Result, Text
from i18n import say
from i18n.format import day, number, percent

_HUES = ("accent", "neutral1", "capacity", "neutral2", "neutral3", "grey")
_GREYS = ("grey", "neutral1", "neutral2", "neutral3")
"""Of figures whose resource nobody states."""


def series(result: Result, language: Language) -> Chart:
    """Return the stated figures of one basis and resource over time, one line a subject or family; those with the fewest dates stand in
    the figures alone. A change of a family's scope is a mark, a lower bound a ▲."""
    hues = _GREYS if result.facts["resource"] == UNSTATED else _HUES
    lines = result.facts["lines"][: len(hues)]
    frame = pd.DataFrame({"date": sorted(result.frame["date"].unique())})
    columns, drawn = [result.columns[0]], []
    for line, hue in zip(lines, hues, strict=False):
        for one in _parts(result, line, hue, language):
            frame[one.y] = frame["date"].map(_points(result, line, one.style))
            columns.append(Column(one.y, "number", Text(*(_titled(line, one.style, each) for each in ("en", "zh"))), unit="fraction"))
            drawn.append(one)
    basis = kind(result, language)
    rest = len(result.facts["lines"]) - len(lines)
    return Chart(
        "utilization_series",
        language,
        _series_finding(lines, basis, language),
        say("idle.series_drawn", language, basis=basis),
        frame,
        tuple(columns),
        Encoding("line", "date", tuple(drawn), "fraction", zero=False, marks=_scopes(lines, language)),
        caption(result, language, (say("idle.series_rest", language, count=rest),) if rest else ()),
        scope=(result.facts["basis"] or "", result.facts["resource"] or ""),
        parameters=result.filters,
    )


def _parts(result: Result, line: dict, hue: str, language: Language) -> list[Series]:
    """Return the drawn parts of a line: its stated figures, and its lower bounds where it has any."""
    name = line["subject"]
    parts = [Series(name, _name(line, language), hue, label=percent(line["last"], language), joined=True)]
    if len(_points(result, line, "floor")):
        parts.append(Series(f"{name} at_least", _titled(line, "floor", language), hue, "floor", apart=True))
    return parts


def _points(result: Result, line: dict, style: str) -> pd.Series:
    """Return the figures of a line by date: the stated ones, or the lower bounds."""
    frame, column = result.frame, "at_least" if style == "floor" else "stated"
    mine = frame["family"].where(frame["family"].notna(), frame["subject"]) == line["subject"]
    return frame[mine & frame[column].notna()].drop_duplicates("date").set_index("date")[column]


def _scopes(lines: tuple[dict, ...], language: Language) -> tuple[Mark, ...]:
    """Return a mark at each date from which a line is of another scope."""
    return tuple(Mark(scope["date"], _name(scope, language)) for line in lines for scope in line["scopes"])


def _series_finding(lines: tuple[dict, ...], basis: str, language: Language) -> str:
    if not lines:
        return say("idle.series_none", language)
    line = lines[0]
    ends = {end: percent(line[end], language) for end in ("first", "last")}
    dates = {on: day(line[on], language) for on in ("first_on", "last_on")}
    code = "idle.series_finding_scopes" if line["scopes"] else "idle.series_finding"
    return say(code, language, basis=basis, subject=_name(line, language), scopes=len(line["scopes"]), **ends, **dates)


def _titled(line: dict, style: str, language: Language) -> str:
    name = _name(line, language)
    return say("idle.series_floor", language, subject=name) if style == "floor" else name


def _name(line: dict, language: Language) -> str:
    return line["subject_zh"] if language == "zh" and isinstance(line["subject_zh"], str) and line["subject_zh"] else line["subject"]


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
