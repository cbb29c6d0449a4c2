"""One company's dated facts, its sums, and what the record does not say of it."""

from __future__ import annotations

import pandas as pd

from analysis.companies.names import METHOD, RUNNING
from analysis.contracts.days import starts
from analysis.contracts.leave_one_out import leave_one_out
from analysis.contracts.ledger import FACTS, dated_facts
from analysis.contracts.money import KINDS as VALUE_KINDS
from analysis.contracts.money import by_currency, contract_value, kind_flags, total
from analysis.contracts.trend import by_year
from data.period import first_days
from data.schema import Column, Flag, Result, Text
from data.tables import DATASETS

_EVENTS, _INVESTMENTS = (DATASETS[name] for name in ("contract_events", "investments"))

RAISED = ("private_placement", "convertible", "reit", "bond")
"""Instruments that bring money in; the others spend it."""

KINDS = {
    **FACTS,
    **_INVESTMENTS.column("instrument").values,
    "investment": Text("Investment announced", "投资公告"),
    "disclosure": Text("Company disclosure", "公司披露"),
    "undated": Text("In the record without a date", "在册，无日期"),
}

AMOUNTS = {**VALUE_KINDS, "event": Text("Named by the fact itself", "该事项所载金额")}
"""What the amount of a contract's fact is taken from."""

TIMELINE = (
    Column("event_date", "period", Text("Date", "日期")),
    Column("event", "code", Text("Event", "事件"), values=KINDS),
    Column("subject", "text", Text("About", "事项")),
    Column("subject_en", "text", Text("About, in English", "事项（英文）")),
    Column("amount", "number", Text("Amount", "金额或数值")),
    Column("unit", "text", Text("Unit", "单位")),
    Column("value_kind", "code", Text("Amount is from", "金额取自"), values=AMOUNTS),
    Column("is_weak", "flag", Text("The company's own word, weak", "公司自述（弱证据）")),
    Column("reference", "text", Text("Number", "编号")),
    *(_EVENTS.column(name) for name in ("source_publisher", "confidence", "source_url")),
)


def company(
    code: str,
    known: pd.DataFrame,
    contracts: pd.DataFrame,
    events: pd.DataFrame,
    investments: pd.DataFrame,
    cohorts: pd.DataFrame,
    revenue: pd.DataFrame,
) -> Result:
    """Return the dated facts of the company `code`: its contracts and what became of them, financing and plans, its own disclosures.

    `contracts`, `investments`, `cohorts` and `revenue` are the company's own rows. facts count what was signed, ended and is not known to
    be over, sums the value that ended by currency, and lists in `not_known` what the record does not say, as (code, how many).
    """
    rows = [*_contract_rows(contracts, events), *_investment_rows(investments), *_cohort_rows(cohorts)]
    frame = pd.DataFrame(rows, columns=[column.name for column in TIMELINE])
    frame = frame.assign(day=first_days(frame["event_date"])).sort_values(["day", "event"], kind="stable", ignore_index=True)
    names = known[known["code"] == code].iloc[0].to_dict()
    facts = {
        **{name: names[name] for name in ("code", "ticker", "company", "company_en", "former_names")},
        **_sums(contracts, investments),
        "not_known": not_known(contracts, investments, cohorts, revenue),
        "facts": len(frame),
    }
    used = (contracts, events[events["contract_id"].isin(contracts["contract_id"])], investments, cohorts, revenue)
    ids = tuple(sorted({source for one in used for source in one["source_id"].dropna()}))
    weak = int(frame["is_weak"].eq(True).sum())
    flags = (*kind_flags(contract_value(contracts)), *((Flag("contracts.weak_facts", {"count": weak}),) if weak else ()))
    return Result(frame[[column.name for column in TIMELINE]], TIMELINE, METHOD, facts=facts, source_ids=ids, flags=flags)


def _contract_rows(contracts: pd.DataFrame, events: pd.DataFrame) -> list[dict[str, object]]:
    whose = contracts.assign(**contract_value(contracts)).drop_duplicates("contract_id").set_index("contract_id")
    dated = dated_facts(contracts, events)
    listed = []
    for row in [*dated.to_dict("records"), *_undated(contracts, dated)]:
        one = whose.loc[row["contract_id"]]
        amount, unit, kind = _amount(row, one)
        listed.append(
            {name: row[name] for name in ("event_date", "event", "is_weak", "source_publisher", "confidence", "source_url")}
            | {"subject": one["counterparty"], "subject_en": one["counterparty_en"], "reference": row["contract_id"]}
            | {"amount": amount, "unit": unit, "value_kind": kind}
        )
    return listed


def _amount(row: dict, contract: pd.Series) -> tuple[float | None, str | None, str | None]:
    """Return the amount of a fact, its currency and what it is taken from: the fact itself, else the contract's value; Nones for none."""
    if pd.notna(row["value_cny"]):
        return row["value_cny"], "CNY", "event"
    if row["event"] in ("signed", "announced", "terminated") and pd.notna(contract["value"]):
        return contract["value"], contract["currency"], contract["value_kind"]
    return None, None, None


def _undated(contracts: pd.DataFrame, dated: pd.DataFrame) -> list[dict[str, object]]:
    """Return a fact without a date for each terminated contract whose end has none, and for each contract of which no date is known."""
    ended = set(dated.loc[dated["event"] == "terminated", "contract_id"])
    told = set(dated["contract_id"])
    found = []
    for row in contracts.to_dict("records"):
        over = row["status"] == "terminated"
        if (over and row["contract_id"] not in ended) or row["contract_id"] not in told:
            shared = {name: row[name] for name in ("contract_id", "source_publisher", "confidence", "source_url")}
            event = "terminated" if over else "undated"
            found.append(shared | {"event_date": None, "event": event, "value_cny": None, "is_weak": None})
    return found


def _investment_rows(investments: pd.DataFrame) -> list[dict[str, object]]:
    return [
        {"event_date": row["announced_on"], "event": row["instrument"] if isinstance(row["instrument"], str) else "investment"}
        | {"subject": row["project"], "subject_en": row["project_en"], "amount": row["amount_cny"], "unit": "CNY"}
        | {"is_weak": None, "reference": row["investment_id"]}
        | {name: row[name] for name in ("source_publisher", "confidence", "source_url")}
        for row in investments.to_dict("records")
    ]


def _cohort_rows(cohorts: pd.DataFrame) -> list[dict[str, object]]:
    titles = DATASETS["contract_cohorts"].column("metric").values
    return [
        {"event_date": row["as_of"], "event": "disclosure", "subject": titles[row["metric"]].zh, "subject_en": titles[row["metric"]].en}
        | {"amount": row["value"], "unit": {"cny": "CNY"}.get(row["unit"], row["unit"]), "is_weak": None, "reference": None}
        | {name: row[name] for name in ("source_publisher", "confidence", "source_url")}
        for row in cohorts.to_dict("records")
    ]


def _sums(contracts: pd.DataFrame, investments: pd.DataFrame) -> dict[str, object]:
    """Return what was signed, ended and is not known to be over, by number and by currency, and what was raised and is to be invested."""
    ended = contracts["status"] == "terminated"
    value = contract_value(contracts)["value"]
    current = investments[~investments["investment_id"].isin(investments["supersedes"].dropna())]
    raised = current["instrument"].isin(RAISED)
    return {
        "contracts": len(contracts),
        "sells": int((contracts["side"] == "sells").sum()),
        "buys": int((contracts["side"] == "buys").sum()),
        "terminated": int(ended.sum()),
        "completed": int(contracts["status"].isin(["completed", "replaced"]).sum()),
        "running": int(contracts["status"].isin(RUNNING).sum()),
        "terminated_with_value": int(value[ended].notna().sum()),
        "terminated_value": by_currency(value[ended], contracts["currency"]),
        "terminated_left_out": _hanging(contracts.assign(value=value)[ended]),
        "signed_left_out": _hanging(contracts.assign(value=value)),
        "by_year": _by_year(contracts, value),
        "signed_value": by_currency(value, contracts["currency"]),
        "announcements": len(current),
        "raised_cny": total(current.loc[raised, "amount_cny"]),
        "invested_cny": total(current.loc[~raised, "amount_cny"]),
        "valuation_cny": total(current["valuation_cny"]),
    }


def _by_year(contracts: pd.DataFrame, value: pd.Series) -> tuple[dict[str, object], ...]:
    """Return the share ended by starting year, of the value only where that is in one currency."""
    one = value if contracts.loc[value.notna(), "currency"].nunique() == 1 else value * float("nan")
    return by_year(contracts.assign(value=one, ended_value=one.where(contracts["status"] == "terminated")))


def _hanging(rows: pd.DataFrame) -> dict[str, object] | None:
    """Return the range of the sum of the values over leaving out each contract; None where they are in several currencies."""
    known = rows[rows["value"].notna()]
    return leave_one_out(known, lambda part: total(part["value"])) if known["currency"].nunique() == 1 else None


MISSING = (
    Column("item", "code", Text("Not known", "未知事项")),
    Column("count", "integer", Text("Contracts or announcements", "合同或公告数"), Text("Empty = all of it", "空=整项缺失")),
)


def company_unknown(facts: Result) -> Result:
    """Return what the record does not say of the company whose `facts` are given, one item a row, with how many rows it concerns."""
    listed = [(item, count or None) for item, count in facts.facts["not_known"]]
    frame = pd.DataFrame(listed, columns=["item", "count"], dtype="object")
    return Result(frame, MISSING, METHOD, facts=facts.facts, source_ids=facts.source_ids)


def not_known(
    contracts: pd.DataFrame, investments: pd.DataFrame, cohorts: pd.DataFrame, revenue: pd.DataFrame
) -> tuple[tuple[str, int], ...]:
    """Return what the record does not say of a company, as (code, number of contracts or announcements it concerns); only what is missing.

    The codes without a number of their own (contracts, financing, disclosures, revenue) carry 0.
    """
    ended, open_ones = contracts["status"] == "terminated", contracts["status"].isin(RUNNING)
    value = contract_value(contracts)["value"]
    heard = contracts["last_confirmed_on"].fillna(contracts["announced_on"])
    counts = {
        "value": int(value.isna().sum()),
        "start": int(starts(contracts).isna().sum()),
        "term": int(contracts["term_months"].isna().sum()),
        "counterparty": int((contracts["counterparty"].isna() | contracts["counterparty_named"].eq(False).fillna(False)).sum()),
        "end": int((ended & contracts["ended_on"].isna()).sum()),
        "reason": int((ended & contracts["reason_category"].fillna("not_stated").eq("not_stated")).sum()),
        "delivered": int((ended & contracts["delivered_cny"].isna()).sum()),
        "silent": int((open_ones & (heard.isna() | (heard == contracts["announced_on"]))).sum()),
        "amount": int(investments["amount_cny"].isna().sum()),
    }
    absent = {"contracts": contracts, "financing": investments, "disclosures": cohorts, "revenue": revenue}
    return (*((code, count) for code, count in counts.items() if count), *((code, 0) for code, rows in absent.items() if not len(rows)))
