"""Prometheus range queries over card exporters, reduced to rows of the dataset `usage`.

JSON as /api/v1/query_range answers (https://prometheus.io/docs/prometheus/latest/querying/api/): {"status": "success", "data":
{"resultType": "matrix", "result": [{"metric": {labels}, "values": [[seconds, "value"], …]}, …]}}; and CSV in long form, one value a row:
a time, a value, and the labels in columns of their own with the metric's name (`__name__`, `metric`), or all in one cell as
DCGM_FI_DEV_GPU_UTIL{gpu="0",…}. Of NVIDIA's DCGM exporter (https://github.com/NVIDIA/dcgm-exporter) and Huawei's NPU exporter (MindCluster)
the metrics in METRICS are read; another maker is one row there.

A card is its UUID (vdie_id), else its number on its host; a pool is the cards of one model in one cluster, as the labels say. A card is
allocated while a sample of it names a pod, and this is unknown in a pool where none ever does; so it is in a sample that works without a
pod, which something holds that the labels do not see. `pod` is the exporter itself where Prometheus renamed the workload's to
`exported_pod`. Seconds count from 1970 in UTC. Each pool has one counter, the first of METRICS that it has. Slices of a card (MIG) are
left out and counted in a note: their share of the card is not in the metric. Rows are the number of the series in a JSON file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from data.metrics import METRICS
from data.read.content import first_bytes, kind
from data.read.delimited import read as delimited
from data.read.reader import File, Reader, Reading, Table
from data.read.samples import THRESHOLD, pool_hours, unheld, usage
from data.read.telemetry import headers, instants, kept, named
from data.read.text import utf8
from data.schema import Problem, Refused, Text
from data.tables.usage import USAGE

_KNOWN = {metric.name: metric for metric in METRICS}
_PREFIXES = tuple({"_".join(metric.name.split("_")[:2]) + "_" for metric in METRICS})
_CARD = ("UUID", "uuid", "vdie_id")
_NUMBER = ("gpu", "id", "npu_id", "device")
_HOST = ("Hostname", "node", "node_name", "instance")
_MODEL = ("modelName", "model_name", "name")
_POD = ("exported_pod", "pod_name", "pod")
_COLUMNS = {
    "time": ("timestamp", "time", "ts", "datetime", "时间"),
    "value": ("value", "val", "值"),
    "name": ("name", "metric", "metricname", "series", "指标"),
}
_SERIES = re.compile(r"\s*([\w:]+)?\s*(?:\{(.*)\})?\s*")
_LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


def _recognises(path: Path, name: str) -> bool:
    if not path.is_file():
        return False
    head = first_bytes(path).decode("utf-8", "replace")
    if kind(path) == "jsonl":
        return bool(re.search(r'"resultType"\s*:|"status"\s*:\s*"success"\s*,\s*"data"\s*:\s*\{|"errorType"\s*:', head))
    return set(_COLUMNS) <= set(named(headers(path), _COLUMNS)) and any(prefix in head for prefix in _PREFIXES)


def _read(files: Sequence[File]) -> Reading:
    labels, values, notes, pieces = _from_files(files)
    series, said = _series(labels)
    values = values[series["metric"].notna().to_numpy()[values["series"].to_numpy()]]
    samples, odd = _samples(series, values)
    hours = pool_hours(samples).assign(zone=notes[0])
    hours["card"] = hours["pool"]
    table = Table(None, usage(hours), pieces)
    return Reading("prometheus", (table,), (*notes[1], *said, *odd, *unheld(hours)), USAGE.name, len(values))


def _from_files(files: Sequence[File]) -> tuple[list[dict[str, str]], pd.DataFrame, tuple[str | None, tuple[Problem, ...]], tuple]:
    """Return the series and samples of all files, counted on from file to file, the zone of all, notes, and where each file begins.

    Refused where the files are not all of one zone.
    """
    found = [_from_json(file.path) if kind(file.path) == "jsonl" else _from_csv(file.path, file.name) for file in files]
    if len(found) == 1:
        return *found[0], ()
    zones = {zone for _, _, (zone, _) in found}
    if len(zones) > 1:
        raise Refused(Problem("read.several_zones", values={"names": ", ".join(zone or "–" for zone in zones)}))
    labels, parts, notes, pieces, rows = [], [], [], [], 0
    for file, (series, values, (_, said)) in zip(files, found, strict=True):
        parts.append(values.assign(series=values["series"] + len(labels), row=values["row"] + rows))
        labels += series
        pieces.append((file.name, rows))
        rows += int(values["row"].max()) + 1
        notes += [replace(note, place=replace(note.place, file=file.name)) for note in said]
    return labels, pd.concat(parts, ignore_index=True), (zones.pop(), tuple(notes)), tuple(pieces)


def _from_json(path: Path) -> tuple[list[dict[str, str]], pd.DataFrame, tuple[str, tuple[Problem, ...]]]:
    """Return the labels of each series; series (position), time, value and row of each sample; the zone and notes."""
    data, said = utf8(path)
    try:
        # Each series is packed as it is parsed: as Python objects five million samples would take a gigabyte.
        answer = json.loads(data, object_hook=_packed)
        found = answer["data"]["result"]
        packed = [each["values"] for each in found]
        labels = [{str(key): str(value) for key, value in each["metric"].items()} for each in found]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Refused(Problem("read.prometheus_not_a_matrix")) from error
    if not packed:
        raise Refused(Problem("read.prometheus_no_series"))
    series = np.repeat(np.arange(len(packed)), [len(each) for each in packed])
    both = np.concatenate(packed)
    times = (both[:, 0] * 1e6).round().astype("int64").view("datetime64[us]")
    return labels, pd.DataFrame({"series": series, "time": times, "value": both[:, 1], "row": series + 1}), ("UTC", said)


def _packed(found: dict) -> dict:
    if "values" in found:
        found["values"] = np.array([(float(at), float(value)) for at, value in found["values"]], dtype="float64").reshape(-1, 2)
    return found


def _from_csv(path: Path, name: str) -> tuple[list[dict[str, str]], pd.DataFrame, tuple[str | None, tuple[Problem, ...]]]:
    """Return the same of a CSV."""
    found = delimited(path, name)
    frame = found.tables[0].frame
    columns = named(frame.columns, _COLUMNS)
    if missing := [each for each in _COLUMNS if each not in columns]:
        raise Refused(Problem("read.columns_missing", values={"names": ", ".join(missing)}))
    times, zone, said = instants(frame[[columns["time"]]])
    time = times[columns["time"]]
    lost = kept(time.notna(), (columns["time"],))
    rest = [header for header in frame.columns if header not in (columns["time"], columns["value"])]
    codes = frame.groupby(rest, dropna=False, sort=False).ngroup()
    distinct = frame.loc[~codes.duplicated(), rest].fillna("").to_dict("records")
    labels = [_labels(each, columns["name"]) for each in distinct]
    value = pd.to_numeric(frame[columns["value"]], errors="coerce")
    values = pd.DataFrame({"series": codes, "time": time, "value": value, "row": frame.index})[time.notna()]
    return labels, values, (zone, (*found.notes, *said, *lost))


def _labels(cells: Mapping[str, str], name: str) -> dict[str, str]:
    """Return the labels of one series, those within braces included."""
    labels = {key: value for key, value in cells.items() if key != name}
    inside = [_SERIES.fullmatch(text) for text in cells.values() if "{" in text]
    for match in filter(None, inside):
        labels |= dict(_LABEL.findall(match[2] or "")) | ({"__name__": match[1]} if match[1] else {})
    return {"__name__": cells[name].split("{")[0].strip(), **labels}


def _series(labels: list[dict[str, str]]) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Return what each series is, and notes.

    metric (position in METRICS, null: not read), pool_code, cluster, pool, card_code, held (it names a pod), and best: the position of
    the counter of its pool.
    """
    names = [each.get("__name__", "") for each in labels]
    position = {name: rank for rank, name in enumerate(_KNOWN)}
    slices = [bool(each.get("GPU_I_ID")) for each in labels]
    series = pd.DataFrame(
        {
            "metric": [None if cut else position.get(name) for name, cut in zip(names, slices, strict=True)],
            "cluster": [each.get("cluster") or None for each in labels],
            "pool": [_first(each, _MODEL) or None for each in labels],
            "card": [_first(each, _CARD) or f"{_first(each, _HOST)}/{_first(each, _NUMBER)}" for each in labels],
            "held": ["exporter" not in (pod := _first(each, _POD)) and bool(pod) for each in labels],
        }
    ).astype({"metric": "float64", "cluster": "object", "pool": "object"})
    if series["metric"].isna().all():
        known, found = ", ".join(_KNOWN), ", ".join(dict.fromkeys(filter(None, names)))[:200]
        raise Refused(Problem("read.prometheus_metrics", values={"found": found or "–", "names": known}))
    series["pool_code"] = series.groupby(["cluster", "pool"], dropna=False, sort=False).ngroup()
    series["card_code"] = series.groupby(["pool_code", "card"], sort=False).ngroup()
    counts = series["metric"].where(series["metric"].isin([rank for rank, each in enumerate(METRICS) if each.meaning == "utilization"]))
    series["best"] = counts.groupby(series["pool_code"]).transform("min")
    return series, tuple(_said(names, slices))


def _said(names: list[str], slices: list[bool]) -> list[Problem]:
    others = [name for name in dict.fromkeys(names) if name and name not in _KNOWN]
    unread = Problem("read.prometheus_not_read", values={"names": ", ".join(others)[:200]}, severity="note")
    cut = Problem("read.prometheus_slices", values={"count": sum(slices)}, severity="note")
    return [*([unread] if others else []), *([cut] if any(slices) else [])]


def _first(labels: Mapping[str, str], names: tuple[str, ...]) -> str:
    """Return the first of these labels that is given; one that says nothing is the same as none."""
    return next((labels[name] for name in names if labels.get(name)), "")


def _samples(series: pd.DataFrame, values: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Return one row per card and moment as `pool_hours` takes it, and a note of values that cannot be."""
    told, impossible = _told(series, values)
    how = {"row": "min", "utilization": "last", "available": "min", "allocated": "max"}
    samples = told.groupby(["card", "time"], sort=False).agg(how).reset_index()
    cards = series.drop_duplicates("card_code").set_index("card_code")
    cards["counter"] = cards["best"].map(dict(enumerate(_KNOWN)))
    samples = samples.join(cards[["cluster", "pool", "pool_code", "counter"]], on="card")
    any_pod = samples.groupby("pool_code")["allocated"].transform("max") == 1
    unseen = (samples["allocated"] == 0) & (samples["utilization"] > THRESHOLD)
    samples["allocated"] = samples["allocated"].where(any_pod & ~unseen)
    said = Problem("read.prometheus_impossible", values={"count": impossible}, severity="note")
    return samples, (said,) if impossible else ()


def _told(series: pd.DataFrame, values: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return what each value tells of its card and moment, and how many utilizations cannot be."""
    code = values["series"].to_numpy()
    metric = series["metric"].to_numpy()[code].astype(int)
    value = values["value"].to_numpy() * np.array([each.scale for each in METRICS])[metric]
    used = series["metric"].eq(series["best"]).to_numpy()[code]
    health = np.array([each.meaning == "health" for each in METRICS])[metric]
    # Counters of a share overshoot by a thousandth; DCGM writes 9223372036854775794 where it has none.
    possible = (value >= 0) & (value <= 1.001)
    told = pd.DataFrame(
        {
            "card": series["card_code"].to_numpy()[code],
            "time": values["time"].to_numpy(),
            "row": values["row"].to_numpy(),
            "utilization": np.where(used & possible, np.minimum(value, 1), np.nan),
            # The NPU exporter writes -1 where it could not ask the chip.
            "available": np.where(health & np.isin(value, (0, 1)), value, np.nan),
            "allocated": series["held"].to_numpy()[code].astype("float64"),
        }
    )
    return told, int((used & ~possible & ~np.isnan(value)).sum())


PROMETHEUS = Reader(
    "prometheus",
    Text("Prometheus range query (DCGM and NPU exporters)", "Prometheus 区间查询（DCGM 与昇腾导出器）"),
    (".json", ".csv", ".csv.gz"),
    _recognises,
    _read,
    dataset=USAGE.name,
)
