"""How contracts end, and when by the calendar: cumulative incidence of competing endings, and the cumulative hazard by date."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis import survival
from analysis.contracts.clock import COMPLETED, TERMINATED, clock, in_curve
from analysis.contracts.curves import FEW, MONTH_DAYS, YEAR_DAYS, places
from analysis.contracts.selection import METHOD
from data.period import by_time, may_precede
from data.schema import Column, Flag, Result, Text

BOUNDS = ("announced", "followed")
"""The two readings of silence between which the band lies."""
_EPOCH = pd.Timestamp(1970, 1, 1)
_DAY = pd.Timedelta(days=1)

_READ = {
    "followed": Text("silent contracts end as often as followed ones", "沉默者与可追踪者同样终止"),
    "announced": Text("every ending is announced", "凡终止必公告"),
}


def _figures(name: str, en: str, zh: str, unit: str | None) -> tuple[Column, ...]:
    return (
        Column(name, "number", Text(en, zh), unit=unit, low=0),
        Column(f"{name}_low", "number", Text(f"{en}, lower limit", f"{zh}，下限"), unit=unit),
        Column(f"{name}_high", "number", Text(f"{en}, upper limit", f"{zh}，上限"), unit=unit),
    )


INCIDENCE = (
    Column("months", "number", Text("Months since signing", "签约后月数"), unit="months"),
    Column("days", "integer", Text("Days since signing", "签约后天数"), unit="days"),
    *_figures("terminated", "Cumulative incidence of termination", "终止的累计发生率", "fraction"),
    *_figures("completed", "Cumulative incidence of completion or replacement", "履行完毕或被取代的累计发生率", "fraction"),
    Column("at_risk", "integer", Text("At risk", "在险合同数"), unit="contracts"),
)

HAZARD = (
    Column("date", "date", Text("Date", "日期")),
    *(
        column
        for reading in BOUNDS
        for column in (
            *_figures(reading, f"Cumulative hazard if {_READ[reading].en}", f"累积风险（若{_READ[reading].zh}）", None),
            Column(
                f"at_risk_{reading}",
                "integer",
                Text(f"At risk if {_READ[reading].en}", f"在险合同数（若{_READ[reading].zh}）"),
                unit="contracts",
            ),
        )
    ),
)


def contract_incidence(contracts: pd.DataFrame, events: pd.DataFrame, day: pd.Timestamp, reading: str = BOUNDS[0]) -> Result:
    """Return the cumulative incidence of termination and of completion or replacement since signing, with delayed entry.

    Aalen-Johansen: the two shares and the share still running sum to 1. reading: how silent contracts are read; a contract whose
    stated term is over is presumed completed under `announced`, which is censoring and not a completion. Where no contract of the
    selection completed or was replaced, facts["completed"] is 0 and the incidence of termination is 1 less survival.
    """
    rows = clock(contracts, events, day)
    kept = in_curve(rows)
    found = survival.cumulative_incidence(kept[f"exit_{reading}"], kept[f"event_{reading}"], kept["entry"])
    completed = int((kept["outcome"] == "completed").sum())
    curve = survival.kaplan_meier(kept[f"exit_{reading}"], kept[f"event_{reading}"] > 0, kept["entry"])
    frame = _incidence_steps(found, curve) if curve.rows else pd.DataFrame(columns=[column.name for column in INCIDENCE])
    one = survival.kaplan_meier(kept[f"exit_{reading}"], kept[f"event_{reading}"] == TERMINATED, kept["entry"])
    facts = {
        "reading": reading,
        "days": YEAR_DAYS,
        "contracts": len(rows),
        "in_curve": len(kept),
        "terminated": int((kept["outcome"] == "terminated").sum()),
        "completed": completed,
        "listed": places(rows),
        "data_date": day.strftime("%Y-%m-%d"),
        "survival": _at(curve.at(YEAR_DAYS)),
        "one_less_survival": _at(1 - one.at(YEAR_DAYS)),
        "reason": curve.reason(YEAR_DAYS),
        **_quoted(found),
    }
    return Result(frame, INCIDENCE, METHOD, facts=facts, source_ids=sources_of(contracts, events), flags=flags_of(facts))


def _incidence_steps(found: Mapping[int, survival.Incidence], curve: survival.Curve) -> pd.DataFrame:
    """Return the incidences at their steps and at whole quarters; the step that takes the last contract at risk is not drawn."""
    times = np.unique(np.concatenate([[0.0, curve.last], np.round(np.arange(0, curve.last, 3 * MONTH_DAYS)), curve.times]))
    frame = pd.DataFrame({"months": times / MONTH_DAYS, "days": times.astype("int64")})
    shown = np.where((times == curve.last) & (curve.at(times) == 0), times - 1e-6, times)
    for name, code in (("terminated", TERMINATED), ("completed", COMPLETED)):
        for what in ("incidence", "low", "high"):
            values = found[code].at(shown, what) if code in found else np.full(len(times), np.nan)
            frame[name if what == "incidence" else f"{name}_{what}"] = values
    return frame.assign(at_risk=curve.left(times))


def _quoted(found: Mapping[int, survival.Incidence]) -> dict[str, object]:
    said: dict[str, object] = {}
    for name, code in (("terminated", TERMINATED), ("completed", COMPLETED)):
        for what, side in (("incidence", ""), ("error", "_error"), ("low", "_low"), ("high", "_high")):
            said[f"incidence_{name}{side}"] = _at(found[code].at(YEAR_DAYS, what)) if code in found else None
    return said


def contract_hazard(contracts: pd.DataFrame, events: pd.DataFrame, day: pd.Timestamp, marks: pd.DataFrame | None = None) -> Result:
    """Return the cumulative hazard of termination by calendar date: how many terminations a contract in force throughout would have met.

    Nelson-Aalen with the calendar as the clock: a contract is at risk from the day it is signed and known to its exit. Under both
    readings of silence; the slope is the rate at that date. marks: rows of the dataset events, of which those within the period are
    kept in facts["marks"].
    """
    rows = clock(contracts, events, day)
    kept = in_curve(rows)
    began = (kept["start"] - _EPOCH) / _DAY
    found = {
        reading: survival.nelson_aalen(began + kept[f"exit_{reading}"], kept[f"event_{reading}"] == TERMINATED, began + kept["entry"])
        for reading in BOUNDS
    }
    frame = _hazard_steps(found, kept, began) if found["announced"].rows else pd.DataFrame(columns=[column.name for column in HAZARD])
    facts = {
        "contracts": len(rows),
        "in_curve": len(kept),
        "terminated": int((kept["outcome"] == "terminated").sum()),
        "listed": places(rows),
        "data_date": day.strftime("%Y-%m-%d"),
        "first": frame["date"].iloc[0] if len(frame) else None,
        "last": frame["date"].iloc[-1] if len(frame) else None,
        "years": {reading: yearly_rates(kept, began, reading) for reading in BOUNDS},
    }
    told = _marked(marks, facts["first"], facts["last"])
    facts["marks"] = told[["date", "title", "title_en"]].to_dict("records")
    sources = tuple(sorted({*sources_of(contracts, events), *told["source_id"].dropna()}))
    return Result(frame, HAZARD, METHOD, facts=facts, source_ids=sources, flags=flags_of(facts))


def yearly_rates(kept: pd.DataFrame, began: pd.Series, reading: str) -> dict[str, dict[str, object]]:
    """Return for each calendar year terminations, contract-years at risk, and their rate with exact Poisson limits."""
    enter, leave = began + kept["entry"], began + kept[f"exit_{reading}"]
    there = leave > enter
    if not there.any():
        return {}
    first, last = ((_EPOCH + edge * _DAY).year for edge in (enter[there].min(), leave[there].max()))
    found = {}
    for year in range(first, last + 1):
        start, end = ((pd.Timestamp(y, 1, 1) - _EPOCH) / _DAY for y in (year, year + 1))
        exposure = float((leave.clip(upper=end) - enter.clip(lower=start)).clip(lower=0).sum() / 365.25)
        count = int(((leave > start) & (leave <= end) & there & (kept[f"event_{reading}"] == TERMINATED)).sum())
        low, high = survival.poisson_limits(count, exposure)
        rate = count / exposure if exposure else None
        found[str(year)] = {"terminated": count, "contract_years": exposure, "rate": rate, "low": _at(low), "high": _at(high)}
    return found


def _hazard_steps(found: Mapping[str, survival.Hazard], kept: pd.DataFrame, began: pd.Series) -> pd.DataFrame:
    """Return the hazards at their steps and at the first of each quarter, from the first entry to where each ends."""
    lasting = [hazard for hazard in found.values() if hazard.rows]
    first, last = min(hazard.start for hazard in lasting), max(hazard.last for hazard in lasting)
    quarters = pd.date_range(_EPOCH + first * _DAY, _EPOCH + last * _DAY, freq="QS")
    marks = (quarters - _EPOCH) / _DAY
    times = np.unique(np.concatenate([[first], marks, *([hazard.last] for hazard in lasting), *(hazard.times for hazard in lasting)]))
    frame = pd.DataFrame({"date": [(_EPOCH + time * _DAY).strftime("%Y-%m-%d") for time in times]})
    for reading, hazard in found.items():
        place = np.searchsorted(hazard.times, times, "right")
        known = (times >= hazard.start) & (times <= hazard.last)
        for what, before in (("hazard", 0.0), ("low", np.nan), ("high", np.nan)):
            column = np.concatenate([[before], getattr(hazard, what)])[place]
            frame[reading if what == "hazard" else f"{reading}_{what}"] = np.where(known, column, np.nan)
        enter, leave = began + kept["entry"], began + kept[f"exit_{reading}"]
        there = leave > enter
        frame[f"at_risk_{reading}"] = [int(((enter <= time) & (leave > time) & there).sum()) for time in times]
    return frame


def _marked(marks: pd.DataFrame | None, first: str | None, last: str | None) -> pd.DataFrame:
    if marks is None or first is None:
        return pd.DataFrame(columns=["date", "title", "title_en", "source_id"])
    within = [may_precede(first, date) and may_precede(date, last) for date in marks["date"]]
    return marks[pd.Series(within, marks.index, dtype=bool)].sort_values("date", key=by_time("date")).drop_duplicates("date")


def sources_of(contracts: pd.DataFrame, events: pd.DataFrame) -> tuple[str, ...]:
    """Return the sources of the contracts and of the events on them."""
    ours = events[events["contract_id"].isin(contracts["contract_id"])]
    return tuple(sorted({*contracts["source_id"].dropna(), *ours["source_id"].dropna()}))


def flags_of(facts: Mapping[str, object]) -> tuple[Flag, ...]:
    """Return what every reader of a curve must know: few terminations, who is not in it, and that the record is no market."""
    flags = [Flag(f"survival.listed_{place}", {"count": count}) for place, count in dict(facts["listed"]).items()]
    if facts["in_curve"] and facts["terminated"] < FEW:
        flags.insert(0, Flag("survival.few_events", {"count": facts["terminated"]}))
    if facts.get("without_value"):
        flags.append(Flag("survival.without_value", {"count": facts["without_value"]}))
    return (*flags, Flag("contracts.by_outcome"))


def _at(values: object) -> float | None:
    value = float(np.ravel(values)[0])
    return None if np.isnan(value) else value
