"""How the hourly rates of pools are spread: percentiles, for boxes and duration curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.idle.rates import outcome, suspect_flags
from analysis.idle.sums import selected
from data.schema import Result

if TYPE_CHECKING:
    import ibis

PERCENTILES = tuple(step / 100 for step in range(101))
MEASURES = ("allocated", "busy")
"""What the hourly rate counts: cards held by a job, or cards in use."""


def hourly_percentiles(hours: ibis.Table, by: tuple[str, ...] = (), measure: str = "allocated", **selection: object) -> ibis.Table:
    """Return, per group of the selection, the percentiles 0 to 100 (linear) of the hourly rate of its pools, as one array a group.

    A rate is allocated / O, or busy / O, of one pool and hour, O the part of installed in which it is observed; pool_hours counts those
    that are known.
    """
    rows = selected(hours, **selection)
    busy = rows.under_used + rows.effective + rows.busy_depth_unobserved
    part = rows.allocated if measure == "allocated" else (rows.observed_busy > 0).ifelse(busy, None)
    rows = rows.mutate(rate=part / rows[f"observed_{measure}"].nullif(0))
    groups = rows.group_by(list(by)) if by else rows
    return groups.aggregate(pool_hours=rows.rate.count(), rates=rows.rate.quantile(list(PERCENTILES)))


def idle_boxes(percentiles: pd.DataFrame, sums: pd.DataFrame, suspects: pd.DataFrame | None = None, outages: str = "included") -> Result:
    """Return the percentiles of each pool's hourly rate, one row each, the pool with the lowest median first.

    percentiles: reduction `hourly_percentiles` over (cluster, pool); sums: reduction `sums` over the same.
    """
    known = percentiles[percentiles["pool_hours"] > 0]
    known = known.assign(middle=[rates[50] for rates in known["rates"]]).sort_values(["middle", "pool"], ignore_index=True)
    frame = _long(known, ["cluster", "pool"])
    facts = {"spread_hours": int(known["pool_hours"].sum())}
    for end, i in (("lowest", 0), ("highest", -1)):
        facts |= {f"{end}_pool": known["pool"].iloc[i], f"{end}_median": float(known["middle"].iloc[i])} if len(known) else {}
    return outcome(frame, sums, suspect_flags(suspects, outages), facts)


def idle_duration(
    percentiles: pd.DataFrame, sums: pd.DataFrame, measure: str, suspects: pd.DataFrame | None = None, outages: str = "included"
) -> Result:
    """Return the duration curve: the hourly rate that is reached in at least each share of the pool-hours, 0 to 1.

    percentiles, sums: reductions over no group. Every pool-hour counts once, whatever the size of the pool.
    """
    frame = _long(percentiles[percentiles["pool_hours"] > 0], [])
    frame["share_of_hours"] = 1 - frame.pop("percentile")
    frame = frame.sort_values("share_of_hours", ignore_index=True)[["share_of_hours", "hourly_rate"]]
    half = float(frame["hourly_rate"].iloc[50]) if len(frame) else None
    return outcome(frame, sums, suspect_flags(suspects, outages), {"measure": measure, "half_rate": half})


def _long(percentiles: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    frame = percentiles[[*by, "rates"]].assign(percentile=[PERCENTILES] * len(percentiles))
    frame = frame.explode(["rates", "percentile"], ignore_index=True).rename(columns={"rates": "hourly_rate"})
    return frame.astype({"hourly_rate": "float64", "percentile": "float64"})[[*by, "percentile", "hourly_rate"]]
