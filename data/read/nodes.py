"""Node sequences: one row per moment (and pool) with the active and the total count, reduced to rows of the dataset `usage`.

CSV with a time, `active` and `total` (active_nodes, total_gpus, 活跃节点数 …), and where known pool, cluster and the cards of a node
(cards_per_node), as schedulers and published traces of node occupancy give them. Active nodes are held by a job: their cards are
allocated. The total may change at any row, as where capacity varies by day. Counts are cards where the header says so or says nothing,
which is then noted; counts of nodes need cards_per_node. A row stands for the time to the next one of its pool, at most three sampling
intervals, the last one for one; times as `data.read.telemetry.instants` reads them.
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
from data.read.samples import first_rows, held_until, hour_sums, usage
from data.read.telemetry import headers, instants, kept, named
from data.schema import Problem, Refused, Text
from data.tables.usage import USAGE

_THINGS = ("", "node", "nodes", "card", "cards", "gpu", "gpus", "npu", "npus", "nodenum", "gpunum", "nodecount", "gpucount")


def _called(english: str, chinese: str) -> tuple[str, ...]:
    latin = (name for thing in _THINGS for name in (f"{english}{thing}", f"{thing}{english}", f"num{english}{thing}"))
    return (*latin, *(f"{chinese}{thing}" for thing in ("", "节点", "节点数", "卡数", "加速卡数")))


NAMES = {
    "time": ("time", "timestamp", "datetime", "date", "hour", "时间", "时刻", "日期"),
    "active": _called("active", "活跃"),
    "total": (*_called("total", "总"), "节点总数", "总数", "加速卡总数"),
    "each": ("cardspernode", "gpuspernode", "npuspernode", "gpupernode", "单节点卡数", "每节点卡数"),
    "pool": ("pool", "partition", "vc", "virtualcluster", "资源池", "分区"),
    "cluster": ("cluster", "clustername", "集群", "集群名称"),
}
"""What the columns may be called, without case, space and punctuation."""
_NEEDED = ("time", "active", "total")
_POOL = ["cluster", "pool"]


def _recognises(path: Path, name: str) -> bool:
    return set(_NEEDED) <= set(named(headers(path), NAMES))


def _read(files: Sequence[File]) -> Reading:
    source, notes = joined(files, delimited)
    given = source.frame
    columns = named(given.columns, NAMES)
    if missing := [each for each in _NEEDED if each not in columns]:
        raise Refused(Problem("read.columns_missing", values={"names": ", ".join(missing)}))
    asked = _unit(columns)
    times, zone, said = instants(given[[columns["time"]]])
    rows = pd.DataFrame({"time": times[columns["time"]], "row": given.index})
    each = pd.to_numeric(given[columns["each"]], errors="coerce") if "each" in columns else 1
    for count in ("active", "total"):
        cards = pd.to_numeric(given[columns[count]], errors="coerce") * each
        rows[count] = cards.where(cards >= 0)
    for column in _POOL:
        rows[column] = given[columns[column]] if column in columns else None
    known = rows[[*_NEEDED]].notna().all(axis=1)
    lost = kept(known, tuple(columns[name] for name in (*_NEEDED, "each") if name in columns))
    table = Table(None, usage(_hours(rows[known]).assign(zone=zone)), source.pieces)
    return Reading("nodes", (table,), (*notes, *placed((*asked, *said, *lost), source)), USAGE.name, len(given))


def _unit(columns: dict[str, str]) -> tuple[Problem, ...]:
    """Return a note where the headers do not say what is counted. Refused where it is nodes of an unknown number of cards."""
    counted = f"{columns['active']} {columns['total']}"
    if "each" in columns or re.search("card|gpu|npu|卡", counted, re.IGNORECASE):
        return ()
    if re.search("node|节点", counted, re.IGNORECASE):
        raise Refused(Problem("read.nodes_cards", values={"names": counted.replace(" ", ", ")}))
    return (Problem("read.nodes_unit", values={"names": f"{columns['active']}, {columns['total']}"}, severity="note"),)


def _hours(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per pool and hour that is observed, its capacity that of the part observed."""
    rows = rows.assign(group=rows.groupby(_POOL, dropna=False, sort=False).ngroup())
    rows = rows.sort_values(["group", "time"], kind="stable", ignore_index=True)
    group, row = rows["group"].to_numpy(), rows["row"].to_numpy()
    start = rows["time"].to_numpy("datetime64[us]").astype("int64")
    end, interval = held_until(group, start)
    counts = {name: rows[name].to_numpy() for name in ("active", "total")}
    sums = hour_sums(
        group, start, end, {"observed": np.ones(len(rows), dtype="int64"), **{name: _whole(each) for name, each in counts.items()}}
    )
    sums["row"] = first_rows(group, start, row, sums)
    sums = sums[sums["observed"] > 0].reset_index().join(rows.groupby("group")[_POOL].first(), on="group")
    sums["installed_card_hours"] = sums["total"] / sums["observed"]
    sums["observed_minutes"] = 60 * sums["observed"]
    sums["sample_minutes"] = sums["group"].map(pd.Series(interval / 60e6).groupby(group).first())
    return sums.rename(columns={"active": "allocated_card_hours"})


def _whole(counts: np.ndarray) -> np.ndarray:
    """Return counts as whole numbers where they are, which are summed exactly."""
    return counts.astype("int64") if (counts % 1 == 0).all() else counts.astype("float64")


NODES = Reader(
    "nodes",
    Text("Node sequence (time, active, total)", "节点序列（时间、活跃数、总数）"),
    (".csv", ".tsv", ".txt", ".csv.gz"),
    _recognises,
    _read,
    dataset=USAGE.name,
)
