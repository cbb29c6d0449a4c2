"""How one company is drawn: its dated facts, its contracts, its financing; and the directory of all."""

from __future__ import annotations

from charts.chart import Chart, Encoding, Headline, Series
from charts.contracts.words import both, by_year, composed, joined, left_out, money, own
from data.schema import Column, Language, Result
from i18n import say
from i18n.format import day, percent

SHOWN = 20
"""Contracts drawn at most; the figures have them all."""


def companies(result: Result, language: Language) -> Chart:
    """Return the directory as a table, names in the reader's language first."""
    order = ("ticker", "company", "company_en") if language == "zh" else ("ticker", "company_en", "company")
    columns = tuple(sorted(result.columns, key=lambda column: order.index(column.name) if column.name in order else len(order)))
    facts = result.facts
    title = say("companies.directory_finding", language, companies=facts["companies"], ended=facts["with_ended"])
    what = say("companies.directory_drawn", language)
    encoding = Encoding("table", "ticker", ())
    return composed("companies", result, language, title, what, encoding, frame=result.frame[[c.name for c in columns]], columns=columns)


def company(result: Result, language: Language) -> Chart:
    """Return the dated facts of one company as a table; the notes say what is not known."""
    frame = result.frame.assign(subject=[own(row, "subject", language) or None for row in result.frame.to_dict("records")])
    columns = tuple(column for column in result.columns if column.name != "subject_en")
    return composed(
        "company",
        result,
        language,
        finding(result, language),
        say("companies.drawn", language, name=named(result.facts, language)),
        Encoding("table", "event_date", ()),
        frame=frame[[column.name for column in columns]],
        columns=columns,
        notes=(_missing(result, language), by_year(result, language) if result.facts["terminated"] else ""),
        headlines=_headlines(result, language),
    )


def named(facts: dict, language: Language) -> str:
    """Return the company's name with its ticker, other language and former names."""
    name = own({"name": facts["company"], "name_en": facts["company_en"]}, "name", language)
    other = facts["company"] if language == "en" else facts["company_en"]
    olds = str(facts["former_names"] or "").replace("|", say("companies.comma", language)) if isinstance(facts["former_names"], str) else ""
    parts = [name, other if isinstance(other, str) and other != name else "", facts["ticker"] if isinstance(facts["ticker"], str) else ""]
    whole = joined([part for part in parts if part], language)
    return say("companies.formerly", language, name=whole, olds=olds) if olds else whole


def finding(result: Result, language: Language) -> str:
    """Return the sentence: what the company signed, what ended, and at what value."""
    facts = result.facts
    name = own({"name": facts["company"], "name_en": facts["company_en"]}, "name", language)
    if not facts["contracts"]:
        return say("companies.finding_none", language, name=name, count=facts["announcements"])
    if not facts["terminated"]:
        if facts["contracts"] == 1:
            return say("companies.finding_only_running", language, name=name)
        return say("companies.finding_running", language, name=name, contracts=facts["contracts"])
    said = say("companies.finding", language, name=name, terminated=facts["terminated"], contracts=facts["contracts"])
    if facts["contracts"] == 1:
        said = say("companies.finding_only", language, name=name)
    values = [money(value, unit, language) for unit, value in facts["terminated_value"].items()]
    if not values:
        return say("companies.finding_no_value", language, finding=said)
    return say("companies.finding_value", language, finding=said, value=say("companies.comma", language).join(values))


def unknown(result: Result, language: Language) -> Chart:
    """Return what is not known of the company as a table."""
    name = own({"name": result.facts["company"], "name_en": result.facts["company_en"]}, "name", language)
    title = say("companies.unknown_finding", language, name=name, count=len(result.frame))
    what = say("companies.unknown_drawn", language)
    frame = result.frame.assign(item=[say(f"companies.missing_{code}", language) for code in result.frame["item"]])
    return composed("company_unknown", result, language, title, what, Encoding("table", "item", ()), frame=frame)


def _missing(result: Result, language: Language) -> str:
    """Return the note that lists what is not known; empty where nothing is missing."""
    items = [(say(f"companies.missing_{code}", language), count) for code, count in result.facts["not_known"]]
    said = [say("companies.counted", language, item=item, count=count) if count else item for item, count in items]
    return say("companies.not_known", language, list=say("companies.semicolon", language).join(said)) if said else ""


def _headlines(result: Result, language: Language) -> tuple[Headline, ...]:
    facts = result.facts
    sides = say("companies.sides", language, sells=facts["sells"], buys=facts["buys"])
    signed = say("companies.value_in", language, value=_values(facts["signed_value"], language)) if facts["signed_value"] else ""
    signed = _hanging(signed, facts["signed_value"], facts["signed_left_out"], language)
    ended = say("companies.value_ended", language, value=_values(facts["terminated_value"], language), count=facts["terminated_with_value"])
    ended = _hanging(ended, facts["terminated_value"], facts["terminated_left_out"], language)
    nothing = say("companies.no_value", language) if facts["terminated"] else say("companies.none_ended", language)
    completed = say("companies.completed_note", language, count=facts["completed"]) if facts["completed"] else ""
    return (
        Headline(
            say("companies.signed", language), str(facts["contracts"]), joined([sides, signed], language) if facts["contracts"] else ""
        ),
        Headline(say("companies.ended", language), str(facts["terminated"]), ended if facts["terminated_value"] else nothing),
        Headline(say("companies.running", language), str(facts["running"]), completed or say("companies.running_note", language)),
        Headline(say("companies.financing", language), str(facts["announcements"]), _raised(facts, language)),
    )


def _hanging(note: str, values: dict[str, float], found: dict | None, language: Language) -> str:
    """Return a note on a sum of values with its range over leaving out each contract; the note alone where there is none."""
    if found is None:
        return note
    span = left_out(found, lambda value: money(value, next(iter(values)), language), language, "counterparty")
    return say("companies.value_ended_range", language, note=note, range=span)


def _raised(facts: dict, language: Language) -> str:
    """Return what was raised, is to be invested and is valued, as far as it is stated."""
    amounts = {name: facts[f"{name}_cny"] for name in ("raised", "invested", "valuation") if facts[f"{name}_cny"] is not None}
    said = [say(f"companies.note_{name}", language, value=money(value, "cny", language)) for name, value in amounts.items()]
    return say("companies.semicolon", language).join(said) or say("companies.note_none", language)


def _values(values: dict[str, float], language: Language) -> str:
    return say("companies.comma", language).join(money(value, unit, language) for unit, value in values.items()) or "–"


def contracts(result: Result, language: Language) -> Chart:
    """Return the company's contracts by value, the latest first: terminated, and not known to have ended."""
    facts, unit = result.facts, result.facts["unit"]
    stated = result.frame[[f"terminated_value_{unit}", f"other_value_{unit}"]].notna().any(axis=1)
    frame = result.frame[stated].head(SHOWN).reset_index(drop=True)
    frame = frame.assign(name=[_contract(row, language) for row in frame.to_dict("records")])
    series = (
        Series(f"terminated_value_{unit}", say("contracts.terminated", language), "terminated"),
        Series(f"other_value_{unit}", say("companies.not_ended", language), "neutral3"),
    )
    title = say("companies.contracts_none", language)
    if stated.any():
        title = say(
            "companies.contracts_finding", language, contracts=facts["contracts"], value=money(facts[f"value_{unit}"], unit, language)
        )
    if facts["largest_share"] is not None:
        title = say("companies.contracts_share", language, finding=title, share=percent(facts["largest_share"], language, 0))
    span = left_out(facts["left_out"], lambda value: money(value, unit, language), language, "counterparty")
    hanging = say("companies.left_out", language, range=span) if facts["left_out"] else ""
    without = say("companies.without_value", language, count=facts["without_value"]) if facts["without_value"] else ""
    return composed(
        "company_contracts",
        result,
        language,
        title,
        say("companies.contracts_drawn", language),
        Encoding("bar", "name", series, unit, stacked=True),
        frame=frame,
        columns=(*result.columns, Column("name", "text", both("contracts.contract"))),
        notes=(hanging, without),
    )


def _contract(row: dict, language: Language) -> str:
    on = next((row[name] for name in ("signed_on", "announced_on") if isinstance(row[name], str)), None)
    other = own(row, "counterparty", language) or say("companies.not_named", language)
    code = "companies.bought_from" if row["side"] == "buys" else "companies.sold_to"
    return joined([say(code, language, name=other), day(on, language) if on else ""], language)


def financing(result: Result, language: Language) -> Chart:
    """Return the company's financing and investment announcements as a table; a valuation has a column of its own."""
    facts = result.facts
    frame = result.frame.assign(project=[own(row, "project", language) or None for row in result.frame.to_dict("records")])
    columns = tuple(column for column in result.columns if column.name != "project_en")
    amounts = {name: facts[f"{name}_cny"] for name in ("raised", "invested") if facts[f"{name}_cny"] is not None}
    listed = [say(f"companies.financing_{name}", language, value=money(value, "cny", language)) for name, value in amounts.items()]
    title = say(
        "companies.financing_parts" if listed else "companies.financing_no_amount",
        language,
        count=facts["announcements"],
        list=say("companies.comma", language).join(listed),
    )
    if facts["valuation_cny"] is not None:
        title = say("companies.financing_valued", language, finding=title, valuation=money(facts["valuation_cny"], "cny", language))
    encoding = Encoding("table", "announced_on", ())
    what = say("companies.financing_drawn", language)
    return composed("company_financing", result, language, title, what, encoding, frame=frame[[c.name for c in columns]], columns=columns)
