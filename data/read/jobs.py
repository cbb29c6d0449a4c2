"""Job tables, one row per job, reduced to rows of the dataset `usage`: allocated and queued card-hours of each pool and hour.

Slurm: `sacct -P --allusers -o JobID,Partition,Submit,Start,End,State,AllocTRES,ReqTRES` (https://slurm.schedmd.com/sacct.html), separated
by |. Cards are `gres/gpu=8` (or npu, dcu, mlu, gcu) in the TRES; steps such as 123.batch are no jobs; a waiting array 123_[4-10] is as many
jobs as it lists. Any other table: a start, an end, the cards, and a submission or a job id, under the names below or with a unit of time
(`start_ms`); times as `data.read.telemetry.instants` reads them.

A job is allocated from its start to its end and queued from its submission to its start, or to its end where it never began. What has not
ended by the last time in the file is counted up to there, a running job as allocated and a waiting one as queued; a job that began before
the others were recorded counts from its own start. Jobs do not say how many cards there are, nor which were busy: `installed` is empty
and must be given; nor can it be seen whether they are all jobs of the pool or a sample, which is asked (`jobs_listed`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from data.read.delimited import read as delimited
from data.read.files import joined, placed
from data.read.reader import File, Reader, Reading, Table
from data.read.samples import first_rows, hour_sums
from data.read.telemetry import headers, instants, kept, named
from data.schema import Problem, Refused, Text
from data.tables.usage import USAGE

NAMES = {
    "job": ("jobid", "jobidraw", "id", "jobname", "taskid", "作业号", "作业id", "任务id", "任务号"),
    "submit": ("submit", "submittime", "submitted", "submittedat", "submissiontime", "createtime", "createdat", "提交时间", "创建时间"),
    "start": ("start", "starttime", "started", "startedat", "begin", "begintime", "开始时间", "启动时间"),
    "end": ("end", "endtime", "ended", "endedat", "finish", "finishtime", "finishedat", "completiontime", "结束时间", "完成时间"),
    "cards": ("cards", "card", "cardnum", "gpus", "gpu", "gpunum", "gpucount", "numgpus", "numgpu", "ngpus", "npus", "npunum")
    + ("accelerators", "卡数", "加速卡数", "申请卡数", "gpu卡数", "npu卡数"),
    "allocated": ("alloctres",),
    "requested": ("reqtres",),
    "state": ("state", "jobstate", "status", "状态", "作业状态", "任务状态"),
    "pool": ("pool", "partition", "vc", "virtualcluster", "queue", "资源池", "分区", "队列"),
    "cluster": ("cluster", "clustername", "集群", "集群名称"),
}
"""What the columns of a job table may be called, without case, space and punctuation."""
_TIMES = ("submit", "start", "end")
_CARDS = re.compile(r"(?:^|,)gres/(?:gpu|npu|dcu|mlu|gcu)(:[^=,]+)?=(\d+)")
_OVER = r"(?i)cancel|fail|complet(?!ing)|timeout|kill|out_of_memory|node_fail|boot_fail|deadline|done|success|取消|失败|完成|成功"


def _recognises(path: Path, name: str) -> bool:
    found = named(headers(path), NAMES)
    counted = {"cards", "allocated", "requested"} & set(found)
    return {"start", "end"} <= set(found) and bool(counted) and bool({"submit", "job"} & set(found))


def _read(files: Sequence[File]) -> Reading:
    source, notes = joined(files, delimited)
    given = source.frame
    columns = named(given.columns, NAMES)
    if missing := [each for each in ("start", "end") if each not in columns]:
        raise Refused(Problem("read.columns_missing", values={"names": ", ".join(missing)}))
    given = given[[*columns.values()]].set_axis([*columns], axis=1)
    if "job" in given and {"allocated", "requested"} & set(given):
        given = given[~given["job"].str.contains(".", regex=False, na=False)]
    jobs, said = _jobs(given, columns)
    hours, window = _hours(jobs)
    said += (_window(window, jobs), *_several(jobs))
    table = Table(None, hours.set_index("row").reindex(columns=USAGE.given_names), source.pieces)
    return Reading("jobs", (table,), (*notes, *placed(said, source)), USAGE.name, len(given), asks=("jobs_listed",))


def _jobs(given: pd.DataFrame, columns: dict[str, str]) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Return cluster, pool, row, the times, the cards held and asked for, and whether the job is over; and notes of what was left out."""
    times = [name for name in _TIMES if name in columns]
    moments, zone, said = instants(given[times].rename(columns=columns))
    jobs = moments.set_axis(times, axis=1).reindex(columns=_TIMES).astype("datetime64[us]")
    jobs["held"], jobs["asked"] = _cards(given)
    jobs["over"] = given["state"].str.contains(_OVER, na=False) if "state" in given else False
    jobs = jobs.assign(zone=zone, row=given.index, **{name: given.get(name) for name in ("cluster", "pool")})
    began = jobs["start"].fillna(jobs["submit"])
    ended = jobs["end"].notna() | ~jobs["over"]
    readable = began.notna() & ended & ~(jobs["end"] < began) & jobs[["held", "asked"]].notna().all(axis=1)
    return jobs[readable], (*said, *kept(readable, tuple(columns[name] for name in columns if name not in ("job", "pool", "cluster"))))


def _cards(given: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the cards held and the cards asked for; either stands in for the other where that is empty."""
    if "cards" in given:
        cards = pd.to_numeric(given["cards"], errors="coerce")
        cards = cards.where(cards >= 0)
        return cards, cards
    held, asked = (_tres(given[name]) if name in given else pd.Series(np.nan, given.index) for name in ("allocated", "requested"))
    asked, held = asked.fillna(held).fillna(0), held.fillna(asked).fillna(0)
    arrays = given["job"][given["job"].str.contains("_[", regex=False, na=False)] if "job" in given else pd.Series(dtype="str")
    return held, asked * arrays.map(_tasks).reindex(given.index).fillna(1)


def _tres(texts: pd.Series) -> pd.Series:
    """Return the cards in each TRES; the whole is listed beside its types. Null for an empty one."""
    codes, distinct = pd.factorize(texts)
    found = [_CARDS.findall(text) for text in distinct]
    whole = [sum(int(count) for kind, count in each if not kind) or sum(int(count) for kind, count in each if kind) for each in found]
    return pd.Series(np.array([*whole, np.nan])[codes], texts.index)


def _tasks(job: str) -> int:
    """Return how many jobs a waiting array stands for: 123_[1,4-10%2] is eight."""
    found = re.search(r"_\[([\d,:-]+)", job)
    ranges = [part.split(":")[0].split("-") for part in found[1].split(",") if part] if found else []
    return sum(int(each[-1]) - int(each[0]) + 1 for each in ranges) or 1


def _hours(jobs: pd.DataFrame) -> tuple[pd.DataFrame, tuple[pd.Timestamp, pd.Timestamp]]:
    """Return rows of `usage` for every hour of every pool from the first to the last time in the file, and these two."""
    window = jobs[[*_TIMES]].min().min(), jobs[[*_TIMES]].max().max()
    group = jobs.groupby(["cluster", "pool"], dropna=False, sort=False).ngroup().to_numpy()
    last = jobs["end"].fillna(window[1])
    held = (group, jobs["start"].fillna(last), last, jobs["held"])
    waits = (group, jobs["submit"].fillna(jobs["start"]), jobs["start"].fillna(last), jobs["asked"])
    both = [np.concatenate(parts) for parts in zip(*(_codes(*each) for each in (held, waits)), strict=True)]
    is_held = np.repeat([True, False], len(jobs))
    sums = hour_sums(*both[:3], {"allocated": np.where(is_held, both[3], 0), "queued": np.where(is_held, 0, both[3])})
    sums["row"] = first_rows(both[0], both[1], np.tile(jobs["row"].to_numpy(), 2), sums)
    sums = sums.clip(lower=0).reset_index().join(jobs[["cluster", "pool"]].groupby(group).first(), on="group")
    if jobs["submit"].isna().all():
        sums["queued"] = np.nan
    reach = sums["hour"].clip(lower=window[0]), (sums["hour"] + pd.Timedelta(hours=1)).clip(upper=window[1])
    sums["observed_minutes"] = (reach[1] - reach[0]) / pd.Timedelta(minutes=1)
    return sums.assign(zone=jobs["zone"].iloc[0]).rename(columns={n: f"{n}_card_hours" for n in ("allocated", "queued")}), window


def _codes(group: np.ndarray, start: pd.Series, end: pd.Series, cards: pd.Series) -> tuple[np.ndarray, ...]:
    """Return arrays as `hour_sums` takes them, whole cards as whole numbers. A wait that would end before it began is none."""
    begins, ends = (moments.to_numpy("datetime64[us]").astype("int64") for moments in (start, end))
    count = cards.to_numpy("float64")
    return group, begins, np.maximum(begins, ends), count.astype("int64") if (count % 1 == 0).all() else count


def _window(window: tuple[pd.Timestamp, pd.Timestamp], jobs: pd.DataFrame) -> Problem:
    first, last = (f"{moment:%Y-%m-%d %H:%M}" for moment in window)
    ended = jobs["end"].min()
    values = {
        "first": first,
        "last": last,
        "ended": "–" if pd.isna(ended) else f"{ended:%Y-%m-%d %H:%M}",
        "count": int(jobs["end"].isna().sum()),
    }
    return Problem("read.jobs_window", values=values, severity="note")


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
)
