"""What is said of outcomes: how many of the contracts old enough ended, and which were never performed."""

from __future__ import annotations

from charts.chart import Headline
from charts.contracts.words import left_out, money, own, share_of
from data.schema import Language, Result
from i18n import say
from i18n.format import year


def young(result: Result, language: Language) -> str:
    """Return the note on the share of value that ended, of what is old enough and of all; empty where none is stated."""
    started = result.facts["started"]
    if started["value_share"] is None or result.facts["never"]["share"] is None:
        return ""
    return say(
        "contracts.young_note",
        language,
        until=year(started["until"], language),
        share=share_of(started["value_share"], language, 2),
        every=share_of(result.facts["never"]["share"], language, 2),
        range=_hanging(started, language),
    )


def _hanging(started: dict, language: Language) -> str:
    if started["share_left_out"] is None or not started["terminated"]:
        return ""
    span = left_out(started["share_left_out"], lambda value: share_of(value, language, 2), language)
    return say("contracts.young_range", language, range=span, until=year(started["until"], language))


def never(result: Result, language: Language) -> tuple[Headline, ...]:
    """Return the figure of the contracts that were never performed, and what hangs on those not stated as ended; none without any."""
    facts, unit = result.facts["never"], result.facts["unit"]
    if not facts["count"] and not facts["elsewhere"]:
        return ()
    parts = [say("contracts.never_note", language)]
    if facts["not_ended"] and facts["share"] is not None:
        named = (_named(row, unit, language) for row in facts["not_ended"])
        shares = {"with_it": share_of(facts["share_with"], language, 2), "without": share_of(facts["share"], language, 2)}
        parts.append(say("contracts.never_open", language, names=_listed(named, language), **shares))
    for one in facts["elsewhere"]:
        currency = say(f"view.currency_{one['currency']}", language)
        amount = money(one["value"], str(one["currency"]).lower(), language)
        parts.append(say("contracts.never_elsewhere", language, count=one["count"], currency=currency, value=amount))
    value = say("contracts.never_value", language, count=facts["count"], value=money(facts["value"], unit, language))
    return (Headline(say("contracts.never", language), value, say("caption.semicolon", language).join(parts)),)


def _named(row: dict, unit: str, language: Language) -> str:
    pair = say("contracts.pair", language, company=own(row, "company", language), counterparty=own(row, "counterparty", language))
    return f"{pair} ({money(row['value'], unit, language)})" if language == "en" else f"{pair}（{money(row['value'], unit, language)}）"


def _listed(parts: object, language: Language) -> str:
    return say("contracts.comma", language).join(parts)
