"""Samples of cards -> hours of pools. No format: what the readers of card samples share.

A sample stands for the time to the same card's next one, at most three sampling intervals, the last one for one interval; the interval is
the median step of the card. The rest of the hour is unobserved, and so is a sample that lacks what other samples of its pool tell: with
every step summed over the same samples the steps keep their order.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from data.schema import Problem, Refused
from data.tables.usage import USAGE

THRESHOLD = 0.05
"""Utilization above which an allocated card is busy."""
HOUR = 3_600_000_000
"""Microseconds."""
_LONGEST_HOLD = 3
_MOST_CELLS = 20_000_000
_STEPS = ("available", "allocated", "busy", "effective")
_POOL = ["cluster", "pool"]


def pool_hours(samples: pd.DataFrame, threshold: float = THRESHOLD) -> pd.DataFrame:
    """Return one row per pool and hour: card-hours by step, `observed_minutes`, `sample_minutes`, and the first `row` of the hour.

    `samples` has cluster, pool, card, time (datetime64), utilization (0-1), available and allocated (1, 0), null = unknown, the pool's
    counter, and row. A card is installed for the whole of every hour from its first sample to the end of its last one. A card out of
    service is neither allocated nor busy. Steps of which a pool's samples say nothing are null, and all steps are where an hour is not
    observed at all. Of two samples of one moment the later row counts. Refused where no card has two samples.
    """
    samples = samples.assign(
        group=samples.groupby(_POOL, dropna=False, sort=False).ngroup(),
        code=samples.groupby([*_POOL, "card"], dropna=False, sort=False).ngroup(),
    ).sort_values(["code", "time"], kind="stable", ignore_index=True)
    group, card, row = (samples[name].to_numpy() for name in ("group", "code", "row"))
    start = samples["time"].to_numpy("datetime64[us]").astype("int64")
    end, interval = held_until(card, start)
    known, levels = _levels(samples, threshold)
    sums = hour_sums(group, start, end, levels)
    sums["installed"] = _installed(group, card, start, end)
    sums["row"] = first_rows(group, start, row, sums)
    sums = sums[sums["installed"] > 0].reset_index()
    sums = sums.join(samples.drop_duplicates("group").set_index("group")[[*_POOL, "counter"]], on="group")
    sums["sample_minutes"] = sums["group"].map(pd.Series(interval).groupby(group).median() / 60e6)
    return _named(sums, known)


def hour_sums(group: np.ndarray, start: np.ndarray, end: np.ndarray, levels: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Return hours × level by `group` (codes from 0) and `hour`, each row having its level from `start` to `end` (microseconds).

    Every hour from the first start to the last end is there for every group. Whole levels are summed exactly. Refused where groups ×
    hours are more than can be held: a time of another century is a mistake.
    """
    first, hours = _extent(start, end)
    groups = int(group.max()) + 1
    if groups * hours > _MOST_CELLS:
        raise Refused(Problem("read.time_span", values={"count": hours}))
    index = pd.MultiIndex.from_product([range(groups), _moments(first + np.arange(hours))], names=["group", "hour"])
    cells = {name: _cells(group, start, end, level, (groups, hours)) for name, level in levels.items()}
    return pd.DataFrame({name: sums.ravel() for name, sums in cells.items()}, index=index)


def first_rows(group: np.ndarray, start: np.ndarray, row: np.ndarray, sums: pd.DataFrame) -> np.ndarray:
    """Return for each of `sums` the least `row` that starts in the hour, else that of an hour before, else the group's first."""
    rows = pd.Series(row).groupby([group, _moments(start // HOUR)]).min().reindex(sums.index)
    by_group = rows.groupby(level=0)
    return by_group.ffill().fillna(by_group.transform("min")).to_numpy("int64")


def usage(hours: pd.DataFrame) -> pd.DataFrame:
    """Return `hours` as rows of the dataset `usage`, indexed by `row`."""
    return hours.set_index("row").reindex(columns=USAGE.names)


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
    held = np.minimum(steps.fillna(interval), _LONGEST_HOLD * interval)
    return start + held.round().to_numpy("int64"), interval.to_numpy()


def _levels(samples: pd.DataFrame, threshold: float) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """Return which steps each group tells, and the level of each step in each sample, 0 where the sample does not tell all of them."""
    available, allocated, used = (samples[name].to_numpy("float64", na_value=np.nan) for name in ("available", "allocated", "utilization"))
    down = available == 0
    allocated, used = np.where(down, 0, allocated), np.where(down, 0, used)
    tells = pd.DataFrame(~np.isnan(np.column_stack([available, allocated, used])), columns=["available", "allocated", "busy"])
    known = tells.groupby(samples["group"].to_numpy()).any()
    complete = (tells | ~known.loc[samples["group"]].reset_index(drop=True)).all(axis=1).to_numpy()
    busy = complete & (used > threshold) & (allocated != 0)
    levels = {
        "observed": complete.astype("int64"),
        "available": (complete & (available == 1)).astype("int64"),
        "allocated": (complete & (allocated == 1)).astype("int64"),
        "busy": busy.astype("int64"),
        "effective": np.where(busy, used, 0.0),
    }
    return known.assign(effective=known["busy"]), levels


def _installed(group: np.ndarray, card: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return how many cards of each group have each hour between their first sample and the end of their last one."""
    first, hours = _extent(start, end)
    bounds = pd.DataFrame({"group": group, "card": card, "from": start // HOUR, "to": -(-end // HOUR)})
    cards = bounds.groupby("card").agg({"group": "first", "from": "min", "to": "max"})
    changes = np.zeros((int(group.max()) + 1, hours + 1), dtype="int64")
    for column, sign in (("from", 1), ("to", -1)):
        np.add.at(changes, (cards["group"].to_numpy(), (cards[column] - first).to_numpy()), sign)
    return changes[:, :-1].cumsum(axis=1).ravel()


def _named(sums: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Return the sums under the names of `usage`, steps that are not known null."""
    sums["effective"] = sums["effective"].clip(lower=0).clip(upper=sums["busy"])
    for step in _STEPS:
        sums[step] = sums[step].where(sums["group"].map(known[step]) & (sums["observed"] > 0))
    sums["observed_minutes"] = 60 * sums["observed"] / sums["installed"]
    return sums.drop(columns="observed").rename(columns={step: f"{step}_card_hours" for step in ("installed", *_STEPS)})


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
