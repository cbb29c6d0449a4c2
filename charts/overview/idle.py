"""The answer to how much stands idle: published figures of cards in groups of one basis, racks in the sentence alone."""

from __future__ import annotations

from typing import Any

import pandas as pd

from charts.caption import caption
from charts.chart import Chart, Encoding, Headline, Series
from charts.contracts.words import both
from charts.demand.words import own, titles
from charts.idle.published import PARTS, figure
from charts.overview.words import evidence, headed
from data.schema import Column, Language, Result
from i18n import say
from i18n.format import day, percent, stated_percent

_NAMED = {"stated": "stated", "at_least": "at_least", "range_low": "", "range_wide": "range_wide", "at_most": "range_wide"}
"""What a part is called in the key: what lies in a range and what lies below a bound look alike and share a name."""


def idle(result: Result, language: Language) -> Chart:
    """Return one bar a figure under the heading of its basis: grey where the basis is not stated, an outline where confidence is low."""
    frame = result.frame.assign(named=[_said(row, language) for row in result.frame.to_dict("records")])
    frame, drawn = _parted(frame, language)
    heads = {code: say("demand.heading", language, basis=title.in_(language)) for code, title in titles(result, "group").items()}
    parts = {column.name: column.title for column in result.columns}
    added = tuple(Column(one.y, "number", parts[part], unit="fraction", low=0, high=1) for part, one in drawn)
    facts = result.facts
    low = (say("overview.low_confidence", language, count=facts["low_confidence"]),) if facts["low_confidence"] else ()
    return Chart(
        "answer_idle",
        language,
        _finding(facts, language),
        say("overview.idle_drawn", language) if len(frame) else say("idle.reports_none", language),
        headed(frame, "group", "named", heads) if frame["group"].nunique() > 1 else frame,
        (Column("named", "text", both("idle.figure")), *result.columns, *added),
        Encoding("bar", "named", tuple(one for _, one in drawn), "fraction", stacked=True, low=0, high=1),
        caption(result, language, low),
        scope=("cards",),
        parameters=result.filters,
        headlines=_evidence(facts, language),
    )


def _said(row: dict[str, Any], language: Language) -> str:
    """Return what a row is, when, and its figure: a bar alone is read off an axis that a phone has scrolled away."""
    name, bounded = figure(row, language), row["at_least"] == row["at_least"] or row["at_most"] == row["at_most"]
    return name if bounded else say("overview.published", language, name=name, value=stated(row, language))


def _parted(frame: pd.DataFrame, language: Language) -> tuple[pd.DataFrame, tuple[tuple[str, Series], ...]]:
    """Return the frame with a column for each look, and each series after its part: grey where nobody states the basis, hollow where
    confidence is low."""
    grey, low = frame["group"] == "unstated", (frame["confidence"] == "low") & frame["stated"].notna()
    looks = {"plain": ~grey & ~low, "low": ~grey & low, "grey": grey & ~low, "grey_low": grey & low}
    drawn: list[tuple[str, Series]] = []
    said = {""}
    for part in _NAMED:
        for look, here in looks.items():
            values = frame[part].where(here)
            if values.isna().all():
                continue
            words = (
                "" if part == "range_low" else say("overview.part_low" if look.endswith("low") else f"idle.part_{_NAMED[part]}", language)
            )
            hue, style = PARTS[part]
            one = Series(
                f"{part}_{look}", "" if words in said else words, "grey" if "grey" in look else hue, "hollow" if "low" in look else style
            )
            frame, said = frame.assign(**{one.y: values}), {*said, words}
            drawn.append((part, one))
    return frame, tuple(drawn)


def _finding(facts: dict[str, Any], language: Language) -> str:
    low, high, racks = facts["lowest"], facts["highest"], facts["racks"]
    if low is None or high is None:
        said = say("idle.reports_count", language, basis=say("overview.cards_used", language), count=facts["figures"])
    else:
        ends = {"low": stated(low, language), "high": stated(high, language)}
        ends |= {"lowest": own(low, "subject", language), "highest": own(high, "subject", language)}
        ends |= {"low_on": day(low["period"], language), "high_on": day(high["period"], language)}
        said = say("overview.idle_finding", language, **ends)
    if racks is None:
        return said
    return say(
        "overview.idle_racks", language, finding=said, share=stated_percent(racks["point"], language), on=day(racks["period"], language)
    )


def stated(row: dict[str, Any], language: Language) -> str:
    """Return the figure of a row with the sign of its bound."""
    if row["stated"] == row["stated"]:
        return stated_percent(row["stated"], language)
    for bound in ("at_least", "at_most"):
        if row[bound] == row[bound]:
            return say(f"overview.{bound}", language, value=percent(row[bound], language, 0))
    ends = {"low": percent(row["range_low"], language, 0), "high": percent(row["range_low"] + row["range_wide"], language, 0)}
    return say("demand.range", language, **ends)


def _evidence(facts: dict[str, Any], language: Language) -> tuple[Headline, ...]:
    shown = [(row, stated(row, language), "overview.cards_used") for row in (facts["lowest"], facts["highest"]) if row is not None]
    if facts["racks"] is not None:
        shown.append((facts["racks"], stated_percent(facts["racks"]["point"], language), "overview.racks"))
    return tuple(_row(row, value, basis, language) for row, value, basis in shown)


def _row(row: dict[str, Any], value: str, basis: str, language: Language) -> Headline:
    details = (say(basis, language), day(row["period"], language), row["source_publisher"])
    return evidence(value, own(row, "subject", language), *details, language=language)
