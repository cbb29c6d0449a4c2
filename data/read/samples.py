"""Samples of cards -> hours of pools. No format: what the readers of card samples share.

What a sample stands for is said in `data.rollup.definition`, whose expressions make the hours here as on a cluster.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.rollup import definition
from data.rollup.definition import CARD, HOUR, LONGEST_HOLD, THRESHOLD, during
from data.rollup.survey import LONGEST_SPAN, MOST_CELLS, named_hours, surveyed
from data.schema import Problem, Refused
from data.tables.usage import USAGE

if TYPE_CHECKING:
    import ibis

_POOL = ["cluster", "pool"]


def pool_hours(samples: pd.DataFrame, threshold: float = THRESHOLD) -> pd.DataFrame:
    """Return one row per pool and hour: card-hours by step, `observed_minutes`, `sample_minutes`, and the first `row` of the hour.

    `samples` has cluster, pool, card, time (datetime64), utilization (0-1), available and allocated (1, 0), null = unknown, the pool's
    counter of the hour, row, and `still`, the name of a counter that stood still. The hours are those of `data.rollup.definition`,
    executed on DuckDB. Of two samples of one moment the later row counts. Refused where no card has two samples.
    """
    import ibis

    coded = pd.DataFrame(
        {
            "cluster": 0,
            "pool": samples.groupby(_POOL, dropna=False, sort=False).ngroup(),
            "card": samples.groupby([*_POOL, "card"], dropna=False, sort=False).ngroup(),
            "time": samples["time"].to_numpy("datetime64[us]").astype("int64"),
            **{name: samples[name].astype("Float64") for name in ("utilization", "available", "allocated")},
        }
    ).drop_duplicates(["card", "time"], keep="last")
    engine = ibis.duckdb.connect()
    try:
        hours = _hours(coded, engine, threshold)
    finally:
        engine.disconnect()
    moments = samples["time"].to_numpy("datetime64[us]").astype("int64")
    pools = samples.groupby(_POOL, dropna=False, sort=False).ngroup().to_numpy()
    hours["row"] = first_rows(pools, moments, samples["row"].to_numpy(), hours.set_index(["group", "hour"]))
    named = samples.assign(group=pools).drop_duplicates("group").set_index("group")[_POOL]
    hours["counter"] = _counters(samples["counter"], pools, moments, hours).groupby(level=0).ffill().to_numpy(dtype=object)
    if "still" in samples:
        hours["still_counter"] = _counters(samples["still"], pools, moments, hours).to_numpy(dtype=object)
    return hours.join(named, on="group")


def _counters(counter: pd.Series, pools: np.ndarray, moments: np.ndarray, hours: pd.DataFrame) -> pd.Series:
    """Return the counter of each pool and hour, by the rows of `hours`; null where no sample of the hour has one."""
    known = pd.Series(counter.to_numpy(dtype=object)).groupby([pools, _moments(moments // HOUR)]).first()
    return known.reindex(hours.set_index(["group", "hour"]).index)


def _hours(samples: pd.DataFrame, engine: ibis.BaseBackend, threshold: float) -> pd.DataFrame:
    import pyarrow

    connection = engine.con
    connection.register("samples", pyarrow.Table.from_pandas(samples, preserve_index=False))
    table = engine.table("samples")
    cards, _ = surveyed(lambda *spans: during(table, *spans), engine.execute)
    connection.register("cards", pyarrow.Table.from_pandas(cards[definition.CARDS], preserve_index=False))
    states, of_states = _queries(threshold)
    connection.execute(f"create temp table states as {states}")
    hours = connection.execute(of_states).df()
    pools = cards.drop_duplicates("pool_no").set_index("pool_no")["pool"]
    return named_hours(hours, cards).assign(group=lambda each: each["pool_no"].map(pools)).drop(columns="pool_no")


@cache
def _queries(threshold: float) -> tuple[str, str]:
    """Return the states of `samples` and `cards`, and the hours of `states` and `cards`, in SQL.

    It is the same for all files, and to write it takes longer than to read most of them.
    """
    import ibis

    kinds = dict.fromkeys(CARD, "int64") | {"card_no": "int32", "pool_no": "int32"}
    cards = ibis.table(dict.fromkeys(definition.CARDS, "int64") | kinds, "cards")
    kinds = dict.fromkeys((*CARD, "time"), "int64") | dict.fromkeys(("utilization", "available", "allocated"), "float64")
    states = definition.hour_states(ibis.table(kinds, "samples"), cards, np.iinfo("int64").max, threshold=threshold)
    hours = definition.pool_hours(ibis.table(states.schema(), "states"), cards)
    return str(ibis.to_sql(states, dialect="duckdb")), str(ibis.to_sql(hours, dialect="duckdb"))


def hour_sums(group: np.ndarray, start: np.ndarray, end: np.ndarray, levels: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Return hours × level by `group` (codes from 0) and `hour`, each row having its level from `start` to `end` (microseconds).

    Every hour from the first start to the last end is there for every group. Whole levels are summed exactly. Refused where groups ×
    hours are more than can be held: a time of another century is a mistake.
    """
    first, hours = _extent(start, end)
    groups = int(group.max()) + 1
    if groups * hours > MOST_CELLS or hours > LONGEST_SPAN:
        raise Refused(Problem("read.time_span", values={"count": hours}))
    index = pd.MultiIndex.from_product([range(groups), _moments(first + np.arange(hours))], names=["group", "hour"])
    cells = {name: _cells(group, start, end, level, (groups, hours)) for name, level in levels.items()}
    return pd.DataFrame({name: sums.ravel() for name, sums in cells.items()}, index=index)


def first_rows(group: np.ndarray, start: np.ndarray, row: np.ndarray, sums: pd.DataFrame) -> np.ndarray:
    """Return for each of `sums` the least `row` that starts in the hour, else that of an hour before, else the group's first."""
    rows = pd.Series(row).groupby([group, _moments(start // HOUR)]).min().reindex(sums.index)
    by_group = rows.groupby(level=0)
    return by_group.ffill().fillna(by_group.transform("min")).to_numpy("int64")


def unheld(hours: pd.DataFrame) -> tuple[Problem, ...]:
    """Return a note where samples lie hours apart, where use is observed and who holds some of the cards is not, and one of pools whose
    use no hour observes.

    Without either nothing is called idle. Where who holds them is unknown of all the cards, it is asked (`Column.offer`).
    """
    held, used = hours["allocated_card_hours"].notna(), hours["busy_card_hours"].notna()
    unused = (~used).groupby(hours["pool"], dropna=False).all()
    pools = ", ".join(str(pool) for pool in unused.index[unused])
    return (
        *hours_apart(hours),
        *((Problem("read.no_allocation", severity="note"),) if held.any() and (~held & used).any() else ()),
        *((Problem("read.no_use", values={"names": pools}, severity="note"),) if pools else ()),
    )


def hours_apart(hours: pd.DataFrame) -> tuple[Problem, ...]:
    """Return a note where samples lie more than an hour apart: of the time between them nothing is seen."""
    longest = hours["sample_minutes"].max() / 60
    return (Problem("read.samples_hours_apart", values={"hours": f"{longest:.3g}"}, severity="note"),) if longest > 1.01 else ()


def usage(hours: pd.DataFrame) -> pd.DataFrame:
    """Return `hours` as rows of the dataset `usage`, indexed by `row`."""
    return hours.set_index("row").reindex(columns=USAGE.given_names)


def held_until(group: np.ndarray, start: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return until when each sample stands, and its group's interval (the median step), in microseconds.

    Samples are in the order of group and time. A group of one sample has the median interval of the others; Refused where there is none.
    """
    steps = pd.Series(np.append(np.diff(start), 0).astype("float64"))
    steps[np.append(group[1:] != group[:-1], True)] = np.nan
    by_group = steps.where(steps > 0).groupby(group)
    interval = by_group.transform("median")
    interval = interval.fillna(interval.median())
    if interval.isna().any():
        raise Refused(Problem("read.one_sample"))
    held = np.minimum(steps.fillna(interval), LONGEST_HOLD * interval)
    return start + held.round().to_numpy("int64"), interval.to_numpy()


def _extent(start: np.ndarray, end: np.ndarray) -> tuple[int, int]:
    """Return the first hour since 1970, and how many hours there are."""
    first = int(start.min() // HOUR)
    return first, int(-(-end.max() // HOUR)) - first


def _moments(hours: np.ndarray) -> np.ndarray:
    return (np.asarray(hours, dtype="int64") * HOUR).view("datetime64[us]")


def _cells(group: np.ndarray, start: np.ndarray, end: np.ndarray, level: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return group × hour sums: each level adds the rest of its first hour and all later ones, and its end takes them away."""
    first, width = int(start.min() // HOUR), shape[1] + 2
    rests, wholes = (np.zeros(shape[0] * width, dtype=level.dtype) for _ in range(2))
    for at, sign in ((start, 1), (end, -1)):
        hour = at // HOUR
        cell = group * width + hour - first
        np.add.at(rests, cell, sign * level * ((hour + 1) * HOUR - at))
        np.add.at(wholes, cell + 1, sign * level)
    sums = rests.reshape(-1, width) + wholes.reshape(-1, width).cumsum(axis=1) * HOUR
    return sums[:, : shape[1]] / HOUR
