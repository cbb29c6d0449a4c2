"""The bands, rates and coverage of the rows of a truth."""

from collections import defaultdict

from tests.telemetry.case import ONLY, STEPS, Row, Truth


def ladder(truth: Truth, counters: frozenset[str]) -> Row:
    """Return the bands as shares of installed, the rates and the coverage of each step, as the table of definitions says."""
    sums: dict[str, float] = defaultdict(float)
    scopes = {key[::2]: row.get("cluster_installed") for key, row in truth.items()}
    for key, row in truth.items():
        sums["scope"] += 0 if scopes[key[::2]] else row["installed"]
        i, (a, h, b, e) = row["installed"], (row[step] for step in STEPS)
        o = i * (60 if row["observed_minutes"] is None else row["observed_minutes"]) / 60
        sums["installed"] += i
        only = i * (row.get(f"{ONLY}minutes") or 0) / 60
        up, held = row.get(f"{ONLY}available"), row.get(f"{ONLY}allocated") or 0
        sums["unallocated" if up is not None else "unallocated_or_out_of_service"] += (only if up is None else up) - held
        sums["out_of_service"] += 0 if up is None else only - up
        sums["allocated_use_unobserved"] += held
        sums["held"] += held
        sums["coverage_allocated"] += only
        sums["unobserved"] += i - o - only + ((o if a is None else a) if h is None else 0)
        if a is not None:
            sums["out_of_service"] += o - a
        if h is not None:
            sums["unallocated" if a is not None else "unallocated_or_out_of_service"] += (o if a is None else a) - h
            sums["held"] += h
        if h is not None and b is not None and len(counters) < 2:
            sums["held_idle"] += h - b
            sums["under_used" if e is not None else "busy_depth_unobserved"] += b - (e or 0)
            sums["effective"] += e or 0
        elif h is not None:
            sums["allocated_use_unobserved"] += h
        if None not in (a, h, b) and len(counters) < 2:
            sums["idle"] += a - b
            sums["coverage_idle"] += o
        for step, value in zip(STEPS, (a, h, b, e), strict=True):
            sums[f"coverage_{step}"] += o if value is not None else 0
    sums["scope"] += sum(filter(None, scopes.values()))
    wholes = {name: sums["scope" if name.startswith("coverage") else "installed"] for name in sums}
    bands = {name: value / wholes[name] for name, value in sums.items() if name not in ("installed", "scope", "held", "idle")}
    free, known = sums["unallocated"] + sums["unallocated_or_out_of_service"], sums["coverage_allocated"]
    rates = {"allocated_rate": sums["held"] / known if known else None, "unallocated_rate": free / known if known else None}
    idle = sums["idle"] / sums["coverage_idle"] if sums["coverage_idle"] else None
    return {name: value for name, value in {**bands, **rates, "idle_rate": idle}.items() if value is not None}
