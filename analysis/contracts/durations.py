"""Survival of contracts by count, by value and by group, with what is quoted of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from analysis import survival
from analysis.contracts.clock import READINGS, TERMINATED, clock, in_curve
from analysis.contracts.curves import MONTH_DAYS, YEAR_DAYS, curves, month_only, places, quoted, steps
from analysis.contracts.endings import flags_of, sources_of
from analysis.contracts.leave_one_out import leave_one_out
from analysis.contracts.selection import METHOD
from analysis.survival import Curve
from data.schema import Column, Result, Text
from data.tables.contracts import CONTRACTS

WEIGHTS = ("count", "value", "value_without_largest")
HORIZONS = ("24", "12", "36", "60")
"""Months that are drawn; nothing that is quoted depends on them."""
EVERY = 3
"""Months between the days at which each curve has a row besides its own steps."""
GROUPS = ("total", "prepaid", "counterparty_named", "commitment", "object", "side", "signed_year", "company", "free_exit")
MOST_GROUPS = 4

NAMES = {
    "followed": Text("if silent contracts end as often as followed ones", "若沉默者与可追踪者同样终止"),
    "announced": Text("if every ending is announced", "若凡终止必公告"),
    "worst": Text("worst case: silent contracts ended", "最坏情形：沉默者均已终止"),
}


def _of(reading: str) -> tuple[Column, ...]:
    en, zh = NAMES[reading].en, NAMES[reading].zh
    return (
        Column(reading, "number", Text(f"Survival {en}", f"存续率（{zh}）"), unit="fraction", low=0, high=1),
        Column(f"{reading}_low", "number", Text(f"Lower limit {en}", f"下限（{zh}）"), unit="fraction"),
        Column(f"{reading}_high", "number", Text(f"Upper limit {en}", f"上限（{zh}）"), unit="fraction"),
        Column(f"at_risk_{reading}", "integer", Text(f"At risk {en}", f"在险合同数（{zh}）"), unit="contracts"),
    )


COLUMNS = (
    Column("group", "text", Text("Group", "分组")),
    Column("months", "number", Text("Months since signing", "签约后月数"), unit="months"),
    Column("days", "integer", Text("Days since signing", "签约后天数"), unit="days"),
    *(column for reading in READINGS for column in _of(reading)),
)


def contract_survival(
    contracts: pd.DataFrame,
    events: pd.DataFrame,
    day: pd.Timestamp,
    by: str = "total",
    weigh: str = "count",
    horizon: str = HORIZONS[0],
    unit: str = "cny",
) -> Result:
    """Return the share of contracts (or of their value) not terminated by each day since signing, under three readings of silence.

    by: a column of the contracts, or total; at most the four largest groups are drawn. weigh: count, value, or value without the
    largest contract; contracts need a column `value` for it, in `unit`. Limits: log-log by count, resampled over contracts by value.
    facts: what is quoted at 365 days (`quoted`), by value also its range over leaving out each contract (`left_out`), the same by group,
    restricted means to 365 days, log-rank tests between groups, how far month-only dates move the figure, and who is listed and not in
    the curve.
    """
    rows = clock(contracts, events, day)
    weights, largest = _weights(rows, weigh)
    grouped = _groups(rows, by, weights)
    found = curves(rows, weights)
    until = float(horizon) * MONTH_DAYS
    parts = [_part(name, part, weights, until) for name, part in grouped.items()] if found["announced"].rows else []
    asked = {"data_date": day.strftime("%Y-%m-%d"), "horizon_months": int(horizon), "by": by, "weigh": weigh, "unit": unit}
    facts = asked | quoted(found) | _counts(rows, weights) | _means(found) | {"largest": largest}
    if weights is not None:
        facts |= _value_limits(rows, weights) | {"left_out": _left_out(rows, weights)}
    else:
        facts["month_only"] = month_only(contracts, events, day)
    if by != "total":
        facts["groups"] = {name: _counts(part, weights) | quoted(curves(part, weights)) for name, part in grouped.items()}
        facts["groups_tested"] = _tests(rows, grouped) if weights is None else {}
    columns = (_group_column(by), *COLUMNS[1:]) if by != "total" else COLUMNS[1:]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[column.name for column in COLUMNS])
    return Result(
        frame[[column.name for column in columns]],
        columns,
        METHOD,
        facts=facts,
        source_ids=sources_of(contracts, events),
        flags=flags_of(facts),
    )


def _group_column(by: str) -> Column:
    """Return the declaration of the groups: the titles of the column's codes, yes and no of a flag, the year as it is."""
    if by == "signed_year":
        return Column("group", "text", Text("Year of signing", "签约年份"))
    declared = CONTRACTS.column(by)
    titles = {"yes": Text("yes", "是"), "no": Text("no", "否")} if declared.kind == "flag" else dict(declared.values)
    return Column("group", "code", declared.title, values={**titles, "unknown": Text("not stated", "未说明")})


def _part(name: str, rows: pd.DataFrame, weights: pd.Series | None, until: float) -> pd.DataFrame:
    found = curves(rows, weights)
    frame = steps(found, until, MONTH_DAYS * EVERY).assign(group=name)
    return frame if weights is None else _with_bands(frame, rows, weights)


def _weights(rows: pd.DataFrame, weigh: str) -> tuple[pd.Series | None, dict[str, object] | None]:
    """Return the value of each contract that can be at risk (None by count), and the largest contract with its share."""
    if weigh == "count":
        return None, None
    known = in_curve(rows)["value"].dropna().astype("float64")
    if known.empty:
        return known, None
    top = rows.loc[known.idxmax()]
    largest = {
        "contract_id": top["contract_id"],
        "company": top["company"],
        "company_en": top["company_en"],
        "value": float(known.max()),
        "share": float(known.max() / known.sum()),
    }
    return (known.drop(known.idxmax()) if weigh == "value_without_largest" else known), largest


def _with_bands(frame: pd.DataFrame, rows: pd.DataFrame, weights: pd.Series) -> pd.DataFrame:
    """Return the frame with limits resampled over contracts in place of those by formula."""
    kept = in_curve(rows)
    kept = kept[kept.index.isin(weights.index)]
    for reading in READINGS:
        bands = _bands(kept, weights, reading)
        place = np.searchsorted(bands.times, frame["days"], "right")
        for side in ("low", "high"):
            limits = np.concatenate([[np.nan], getattr(bands, side)])[place]
            frame[f"{reading}_{side}"] = np.where(frame[reading].isna(), np.nan, limits)
    return frame


def _bands(kept: pd.DataFrame, weights: pd.Series, reading: str) -> survival.Bands:
    ended = kept[f"event_{reading}"] == TERMINATED
    return survival.resampled_bands(kept[f"exit_{reading}"], ended, weights.loc[kept.index], kept["entry"])


def _value_limits(rows: pd.DataFrame, weights: pd.Series) -> dict[str, object]:
    """Return the quoted interval by value at 365 days, from resampling."""
    kept = in_curve(rows)
    kept = kept[kept.index.isin(weights.index)]
    found: dict[str, object] = {}
    for reading, side in (("followed", "low"), ("announced", "high")):
        bands = _bands(kept, weights, reading)
        limits = np.concatenate([[np.nan], getattr(bands, side)])
        value = limits[np.searchsorted(bands.times, YEAR_DAYS, "right")]
        known = not survival.kaplan_meier(kept[f"exit_{reading}"], kept[f"event_{reading}"], kept["entry"]).reason(YEAR_DAYS)
        found[side] = float(value) if known and not np.isnan(value) else None
    return found


def _left_out(rows: pd.DataFrame, weights: pd.Series) -> dict[str, dict[str, object] | None]:
    """Return how far survival by value at 365 days moves under each reading where each contract in turn is left out."""
    kept = in_curve(rows)
    kept = kept[kept.index.isin(weights.index)]

    def at_a_year(reading: str) -> Callable[[pd.DataFrame], float | None]:
        return lambda part: quoted(curves(part, weights))[reading]

    return {reading: leave_one_out(kept, at_a_year(reading)) for reading in ("followed", "announced")}


def _groups(rows: pd.DataFrame, by: str, weights: pd.Series | None) -> dict[str, pd.DataFrame]:
    """Return the rows by group, at most the four with the most contracts that can be at risk; a null is the group "unknown"."""
    if by == "total":
        return {"": rows}
    there = in_curve(rows) if weights is None else rows.loc[weights.index]
    named = rows["start"].dt.year.astype("Int64").astype("string") if by == "signed_year" else rows[by].map(_code).astype("string")
    named = named.fillna("unknown")
    kept = named.loc[there.index].value_counts().sort_index(kind="stable").sort_values(ascending=False, kind="stable")
    return {str(name): rows[named == name] for name in sorted(kept.index[:MOST_GROUPS])}


def _code(value: object) -> str | None:
    if pd.isna(value):
        return None
    return ("no", "yes")[bool(value)] if isinstance(value, bool | np.bool_) else str(value)


def _counts(rows: pd.DataFrame, weights: pd.Series | None) -> dict[str, object]:
    kept = in_curve(rows)
    kept = kept if weights is None else kept[kept.index.isin(weights.index)]
    return {
        "contracts": len(rows),
        "in_curve": len(kept),
        "terminated": int((kept["outcome"] == "terminated").sum()),
        "silent": int(((kept["event_worst"] == TERMINATED) & (kept["outcome"] == "open")).sum()),
        "presumed_completed": int(kept["term_over"].sum()),
        "years_upper": _upper_rate(kept),
        "without_value": 0 if weights is None else int(in_curve(rows)["value"].isna().sum()),
        "listed": places(rows),
    }


def _upper_rate(kept: pd.DataFrame) -> float | None:
    """Return the exact upper limit of terminations a contract-year, over the time for which contracts were followed with a word."""
    years = (kept["exit_followed"] - kept["entry"]).clip(lower=0).sum() / 365.25
    upper = survival.poisson_limits(int((kept["outcome"] == "terminated").sum()), years)[1]
    return None if np.isnan(upper) else float(upper)


def _means(found: Mapping[str, Curve]) -> dict[str, object]:
    """Return the restricted mean to 365 days under each reading (where a curve ends before, to its end), and where each curve ends."""
    means = {}
    for reading, curve in found.items():
        until = min(YEAR_DAYS, curve.last) if curve.rows else YEAR_DAYS
        mean = survival.restricted_mean(curve, until)
        means[reading] = {"until": until, "value": mean.value, "low": mean.low, "high": mean.high, "reason": mean.reason}
    return {"mean_days": means, "ends_on_day": {reading: curve.last for reading, curve in found.items() if curve.rows}}


def _tests(rows: pd.DataFrame, grouped: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, object]]:
    """Return the log-rank and the Wilcoxon test between the groups drawn, under the two readings that bound the band."""
    kept = pd.concat([in_curve(part).assign(group=name) for name, part in grouped.items()]) if grouped else in_curve(rows).assign(group="")
    found = {}
    for reading in ("followed", "announced"):
        ended = kept[f"event_{reading}"] == TERMINATED
        for weighting in ("log_rank", "wilcoxon"):
            test = survival.log_rank(kept[f"exit_{reading}"], ended, kept["group"], kept["entry"], weighting=weighting)
            found[f"{weighting}_{reading}"] = {"chi_squared": test.chi_squared, "degrees": test.degrees, "p": test.p}
    return found
