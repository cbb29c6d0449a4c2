"""What the tokens of a scope need in compute and memory bandwidth, in cards; and the token-implied load of capacity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.demand import outlook
from analysis.demand.fields import MODEL, SERVING
from analysis.demand.inputs import GIVEN, Range, cited
from analysis.demand.volumes import METHOD, volumes
from data.period import by_time, last_day
from data.schema import Column, Flag, Problem, Refused, Result, Text

PRECISIONS = {"FP16": "fp16_dense_tflops", "FP8": "fp8_dense_tflops", "FP32": "fp32_tflops"}
CARD = "H20 96GB"
NEAR_DAYS = 200
"""Capacity counted within so many days on either side of the tokens' date bounds it where none was counted on that date."""

BOUNDS = {"compute": Text("Compute, model FLOP", "计算（模型浮点运算）"), "memory": Text("Memory bandwidth, decode", "显存带宽（解码）")}
COLUMNS = (
    Column("bound", "code", Text("Bound", "约束"), values=BOUNDS),
    Column("need", "number", Text("Need, mean over the day", "日均需求")),
    Column("need_low", "number", Text("Need, 80 % of draws, low", "需求（80% 区间下端）")),
    Column("need_high", "number", Text("Need, 80 % of draws, high", "需求（80% 区间上端）")),
    Column("need_unit", "text", Text("Unit of the need", "需求单位")),
    Column("cards", "number", Text("Cards at the peak", "峰值所需加速卡"), unit="cards"),
    Column("cards_low", "number", Text("Cards, 80 % of draws, low", "加速卡（80% 区间下端）"), unit="cards"),
    Column("cards_high", "number", Text("Cards, 80 % of draws, high", "加速卡（80% 区间上端）"), unit="cards"),
    Column("binds", "flag", Text("Binds", "起约束作用")),
)

LOADS = (
    Column("period_end", "period", Text("Tokens counted on", "词元统计日期")),
    Column("tokens", "number", Text("Tokens a day", "日均词元"), unit="tokens_per_day"),
    Column("tokens_floor", "flag", Text("Token count is a lower bound", "词元量为下限")),
    Column("model_eflops", "number", Text("Model compute, central, EFLOPS", "模型算力，中值（EFLOPS）"), unit="eflops"),
    Column("model_low", "number", Text("Model compute, 80 % of draws, low", "模型算力（80% 区间下端）"), unit="eflops"),
    Column("model_high", "number", Text("Model compute, 80 % of draws, high", "模型算力（80% 区间上端）"), unit="eflops"),
    Column("capacity_low", "number", Text("Capacity, lower figure", "算力规模（较低数字）"), unit="eflops"),
    Column("capacity_high", "number", Text("Capacity, higher figure", "算力规模（较高数字）"), unit="eflops"),
    Column("capacity_on", "text", Text("Capacity counted on", "算力规模统计日期")),
    Column("load", "number", Text("Token-implied load, central", "词元推算负载（中值）"), unit="fraction"),
    Column("load_low", "number", Text("Token-implied load, low", "词元推算负载（低）"), unit="fraction"),
    Column("load_high", "number", Text("Token-implied load, high", "词元推算负载（高）"), unit="fraction"),
)


def card_of(accelerators: pd.DataFrame, name: str, precision: str = "FP16") -> dict[str, object]:
    """Return a card by its model or an alias: model, flops and bandwidth in units of one, source_id. Refused where either is not known."""
    column = PRECISIONS[precision]
    known = accelerators[accelerators[column].notna() & accelerators["memory_bandwidth_gbps"].notna()]
    called = known["aliases"].fillna("").str.split("|").map(lambda names: name in names).astype(bool)
    found = known[(known["model"] == name) | called]
    if found.empty:
        raise Refused(Problem("demand.no_card", values={"found": name, "precision": precision, "allowed": tuple(sorted(known["model"]))}))
    row = found.iloc[0]
    return {
        "model": row["model"],
        "flops": float(row[column]) * 1e12,
        "bandwidth": float(row["memory_bandwidth_gbps"]) * 1e9,
        "source_id": row["source_id"],
    }


def cards_known(accelerators: pd.DataFrame, precision: str = "FP16") -> tuple[str, ...]:
    """Return the models whose rate and memory bandwidth the record holds."""
    known = accelerators[accelerators[PRECISIONS[precision]].notna() & accelerators["memory_bandwidth_gbps"].notna()]
    return tuple(sorted(known["model"]))


def counted(demand: pd.DataFrame) -> pd.DataFrame:
    """Return the volumes that were counted (stated or floor), in time order, with `tokens` a day; one line only.

    Refused (demand.many_lines) where the selection holds several subjects: their tokens are never added.
    """
    found = volumes(demand)
    found = found[found["kind"].isin(("stated", "floor"))].sort_values("period_end", key=by_time("period_end"), ignore_index=True)
    names = sorted(found["entity"].unique())
    if len(names) > 1:
        raise Refused(Problem("demand.many_lines", values={"count": len(names), "allowed": tuple(names)}))
    if found.empty:
        raise Refused(Problem("demand.no_volume"))
    return found.assign(tokens=found["stated"].fillna(found["floor"]))


def model_eflops(drawn: Mapping[str, np.ndarray], tokens: np.ndarray | float) -> np.ndarray:
    """Return the model compute of tokens a day, EFLOPS averaged over the day: tokens x computed share x FLOP per token / 86 400 s."""
    return tokens * outlook.computed_share(drawn) * outlook.flop_per_token(drawn) / outlook.DAY / outlook.EXA


def token_compute(
    demand: pd.DataFrame,
    capacity: pd.DataFrame,
    ranges: Mapping[str, Range],
    card: Mapping[str, object],
    precision: str,
    tokens_t: float | None,
    begun: Mapping[str, Range] | None = None,
) -> Result:
    """Return what the last volume of a scope needs: model compute and decode bandwidth, as needs and as cards; the larger one binds.

    tokens_t: tokens a day in trillions where the analyst gave them. The centre is at the central inputs, the ends over 80 % of the draws.
    facts: `counted` is the load of the tokens counted under the inputs of the record (`begun`, else `ranges`), which no scenario moves;
    `given` names the inputs that the analyst changed. Only the token count is a lower bound: the load is a central value with its range.
    """
    last = counted(demand).iloc[-1].to_dict()
    fact = _loads([last], capacity, ranges if begun is None else begun, precision)[0]
    changed = bool(tokens_t) and abs(tokens_t * 1e12 - last["tokens"]) > 1e-9 * last["tokens"]
    last |= {"tokens": tokens_t * 1e12, "kind": "stated"} if changed else {}
    needs, cards = {}, {}
    for place, drawn in (("centre", outlook.central(ranges)), ("draws", outlook.sampled(ranges))):
        needs[place] = _needs(drawn, last["tokens"])
        cards[place] = outlook.bounds(drawn, np.array([[last["tokens"]]]), np.array([[1.0]]), card)
    frame = pd.DataFrame([_row(i, bound, needs, cards) for i, bound in enumerate(BOUNDS)])
    frame["binds"] = frame["cards"] == frame["cards"].max()
    given = (*(("tokens_t",) if changed else ()), *_given(ranges, (*MODEL[1:], *SERVING)))
    facts = _facts(frame, last, cards["draws"], ranges)
    facts |= {"card": card["model"], "precision": precision, "counted": fact, "given": given}
    ids = (*cited(ranges, demand), last["source_id"], card["source_id"], *fact["source_ids"])
    frame = frame[[column.name for column in COLUMNS]]
    return Result(frame, COLUMNS, METHOD, facts=facts, source_ids=tuple(dict.fromkeys(ids)), flags=(Flag("demand.counted_load"),))


def _given(ranges: Mapping[str, Range], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if ranges[name].source == GIVEN)


def _facts(frame: pd.DataFrame, last: Mapping[str, object], cards: tuple, ranges: Mapping[str, Range]) -> dict[str, object]:
    everything = last["tokens"] * outlook.flop_per_token(outlook.central(ranges)).item() / outlook.DAY / outlook.EXA
    needed = np.maximum(*cards)
    return {
        **{name: last[name] for name in ("entity", "entity_zh", "scope", "period_end", "tokens")},
        "tokens_floor": last["kind"] == "floor",
        "model_eflops": float(frame["need"].iloc[0]),
        "model_low": float(frame["need_low"].iloc[0]),
        "model_high": float(frame["need_high"].iloc[0]),
        "all_computed_eflops": float(everything),
        "decode_pb_s": float(frame["need"].iloc[1]),
        "cards": float(frame["cards"].max()),
        "cards_low": float(np.quantile(needed, 0.1)),
        "cards_high": float(np.quantile(needed, 0.9)),
        "binds": frame.loc[frame["binds"], "bound"].iloc[0],
        "memory_binds_share": float((cards[1] > cards[0]).mean()),
        "cached_share": ranges["cached_share"].central,
        "active_parameters_bn": ranges["active_parameters_bn"].central,
    }


def _needs(drawn: Mapping[str, np.ndarray], tokens: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean need of compute in EFLOPS and of decode reading in PB/s."""
    return model_eflops(drawn, tokens), tokens / outlook.DAY * drawn["output_share"] * outlook.bytes_per_output(drawn) / 1e15


def _row(i: int, bound: str, needs: Mapping[str, tuple], cards: Mapping[str, tuple]) -> dict[str, object]:
    row = {
        "bound": bound,
        "need": float(needs["centre"][i].item()),
        "need_unit": "EFLOPS" if bound == "compute" else "PB/s",
        "cards": float(cards["centre"][i].item()),
    }
    for end, level in (("low", 0.1), ("high", 0.9)):
        row[f"need_{end}"] = float(np.quantile(needs["draws"][i], level))
        row[f"cards_{end}"] = float(np.quantile(cards["draws"][i], level))
    return row


def token_load(demand: pd.DataFrame, capacity: pd.DataFrame, ranges: Mapping[str, Range], precision: str) -> Result:
    """Return the token-implied load of a scope on each date: model FLOP of counted tokens / capacity of the same precision and scope.

    A central value between two ends, in LOADS; no utilization: tokens that nobody counted, training and everything else are not in it.
    The range runs over 80 % of the draws, and over the two capacities around the date where none was counted on it; the centre is then
    that of their geometric mean.
    """
    found = counted(demand)
    rows = [row for row in _loads(found.to_dict("records"), capacity, ranges, precision) if row["load"] is not None]
    frame = pd.DataFrame(rows, columns=[column.name for column in LOADS])
    ids = tuple(dict.fromkeys([one for row in rows for one in row["source_ids"]] + list(cited(ranges, demand))))
    facts = {"precision": precision, "last": rows[-1] if rows else None, "counted": len(found), "entity": found["entity"].iloc[-1]}
    facts["given"] = _given(ranges, MODEL[1:])
    return Result(frame, LOADS, METHOD, facts=facts, source_ids=ids, flags=(Flag("demand.no_utilization"),))


def _loads(found: list[dict[str, object]], capacity: pd.DataFrame, ranges: Mapping[str, Range], precision: str) -> list[dict[str, object]]:
    """Return the model compute of each volume and its load of capacity; the load is None where no capacity stands near its date."""
    drawn, centre = outlook.sampled(ranges), outlook.central(ranges)
    rows = []
    for row in found:
        model, mean = model_eflops(drawn, row["tokens"]), float(model_eflops(centre, row["tokens"]).item())
        low, high = (float(np.quantile(model, level)) for level in (0.1, 0.9))
        told = {"period_end": row["period_end"], "tokens": row["tokens"], "tokens_floor": row["kind"] == "floor"}
        told |= {"model_eflops": mean, "model_low": low, "model_high": high}
        near = _capacities(capacity, row, precision)
        ids = (row["source_id"], *near["source_id"])
        rows.append(told | {"source_ids": ids, "load": None} | (_share(near, mean, low, high) if len(near) else {}))
    return rows


def _share(near: pd.DataFrame, mean: float, low: float, high: float) -> dict[str, object]:
    least, most = float(near["value"].min()), float(near["value"].max())
    when = {"capacity_low": least, "capacity_high": most, "capacity_on": ", ".join(dict.fromkeys(near["period_end"]))}
    when["capacities"] = tuple((str(on), float(value)) for on, value in zip(near["period_end"], near["value"], strict=True))
    return when | {"load": mean / float(np.sqrt(least * most)), "load_low": low / most, "load_high": high / least}


def _capacities(capacity: pd.DataFrame, row: Mapping[str, object], precision: str) -> pd.DataFrame:
    """Return the official intelligent compute of the same region and precision on the date; else the last before and the first after it."""
    if row["scope"] != "national":
        return capacity[:0]
    kept = capacity[
        (capacity["metric"] == "intelligent_compute")
        & (capacity["region"] == row["region"])
        & capacity["area"].isna()
        & (capacity["precision"] == precision)
        & (capacity["basis"] == "actual")
        & (capacity["series"] == "official")
        & (capacity["unit"] == "eflops")
    ]
    day = last_day(row["period_end"])
    apart = kept["period_end"].map(lambda text: (last_day(text) - day) / dt.timedelta(days=1)).astype("float64")
    same = kept[apart == 0]
    if len(same):
        return same
    near = apart.abs() <= NEAR_DAYS
    before, after = kept[(apart < 0) & near], kept[(apart > 0) & near]
    if before.empty or after.empty:
        return kept[:0]
    return kept[apart.isin([apart[before.index].max(), apart[after.index].min()])]
