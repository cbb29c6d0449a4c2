"""From summed card-hours to rates, ladders and suspects, each with its coverage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.idle.hours import RATED, STEPS
from analysis.idle.ladder import BANDS, COLUMNS, METHOD
from data.schema import Column, Flag, Problem, Refused, Result


def idle_rates(
    sums: pd.DataFrame,
    by: tuple[str, ...],
    pools: pd.DataFrame | None = None,
    suspects: pd.DataFrame | None = None,
    outages: str = "included",
) -> Result:
    """Return the rates of each group: sums over sums, beside coverage and, where `pools` are given, the unweighted mean.

    sums: reduction `sums` over the groups `by`; pools: the same over (*by, cluster, pool); suspects: reduction `suspects`.
    allocated_rate = sum H / sum I over the rows where H is known. unallocated_rate = (sum A - H) / I there, I standing for
    A where A is unknown. idle_rate = (sum A - B) / I over the rows where A, H and B are known; null elsewhere.
    """
    sums = present(sums, by)
    frame = _groups(sums, by)
    frame["pools"], frame["pool_hours"] = sums["pools"], sums["pool_hours"]
    frame["installed_card_hours"] = sums["installed"]
    frame["allocated_card_hours"] = sums["allocated"]
    frame["allocated_rate"] = over(sums["allocated"], sums["observed_allocated"])
    frame["unallocated_rate"] = over(sums["unallocated"] + sums["unallocated_or_out_of_service"], sums["observed_allocated"])
    frame["idle_rate"] = over(sums["idle"], sums["idle_installed"]).where(~several(sums))
    whole = {}
    if pools is not None:
        frame["allocated_rate_unweighted"] = _unweighted(pools, by, frame)
        whole["allocated_rate_unweighted"] = float(over(pools["allocated"], pools["observed_allocated"]).mean())
    frame["coverage_allocated"] = over(sums["observed_allocated"], sums["scope"])
    frame["coverage_busy"] = over(sums["observed_busy"], sums["scope"]).where(sums["observed_busy"] > 0)
    frame["coverage_idle"] = over(sums["idle_installed"], sums["scope"]).where(frame["idle_rate"].notna())
    return outcome(frame, sums, _rate_flags(sums, suspects, outages), whole)


def idle_ladder(sums: pd.DataFrame, by: tuple[str, ...], suspects: pd.DataFrame | None = None, outages: str = "included") -> Result:
    """Return the bands of each group as shares of installed; bands that occur nowhere are left out, the rest sum to 1.

    In a group that holds pools of several activity counters the ladder ends at allocated: what one calls busy the other does not.
    """
    sums = _up_to_allocated(present(sums, by))
    frame = _groups(sums, by)
    frame["installed_card_hours"] = sums["installed"]
    for band in BANDS:
        if sums[band].sum() > 0:
            frame[band] = over(sums[band], sums["installed"])
    frame["unallocated_rate"] = over(sums["unallocated"] + sums["unallocated_or_out_of_service"], sums["observed_allocated"])
    frame["idle_rate"] = over(sums["idle"], sums["idle_installed"]).where(~several(sums))
    frame["coverage_allocated"] = over(sums["observed_allocated"], sums["scope"])
    return outcome(frame, sums, _rate_flags(sums, suspects, outages))


def idle_pools(pools: pd.DataFrame, hours: pd.DataFrame, suspects: pd.DataFrame | None = None, outages: str = "included") -> Result:
    """Return each pool's rates and the quartiles of its hourly allocation rate, most unallocated card-hours first.

    pools: reduction `sums` over (cluster, pool); hours: reduction `hourly_quartiles`.
    """
    rates = idle_rates(pools, ("cluster", "pool"), None, suspects, outages)
    frame = rates.frame.merge(hours, on=["cluster", "pool"], how="left")
    frame = frame.sort_values(["unallocated_rate", "pool"], ascending=[False, True], ignore_index=True)
    return outcome(frame, pools, _rate_flags(pools, suspects, outages))


def idle_hours(sums: pd.DataFrame, suspects: pd.DataFrame | None = None, outages: str = "included") -> Result:
    """Return the rates by weekday (1 = Monday) and hour of day, in the pools' own time."""
    rates = idle_rates(sums, ("weekday", "hour_of_day"), None, suspects, outages)
    frame = rates.frame.assign(weekday=rates.frame["weekday"] + 1)
    return outcome(frame, sums, _rate_flags(sums, suspects, outages))


def outage_suspects(suspects: pd.DataFrame) -> Result:
    """Return the suspect hours joined into spells: cluster, pool, kind, first and last hour, hours, installed card-hours."""
    spells = suspects.sort_values(["kind", "cluster", "pool", "hour"], ignore_index=True)
    same = ["kind", "cluster", "pool"]
    breaks = (spells["hour"].diff() != pd.Timedelta(hours=1)) | spells[same].fillna("").ne(spells[same].fillna("").shift()).any(axis=1)
    frame = (
        spells.groupby(breaks.cumsum())
        .agg(
            cluster=("cluster", "first"),
            pool=("pool", "first"),
            kind=("kind", "first"),
            first_hour=("hour", "min"),
            last_hour=("hour", "max"),
            hours=("hour", "size"),
            installed_card_hours=("installed", "sum"),
        )
        .sort_values("first_hour", ignore_index=True)
    )
    return Result(frame, declared(frame), METHOD, facts={"hours": len(suspects)}, source_ids=collected(suspects["source_ids"]))


def present(sums: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """Return the groups that hold pool-hours, in order."""
    sums = sums[sums["pool_hours"] > 0].reset_index(drop=True)
    return sums.sort_values(list(by), ignore_index=True) if by else sums


def _groups(sums: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    return sums[list(by)].copy() if by else pd.DataFrame(index=sums.index)


def over(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Return part / whole, null where the whole is not above 0."""
    return (part / whole).where(whole > 0)


def _unweighted(pools: pd.DataFrame, by: tuple[str, ...], frame: pd.DataFrame) -> pd.Series:
    rate = over(pools["allocated"], pools["observed_allocated"])
    if not by:
        return pd.Series([rate.mean()] * len(frame), index=frame.index)
    means = rate.groupby([pools[name] for name in by]).mean().rename("mean").reset_index()
    return frame[list(by)].merge(means, on=list(by), how="left")["mean"].set_axis(frame.index)


def suspect_flags(suspects: pd.DataFrame | None, outages: str) -> tuple[Flag, ...]:
    """Return the flag that says how many hours are suspect and what becomes of them; none where none is."""
    if suspects is None or suspects.empty:
        return ()
    return (Flag(f"idle.suspects_{outages}", {"hours": int(suspects["hour"].nunique())}),)


def outcome(
    frame: pd.DataFrame,
    sums: pd.DataFrame,
    flags: tuple[Flag, ...],
    whole: Mapping[str, object] | None = None,
    coverage: Mapping[str, float] | None = None,
    columns: tuple[Column, ...] = (),
) -> Result:
    """Return `frame` as a Result: coverage, rates, scope and sources from `sums` (reduction `sums`), facts `whole` and `coverage` added.

    Refused where no rate follows: the rows all come from a sample of jobs, or no capacity is known.
    """
    _bearing(sums)
    counters = collected(sums["counters"])
    installed, scope = sums["installed"].sum(), sums["whole_scope"].sum()
    observed = {step: sums[f"observed_{step}"].sum() for step in STEPS}
    steps = {**observed, "idle": sums["idle_installed"].sum() if len(counters) < 2 else 0}
    return Result(
        frame,
        columns or declared(frame),
        METHOD,
        coverage={**{step: known / scope for step, known in steps.items() if scope > 0 and known > 0}, **(coverage or {})},
        facts={
            "installed": installed,
            "scope": scope,
            "clusters": collected(sums["clusters"]),
            "pools": len(collected(sums["pool_names"])),
            "allocated_rate": _share(sums["allocated"].sum(), observed["allocated"]),
            "unallocated_rate": _share(sums["unallocated"].sum() + sums["unallocated_or_out_of_service"].sum(), observed["allocated"]),
            "idle_rate": None if len(counters) > 1 else _share(sums["idle"].sum(), sums["idle_installed"].sum()),
            "first_hour": sums["first_hour"].min() if len(sums) else None,
            "last_hour": sums["last_hour"].max() if len(sums) else None,
            **(whole or {}),
        },
        source_ids=collected(sums["source_ids"]),
        flags=(*flags, *_sampled(sums), *_apart(counters)),
    )


def _bearing(sums: pd.DataFrame) -> None:
    hours, sampled = int(sums["pool_hours"].sum()), int(sums["sampled"].sum())
    pools = ", ".join(collected(sums["clusters"]))
    if hours and hours == sampled:
        raise Refused(Problem("idle.sample_of_jobs", values={"hours": hours, "found": pools}))
    if hours and not sums["installed"].sum() > 0:
        raise Refused(Problem("idle.no_capacity", values={"hours": hours, "found": pools}))


def several(sums: pd.DataFrame) -> pd.Series:
    """Return which groups hold pools of more than one activity counter."""
    return pd.Series([len(_known(found)) > 1 for found in sums["counters"]], sums.index, dtype=bool)


def _up_to_allocated(sums: pd.DataFrame) -> pd.DataFrame:
    mixed = several(sums)
    if not mixed.any():
        return sums
    used = ["held_idle", "under_used", "effective", "busy_depth_unobserved"]
    whole = sums["allocated_use_unobserved"] + sums[used].sum(axis=1).where(mixed, 0.0)
    return sums.assign(allocated_use_unobserved=whole, **{band: sums[band].where(~mixed, 0.0) for band in used})


def _apart(counters: tuple[str, ...]) -> tuple[Flag, ...]:
    return (Flag("idle.counters_apart", {"found": ", ".join(counters)}),) if len(counters) > 1 else ()


def _rate_flags(sums: pd.DataFrame, suspects: pd.DataFrame | None, outages: str) -> tuple[Flag, ...]:
    """Return the flags of suspects, and one for each step whose absence keeps the rows from an idle rate."""
    flags = suspect_flags(suspects, outages)
    if not sums["pool_hours"].sum() or sums["idle_installed"].sum() > 0:
        return flags
    missing = [step for step in RATED if not sums[f"observed_{step}"].sum() > 0]
    return (*flags, *(Flag(f"idle.no_rate_{step}") for step in missing or ("together",)))


def _sampled(sums: pd.DataFrame) -> tuple[Flag, ...]:
    hours = int(sums["sampled"].sum())
    return (Flag("idle.sample_left_out", {"hours": hours}),) if hours else ()


def _share(part: float, whole: float) -> float | None:
    return float(part / whole) if whole > 0 else None


def declared(frame: pd.DataFrame) -> tuple[Column, ...]:
    """Return the declarations of the frame's columns."""
    return tuple(COLUMNS[name] for name in frame.columns)


def collected(lists: Iterable[Iterable[str] | None]) -> tuple[str, ...]:
    """Return what the lists hold, each once, sorted."""
    return tuple(sorted({name for names in lists for name in _known(names)}))


def _known(names: Iterable[str] | None) -> list[str]:
    return [name for name in names if name is not None] if isinstance(names, Iterable) else []
