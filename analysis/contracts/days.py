"""Dates of contracts as days: a month or quarter stands for its first day, a year for none, for it says no quarter."""

from __future__ import annotations

import pandas as pd


def days(dates: pd.Series) -> pd.Series:
    """Return the dates as days: 2024-06 is 2024-06-01, 2024-Q2 is 2024-04-01; NaT for null and for what is known only to the year."""
    return pd.to_datetime(dates.map(_text), errors="coerce", format="%Y-%m-%d")


def starts(contracts: pd.DataFrame) -> pd.Series:
    """Return the day on which each contract starts: signed_on, else announced_on."""
    return days(contracts["signed_on"].fillna(contracts["announced_on"]))


def ends(contracts: pd.DataFrame) -> pd.Series:
    """Return the day on which each terminated contract ended; NaT for the others and where the day is not known."""
    return days(contracts["ended_on"].where(contracts["status"] == "terminated"))


def quarters(dates: pd.Series) -> pd.Series:
    """Return the quarter of each date as a period; null where no quarter is known."""
    return days(dates).dt.to_period("Q")


def quarter_code(quarter: pd.Period) -> str:
    """Return a quarter as a code, such as 2024-Q2."""
    return f"{quarter.year}-Q{quarter.quarter}"


def _text(date: object) -> str | None:
    text = str(date) if date is not None and date == date else ""
    if len(text) < 7:
        return None
    if text[5] == "Q":
        return f"{text[:4]}-{3 * int(text[6]) - 2:02}-01"
    return text[:10] if len(text) >= 10 else f"{text[:7]}-01"
