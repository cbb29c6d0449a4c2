"""Dates of contracts as days: a month or quarter stands for its first day, a year for none, for it says no quarter."""

from __future__ import annotations

import pandas as pd

from data.period import first_days


def days(dates: pd.Series) -> pd.Series:
    """Return the dates as days: 2024-06 is 2024-06-01, 2024-Q2 is 2024-04-01; NaT for null and for a half-year or year."""
    return first_days(dates, "quarter")


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
