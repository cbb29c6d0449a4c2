"""How long each contract was followed, and how it ended: the clock from signing that every curve of contracts runs on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.contracts.days import days
from data.period import by_time, first_day, last_days, period
from data.schema import Problem, Refused

READINGS = ("followed", "announced", "worst")
"""How silent contracts are read. followed: they end as often as followed ones, so they are censored at the last word. announced: every
ending is announced, so they run to the data date, at most to their stated term. worst: they ended the day after the last word."""

TIMED = (
    *("contract_id", "commitment", "status", "signed_on", "announced_on", "source_date", "term_months", "ended_on"),
    "last_confirmed_on",
)
"""The columns of the contracts that the clock reads."""
TERMINATED, COMPLETED = 1, 2
UNBOUND = ("unsigned", "ceiling")
"""Commitments that bind nobody: listed, and never at risk."""
_ENDS = {"terminated": TERMINATED, "rescinded": TERMINATED, "completed": COMPLETED, "replaced": COMPLETED}
_DAY = pd.Timedelta(days=1)


def data_date(version: str, contracts: pd.DataFrame) -> pd.Timestamp:
    """Return the day up to which the rows are known: that of the record's version, or of the latest source or word among the rows."""
    stamped = first_day(version.partition(" ")[0])
    told = [days(contracts[name]).max() for name in ("source_date", "last_confirmed_on", "ended_on")]
    return max((pd.Timestamp(day) for day in (stamped, *told) if not pd.isna(day)), default=pd.Timestamp(1970, 1, 1))


def clock(contracts: pd.DataFrame, events: pd.DataFrame, day: pd.Timestamp, shift: tuple[int, int] = (0, 0)) -> pd.DataFrame:
    """Return one line a contract: when it was signed, known, last heard of and ended, and its span of follow-up under each reading.

    contracts, events: rows of those datasets; an event that ends a contract, or confirms it later, counts where the contract does not
    say so itself. day: the data date. shift: days added to starts and ends that are known to the month only (day 1 otherwise).
    Columns of the contracts, and
      start, known, ended, heard, due   signing (else announcement); announcement (else source date), never before the start; the end; the
                                        last word (else known); start + stated term
      outcome                           terminated, completed or open
      place                             in_curve, or why not: unsigned, ceiling, no_start, no_end_date, end_before_start, known_at_end
      entry                             days from the start at which it comes under observation (delayed entry)
      exit_<reading>, event_<reading>   days at which it leaves, and how: 0 censored, 1 terminated, 2 completed or replaced
      term_over                         its stated term is over at the data date: presumed completed
    Refused where two rows have one id: which of them runs would be a guess.
    """
    _check_ids(contracts)
    rows = _ended(contracts, events)
    rows["month_only"] = _month_only(rows["signed_on"].fillna(rows["announced_on"])) | _month_only(rows["ended_on"])
    rows["start"] = _shifted(rows["signed_on"].fillna(rows["announced_on"]), shift[0])
    rows["known"] = _known(rows).where(lambda known: known > rows["start"], rows["start"])
    rows["ended"] = _shifted(rows["ended_on"], shift[1]).where(rows["outcome"] != "open")
    rows["heard"] = _heard(rows, events).fillna(rows["known"])
    months = pd.to_numeric(rows["term_months"], errors="coerce")
    rows["due"] = pd.Series([_after(a, b) for a, b in zip(rows["start"], months, strict=True)], rows.index, "datetime64[us]")
    rows["term_over"] = (rows["outcome"] == "open") & (rows["due"] < day)
    rows["place"] = _places(rows)
    return _spans(rows, day)


def in_curve(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the lines of the clock that can be at risk."""
    return rows[rows["place"] == "in_curve"]


def _check_ids(contracts: pd.DataFrame) -> None:
    twice = contracts.loc[contracts["contract_id"].duplicated(), "contract_id"].unique()
    if len(twice):
        raise Refused(Problem("survival.one_id_twice", values={"found": tuple(sorted(twice))}))


def _ended(contracts: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return the contracts with outcome, and with the end that an event states where the contract itself states none."""
    rows = contracts.reset_index(drop=True).copy()
    rows["outcome"] = rows["status"].map({"terminated": "terminated", "completed": "completed", "replaced": "completed"}).fillna("open")
    said = events[events["event"].isin(_ENDS)].sort_values("event_date", key=by_time("event_date"))
    said = said.drop_duplicates("contract_id").set_index("contract_id")
    codes = said["event"].map(_ENDS).map({TERMINATED: "terminated", COMPLETED: "completed"})
    rows["outcome"] = rows["outcome"].where(rows["outcome"] != "open", rows["contract_id"].map(codes).fillna("open"))
    rows["ended_on"] = rows["ended_on"].fillna(rows["contract_id"].map(said["event_date"]))
    return rows


def _heard(rows: pd.DataFrame, events: pd.DataFrame) -> pd.Series:
    """Return the last word that each contract runs: last_confirmed_on, or a later event that confirms it."""
    confirmed = days(events.loc[events["event"] == "confirmed", "event_date"])
    latest = confirmed.groupby(events.loc[confirmed.index, "contract_id"]).max()
    said, later = days(rows["last_confirmed_on"]), pd.to_datetime(rows["contract_id"].map(latest.to_dict()))
    return said.where(~(later > said) & (said.notna() | later.isna()), later)


def _known(rows: pd.DataFrame) -> pd.Series:
    """Return the day from which a contract is known; of a source dated to the year or half-year only, the last day of that."""
    dates = rows["announced_on"].fillna(rows["source_date"])
    return days(dates).fillna(last_days(dates))


def _places(rows: pd.DataFrame) -> np.ndarray:
    ended = rows["outcome"] != "open"
    conditions = {
        **{code: rows["commitment"] == code for code in UNBOUND},
        "no_start": rows["start"].isna(),
        "no_end_date": ended & rows["ended"].isna(),
        "end_before_start": rows["ended"] < rows["start"],
        "known_at_end": rows["ended"] <= rows["known"],
    }
    return np.select(list(conditions.values()), list(conditions), "in_curve")


def _spans(rows: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return the lines with entry, and with exit and event under each reading."""
    code = rows["outcome"].map({"terminated": TERMINATED, "completed": COMPLETED, "open": 0}).astype("int64")
    over = code > 0
    silent = ~over & (rows["heard"] < day)
    ends = {
        "followed": rows["heard"].clip(upper=day),
        "announced": rows["due"].fillna(day).clip(upper=day),
        "worst": (rows["heard"] + _DAY).where(silent, day),
    }
    found = rows.assign(entry=_since(rows["known"], rows["start"]))
    for reading, end in ends.items():
        found[f"exit_{reading}"] = _since(rows["ended"].where(over, end), rows["start"])
        found[f"event_{reading}"] = code.where(~silent, TERMINATED) if reading == "worst" else code
    return found


def _since(day: pd.Series, start: pd.Series) -> pd.Series:
    return (pd.to_datetime(day) - start) / _DAY


def _after(start: pd.Timestamp, months: float) -> pd.Timestamp:
    """Return the day on which a term ends: whole calendar months, then days of 1/30 month."""
    if pd.isna(start) or pd.isna(months):
        return pd.NaT
    return start + pd.DateOffset(months=int(months)) + pd.Timedelta(days=round(months % 1 * 30))


def _shifted(dates: pd.Series, by: int) -> pd.Series:
    return days(dates) + pd.to_timedelta(np.where(_month_only(dates), by, 0), unit="D")


def _month_only(dates: pd.Series) -> np.ndarray:
    return np.array([(found := period(date)) is not None and found.precision == "month" for date in dates], dtype=bool)
