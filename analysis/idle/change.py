"""What moved the rate between two periods: each pool's own rate, and the mix of pools."""

from __future__ import annotations

import pandas as pd

from analysis.idle.rates import outcome, over, suspect_flags
from data.schema import Result


def idle_change(
    before: pd.DataFrame,
    after: pd.DataFrame,
    whole: pd.DataFrame,
    split: str,
    suspects: pd.DataFrame | None = None,
    outages: str = "included",
) -> Result:
    """Return each pool's contribution to the change of the unallocated (or idle) rate; in percentage points they sum to the change.

    before, after: reduction `sums` over (cluster, pool) of the two periods; whole: the same over both; `split`: the first day after.
    With w the pool's share of the installed cards observed and r its rate in either period, and R the mean of the two overall rates:
    rate effect = (w1 + w2) / 2 (r2 - r1); mix effect = (w2 - w1) ((r1 + r2) / 2 - R). A pool of one period alone has no rate effect.
    """
    idle = all(sums["idle_installed"].sum() > 0 for sums in (before, after))
    one, two = (_weighed(sums, idle) for sums in (before, after))
    both = one.join(two, how="outer", lsuffix="_1", rsuffix="_2")
    weight_1, weight_2 = both["weight_1"].fillna(0.0), both["weight_2"].fillna(0.0)
    rate_1, rate_2 = both["rate_1"].fillna(both["rate_2"]), both["rate_2"].fillna(both["rate_1"])
    totals = [float((sums["weight"] * sums["rate"]).sum()) if len(sums) else None for sums in (one, two)]
    known = None not in totals
    frame = pd.DataFrame({"rate_before": both["rate_1"], "rate_after": both["rate_2"]})
    frame["rate_effect_points"] = 100 * (weight_1 + weight_2) / 2 * (rate_2 - rate_1)
    frame["mix_effect_points"] = 100 * (weight_2 - weight_1) * ((rate_1 + rate_2) / 2 - sum(totals) / 2) if known else 0.0
    frame["contribution_points"] = frame["rate_effect_points"] + frame["mix_effect_points"]
    frame = frame.reset_index() if known else frame.reset_index().iloc[:0]
    frame = frame.sort_values(["contribution_points", "pool"], ignore_index=True)
    facts = {"split": split, "rate_before": totals[0], "rate_after": totals[1], "measure": "idle_rate" if idle else "unallocated_rate"}
    facts["change"] = totals[1] - totals[0] if known else None
    return outcome(frame, whole, suspect_flags(suspects, outages), facts)


def _weighed(sums: pd.DataFrame, idle: bool) -> pd.DataFrame:
    """Return each pool's share of the installed cards observed and its rate."""
    part = sums["idle"] if idle else sums["unallocated"] + sums["unallocated_or_out_of_service"]
    observed = sums["idle_installed"] if idle else sums["observed_allocated"]
    made = sums[["cluster", "pool"]].assign(weight=over(observed, pd.Series(observed.sum(), observed.index)), rate=over(part, observed))
    return made[observed > 0].set_index(["cluster", "pool"])
