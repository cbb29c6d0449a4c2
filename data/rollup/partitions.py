"""The rollup of a source, day by day. What is finished is kept beside the output, so that a run that broke off goes on where it was.

Beside OUT stands the folder OUT.parts: plan.json (what was read, how, by which version), cards.parquet, and one file per day, or per run
of small days, written under another name and renamed when it is whole. Where the plan is another one the folder is made anew. It may be
deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from data.mapping import Match, to_json
from data.rollup import definition
from data.rollup.counters import trusted
from data.rollup.definition import CARDS, DAY, HOUR, LONGEST_HOLD
from data.rollup.engine import DuckDB
from data.rollup.samples import Samples, clock
from data.rollup.survey import day_name, named_hours, surveyed
from data.rollup.telemetry import matched, scale_of
from data.schema import Problem, Refused

if TYPE_CHECKING:
    import ibis.expr.types as ir

VERSION = "3"
"""Of the definition: other sums under the same names need another one."""
PERCENT_ABOVE = 1.5
"""Where utilization is above this anywhere it is percent."""
PERCENT = 0.01
TIES = ("available", "allocated", "utilization")

Told = Callable[[Problem], None]


class Engine(Protocol):
    """What the rollup asks of an engine; `at_once` is how many samples of several days it takes together."""

    at_once: int

    def open(self, source: str) -> tuple[ir.Table, list[str]]:
        """Return the table of a source and a line per file."""

    def micros(self, time: ir.Value) -> ir.Value:
        """Return an instant as microseconds since 1970."""

    def execute(self, expression: ir.Table) -> pd.DataFrame:
        """Return the rows of an expression."""

    def close(self) -> None:
        """End the engine."""


def rolled_up(source: str, parts: Path, engine: Engine, local: DuckDB, mapping: Mapping[str, Match], told: Told) -> pd.DataFrame:
    """Return the pool-hours of the raw telemetry at `source` under the names of `usage`, with observed_minutes.

    `engine` reads the samples, `local` sums what is left of them; `parts` is the folder of what is finished; `told` hears the notes and
    each day as it is done. Refused (rollup.*, read.*) where the source cannot be read or lacks a column.
    """
    raw, files = engine.open(source)
    samples = _samples(raw, matched(raw.columns, mapping), engine, told)
    samples = trusted(samples, engine.execute, told)
    _prepared(parts, files, samples.mapping, told)
    samples, cards, days, pools = _survey(samples, engine, parts, told)
    rows = _sums(samples, cards, days, parts, engine, told)
    hours = local.execute(definition.pool_hours(local.read(rows), _table(cards[CARDS])))
    return named_hours(hours, cards).merge(pools, on="pool_no").drop(columns="pool_no")


def _samples(raw: ir.Table, mapping: Mapping[str, Match], engine: Engine, told: Told) -> Samples:
    """Return the samples, the clock of their times known."""
    read = {name: match.header or f"={match.constant}" for name, match in mapping.items()}
    told(Problem("rollup.read_as", values={"names": ", ".join(f"{name} = {header}" for name, header in read.items())}, severity="note"))
    samples = Samples(raw, mapping, engine.micros, scale=scale_of(mapping.get("utilization")))
    time = raw[mapping["time"].header]
    if not time.type().is_numeric():
        return samples
    usual = engine.execute(raw.select(time=time.cast("float64")).agg(time=lambda each: each.time.max()))["time"].iloc[0]
    if pd.isna(usual):
        raise Refused(Problem("rollup.no_sample"))
    return replace(samples, clock=clock(float(usual)))


def _prepared(parts: Path, files: Iterable[str], mapping: Mapping[str, Match], told: Told) -> None:
    """Make the folder of what is finished, or keep it where the same is asked of the same files."""
    plan = {"version": VERSION, "files": hashlib.sha256("\n".join(files).encode()).hexdigest(), "mapping": to_json(mapping)}
    path = parts / "plan.json"
    if path.exists() and json.loads(path.read_text(encoding="utf-8")) != plan:
        told(Problem("rollup.anew", values={"path": str(parts)}, severity="note"))
        shutil.rmtree(parts)
    parts.mkdir(parents=True, exist_ok=True)
    written(path, lambda unfinished: unfinished.write_text(json.dumps(plan), encoding="utf-8"))


def _survey(samples: Samples, engine: Engine, parts: Path, told: Told) -> tuple[Samples, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the samples with the scale of utilization, the cards, the days and the pools; found once and kept."""
    paths = [parts / f"{name}.parquet" for name in ("scale", "days", "pools", "cards")]
    if not paths[-1].exists():
        told(Problem("rollup.surveying", severity="note"))
        scale = pd.DataFrame({"scale": [samples.scale or _scale(samples, engine)]})
        cards, days = surveyed(samples.within, engine.execute)
        for path, frame in zip(paths, (scale, days, _pools(samples, cards, engine), cards), strict=True):
            written(path, frame.to_parquet)
    scale, days, pools, cards = (pd.read_parquet(path) for path in paths)
    unit = "percent" if scale["scale"].iloc[0] == PERCENT else "fraction"
    told(Problem("rollup.unit", values={"unit": unit}, severity="note"))
    if (apart := cards["interval"].max() / HOUR) > 1.01:
        told(Problem("read.samples_hours_apart", values={"hours": f"{apart:.3g}"}, severity="note"))
    told(Problem("rollup.surveyed", values={"count": int(days["samples"].sum()), "cards": len(cards), "days": len(days)}, severity="note"))
    return replace(samples, scale=float(scale["scale"].iloc[0])), cards, days, pools


def _scale(samples: Samples, engine: Engine) -> float:
    highest = engine.execute(definition.highest(samples.within()))["highest"].iloc[0]
    return PERCENT if pd.notna(highest) and highest > PERCENT_ABOVE else 1.0


def _pools(samples: Samples, cards: pd.DataFrame, engine: Engine) -> pd.DataFrame:
    """Return pool_no, cluster, pool and what the telemetry says of each pool."""
    pools = cards.drop_duplicates("pool_no")[["pool_no", "cluster", "pool"]].assign(zone=samples.zone, counter=samples.counter)
    described = samples.described()
    if described is not None:
        found = engine.execute(described)
        pools = pools.drop(columns=[*{*found.columns} & {"zone", "counter"}]).merge(found, on=["cluster", "pool"], how="left")
    return pools.assign(**samples.constants)


def _sums(samples: Samples, cards: pd.DataFrame, days: pd.DataFrame, parts: Path, engine: Engine, told: Told) -> list[Path]:
    """Write the sums of each partition, unless they are there, and return where they stand."""
    known, reach, paths = _table(cards[CARDS]), int(cards["interval"].max()) * LONGEST_HOLD, []
    partitions = partitioned(days, engine.at_once)
    for number, (first, last, count) in enumerate(partitions, start=1):
        name = day_name(first) if first == last else f"{day_name(first)}_{day_name(last)}"
        paths.append(parts / f"{name}.parquet")
        begun, is_there = time.perf_counter(), paths[-1].exists()
        if not is_there:
            states = _states(samples.within((first, last + DAY + reach)), known, last + DAY, engine)
            written(paths[-1], states.to_parquet)
        shown = {"number": number, "total": len(partitions), "day": name.replace("_", " – "), "count": count}
        seconds = f"{time.perf_counter() - begun:.1f}"
        told(Problem("rollup.day_there" if is_there else "rollup.day_done", values={**shown, "seconds": seconds}, severity="note"))
    return paths


def partitioned(days: pd.DataFrame, at_once: int) -> list[tuple[int, int, int]]:
    """Return the first day, the last day and the number of samples of each partition: whole days, with at most `at_once` if several."""
    found: list[tuple[int, int, int]] = []
    for day, count in zip(days["day"].tolist(), days["samples"].tolist(), strict=True):
        if found and found[-1][2] + count <= at_once:
            first, _, before = found.pop()
            found.append((first, day, before + count))
        else:
            found.append((day, day, count))
    return found


def _states(samples: ir.Table, cards: ir.Table, until: int, engine: Engine) -> pd.DataFrame:
    """Return the sums of a day. Putting samples of one moment in order costs, so it is done where there are any."""
    states = engine.execute(definition.hour_states(samples, cards, until))
    if states["repeated"].sum():
        states = engine.execute(definition.hour_states(samples, cards, until, TIES))
    return states.astype({"available": "Int8", "allocated": "Int8", "busy": "Int8"})


def _table(frame: pd.DataFrame) -> ir.Table:
    import ibis

    return ibis.memtable(frame)


def written(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file under another name and rename it when it is whole, so that half of one is never taken for it."""
    unfinished = path.with_name(f"{path.name}.part")
    write(unfinished)
    unfinished.replace(path)
