"""Job tables, one row per job, reduced to rows of the dataset `usage`: allocated and queued card-hours of each pool and hour.

Slurm: `sacct -P --allusers -o JobID,Partition,Submit,Start,End,State,AllocTRES,ReqTRES` (https://slurm.schedmd.com/sacct.html), separated
by |. Cards are what `data.read.tres` reads of the TRES; steps such as 123.batch are no jobs; a waiting array 123_[4-10] is as many jobs as
it lists; a job that two tables list, as where it runs over the end of a month, is one. Any other table: a start, an end, the cards, and a
submission or a job id, under the names below or with a unit of time (`start_ms`); times as `data.read.telemetry.instants` reads them.

A job is allocated from its start to its end and queued from its submission to its start, or to its end where it never began. What has not
ended by the last time in the file is counted up to there, a running job as allocated and a waiting one as queued; a job that began before
the others were recorded counts from its own start. Jobs do not say how many cards there are, nor which were busy: `installed` is empty
and must be given; nor can it be seen whether they are all jobs of the pool or a sample, which is asked (`jobs_listed`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from data.mapping import Match
from data.read.columns import BadRows, matched, taken, times, unused
from data.read.delimited import read as delimited
from data.read.files import joined, placed
from data.read.follow import followed, once
from data.read.job_cards import job_cards, slices
from data.read.job_columns import COLUMNS, FROM
from data.read.reader import File, Reader, Reading, Table
from data.read.samples import first_rows, hour_sums, usage
from data.read.telemetry import headers
from data.schema import Problem, Refused, Text
from data.tables.usage import USAGE
from data.units import SHOWN

_NONE: Mapping[str, Match] = {}

_TIMES = ("submit", "start", "end")
_OVER = r"(?i)cancel|fail|complet(?!ing)|timeout|kill|out_of_me|boot_fail|deadline|done|succe|finish|terminat|取消|失败|完成|成功|终止|结束"
_RUNS = r"(?i)\s*(?:r|run|running|运行中?|正在运行)\s*"
_WAITS = r"(?i)\s*(?:pd|pend|pending|wait|waiting|queued?|等待中?|排队中?|待调度|未开始)\s*"
_RAN = r"(?i)runn|complet|timeout|out_of_me|node_fail|done|succe|finish|运行|完成|成功"


def _recognises(path: Path, name: str, mapping: Mapping[str, Match] = _NONE) -> bool:
    found = matched(headers(path), COLUMNS, mapping)
    counted = {"cards", "allocated", "requested"} & set(found)
    return {"start", "end"} <= set(found) and bool(counted) and bool({"submit", "job"} & set(found))


def _read(files: Sequence[File], mapping: Mapping[str, Match] = _NONE) -> Reading:
    source, notes = joined(files, delimited)
    matches = matched(source.frame.columns, COLUMNS, mapping)
    given = taken(source.frame, COLUMNS, matches, ("start", "end"))
    if "job" in given and {"allocated", "requested"} & set(given):
        given = given[~given["job"].str.contains(".", regex=False, na=False)]
    bad = BadRows(given.index, matches, COLUMNS)
    jobs, zone, said = _jobs(given, bad, matches)
    said += (*bad.problems(), *slices(given), *unused(source.frame, matches))
    jobs, again = once(jobs[~bad.rows], source.pieces, bool({"allocated", "requested"} & set(matches)))
    jobs, window, censored = followed(jobs)
    said += (*again, *censored, *_several(jobs))
    table = Table(None, usage(_hours(jobs, window).assign(zone=zone)), source.pieces)
    dropped = source.rows_dropped + int(bad.rows.sum())
    rows = len(given) + source.rows_dropped
    return Reading(
        "jobs", (table,), (*notes, *placed(said, source)), USAGE.name, rows, dropped, ("jobs_listed",), tuple(source.frame.columns), matches
    )


def _jobs(given: pd.DataFrame, bad: BadRows, matches: Mapping[str, Match]) -> tuple[pd.DataFrame, str | None, tuple[Problem, ...]]:
    """Return job, cluster, pool, row, times, the cards held and asked for, whether the job had begun before all times; the zone; notes."""
    jobs, zone, said = times(given, (*_TIMES, FROM), bad, matches)
    if FROM in given and jobs[FROM].isna().all():
        raise Refused(Problem("read.listed_from", values={"found": str(given[FROM].iloc[0])[:SHOWN]}))
    jobs["held"], jobs["asked"] = job_cards(given, bad, matches)
    said += _planned(jobs, given)
    state = given["state"] if "state" in given else pd.Series(None, given.index, dtype="str")
    over, ran, waits = (state.str.contains(words, na=False) for words in (_OVER, _RAN, r"(?i)pend|wait|queue|cancel|等待|排队|取消"))
    untimed = jobs["start"].isna() & jobs["submit"].isna()
    # A table with a column of submissions would have one of a job that waits.
    jobs["earlier"] = untimed & ~waits & (ran | ("submit" in given))
    bad.add(untimed & ~jobs["earlier"], "start", lambda _: Problem("read.job_no_start"))
    bad.add(~untimed & jobs["start"].isna() & ran & ~waits, "start", lambda _: Problem("read.job_no_start"))
    bad.add(jobs["end"].isna() & over, "end", lambda _: Problem("read.job_no_end"))
    backwards = jobs["end"] < jobs["start"].fillna(jobs["submit"])
    bad.add(backwards, "end", lambda row: Problem("read.job_backwards", values={"found": given.at[row, "end"]}))
    return jobs.assign(row=given.index, **{name: given.get(name) for name in ("job", "cluster", "pool")}), zone, said


def _planned(jobs: pd.DataFrame, given: pd.DataFrame) -> tuple[Problem, ...]:
    """Take from `jobs` the ends of those that run and the times of those that wait, which are plans, and return a note of them."""
    if "state" not in given:
        return ()
    runs, waits = (given["state"].str.fullmatch(words).fillna(False).astype(bool) for words in (_RUNS, _WAITS))
    planned = (runs & jobs["end"].notna()) | (waits & jobs[["start", "end"]].notna().any(axis=1))
    jobs["end"] = jobs["end"].mask(runs | waits)
    jobs["start"] = jobs["start"].mask(waits)
    return (Problem("read.jobs_planned", values={"count": int(planned.sum())}, severity="note"),) if planned.any() else ()


def _hours(jobs: pd.DataFrame, window: tuple[pd.Timestamp, pd.Timestamp]) -> pd.DataFrame:
    """Return rows of `usage` for every hour of every pool of the window."""
    group = jobs.groupby(["cluster", "pool"], dropna=False, sort=False).ngroup().to_numpy()
    last = jobs["end"].fillna(window[1])
    held = (group, jobs["start"].fillna(last), last, jobs["held"])
    waits = (group, jobs["submit"].fillna(jobs["start"]).fillna(last), jobs["start"].fillna(last), jobs["asked"])
    both = [np.concatenate(parts) for parts in zip(*(_codes(*each, window) for each in (held, waits)), strict=True)]
    is_held = np.repeat([True, False], len(jobs))
    sums = hour_sums(*both[:3], {"allocated": np.where(is_held, both[3], 0), "queued": np.where(is_held, 0, both[3])})
    sums["row"] = first_rows(both[0], both[1], np.tile(jobs["row"].to_numpy(), 2), sums)
    sums = sums.clip(lower=0).reset_index().join(jobs[["cluster", "pool"]].groupby(group).first(), on="group")
    if jobs["submit"].isna().all():
        sums["queued"] = np.nan
    reach = sums["hour"].clip(lower=window[0]), (sums["hour"] + pd.Timedelta(hours=1)).clip(upper=window[1])
    sums["observed_minutes"] = (reach[1] - reach[0]) / pd.Timedelta(minutes=1)
    return sums.rename(columns={n: f"{n}_card_hours" for n in ("allocated", "queued")})


def _codes(
    group: np.ndarray, start: pd.Series, end: pd.Series, cards: pd.Series, window: tuple[pd.Timestamp, pd.Timestamp]
) -> tuple[np.ndarray, ...]:
    """Return arrays as `hour_sums` takes them, within the window, whole cards as whole numbers. A wait of less than nothing is none."""
    begins, ends = (moments.clip(*window).to_numpy("datetime64[us]").astype("int64") for moments in (start, end))
    count = cards.to_numpy("float64")
    return group, begins, np.maximum(begins, ends), count.astype("int64") if (count % 1 == 0).all() else count


def _several(jobs: pd.DataFrame) -> tuple[Problem, ...]:
    count = len(jobs[["cluster", "pool"]].drop_duplicates())
    return (Problem("read.jobs_pools", values={"count": count}, severity="note"),) if count > 1 else ()


JOBS = Reader(
    "jobs",
    Text("Job table (Slurm sacct and others)", "作业表（Slurm 作业记录等）"),
    (".csv", ".tsv", ".txt", ".csv.gz"),
    _recognises,
    _read,
    USAGE.name,
    COLUMNS,
)
