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

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pandas as pd

from data.mapping import Match, normalised
from data.read.columns import BadRows, matched, numbers, taken, times, unused
from data.read.content import first_bytes, kind
from data.read.delimited import read as delimited
from data.read.files import joined, placed
from data.read.jsonl import values
from data.read.reader import MAX_ROWS, TOLD, File, Reader, Reading, Table, told
from data.read.request_rows import counted_beside, once
from data.read.telemetry import headers
from data.read.text import utf8
from data.schema import Column, Problem, Refused, Text
from data.tables.requests import REQUESTS
from data.units import SHOWN

_NONE: Mapping[str, Match] = {}

COLUMNS = (
    Column(
        "start",
        "instant",
        Text("Time", "时间"),
        synonyms=("timestamp", "time", "datetime", "arrival time", "arrived at", "created")
        + ("created at", "request time", "start time", "ts", "时间", "请求时间", "开始时间", "调用时间"),
    ),
    Column(
        "input_tokens",
        "number",
        Text("Input tokens", "输入词元"),
        unit="tokens",
        low=0,
        synonyms=("context tokens", "prompt tokens") + ("request tokens", "input length", "输入token", "输入token数", "输入词元数"),
    ),
    Column(
        "output_tokens",
        "number",
        Text("Output tokens", "输出词元"),
        unit="tokens",
        low=0,
        synonyms=("generated tokens",)
        + ("completion tokens", "response tokens", "output length", "输出token", "输出token数", "输出词元数"),
    ),
    Column(
        "cached_input_tokens",
        "number",
        Text("Cached input tokens", "缓存命中的输入词元"),
        unit="tokens",
        low=0,
        synonyms=("cached tokens",) + ("cache hit tokens", "prompt cache hit tokens", "缓存词元", "缓存命中词元"),
    ),
    Column(
        "cache_read_input_tokens",
        "number",
        Text("Input tokens read from a cache, beside the input", "另计的缓存读取词元"),
        unit="tokens",
        low=0,
    ),
    Column(
        "cache_creation_input_tokens",
        "number",
        Text("Input tokens written to a cache, beside the input", "另计的缓存写入词元"),
        unit="tokens",
        low=0,
    ),
    Column(
        "request",
        "text",
        Text("Request id", "请求号"),
        synonyms=("id", "request id", "req id", "call id", "completion id", "trace id", "请求id", "请求编号", "调用id"),
    ),
    Column("service", "text", Text("Service", "服务"), synonyms=("application", "app", "endpoint", "应用", "业务")),
    Column("model", "text", Text("Model", "模型"), synonyms=("model name", "大模型", "模型名称")),
)
"""What is read of a request log."""
_TOKENS = ("input_tokens", "output_tokens")
_ROLLED = re.compile(
    r"count|intervalminutes|observedminutes|(.*(total|num|number|model|of))?(requests|calls)(count|number|num|total)?"
    r"|(request|call)(count|number|num|total)s?|(num|total)(request|call)s?|[qr]ps|.*(请求|调用)(总?次?数|总?量|次数)|.*调用次数"
)
"""Headers of a table that is summed up already, normalised."""
_ANSWER = "usage"
"""Where an answer of an OpenAI-compatible service has its tokens; null where it was streamed without them."""
_GROUP = ["service", "model"]
_MINUTE = pd.Timedelta(minutes=1)
_SLACK = pd.Timedelta(seconds=1)
"""What reaches into an hour by less opens none."""
_HEAD = 2**18
"""Bytes of JSON Lines whose keys decide what they are: the first line may lack some."""


def _recognises(path: Path, name: str, mapping: Mapping[str, Match] = _NONE) -> bool:
    if not path.is_file():
        return False
    is_json = kind(path) == "jsonl"
    found = _keys(first_bytes(path, _HEAD)) if is_json else headers(path)
    known = matched(found, COLUMNS, mapping).keys()
    is_answer = is_json and _ANSWER in found and "model" in known
    return "start" in known and (is_answer or {*_TOKENS} <= known) and not any(_ROLLED.fullmatch(normalised(header)) for header in found)


def _read(files: Sequence[File], mapping: Mapping[str, Match] = _NONE) -> Reading:
    source, notes = joined(files, lambda path, name: _rows(path, name, mapping))
    matches = matched(source.frame.columns, COLUMNS, mapping)
    given = taken(source.frame, COLUMNS, matches, ("start",))
    bad = BadRows(given.index, matches, COLUMNS)
    moments, zone, said = times(given, ("start",), bad, matches)
    bad.add(moments["start"].isna(), "start", lambda _: Problem("check.required"))
    log = pd.DataFrame({"time": moments["start"], "row": given.index})
    for column in (*_TOKENS, "cached_input_tokens"):
        log[column] = numbers(given, column, bad, matches, COLUMNS)
    for column in (*_GROUP, "request"):
        log[column] = given.get(column)
    beside = counted_beside(log, given, bad, matches, COLUMNS)
    said += (*bad.problems(), *beside, *unused(source.frame, matches))
    log, again = once(log[~bad.rows])
    table = Table(None, _hours(log).assign(zone=zone).set_index("row").reindex(columns=REQUESTS.names), source.pieces)
    rows, dropped = len(given) + source.rows_dropped, source.rows_dropped + int(bad.rows.sum())
    said = (*notes, *placed(said, source), *again, *_whole(log))
    return Reading("inference", (table,), said, REQUESTS.name, rows, dropped, (), tuple(source.frame.columns), matches)


def _rows(path: Path, name: str, mapping: Mapping[str, Match]) -> Reading:
    """Return one file's rows: of JSON Lines the single values of each line as text, those of objects within it too."""
    if kind(path) != "jsonl":
        return delimited(path, name)
    data, said = utf8(path)
    lines = data.split(b"\n")
    if len(lines) > MAX_ROWS:
        raise Refused(Problem("read.too_many_rows", values={"limit": MAX_ROWS}))
    keys = list(dict.fromkeys(key for start in range(0, len(data), _HEAD) for key in _keys(data[start : start + 2 * _HEAD])))
    wanted = {match.header for match in matched(keys, COLUMNS, mapping).values() if match.header}
    rows = {row: values(line, wanted) for row, line in enumerate(lines, 1) if line.strip()}
    lost = {row: each for row, each in rows.items() if isinstance(each, Problem)}
    told_of = [replace(each, place=replace(each.place, row=row)) for row, each in islice(lost.items(), TOLD)]
    good = {row: each for row, each in rows.items() if row not in lost}
    if not good:
        raise Refused(*told_of[:3])
    frame = pd.DataFrame(list(good.values()), index=list(good), columns=sorted(wanted), dtype="str")
    free = [key for key in keys if key not in wanted]
    if free:
        said = (*said, Problem("check.unused_headers", values={"headers": ", ".join(free)[:SHOWN], "count": len(free)}, severity="note"))
    return Reading("inference", (Table(None, frame),), (*said, *told(told_of, len(lost))), None, len(rows), len(lost))


def _keys(data: bytes) -> tuple[str, ...]:
    """Return the keys that can be seen in `data`, each once."""
    return tuple(dict.fromkeys(key.decode("utf-8", "replace") for key in re.findall(rb'"([^"\\]{1,100})"\s*:', data)))


def _hours(log: pd.DataFrame) -> pd.DataFrame:
    """Return rows of `requests` for every hour of the log and every service and model in it.

    Tokens are summed over the requests that state them, null in an hour where none does. What the last requests reach into an hour by
    less than a second belongs to the hour before.
    """
    first, last = log["time"].min(), log["time"].max()
    if last - last.floor("h") < _SLACK < last.floor("h") - first:
        last = last.floor("h")
    ends = log["time"].where(log["time"] < max(last.ceil("h"), first.floor("h") + _MINUTE), last - _MINUTE)
    groups = log.groupby([*_GROUP, ends.dt.floor("h").rename("start")], dropna=False)
    sums = groups.agg(
        requests=("time", "size"),
        **{name: (name, _known_sum) for name in (*_TOKENS, "cached_input_tokens")},
        median_input_tokens=("input_tokens", "median"),
        median_output_tokens=("output_tokens", "median"),
        row=("row", "min"),
    ).reset_index()
    every = sums[_GROUP].drop_duplicates().merge(pd.DataFrame({"start": _span(first, last)}), how="cross")
    whole = log.groupby(_GROUP, dropna=False)[[*_TOKENS]].median()
    every = every.merge(whole.set_axis(["log_median_input_tokens", "log_median_output_tokens"], axis=1).reset_index(), on=_GROUP)
    hours = every.merge(sums, how="left", on=[*_GROUP, "start"])
    empty = hours["requests"].isna()
    hours.loc[empty, ["requests", *_TOKENS]] = 0
    hours["row"] = hours["row"].ffill().bfill().astype("int64")
    reach = hours["start"].clip(lower=first), (hours["start"] + 60 * _MINUTE).clip(upper=last)
    return hours.assign(interval_minutes=60, observed_minutes=(reach[1] - reach[0]) / _MINUTE)


def _known_sum(tokens: pd.Series) -> float:
    return tokens.sum(min_count=1)


def _span(first: pd.Timestamp, last: pd.Timestamp) -> pd.DatetimeIndex:
    """Return the hours from `first` to `last`. Refused for more than a century of them: one of the two is a mistake."""
    hours = int((last - first) / (60 * _MINUTE)) + 1
    if hours > 100 * 366 * 24:
        raise Refused(Problem("read.time_span", values={"count": hours}))
    return pd.date_range(first.floor("h"), max(first.floor("h"), last.ceil("h") - 60 * _MINUTE), freq="h", unit="us")


def _whole(log: pd.DataFrame) -> tuple[Problem, ...]:
    """Return what is said of the whole log, and how many of its requests state no tokens."""
    counted = log[[*_TOKENS]].notna().all(axis=1)
    sums = {"input": round(log["input_tokens"].sum()), "output": round(log["output_tokens"].sum())}
    values = {"count": len(log), "unknown": int((~counted).sum()), "known": int(counted.sum()), **sums}
    unknown = (Problem("read.inference_unknown", values=values, severity="note"),) if values["unknown"] else ()
    if not values["known"]:
        return unknown
    medians = {f"median_{name}": f"{log[f'{name}_tokens'].median():,g}" for name in ("input", "output")}
    return (Problem("read.inference_whole", values=values | medians, severity="note"), *unknown)


INFERENCE = Reader(
    "inference",
    Text("Inference request log", "推理请求日志"),
    (".csv", ".jsonl", ".ndjson", ".csv.gz", ".jsonl.gz"),
    _recognises,
    _read,
    REQUESTS.name,
    COLUMNS,
)
