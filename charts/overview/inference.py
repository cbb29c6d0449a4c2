"""The answer to training or inference: published shares, China's first, each row one source and basis."""

from __future__ import annotations

from typing import Any

from charts.caption import caption
from charts.chart import Chart, Encoding, Headline, Series
from charts.contracts.words import both
from charts.demand.shares import statement
from charts.demand.words import own, titled
from charts.overview.words import evidence, headed
from data.schema import Column, Language, Result
from i18n import say
from i18n.format import month, percent

_PARTS = (("stated", "inference", "solid"), ("ahead", "inference", "dashed"), ("range", "inference", "hatched"))


def inference(result: Result, language: Language) -> Chart:
    """Return one bar a published share: solid an estimate, hatched up to the end of its range, dashed a forecast or a plan."""
    frame = result.frame
    ahead = frame["basis"] == "forecast"
    frame = frame.assign(
        named=[statement(row, language) for row in frame.to_dict("records")],
        place=(frame["region"].str.startswith("CN")).map({True: "china", False: "world"}),
        stated=frame["inference"].where(~ahead),
        range=frame["inference_high"] - frame["inference"],
        ahead=frame["inference"].where(ahead),
    )
    series = tuple(Series(name, say(f"overview.{name}", language), hue, style) for name, hue, style in _PARTS if frame[name].notna().any())
    titles = {place: say("demand.heading", language, basis=say(f"overview.{place}", language)) for place in ("china", "world")}
    added = tuple(Column(one.y, "number", both(f"overview.{one.y}"), unit="fraction", low=0, high=1) for one in series)
    count = result.facts["older"]
    older = (say("overview.older", language, count=count),) if count else ()
    return Chart(
        "answer_inference",
        language,
        _finding(result.facts, language),
        say("overview.inference_drawn", language),
        headed(frame, "place", "named", titles) if frame["place"].nunique() > 1 else frame,
        (Column("named", "text", both("demand.statement")), *result.columns, *added),
        Encoding("bar", "named", series, "fraction", stacked=True, low=0, high=1),
        caption(result, language, older),
        parameters=result.filters,
        headlines=tuple(_evidence(row, result, language) for row in result.facts["estimates"][:3]),
    )


def _finding(facts: dict[str, Any], language: Language) -> str:
    if facts["low"] is None:
        return say("overview.inference_none", language) if facts["china"] or facts["world"] else say("view.nothing", language)
    ends = {end: percent(facts[end], language, 0) for end in ("low", "high")}
    ends |= {f"{end}_on": month(facts[f"{end}_on"], language) for end in ("low", "high")}
    said = say("overview.inference_finding", language, **ends)
    if facts["ahead"] is None:
        return said
    return say("overview.inference_ahead", language, finding=said, ahead=percent(facts["ahead"], language, 0))


def _evidence(row: dict[str, Any], result: Result, language: Language) -> Headline:
    value = percent(row["inference"], language, 0)
    if row["inference_high"] == row["inference_high"]:
        value = say("demand.range", language, low=value, high=percent(row["inference_high"], language, 0))
    basis = titled(result, "scope", row["scope"], language)
    details = (basis, month(row["period_end"], language), row["publisher"])
    return evidence(value, own(row, "entity", language), *details, language=language)
