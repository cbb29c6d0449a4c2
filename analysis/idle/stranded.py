"""Stranded idle: cards that stood unallocated while work waited, and what pooling could reach of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.idle.rates import outcome, over, present, suspect_flags
from analysis.idle.sums import grouped, selected
from data.schema import Flag, Result

if TYPE_CHECKING:
    import ibis

RESOLUTIONS = {"minute": "sample", "hour": "hour"}
"""The time within which free cards and waiting work are compared, and the columns of `hours` that hold it."""

_SUMMED = ("queued", "stranded_cluster", "stranded_own")


def stranded_sums(hours: ibis.Table, by: tuple[str, ...] = (), resolution: str = "minute", **selection: object) -> ibis.Table:
    """Return, per group of the selection: stranded_cluster and stranded_own in card-hours, null where they are not known;
    observed_stranded: O where both are known; sample_minutes: the longest sampling interval."""
    rows = grouped(selected(hours, **selection), by)
    own, cluster = (rows[f"stranded_{whose}_{RESOLUTIONS[resolution]}"] for whose in ("own", "cluster"))
    groups = rows.group_by(list(by)) if by else rows
    return groups.aggregate(
        stranded_cluster=cluster.sum(),
        stranded_own=own.sum(),
        observed_stranded=(own.notnull() & cluster.notnull()).ifelse(rows.observed, 0.0).sum(),
        sample_minutes=rows.sample_minutes.max(),
    )


def stranded_idle(
    sums: pd.DataFrame,
    stranded: pd.DataFrame,
    by: tuple[str, ...] = (),
    resolution: str = "minute",
    suspects: pd.DataFrame | None = None,
    outages: str = "included",
) -> Result:
    """Return stranded idle of each group, in card-hours and as a share of the installed cards whose allocation is known.

    sums, stranded: reductions `sums` and `stranded_sums` over the groups `by`. Stranded idle is the sum of min(free, queued) within
    `resolution`, in the pool (own) or over the cluster; reachable by pooling = cluster - own. It counts cards, not gangs of cards that
    one job needs together: an upper bound.
    """
    sums = present(sums, by)
    frame = sums.merge(stranded, on=list(by), how="left") if by else sums.join(stranded)
    observed, free = frame["observed_allocated"], frame["unallocated"] + frame["unallocated_or_out_of_service"]
    made = frame[list(by)].copy()
    made["installed_card_hours"] = frame["installed"]
    for name in _SUMMED:
        made[f"{name}_card_hours"] = frame[name]
    made["reachable_card_hours"] = frame["stranded_cluster"] - frame["stranded_own"]
    made["allocated_rate"] = over(frame["allocated"], observed)
    made["unallocated_rate"] = over(free, observed)
    made["unallocated_waited"] = over(frame["stranded_cluster"], observed)
    made["unallocated_free"] = made["unallocated_rate"] - made["unallocated_waited"]
    whole = {name: _known_sum(frame[name]) for name in _SUMMED}
    known = None not in whole.values()
    facts = {**whole, "resolution": resolution, "sample_minutes": frame["sample_minutes"].max()}
    facts["reachable"] = whole["stranded_cluster"] - whole["stranded_own"] if known else None
    flags = (Flag("idle.upper_bound"),) if known else (Flag(f"idle.no_stranded_{resolution}"),) if len(frame) else ()
    scope = sums["whole_scope"].sum()
    coverage = {"stranded": float(frame["observed_stranded"].sum() / scope)} if scope > 0 and known else {}
    return outcome(made, sums, (*suspect_flags(suspects, outages), *flags), facts, coverage)


def _known_sum(values: pd.Series) -> float | None:
    return float(values.sum()) if values.notna().any() else None
