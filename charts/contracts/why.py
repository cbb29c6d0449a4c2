"""How reasons, executed shares, quality flags and company disclosures are drawn."""

from __future__ import annotations

import pandas as pd

from charts.chart import Chart, Encoding, Series
from charts.contracts.words import both, composed, concentrated, joined, left_out, money, own, selected, share_of
from data.schema import Column, Language, Result
from i18n import say
from i18n.format import day, number, percent

CLAIMED = 0.05
"""p, over the number of tests, below which a difference is claimed."""


def reasons(result: Result, language: Language) -> Chart:
    """Return the stated reasons of terminated contracts by number or by value; hatched what states none."""
    by_value = result.filters.get("counted") == "value"
    facts, unit = result.facts, result.facts["unit"]
    measure = f"value_{unit}" if by_value else "contracts"
    silent = result.frame["reason_category"] == "not_stated"
    frame = result.frame.assign(stated=result.frame[measure].where(~silent), unstated=result.frame[measure].where(silent))
    if by_value:
        frame = frame.sort_values(["unstated", "stated"], ascending=[True, False], na_position="first", kind="stable", ignore_index=True)
        frame = frame[frame[measure].notna()].reset_index(drop=True)
    series = (
        Series("stated", say("contracts.reason_stated", language), "terminated"),
        Series("unstated", say("contracts.reason_unstated", language), "unobserved", "hatched"),
    )
    kind, drawn_unit = ("number", unit) if by_value else ("integer", "contracts")
    columns = (
        *result.columns,
        *(Column(name, kind, both(f"contracts.reason_{name}"), unit=drawn_unit) for name in ("stated", "unstated")),
    )
    return composed(
        "contract_reasons",
        result,
        language,
        _reasons_finding(result, by_value, language),
        joined(
            (say("contracts.reasons_drawn_value" if by_value else "contracts.reasons_drawn", language), selected(result, language)),
            language,
        ),
        Encoding("bar", "reason_category", series, drawn_unit, stacked=True),
        frame=frame,
        columns=columns,
        notes=(concentrated(result, language), _dearest_range(result, language) if by_value else "") if facts["terminated"] else (),
    )


def _reasons_finding(result: Result, by_value: bool, language: Language) -> str:
    facts = result.facts
    if by_value and facts["not_stated_value_share"] is not None and facts["dearest"]:
        name, share = _dearest(result, language)
        silent = share_of(facts["not_stated_value_share"], language)
        return say("contracts.reasons_finding_value", language, share=share, name=name, silent=silent)
    return say("contracts.reasons_finding", language, silent=facts["not_stated"], terminated=facts["terminated"], reasons=facts["reasons"])


def _dearest(result: Result, language: Language) -> tuple[str, str]:
    """Return the stated reason to which most of the value fell, and its share."""
    reason = result.facts["dearest"]
    part = result.frame.set_index("reason_category")["value_share"][reason]
    return result.columns[0].values[reason].in_(language).lower(), share_of(part, language)


def _dearest_range(result: Result, language: Language) -> str:
    found = result.facts["dearest_left_out"]
    if found is None:
        return ""
    name, share = _dearest(result, language)
    span = left_out(found, lambda one: share_of(one, language), language)
    return say("contracts.reasons_range", language, name=name, share=share, range=span)


def executed(result: Result, language: Language) -> Chart:
    """Return the executed share of each terminated contract that states what had been delivered."""
    facts = result.facts
    frame = result.frame.assign(name=[_named(row, language) for row in result.frame.to_dict("records")])
    columns = (*result.columns, Column("name", "text", both("contracts.contract")))
    series = (Series("executed_share", say("contracts.executed_share", language), "signed"),)
    title = say("contracts.executed_finding", language, stated=facts["stated"], none=facts["none_delivered"])
    return composed(
        "contract_executed",
        result,
        language,
        title,
        joined((say("contracts.executed_drawn", language), selected(result, language)), language),
        Encoding("bar", "name", series, "fraction", low=0, high=1),
        frame=frame,
        columns=columns,
    )


def _named(row: dict, language: Language) -> str:
    return f"{own(row, 'company', language)}{say('contracts.comma', language)}{day(row['ended_on'], language)}"


def flags(result: Result, language: Language) -> Chart:
    """Return for each quality flag the share terminated of the contracts that carry it beside that of those that do not."""
    titles = result.columns[0].values
    frame = result.frame.assign(name=[_counts(row, titles, language) for row in result.frame.to_dict("records")])
    columns = (*result.columns, Column("name", "text", both("contracts.flag_counts")))
    series = (
        Series("with_share", say("contracts.with_flag", language), "terminated"),
        Series("without_share", say("contracts.without_flag", language), "grey"),
    )
    top = result.facts["top"]
    title = say("contracts.flags_none", language)
    if top:
        tests = result.facts["tests"]
        title = say(
            "contracts.flags_differ" if top["p"] * tests < CLAIMED else "contracts.flags_alike",
            language,
            flag=titles[top["flag"]].in_(language),
            tests=tests,
            p=number(top["p"], language, 3 if top["p"] < 0.1 else 2),
            **{name: top[name] for name in ("with_ended", "with_flag", "without_ended", "without_flag")},
        )
    return composed(
        "contract_flags",
        result,
        language,
        title,
        joined((say("contracts.flags_drawn", language), selected(result, language)), language),
        Encoding("bar", "name", series, "fraction", low=0, high=1),
        frame=frame,
        columns=columns,
        notes=(say("contracts.flags_silent", language, count=result.facts["silent"]) if result.facts["silent"] else "",),
    )


def _counts(row: dict, titles: dict, language: Language) -> str:
    """Return the flag with the counts behind its two bars."""
    flag = titles[row["flag"]].in_(language)
    return say("contracts.flag_row", language, flag=flag, carry=row["with_flag"], free=row["without_flag"], silent=row["not_stated"])


def cohorts(result: Result, language: Language) -> Chart:
    """Return each complete disclosure as two bars, by number and by value: never performed, ended later, not ended."""
    facts = result.facts
    bounds = {(row["ticker"], row["as_of"]) for row in facts["bounds"]}
    whole = [(ticker, as_of) not in bounds for ticker, as_of in zip(result.frame["ticker"], result.frame["as_of"], strict=True)]
    complete = result.frame[result.frame["ended_share"].notna() & pd.Series(whole, result.frame.index, dtype=bool)]
    frame = complete.assign(name=[_disclosure(row, language) for row in complete.to_dict("records")]).reset_index(drop=True)
    columns = (*result.columns, Column("name", "text", both("contracts.disclosure")))
    drawn = (("never_share", "terminated", "solid"), ("begun_share", "terminated", "hatched"), ("standing_share", "neutral3", "solid"))
    series = tuple(Series(name, say(f"contracts.{name}", language), hue, style) for name, hue, style in drawn)
    others = facts["disclosures"] - facts["complete"] - len(bounds)
    title = say("contracts.cohorts_none", language, count=facts["disclosures"])
    if "ended_contracts" in facts:
        title = say(
            "contracts.cohorts_finding",
            language,
            company=own(facts, "company", language),
            period=day(facts["as_of"], language),
            ended=number(facts["ended_contracts"], language),
            signed=number(facts["signed_contracts"], language),
            share=percent(facts["ended_share_contracts"], language),
            value_share=percent(facts.get("ended_share_value"), language),
        )
    return composed(
        "contract_cohorts",
        result,
        language,
        title,
        say("contracts.cohorts_drawn", language),
        Encoding("bar", "name", series, "fraction", stacked=True, low=0, high=1),
        frame=frame,
        columns=columns,
        notes=(say("contracts.cohorts_partial", language, count=others) if others else "", *_bounds(result, language)),
    )


def _bounds(result: Result, language: Language) -> tuple[str, ...]:
    """Return a note on each disclosure whose share is at most so large: a bound over a bound."""
    return tuple(
        say(
            "contracts.cohorts_bound",
            language,
            company=own(row, "company", language),
            on=day(row["as_of"], language),
            share=percent(row["ended_share"], language),
            title=row["source_title"],
        )
        for row in result.facts["bounds"]
    )


def _disclosure(row: dict, language: Language) -> str:
    by_value = row["counted"] == "value"
    signed = money(row["signed"], "cny", language) if by_value else number(row["signed"], language)
    code = "contracts.disclosed_value" if by_value else "contracts.disclosed_contracts"
    return say(code, language, company=own(row, "company", language), period=day(row["as_of"], language), signed=signed)
