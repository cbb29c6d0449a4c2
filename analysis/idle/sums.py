"""Pool-hours summed where they live: reductions from Ibis table to Ibis table.

The same functions run on every engine that Ibis speaks to. Symbols, in card-hours of one pool and hour:
I installed, A available, H allocated, B busy, E effective.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.idle.ladder import BANDS

if TYPE_CHECKING:
    import ibis

_TIME = {"day": "D", "week": "W", "month": "M"}
_WITHIN_CLUSTER = {"pool", "region", "owner", "card"}


def selected(usage: ibis.Table, clusters: tuple[str, ...] = (), pools: tuple[str, ...] = (), start: str = "", end: str = "") -> ibis.Table:
    """Return the pool-hours of these clusters and pools from `start` to `end` (ISO days, both included; empty = all)."""
    import ibis

    if clusters:
        usage = usage.filter(usage.cluster.isin(clusters))
    if pools:
        usage = usage.filter(usage.pool.isin(pools))
    if start:
        usage = usage.filter(usage.hour >= ibis.timestamp(f"{start} 00:00:00"))
    if end:
        usage = usage.filter(usage.hour < ibis.timestamp((pd.Timestamp(end) + pd.Timedelta(days=1)).isoformat(" ")))
    return usage


def cluster_hours(usage: ibis.Table) -> ibis.Table:
    """Return one row per cluster and hour: pools reporting, the scope's card-hours, and whether the hour is an outage suspect.

    Outage suspect: the cluster has two or more pools and every one has 0 allocated for the whole hour.
    Scope: the whole cluster's installed card-hours where a row states them, else the installed of the pools reported.
    """
    hours = usage.group_by(["cluster", "hour"]).aggregate(
        pools=usage.pool.nunique(),
        silent=((usage.allocated_card_hours == 0).fill_null(False)).cast("int64").sum(),
        reported=usage.count(),
        stated=usage.cluster_installed_card_hours.max(),
        installed=usage.installed_card_hours.sum(),
        largest=usage.installed_card_hours.max(),
    )
    return hours.select(
        hours.cluster,
        hours.hour,
        hours.pools,
        scope_card_hours=hours.stated.fill_null(hours.installed),
        largest_card_hours=hours.largest,
        outage=(hours.pools >= 2) & (hours.silent == hours.reported),
    )


def marked(usage: ibis.Table) -> ibis.Table:
    """Return the pool-hours with `outage` (see cluster_hours) and `data_suspect` (capacity 0 or missing while neighbours have it)."""
    hours = cluster_hours(usage).rename(cluster_="cluster", hour_="hour")
    joined = usage.left_join(hours, [usage.cluster == hours.cluster_, usage.hour == hours.hour_])
    return joined.mutate(data_suspect=(joined.installed_card_hours.fill_null(0) == 0) & (joined.largest_card_hours.fill_null(0) > 0)).drop(
        "cluster_", "hour_"
    )


def banded(usage: ibis.Table) -> ibis.Table:
    """Return the pool-hours with one column a band of the ladder, in card-hours; the bands of a row sum to its installed."""
    installed, available, allocated = usage.installed_card_hours, usage.available_card_hours, usage.allocated_card_hours
    busy, effective = usage.busy_card_hours, usage.effective_card_hours
    has_a, has_h, has_b, has_e = (column.notnull() for column in (available, allocated, busy, effective))

    def where(condition: ibis.Value, value: ibis.Value) -> ibis.Value:
        return condition.ifelse(value, 0.0).fill_null(0.0)

    return usage.mutate(
        out_of_service=where(has_a, installed - available),
        unallocated=where(has_a & has_h, available - allocated),
        unallocated_or_out_of_service=where(~has_a & has_h, installed - allocated),
        held_idle=where(has_h & has_b, allocated - busy),
        under_used=where(has_h & has_b & has_e, busy - effective),
        effective=where(has_h & has_b & has_e, effective),
        busy_depth_unobserved=where(has_h & has_b & ~has_e, busy),
        allocated_use_unobserved=where(has_h & ~has_b, allocated),
        unobserved=where(~has_h & has_a, available) + where(~has_h & ~has_a, installed),
    )


def sums(
    usage: ibis.Table,
    by: tuple[str, ...] = (),
    clusters: tuple[str, ...] = (),
    pools: tuple[str, ...] = (),
    start: str = "",
    end: str = "",
    outages: str = "included",
) -> ibis.Table:
    """Return card-hours summed over the groups `by` (codes of GROUPS): bands, steps, observed and scope card-hours, source ids.

    Suspects are found over whole clusters, before any pool is left out. Columns: the groups; pools, pool_hours,
    installed, one per band, allocated, observed_allocated / _available / _busy / _effective (installed card-hours
    of the rows where the step is known), idle and idle_installed (both idles known), scope (of the group:
    its pools' own where the groups lie within a cluster) and whole_scope (its part of the whole cluster's), clusters, first and last
    hour, source_ids.
    """
    rows = banded(selected(marked(selected(usage, clusters=clusters, start=start, end=end)), pools=pools))
    if outages == "excluded":
        rows = rows.filter(~rows.outage & ~rows.data_suspect)
    rows = _grouped(rows, by)
    installed = rows.installed_card_hours
    idle_known = rows.available_card_hours.notnull() & rows.allocated_card_hours.notnull() & rows.busy_card_hours.notnull()
    of_cluster = installed if pools else rows.scope_card_hours / rows.pools
    totals = rows.group_by(list(by)) if by else rows
    return totals.aggregate(
        pools=(rows.cluster.concat("\x1f", rows.pool)).nunique(),
        pool_hours=rows.count(),
        installed=installed.sum(),
        allocated=rows.allocated_card_hours.sum(),
        queued=rows.queued_card_hours.sum(),
        **{name: rows[name].sum() for name in BANDS},
        **{
            f"observed_{step}": rows[f"{step}_card_hours"].notnull().ifelse(installed, 0.0).sum()
            for step in ("available", "allocated", "busy", "effective")
        },
        idle=idle_known.ifelse(rows.available_card_hours - rows.busy_card_hours, None).sum(),
        idle_installed=idle_known.ifelse(installed, None).sum(),
        scope=(installed if _WITHIN_CLUSTER & set(by) else of_cluster).sum(),
        whole_scope=of_cluster.sum(),
        clusters=rows.cluster.collect(distinct=True),
        first_hour=rows.hour.min(),
        last_hour=rows.hour.max(),
        source_ids=rows.source_id.collect(distinct=True),
    )


def suspects(usage: ibis.Table, clusters: tuple[str, ...] = (), start: str = "", end: str = "") -> ibis.Table:
    """Return the suspect hours: cluster, pool (null for a whole cluster), hour, kind (outage, data), installed card-hours, source ids."""
    import ibis

    rows = marked(selected(usage, clusters=clusters, start=start, end=end))
    outage = (
        rows.filter(rows.outage)
        .group_by(["cluster", "hour"])
        .aggregate(installed=rows.installed_card_hours.sum(), source_ids=rows.source_id.collect(distinct=True))
        .mutate(pool=ibis.null("string"), kind=ibis.literal("outage"))
    )
    data = (
        rows.filter(rows.data_suspect)
        .group_by(["cluster", "hour", "pool"])
        .aggregate(installed=rows.installed_card_hours.sum(), source_ids=rows.source_id.collect(distinct=True))
        .mutate(kind=ibis.literal("data"))
    )
    names = ("cluster", "pool", "hour", "kind", "installed", "source_ids")
    return outage.select(*names).union(data.select(*names)).order_by("hour", "cluster", "pool")


def hourly_quartiles(
    usage: ibis.Table,
    clusters: tuple[str, ...] = (),
    pools: tuple[str, ...] = (),
    start: str = "",
    end: str = "",
    outages: str = "included",
) -> ibis.Table:
    """Return, per cluster and pool, the quartiles (linear) of its hourly allocation rate over the hours where it is known."""
    rows = selected(marked(selected(usage, clusters=clusters, start=start, end=end)), pools=pools)
    if outages == "excluded":
        rows = rows.filter(~rows.outage & ~rows.data_suspect)
    rows = rows.mutate(rate=rows.allocated_card_hours / rows.installed_card_hours.nullif(0))
    return rows.group_by(["cluster", "pool"]).aggregate(
        first_quartile=rows.rate.quantile(0.25), median=rows.rate.quantile(0.5), third_quartile=rows.rate.quantile(0.75)
    )


def _grouped(rows: ibis.Table, by: tuple[str, ...]) -> ibis.Table:
    hour = rows.hour
    made = {
        **{name: hour.truncate(unit) for name, unit in _TIME.items() if name in by},
        **({"hour_of_day": hour.hour().cast("int64")} if "hour_of_day" in by else {}),
        **({"weekday": hour.day_of_week.index().cast("int64")} if "weekday" in by else {}),
    }
    return rows.mutate(**made) if made else rows
