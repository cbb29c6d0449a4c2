"""What is found out of all samples before any hour is made: which cards there are, from when to when, and how often each is sampled."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.rollup import definition
from data.rollup.definition import CARD, DAY, HOUR
from data.schema import Problem, Refused
from data.tables import DATASETS

if TYPE_CHECKING:
    import ibis.expr.types as ir

PROBED = 12
"""Hours from which the sampling intervals of a longer record are taken, spread evenly over its days."""
MOST_CELLS = 20_000_000
"""Pools times hours: a time of another century is a mistake."""

SECOND = 1_000_000
FAR_APART = 6
"""Hours between samples from which on nothing is known of the time between them."""

LONGEST_SPAN = 30 * 366 * 24
"""Hours from the first sample of a pool to its last: thirty years."""

Within = Callable[..., "ir.Table"]
Execute = Callable[["ir.Table"], pd.DataFrame]


def surveyed(within: Within, execute: Execute) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the cards and the days of the samples that `within` returns.

    Cards: cluster, pool, card; card_no and pool_no (from 0, in their order); samples, first, last; interval, in whole microseconds: the
    median step of the card in the hours probed, in all hours of a record of up to a day and of one of which a pool is not sampled in
    those probed; where it has none there, that of its pool; else its mean step, else the median of all; since and until: the hours in
    which it is there. Days: day, samples. Refused where there is no sample, no card has two, they lie FAR_APART, or the hours are too
    many.
    """
    import ibis

    days = execute(definition.days(within())).sort_values("day", ignore_index=True)
    if not len(days):
        raise Refused(Problem("rollup.no_sample"))
    cards = execute(definition.cards(within())).sort_values([*CARD], ignore_index=True).reset_index(names="card_no")
    cards.insert(1, "pool_no", cards.groupby(["cluster", "pool"], sort=False).ngroup())
    cards = cards.astype({"card_no": "int32", "pool_no": "int32"})
    # An evening's record that goes on past midnight has two days.
    spans = probed(days["day"].to_numpy()) if cards["last"].max() - cards["first"].min() > DAY else ()
    known = ibis.memtable(cards[[*CARD, "card_no"]])
    steps = execute(definition.intervals(within(*spans), known, HOUR if spans else None))
    if spans and cards["pool_no"].nunique() > cards.loc[cards["card_no"].isin(steps["card_no"]), "pool_no"].nunique():
        # Sampled in hours of the day that were not probed: a mean step would count its nights.
        steps = execute(definition.intervals(within(), known, HOUR))
    cards["interval"] = _intervals(cards.merge(steps, on="card_no", how="left"))
    _measured(cards)
    _near(cards)
    return cards.join(_presence(cards)), days


def probed(days: np.ndarray) -> tuple[tuple[int, int], ...]:
    """Return the spans of time from which the intervals of a longer record are taken."""
    places = np.unique(np.linspace(0, 24 * len(days) - 1, PROBED).astype(int))
    starts = days[places // 24] + places % 24 * HOUR
    return tuple((int(start), int(start) + HOUR) for start in starts)


def _intervals(cards: pd.DataFrame) -> pd.Series:
    mean = ((cards["last"] - cards["first"]) / (cards["samples"] - 1)).where(cards["last"] > cards["first"])
    found = cards["interval"].fillna(cards.groupby("pool_no")["interval"].transform("median")).fillna(mean)
    found = found.fillna(found.median())
    if found.isna().any():
        raise Refused(Problem("read.one_sample"))
    return found.round().astype("int64").clip(lower=1)


def _presence(cards: pd.DataFrame) -> pd.DataFrame:
    """Return from when until when each card is there, in whole hours.

    Its first and last hour count where it reaches into them by one and a half of its intervals, or by half an hour; a card that has no
    such hour is there in the one in which its middle lies.
    """
    end = cards["last"] + cards["interval"]
    least = (cards["interval"] * 3 // 2).clip(upper=HOUR // 2)
    since, until = (cards["first"] + least - 1) // HOUR, (end - least) // HOUR + 1
    middle = (cards["first"] + end) // 2 // HOUR
    short = since >= until
    return pd.DataFrame({"since": since.mask(short, middle), "until": until.mask(short, middle + 1)}) * HOUR


def _near(cards: pd.DataFrame) -> None:
    if (usual := cards["interval"].median() / HOUR) >= FAR_APART:
        other = DATASETS["utilization_reports"].title
        raise Refused(Problem("read.samples_far_apart", values={"hours": f"{usual:.3g}", "other": other}))


def _measured(cards: pd.DataFrame) -> None:
    pools = cards.groupby("pool_no").agg({"first": "min", "last": "max"})
    hours = pools["last"] // HOUR - pools["first"] // HOUR + 1
    if hours.sum() > MOST_CELLS or hours.max() > LONGEST_SPAN:
        raise Refused(Problem("read.time_span", values={"count": int(hours.max())}))


def named_hours(hours: pd.DataFrame, cards: pd.DataFrame) -> pd.DataFrame:
    """Return `hours` (of `definition.pool_hours`) under the names of `usage`, with observed_minutes and sample_minutes; hour a datetime."""
    installed, observed = hours["installed"], hours["observed"]
    only = [name for name in hours if name.startswith("allocation_only")]
    # A clock some milliseconds late carries that much into the next hour.
    hours = hours.assign(**{name: hours[name].where(hours["allocation_only"] >= SECOND) for name in only})
    steps = {f"{step}_card_hours": hours[step] / HOUR for step in ("installed", *definition.STEPS)}
    steps["effective_card_hours"] = steps["effective_card_hours"].clip(lower=0).clip(upper=steps["busy_card_hours"])
    interval = cards.groupby("pool_no")["interval"].median() / 60e6
    return pd.DataFrame(
        {
            "pool_no": hours["pool_no"],
            "hour": hours["hour"].to_numpy("int64").view("datetime64[us]"),
            **steps,
            "observed_minutes": 60 * observed / installed,
            "allocation_only_minutes": 60 * hours["allocation_only"] / installed,
            **{f"{name}_card_hours": hours[name] / HOUR for name in ("allocation_only_available", "allocation_only_allocated")},
            "sample_minutes": hours["pool_no"].map(interval),
        }
    ).sort_values(["pool_no", "hour"], ignore_index=True)


def day_name(day: int) -> str:
    """Return the day that begins at a microsecond: 2026-03-01."""
    return str(np.int64(day // DAY).view("datetime64[D]"))
