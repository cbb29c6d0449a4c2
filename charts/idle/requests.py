"""How request logs are drawn, and what is said of them."""

from __future__ import annotations

from charts.caption import caption
from charts.chart import Chart, Encoding, Headline, Series
from data.schema import Column, Language, Result, Text
from i18n import say
from i18n.format import number, span


def requests(result: Result, language: Language) -> Chart:
    """Return requests a minute observed by interval, those of intervals observed in part hatched."""
    facts, frame = result.facts, result.frame
    many = len(facts["services"]) > 1
    drawn = (("whole_requests_per_minute", "inference", "solid"), ("partial_requests_per_minute", "inference", "hatched"))
    series = tuple(Series(name, say(f"idle.{name}", language), hue, style) for name, hue, style in drawn if frame[name].notna().any())
    columns = result.columns
    if many:
        frame = frame.assign(interval=[f"{row['service']}, {row['start']:%Y-%m-%d %H:%M}" for row in frame.to_dict("records")])
        columns = (*columns, Column("interval", "text", Text(say("idle.interval", "en"), say("idle.interval", "zh"))))
    encoding = Encoding(
        "bar" if many else "column", "interval" if many else "start", series, stacked=True, y_title=say("idle.per_minute", language)
    )
    period = span(facts["first"].date(), facts["last"].date(), language) if len(frame) else ""
    minutes = say("idle.comma", language).join(number(value, language, 1) for value in facts["partial_minutes"][:6])
    notes = (say("idle.partial_minutes", language, minutes=minutes),) if 0 < facts["partial"] <= 6 else ()
    return Chart(
        "requests",
        language,
        _requests_finding(result, language),
        say("idle.requests_drawn", language, services=", ".join(facts["services"]), period=period)
        if period
        else say("idle.requests_none", language),
        frame,
        columns,
        encoding,
        caption(result, language, notes),
        scope=facts["services"][:2],
        parameters=result.filters,
        headlines=_headlines(result, language),
    )


def _headlines(result: Result, language: Language) -> tuple[Headline, ...]:
    facts = result.facts
    if not facts["intervals"]:
        return ()
    partial = {"count": facts["partial"], "of": facts["intervals"]}
    observed = say("idle.requests_observed", language, minutes=number(facts["observed_minutes"], language, 1), **partial)
    heads = [Headline(say("idle.requests_total", language), number(facts["requests"], language), observed)]
    note = say("idle.median_note", language)
    for name in ("median_input", "median_output"):
        if facts[name] is not None:
            heads.append(Headline(say(f"idle.{name}", language), number(facts[name], language, 1), note))
    return tuple(heads)


def _requests_finding(result: Result, language: Language) -> str:
    facts = result.facts
    if not facts["intervals"]:
        return say("view.nothing", language)
    given = {"requests": number(facts["requests"], language), "minutes": number(facts["observed_minutes"], language, 1)}
    if None in (facts["input_tokens"], facts["output_tokens"]):
        return say("idle.requests_finding", language, **given)
    tokens = {name: number(facts[f"{name}_tokens"], language) for name in ("input", "output")}
    return say("idle.requests_tokens_finding", language, **given, **tokens)
