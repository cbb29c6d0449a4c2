"""Node sequences: one row per moment (and pool) with the active and the total count, reduced to rows of the dataset `usage`.

CSV with a time, `active` and `total` (active_nodes, total_gpus, 活跃节点数 …), and where known pool, cluster and the cards of a node
(cards_per_node), as schedulers and published traces of node occupancy give them. Active nodes are held by a job: their cards are
allocated. The total may change at any row, as where capacity varies by day. Counts are cards where the header says so or says nothing,
which is then noted; counts of nodes need cards_per_node. A row stands for the time to the next one of its pool, at most three sampling
intervals, the last one for one; times as `data.read.telemetry.instants` reads them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from data.mapping import Match
from data.read.columns import BadRows, matched, numbers, taken, times, unused
from data.read.delimited import read as delimited
from data.read.files import joined, placed
from data.read.reader import File, Reader, Reading, Table
from data.read.samples import first_rows, held_until, hour_sums, hours_apart, usage
from data.read.telemetry import headers
from data.rollup.definition import HOUR
from data.schema import Column, Place, Problem, Refused, Text
from data.tables.usage import USAGE

_NONE: Mapping[str, Match] = {}

_THINGS = ("", "node", "nodes", "card", "cards", "gpu", "gpus", "npu", "npus", "nodenum", "gpunum", "nodecount", "gpucount")


def _called(english: str, chinese: str) -> tuple[str, ...]:
    latin = (name for thing in _THINGS for name in (f"{english}{thing}", f"{thing}{english}", f"num{english}{thing}"))
    return (*latin, *(f"{chinese}{thing}" for thing in ("", "节点", "节点数", "卡数", "加速卡数")))


COLUMNS = (
    Column("hour", "instant", Text("Time", "时间"), synonyms=("time", "timestamp", "datetime", "date", "时间", "时刻", "日期")),
    Column("active", "number", Text("Active", "活跃数"), low=0, synonyms=_called("active", "活跃")),
    Column("total", "number", Text("Total", "总数"), low=0, synonyms=(*_called("total", "总"), "节点总数", "总数", "加速卡总数")),
    Column(
        "cards_per_node",
        "number",
        Text("Cards of a node", "每节点卡数"),
        low=0,
        synonyms=("gpus per node", "npus per node", "gpu per node") + ("单节点卡数",),
    ),
    Column("pool", "text", Text("Pool", "资源池"), synonyms=("partition", "vc", "virtual cluster", "queue", "分区", "队列", "资源池名称")),
    Column(
        "host",
        "text",
        Text("Host", "主机"),
        synonyms=("hostname", "host name", "node", "node name", "nodename", "machine", "节点", "节点名", "节点名称", "主机名"),
    ),
    Column("cluster", "text", Text("Cluster", "集群"), synonyms=("cluster name", "集群名称")),
)
"""What is read of a node sequence."""
_NEEDED = ("hour", "active", "total")
_POOL = ["cluster", "pool"]
_PART = [*_POOL, "host"]
"""What a row tells of: a pool, or one host of it."""
_EVEN, _TURNS, _OFTEN = 1.5, 1.5, 3
"""Parts of a pool that a column names take turns: about as many rows of each, and their own steps longer than those of all together."""


def _recognises(path: Path, name: str, mapping: Mapping[str, Match] = _NONE) -> bool:
    return set(_NEEDED) <= set(matched(headers(path), COLUMNS, mapping))


def _read(files: Sequence[File], mapping: Mapping[str, Match] = _NONE) -> Reading:
    source, notes = joined(files, delimited)
    matches = matched(source.frame.columns, COLUMNS, mapping)
    given = taken(source.frame, COLUMNS, matches, _NEEDED)
    asked = _unit(matches)
    bad = BadRows(given.index, matches, COLUMNS)
    moments, zone, said = times(given, ("hour",), bad, matches)
    bad.add(moments["hour"].isna(), "hour", lambda _: Problem("check.required"))
    rows = pd.DataFrame({"time": moments["hour"], "row": given.index})
    each = numbers(given, "cards_per_node", bad, matches, COLUMNS) if "cards_per_node" in given else 1
    for count in ("active", "total"):
        rows[count] = numbers(given, count, bad, matches, COLUMNS) * each
        bad.add(rows[count].isna(), count, lambda _: Problem("check.required"))
    for column in _PART:
        rows[column] = given.get(column)
    bad.add(rows["active"] > rows["total"], "active", lambda row: _above(given, row))
    said += (*bad.problems(), *unused(source.frame, matches))
    _of_one_part(rows[~bad.rows], source.frame.drop(columns=[match.header for match in matches.values() if match.header]))
    hours = _hours(rows[~bad.rows])
    said += hours_apart(hours)
    table = Table(None, usage(hours.assign(zone=zone)), source.pieces)
    dropped = source.rows_dropped + int(bad.rows.sum())
    said = (*notes, *placed((*asked, *said), source))
    rows = len(given) + source.rows_dropped
    return Reading("nodes", (table,), said, USAGE.name, rows, dropped, (), tuple(source.frame.columns), matches)


def _above(given: pd.DataFrame, row: int) -> Problem:
    return Problem(
        "check.order", values={"found": given.at[row, "active"], "other": given.at[row, "total"], "other_title": COLUMNS[2].title}
    )


def _unit(matches: Mapping[str, Match]) -> tuple[Problem, ...]:
    """Return a note where the headers do not say what is counted. Refused where it is nodes of an unknown number of cards."""
    counted = [matches[name].header or name for name in ("active", "total")]
    of_nodes = [bool(re.search("node|节点", each, re.IGNORECASE)) for each in counted]
    if of_nodes[0] != of_nodes[1] and "cards_per_node" not in matches:
        raise Refused(Problem("read.nodes_mixed", values={"one": counted[0], "other": counted[1]}))
    if "cards_per_node" in matches or re.search("card|gpu|npu|卡", " ".join(counted), re.IGNORECASE):
        return ()
    if re.search("node|节点", " ".join(counted), re.IGNORECASE):
        raise Refused(Problem("read.nodes_cards", values={"names": ", ".join(counted)}))
    return (Problem("read.nodes_unit", values={"names": ", ".join(counted)}, severity="note"),)


def _of_one_part(rows: pd.DataFrame, unread: pd.DataFrame) -> None:
    """Refuse where several rows tell of one pool at one moment, or parts of it take turns, and no column that is read tells them apart."""
    texts = [name for name in unread if unread[name].notna().any() and pd.to_numeric(unread[name], errors="coerce").isna().all()]
    same = rows[rows.duplicated([*_PART, "time"], keep=False)]
    others = unread.add_prefix("unread ")
    alike = same.join(others).duplicated([*_PART, "time", "active", "total", *others], keep=False)
    apart = [name for name in texts if _takes_turns(rows, unread[name].reindex(rows.index))]
    if not alike.all() or apart:
        row = int(rows.loc[same.index[~alike][0] if not alike.all() else rows.index[0], "row"])
        names = ", ".join(texts) or "–"
        values = {"count": int((~alike).sum()), "names": names, "name": (apart or texts or ["…"])[0]}
        raise Refused(Problem("read.nodes_parts", Place(row=row), values=values))


def _takes_turns(rows: pd.DataFrame, part: pd.Series) -> bool:
    """Return whether `part` names parts of pools whose rows come in turn, a clock apart."""
    counts = part.value_counts()
    if not 2 <= len(counts) <= len(rows) / _OFTEN or counts.max() > _EVEN * counts.min():
        return False
    whole = rows.sort_values("time").groupby(_PART, dropna=False)["time"].diff().median()
    own = rows.assign(part=part).sort_values("time").groupby([*_PART, "part"], dropna=False)["time"].diff().median()
    return bool(own >= _TURNS * whole)


def _hours(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per pool and hour that is observed, its capacity that of the part observed; hosts of a pool added up."""
    rows = rows.drop_duplicates([*_PART, "time"]).assign(group=lambda each: each.groupby(_PART, dropna=False, sort=False).ngroup())
    rows = rows.sort_values(["group", "time"], kind="stable", ignore_index=True)
    group, row = rows["group"].to_numpy(), rows["row"].to_numpy()
    start = rows["time"].to_numpy("datetime64[us]").astype("int64")
    end, interval = held_until(group, start)
    end = _to_the_hour(start, end, interval)
    counts = {name: rows[name].to_numpy() for name in ("active", "total")}
    sums = hour_sums(
        group, start, end, {"observed": np.ones(len(rows), dtype="int64"), **{name: _whole(each) for name, each in counts.items()}}
    )
    sums["row"] = first_rows(group, start, row, sums)
    sums = sums[sums["observed"] > 0].reset_index().join(rows.groupby("group")[_PART].first(), on="group")
    sums["installed"] = sums["total"] / sums["observed"]
    sums["minutes"] = sums["group"].map(pd.Series(interval / 60e6).groupby(group).first())
    hours = sums.groupby([*_POOL, "hour"], dropna=False, sort=False, as_index=False).agg(
        installed_card_hours=("installed", "sum"),
        allocated_card_hours=("active", "sum"),
        seen=("total", "sum"),
        sample_minutes=("minutes", "max"),
        row=("row", "min"),
    )
    return hours.assign(
        observed_minutes=60 * (hours["seen"] / hours["installed_card_hours"].where(hours["installed_card_hours"] > 0)).fillna(1)
    )


def _to_the_hour(start: np.ndarray, end: np.ndarray, interval: np.ndarray) -> np.ndarray:
    """Return until when each row stands, without what a clock some milliseconds late carries over into the next hour."""
    over = end % HOUR
    return np.where((over < interval / 60) & (end - over > start), end - over, end)


def _whole(counts: np.ndarray) -> np.ndarray:
    """Return counts as whole numbers where they are, which are summed exactly."""
    return counts.astype("int64") if (counts % 1 == 0).all() else counts.astype("float64")


NODES = Reader(
    "nodes",
    Text("Node sequence (time, active, total)", "节点序列（时间、活跃数、总数）"),
    (".csv", ".tsv", ".txt", ".csv.gz"),
    _recognises,
    _read,
    USAGE.name,
    COLUMNS,
)
