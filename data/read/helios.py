"""Helios virtual-cluster sequences: one row a minute and pool, reduced to rows of the dataset `usage`.

A file has the state of one virtual cluster; a folder holds <pool>/cluster_sequence_vc.csv(.gz) for several, and may hold
<Cluster>_gpu_number.csv, the daily cards of every pool of the cluster, those without a sequence included.

A sample stands for the time to the next one, at most three sampling intervals, the last one for one interval; what is left of an hour is
unobserved (`observed_minutes`). `stranded_own` is the sum over the samples of min(idle, queued) in the pool; `stranded_cluster` is the
same over all pools, shared out by their idle cards, and unknown for a file without its neighbours.

The scope of the coverage is the `total` of the day in <Cluster>_gpu_number.csv, except on a day when it gives 0 cards to a pool whose own
sequence has cards: that day's line is not believed (on 2020-05-09 Earth's puts all cards on one pool), and the last total believed before
it stands, else the first after it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.read.content import first_bytes, kind
from data.read.reader import MAX_COLUMNS, File, Reader, Reading, Table
from data.read.text import utf8
from data.rollup.definition import HOUR
from data.schema import Place, Problem, Refused, Text
from data.tables.usage import USAGE

_FILES = ("*/cluster_sequence_vc.csv", "*/cluster_sequence_vc.csv.gz")
_SCOPE = "_gpu_number.csv"
_COUNTS = {"total_gpu_num": "installed", "running_gpu_num": "allocated", "pending_gpu_num": "queued"}
_LONGEST_HOLD = 3


def _recognises(path: Path, name: str) -> bool:
    if path.is_dir():
        return bool(_sequences(path))
    if kind(path) != "text":
        return False
    headers = first_bytes(path).split(b"\n")[0].decode("utf-8", "replace").strip().split(",")
    return {"time", *_COUNTS} <= set(headers)


def _read(files: Sequence[File]) -> Reading:
    if len(files) > 1:
        raise Refused(Problem("read.helios_several"))
    path = files[0].path
    files = _sequences(path) if path.is_dir() else {None: path}
    read = {pool: samples(file, pool) for pool, file in files.items()}
    interval = _interval(read)
    held = pd.concat([_held(frame, interval).assign(pool=pool) for pool, frame in read.items()], ignore_index=True)
    hours = _hours(held, interval, path.is_dir())
    hours["sample_minutes"] = interval / pd.Timedelta(minutes=1)
    if path.is_dir():
        hours["cluster"], hours["cluster_installed_card_hours"] = _scope(path, hours)
    pools = [hours[hours["pool"] == pool] if pool else hours.assign(pool=None) for pool in files]
    tables = tuple(Table(pool, rows.set_index("row").reindex(columns=USAGE.given_names)) for pool, rows in zip(files, pools, strict=True))
    return Reading("helios", tables, dataset=USAGE.name, rows_read=sum(map(len, read.values())))


def _sequences(folder: Path) -> dict[str, Path]:
    return {file.parent.name: file for pattern in _FILES for file in sorted(folder.glob(pattern))}


def samples(file: Path, pool: str | None) -> pd.DataFrame:
    """Return time and card counts in the order of time, with the row in the file. Refused where a time or count cannot be read."""
    data, _ = utf8(file)
    try:
        given = _table(data, usecols=["time", *_COUNTS], dtype="str")
    except (ValueError, pd.errors.ParserError) as error:
        raise Refused(Problem("read.helios_columns", Place(pool), values={"names": ", ".join(["time", *_COUNTS])})) from error
    frame = given[[*_COUNTS]].apply(pd.to_numeric, errors="coerce").astype("float64").rename(columns=_COUNTS)
    frame.insert(0, "time", pd.to_datetime(given["time"], errors="coerce", format="%Y-%m-%d %H:%M:%S"))
    frame["row"] = np.arange(2, len(frame) + 2)
    for code, wrong in (("read.helios_cell", frame.isna().any(axis=1)), ("read.helios_twice", frame["time"].duplicated())):
        if wrong.any():
            raise Refused(Problem(code, Place(pool, int(frame["row"][wrong].iloc[0]))))
    return frame.sort_values("time", ignore_index=True)


def _table(data: bytes, **options: Any) -> pd.DataFrame:
    """Return the table that pandas reads. ValueError where it is too wide: names that come again are numbered in time that grows with
    the square of their count, and 83,000 of them took two minutes."""
    if len(data.partition(b"\n")[0].split(b",", MAX_COLUMNS)) > MAX_COLUMNS:
        raise ValueError
    return pd.read_csv(io.BytesIO(data), **options)


def _interval(read: dict[str | None, pd.DataFrame]) -> pd.Timedelta:
    """Return the most frequent step between samples; a minute where no file has two."""
    steps = pd.concat([frame["time"].diff().dropna() for frame in read.values()])
    return steps.mode().iloc[0] if len(steps) else pd.Timedelta(minutes=1)


def _held(frame: pd.DataFrame, interval: pd.Timedelta) -> pd.DataFrame:
    """Return one row for each interval that a sample stands for."""
    steps = (frame["time"].diff().shift(-1) / interval).fillna(1).clip(1, _LONGEST_HOLD).astype(int).to_numpy()
    held = frame.loc[np.repeat(frame.index, steps)].reset_index(drop=True)
    held["time"] += (np.arange(len(held)) - np.repeat(np.cumsum(steps) - steps, steps)) * interval
    return held


def _hours(held: pd.DataFrame, interval: pd.Timedelta, has_neighbours: bool) -> pd.DataFrame:
    """Return card-hours by pool and hour, installed those of the whole hour; each row of `held` stands for `interval`."""
    idle = (held["installed"] - held["allocated"]).clip(lower=0)
    held["stranded_own"] = np.minimum(idle, held["queued"])
    if has_neighbours:
        all_idle, all_queued = (counts.groupby(held["time"]).transform("sum") for counts in (idle, held["queued"]))
        held["stranded_cluster"] = np.minimum(all_idle, all_queued) * (idle / all_idle.where(all_idle > 0)).fillna(0)
    steps = [name for name in (*_COUNTS.values(), "stranded_own", "stranded_cluster") if name in held]
    parts = _parts(held, interval)
    parts[steps] = parts[steps].mul(parts["micros"], axis=0)
    groups = parts.groupby(["pool", "hour"], dropna=False, sort=False)
    sums = groups[[*steps, "micros"]].sum() / HOUR
    observed = sums.pop("micros")
    sums["installed"] /= observed
    return sums.add_suffix("_card_hours").assign(row=groups["row"].min(), observed_minutes=60 * observed).reset_index()


def _parts(held: pd.DataFrame, interval: pd.Timedelta) -> pd.DataFrame:
    """Return the rows of `held` cut where an hour begins, each with its `hour` and the microseconds of it for which it stands."""
    start, length = held["time"].to_numpy("datetime64[us]").astype("int64"), interval // pd.Timedelta(microseconds=1)
    counts = (start + length - 1) // HOUR - start // HOUR + 1
    place = np.repeat(np.arange(len(held)), counts)
    hour = start[place] // HOUR + np.arange(len(place)) - np.repeat(np.cumsum(counts) - counts, counts)
    micros = np.minimum(start[place] + length, (hour + 1) * HOUR) - np.maximum(start[place], hour * HOUR)
    return held.iloc[place].reset_index(drop=True).assign(hour=(hour * HOUR).view("datetime64[us]"), micros=micros)


def _scope(folder: Path, hours: pd.DataFrame) -> tuple[str | None, pd.Series | None]:
    """Return the cluster's name and, for each row of `hours`, the card-hours of all its pools; None for what the folder does not say."""
    files = list(folder.glob(f"*{_SCOPE}"))
    if len(files) != 1:
        return None, None
    name = files[0].name.removesuffix(_SCOPE)
    try:
        days = _table(utf8(files[0])[0], index_col="date", parse_dates=["date"], date_format="%Y-%m-%d")
        total = days["total"].astype("float64")
    except (ValueError, KeyError, pd.errors.ParserError) as error:
        raise Refused(Problem("read.helios_columns", Place(files[0].name), values={"names": "date, total"})) from error
    day = hours["hour"].dt.normalize()
    own = hours.pivot_table(index=day, columns="pool", values="installed_card_hours", aggfunc="max")
    stated = days.reindex(index=own.index, columns=own.columns)
    doubted = own.index[((stated == 0) & (own > 0)).any(axis=1)]
    believed = total.sort_index().where(lambda totals: ~totals.index.isin(doubted)).ffill().bfill()
    return name, day.map(believed)


HELIOS = Reader(
    "helios",
    Text("Helios virtual-cluster sequence", "Helios 虚拟集群序列"),
    (".csv", ".csv.gz"),
    _recognises,
    _read,
    dataset=USAGE.name,
)
