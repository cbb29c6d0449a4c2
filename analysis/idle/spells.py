"""Idle spells: the longest runs of hours that a pool stands idle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.idle.rates import outcome, suspect_flags
from analysis.idle.sums import selected
from data.schema import Flag, Result

if TYPE_CHECKING:
    import ibis

THRESHOLDS = ("50", "90", "100")
"""Per cent of the pool's cards that are idle, at least, in each hour of a spell."""

KEPT = 100


def spells(hours: ibis.Table, threshold: str = "50", **selection: object) -> ibis.Table:
    """Return the 100 longest unbroken runs of hours in which a pool's idle share is at least `threshold` per cent.

    The idle share is idle / observed where use is observed, else unallocated / observed; an hour without either ends a spell.
    Columns: cluster, pool, first_hour, last_hour, hours, idle and installed card-hours, suspect_hours, source_ids.
    """
    import ibis

    rows = selected(hours, **selection)
    free = (rows.observed_allocated > 0).ifelse(rows.unallocated + rows.unallocated_or_out_of_service, None)
    known = rows.idle.notnull().ifelse(rows.observed, rows.observed_allocated)
    rows = rows.mutate(idle_hours=rows.idle.fill_null(free))
    rows = rows.filter(rows.idle_hours / known.nullif(0) >= int(threshold) / 100 - 1e-9)
    # Hours that follow one another keep their distance from the count of hours so far: that distance names the spell.
    rows = rows.mutate(place=ibis.row_number().over(ibis.window(group_by=["cluster", "pool"], order_by="hour")))
    rows = rows.mutate(spell=(rows.hour.epoch_seconds() / 3600).round().cast("int64") - rows.place)
    found = rows.group_by(["cluster", "pool", "spell"]).aggregate(
        first_hour=rows.hour.min(),
        last_hour=rows.hour.max(),
        hours=rows.count(),
        idle=rows.idle_hours.sum(),
        installed=rows.installed.sum(),
        suspect_hours=rows.outage.cast("int64").sum(),
        source_ids=rows.source_id.collect(distinct=True),
    )
    return found.drop("spell").order_by(ibis.desc("hours"), ibis.desc("idle"), "cluster", "pool", "first_hour").limit(KEPT)


def idle_spells(
    spells: pd.DataFrame, sums: pd.DataFrame, threshold: str, suspects: pd.DataFrame | None = None, outages: str = "included"
) -> Result:
    """Return the spells, the longest first, beside the scope of the reduction `sums`.

    Fact longest_cut: the longest begins or ends with the data, so that its hours are a lower bound.
    """
    frame = spells.drop(columns="source_ids").rename(columns={"idle": "idle_card_hours", "installed": "installed_card_hours"})
    longest = frame.iloc[0].to_dict() if len(frame) else {}
    facts = {"threshold": int(threshold), "longest_pool": longest.get("pool"), "longest_hours": longest.get("hours")}
    edges = {sums["first_hour"].min(), sums["last_hour"].max()} if len(sums) else set()
    facts |= {"longest_from": longest.get("first_hour"), "longest_suspect": longest.get("suspect_hours")}
    facts["longest_cut"] = bool(edges & {longest.get("first_hour"), longest.get("last_hour")})
    few = (Flag("idle.spells_kept", {"count": KEPT}),) if len(frame) == KEPT else ()
    return outcome(frame, sums, (*suspect_flags(suspects, outages), *few), facts)
