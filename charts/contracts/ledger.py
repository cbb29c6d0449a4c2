"""How the ledger is drawn, and one contract's dated facts."""

from __future__ import annotations

from collections.abc import Mapping

from charts.chart import Chart, Encoding
from charts.contracts.words import both, composed, own
from data.schema import Column, Language, Result, Text
from i18n import say

_LEADING = ("company", "counterparty", "status", "value", "currency", "start", "term_months")
"""What a drawn table has room for; the table on the page and the files have every column."""


def ledger(result: Result, language: Language) -> Chart:
    """Return the ledger as a table, names in the reader's language, flags in words."""
    frame = result.frame.copy()
    for name in ("company", "counterparty"):
        frame[name] = [own(row, name, language) or None for row in result.frame[[name, f"{name}_en"]].to_dict("records")]
    frame["start"] = frame["signed_on"].fillna(frame["announced_on"])
    declared = {column.name: column for column in result.columns} | {"start": Column("start", "date", both("contracts.start"))}
    titles = declared["quality_flags"].values
    frame["quality_flags"] = [_flags(codes, titles, language) for codes in result.frame["quality_flags"]]
    left = [name for name in declared if name not in _LEADING and not name.endswith("_en")]
    columns = tuple(declared[name] for name in (*_LEADING, *left))
    facts = result.facts
    title = say(
        "contracts.ledger_finding_one" if facts["companies"] == 1 else "contracts.ledger_finding",
        language,
        contracts=facts["contracts"],
        **({} if facts["companies"] == 1 else {"companies": facts["companies"]}),
        terminated=facts["statuses"].get("terminated", 0),
    )
    return composed(
        "contract_ledger",
        result,
        language,
        title,
        say("contracts.ledger_drawn", language),
        Encoding("table", "contract_id", ()),
        frame=frame[[column.name for column in columns]],
        columns=columns,
    )


def _flags(codes: str, titles: Mapping[str, Text], language: Language) -> str | None:
    names = [titles[code].in_(language) for code in codes.split("|") if code]
    return say("contracts.list", language).join(names) or None


def timeline(result: Result, language: Language) -> Chart:
    """Return the dated facts of one contract as a table in their order."""
    facts = result.facts
    company, other = own(facts, "company", language), own(facts, "counterparty", language)
    name = say("contracts.pair", language, company=company, counterparty=other) if other else company
    title = say("contracts.timeline_finding", language, name=name, count=facts["facts"], events=facts["events"])
    return composed(
        "contract_timeline",
        result,
        language,
        title,
        say("contracts.timeline_drawn", language, contract=facts["contract_id"]),
        Encoding("table", "event_date", ()),
    )
