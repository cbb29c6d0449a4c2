"""Inference request logs, one row per request, reduced to rows of the dataset `requests`, one an hour, service and model.

CSV and JSON Lines with a time and the tokens of input and output under the names below, such as the Azure LLM inference trace 2023
(https://github.com/Azure/AzurePublicDataset, CC BY 4.0: TIMESTAMP, ContextTokens, GeneratedTokens), Mooncake's (timestamp in
milliseconds, input_length, output_length) or answers of OpenAI-compatible services, whose tokens stand in `usage`. Times as
`data.read.telemetry.instants` reads them; a time in a unit of its own says so in its name (timestamp_ms).

The log covers the time from its first to its last request: `observed_minutes` is what lies within the hour, and the first and last hours
are partial. An hour within without a request has 0 of them. Medians are of the requests of the hour; those of the whole log cannot be
made of them again and are said in the note `read.inference_whole`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from data.mapping import normalised
from data.read.content import first_bytes, kind
from data.read.delimited import read as delimited
from data.read.files import joined, placed
from data.read.reader import MAX_ROWS, File, Reader, Reading, Table
from data.read.telemetry import headers, instants, kept, named
from data.read.text import utf8
from data.schema import Problem, Refused, Text
from data.tables.requests import REQUESTS

NAMES = {
    "time": ("timestamp", "time", "datetime", "arrivaltime", "arrivedat", "created", "createdat", "requesttime", "ts", "时间", "请求时间"),
    "input": ("contexttokens", "inputtokens", "prompttokens", "requesttokens", "inputlength", "输入词元", "输入token", "输入token数"),
    "output": (
        "generatedtokens",
        "outputtokens",
        "completiontokens",
        "responsetokens",
        "outputlength",
        "输出词元",
        "输出token",
        "输出token数",
    ),
    "cached_input": ("cachedtokens", "cachedinputtokens", "cachehittokens", "缓存词元", "缓存命中词元"),
    "service": ("service", "application", "app", "endpoint", "应用", "服务", "业务"),
    "model": ("model", "modelname", "大模型", "模型", "模型名称"),
}
"""What the columns may be called, without case, space and punctuation."""
_NEEDED = ("time", "input", "output")
_ROLLED = frozenset({"requests", "请求数", "请求量", "count", "intervalminutes", "observedminutes"})
"""Headers of a table that is summed up already."""
_GROUP = ["service", "model"]
_MINUTE = pd.Timedelta(minutes=1)


def _recognises(path: Path, name: str) -> bool:
    if not path.is_file():
        return False
    found = _keys(first_bytes(path)) if kind(path) == "jsonl" else headers(path)
    return set(_NEEDED) <= set(named(found, NAMES)) and not _ROLLED & {normalised(header) for header in found}


def _read(files: Sequence[File]) -> Reading:
    source, notes = joined(files, _rows)
    given = source.frame
    columns = named(given.columns, NAMES)
    if missing := [each for each in _NEEDED if each not in columns]:
        raise Refused(Problem("read.columns_missing", values={"names": ", ".join(missing)}))
    times, zone, said = instants(given[[columns["time"]]])
    log = pd.DataFrame({"time": times[columns["time"]], "row": given.index})
    for column in ("input", "output", "cached_input"):
        numbers = pd.to_numeric(given[columns[column]], errors="coerce") if column in columns else pd.Series(float("nan"), given.index)
        log[column] = numbers.where(numbers >= 0)
    for column in _GROUP:
        log[column] = given[columns[column]] if column in columns else None
    known = log[[*_NEEDED]].notna().all(axis=1)
    lost = kept(known, tuple(columns[each] for each in _NEEDED))
    log = log[known]
    table = Table(None, _hours(log).assign(zone=zone).set_index("row").reindex(columns=REQUESTS.names), source.pieces)
    return Reading("inference", (table,), (*notes, *placed((*said, *lost), source), _whole(log)), REQUESTS.name, len(given))


def _rows(path: Path, name: str) -> Reading:
    """Return one file's rows: of JSON Lines the single values of each line as text; a line that is no object has none."""
    if kind(path) != "jsonl":
        return delimited(path, name)
    data, said = utf8(path)
    lines = data.split(b"\n")
    if len(lines) > MAX_ROWS:
        raise Refused(Problem("read.too_many_rows", values={"limit": MAX_ROWS}))
    wanted = {header for found in map(_keys, lines[:100]) for header in named(found, NAMES).values()}
    rows = {row: _values(line, wanted) for row, line in enumerate(lines, 1) if line.strip()}
    frame = pd.DataFrame(list(rows.values()), index=list(rows), columns=sorted(wanted), dtype="str")
    return Reading("inference", (Table(None, frame),), said)


def _keys(data: bytes) -> tuple[str, ...]:
    """Return the keys of the first line; of a line that is cut, those that can be seen."""
    line = data.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n")[0]
    return tuple(key.decode("utf-8", "replace") for key in re.findall(rb'"([^"\\]+)"\s*:', line))


def _values(line: bytes, wanted: set[str]) -> dict[str, str]:
    try:
        found = json.loads(line, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    inside = found.get("usage")
    details = inside.get("prompt_tokens_details") if isinstance(inside, dict) else None
    for part in (inside, details):
        found |= part if isinstance(part, dict) else {}
    return {key: value for key in wanted if isinstance(value := found.get(key), str)}


def _hours(log: pd.DataFrame) -> pd.DataFrame:
    """Return rows of `requests` for every hour of the log and every service and model in it."""
    first, last = log["time"].min(), log["time"].max()
    groups = log.groupby([*_GROUP, log["time"].dt.floor("h").rename("start")], dropna=False)
    sums = groups.agg(
        requests=("time", "size"),
        input_tokens=("input", "sum"),
        output_tokens=("output", "sum"),
        cached_input_tokens=("cached_input", lambda tokens: tokens.sum(min_count=len(tokens))),
        median_input_tokens=("input", "median"),
        median_output_tokens=("output", "median"),
        row=("row", "min"),
    ).reset_index()
    every = sums[_GROUP].drop_duplicates().merge(pd.DataFrame({"start": _span(first, last)}), how="cross")
    whole = log.groupby(_GROUP, dropna=False)[["input", "output"]].median()
    every = every.merge(whole.set_axis(["log_median_input_tokens", "log_median_output_tokens"], axis=1).reset_index(), on=_GROUP)
    hours = every.merge(sums, how="left", on=[*_GROUP, "start"])
    zero = ["requests", "input_tokens", "output_tokens"]
    hours[zero] = hours[zero].fillna(0)
    hours["row"] = hours["row"].ffill().bfill().astype("int64")
    reach = hours["start"].clip(lower=first), (hours["start"] + 60 * _MINUTE).clip(upper=last)
    return hours.assign(interval_minutes=60, observed_minutes=(reach[1] - reach[0]) / _MINUTE)


def _span(first: pd.Timestamp, last: pd.Timestamp) -> pd.DatetimeIndex:
    """Return the hours from `first` to `last`. Refused for more than a century of them: one of the two is a mistake."""
    hours = int((last - first) / (60 * _MINUTE)) + 1
    if hours > 100 * 366 * 24:
        raise Refused(Problem("read.time_span", values={"count": hours}))
    return pd.date_range(first.floor("h"), last.floor("h"), freq="h", unit="us")


def _whole(log: pd.DataFrame) -> Problem:
    values = {"count": len(log), "input": round(log["input"].sum()), "output": round(log["output"].sum())}
    medians = {f"median_{name}": f"{log[name].median():,g}" for name in ("input", "output")}
    return Problem("read.inference_whole", values=values | medians, severity="note")


INFERENCE = Reader(
    "inference",
    Text("Inference request log", "推理请求日志"),
    (".csv", ".jsonl", ".ndjson", ".csv.gz", ".jsonl.gz"),
    _recognises,
    _read,
    dataset=REQUESTS.name,
)
