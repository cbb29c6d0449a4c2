"""Where capacity stands beside where it is needed: a region's share of capacity less its share of proxies of need."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.balance.sides import METHOD
from analysis.capacity.figures import FEW_REGIONS, SPREAD_MONTHS, months_apart
from data.period import by_time, earliest_period, latest_period, orders
from data.schema import Column, Flag, Problem, Refused, Result, Text
from data.tables import DATASETS

_PROXIES = DATASETS["regional_proxies"]
_CAPACITY = DATASETS["capacity"]
PROXIES = tuple(_PROXIES.column("proxy").values)
DRAWS, SEED = 4000, 20261123
"""Random weights with which the stability of ranks is tried, and their seed."""
_EFLOPS = {"eflops": 1.0, "pflops": 0.001}

WEIGHTS = tuple(
    Column(
        f"weight_{code}",
        "number",
        Text(f"Weight of {title.en[0].lower()}{title.en[1:]}", f"{title.zh}权重"),
        Text("0 leaves it out; only the proportions count", "0 表示不计入；只看比例"),
        low=0,
        high=100,
    )
    for code, title in _PROXIES.column("proxy").values.items()
)
"""How much each proxy counts. Where none is given every uploaded proxy counts alike, and that is said."""


def _share(name: str, en: str, zh: str) -> Column:
    return Column(name, "number", Text(en, zh), unit="fraction")


COLUMNS = (
    Column("region", "code", Text("Region", "地区")),
    _CAPACITY.column("period_end"),
    Column("capacity_eflops", "number", Text("Capacity, EFLOPS", "规模（EFLOPS）"), unit="eflops", low=0),
    _share("capacity_share", "Share of capacity", "规模占比"),
    _share("need_share", "Share of the weighted proxies", "加权代理指标占比"),
    _share("mismatch", "Capacity share less proxy share", "规模占比减代理指标占比"),
    Column("rank", "integer", Text("Rank", "位次"), low=1),
    Column("rank_low", "integer", Text("Rank, 5th percentile", "位次 5% 分位"), low=1),
    Column("rank_high", "integer", Text("Rank, 95th percentile", "位次 95% 分位"), low=1),
    _share("rank_kept", "Random weights under which the rank is kept", "随机权重下位次不变的比例"),
)


def regional_mismatch(capacity: pd.DataFrame, proxies: pd.DataFrame, metric: str, given: Mapping[str, float]) -> Result:
    """Return each region's share of capacity less its share of the weighted proxies, the largest surplus first, and how its rank holds.

    Shares are of the regions compared: those with a capacity figure and every weighted proxy. need = Σ w × share / Σ w. Capacity is of
    one precision and one counter, in each region its latest counted figure. Ranks are tried under 4000 weights drawn evenly (Dirichlet),
    seeded, where there are two or more: with one no weight moves a rank, and the columns of it are null. facts: `months_apart` of the
    capacities, `incomparable` beyond SPREAD_MONTHS, `few` up to FEW_REGIONS; `bounds`, where a bound is the only figure.
    Refused without a proxy, without a capacity to share out, and below two regions.
    """
    held, others = _regional(capacity, metric)
    values, periods = _latest(proxies)
    weights = _weights(values, given)
    frame = held.set_index("region").join(values[list(weights)], how="inner").dropna(subset=list(weights))
    if len(frame) < 2:
        raise Refused(Problem("balance.few_regions", values={"found": len(frame), "regions": ", ".join(sorted(held["region"])) or "–"}))
    frame = _shared(frame, weights)
    columns = (*COLUMNS, *(_share(f"share_{code}", f"Share of {_title(code).en.lower()}", f"{_title(code).zh}占比") for code in weights))
    rows = frame.reset_index().sort_values(["rank", "region"], ignore_index=True)
    facts = {
        "metric": metric,
        "precision": held["precision"].iloc[0],
        "series": held["series"].iloc[0],
        "weights": weights,
        "equal": not given,
        "periods": {code: periods[code] for code in weights},
        "first": str(earliest_period(frame["period_end"])),
        "last": str(latest_period(frame["period_end"])),
        "regions": len(frame),
        "months_apart": months_apart(frame["period_end"]),
        "shares": tuple(rows[["region", "capacity_share", "need_share"]].to_dict("records")),
        "top": rows.iloc[0].to_dict(),
        "bottom": rows.iloc[-1].to_dict(),
        "kept": float(frame["rank_kept"].mean()) if len(weights) > 1 else None,
        "bounds": tuple(rows.loc[~rows["qualifier"].fillna("exact").isin(("exact", "about")), "region"]),
    }
    facts["few"], facts["incomparable"] = len(frame) <= FEW_REGIONS, facts["months_apart"] > SPREAD_MONTHS
    used = proxies[proxies["proxy"].isin(weights) & proxies["region"].isin(frame.index)]
    ids = (*held[held["region"].isin(frame.index)]["source_id"].dropna(), *used["source_id"].dropna())
    flags = [Flag("balance.shares_of_compared", {"count": len(frame)})]
    if others:
        flags.append(Flag("balance.other_bases", {"count": others}))
    return Result(rows[[c.name for c in columns]], columns, METHOD, facts=facts, source_ids=tuple(dict.fromkeys(ids)), flags=tuple(flags))


def _title(code: str) -> Text:
    return _PROXIES.column("proxy").values[code]


def _regional(capacity: pd.DataFrame, metric: str) -> tuple[pd.DataFrame, int]:
    """Return the latest counted figure of each region in the basis (precision and counter) that has the most regions, and how many rows
    of other bases were left out. Refused where there is none."""
    province = capacity["region"].str.match(r"CN-") & capacity["area"].isna()
    rows = capacity[province & (capacity["metric"] == metric) & (capacity["basis"] == "actual") & capacity["unit"].isin(_EFLOPS)]
    if rows.empty:
        raise Refused(Problem("balance.no_regions"))
    rows = rows.assign(precision=rows["precision"].fillna("unstated"), capacity_eflops=rows["value"] * rows["unit"].map(_EFLOPS))
    counts = rows.groupby(["precision", "series"])["region"].nunique()
    precision, series = max(counts.index, key=lambda basis: (counts[basis], basis))
    kept = rows[(rows["precision"] == precision) & (rows["series"] == series)]
    last = kept.sort_values(["period_end", "capacity_eflops"], key=by_time("period_end")).drop_duplicates("region", keep="last")
    return last, len(rows) - len(kept)


def _latest(proxies: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return region × proxy of the latest period in which each proxy covers the most regions, and those periods. Refused without a
    proxy, and where one has two units."""
    if proxies.empty:
        raise Refused(Problem("balance.no_proxy", values={"allowed": tuple(title for title in _PROXIES.column("proxy").values.values())}))
    mixed = proxies.groupby("proxy")["unit"].nunique()
    if (mixed > 1).any():
        raise Refused(Problem("balance.two_units", values={"found": str(mixed[mixed > 1].index[0])}))
    columns, periods = {}, {}
    for code, rows in proxies.groupby("proxy"):
        ends = orders(rows["period"])
        counts = rows.groupby(ends)["region"].nunique()
        rows = rows[ends == max(counts.index, key=lambda end: (counts[end], end))]
        periods[code] = rows["period"].iloc[0]
        columns[code] = rows.drop_duplicates("region").set_index("region")["value"]
    return pd.DataFrame(columns), periods


def _weights(values: pd.DataFrame, given: Mapping[str, float]) -> dict[str, float]:
    """Return the weights of the proxies that are uploaded, summing to 1: those given, else all alike. Refused where all are 0."""
    raw = {code: given.get(f"weight_{code}", 0.0) if given else 1.0 for code in PROXIES if code in values}
    total = sum(raw.values())
    if total <= 0:
        raise Refused(Problem("balance.no_weight", values={"allowed": tuple(f"weight_{code}" for code in raw)}))
    return {code: weight / total for code, weight in raw.items() if weight > 0}


def _shared(frame: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    shares = frame[list(weights)] / frame[list(weights)].sum()
    capacity = frame["capacity_eflops"] / frame["capacity_eflops"].sum()
    need = shares.to_numpy() @ np.array(list(weights.values()))
    rank = _ranks((capacity.to_numpy() - need)[:, None])[:, 0]
    draws = np.random.default_rng(SEED).dirichlet(np.ones(len(weights)), DRAWS).T
    tried = _ranks(capacity.to_numpy()[:, None] - shares.to_numpy() @ draws)
    named = {f"share_{code}": shares[code] for code in weights}
    found = frame.assign(capacity_share=capacity, need_share=need, mismatch=capacity - need, rank=rank, **named)
    if len(weights) < 2:
        return found.assign(**dict.fromkeys(("rank_low", "rank_high", "rank_kept"), np.nan))
    low, high = np.percentile(tried, (5, 95), axis=1, method="nearest")
    return found.assign(rank_low=low.astype(int), rank_high=high.astype(int), rank_kept=(tried == rank[:, None]).mean(axis=1))


def rank_stability(mismatch: Result) -> Result:
    """Return the answer of `regional_mismatch` where ranks can be tried under other weights. Refused (balance.one_proxy) with one."""
    weights = tuple(mismatch.facts["weights"])
    if len(weights) < 2:
        raise Refused(Problem("balance.one_proxy", values={"found": _title(weights[0])}))
    return mismatch


def _ranks(mismatch: np.ndarray) -> np.ndarray:
    """Return the rank of each row in each column, 1 for the largest; of equals the first comes first."""
    order = np.argsort(-mismatch, axis=0, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, len(mismatch) + 1)[:, None].repeat(mismatch.shape[1], 1), axis=0)
    return ranks
