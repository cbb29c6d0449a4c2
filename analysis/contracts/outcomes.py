"""What became of contracts: ended or never performed, and of those old enough to have ended."""

from __future__ import annotations

import pandas as pd

from analysis.contracts.money import total, valued
from data.period import first_days


def last_full_year(day: pd.Timestamp) -> str:
    """Return the last day of the last year that is over at `day`, such as 2025-12-31 on 2026-11-25."""
    return f"{day.year if (day.month, day.day) == (12, 31) else day.year - 1}-12-31"


def started_by(rows: pd.DataFrame, until: str) -> pd.Series:
    """Return which contracts started (signed, else announced) by `until`; False where the start is not known."""
    return first_days(rows["signed_on"].fillna(rows["announced_on"])).dt.year <= int(until[:4])


def value_share(rows: pd.DataFrame, also: pd.Series | None = None) -> float | None:
    """Return the share of value that ended, of the contracts with a stated value; None where none states one.

    `also` counts further rows as if they had ended.
    """
    ended, worth = rows["status"] == "terminated", rows["value"]
    lost = worth[ended if also is None else ended | also].sum()
    return float(lost / worth.sum()) if worth.notna().any() and worth.sum() else None


def never_performed(rows: pd.DataFrame, elsewhere: pd.DataFrame | None = None) -> dict[str, object]:
    """Return the contracts of which a source states that nothing was delivered: how many, at what value, which are not stated as ended,
    and the share of value ended with these counted as ended and without.

    rows: contracts valued in one currency; elsewhere: the same selection in other currencies, each counted with its own value.
    """
    never = rows["delivered_cny"] == 0
    open_ones = never & (rows["status"] != "terminated")
    columns = ["contract_id", "company", "company_en", "counterparty", "counterparty_en", "value"]
    others = elsewhere[elsewhere["delivered_cny"] == 0] if elsewhere is not None else rows.iloc[:0]
    return {
        "count": int(never.sum()),
        "value": total(rows.loc[never, "value"]),
        "not_ended": tuple(rows.loc[open_ones, columns].to_dict("records")),
        "share": value_share(rows),
        "share_with": value_share(rows, open_ones),
        "elsewhere": tuple(_valued(part, name) for name, part in others.groupby("currency")),
    }


def _valued(rows: pd.DataFrame, currency: str) -> dict[str, object]:
    return {"currency": currency, "count": len(rows), "value": total(valued(rows)[0]["value"])}
