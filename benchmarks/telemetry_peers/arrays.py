"""The rollup as pandas would have it, all in memory: sorted once, then arrays. The hours are the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from telemetry_peers.sql import DAY, HOUR, probes

KEYS = ["cluster", "pool"]


def rolled_up(paths: list[Path], scratch: Path) -> pd.DataFrame:
    """Return the pool-hours of the files."""
    names = [*KEYS, "uuid", "timestamp", "sm_active", "job_id", "healthy"]
    rows = pd.concat([pd.read_parquet(path, columns=names).astype({"job_id": "str"}) for path in paths], ignore_index=True)
    rows["held"] = rows["job_id"].notna() & (rows["job_id"] != "")
    rows["t"] = rows["timestamp"].astype("int64")
    rows["pool_no"] = rows.groupby(KEYS, observed=True).ngroup()
    rows["card_no"] = rows.groupby(["pool_no", "uuid"], observed=True).ngroup()
    rows = rows.sort_values(["card_no", "t"], ignore_index=True)
    card, t = rows["card_no"].to_numpy(), rows["t"].to_numpy()
    follows = np.append(card[1:] == card[:-1], False)
    step = np.where(follows, np.append(np.diff(t), 0), 0).astype("float64")
    own = _intervals(rows, card, t, follows)
    held = np.where(follows, np.minimum(step, 3 * own[card]), own[card])
    until = t + held.astype("int64")
    used = rows["sm_active"].where(rows["sm_active"].between(0, 1.001)).clip(upper=1)
    up = rows["healthy"].to_numpy()
    states = {"observed": ~up | used.notna().to_numpy(), "available": up, "allocated": up & rows["held"].to_numpy()}
    states["busy"] = states["allocated"] & (used > 0.05).to_numpy()
    states["effective"] = np.where(states["busy"], used, 0)
    sums = _summed(rows["pool_no"].to_numpy(), t, until, states)
    return _named(sums, rows, card, t, until)


def _intervals(rows: pd.DataFrame, card: np.ndarray, t: np.ndarray, follows: np.ndarray) -> np.ndarray:
    hours = probes(np.unique(t // DAY) * DAY)
    probed = np.isin(t // HOUR, np.array(hours) // HOUR) if hours else np.ones(len(t), bool)
    found = pd.DataFrame({"card": card[probed], "t": t[probed]})
    found["step"] = found.groupby("card")["t"].diff()
    kept = found[found["step"].gt(0) & (found["step"].le(HOUR) | (not hours))]
    median = kept.groupby("card")["step"].median().reindex(range(card.max() + 1))
    pool = rows.groupby("card_no")["pool_no"].first()
    return median.fillna(median.groupby(pool).transform("median")).round().to_numpy("int64")


def _summed(pool: np.ndarray, t: np.ndarray, until: np.ndarray, states: dict[str, np.ndarray]) -> pd.DataFrame:
    """Return the sums by pool and hour; no sample stands for more than an hour here."""
    hour, final = t // HOUR, (until - 1) // HOUR
    head, tail = np.minimum(until, (hour + 1) * HOUR) - t, np.where(final > hour, until - final * HOUR, 0)
    parts = []
    for at, time in ((hour, head), (final, tail)):
        amounts = pd.DataFrame({"pool_no": pool, "hour": at, **{name: level * time for name, level in states.items()}})
        parts.append(amounts.groupby(["pool_no", "hour"]).sum())
    return parts[0].add(parts[1], fill_value=0)


def _named(sums: pd.DataFrame, rows: pd.DataFrame, card: np.ndarray, t: np.ndarray, until: np.ndarray) -> pd.DataFrame:
    cards = pd.DataFrame({"card": card, "pool_no": rows["pool_no"], "start": t // HOUR, "stop": -(-until // HOUR)})
    cards = cards.groupby("card").agg({"pool_no": "first", "start": "min", "stop": "max"})
    spans = cards.groupby(["pool_no", "start", "stop"]).size().reset_index(name="cards")
    spans["hour"] = [range(start, stop) for start, stop in zip(spans["start"], spans["stop"], strict=True)]
    installed = spans.explode("hour").astype({"hour": "int64"}).groupby(["pool_no", "hour"])["cards"].sum().rename("installed")
    hours = installed.to_frame().join(sums / HOUR).reset_index().join(rows.groupby("pool_no")[KEYS].first(), on="pool_no")
    hours["observed_minutes"] = 60 * hours["observed"].fillna(0) / hours["installed"]
    hours[KEYS] = hours[KEYS].astype("str")
    hours["hour"] = (hours["hour"] * HOUR).astype("datetime64[us]")
    return hours
