"""How long contracts last: reference curves under three readings of silence, and the interval that is quoted."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis import survival
from analysis.contracts.clock import READINGS, TERMINATED, TIMED, clock, in_curve
from analysis.survival import Curve

YEAR_DAYS = 365
MONTH_DAYS = 365.25 / 12
FEW = 10
"""Below so many terminations a curve carries a warning in plain words."""
UNSURE_DAYS = 30
"""What a date that is known only to the month carries."""


def curves(rows: pd.DataFrame, weight: pd.Series | None = None) -> dict[str, Curve]:
    """Return the Kaplan-Meier curve of termination under each reading, days since signing, with delayed entry.

    rows: lines of the clock; those that can be at risk are used, and completed contracts are censored at their end. weight: the value
    of each contract, whose index is that of `rows`; contracts without one are left out.
    """
    kept = in_curve(rows)
    kept = kept if weight is None else kept[weight.reindex(kept.index).notna()]
    heavy = None if weight is None else weight.loc[kept.index]
    return {
        reading: survival.kaplan_meier(kept[f"exit_{reading}"], kept[f"event_{reading}"] == TERMINATED, kept["entry"], heavy)
        for reading in READINGS
    }


def quoted(found: Mapping[str, Curve], days: float = YEAR_DAYS) -> dict[str, object]:
    """Return what is quoted of survival at `days`: each reading's figure, and the interval from the lower limit under `followed` to the
    upper limit under `announced`.

    A figure is None where nobody is at risk so long, and `reason` says so; the interval is open on that side. A curve without a
    termination has no limits of its own, for the log-log limits of 1 do not exist: its upper limit is 1, its lower is open.
    """
    figures: dict[str, object] = {"days": days}
    for reading, curve in found.items():
        figures[reading] = _number(curve.at(days)[0])
        figures[f"{reading}_contracts"], figures[f"{reading}_terminated"] = curve.rows, curve.ended
        figures[f"{reading}_reason"] = curve.reason(days)
    figures["low"] = _number(found["followed"].at(days, "low")[0])
    high = _number(found["announced"].at(days, "high")[0])
    figures["high"] = 1.0 if high is None and figures["announced"] == 1 else high
    return figures


def month_only(contracts: pd.DataFrame, events: pd.DataFrame, day: pd.Timestamp, days: float = YEAR_DAYS) -> dict[str, object]:
    """Return how far survival at `days` moves if starts and ends known only to the month lie up to 30 days earlier or later.

    contracts is how many carry such a date; <reading>_low and _high the least and greatest figure over the nine combinations.
    """
    needed = contracts[[*TIMED]]
    count = int(in_curve(clock(needed, events, day))["month_only"].sum())
    shifts = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1)] if count else [(0, 0)]
    moved = [curves(clock(needed, events, day, (UNSURE_DAYS * a, UNSURE_DAYS * b))) for a, b in shifts]
    found: dict[str, object] = {"contracts": count}
    for reading in ("followed", "announced"):
        values = [value for one in moved if (value := _number(one[reading].at(days)[0])) is not None]
        found |= {f"{reading}_low": min(values, default=None), f"{reading}_high": max(values, default=None)}
    return found


def places(rows: pd.DataFrame) -> dict[str, int]:
    """Return how many contracts are listed and not in the curve, by reason."""
    counts = rows.loc[rows["place"] != "in_curve", "place"].value_counts()
    return {str(place): int(count) for place, count in counts.items()}


def steps(found: Mapping[str, Curve], until: float, every: float) -> pd.DataFrame:
    """Return the curves as rows: at the start, at each step, at the marks of the axis, and where each curve ends.

    Columns: days, months, then <reading>, its _low and _high (pointwise), and at_risk_<reading>, contracts under observation just
    after that day. A step to 0 that takes the last contract at risk is not drawn: the curve ends there, at the share before.
    """
    known = [curve for curve in found.values() if curve.rows]
    marks = np.round(np.arange(0, until + 1e-9, every))
    ends = [curve.last for curve in known]
    times = np.unique(np.concatenate([marks, ends, *(curve.times for curve in known)]))
    times = times[times <= np.round(until)]
    frame = pd.DataFrame({"days": times.astype("int64"), "months": times / MONTH_DAYS})
    frame.loc[frame["days"].isin(marks), "months"] = (frame["months"] / (every / MONTH_DAYS)).round() * (every / MONTH_DAYS)
    for reading, curve in found.items():
        ended = (times == curve.last) & (curve.at(times) == 0)
        for what in ("survival", "low", "high"):
            column = curve.at(times, what)
            column[ended] = curve.at(times[ended] - 1e-6, what)
            frame[reading if what == "survival" else f"{reading}_{what}"] = column
        frame[f"at_risk_{reading}"] = curve.left(times)
    return frame


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
