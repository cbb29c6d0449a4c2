"""nvidia-smi loops: one row per card and sample, reduced to rows of the dataset `usage`.

Written by `nvidia-smi --query-gpu=timestamp,index,uuid,name,utilization.gpu,memory.used,memory.total --format=csv -l 60`, with or without
`nounits`; `timestamp` and `utilization.gpu` are needed. Times are 2026/03/01 00:00:00.123 in the machine's own time, whose zone the file
does not say; utilization is percent of the time in which a kernel ran (the counter that DCGM calls DCGM_FI_DEV_GPU_UTIL). A pool is the
cards of one model; the cluster is not said. Nor is who holds a card, so that available and allocated are unknown. Memory has no column in
`usage` and is not read. The format is described by `nvidia-smi --help-query-gpu`.

A card is its uuid, else its index (or bus id) on its host, where a column names that, else its index alone: then the file must be of one
host, and is refused where it looks like more: readings of one index that overlap. A file without any of these is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from data.read.columns import QUERY_LOOP
from data.read.content import first_bytes
from data.read.delimited import read as delimited
from data.read.files import joined, placed
from data.read.reader import File, Reader, Reading, Table
from data.read.samples import pool_hours, unheld, usage
from data.read.telemetry import headers, instants, kept
from data.schema import Place, Problem, Refused, Text
from data.tables.usage import USAGE
from data.units import SHOWN

COUNTER = "DCGM_FI_DEV_GPU_UTIL"
MAKER = "nvidia"
_UUID = ("uuid", "gpu_uuid")
_INDEX = ("index", "pci.bus_id", "gpu_bus_id", "pci.device_id")
_HOST = ("hostname", "host", "host_name", "node", "nodename", "node_name", "machine", "主机", "主机名", "节点")
_MODEL = ("name", "gpu_name")
_UNKNOWN = r"\s*\[.*\]\s*|N/A|\s*"
_CLOCK = pd.Timedelta(minutes=90)
_MANY = 8
"""Steps by which it is seen that two loops take turns."""
_NO_HEADER = re.compile(rb"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\.\d{3}, ")


def _recognises(path: Path, name: str) -> bool:
    found = headers(path)
    return bool(found) and (set(QUERY_LOOP) <= {*map(_bare, found)} or _has_no_header(path))


def _read(files: Sequence[File]) -> Reading:
    if any(_has_no_header(file.path) for file in files):
        raise Refused(Problem("read.nvidia_smi_no_header"))
    table, notes = joined(files, _table)
    frame = table.frame
    if missing := [each for each in QUERY_LOOP if each not in frame]:
        raise Refused(Problem("read.columns_missing", values={"names": ", ".join(missing)}))
    # A loop that was stopped and started writes its header again.
    frame = frame[frame["timestamp"] != "timestamp"]
    times, _, said = instants(frame[["timestamp"]])
    known = times["timestamp"].notna()
    lost = kept(known, ("timestamp",))
    samples = _samples(frame, times)[known]
    _one_reading(samples, [before for _, before in table.pieces])
    hours = pool_hours(samples)
    unnamed = samples["model"].isna().any()
    hours["card"] = hours["pool"].where(hours["pool"].isin(samples["model"].dropna().unique()))
    nameless = (Problem("read.no_model", values={"names": MAKER}, severity="note"),) if unnamed else ()
    notes = (*notes, *placed((*said, *lost), table), *nameless, *unheld(hours))
    return Reading("nvidia_smi", (Table(None, usage(hours), table.pieces),), notes, USAGE.name, len(frame))


def _table(path: Path, name: str) -> Reading:
    """Return the table of one file, the units of its headers left out: one loop may write them and another not."""
    found = delimited(path, name)
    return replace(found, tables=(Table(None, found.tables[0].frame.rename(columns=_bare)),))


def _bare(header: str) -> str:
    """Return a header without its unit: utilization.gpu [%]."""
    return re.sub(r"^([^\[]*)\[.*\]", lambda found: found[1].rstrip(), header).strip()


def _has_no_header(path: Path) -> bool:
    return bool(_NO_HEADER.match(first_bytes(path)))


def _samples(frame: pd.DataFrame, times: pd.DataFrame) -> pd.DataFrame:
    """Return the samples of cards; "[N/A]" and its like are unknown. Refused where nothing tells the cards apart."""
    percent = pd.to_numeric(frame["utilization.gpu"].str.removesuffix("%").str.strip(), errors="coerce")
    written = frame["utilization.gpu"].str.strip()
    wrong = percent.isna() & written.notna() & ~written.str.fullmatch(_UNKNOWN + r"|\[?ERR!?\]?|nan").fillna(True).astype(bool)
    if wrong.any():
        values = {"count": int(wrong.sum()), "of": len(frame), "found": str(written[wrong].iloc[0])[:SHOWN]}
        raise Refused(Problem("read.values_unreadable", Place(row=int(frame.index[wrong][0]), column="utilization.gpu"), values))
    if 0 < percent.max() <= 1 and (percent % 1 > 0).any():
        values = {"metric": "utilization.gpu", "least": f"{percent.min():g}", "most": f"{percent.max():g}"}
        raise Refused(Problem("read.share_for_percent", values=values))
    uuid, index, host, model = (_column(frame, names) for names in (_UUID, _INDEX, _HOST, _MODEL))
    several = uuid.isna() & index.str.fullmatch(r"(?i)all|.*[,;+].*|\d+-\d+").fillna(False).astype(bool)
    if several.any():
        values = {"found": str(index[several].iloc[0])[:SHOWN]}
        raise Refused(Problem("read.cards_together", Place(row=int(frame.index[several][0])), values))
    if (nameless := uuid.isna() & index.isna()).any():
        file = Place(row=int(frame.index[nameless][0]))
        raise Refused(Problem("read.nvidia_smi_cards", file, values={"count": int(nameless.sum())}))
    return pd.DataFrame(
        {
            "cluster": None,
            "pool": model.fillna(MAKER),
            "card": uuid.fillna(host.fillna("") + "/" + index),
            "bare": uuid.isna() & host.isna(),
            "model": model,
            "time": times["timestamp"],
            "utilization": (percent / 100).where(percent.between(0, 100)),
            "available": float("nan"),
            "allocated": float("nan"),
            "counter": COUNTER,
            "row": frame.index,
        },
        index=frame.index,
    )


def _column(frame: pd.DataFrame, names: Sequence[str]) -> pd.Series:
    """Return the first of the columns that is there, null where it has no value or does not know it."""
    found = next((frame[header] for name in names for header in frame.columns if header.lower() == name), None)
    if found is None:
        return pd.Series(None, index=frame.index, dtype="str")
    return found.mask(found.str.fullmatch(_UNKNOWN).fillna(True).astype(bool))


def _one_reading(samples: pd.DataFrame, files: Sequence[int]) -> None:
    """Refuse where a card has two different readings of one moment, and where readings of one index overlap that no host tells apart."""
    same = ["pool", "card", "time"]
    again = samples[samples.duplicated(same, keep=False)]
    twice = again.groupby(same)["utilization"].transform("nunique") > 1
    bare = samples[samples["bare"]]
    if len(bare) and (again["bare"].any() or _overlap(bare) or _take_turns(bare)):
        raise Refused(Problem("read.nvidia_smi_hosts"))
    if twice.any():
        first = again[twice].iloc[0]
        values = {"count": len(again[twice].drop_duplicates(same)), "card": first["card"], "time": f"{first['time']:%Y-%m-%d %H:%M:%S}"}
        raise Refused(Problem("read.nvidia_smi_two_readings", Place(row=int(first["row"])), values=values))
    _clock_back(samples[~samples["bare"]].drop_duplicates(same), files)


def _clock_back(samples: pd.DataFrame, files: Sequence[int]) -> None:
    """Refuse where within a file, which begin after the rows `files`, a card's clock goes back by about an hour and on through what was
    sampled: the night on which clocks are put back."""
    of_file = np.searchsorted(files, samples["row"], side="left")
    step = samples.groupby(["pool", "card", of_file])["time"].diff()
    for at in step.index[(step < pd.Timedelta(0)) & (step > -_CLOCK)]:
        row, card = samples.loc[at], samples[(samples["pool"] == samples.at[at, "pool"]) & (samples["card"] == samples.at[at, "card"])]
        before, after = card[card["row"] < row["row"]], card[card["row"] >= row["row"]]
        if ((before["time"] >= row["time"]).sum() > 1) and (after["time"] <= before["time"].max()).sum() > 1:
            values = {
                "card": row["card"],
                "minutes": f"{-step[at] / pd.Timedelta(minutes=1):.0f}",
                "time": f"{before['time'].max():%Y-%m-%d %H:%M}",
            }
            raise Refused(Problem("read.clock_back", Place(row=int(row["row"])), values))


def _overlap(samples: pd.DataFrame) -> bool:
    """Return whether the times of a card go back, and into a span that was sampled already."""
    cards = [samples["pool"], samples["card"]]
    back = samples.groupby(cards)["time"].diff() < pd.Timedelta(0)
    spans = samples["time"].groupby([*cards, back.groupby(cards).cumsum().rename("run")]).agg(["min", "max"]).reset_index()
    spans = spans.sort_values(["pool", "card", "min"])
    return bool((spans["min"] <= spans.groupby(["pool", "card"])["max"].shift()).any())


def _take_turns(samples: pd.DataFrame) -> bool:
    """Return whether the steps of a card are short and long in turn, as where two loops write into one file."""
    steps = samples.sort_values(["pool", "card", "time"]).groupby(["pool", "card"])["time"].diff().dt.total_seconds()
    of_card = steps.groupby([samples["pool"], samples["card"]])
    quarter, rest, count = of_card.quantile(0.25), of_card.quantile(0.75), of_card.count()
    return bool(((quarter < rest / 2) & (count >= _MANY)).any())


NVIDIA_SMI = Reader(
    "nvidia_smi",
    Text("nvidia-smi query loop", "nvidia-smi 循环查询"),
    (".csv", ".txt", ".log", ".csv.gz"),
    _recognises,
    _read,
    dataset=USAGE.name,
)
