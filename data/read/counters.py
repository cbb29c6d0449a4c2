"""Values of exporters -> samples of cards: which activity counter counts in a pool and hour, and what each sample tells.

Per pool and hour the first of METRICS counts that every reporting card has; where no counter is had by all, the one that most have, and the
cards without it are unobserved. Two counters are never mixed in one hour of a pool. A counter that never moves in an hour in which another
one of the same card does is out of order: it is left out in its pool, and said. A card of which slices are reported is unobserved for as
long: what its slices do is known, what they are of the card is not the same for every counter.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.metrics import METRICS
from data.read.samples import THRESHOLD
from data.schema import Problem, Refused

_MOST_SHARE = 1.001
"""Counters of a share overshoot by a thousandth; what DCGM writes where it has no value is far above."""
_MOVES = 0.05
_FEW = 0.01
_ENOUGH = 3
"""Samples within an hour by which a counter is seen not to move."""
_USED = np.array([metric.meaning == "utilization" for metric in METRICS])
_HEALTH = np.array([metric.meaning == "health" for metric in METRICS])
_SCALE = np.array([metric.scale for metric in METRICS])


def card_samples(series: pd.DataFrame, values: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Return one row per card and moment as `data.read.samples.pool_hours` takes it, and notes.

    series: as `data.read.labels.series_of`; values: series (position), time, value, row, and percent where a cell said so. Refused where
    two readings of one card at one moment differ.
    """
    told, impossible = _told(series, values)
    averaged = _in_unit(told)
    _one_reading(told, series)
    told, still, suspects = _trusted(told)
    told = told.merge(_best(told), on=["pool", "hour"], how="left").merge(still, on=["pool", "hour"], how="left")
    told["used"] = told["used"].where(told["metric"] == told["best"])
    how = {"row": "min", "used": "max", "up": "min", "held": "max", "cut": "max", "best": "first", "still": "first", "hour": "first"}
    samples = told.groupby(["card", "time"], sort=False).agg(how).reset_index()
    whole = ~samples["cut"].astype(bool)
    samples["utilization"], samples["available"] = samples["used"].where(whole), samples["up"]
    samples["allocated"] = _allocated(samples.assign(held=samples["held"].where(whole)))
    names = {number: metric.name for number, metric in enumerate(METRICS)}
    samples["counter"], samples["still"] = samples["best"].map(names), samples["still"].map(names)
    cards = series.drop_duplicates("card_code").set_index("card_code")[["cluster", "pool"]]
    said = (Problem("read.prometheus_impossible", values={"count": impossible}, severity="note"),) if impossible else ()
    return samples.drop(columns=["used", "up", "held", "cut", "best", "hour"]).join(cards, on="card"), (*averaged, *said, *suspects)


def _told(series: pd.DataFrame, values: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return what each value tells of its card and moment, and how many utilizations cannot be."""
    code = values["series"].to_numpy()
    metric = series["metric"].to_numpy()[code].astype(int)
    percent = values["percent"].to_numpy(bool) if "percent" in values else np.zeros(len(values), bool)
    value = values["value"].to_numpy() * np.where(percent, 0.01, _SCALE[metric])
    possible = (value >= 0) & (value <= _MOST_SHARE)
    of_use = _USED[metric]
    told = pd.DataFrame(
        {
            "pool": series["pool_code"].to_numpy()[code],
            "card": series["card_code"].to_numpy()[code],
            "time": values["time"].to_numpy(),
            "hour": values["time"].dt.floor("h").to_numpy(),
            "row": values["row"].to_numpy(),
            "series": code,
            "metric": metric,
            "cut": series["cut"].to_numpy()[code],
            "given": np.where(percent, np.nan, values["value"].to_numpy()),
            "used": np.where(of_use & possible, np.minimum(value, 1), np.nan),
            # The NPU exporter writes -1 where it could not ask the chip.
            "up": np.where(_HEALTH[metric] & np.isin(value, (0, 1)), value, np.nan),
            "held": series["held"].to_numpy()[code],
        }
    )
    return told, int((of_use & ~possible & ~np.isnan(value)).sum())


def _in_unit(told: pd.DataFrame) -> tuple[Problem, ...]:
    """Return a note of counters in whole percent that are not whole, as averages are. Refused where a counter is not in its unit: percent
    under the name of a share, or shares under the name of percent.

    Of a share more than a few values then lie above one and at most at a hundred; of percent none does, and not all are whole.
    """
    averaged = []
    for number, given in told.loc[_USED[told["metric"]] & told["given"].notna(), ["metric", "given"]].groupby("metric")["given"]:
        metric = METRICS[int(number)]
        above = given[given > 0].between(_MOST_SHARE, 100, inclusive="right")
        in_percent = metric.scale == 1 and above.mean() > _FEW
        in_shares = metric.scale != 1 and 0 < given[given.between(0, 100)].max() <= 1 and bool((given % 1 > 0).any())
        if in_percent or in_shares:
            values = {"metric": metric.name, "least": f"{given.min():g}", "most": f"{given[given <= 100].max():g}"}
            raise Refused(Problem("read.percent_for_share" if in_percent else "read.share_for_percent", values=values))
        if metric.scale != 1 and (given[given.between(0, 100)] % 1 > 0).any():
            averaged.append(metric.name)
    names = ", ".join(averaged)
    return (Problem("read.counter_averaged", values={"names": names}, severity="note"),) if averaged else ()


def _one_reading(told: pd.DataFrame, series: pd.DataFrame) -> None:
    """Refuse where two series give one card another value of one metric at one moment: the same value again is nothing."""
    same = ["card", "time", "metric"]
    known = told[~told["cut"] & (told["used"].notna() | told["up"].notna())]
    again = known[known.duplicated(same, keep=False)]
    if not len(again):
        return
    value = again["used"].fillna(again["up"])
    groups = value.groupby([again[name] for name in same])
    apart = again[groups.transform("max") - groups.transform("min") > 1e-9]
    if not len(apart):
        return
    moment = apart.sort_values([*same, "row"]).iloc[:2]
    metric = METRICS[int(moment["metric"].iloc[0])].name
    jobs = ", ".join(dict.fromkeys(job for job in series["job"].to_numpy()[apart["series"].unique()] if job))
    found = {
        "count": len(apart.drop_duplicates(same)),
        "card": series["card"].to_numpy()[moment["series"].iloc[0]],
        "metric": metric,
        "time": f"{moment['time'].iloc[0]:%Y-%m-%d %H:%M:%S}",
        "one": f"{moment['used'].fillna(moment['up']).iloc[0]:g}",
        "other": f"{moment['used'].fillna(moment['up']).iloc[1]:g}",
        "jobs": jobs or "–",
    }
    raise Refused(Problem("read.prometheus_two_readings", values=found))


def _trusted(told: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, tuple[Problem, ...]]:
    """Return `told` without counters that never move where another one of the same card does, the hours of each pool in which one
    stands so `still`, and a note of each."""
    known = told[told["used"].notna() & ~told["cut"]]
    spread = known.groupby(["pool", "card", "hour", "metric"])["used"].agg(["count", "min", "max"]).reset_index()
    spread = spread[spread["count"] >= _ENOUGH]
    flat, moving = spread[spread["min"] == spread["max"]], spread[spread["max"] - spread["min"] > _MOVES]
    both = flat.merge(moving, on=["pool", "card", "hour"], suffixes=("", "_moving"))
    both = both[(both["metric"] < both["metric_moving"]) | (both["max"] == 0)]
    still = both.groupby(["pool", "hour"])["metric"].min().rename("still").reset_index()
    if not len(both):
        return told, still, ()
    dead = both.groupby(["pool", "metric"]).agg(cards=("card", "nunique"), moving=("metric_moving", "min")).reset_index()
    out = pd.MultiIndex.from_frame(told[["pool", "metric"]]).isin(pd.MultiIndex.from_frame(dead[["pool", "metric"]]))
    notes = tuple(
        Problem(
            "read.counter_suspect",
            values={"found": METRICS[row.metric].name, "cards": int(row.cards), "other": METRICS[row.moving].name},
            severity="note",
        )
        for row in dead.itertuples()
    )
    return told.assign(used=told["used"].where(~out)), still, notes


def _best(told: pd.DataFrame) -> pd.DataFrame:
    """Return for each pool and hour the position in METRICS of the counter that counts."""
    known = told[told["used"].notna() & ~told["cut"]]
    cards = known.groupby(["pool", "hour", "metric"])["card"].nunique().rename("cards").reset_index()
    reporting = known.groupby(["pool", "hour"])["card"].nunique().rename("all").reset_index()
    cards = cards.merge(reporting, on=["pool", "hour"])
    cards["missing"] = cards["all"] - cards["cards"]
    best = cards.sort_values(["pool", "hour", "missing", "metric"]).drop_duplicates(["pool", "hour"])
    return best.rename(columns={"metric": "best"})[["pool", "hour", "best"]]


def _allocated(samples: pd.DataFrame) -> pd.Series:
    """Return whether each sample is held.

    One that works without a workload is held by something that the labels do not see, which is unknown; so is all of an hour in which a
    card works so and no workload is named.
    """
    held = samples["held"]
    unseen = (held == 0) & (samples["utilization"] > THRESHOLD)
    of_hour = [samples["card"], samples["hour"]]
    never = unseen.groupby(of_hour).transform("any") & ~(held == 1).groupby(of_hour).transform("any")
    return held.mask(unseen | (never & (held == 0)))
