"""Held but idle: cards that a job, tenant or contract holds and that do nothing, where a counter shows it."""

from __future__ import annotations

import pandas as pd

from analysis.idle.rates import collected, outcome, over, present, several, suspect_flags
from data.schema import Flag, Result

_USED = ("held_idle", "under_used", "effective", "busy_depth_unobserved")


def held_idle(sums: pd.DataFrame, by: tuple[str, ...], suspects: pd.DataFrame | None = None, outages: str = "included") -> Result:
    """Return how much of what is allocated stands idle in each group, the greatest share first unless the groups are of time.

    sums: reduction `sums` over the groups `by`. held_idle_of_allocated = sum (H - B) / sum H over the hours where both are known; null
    where use is not observed, and where a group holds pools of several counters.
    """
    sums = present(sums, by)
    frame = sums[list(by)].copy()
    allocated = sums[[*_USED]].sum(axis=1)
    frame["installed_card_hours"] = sums["installed"]
    frame["allocated_observed_card_hours"] = allocated
    frame["held_idle_card_hours"] = sums["held_idle"].where(allocated > 0)
    frame["held_idle_of_allocated"] = over(sums["held_idle"], allocated).where(~several(sums))
    frame["coverage_busy"] = over(sums["observed_busy"], sums["scope"])
    if by and not {"day", "week", "month"} & {*by}:
        frame = frame.sort_values(["held_idle_of_allocated", *by], ascending=[False, *(True for _ in by)], ignore_index=True)
    known = frame["held_idle_of_allocated"].notna()
    one = known.any() and len(collected(sums["counters"])) < 2
    facts = {"held_idle": float(sums["held_idle"].sum()), "allocated_observed": float(allocated.sum()), "known": int(known.sum())}
    facts["share"] = facts["held_idle"] / facts["allocated_observed"] if one else None
    flags = () if known.any() or frame.empty else (Flag("idle.use_unobserved"),)
    return outcome(frame, sums, (*suspect_flags(suspects, outages), *flags), facts)
