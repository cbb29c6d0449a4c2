"""What of raw telemetry cannot be counted as it stands: slices of cards, and activity counters that contradict each other.

The rules are those of the readers (`data.read.counters`). Where those take another counter, the rollup, which reads one column, refuses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from data.metrics import METRICS
from data.rollup.definition import CARD, HOUR
from data.rollup.samples import Samples
from data.schema import Problem, Refused

if TYPE_CHECKING:
    import ibis.expr.types as ir

_MOVES = 0.05
_ENOUGH = 3
"""As in `data.read.counters`."""
_SCALES = {metric.name: metric.scale for metric in METRICS if metric.meaning == "utilization"}

Execute = Callable[["ir.Table"], pd.DataFrame]


def trusted(samples: Samples, execute: Execute, told: Callable[[Problem], None]) -> Samples:
    """Return the samples, with what is known of slices; `told` hears of these.

    Refused where the card of a slice is not named, where rows of one pool are of several counters, and where the counter that is read
    stands still in an hour in which another one of the same card moves.
    """
    _one_counter(samples, execute)
    _moving(samples, execute)
    rows = samples.raw.filter(samples.is_cut(samples.raw))
    card = rows[samples.mapping["card"].header].cast("string") if samples.mapping["card"].header else None
    if card is None:
        return samples
    cut = execute(rows.select(card=card).group_by("card").agg(samples=lambda each: each.count()))
    lost = [name for name in cut["card"].dropna() if name.startswith("MIG-") and not name.startswith("MIG-GPU-")]
    if lost:
        raise Refused(Problem("rollup.slice_alone", values={"found": lost[0], "count": len(lost)}))
    if len(cut):
        told(Problem("rollup.slices", values={"count": int(cut["samples"].sum())}, severity="note"))
    return replace(samples, divided=bool(len(cut)))


def _one_counter(samples: Samples, execute: Execute) -> None:
    match = samples.mapping.get("counter")
    if match is None or match.header is None:
        return
    named = samples.raw.select(cluster=samples.text("cluster"), pool=samples.text("pool"), counter=samples.text("counter"))
    found = execute(named.filter(named.counter.notnull()).distinct())
    several = found[found.duplicated(["cluster", "pool"], keep=False)]
    if len(several):
        values = {"header": match.header, "found": ", ".join(sorted(several["counter"].unique())), "pool": several["pool"].iloc[0]}
        raise Refused(Problem("rollup.several_counters", values=values))


def _moving(samples: Samples, execute: Execute) -> None:
    read = samples.counter
    others = [name for name in samples.raw.columns if name in _SCALES and name != read]
    if read not in _SCALES or not others:
        return
    columns = {"read": samples.raw[read].cast("float64") * _SCALES[read]}
    columns |= {f"other_{n}": samples.raw[name].cast("float64") * _SCALES[name] for n, name in enumerate(others)}
    keys = {name: samples.text(name) for name in CARD}
    moments = samples.instant(samples.raw[samples.mapping["time"].header])
    rows = samples.raw.filter(~samples.is_cut(samples.raw)).select(**keys, hour=moments - moments % HOUR, **columns)
    for name in columns:
        rows = rows.mutate(**{name: ((rows[name] >= 0) & (rows[name] <= 1)).ifelse(rows[name], None)})
    sums = {f"{name}_{how}": getattr(rows[name], how)() for name in columns for how in ("count", "min", "max")}
    hours = rows.group_by([*CARD, "hour"]).agg(**sums)
    still = hours.filter((hours.read_count >= _ENOUGH) & (hours.read_min == hours.read_max))
    order = list(_SCALES)
    for n, name in enumerate(others):
        low, high = still[f"other_{n}_min"], still[f"other_{n}_max"]
        dead = (still[f"other_{n}_count"] >= _ENOUGH) & (high - low > _MOVES)
        dead = dead if order.index(read) < order.index(name) else dead & (still.read_max == 0)
        cards = execute(still.filter(dead).select(*CARD).distinct())
        if len(cards):
            raise Refused(Problem("rollup.counter_still", values={"found": read, "other": name, "cards": len(cards)}))
