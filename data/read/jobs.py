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

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from data.mapping import Match, normalised
from data.read.columns import BadRows, matched, numbers, taken, times
from data.read.delimited import read as delimited
from data.read.files import joined, placed
from data.read.follow import followed, once
from data.read.reader import File, Reader, Reading, Table
from data.read.samples import first_rows, hour_sums, usage
from data.read.telemetry import headers
from data.read.tres import cards
from data.schema import Column, Problem, Refused, Text
from data.tables.usage import USAGE
from data.units import SHOWN

_NONE: Mapping[str, Match] = {}

_FROM = "listed_from"
COLUMNS = (
    Column(
        "job",
        "text",
        Text("Job id", "作业号"),
        synonyms=("job id", "job id raw", "id", "job name", "name", "task id", "作业号", "作业id") + ("任务id", "任务号"),
    ),
    Column(
        "submit",
        "instant",
        Text("Submission", "提交时间"),
        synonyms=("submit time", "submitted", "submitted at", "submission time")
        + ("create time", "created at", "creation time", "creation timestamp", "提交时间", "创建时间"),
    ),
    Column(
        "start",
        "instant",
        Text("Start", "开始时间"),
        synonyms=("start time", "started", "started at", "begin", "begin time")
        + ("scheduled time", "schedule time", "开始时间", "启动时间", "调度时间"),
    ),
    Column(
        "end",
        "instant",
        Text("End", "结束时间"),
        synonyms=("end time", "ended", "ended at", "finish", "finish time", "finished at")
        + ("completion time", "deletion time", "delete time", "deletion timestamp", "结束时间", "完成时间", "删除时间"),
    ),
    Column(
        "cards",
        "number",
        Text("Cards", "卡数"),
        unit="cards",
        low=0,
        synonyms=("card", "card num", "gpus", "gpu", "gpu num")
        + ("gpu count", "num gpus", "num gpu", "n gpus", "npus", "npu num", "accelerators", "加速卡数", "申请卡数", "gpu卡数", "npu卡数"),
    ),
    Column("card_thousandths", "number", Text("Thousandths of each card", "每卡份额（千分之一）"), low=0, synonyms=("gpu milli",)),
    Column("allocated", "text", Text("Resources allocated (TRES or GRES)", "已分配资源"), synonyms=("alloc tres", "alloc gres")),
    Column("requested", "text", Text("Resources requested (TRES or GRES)", "申请资源"), synonyms=("req tres", "req gres")),
    Column(
        "nodes",
        "number",
        Text("Nodes of the job", "作业节点数"),
        low=0,
        synonyms=("n nodes", "nnodes", "alloc nodes", "req nodes", "num nodes", "node count", "节点数"),
    ),
    Column("state", "text", Text("State", "状态"), synonyms=("job state", "status", "pod phase", "phase", "作业状态", "任务状态")),
    Column("pool", "text", Text("Pool", "资源池"), synonyms=("partition", "vc", "virtual cluster", "queue", "分区", "队列")),
    Column("cluster", "text", Text("Cluster", "集群"), synonyms=("cluster name", "集群名称")),
    Column(_FROM, "instant", Text("Time from which all jobs are listed", "作业完整记录的起点")),
)
"""What is read of a job table."""
_TIMES = ("submit", "start", "end")
_OVER = r"(?i)cancel|fail|complet(?!ing)|timeout|kill|out_of_me|boot_fail|deadline|done|succe|finish|terminat|取消|失败|完成|成功|终止|结束"
_RAN = r"(?i)runn|complet|timeout|out_of_me|node_fail|done|succe|finish|运行|完成|成功"
_ARRAY = re.compile(r"_\[([^\]]*)")


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
    said += (*bad.problems(), *_slices(given))
    jobs, again = once(jobs[~bad.rows], source.pieces, {"allocated", "requested"} & set(given))
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
    jobs, zone, said = times(given, (*_TIMES, _FROM), bad, matches)
    if _FROM in given and jobs[_FROM].isna().all():
        raise Refused(Problem("read.listed_from", values={"found": str(given[_FROM].iloc[0])[:SHOWN]}))
    jobs["held"], jobs["asked"] = _cards(given, bad, matches)
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


def _cards(given: pd.DataFrame, bad: BadRows, matches: Mapping[str, Match]) -> tuple[pd.Series, pd.Series]:
    """Return the cards held and the cards asked for; either stands in for the other where that is empty."""
    if "cards" in given:
        held = numbers(given, "cards", bad, matches, COLUMNS)
        if "card_thousandths" in given:
            held = held * numbers(given, "card_thousandths", bad, matches, COLUMNS) / 1000
        bad.add(held.isna(), "cards", lambda _: Problem("read.job_no_cards"))
        asked = held
    else:
        held, asked = (_listed(given, name, bad, matches) for name in ("allocated", "requested"))
        asked, held = asked.fillna(held).fillna(0), held.fillna(asked).fillna(0)
    arrays = given["job"][given["job"].str.contains("_[", regex=False, na=False)] if "job" in given else pd.Series(dtype="str")
    tasks = arrays.map(_tasks).astype("float64").reindex(given.index)
    unclear = pd.Series(given.index.isin(arrays.index), given.index) & tasks.isna()
    bad.add(unclear, "job", lambda row: Problem("read.job_array", values={"found": given.at[row, "job"][:SHOWN]}))
    return held, asked * tasks.fillna(1)


def _listed(given: pd.DataFrame, name: str, bad: BadRows, matches: Mapping[str, Match]) -> pd.Series:
    """Return the cards that the resources under `name` list; null where there are none. ReqGRES is what was asked for of each node."""
    if name not in given:
        return pd.Series(np.nan, given.index)
    listed = cards(given[name])
    bad.add(listed.sharded, name, lambda row: Problem("read.job_shards", values={"found": given.at[row, name][:SHOWN]}))
    if "gres" not in normalised(matches[name].header or "") or name == "allocated":
        return listed.count
    nodes = numbers(given, "nodes", bad, matches, COLUMNS) if "nodes" in given else pd.Series(np.nan, given.index)
    allocated = given["allocated"] if "allocated" in given else pd.Series(None, given.index, dtype="str")
    unclear = (listed.count > 0) & nodes.isna() & allocated.isna()
    bad.add(unclear, name, lambda row: Problem("read.job_nodes", values={"found": given.at[row, name][:SHOWN]}))
    return listed.count * nodes


def _slices(given: pd.DataFrame) -> tuple[Problem, ...]:
    """Return a note of the jobs that hold slices of cards."""
    parts = [cards(given[name]).slices > 0 for name in ("allocated", "requested") if name in given and "cards" not in given]
    count = int(np.logical_or.reduce(parts).sum()) if parts else 0
    return (Problem("read.job_slices", values={"count": count}, severity="note"),) if count else ()


def _tasks(job: str) -> float:
    """Return how many jobs a waiting array stands for: 123_[1,4-10:2%2] is five. Null where its list cannot be read."""
    found = _ARRAY.search(job)
    parts = [re.fullmatch(r"(\d+)(?:-(\d+)(?::([1-9]\d*))?)?", part) for part in (found[1].split("%")[0].split(",") if found else [])]
    if not parts or not all(parts):
        return np.nan
    spans = [(int(part[1]), int(part[2] or part[1]), int(part[3] or 1)) for part in parts]
    return sum((last - first) // step + 1 for first, last, step in spans) if all(last >= first for first, last, _ in spans) else np.nan


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
