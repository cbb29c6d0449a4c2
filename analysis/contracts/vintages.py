"""Do contracts signed later end sooner? Survival by the half-year or quarter of signing, immature tails apart."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import survival
from analysis.contracts.clock import TERMINATED, clock, in_curve
from analysis.contracts.curves import MONTH_DAYS, YEAR_DAYS, places
from analysis.contracts.endings import flags_of, sources_of
from analysis.contracts.selection import METHOD
from data.period import last_day
from data.schema import Column, Result, Text

SPANS = ("half", "quarter")
MOST, LEAST = 4, 2
"""Vintages that are drawn, and contracts that one must have; all of them stand in facts["vintages"]."""

COLUMNS = (
    Column("vintage", "period", Text("Signed in", "签约时期")),
    Column("months", "number", Text("Months since signing", "签约后月数"), unit="months"),
    Column("days", "integer", Text("Days since signing", "签约后天数"), unit="days"),
    Column("mature", "number", Text("Survival, every contract of the vintage old enough", "存续率（该批合同均已到期龄）"), unit="fraction"),
    Column("immature", "number", Text("Survival, some contracts still too young", "存续率（部分合同期龄不足）"), unit="fraction"),
    Column("low", "number", Text("Lower limit", "下限"), unit="fraction"),
    Column("high", "number", Text("Upper limit", "上限"), unit="fraction"),
    Column("at_risk", "integer", Text("At risk", "在险合同数"), unit="contracts"),
)


def contract_vintages(
    contracts: pd.DataFrame, events: pd.DataFrame, day: pd.Timestamp, reading: str = "announced", span: str = SPANS[0]
) -> Result:
    """Return the survival of contracts signed in each half-year or quarter, with the tail that is not yet ripe in a column of its own.

    A vintage is mature up to the age that its youngest possible contract has reached at the data date (data date less the end of the
    half-year or quarter); beyond it only the older of its contracts could be followed. The four vintages with the most contracts, at
    least two, are drawn. facts["vintages"]: of each, signed, at risk ever, terminated, survival at 365 days where it is mature.
    """
    rows = clock(contracts, events, day)
    rows = rows.assign(vintage=[_vintage(start, span) for start in rows["start"]])
    kept = in_curve(rows)
    facts = {
        "reading": reading,
        "span": span,
        "contracts": len(rows),
        "in_curve": len(kept),
        "terminated": int((kept["outcome"] == "terminated").sum()),
        "listed": places(rows),
        "data_date": day.strftime("%Y-%m-%d"),
    }
    found = {str(name): _lasting(part, reading) for name, part in kept.groupby("vintage")}
    ripe = {name: (day - _end(name)).days for name in found}
    facts["vintages"] = {name: _told(curve, ripe[name], int((rows["vintage"] == name).sum())) for name, curve in found.items()}
    facts["of_one_pace"] = _tested(kept, reading)
    enough = [name for name in found if found[name].rows >= LEAST]
    drawn = sorted(sorted(enough, key=lambda name: (-found[name].rows, name))[:MOST])
    parts = [_steps(found[name], ripe[name]).assign(vintage=name) for name in drawn]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[column.name for column in COLUMNS])
    return Result(
        frame[[column.name for column in COLUMNS]],
        COLUMNS,
        METHOD,
        facts=facts,
        source_ids=sources_of(contracts, events),
        flags=flags_of(facts),
    )


def _lasting(rows: pd.DataFrame, reading: str) -> survival.Curve:
    return survival.kaplan_meier(rows[f"exit_{reading}"], rows[f"event_{reading}"] == TERMINATED, rows["entry"])


def _tested(rows: pd.DataFrame, reading: str) -> dict[str, object]:
    """Return the log-rank test that all vintages end at one pace."""
    ended = rows[f"event_{reading}"] == TERMINATED
    test = survival.log_rank(rows[f"exit_{reading}"], ended, rows["vintage"], rows["entry"])
    return {"chi_squared": test.chi_squared, "degrees": test.degrees, "p": test.p}


def _told(curve: survival.Curve, ripe: int, signed: int) -> dict[str, object]:
    reason = "immature" if ripe < YEAR_DAYS else curve.reason(YEAR_DAYS)
    value = None if reason else float(curve.at(YEAR_DAYS)[0])
    return {"signed": signed, "in_curve": curve.rows, "terminated": curve.ended, "mature_days": ripe, "survival": value, "reason": reason}


def _steps(curve: survival.Curve, ripe: int) -> pd.DataFrame:
    times = np.unique(np.concatenate([[0.0, curve.last], np.round(np.arange(0, curve.last, 3 * MONTH_DAYS)), curve.times]))
    times = np.union1d(times, [ripe] if 0 < ripe < curve.last else [])
    value = curve.at(times)
    gone = (times == curve.last) & (value == 0)
    value[gone] = curve.at(times[gone] - 1e-6)
    return pd.DataFrame(
        {
            "months": times / MONTH_DAYS,
            "days": times.astype("int64"),
            "mature": np.where(times <= ripe, value, np.nan),
            "immature": np.where(times >= min(ripe, curve.last), value, np.nan) if ripe < curve.last else np.nan,
            "low": curve.at(times, "low"),
            "high": curve.at(times, "high"),
            "at_risk": curve.left(times),
        }
    )


def _vintage(start: pd.Timestamp, span: str) -> str | None:
    if pd.isna(start):
        return None
    return f"{start.year}-H{1 + start.month // 7}" if span == "half" else f"{start.year}-Q{(start.month + 2) // 3}"


def _end(vintage: str) -> pd.Timestamp:
    return pd.Timestamp(last_day(vintage))
