"""The cancellation rate of each quarter: of the contracts in force at its start, the share that ends in it."""

from __future__ import annotations

import pandas as pd

from analysis.contracts.clock import clock
from analysis.contracts.days import quarter_code
from analysis.contracts.leave_one_out import leave_one_out
from analysis.contracts.money import Rates, amount, total, valued
from analysis.contracts.selection import METHOD, sources
from analysis.survival import binomial_limits
from data.schema import Column, Flag, Result, Text

BASES = ("presumed", "confirmed")
FEWEST = 5
"""Contracts at risk below which a quarter is counted and has no rate."""

_TITLES = {"presumed": ("presumed in force", "推定在履行"), "confirmed": ("confirmed in force", "确认在履行")}


def _of(base: str) -> tuple[Column, ...]:
    en, zh = _TITLES[base]
    return (
        Column(f"in_force_{base}", "integer", Text(f"Contracts {en} at the start", f"季初{zh}合同数"), unit="contracts"),
        Column(
            f"terminated_{base}", "integer", Text(f"Of them terminated in the quarter, {en}", f"其中当季终止（{zh}）"), unit="contracts"
        ),
        Column(f"rate_{base}", "number", Text(f"Cancellation rate, {en}", f"撤单率（{zh}）"), unit="fraction", low=0, high=1),
        Column(f"low_{base}", "number", Text(f"Lower limit, {en}", f"下限（{zh}）"), unit="fraction"),
        Column(f"high_{base}", "number", Text(f"Upper limit, {en}", f"上限（{zh}）"), unit="fraction"),
    )


def _worth(base: str, unit: str) -> tuple[Column, ...]:
    en, zh = _TITLES[base]
    return (
        amount(f"in_force_value_{base}", unit, f"Value {en} at the start where stated", f"季初{zh}金额（已披露部分）"),
        amount(f"terminated_value_{base}", unit, f"Of it terminated in the quarter, {en}", f"其中当季终止金额（{zh}）"),
        Column(f"value_rate_{base}", "number", Text(f"Cancellation rate by value, {en}", f"按金额撤单率（{zh}）"), unit="fraction"),
        *(
            Column(
                f"value_{end}_{base}",
                "number",
                Text(f"{side} by value leaving out one contract, {en}", f"逐一剔除单份合同时按金额{wording}（{zh}）"),
                unit="fraction",
            )
            for end, side, wording in (("low", "Lowest", "最低"), ("high", "Highest", "最高"))
        ),
    )


def columns(unit: str) -> tuple[Column, ...]:
    """Return the columns of the rate with its values in `unit`."""
    return (
        Column("quarter", "period", Text("Quarter", "季度")),
        *(column for base in BASES for column in _of(base)),
        Column(
            "same_quarter",
            "integer",
            Text("Signed or first known, and terminated, in the quarter", "当季签约或入册并终止"),
            unit="contracts",
        ),
        *(column for base in BASES for column in _worth(base, unit)),
    )


def cancellation_rate(contracts: pd.DataFrame, events: pd.DataFrame, day: pd.Timestamp, rates: Rates | None = None) -> Result:
    """Return the cancellation rate of each quarter up to the one of `day`, by count with exact binomial limits, and by value with the
    range over leaving out each contract.

    Presumed in force at the quarter's start: signed and known before it, not ended before it, the stated term not run out.
    Confirmed: of these, the ones with a word (that it runs, or the end itself) on or after that day. The quarter's numerator is
    part of its denominator, so the limits are those of a share; a quarter with fewer than five at risk is counted and has no rate.
    Endings of contracts signed or first known within the quarter stand in same_quarter. Contracts first known after they ended, and
    those of no known start or end, are never in force: facts["known_late"] and facts["left_out"].
    """
    worth, unit, converted = valued(contracts, rates)
    lines = clock(worth, events, day)
    dated = lines[lines["start"].notna() & ~lines["place"].isin(["no_end_date", "end_before_start"])]
    dated = dated.assign(word=dated[["heard", "ended"]].max(axis=1))
    first = dated["start"].min()
    spans = pd.period_range(first, day, freq="Q") if len(dated) and first <= day else []
    listed = [_quarter(dated, quarter, unit) for quarter in spans]
    spread = {found["quarter"]: found.pop("spread") for found in listed}
    frame = pd.DataFrame(listed, columns=[column.name for column in columns(unit)])
    left_out = len(lines) - len(dated)
    late = int(((dated["outcome"] == "terminated") & (dated["known"] > dated["ended"].dt.to_period("Q").dt.end_time)).sum())
    return Result(
        frame.astype({column.name: "int64" for column in columns(unit) if column.kind == "integer"}),
        columns(unit),
        METHOD,
        facts={
            **_facts(frame),
            "peak_value": _peak_value(frame, spread),
            "contracts": len(lines),
            "unit": unit,
            "left_out": left_out,
            "known_late": late,
        },
        source_ids=sources(contracts),
        flags=(
            *converted,
            *((Flag("contracts.rate_left_out", {"count": left_out}),) if left_out else ()),
            *((Flag("contracts.known_late", {"count": late}),) if late else ()),
            Flag("contracts.by_outcome"),
        ),
    )


def _quarter(lines: pd.DataFrame, quarter: pd.Period, unit: str) -> dict[str, object]:
    begin, end = quarter.start_time.normalize(), quarter.end_time.normalize()
    gone = (lines["ended"] < begin) | (lines["due"] <= begin)
    there = (lines["start"] < begin) & (lines["known"] < begin) & ~gone
    ending = (lines["outcome"] == "terminated") & lines["ended"].between(begin, end)
    found = {"quarter": quarter_code(quarter), "same_quarter": int((ending & ~there & (lines["known"] <= end)).sum())}
    for base, at_risk in (("presumed", there), ("confirmed", there & (lines["word"] >= begin))):
        count, over = int(at_risk.sum()), int((at_risk & ending).sum())
        many = count >= FEWEST
        low, high = binomial_limits(over, count) if many else (None, None)
        worth, lost = (total(lines.loc[mask, "value"]) for mask in (at_risk, at_risk & ending))
        found |= {f"in_force_{base}": count, f"terminated_{base}": over, f"rate_{base}": over / count if many else None}
        found |= {f"low_{base}": low, f"high_{base}": high, f"in_force_value_{base}_{unit}": worth}
        lost = lost if over else 0.0
        rate = lost / worth if many and worth and lost is not None else None
        span = _without_each(lines[at_risk], ending) if rate is not None else None
        found |= {f"terminated_value_{base}_{unit}": lost, f"value_rate_{base}": rate}
        found |= {f"value_{end}_{base}": span and span[end] for end in ("low", "high")}
        found |= {"spread": span} if base == "presumed" else {}
    return found


def _without_each(at_risk: pd.DataFrame, ending: pd.Series) -> dict[str, object] | None:
    """Return the range of the rate by value over leaving out each contract at risk that states one."""
    known = at_risk[at_risk["value"].notna()]

    def rate(rows: pd.DataFrame) -> float | None:
        worth = rows["value"].sum()
        return float(rows.loc[ending[rows.index], "value"].sum() / worth) if worth else None

    return leave_one_out(known, rate)


def _peak_value(frame: pd.DataFrame, spread: dict[str, dict | None]) -> dict[str, object] | None:
    """Return the quarter with the highest presumed rate by value, and its range over leaving out each contract; None without any."""
    rates = frame["value_rate_presumed"].astype("float64")
    if not (rates > 0).any():
        return None
    top = frame.loc[rates.idxmax()]
    return {"quarter": top["quarter"], "rate": float(top["value_rate_presumed"]), "left_out": spread[top["quarter"]]}


def _facts(frame: pd.DataFrame) -> dict[str, object]:
    """Return the quarter with the highest presumed rate and its limits, how many quarters are too thin for a rate, and sums over all."""
    solid = frame[frame["rate_presumed"].notna()]
    some = len(solid) and solid["terminated_presumed"].any()
    top = solid.loc[solid["rate_presumed"].astype("float64").idxmax()].to_dict() if some else None
    named = ("quarter", *(f"{name}_{base}" for base in BASES for name in ("rate", "low", "high", "terminated", "in_force")))
    return {
        "peak": top and {name: None if pd.isna(top[name]) else top[name] for name in named},
        **{f"thin_{base}": int(frame[f"in_force_{base}"].between(1, FEWEST - 1).sum()) for base in BASES},
        "endings": int(frame["terminated_presumed"].sum()),
        "same_quarter": int(frame["same_quarter"].sum()),
        "first": frame["quarter"].iloc[0] if len(frame) else None,
        "last": frame["quarter"].iloc[-1] if len(frame) else None,
    }
