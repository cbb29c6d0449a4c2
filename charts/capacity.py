"""Charts of capacity: the finding in words, and one line per precision."""

from __future__ import annotations

from charts.caption import caption
from charts.chart import Chart, Encoding, Headline, Series
from data.schema import Language, Result
from i18n import say
from i18n.format import day, quantity

_HUES = {"fp16_eflops": "capacity", "fp32_eflops": "neutral1", "unstated_eflops": "grey"}


def series(result: Result, language: Language) -> Chart:
    """Return capacity over time, one line a precision; a lone figure stands as a dot, figures of no stated precision are hollow."""
    measures = [column for column in result.columns if column.unit == "eflops"]
    last = f"{str(result.facts.get('precision')).lower()}_eflops"
    # What the finding is about is drawn last, over what it would else be hidden by.
    drawn = tuple(_series(c.name, language) for c in sorted(measures, key=lambda c: (c.name == last, c.name != "unstated_eflops")))
    metric = result.filters.get("metric", "intelligent_compute")
    return Chart(
        "capacity_series",
        language,
        finding(result, language),
        say("capacity.drawn", language, metric=say(f"capacity.{metric}", language)),
        result.frame,
        result.columns,
        Encoding("line", "period_end", drawn, "eflops"),
        caption(result, language),
        scope=(metric, "CN"),
        parameters=result.filters,
        headlines=_headlines(result, language),
    )


def finding(result: Result, language: Language) -> str:
    """Return the sentence: the last figure of stated precision beside the first of the same precision."""
    facts = result.facts
    if "last" not in facts:
        return say("view.nothing", language)
    metric = say(f"capacity.{result.filters.get('metric', 'intelligent_compute')}", language)
    code = "capacity.finding" if facts["first_on"] != facts["last_on"] else "capacity.finding_alone"
    return say(
        code,
        language,
        metric=metric,
        precision=facts["precision"],
        last=quantity(facts["last"], "eflops", language),
        on=day(facts["last_on"][:7], language),
        first=quantity(facts["first"], "eflops", language),
        since=day(facts["first_on"][:7], language),
    )


def _headlines(result: Result, language: Language) -> tuple[Headline, ...]:
    facts = result.facts
    if "last" not in facts:
        return ()
    metric = say(f"capacity.{result.filters.get('metric', 'intelligent_compute')}", language)
    note = say("capacity.headline_note", language, on=day(facts["last_on"][:7], language), publisher=facts["last_publisher"])
    trend = tuple(result.frame[f"{facts['precision'].lower()}_eflops"].dropna())
    label = say("capacity.headline", language, metric=metric, precision=facts["precision"])
    return (Headline(label, quantity(facts["last"], "eflops", language), note, trend),)


def _series(column: str, language: Language) -> Series:
    unstated = column == "unstated_eflops"
    hue = _HUES.get(column, "grey")
    return Series(column, _name(column, language), hue, "hollow" if unstated else "solid", joined=not unstated)


def _name(column: str, language: Language) -> str:
    precision = column.removesuffix("_eflops")
    return say("capacity.unstated", language) if precision == "unstated" else precision.upper()
