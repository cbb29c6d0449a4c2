"""Contracts signed and terminated, by quarter, as the record has them."""

from __future__ import annotations

import pandas as pd

from analysis.contracts.clock import data_date
from analysis.contracts.days import quarter_code, quarters
from analysis.contracts.leave_one_out import leave_one_out
from analysis.contracts.money import Rates, amount, total, valued
from analysis.contracts.outcomes import last_full_year, never_performed, started_by, value_share
from analysis.contracts.selection import METHOD, sources
from data.period import by_time, first_days
from data.schema import Column, Flag, Result, Text

COUNTS = (
    Column("quarter", "period", Text("Quarter", "季度")),
    Column("signed", "integer", Text("Contracts signed", "签约合同数"), unit="contracts"),
    Column("terminated", "integer", Text("Contracts terminated", "终止合同数"), unit="contracts"),
    Column("net", "integer", Text("Signed less terminated", "净增合同数"), unit="contracts"),
)


def columns(unit: str) -> tuple[Column, ...]:
    """Return the columns of the trend with its values in `unit`."""
    return (
        *COUNTS,
        amount("signed_value", unit, "Value signed where stated", "签约金额（已披露部分）"),
        amount("terminated_value", unit, "Value of the contracts terminated where stated", "终止合同金额（已披露部分）"),
        amount("net_value", unit, "Value signed less terminated where stated", "净增金额（已披露部分）"),
    )


def cancellations(
    contracts: pd.DataFrame,
    rates: Rates | None = None,
    events: pd.DataFrame | None = None,
    day: pd.Timestamp | None = None,
    elsewhere: pd.DataFrame | None = None,
) -> Result:
    """Return contracts signed, terminated and net by quarter, count and value, one row a quarter from the first to the last.

    A contract is signed at signed_on, else announced_on. The value terminated is the whole value of the ended contract,
    where it is stated; a quarter whose ended contracts state none has a null, one in which none ended a 0. Endings and signings
    whose quarter is unknown stand in no quarter; facts["undated"] and facts["undated_end"] count them. Net = signed − terminated.
    `events` are the policy and model events drawn beside (dataset events). facts["started"] are the headline figures of the contracts
    started by the end of the last year that is over at `day`, since younger ones dilute every share; facts["never"] those never
    performed, with the same selection in other currencies (`elsewhere`).
    """
    rows, unit, converted = valued(contracts, rates)
    start = quarters(rows["signed_on"].fillna(rows["announced_on"]))
    ended = quarters(rows["ended_on"].where(rows["status"] == "terminated"))
    undated_end = int((rows["status"] == "terminated").sum() - ended.notna().sum())
    signed = _by_quarter(start, rows["value"], "signed", unit)
    terminated = _by_quarter(ended, rows["ended_value"], "terminated", unit)
    frame = _whole(pd.concat([signed, terminated], axis=1), unit)
    marks = _marks(events, frame)
    return Result(
        frame[[column.name for column in columns(unit)]],
        columns(unit),
        METHOD,
        facts=_outcomes(rows, unit, day, elsewhere)
        | {**headline_facts(rows, unit), "undated": int(start.isna().sum()), "undated_end": undated_end, "marks": marks},
        source_ids=sources(rows, *((events[events["title"].isin([mark["title"] for mark in marks])],) if marks else ())),
        flags=(
            *converted,
            *((Flag("contracts.undated_end", {"count": undated_end}),) if undated_end else ()),
            Flag("contracts.by_outcome"),
        ),
    )


def _outcomes(rows: pd.DataFrame, unit: str, day: pd.Timestamp | None, elsewhere: pd.DataFrame | None) -> dict[str, object]:
    """Return what became of the contracts that are old enough, of all by starting year, and which were never performed."""
    until = last_full_year(data_date("", rows) if day is None else day)
    old = rows[started_by(rows, until)]
    span = leave_one_out(old[old["value"].notna()], value_share)
    started = {**headline_facts(old, unit), "until": until, "value_share": value_share(old), "share_left_out": span}
    return {"started": started, "never": never_performed(rows, elsewhere)}


def headline_facts(rows: pd.DataFrame, unit: str) -> dict[str, object]:
    """Return how many contracts ended, at what value where stated, and what of it is the largest, for the notes of a page.

    `rows` carry ended_value in `unit`. Figures of value are None where no ended contract states one. left_out is the
    range of the value over leaving out each ended contract, by_year the share ended by starting year.
    """
    ended = rows[rows["status"] == "terminated"]
    values = ended["ended_value"].dropna()
    largest = ended.loc[values.idxmax()] if len(values) else None
    value = total(values)
    return {
        "contracts": len(rows),
        "terminated": len(ended),
        "with_value": len(values),
        "unit": unit,
        f"terminated_value_{unit}": value,
        "largest_contract": None if largest is None else largest["contract_id"],
        "largest_company": None if largest is None else largest["company"],
        "largest_company_en": None if largest is None else largest["company_en"],
        "largest_share": float(values.max() / value) if value else None,
        "left_out": leave_one_out(ended.loc[values.index], lambda rows: total(rows["ended_value"])),
        "by_year": by_year(rows),
    }


def by_year(rows: pd.DataFrame) -> tuple[dict[str, object], ...]:
    """Return the share ended by the year in which contracts started, the unknown year last: young ones dilute the share of all.

    Each: year (None = unknown), contracts, terminated, and value_share, the value of those terminated over all value stated (None
    where none is, or none of those terminated states one). `rows` carry value and ended_value.
    """
    year = first_days(rows["signed_on"].fillna(rows["announced_on"])).dt.year
    listed = [(int(one), rows[year == one]) for one in sorted(year.dropna().unique())]
    if year.isna().any():
        listed.append((None, rows[year.isna()]))
    return tuple({"year": one, **_ended_share(part)} for one, part in listed)


def _ended_share(rows: pd.DataFrame) -> dict[str, object]:
    ended = rows["status"] == "terminated"
    lost, standing = (total(values) or 0.0 for values in (rows["ended_value"], rows["value"].where(~ended)))
    silent = ended.any() and rows.loc[ended, "ended_value"].isna().all()
    share = lost / (lost + standing) if lost + standing and not silent else None
    return {"contracts": len(rows), "terminated": int(ended.sum()), "value_share": share}


def _by_quarter(quarter: pd.Series, values: pd.Series, name: str, unit: str) -> pd.DataFrame:
    known = pd.DataFrame({"quarter": quarter, "value": values}).dropna(subset=["quarter"])
    grouped = known.groupby("quarter")["value"]
    return pd.DataFrame({name: grouped.size(), f"{name}_value_{unit}": grouped.sum(min_count=1)})


def _whole(frame: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Return one row a quarter without a gap, nothing counted as 0, and what is net."""
    if len(frame):
        frame = frame.reindex(pd.period_range(frame.index.min(), frame.index.max(), freq="Q", name="quarter"))
    for name in ("signed", "terminated"):
        frame[name] = frame[name].fillna(0).astype("int64")
        frame[f"{name}_value_{unit}"] = frame[f"{name}_value_{unit}"].astype("float64").mask(frame[name] == 0, 0.0)
    frame["net"] = frame["signed"] - frame["terminated"]
    frame[f"net_value_{unit}"] = frame[f"signed_value_{unit}"] - frame[f"terminated_value_{unit}"]
    frame = frame.reset_index(names="quarter")
    frame["quarter"] = [quarter_code(quarter) for quarter in frame["quarter"]]
    return frame


def _marks(events: pd.DataFrame | None, frame: pd.DataFrame) -> tuple[dict[str, object], ...]:
    """Return the events that fall into the quarters drawn: quarter, day, titles."""
    if events is None or not len(events) or not len(frame):
        return ()
    quarter = quarters(events["date"])
    known = events.assign(quarter=[quarter_code(one) if one is not pd.NaT else "" for one in quarter])
    known = known[known["quarter"].isin(frame["quarter"])].sort_values("date", key=by_time("date"))
    return tuple(known[["quarter", "date", "title", "title_en", "kind"]].to_dict("records"))
