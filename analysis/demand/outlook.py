"""Where demand goes by the driver model: a named scenario, drawn many times over the ranges of its inputs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.demand.fields import NAMES
from analysis.demand.inputs import GIVEN, Range, cited
from analysis.demand.volumes import METHOD
from data.period import last_day
from data.schema import Column, Flag, Result, Text

SEED, DRAWS = 20261123, 4000
YEARS = ("5", "3", "10")
MEASURES = ("compute", "share", "tokens", "cards")
LEVELS = {"low95": 0.025, "low80": 0.1, "median": 0.5, "high80": 0.9, "high95": 0.975}
DAY = 86_400.0
EXA = 1e18

_PARTS = {
    "inference": Text("Inference", "推理"),
    "training": Text("Training", "训练"),
    "total": Text("Total", "合计"),
    "share": Text("Inference share", "推理占比"),
    "tokens": Text("Tokens a day", "日均词元"),
    "cards": Text("Cards for inference", "推理所需加速卡"),
}
_UNITS = {"inference": "eflops", "training": "eflops", "total": "eflops", "share": "fraction", "tokens": "tokens_per_day", "cards": "cards"}
_LEVELS = {
    "low95": Text("95 % interval, low", "95% 区间下端"),
    "low80": Text("80 % interval, low", "80% 区间下端"),
    "median": Text("median", "中位数"),
    "high80": Text("80 % interval, high", "80% 区间上端"),
    "high95": Text("95 % interval, high", "95% 区间上端"),
}
COLUMNS = (
    Column("date", "date", Text("Date", "日期")),
    *(
        Column(f"{part}_{level}", "number", Text(f"{name.en}, {words.en}", f"{name.zh}（{words.zh}）"), unit=_UNITS[part])
        for part, name in _PARTS.items()
        for level, words in _LEVELS.items()
    ),
)


def dates(start: str, years: int) -> list[dt.date]:
    """Return the quarter ends from `start` on over `years`, the start itself first."""
    first = last_day(start)
    ends = [stamp.date() for stamp in pd.date_range(first, periods=4 * years, freq="QE")]
    return [first, *(day for day in ends if day > first)]


def sampled(ranges: Mapping[str, Range], count: int = DRAWS, seed: int = SEED) -> dict[str, np.ndarray]:
    """Return `count` draws of each input, a column each, from triangular distributions: seeded, so that a picture can be made again."""
    quantiles = np.random.default_rng(seed).random((len(NAMES), count))
    return {name: ranges[name].draws(quantiles[i])[:, None] for i, name in enumerate(NAMES)}


def central(ranges: Mapping[str, Range]) -> dict[str, np.ndarray]:
    """Return one draw of each input: its central value."""
    return {name: np.array([[ranges[name].central]]) for name in NAMES}


def flop_per_token(drawn: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return FLOP per token computed: 2 x active parameters + the attention term."""
    return 2 * drawn["active_parameters_bn"] * 1e9 + drawn["attention_gflop"] * 1e9


def computed_share(drawn: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return the share of counted tokens that is computed: output, and input that no cache holds."""
    return drawn["output_share"] + (1 - drawn["output_share"]) * (1 - drawn["cached_share"])


def bytes_per_output(drawn: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return the bytes read from memory per output token: weights shared by a batch, and the cache of the token's own context."""
    weights = drawn["active_parameters_bn"] * 1e9 * drawn["bytes_per_parameter"] / drawn["batch"]
    return weights + drawn["kv_kb"] * 1e3 * drawn["context_k"] * 1e3


def bounds(
    drawn: Mapping[str, np.ndarray], tokens: np.ndarray, saved: np.ndarray, card: Mapping[str, float]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the cards that compute and that memory bandwidth ask for, at the peak; `saved` scales FLOP per token.

    card: flops (FLOP/s, dense) and bandwidth (bytes/s).
    """
    peak = tokens / DAY * drawn["peak_to_mean"]
    compute = peak * computed_share(drawn) * flop_per_token(drawn) * saved / (card["flops"] * drawn["mfu_prefill"])
    memory = peak * drawn["output_share"] * bytes_per_output(drawn) / (card["bandwidth"] * drawn["mbu_decode"])
    return compute, memory


def paths(drawn: Mapping[str, np.ndarray], months: np.ndarray, card: Mapping[str, float]) -> dict[str, np.ndarray]:
    """Return each part of the outlook, draws x dates: tokens a day, EFLOPS of model compute, shares, cards.

    tokens(t) = tokens(0) 2^(u/T), u(t) = s / ln 2 (1 - 2^(-t/s)): months as they count while growth slows, with doubling time T at the
    start and s the months in which the growth rate halves; inference = tokens x computed share x FLOP per token x (1 - gain)^(t/12) /
    86 400 s; training = ratio x inference(0) x growth^(u/12); total = training + inference.
    """
    slowing = drawn["slowing_months"]
    counted = slowing / np.log(2) * (1 - 2 ** (-months / slowing))
    tokens = drawn["tokens_t"] * 1e12 * 2 ** (counted / drawn["doubling_months"])
    saved = (1 - drawn["efficiency_gain"]) ** (months / 12)
    inference = tokens * computed_share(drawn) * flop_per_token(drawn) * saved / DAY / EXA
    training = drawn["training_ratio"] * inference[:, :1] * drawn["training_growth"] ** (counted / 12)
    total = training + inference
    cards = np.maximum(*bounds(drawn, tokens, saved, card))
    return {"inference": inference, "training": training, "total": total, "share": inference / total, "tokens": tokens, "cards": cards}


def months_from(days: list[dt.date]) -> np.ndarray:
    """Return the months from the first day to each, a row."""
    return np.array([[(day - days[0]).days / (365.25 / 12) for day in days]])


def demand_outlook(
    ranges: Mapping[str, Range], start: str, years: int, card: Mapping[str, object], measure: str, demand: pd.DataFrame
) -> Result:
    """Return the outlook by quarter: median, 80 % and 95 % interval of each part over the draws.

    The medians of training and inference need not sum to the median of the total; in every draw they do.
    """
    days = dates(start, years)
    drawn = paths(sampled(ranges), months_from(days), card)
    frame = pd.DataFrame({"date": [day.isoformat() for day in days]})
    for part, values in drawn.items():
        for level, row in zip(LEVELS, np.quantile(values, list(LEVELS.values()), axis=0), strict=True):
            frame[f"{part}_{level}"] = row
    off = float(np.abs(drawn["training"] + drawn["inference"] - drawn["total"]).max() / drawn["total"].max())
    facts = {
        "measure": measure,
        "start": start,
        "end": days[-1].isoformat(),
        "draws": len(drawn["total"]),
        "card": card["model"],
        "sum_error": off,
        "given": tuple(name for name, one in ranges.items() if one.source == GIVEN),
        "begun": _begun(ranges, drawn),
        "first": {part: float(frame[f"{part}_median"].iloc[0]) for part in _PARTS},
        "last": {part: {level: float(frame[f"{part}_{level}"].iloc[-1]) for level in LEVELS} for part in _PARTS},
    }
    flags = (Flag("demand.scenario", {"draws": f"{len(drawn['total']):,}"}),)
    return Result(frame[[column.name for column in COLUMNS]], COLUMNS, METHOD, facts=facts, source_ids=cited(ranges, demand), flags=flags)


def _begun(ranges: Mapping[str, Range], drawn: Mapping[str, np.ndarray]) -> dict[str, object]:
    """Return where the outlook starts: EFLOPS of inference at the central inputs and in the median draw, the tokens in trillions, and
    whether these were counted."""
    middle, tokens = central(ranges), ranges["tokens_t"]
    load = tokens.central * 1e12 * computed_share(middle) * flop_per_token(middle) / DAY / EXA
    ends = {"tokens_low": tokens.low, "tokens_middle": tokens.central, "tokens_high": tokens.high}
    return {"central": float(load.item()), "median": float(np.median(drawn["inference"][:, 0])), "counted": bool(tokens.row), **ends}
