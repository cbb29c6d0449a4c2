"""One company's contracts and announcements, each as a row: value, state, share of annual revenue; raised, to be invested, valued."""

from __future__ import annotations

import pandas as pd

from analysis.companies.facts import RAISED
from analysis.companies.names import METHOD
from analysis.contracts.days import starts
from analysis.contracts.leave_one_out import leave_one_out
from analysis.contracts.money import KIND, Rates, amount, total, valued
from analysis.contracts.quality import over_revenue
from data.period import by_time
from data.schema import Column, Flag, Result, Text
from data.tables import DATASETS

_CONTRACTS, _INVESTMENTS = DATASETS["contracts"], DATASETS["investments"]


def contract_columns(unit: str) -> tuple[Column, ...]:
    """Return the columns of a company's contracts with its values in `unit`."""
    return (
        *(_CONTRACTS.column(name) for name in ("contract_id", "counterparty", "counterparty_en", "side", "object", "commitment", "status")),
        *(_CONTRACTS.column(name) for name in ("signed_on", "announced_on", "ended_on")),
        amount("terminated_value", unit, "Value terminated", "终止金额"),
        amount("other_value", unit, "Value not known to have ended", "未见终止金额"),
        KIND,
        _CONTRACTS.column("share_of_annual_revenue"),
    )


def company_contracts(contracts: pd.DataFrame, revenue: pd.DataFrame, rates: Rates | None = None) -> Result:
    """Return the company's contracts, the latest first: value where stated, what became of it, and its share of annual revenue.

    The share is the one the source states, else value / revenue of the last fiscal year before the start that the dataset companies
    holds; null without. Refused where the contracts are in several currencies and no dated rate is given.
    """
    rows, unit, converted = valued(contracts, rates)
    ended = rows["status"] == "terminated"
    share = rows["share_of_annual_revenue"].astype("float64").fillna(over_revenue(rows, revenue))
    frame = rows.assign(
        begun=starts(rows),
        share_of_annual_revenue=share,
        **{f"terminated_value_{unit}": rows["ended_value"], f"other_value_{unit}": rows["value"].where(~ended)},
    ).sort_values(["begun", "contract_id"], ascending=[False, True], na_position="last", ignore_index=True)
    facts = {
        "unit": unit,
        "contracts": len(rows),
        "terminated": int(ended.sum()),
        "without_value": int(rows["value"].isna().sum()),
        f"value_{unit}": total(rows["value"]),
        "left_out": leave_one_out(rows[rows["value"].notna()], lambda part: total(part["value"])),
        "with_share": int(share.notna().sum()),
        "largest_share": float(share.max()) if share.notna().any() else None,
        "has_revenue": bool(len(revenue)),
    }
    flags = (*converted, *((Flag("companies.no_revenue"),) if len(rows) and not len(revenue) else ()))
    columns = contract_columns(unit)
    ids = tuple(sorted({*contracts["source_id"].dropna(), *revenue["source_id"].dropna()}))
    return Result(frame[[column.name for column in columns]], columns, METHOD, facts=facts, source_ids=ids, flags=flags)


FINANCING = (
    *(_INVESTMENTS.column(name) for name in ("announced_on", "instrument", "project", "project_en")),
    Column("raised_cny", "number", Text("Raised or to be raised, CNY", "已募或拟募（元）"), unit="cny"),
    Column("invested_cny", "number", Text("To be invested, CNY", "拟投资（元）"), unit="cny"),
    *(_INVESTMENTS.column(name) for name in ("qualifier", "valuation_cny", "status", "listed_on", "ticker")),
    *(_INVESTMENTS.column(name) for name in ("investment_id", "supersedes", "source_publisher", "confidence", "source_url")),
)


def company_financing(investments: pd.DataFrame) -> Result:
    """Return the company's announcements, the latest first: raised, to be invested, and the valuation, which is never an amount raised.

    A superseded announcement stays listed, without its amount, beside the one that replaced it.
    """
    old = investments["investment_id"].isin(investments["supersedes"].dropna())
    raised = investments["instrument"].isin(RAISED)
    current = investments["amount_cny"].where(~old)
    frame = investments.assign(raised_cny=current.where(raised), invested_cny=current.where(~raised))
    frame = frame.sort_values(["announced_on", "investment_id"], ascending=[False, True], key=by_time("announced_on"), ignore_index=True)
    facts = {
        "announcements": len(frame) - int(old.sum()),
        "raised_cny": total(frame["raised_cny"]),
        "invested_cny": total(frame["invested_cny"]),
        "valuation_cny": total(frame["valuation_cny"]),
        "superseded": int(old.sum()),
    }
    flags = ((Flag("contracts.superseded", {"count": facts["superseded"]}),) if facts["superseded"] else ()) + (
        (Flag("companies.valuation_no_amount"),) if facts["valuation_cny"] is not None else ()
    )
    ids = tuple(sorted(investments["source_id"].dropna().unique()))
    return Result(frame[[column.name for column in FINANCING]], FINANCING, METHOD, facts=facts, source_ids=ids, flags=flags)
