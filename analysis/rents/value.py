"""Cards on one footing: specification, performance per watt and per yuan of rent, and what they are fit for."""

from __future__ import annotations

import pandas as pd

from analysis.rents.cards import card_names, card_of
from analysis.rents.history import time_flags
from analysis.rents.kinds import CARDS_A_SERVER, FEW, KIND, KINDS, TIME, TIME_OF, footing_of, on_footing
from analysis.rents.quotes import METHOD, latest, rent_column, sources
from data.schema import Column, Flag, Result, Text
from data.tables import DATASETS

_CARDS = DATASETS["accelerators"]
_PRICES = DATASETS["prices"]

PRECISIONS = {
    "fp16_dense": "fp16_dense_tflops",
    "fp32": "fp32_tflops",
    "fp8_dense": "fp8_dense_tflops",
    "int8_dense": "int8_dense_tops",
}
"""Precision, with its column. Precision and density are part of the unit: figures of two never share a column."""

SPECIFICATION = (
    "model",
    "vendor",
    "vendor_zh",
    "country",
    "released",
    "memory_gb",
    "memory_bandwidth_gbps",
    *PRECISIONS.values(),
    "tdp_w",
    "confidence",
)
MEMORIES = {"to_32": (0, 32), "to_96": (32, 96), "above_96": (96, float("inf")), "unknown": None}
"""Classes of memory in GB, the upper end included; by them points are coloured and nothing is ranked."""


_PER_YUAN = {"card_hour": ("", "hourly rent", "每元时租算力"), "server_month": ("_month", "monthly rent", "每元月租算力")}
"""Footing -> the end of the unit, and the wording of the ratio."""


def _per(unit: str, en: str, zh: str, name: str, end: str = "") -> Column:
    sign = "TOPS" if unit == "tops" else "TFLOPS"
    ratio = name.removeprefix("per_").split("_")[0]
    return Column(name, "number", Text(f"{sign} {en}", f"{zh}（{sign}）"), unit=f"{unit}_per_{ratio}{end}", low=0)


def value_columns(precision: str, footing: str = "card_hour") -> tuple[Column, ...]:
    """Return the columns of card_value for one precision and footing: performance, power and rent, and the two ratios."""
    performance = _CARDS.column(PRECISIONS[precision])
    unit = str(performance.unit)
    end, rent, zh = _PER_YUAN[footing]
    return (
        *(_CARDS.column(name) for name in ("model", "vendor", "country")),
        performance,
        _CARDS.column("tdp_w"),
        _per(unit, "per watt", "每瓦算力", "per_watt"),
        _PRICES.column("contract_type"),
        KIND,
        TIME,
        _PRICES.column("period"),
        rent_column(footing, "_low", "cny"),
        rent_column(footing, "_high", "cny"),
        _per(unit, f"per CNY of {rent}, at the dearest quote", f"{zh}，按最高报价", "per_yuan_low", end),
        _per(unit, f"per CNY of {rent}, at the cheapest quote", f"{zh}，按最低报价", "per_yuan_high", end),
        _CARDS.column("confidence"),
    )


def card_value(
    accelerators: pd.DataFrame, quoted: pd.DataFrame, precision: str, per: str, asked: str = "as_quoted", hours: float | None = None
) -> Result:
    """Return performance per watt and per yuan of rent, one row a card, contract type and kind, kind by kind, the best first.

    per watt = performance / power; per yuan = performance / rent of one card for an hour (or a month, by the footing), from the dearest
    to the cheapest quote of the last month. quoted: `quotes` in CNY. Kinds share no rank: facts give the best and the least of each.
    Only where the record has both, of the same card; unknown stays unknown.
    """
    footing = footing_of(quoted, asked)
    found, performance, declared = on_footing(quoted, footing), PRECISIONS[precision], value_columns(precision, footing)
    last = latest(found)
    cards = CARDS_A_SERVER if footing == "server_month" else 1
    rows = accelerators.merge(last.drop(columns="model"), left_on="model", right_on="card", how="left")
    rows = rows.assign(
        per_watt=rows[performance] / rows["tdp_w"],
        per_yuan_low=cards * rows[performance] / rows[f"{footing}_high"],
        per_yuan_high=cards * rows[performance] / rows[f"{footing}_low"],
        place=rows["kind"].map({code: i for i, code in enumerate(KINDS)}),
        apart=rows["time"] != TIME_OF[footing],
    )
    order = "per_yuan_high" if per == "yuan" else "per_watt"
    known = rows[rows[order].notna()]
    known = known if per == "yuan" else known.drop_duplicates("model").assign(apart=False, place=0)
    known = known.sort_values(["apart", "place", order], ascending=[True, True, False], ignore_index=True)
    frame = known[[column.name for column in declared]]
    flags = (*_strangers(accelerators, last), *time_flags(len(quoted) - len(found), hours)) if per == "yuan" else ()
    groups = tuple(_best_and_least(rows, order) for _, rows in known.groupby(["apart", "place"], sort=True))
    facts = {"precision": precision, "performance": performance, "per": per, "cards": int(frame["model"].nunique()), "groups": groups}
    facts |= {"footing": footing, "own_time": TIME_OF[footing], "hours": hours}
    used = found[(found["grade"] != "low") & found["card"].isin(frame["model"])] if per == "yuan" else found.iloc[:0]
    ids = (*sources(accelerators[accelerators["model"].isin(frame["model"])]), *sources(used))
    return Result(frame, declared, METHOD, facts=facts, source_ids=tuple(dict.fromkeys(ids)), flags=flags)


def _best_and_least(rows: pd.DataFrame, order: str) -> dict[str, object]:
    told = {"kind": rows["kind"].iloc[0], "time": rows["time"].iloc[0], "cards": int(rows["model"].nunique())}
    best = rows.drop_duplicates("model") if told["cards"] <= FEW else rows.iloc[:0]
    told["few"] = tuple({"card": row["model"], "figure": float(row[order])} for row in best.to_dict("records"))
    return told | {"first": rows.iloc[0].to_dict(), "last": rows.iloc[-1].to_dict(), "rows": len(rows)}


def _strangers(accelerators: pd.DataFrame, last: pd.DataFrame) -> tuple[Flag, ...]:
    names = set(card_names(accelerators).values())
    found = sorted({card for card in last["card"] if card not in names})
    return (Flag("rents.no_specification", {"count": len(found), "list": "; ".join(found)}),) if found else ()


def card_specs(accelerators: pd.DataFrame) -> Result:
    """Return the specifications as published, one row a reading, the newest card first; two readings of one card are both kept."""
    declared = tuple(_CARDS.column(name) for name in SPECIFICATION)
    rows = accelerators.sort_values(["released", "model"], ascending=[False, True], ignore_index=True, na_position="last")
    facts = {"readings": len(rows), "vendors": int(rows["vendor"].nunique()), "chinese": int((rows["country"] == "CN").sum())}
    return Result(rows[[column.name for column in declared]], declared, METHOD, facts=facts, source_ids=sources(rows))


def card_fit(accelerators: pd.DataFrame, found: pd.DataFrame, precision: str, cards: str) -> Result:
    """Return performance, memory bandwidth and memory of the cards that have the first two: what a card is fit for, read off three figures.

    cards: rented (those with a quote), chinese, or all. Training wants compute and memory; decoding wants bandwidth: bytes per
    operation = bandwidth / performance.
    """
    performance = PRECISIONS[precision]
    rented = {card_of(card, card_names(accelerators)) for card in found["card"]}
    kept = {"rented": accelerators["model"].isin(rented), "chinese": accelerators["country"] == "CN"}.get(
        cards, accelerators["model"].notna()
    )
    rows = accelerators[kept & (accelerators[performance] > 0) & accelerators["memory_bandwidth_gbps"].notna()]
    rows = rows.assign(
        memory_class=[_memory_class(value) for value in rows["memory_gb"]],
        bytes_per_operation=rows["memory_bandwidth_gbps"] / 1000 / rows[performance],
    ).sort_values([performance, "model"], ascending=[False, True], ignore_index=True)
    declared = (
        *(_CARDS.column(name) for name in ("model", "vendor", "country", performance, "memory_bandwidth_gbps", "memory_gb")),
        Column("bytes_per_operation", "number", Text("Bytes of bandwidth per operation", "每次运算对应的带宽字节数"), low=0),
        _CARDS.column("confidence"),
    )
    without = int(kept.sum()) - len(rows)
    facts = {"precision": precision, "performance": performance, "cards": len(rows), "classes": tuple(rows["memory_class"])}
    facts |= {"hungriest": _extreme(rows, "idxmin"), "richest": _extreme(rows, "idxmax")}
    flags = (Flag("rents.without_figures", {"count": without}),) if without else ()
    return Result(rows[[column.name for column in declared]], declared, METHOD, facts=facts, source_ids=sources(rows), flags=flags)


def _memory_class(memory: float) -> str:
    if memory != memory:
        return "unknown"
    return next(name for name, ends in MEMORIES.items() if ends and memory <= ends[1])


def _extreme(rows: pd.DataFrame, end: str) -> dict[str, object] | None:
    return rows.loc[getattr(rows["bytes_per_operation"], end)()].to_dict() if len(rows) else None
