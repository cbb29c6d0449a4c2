"""Pool-hours made ready to be summed: bands, suspects and scope, row by row.

The same function runs on every engine that Ibis speaks to. Symbols, in card-hours of one pool and hour:
I installed, A available, H allocated, B busy, E effective; O = I times the observed part of the hour. Beside it lies the part O' in
which allocation alone is observed, with A' and H' of its own: it counts in what is said of allocation and nowhere else. Of rows made from
a sample of jobs no step counts as known: what the other jobs held is not in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.tables.observed import ONLY
from data.tables.usage import KEPT_SHARE

if TYPE_CHECKING:
    import ibis

STEPS = ("available", "allocated", "busy", "effective")
RATED = ("available", "allocated", "busy")
"""The steps that an idle rate needs, observed in the same pool and hour."""
_JOBS = ("allocated", f"{ONLY}allocated", "queued", "stranded_own", "stranded_cluster")


def hours(usage: ibis.Table) -> ibis.Table:
    """Return one row per pool-hour of `usage` with all that sums need.

    cluster, pool, hour, region, owner, card, source_id, counter; installed, allocated (H and H'), queued, used (E); one column a band of
    the ladder, which sum to installed; observed: O; observed_<step>: O where the step is known, else 0, with O' for allocated, and for
    available where A' is known; idle and idle_installed: both idles, and O, where A, H and B are known, else null; pool_scope: I,
    cluster_scope: the pool's part of its cluster's scope, both over the share of its file's rows that was kept; outage, data_suspect:
    see `marked`; stranded_<own|cluster>_<sample|hour> and sample_minutes: see `stranded`; sampled: whether the row comes from a sample
    of jobs.
    """
    rows = marked(told(usage))
    idle_known = rows.available_card_hours.notnull() & rows.allocated_card_hours.notnull() & rows.busy_card_hours.notnull()
    installed, observed = rows.installed_card_hours, rows.observed_card_hours
    only, also_available = rows.only_card_hours, rows[f"{ONLY}available_card_hours"].notnull()
    beside = {"allocated": only, "available": also_available.ifelse(only, 0.0)}
    kept = rows[KEPT_SHARE] if KEPT_SHARE in rows.columns else 1.0
    return rows.select(
        "cluster",
        "pool",
        "hour",
        "region",
        "owner",
        "card",
        "source_id",
        "counter",
        "outage",
        "data_suspect",
        "sampled",
        installed=installed,
        observed=observed,
        allocated=rows.allocated_card_hours.fill_null((only > 0).ifelse(0.0, None)) + rows[f"{ONLY}allocated_card_hours"].fill_null(0.0),
        queued=rows.queued_card_hours,
        used=rows.effective_card_hours,
        cluster_scope=rows.scope_card_hours / rows.pools / kept,
        pool_scope=installed / kept,
        idle=idle_known.ifelse(rows.available_card_hours - rows.busy_card_hours, None),
        idle_installed=idle_known.ifelse(observed, None),
        **{f"observed_{step}": rows[f"{step}_card_hours"].notnull().ifelse(observed, 0.0) + beside.get(step, 0.0) for step in STEPS},
        **bands(rows),
        **stranded(rows),
    )


def told(usage: ibis.Table) -> ibis.Table:
    """Return the pool-hours with `observed_card_hours` (O), `only_card_hours` (O', 0 where there is none) and `sampled`.

    What the jobs of a sample held, waited for or missed is null.
    """
    sampled = (usage.jobs_listed.cast("string") == "sample").fill_null(False)
    return usage.mutate(
        sampled=sampled,
        counter=usage.busy_card_hours.notnull().ifelse(usage.counter.cast("string"), None),
        observed_card_hours=usage.installed_card_hours * usage.observed_minutes.fill_null(60) / 60,
        only_card_hours=_only(usage, sampled),
        **{f"{name}_card_hours": sampled.ifelse(None, usage[f"{name}_card_hours"]) for name in _JOBS},
    )


def _only(usage: ibis.Table, sampled: ibis.Value) -> ibis.Value:
    known = usage[f"{ONLY}allocated_card_hours"].notnull() & ~sampled
    return known.ifelse(usage.installed_card_hours * usage[f"{ONLY}minutes"].fill_null(0) / 60, 0.0)


def marked(usage: ibis.Table) -> ibis.Table:
    """Return the pool-hours with `outage` (see `cluster_hours`) and `data_suspect` (capacity 0 or missing while neighbours have it, or a
    counter that stood still while another one moved)."""
    whole = cluster_hours(usage).rename(cluster_="cluster", hour_="hour")
    joined = usage.left_join(whole, [usage.cluster == whole.cluster_, usage.hour == whole.hour_])
    missing = (joined.installed_card_hours.fill_null(0) == 0) & (joined.largest_card_hours.fill_null(0) > 0)
    return joined.mutate(data_suspect=missing | joined.still_counter.notnull()).drop("cluster_", "hour_")


def cluster_hours(usage: ibis.Table) -> ibis.Table:
    """Return one row per cluster and hour: pools reporting, the scope's card-hours, whether the hour is an outage suspect, and what was
    free and what waited (see `stranded`).

    Outage suspect: the cluster has two or more pools and every one has 0 allocated for the whole hour.
    Scope: the whole cluster's installed card-hours where a row states them, else the installed of the pools reported.
    """
    held = usage.allocated_card_hours + usage[f"{ONLY}allocated_card_hours"].fill_null(0.0)
    whole = usage.group_by(["cluster", "hour"]).aggregate(
        pools=usage.pool.nunique(),
        silent=((held == 0).fill_null(False)).cast("int64").sum(),
        reported=usage.count(),
        stated=usage.cluster_installed_card_hours.max(),
        installed=usage.installed_card_hours.sum(),
        largest=usage.installed_card_hours.max(),
        free=_free(usage).sum(),
        waiting=_free(usage).notnull().ifelse(usage.queued_card_hours, None).sum(),
    )
    return whole.select(
        whole.cluster,
        whole.hour,
        whole.pools,
        scope_card_hours=whole.stated.fill_null(whole.installed),
        largest_card_hours=whole.largest,
        cluster_free=whole.free,
        cluster_waiting=whole.waiting,
        outage=(whole.pools >= 2) & (whole.silent == whole.reported),
    )


def stranded(rows: ibis.Table) -> dict[str, ibis.Value]:
    """Return the card-hours that stood unallocated while work waited, by code, null where either is unknown.

    own: min(free, queued) in the pool; cluster: the pool's part, by its free cards, of min(free, queued) over the cluster. `_sample`
    was summed sample by sample while reading, sample_minutes apart; `_hour` compares the sums of the hour.
    """
    free = _free(rows)
    of_cluster = free / rows.cluster_free.nullif(0) * _least(rows.cluster_free, rows.cluster_waiting)
    return {
        "stranded_own_sample": rows.stranded_own_card_hours,
        "stranded_cluster_sample": rows.stranded_cluster_card_hours,
        "stranded_own_hour": _least(free, free.notnull().ifelse(rows.queued_card_hours, None)),
        "stranded_cluster_hour": free.notnull().ifelse(of_cluster.fill_null(0.0), None),
        "sample_minutes": rows.sample_minutes,
    }


def _free(rows: ibis.Table) -> ibis.Value:
    """The cards that no job holds, null where that or the queue is unknown; A unknown: O stands for it."""
    free = rows.available_card_hours.fill_null(rows.observed_card_hours) - rows.allocated_card_hours
    return rows.queued_card_hours.notnull().ifelse(free, None)


def _least(one: ibis.Value, other: ibis.Value) -> ibis.Value:
    return (one < other).ifelse(one, other)


def bands(usage: ibis.Table) -> dict[str, ibis.Value]:
    """Return the bands of the ladder, in card-hours, by code; those of one row sum to its installed."""
    observed, available, allocated = usage.observed_card_hours, usage.available_card_hours, usage.allocated_card_hours
    busy, effective = usage.busy_card_hours, usage.effective_card_hours
    has_a, has_h, has_b, has_e = (column.notnull() for column in (available, allocated, busy, effective))

    def where(condition: ibis.Value, value: ibis.Value) -> ibis.Value:
        # O is a product: where a step fills it, rounding must not make a band of less than nothing.
        return condition.ifelse((value > 0).ifelse(value, 0.0), 0.0).fill_null(0.0)

    only, only_a, only_h = usage.only_card_hours, usage[f"{ONLY}available_card_hours"], usage[f"{ONLY}allocated_card_hours"]
    hidden = usage.installed_card_hours - observed - only
    return {
        "out_of_service": where(has_a, observed - available) + where(only_a.notnull(), only - only_a),
        "unallocated": where(has_a & has_h, available - allocated) + where(only_a.notnull(), only_a - only_h),
        "unallocated_or_out_of_service": where(~has_a & has_h, observed - allocated) + where(only_a.isnull(), only - only_h),
        "held_idle": where(has_h & has_b, allocated - busy),
        "under_used": where(has_h & has_b & has_e, busy - effective),
        "effective": where(has_h & has_b & has_e, effective),
        "busy_depth_unobserved": where(has_h & has_b & ~has_e, busy),
        "allocated_use_unobserved": where(has_h & ~has_b, allocated) + only_h.fill_null(0.0),
        "unobserved": where(~has_h & has_a, available) + where(~has_h & ~has_a, observed) + hidden.fill_null(0.0),
    }
