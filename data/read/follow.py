"""From when on a job table can be followed: which time it lists, and what of a job lies in it; and which jobs it lists twice. No format:
what is said of jobs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from data.schema import Place, Problem, Refused

_LISTED = 0.5
"""The share of the usual submissions below which most jobs of a time are not listed."""
_SLACK = pd.Timedelta(seconds=1)
"""What reaches into an hour by less opens none."""


def once(jobs: pd.DataFrame, pieces: Sequence[tuple[str, int]], is_numbered: bool) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Return the jobs, each once, and a note of those that were listed again.

    pieces: name and row before the first of each file (`Table.pieces`); is_numbered: whether the scheduler numbers its jobs, so that the
    same number, submission and start is the same job. Other ids are trusted where no file has one twice. Of a job that is listed waiting,
    running and ended in several tables the row that knows most counts.
    """
    there = jobs[jobs["job"].notna()]
    place = ["cluster", "job", "submit"]
    files = np.searchsorted([before for _, before in pieces], there["row"], side="left")
    if not is_numbered and (len(pieces) < 2 or there.assign(file=files).duplicated(["file", *place, "start"]).any()):
        return jobs, ()
    known = there.assign(ends=there["end"].notna()).sort_values(["ends", "end", "row"], ascending=[False, False, True])
    begun = known[known["start"].notna()]
    kept = begun.drop_duplicates([*place, "start"]).index
    waiting = known[known["start"].isna()].drop_duplicates(place)
    started = pd.MultiIndex.from_frame(waiting[place]).isin(pd.MultiIndex.from_frame(begun[place]))
    gone = there.index.difference(kept).difference(waiting.index[~started])
    note = Problem("read.jobs_again", values={"count": len(gone)}, severity="note")
    return jobs.drop(gone), (note,) if len(gone) else ()


def followed(jobs: pd.DataFrame) -> tuple[pd.DataFrame, tuple[pd.Timestamp, pd.Timestamp], tuple[Problem, ...]]:
    """Return the jobs, their window, and what must be said of both.

    A table that was exported over a period lists besides its own jobs the ones that were still running when it began: they are few, and
    count within the window alone. The window begins at `listed_from` where it is said, else where most jobs are listed (`_first`); it
    ends at the last time. A job with neither submission nor start (`earlier`) ran before the first record and counts from the window's
    first moment. Refused where no job has a time.
    """
    known = jobs.loc[~jobs["earlier"], ["submit", "start"]]
    records = known["submit"].fillna(known["start"])
    last = jobs[["submit", "start", "end"]].max().max()
    if pd.isna(last):
        row = int(jobs["row"].iloc[0])
        raise Refused(Problem("read.no_row_read", Place(row=row), values={"count": len(jobs), "names": "submit, start, end"}))
    first = jobs["listed_from"].min()
    first = _first(records, jobs["end"].min(), last) if pd.isna(first) else first
    window = _whole(first, last)
    began = jobs["start"].mask(jobs["earlier"], window[0])
    return jobs.assign(start=began), window, tuple(_said(jobs, records, window))


def _first(records: pd.Series, ended: pd.Timestamp, last: pd.Timestamp) -> pd.Timestamp:
    """Return from which moment on most jobs are listed.

    No job that ended before `ended` is listed, so of the time before it only what ran on is known. Records before it belong to the
    window as far back as they come at half the rate at which they come afterwards, and no gap among them is longer than all that follows.
    """
    moments = np.sort(records.dropna().unique())
    if pd.isna(ended) or not len(moments):
        return pd.Timestamp(moments[0]) if len(moments) else ended
    before, after = moments[moments < ended.to_datetime64()], moments[moments >= ended.to_datetime64()]
    if not len(before):
        return pd.Timestamp(moments[0])
    following = np.append(before[1:], after[:1] if len(after) else before[-1:])
    gaps, rest = following - before, last.to_datetime64() - following
    far = np.flatnonzero((gaps > rest) & (np.arange(len(before)) < len(moments) - 1))
    start = int(far[-1]) + 1 if len(far) else 0
    span = (last - ended) / _SLACK
    rate = len(after) / span if span > 0 else 0.0
    reach = (ended.to_datetime64() - before[start:]) / np.timedelta64(1, "s")
    listed = np.flatnonzero(np.arange(len(reach), 0, -1) >= _LISTED * rate * reach)
    if len(listed):
        return pd.Timestamp(before[start:][listed[0]])
    return pd.Timestamp(after[0] if len(after) else ended)


def _whole(first: pd.Timestamp, last: pd.Timestamp) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the window without an end that reaches into an hour by less than a second."""
    floor, ceiling = last.floor("h"), first.ceil("h")
    if last - first <= _SLACK:
        return first, last
    return (ceiling if ceiling - first < _SLACK else first), (floor if last - floor < _SLACK else last)


def _said(jobs: pd.DataFrame, records: pd.Series, window: tuple[pd.Timestamp, pd.Timestamp]):
    first, last = (_written(moment) for moment in window)
    values = {"first": first, "last": last, "ended": _written(jobs["end"].min()), "count": int(jobs["end"].isna().sum())}
    yield Problem("read.jobs_window", values=values, severity="note")
    if before := int((records < window[0]).sum()):
        yield Problem("read.jobs_before", values={**values, "count": before, "earliest": _written(records.min())}, severity="note")
    if earlier := int(jobs["earlier"].sum()):
        held = jobs[jobs["earlier"]]
        hours = (held["held"] * (held["end"].fillna(window[1]).clip(*window) - window[0]).dt.total_seconds()).sum() / 3600
        yield Problem("read.jobs_earlier", values={"count": earlier, "first": first, "hours": f"{hours:,.6g}"}, severity="note")


def _written(moment: pd.Timestamp) -> str:
    return "–" if pd.isna(moment) else f"{moment:%Y-%m-%d %H:%M}"
