"""How the value is drawn that hangs on single contracts, and the bridge from announced to remaining."""

from __future__ import annotations

from charts.chart import Chart, Encoding, Headline, Series
from charts.contracts.words import both, by_year, composed, concentrated, joined, left_out, money, own, selected, share_of
from data.schema import Column, Language, Result
from i18n import say
from i18n.format import day, percent, year

SHOWN = 16
"""Contracts drawn at most; the figures have them all."""


def concentration(result: Result, language: Language) -> Chart:
    """Return the largest contracts by value, the terminated ones first, and how far the headline figures hang on one of them."""
    unit = result.facts["unit"]
    frame = result.frame.head(SHOWN).reset_index(drop=True)
    frame = frame.assign(name=[_named(row, language) for row in frame.to_dict("records")])
    series = (
        Series(f"terminated_value_{unit}", say("contracts.terminated", language), "terminated"),
        Series(f"other_value_{unit}", say("contracts.not_terminated", language), "neutral3"),
    )
    as_of = result.filters.get("as_of")
    until = result.facts["until"]
    what = say("contracts.concentration_drawn", language)
    if as_of:
        what = say("contracts.concentration_drawn_by", language, on=day(as_of, language))
    elif until:
        what = say("contracts.concentration_drawn_until", language, until=year(until, language))
    rest = len(result.frame) - len(frame)
    return composed(
        "contract_concentration",
        result,
        language,
        _finding(result, language),
        joined((what, selected(result, language)), language),
        Encoding("bar", "name", series, unit, stacked=True),
        frame=frame,
        columns=(*result.columns, Column("name", "text", both("contracts.contract"))),
        notes=(
            _hanging(result, language),
            by_year(result, language, by_value=True),
            say("contracts.not_drawn", language, count=rest) if rest else "",
        ),
        headlines=_headlines(result, language),
    )


def _named(row: dict, language: Language) -> str:
    other = own(row, "counterparty", language)
    name = own(row, "company", language)
    return say("contracts.pair", language, company=name, counterparty=other) if other else name


def _finding(result: Result, language: Language) -> str:
    facts, unit = result.facts, result.facts["unit"]
    if facts["largest_contract"] is None:
        return say("contracts.concentration_none", language, count=facts["contracts"])
    if facts["terminated"] == 1:
        return say("contracts.concentration_one", language, value=money(facts[f"largest_value_{unit}"], unit, language))
    return say(
        "contracts.concentration_finding",
        language,
        share=percent(facts["largest_share"], language, 0),
        value=money(facts[f"terminated_value_{unit}"], unit, language),
        name=own({"name": facts["largest_company"], "name_en": facts["largest_company_en"]}, "name", language),
    )


def _hanging(result: Result, language: Language) -> str:
    """Return the headline figures, without the largest terminated contract, and their range over leaving out each."""
    facts = result.facts
    if facts["largest_contract"] is None:
        return ""
    return say(
        "contracts.with_and_without",
        language,
        terminated=facts["terminated"],
        contracts=facts["contracts"],
        value_share=share_of(facts["value_share"], language, 1),
        terminated_without=facts["terminated_without"],
        contracts_without=facts["contracts_without"],
        value_share_without=share_of(facts["value_share_without"], language, 1),
        range=left_out(facts["left_out"], lambda value: share_of(value, language, 1), language),
    )


def _headlines(result: Result, language: Language) -> tuple[Headline, ...]:
    facts = result.facts
    if facts["largest_contract"] is None:
        return ()
    span = left_out(facts["left_out"], lambda value: share_of(value, language, 1), language)
    note = say("contracts.share_note", language, contracts=facts["contracts"], range=span)
    if facts["until"]:
        every = {"every": facts["every"]["contracts"], "share": share_of(facts["every"]["value_share"], language, 1)}
        words = {"contracts": facts["contracts"], "range": span, "until": year(facts["until"], language), **every}
        note = say("contracts.share_note_until", language, **words)
    return (Headline(say("contracts.share_headline", language), share_of(facts["value_share"], language, 1), note),)


def bridge(result: Result, language: Language) -> Chart:
    """Return the steps from the value announced to the value remaining: what is left, and what each step took."""
    facts, unit = result.facts, result.facts["unit"]
    change, standing = (result.frame[f"{name}_{unit}"] for name in ("change", "standing"))
    first = result.frame["step"] == "announced"
    taken = (-change).where(~first & (change < 0))
    added = change.where(~first & (change > 0))
    frame = result.frame.assign(left=standing - added.fillna(0), taken=taken, added=added)
    frame = frame[(frame["contracts"] > 0) | frame["step"].isin(["announced", "remaining"])].reset_index(drop=True)
    drawn = (("left", "neutral3", "solid"), ("added", "signed", "hollow"), ("taken", "terminated", "solid"))
    series = tuple(
        Series(name, say(f"contracts.bridge_{name}", language), hue, style) for name, hue, style in drawn if frame[name].notna().any()
    )
    columns = (*result.columns, *(Column(name, "number", both(f"contracts.bridge_{name}"), unit=unit) for name, _, _ in drawn))
    amended = int(frame.loc[frame["step"].isin(["amended_up", "amended_down"]), "without_value"].sum())
    title = say(
        "contracts.bridge_finding",
        language,
        announced=money(facts[f"announced_{unit}"], unit, language),
        terminated=money(facts[f"terminated_value_{unit}"] or 0.0, unit, language),
        remaining=money(facts[f"remaining_{unit}"], unit, language),
    )
    notes = (
        _sums_hanging(result, language),
        concentrated(result, language),
        by_year(result, language, by_value=True),
        say("contracts.bridge_amended", language, count=amended) if amended else "",
    )
    return composed(
        "contract_bridge",
        result,
        language,
        title,
        joined((say("contracts.bridge_drawn", language), selected(result, language)), language),
        Encoding("bar", "step", series, unit, stacked=True),
        frame=frame,
        columns=columns,
        notes=notes,
    )


def _sums_hanging(result: Result, language: Language) -> str:
    """Return the note on the ranges of the first and the last sum of the bridge over leaving out each contract; empty without them."""
    unit, found = result.facts["unit"], {name: result.facts[f"{name}_left_out"] for name in ("announced", "remaining")}
    if None in found.values():
        return ""
    spans = {name: left_out(one, lambda value: money(value, unit, language), language) for name, one in found.items()}
    return say("contracts.bridge_left_out", language, **spans)
