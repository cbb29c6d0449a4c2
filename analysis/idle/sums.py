"""Prepared pool-hours summed where they live: reductions from Ibis table to Ibis table, the same on every engine."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from analysis.idle.hours import STEPS
from analysis.idle.ladder import BANDS
from data.period import first_day, last_day

if TYPE_CHECKING:
    import ibis

_TIME = {"day": "D", "week": "W", "month": "M"}
_HOURLY = 60.5
"""Minutes between samples that still tell of each hour."""
_WITHIN_CLUSTER = {"pool", "region", "owner", "card"}


def selected(
    hours: ibis.Table,
    clusters: tuple[str, ...] = (),
    pools: tuple[str, ...] = (),
    start: str = "",
    end: str = "",
    outages: str = "included",
    **others: tuple[str, ...],
) -> ibis.Table:
    """Return the pool-hours of these clusters, pools and `others` (regions, owners, cards, counters) from `start` to `end`.

    Days are ISO, both included; empty = all.
    outages: included, or excluded to leave out suspects of either kind.
    """
    import ibis

    for names, values in {"clusters": clusters, "pools": pools, **others}.items():
        if values:
            hours = hours.filter(hours[names.removesuffix("s")].isin(values))
    if start:
        hours = hours.filter(hours.hour >= ibis.timestamp(f"{first_day(start)} 00:00:00"))
    if end:
        hours = hours.filter(hours.hour < ibis.timestamp(f"{last_day(end) + dt.timedelta(days=1)} 00:00:00"))
    return hours.filter(~hours.outage & ~hours.data_suspect) if outages == "excluded" else hours


def sums(hours: ibis.Table, by: tuple[str, ...] = (), pools: tuple[str, ...] = (), **selection: object) -> ibis.Table:
    """Return card-hours summed over the groups `by` of the selection (see `selected`); by hour of day of rows that tell of single hours.

    Columns: the groups; pools, pool_hours, sampled (how many of them are of a sample of jobs), installed, allocated, queued, used, bands,
    observed_<step>, idle and idle_installed as in `hours`; scope (of the group: its pools' own where the groups lie within a cluster)
    and whole_scope (its part of the whole cluster's); clusters, pool_names (cluster and pool), counters, first and last hour, source_ids.
    """
    rows = selected(hours, pools=pools, **selection)
    if "hour_of_day" in by:
        # A row of a day, spread over its hours, tells nothing of one of them.
        rows = rows.filter(rows.sample_minutes.fill_null(0) <= _HOURLY)
    rows = grouped(rows, by)
    chosen = pools or any(selection.get(name) for name in ("regions", "owners", "cards", "counters"))
    of_cluster = rows.pool_scope if chosen else rows.cluster_scope
    summed = ("installed", "allocated", "queued", "used", "idle", "idle_installed", *BANDS, *(f"observed_{step}" for step in STEPS))
    names, groups = rows.cluster.concat("\x1f", rows.pool), rows.group_by(list(by)) if by else rows
    return groups.aggregate(
        pools=names.nunique(),
        pool_hours=rows.count(),
        sampled=rows.sampled.cast("int64").sum(),
        scope=(rows.pool_scope if _WITHIN_CLUSTER & set(by) else of_cluster).sum(),
        whole_scope=of_cluster.sum(),
        clusters=rows.cluster.collect(distinct=True),
        pool_names=names.collect(distinct=True),
        counters=rows.counter.collect(distinct=True),
        first_hour=rows.hour.min(),
        last_hour=rows.hour.max(),
        source_ids=rows.source_id.collect(distinct=True),
        **{name: rows[name].sum() for name in summed},
    )


def hourly_quartiles(hours: ibis.Table, **selection: object) -> ibis.Table:
    """Return, per cluster and pool of the selection, the quartiles (linear) of its hourly allocation rate where it is known."""
    rows = selected(hours, **selection)
    rows = rows.mutate(rate=rows.allocated / rows.observed_allocated.nullif(0))
    return rows.group_by(["cluster", "pool"]).aggregate(
        first_quartile=rows.rate.quantile(0.25), median=rows.rate.quantile(0.5), third_quartile=rows.rate.quantile(0.75)
    )


def suspects(hours: ibis.Table, **selection: object) -> ibis.Table:
    """Return the suspect hours: cluster, pool (null for a whole cluster), hour, kind (outage, data), installed, source ids."""
    import ibis

    rows = selected(hours, **selection)
    rows = rows.filter(rows.outage | rows.data_suspect)
    rows = rows.mutate(kind=rows.outage.ifelse("outage", "data"), of=rows.outage.ifelse(ibis.null("string"), rows.pool))
    found = rows.group_by(["cluster", "of", "hour", "kind"]).aggregate(
        installed=rows.installed.sum(), source_ids=rows.source_id.collect(distinct=True)
    )
    return found.rename(pool="of").order_by("hour", "cluster", "pool")


def grouped(rows: ibis.Table, by: tuple[str, ...]) -> ibis.Table:
    """Return the rows with the groups of time among `by` as columns: day, week, month, hour_of_day, weekday (0 = Monday)."""
    hour = rows.hour
    made = {
        **{name: hour.truncate(unit) for name, unit in _TIME.items() if name in by},
        **({"hour_of_day": hour.hour().cast("int64")} if "hour_of_day" in by else {}),
        **({"weekday": hour.day_of_week.index().cast("int64")} if "weekday" in by else {}),
    }
    return rows.mutate(**made) if made else rows
