"""Prometheus range queries over card exporters, reduced to rows of the dataset `usage`.

JSON as /api/v1/query_range answers (https://prometheus.io/docs/prometheus/latest/querying/api/): {"status": "success", "data":
{"resultType": "matrix", "result": [{"metric": {labels}, "values": [[seconds, "value"], …]}, …]}}; JSON Lines as VictoriaMetrics exports
(/api/v1/export): {"metric": {labels}, "values": [value, …], "timestamps": [milliseconds, …]} a line; CSV in long form, one value a row: a
time, a value, and the labels in columns of their own with the metric's name (`__name__`, `metric`), or all in one cell as
DCGM_FI_DEV_GPU_UTIL{gpu="0",…}; and CSV in wide form, a time and one column a series, headed so. Of NVIDIA's DCGM exporter
(https://github.com/NVIDIA/dcgm-exporter), Huawei's NPU exporter (MindCluster) and others the metrics in METRICS are read; another maker is
one row there.

What the labels say of card, pool and holder is in `data.read.labels`, which counter counts in `data.read.counters`. A pool is the cards of
one model in one cluster, of one maker where the model is not said. Seconds count from 1970 in UTC. Rows are the number of the series in a
JSON file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from data.cells import null
from data.mapping import normalised
from data.read.columns import RANGE_QUERY
from data.read.content import first_bytes, kind
from data.read.counters import card_samples
from data.read.delimited import read as delimited
from data.read.labels import KNOWN, series_of
from data.read.reader import File, Reader, Reading, Table
from data.read.samples import pool_hours, unheld, usage
from data.read.telemetry import headers, instants, kept, named
from data.read.text import utf8
from data.schema import Place, Problem, Refused, Text
from data.tables.usage import USAGE
from data.units import SHOWN

_PREFIX = re.compile(r"\b(DCGM_FI_|dcgm_|npu_|dcu_|mlu_|xpu_|gcu_|nvidia_smi_|nvidia_gpu_|\w*gpu_util|" + "|".join(KNOWN) + ")")
_NAMES = ("__name__", "metric", "metric name", "metricname", "series", "指标", "name")
"""Headers of the metric's name, the surest first: `name` is the model of the card where another one is there."""
_ANSWER = re.compile(r'"resultType"\s*:|"status"\s*:\s*"success"\s*,\s*"data"\s*:\s*\{|"errorType"\s*:|"status"\s*:\s*"error"')
_EXPORT = re.compile(r'\A\s*\{\s*"metric"\s*:\s*\{[^{}]*\}\s*,\s*"(values|timestamps)"\s*:\s*\[')
_WIDE = re.compile(r'\A\W*(time|timestamp|datetime|date|时间)\W[^\n]*\{\s*\w+\s*=\s*"', re.IGNORECASE)
_NOTHING = frozenset({"nan", "inf", "+inf", "-inf", "none", "undefined", "no data", "[n/a]"})
"""How exporters and Grafana write that a sample has no value, besides `data.cells.null`."""
_NAME = re.compile(r"[\w:]*")
# From the start of a word alone: from each of its letters a long word would be gone through anew.
_LABEL = re.compile(r'\b(\w+)="((?:[^"\\]|\\.)*)"')

Found = tuple[list[dict[str, str]], pd.DataFrame, str | None, tuple[Problem, ...]]
"""Labels of each series; series (position), time, value, row (and percent) of each sample; zone; notes."""


def _recognises(path: Path, name: str) -> bool:
    if not path.is_file():
        return False
    head = first_bytes(path).decode("utf-8", "replace").removeprefix("\ufeff")
    if kind(path) == "jsonl":
        return bool(_ANSWER.search(head) or _EXPORT.search(head))
    if kind(path) != "text" or not _PREFIX.search(head):
        return False
    found = headers(path)
    return bool(_WIDE.search(head)) or (set(RANGE_QUERY) <= set(named(found, RANGE_QUERY)) and bool(_name_columns(found)))


def _read(files: Sequence[File]) -> Reading:
    labels, values, zone, said, pieces = _from_files(files)
    times = values.groupby("series")["time"].agg(["min", "max"]).reindex(range(len(labels)))
    series, notes = series_of(labels, times.rename(columns={"min": "first", "max": "last"}))
    values = values[series["metric"].notna().to_numpy()[values["series"].to_numpy()]]
    samples, odd = card_samples(series, values)
    hours = pool_hours(samples).assign(zone=zone)
    models = series.dropna(subset="model")["model"].unique()
    hours["card"] = hours["pool"].where(hours["pool"].isin(models))
    table = Table(None, usage(hours), pieces)
    return Reading("prometheus", (table,), (*said, *notes, *odd, *unheld(hours)), USAGE.name, len(values))


def _from_files(files: Sequence[File]) -> tuple[list[dict[str, str]], pd.DataFrame, str | None, tuple[Problem, ...], tuple]:
    """Return the series and samples of all files, counted on from file to file, the zone of all, notes, and where each file begins.

    Refused where the files are not all of one zone.
    """
    found = [_from_file(file) for file in files]
    if len(found) == 1:
        return *found[0], ()
    zones = {zone for _, _, zone, _ in found}
    if len(zones) > 1:
        raise Refused(Problem("read.several_zones", values={"names": ", ".join(sorted(zone or "–" for zone in zones))}))
    labels, parts, notes, pieces, rows = [], [], [], [], 0
    for file, (series, values, _, said) in zip(files, found, strict=True):
        parts.append(values.assign(series=values["series"] + len(labels), row=values["row"] + rows))
        labels += series
        pieces.append((file.name, rows))
        rows += int(values["row"].max()) + 1
        notes += [replace(note, place=replace(note.place, file=file.name)) for note in said]
    values = pd.concat(parts, ignore_index=True)
    if "percent" in values:
        values["percent"] = values["percent"].eq(True)
    return labels, values, zones.pop(), tuple(notes), tuple(pieces)


def _from_file(file: File) -> Found:
    if kind(file.path) != "jsonl":
        return _from_csv(file.path, file.name)
    data, said = utf8(file.path)
    found, warned = _exported(data) if _EXPORT.search(data[:100_000].decode("utf-8", "ignore")) else _answered(data)
    labels = [{str(key): str(value) for key, value in labels.items()} for labels, _ in found]
    packed = [samples for _, samples in found]
    if not packed or not sum(len(each) for each in packed):
        raise Refused(Problem("read.prometheus_no_series"))
    series = np.repeat(np.arange(len(packed)), [len(each) for each in packed])
    both = np.concatenate(packed)
    if not np.isfinite(both[:, 0]).all() or np.abs(both[:, 0]).max() > 1e11:
        raise Refused(Problem("read.prometheus_not_a_matrix"))
    times = (both[:, 0] * 1e6).round().astype("int64").view("datetime64[us]")
    return labels, pd.DataFrame({"series": series, "time": times, "value": both[:, 1], "row": series + 1}), "UTC", (*said, *warned)


def _answered(data: bytes) -> tuple[list[tuple[dict, np.ndarray]], tuple[Problem, ...]]:
    """Return labels and samples (seconds, value) of each series of a matrix, and what the server said beside it. Refused else."""
    try:
        # Each series is packed as it is parsed: as Python objects five million samples would take a gigabyte.
        answer = json.loads(data, object_hook=_packed)
        if answer.get("status") == "error":
            raise Refused(Problem("read.prometheus_error", values={"found": str(answer.get("error") or answer.get("errorType"))[:300]}))
        if answer["data"].get("resultType") in ("vector", "scalar"):
            raise Refused(Problem("read.prometheus_instant"))
        found = [(dict(each["metric"].items()), each["values"]) for each in answer["data"]["result"]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
        raise Refused(Problem("read.prometheus_not_a_matrix")) from error
    warned = [*map(str, answer.get("warnings") or ()), *(["isPartial"] if answer.get("isPartial") is True else [])]
    text = "; ".join(warned)[:300]
    return found, (Problem("read.prometheus_warning", values={"found": text}, severity="note"),) if text else ()


def _packed(found: dict) -> dict:
    if "values" in found:
        found["values"] = np.array([(float(at), float(value)) for at, value in found["values"]], dtype="float64").reshape(-1, 2)
    return found


def _exported(data: bytes) -> tuple[list[tuple[dict, np.ndarray]], tuple[Problem, ...]]:
    """Return the same of JSON Lines of VictoriaMetrics, whose times are milliseconds. A line may hold a part of a series."""
    found = []
    try:
        for line in filter(None, (line.strip() for line in data.split(b"\n"))):
            each = json.loads(line)
            values = np.array([np.nan if value is None else float(value) for value in each["values"]], dtype="float64")
            found.append((dict(each["metric"].items()), np.column_stack([np.array(each["timestamps"], dtype="float64") / 1e3, values])))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
        raise Refused(Problem("read.prometheus_not_a_matrix")) from error
    return found, ()


def _from_csv(path: Path, name: str) -> Found:
    """Return the same of a CSV, long or wide."""
    found = delimited(path, name)
    frame = found.tables[0].frame
    columns = named(frame.columns, RANGE_QUERY)
    wide = [header for header in frame.columns if (split := _series(header)) and (split[1] or split[0] in KNOWN)]
    if missing := [each for each in RANGE_QUERY if each not in columns and not (wide and each == "value")]:
        raise Refused(Problem("read.columns_missing", values={"names": ", ".join(missing)}))
    times, zone, said = instants(frame[[columns["time"]]])
    time = times[columns["time"]]
    lost = kept(time.notna(), (columns["time"],))
    labels, values = _wide(frame, wide, time) if wide else _long(frame, columns, time)
    number = values["value"].str.strip()
    read = values.assign(
        percent=number.str.endswith("%").fillna(False), value=pd.to_numeric(number.str.removesuffix("%").str.strip(), errors="coerce")
    )
    _all_numbers(number, read, columns.get("value"))
    return labels, read[read["time"].notna()], zone, (*found.notes, *said, *lost)


def _all_numbers(written: pd.Series, read: pd.DataFrame, header: str | None) -> None:
    """Refuse where cells are neither a number nor a way to write that nothing is known: 12,5 or 1.2 k would be no sample."""
    wrong = read["value"].isna() & written.notna() & ~written.str.lower().isin(_NOTHING) & ~written.map(null, na_action="ignore").eq(True)
    if wrong.any():
        place = Place(row=int(read.loc[wrong, "row"].iloc[0]), column=header)
        values = {"count": int(wrong.sum()), "of": len(read), "found": str(written[wrong].iloc[0])[:SHOWN]}
        raise Refused(Problem("read.values_unreadable", place, values))


def _long(frame: pd.DataFrame, columns: Mapping[str, str], time: pd.Series) -> tuple[list[dict[str, str]], pd.DataFrame]:
    name = _name_columns(frame.columns)
    if not name:
        raise Refused(Problem("read.columns_missing", values={"names": "metric"}))
    rest = [header for header in frame.columns if header not in (columns["time"], columns["value"])]
    codes = frame.groupby(rest, dropna=False, sort=False).ngroup()
    distinct = frame.loc[~codes.duplicated(), rest].fillna("").to_dict("records")
    labels = [_labels(each, name[0]) for each in distinct]
    return labels, pd.DataFrame({"series": codes, "time": time, "value": frame[columns["value"]], "row": frame.index})


def _wide(frame: pd.DataFrame, series: Sequence[str], time: pd.Series) -> tuple[list[dict[str, str]], pd.DataFrame]:
    """Return the same where each series has a column, headed by its name and labels; an empty cell is no sample."""
    labels = [_labels({"series": header}, "series") for header in series]
    parts = [
        pd.DataFrame({"series": number, "time": time, "value": frame[header], "row": frame.index}).dropna(subset="value")
        for number, header in enumerate(series)
    ]
    return labels, pd.concat(parts, ignore_index=True)


def _name_columns(found: Iterable[str]) -> list[str]:
    """Return the headers that may hold the metric's name, the surest first."""
    found = list(found)
    return [
        header for name in _NAMES for header in found if header == name or (name != "__name__" and normalised(header) == normalised(name))
    ]


def _labels(cells: Mapping[str, str], name: str) -> dict[str, str]:
    """Return the labels of one series, those within braces included."""
    labels = {key: value for key, value in cells.items() if key != name}
    for metric, inside in filter(None, map(_series, cells.values())):
        labels |= dict(_LABEL.findall(inside)) | ({"__name__": metric} if metric and inside else {})
    return {"__name__": cells[name].split("{")[0].strip(), **labels}


def _series(text: str) -> tuple[str, str] | None:
    """Return the metric's name and what stands in the braces of DCGM_FI_DEV_GPU_UTIL{gpu="0",…}, nothing where text is of another form."""
    name, brace, rest = text.strip().partition("{")
    if not _NAME.fullmatch(name.strip()) or (brace and not rest.endswith("}")):
        return None
    return name.strip(), rest[:-1]


PROMETHEUS = Reader(
    "prometheus",
    Text("Prometheus range query (DCGM and NPU exporters)", "Prometheus 区间查询（DCGM 与昇腾导出器）"),
    (".json", ".csv", ".csv.gz"),
    _recognises,
    _read,
    dataset=USAGE.name,
)
