"""Charts of contracts: the finding in words, and how the ledger's quarters are drawn."""

from __future__ import annotations

from charts.caption import caption
from charts.chart import Chart, Encoding, Headline, Series
from data.schema import Language, Result
from i18n import say
from i18n.format import day, percent, quantity


def cancellations(result: Result, language: Language) -> Chart:
    """Return contracts signed and terminated by quarter, side by side."""
    frame = result.frame
    series = (
        Series("signed", say("contracts.signed", language), "grey"),
        Series("terminated", say("contracts.terminated", language), "terminated"),
    )
    encoding = Encoding("column", "quarter", series, "contracts")
    period = f"{day(frame['quarter'].iloc[0], language)} – {day(frame['quarter'].iloc[-1], language)}" if len(frame) else ""
    return Chart(
        "cancellations",
        language,
        finding(result, language),
        say("contracts.drawn", language, period=period),
        frame,
        result.columns,
        encoding,
        caption(result, language, _notes(result, language)),
        scope=(f"{frame['quarter'].iloc[0]}_{frame['quarter'].iloc[-1]}",) if len(frame) else (),
        parameters=result.filters,
        headlines=_headlines(result, language),
    )


def finding(result: Result, language: Language) -> str:
    """Return the sentence: how many of the contracts in the record ended, and how much of their value is one contract."""
    facts = result.facts
    if not facts["contracts"]:
        return say("view.nothing", language)
    said = say("contracts.finding", language, terminated=facts["terminated"], contracts=facts["contracts"])
    if facts["terminated_value_cny"] is None:
        return said
    value = quantity(facts["terminated_value_cny"], "cny", language)
    if facts["with_value"] < 2:
        return say("contracts.finding_value", language, finding=said, value=value)
    return say("contracts.finding_concentrated", language, finding=said, value=value, share=percent(facts["largest_share"], language, 0))


def _headlines(result: Result, language: Language) -> tuple[Headline, ...]:
    facts = result.facts
    if facts["terminated_value_cny"] is None:
        return ()
    name = facts["largest_company"] if language == "zh" else facts["largest_company_en"] or facts["largest_company"]
    note = say(
        "contracts.headline_note", language, count=facts["with_value"], share=percent(facts["largest_share"], language, 0), name=name
    )
    value = quantity(facts["terminated_value_cny"], "cny", language)
    return (Headline(say("contracts.headline", language), value, note, tuple(result.frame["terminated"])),)


def _notes(result: Result, language: Language) -> tuple[str, ...]:
    facts = result.facts
    if facts["terminated_value_cny"] is None:
        return ()
    return (
        say(
            "contracts.value_note",
            language,
            with_value=facts["with_value"],
            terminated=facts["terminated"],
            rest=quantity(facts["without_largest_cny"], "cny", language),
        ),
    )
