"""The rollup in Polars, lazily and streaming, its expressions as its manual would have them. The hours are the same."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import polars as pl
from telemetry_peers.sql import DAY, HOUR, probes

KEYS = ["cluster", "pool", "uuid"]


def rolled_up(paths: list[Path], scratch: Path) -> pd.DataFrame:
    """Return the pool-hours of the files."""
    raw = pl.scan_parquet(paths).with_columns(t=pl.col("timestamp").dt.epoch("us"), **{key: pl.col(key).cast(pl.String) for key in KEYS})
    cards = raw.group_by(KEYS).agg(first=pl.col("t").min(), last=pl.col("t").max(), n=pl.len()).collect(engine="streaming")
    cards = cards.sort(KEYS).with_row_index("card_no").with_columns(pool_no=pl.struct("cluster", "pool").rank("dense") - 1)
    days = raw.select((pl.col("t") // DAY * DAY).unique()).collect(engine="streaming").to_series().sort().to_numpy()
    cards = _intervals(raw, cards, probes(days))
    told = (
        raw.join(cards.lazy().select(*KEYS, "card_no", "pool_no", "step"), on=KEYS)
        .select(
            "card_no",
            "pool_no",
            "step",
            "t",
            up="healthy",
            held=(pl.col("job_id").cast(pl.String) != "").fill_null(False),
            used=pl.when(pl.col("sm_active").is_between(0, 1.001)).then(pl.min_horizontal("sm_active", 1.0)),
        )
        .sort("card_no", "t")
    )
    follows = pl.col("card_no") == pl.col("card_no").shift(-1)
    stands = pl.when(follows).then(pl.min_horizontal(pl.col("t").shift(-1) - pl.col("t"), 3 * pl.col("step"))).otherwise(pl.col("step"))
    placed = told.with_columns(until=pl.col("t") + stands).with_columns(hour=pl.col("t") // HOUR, final=(pl.col("until") - 1) // HOUR)
    sums = _summed(placed).collect(engine="streaming")
    return _named(sums, cards)


def _intervals(raw: pl.LazyFrame, cards: pl.DataFrame, hours: list[int]) -> pl.DataFrame:
    probed = raw.filter((pl.col("t") // HOUR * HOUR).is_in(hours)) if hours else raw
    step = pl.col("t").sort().diff()
    kept = (step > 0) & (step <= HOUR) if hours else step > 0
    own = probed.group_by(KEYS).agg(step=step.filter(kept).median()).collect(engine="streaming")
    mean = (pl.col("last") - pl.col("first")) / (pl.col("n") - 1)
    return cards.join(own, on=KEYS, how="left").with_columns(
        step=pl.coalesce("step", pl.col("step").median().over("pool_no"), mean).round().cast(pl.Int64)
    )


def _summed(placed: pl.LazyFrame) -> pl.LazyFrame:
    """Return the sums by pool and hour; no sample stands for more than an hour here."""
    head = (pl.min_horizontal("until", (pl.col("hour") + 1) * HOUR) - pl.col("t")).cast(pl.Float64)
    tail = (pl.col("until") - pl.col("final") * HOUR).cast(pl.Float64)
    group = ["pool_no", "hour", "final", "up", "held", pl.col("used").gt(0.05).alias("busy")]
    spans = placed.group_by(group).agg(
        head=head.sum(), tail=tail.sum(), head_used=(head * pl.col("used")).sum(), tail_used=(tail * pl.col("used")).sum()
    )
    first = spans.select("pool_no", "hour", "up", "held", "busy", time="head", used="head_used")
    second = spans.filter(pl.col("final") > pl.col("hour")).select("pool_no", "final", "up", "held", "busy", time="tail", used="tail_used")
    both = pl.concat([first, second.rename({"final": "hour"})])
    up, held, busy = pl.col("up"), pl.col("held"), pl.col("busy")
    return both.group_by("pool_no", "hour").agg(
        observed=pl.col("time").filter(~up | busy.is_not_null()).sum(),
        available=pl.col("time").filter(up).sum(),
        allocated=pl.col("time").filter(up & held).sum(),
        busy=pl.col("time").filter(up & held & busy).sum(),
        effective=pl.col("used").filter(up & held & busy).sum(),
    )


def _named(sums: pl.DataFrame, cards: pl.DataFrame) -> pd.DataFrame:
    present = cards.group_by(
        "cluster", "pool", "pool_no", start=pl.col("first") // HOUR, stop=(pl.col("last") + pl.col("step") - 1) // HOUR + 1
    )
    every = present.len("cards").with_columns(hour=pl.int_ranges("start", "stop")).explode("hour")
    installed = every.group_by("cluster", "pool", "pool_no", "hour").agg(installed=pl.col("cards").sum().cast(pl.Float64))
    hours = installed.join(sums, on=["pool_no", "hour"], how="left").sort("pool_no", "hour")
    steps = [pl.col(name) / HOUR for name in ("available", "allocated", "busy", "effective")]
    observed = 60 * pl.col("observed").fill_null(0) / (pl.col("installed") * HOUR)
    found = hours.select(
        "cluster", "pool", "installed", *steps, hour=(pl.col("hour") * HOUR).cast(pl.Datetime("us")), observed_minutes=observed
    )
    return pd.DataFrame(found.to_dict(as_series=False))
