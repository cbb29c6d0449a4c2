"""nvidia-smi loops: one row per card and sample, reduced to rows of the dataset `usage`.

Written by `nvidia-smi --query-gpu=timestamp,index,uuid,name,utilization.gpu,memory.used,memory.total --format=csv -l 60`, with or without
`nounits`; `timestamp` and `utilization.gpu` are needed. Times are 2026/03/01 00:00:00.123 in the machine's own time, whose zone the file
does not say; utilization is percent of the time in which a kernel ran (the counter that DCGM calls DCGM_FI_DEV_GPU_UTIL). Cards are told
apart by uuid, else by index. A pool is the cards of one model; the cluster is not said. Nor is who holds a card, so that available and
allocated are unknown. Memory has no column in `usage` and is not read. The format is described by `nvidia-smi --help-query-gpu`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from data.read.content import first_bytes
from data.read.delimited import read as delimited
from data.read.files import joined, placed
from data.read.reader import File, Reader, Reading, Table
from data.read.samples import pool_hours, unheld, usage
from data.read.telemetry import headers, instants, kept
from data.schema import Problem, Refused, Text
from data.tables.usage import USAGE

COUNTER = "DCGM_FI_DEV_GPU_UTIL"
_NEEDED = ("timestamp", "utilization.gpu")
_NO_HEADER = re.compile(rb"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\.\d{3}, ")


def _recognises(path: Path, name: str) -> bool:
    found = headers(path)
    return bool(found) and (set(_NEEDED) <= {*map(_bare, found)} or _has_no_header(path))


def _read(files: Sequence[File]) -> Reading:
    if any(_has_no_header(file.path) for file in files):
        raise Refused(Problem("read.nvidia_smi_no_header"))
    table, notes = joined(files, _table)
    frame = table.frame
    if missing := [each for each in _NEEDED if each not in frame]:
        raise Refused(Problem("read.columns_missing", values={"names": ", ".join(missing)}))
    # A loop that was stopped and started writes its header again.
    frame = frame[frame["timestamp"] != "timestamp"]
    times, _, said = instants(frame[["timestamp"]])
    known = times["timestamp"].notna()
    lost = kept(known, ("timestamp",))
    hours = pool_hours(_samples(frame, times)[known])
    hours["card"] = hours["pool"]
    notes = (*notes, *placed((*said, *lost), table), *unheld(hours))
    return Reading("nvidia_smi", (Table(None, usage(hours), table.pieces),), notes, USAGE.name, len(frame))


def _table(path: Path, name: str) -> Reading:
    """Return the table of one file, the units of its headers left out: one loop may write them and another not."""
    found = delimited(path, name)
    return replace(found, tables=(Table(None, found.tables[0].frame.rename(columns=_bare)),))


def _bare(header: str) -> str:
    """Return a header without its unit: utilization.gpu [%]."""
    return re.sub(r"\s*\[.*\]", "", header).strip()


def _has_no_header(path: Path) -> bool:
    return bool(_NO_HEADER.match(first_bytes(path)))


def _samples(frame: pd.DataFrame, times: pd.DataFrame) -> pd.DataFrame:
    """Return the samples of cards; "[N/A]" and its like are unknown."""
    percent = pd.to_numeric(frame["utilization.gpu"].str.removesuffix("%").str.strip(), errors="coerce")
    card = next((frame[name] for name in ("uuid", "gpu_uuid", "index", "pci.bus_id", "gpu_bus_id") if name in frame), "0")
    return pd.DataFrame(
        {
            "cluster": None,
            "pool": next((frame[name] for name in ("name", "gpu_name") if name in frame), None),
            "card": card,
            "time": times["timestamp"],
            "utilization": (percent / 100).where(percent.between(0, 100)),
            "available": float("nan"),
            "allocated": float("nan"),
            "counter": COUNTER,
            "row": frame.index,
        },
        index=frame.index,
    )


NVIDIA_SMI = Reader(
    "nvidia_smi",
    Text("nvidia-smi query loop", "nvidia-smi 循环查询"),
    (".csv", ".txt", ".log", ".csv.gz"),
    _recognises,
    _read,
    dataset=USAGE.name,
)
