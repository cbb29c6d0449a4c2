"""The times of a series as steps: its frequency, where gaps are, and what the steps ahead are called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.period import PRECISIONS, first_days, has_clock, period

UNITS = {
    "minute": (1 / 1440, 1),
    "quarter_hour": (1 / 96, 96),
    "hour": (1 / 24, 24),
    "day": (1.0, 7),
    "business_day": (1.4, 5),
    "week": (7.0, 1),
    "month": (30.44, 12),
    "quarter": (91.31, 4),
    "half_year": (182.62, 2),
    "year": (365.25, 1),
    "step": (0.0, 1),
}
"""Days a step, and the steps of the season that is looked for where none is given."""

_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
FAR = 6
"""Units that the nearest two points are apart at most."""

_OFFSET = re.compile(r"(?<=\d)\s*([zZ]|[+-]\d{2}:?\d{2}|[+-]\d{2})$")


@dataclass(frozen=True)
class Steps:
    """Where the points of a series stand.

    unit   a code of UNITS; position  whole steps since the first point, ascending; origin  what the first point stands on
    """

    unit: str
    position: np.ndarray
    origin: pd.Timestamp | int

    @property
    def season(self) -> int:
        """Steps of the season that is looked for where none is given."""
        return UNITS[self.unit][1]

    @property
    def years(self) -> float:
        """Years a step; 1 where steps have no length."""
        return UNITS[self.unit][0] / 365.25 or 1.0

    @property
    def span(self) -> int:
        """Steps from the first point to the last, both counted; without gaps as many as points."""
        return int(self.position[-1]) + 1 if len(self.position) else 0

    def name(self, position: int) -> str:
        """Return how the step at `position` is written: 2026, 2026-Q1, 2026-03, 2026-03-01, 2026-03-01 08:00, or its number."""
        if isinstance(self.origin, int):
            return str(self.origin + position)
        if self.unit in _MONTHS:
            at = self.origin.to_period("M") + position * _MONTHS[self.unit]
            year, month = at.year, at.month
            names = {
                "month": f"{at}",
                "quarter": f"{year}-Q{(month + 2) // 3}",
                "half_year": f"{year}-H{(month + 5) // 6}",
                "year": f"{year}",
            }
            return names[self.unit]
        if self.unit == "business_day":
            return str(np.busday_offset(self.origin.date(), position, roll="forward"))
        at = self.origin + pd.Timedelta(days=UNITS[self.unit][0]) * position
        return f"{at.round('s'):%Y-%m-%d}" if self.unit in ("day", "week") else f"{at.round('s'):%Y-%m-%d %H:%M}"


def steps(times: Sequence[object] | None, count: int) -> tuple[Steps, np.ndarray] | None:
    """Return the steps that `times` stand on and the order in which the points are ascending; None where a time cannot be read.

    Whole numbers are equally spaced steps (years, where all lie in 1800-2200; days, where all are written as 20260301). Dates are told
    to be hours, days … years by the coarsest unit of which every spacing is a whole number, and where there is none by the coarsest that
    is half the least spacing at most. None for `times` = the points follow one another.
    """
    if times is None:
        return Steps("step", np.arange(count), 1), np.arange(count)
    listed = list(times)
    numbers = _whole(listed)
    if numbers is not None and not _are_days(numbers):
        order = np.argsort(numbers, kind="stable")
        first = int(numbers[order[0]]) if count else 0
        year = bool(count) and first >= 1800 and int(numbers.max()) <= 2200
        return Steps("year" if year else "step", numbers[order] - first, first), order
    given = pd.Series(listed)
    instants, finest = _instants(given)
    if instants is None:
        return None
    order = np.argsort(instants.to_numpy(), kind="stable")
    return _dated(pd.DatetimeIndex(instants.iloc[order]), finest), order


def _are_days(numbers: np.ndarray) -> bool:
    """Return whether all numbers are days written as eight digits: 20260301."""
    month, day = numbers // 100 % 100, numbers % 100
    written = (numbers >= 19_000_101) & (numbers <= 21_991_231) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    return len(numbers) > 0 and bool(written.all())


def _whole(given: list[object]) -> np.ndarray | None:
    """Return `given` as whole numbers where all of it is that; text of digits counts."""
    try:
        numbers = np.array([float(one) for one in given])
    except (TypeError, ValueError):
        return None
    if not np.isfinite(numbers).all() or (numbers % 1 != 0).any() or (np.abs(numbers) > 1e8).any():
        return None
    return numbers.astype(np.int64)


def _instants(given: pd.Series) -> tuple[pd.Series | None, str]:
    """Return the instants that periods begin at, and the finest unit that their writing allows."""
    if pd.api.types.is_datetime64_any_dtype(given):
        naive = given.dt.tz_localize(None) if given.dt.tz is not None else given
        return (None if naive.isna().any() else naive), "minute"
    read, text = instants(given), given.astype(str)
    if read.isna().any():
        return None, ""
    if text.map(has_clock).any():
        return read, "minute"
    finest = max((period(one).precision for one in text), key=PRECISIONS.index, default="year")
    return read, "half_year" if finest == "half" else finest


def instants(given: pd.Series) -> pd.Series:
    """Return each time as a timestamp: the first day of a period, what carries a clock time as it is; NaT for what is neither.

    Zones are dropped where all are one, so that days keep their names; of several all is UTC.
    """
    text = given.astype(str).str.strip()
    timed, known = text.map(has_clock), text.map(period).notna()
    if text[timed].str.extract(_OFFSET, expand=False).nunique(dropna=False) == 1:
        text = text.str.replace(_OFFSET, "", regex=True)
    read = pd.to_datetime(text.where(timed & known), errors="coerce", format="mixed", utc=True).dt.tz_localize(None)
    return read.astype("datetime64[us]").where(timed, first_days(text))


def _dated(at: pd.DatetimeIndex, finest: str) -> Steps:
    names = [name for name in UNITS if name not in ("step", "business_day")]
    if len(at) < 2:
        return Steps(finest, np.zeros(len(at), dtype=np.int64), at[0] if len(at) else 0)
    between = np.diff(at.to_numpy()) / np.timedelta64(1, "D")
    between = between[between > 0]
    coarser = [name for name in reversed(names) if names.index(name) >= names.index(finest) and _fits(between, UNITS[name][0])]
    name = next((name for name in coarser if len(np.unique(_positions(at, name))) == len(np.unique(at))), "")
    if not name:
        short = [one for one in names[names.index(finest) :] if UNITS[one][0] <= between.min() / 2] if len(between) else []
        name = short[-1] if short else finest
    position = _positions(at, name)
    if name == "day" and len(at) >= 10 and (at.dayofweek < 5).all():
        return Steps("business_day", np.busday_count(at[0].date(), at.to_numpy().astype("datetime64[D]")), at[0])
    return Steps(name, position, at[0])


def _fits(between: np.ndarray, days: float) -> bool:
    """Return whether every spacing is a whole number of units, the least of few; calendar months of unequal length are allowed for."""
    times = between / days
    return bool(1 <= np.round(times).min() <= FAR and (np.abs(times - np.round(times)) <= 0.1).all())


def _positions(at: pd.DatetimeIndex, unit: str) -> np.ndarray:
    if unit in _MONTHS:
        month = (at.year * 12 + at.month - 1).to_numpy()
        return (month // _MONTHS[unit]) - (month[0] // _MONTHS[unit])
    days = (at - at[0]).to_numpy() / np.timedelta64(1, "s") / 86400
    return np.round(days / UNITS[unit][0]).astype(np.int64)
