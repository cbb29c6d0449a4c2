"""How contracts signed and terminated by quarter are drawn, their rate, and the financing announced in the same quarters."""

from __future__ import annotations

from charts.chart import Chart, Encoding, Headline, Mark, Series
from charts.contracts.outcomes import never, young
from charts.contracts.words import by_year, composed, concentrated, joined, left_out, money, own, period, selected, share_of
from data.schema import Language, Result
from i18n import say
from i18n.format import day, percent

_NAMED = 44
"""Letters of an event's title on a chart; the figures have it whole."""


def cancellations(result: Result, language: Language) -> Chart:
    """Return contracts signed, terminated and net by quarter, by number or by value, with the events asked for as marks."""
    by_value = result.filters.get("counted") == "value"
    unit = result.facts["unit"]
    ending = f"_value_{unit}" if by_value else ""
    drawn = (("signed", "grey", "solid"), ("terminated", "terminated", "solid"), ("net", "neutral1", "hollow"))
    series = tuple(Series(f"{name}{ending}", say(f"contracts.{name}", language), hue, style) for name, hue, style in drawn)
    encoding = Encoding("column", "quarter", series, unit if by_value else "contracts", marks=_marks(result, language))
    what = say("contracts.drawn_value" if by_value else "contracts.drawn", language)
    return composed(
        "cancellations",
        result,
        language,
        finding(result, language),
        joined((what, selected(result, language), period(result.frame, language)), language),
        encoding,
        notes=(concentrated(result, language), young(result, language), by_year(result, language, by_value=True)),
        headlines=(*_headlines(result, language), *never(result, language)),
    )


def finding(result: Result, language: Language) -> str:
    """Return the sentence: how many of the contracts in the record ended, and how much of their value is one contract."""
    facts, by = led(result)
    if not facts["contracts"]:
        return say("view.nothing", language)
    every = result.filters.get("selection") == "all"
    code = f"contracts.finding{'_all' if every else ''}{'_by' if by else ''}"
    said = say(code, language, terminated=facts["terminated"], contracts=facts["contracts"], until=by and day(by, language))
    value = facts[f"terminated_value_{facts['unit']}"]
    if value is None:
        return said
    if facts["with_value"] < 2:
        return say("contracts.finding_value", language, finding=said, value=money(value, facts["unit"], language))
    return say(
        "contracts.finding_concentrated",
        language,
        finding=said,
        value=money(value, facts["unit"], language),
        share=percent(facts["largest_share"], language, 0),
    )


def led(result: Result) -> tuple[dict, str]:
    """Return the facts that lead: those of the contracts started by the end of the last full year, and that year; of all where none was."""
    started = result.facts["started"]
    return (started, started["until"][:4]) if started["contracts"] else (result.facts, "")


def _marks(result: Result, language: Language) -> tuple[Mark, ...]:
    """Return one mark a quarter in which something happened, named after its first event, the others counted."""
    found: dict[str, list[str]] = {}
    for event in result.facts["marks"]:
        title = own({"title": event["title"], "title_en": event["title_en"]}, "title", language)
        found.setdefault(event["quarter"], []).append(_short(title))
    return tuple(
        Mark(quarter, titles[0] if len(titles) == 1 else say("contracts.and_more", language, title=titles[0], count=len(titles) - 1))
        for quarter, titles in found.items()
    )


def _short(title: str) -> str:
    """Return a title cut after a word, where it is longer than a chart bears."""
    if len(title) <= _NAMED:
        return title
    cut = title[:_NAMED]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,:") + "…"


def _headlines(result: Result, language: Language) -> tuple[Headline, ...]:
    """Return the value that ended, its note with the range over leaving out each contract, then how many ended."""
    (facts, by), unit = led(result), result.facts["unit"]
    value = facts[f"terminated_value_{unit}"]
    count = say("contracts.of", language, count=facts["terminated"], total=facts["contracts"])
    note = say("contracts.headline_count_note", language, undated=result.facts["undated_end"])
    note = say("contracts.headline_years", language, until=day(by, language), years=by_year(result, language)) if by else note
    counted = Headline(say("contracts.headline_count", language), count, note, tuple(result.frame["terminated"]))
    if value is None:
        return (counted,)
    name = own({"name": facts["largest_company"], "name_en": facts["largest_company_en"]}, "name", language)
    part = percent(facts["largest_share"], language, 0)
    span = left_out(facts["left_out"], lambda one: money(one, unit, language), language)
    alone = facts["with_value"] < 2
    basis = say(
        "contracts.headline_note_one" if alone else "contracts.headline_note",
        language,
        count=facts["with_value"],
        share=part,
        name=name,
        range=span,
    )
    return (Headline(say("contracts.headline", language), money(value, unit, language), basis, tuple(result.frame["terminated"])), counted)


def rate(result: Result, language: Language) -> Chart:
    """Return the cancellation rate of each quarter, presumed and confirmed in force, by number with exact limits or by value with the
    range over leaving out each contract."""
    by_value = result.filters.get("counted") == "value"
    ending = "value_rate" if by_value else "rate"
    series = tuple(
        Series(
            f"{ending}_{base}",
            say(f"contracts.rate_{base}", language),
            hue,
            low=f"value_low_{base}" if by_value else f"low_{base}",
            high=f"value_high_{base}" if by_value else f"high_{base}",
        )
        for base, hue in (("presumed", "signed"), ("confirmed", "terminated"))
    )
    frame = result.frame[result.frame["in_force_presumed"] > 0].reset_index(drop=True)
    encoding = Encoding("column", "quarter", series, "fraction", low=0, high=1)
    what = say("contracts.rate_drawn_value" if by_value else "contracts.rate_drawn", language)
    facts = result.facts
    notes = (
        say("contracts.same_quarter_note", language, count=facts["same_quarter"]) if facts["same_quarter"] else "",
        say("contracts.rate_thin", language, presumed=facts["thin_presumed"], confirmed=facts["thin_confirmed"]),
        say("contracts.rate_value_note", language) if by_value else "",
    )
    return composed(
        "cancellation_rate",
        result,
        language,
        _value_finding(result, language) if by_value else _rate_finding(result, language),
        joined((what, selected(result, language), period(frame, language)), language),
        encoding,
        frame=frame,
        notes=notes,
    )


def _rate_finding(result: Result, language: Language) -> str:
    peak = result.facts["peak"]
    if not peak:
        return say("contracts.rate_none", language)
    said = say(
        "contracts.rate_finding",
        language,
        quarter=day(peak["quarter"], language),
        count=peak["terminated_presumed"],
        total=peak["in_force_presumed"],
        **_limited(peak, "presumed", language),
    )
    if peak["rate_confirmed"] is None:
        return said
    return say("contracts.rate_confirmed_too", language, finding=said, **_limited(peak, "confirmed", language))


def _value_finding(result: Result, language: Language) -> str:
    """Return the quarter in which most of the value at risk ended, with what leaving out each contract makes of it."""
    peak = result.facts["peak_value"]
    if peak is None:
        return say("contracts.rate_value_none", language)
    words = {"quarter": day(peak["quarter"], language), "share": percent(peak["rate"], language, 0)}
    if peak["left_out"] is None:
        return say("contracts.rate_finding_value_one", language, **words)
    span = left_out(peak["left_out"], lambda value: share_of(value, language), language)
    return say("contracts.rate_finding_value", language, range=span, **words)


def _limited(peak: dict, base: str, language: Language) -> dict[str, str]:
    """Return the share of the highest quarter and its limits in words."""
    names = {"share": "rate", "low": "low", "high": "high"}
    return {name: percent(peak[f"{column}_{base}"], language, 0) for name, column in names.items()}


def investments(result: Result, language: Language) -> Chart:
    """Return financing and investment announced by quarter, side by side and never added."""
    series = (
        Series("raised_cny", say("contracts.raised", language), "signed"),
        Series("invested_cny", say("contracts.invested", language), "capacity", "hollow"),
    )
    facts = result.facts
    title = say(
        "contracts.investments_finding",
        language,
        count=facts["announcements"],
        raised=money(facts["raised_cny"], "cny", language),
        invested=money(facts["invested_cny"], "cny", language),
    )
    notes = (
        say("contracts.without_amount_note", language, count=facts["without_amount"]) if facts["without_amount"] else "",
        say("contracts.bounds_note", language, ceilings=facts["ceilings"], floors=facts["floors"]),
    )
    what = joined((say("contracts.investments_drawn", language), period(result.frame, language)), language)
    return composed("investments_by_quarter", result, language, title, what, Encoding("column", "quarter", series, "cny"), notes=notes)
