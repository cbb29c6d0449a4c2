"""What there is now: the latest official figure of each national indicator, and what an analyst has uploaded, converted."""

from __future__ import annotations

import pandas as pd

from analysis.capacity.conversion import CONVERTED, assumptions
from analysis.capacity.figures import METHOD, figures
from analysis.capacity.series import METRICS, capacity_series
from data.schema import Column, Result, Text
from data.tables import DATASETS
from data.tables.vocabulary import UNITS, chosen, texts

_CAPACITY = DATASETS["capacity"]
_SHOWN = ("intelligent_compute", "total_compute", "intelligent_share", "racks_in_use")
_NAMES = ("eflops", "fraction", "racks")

NOW = (
    _CAPACITY.column("metric"),
    Column("amount", "number", Text("Latest figure", "最新数字")),
    Column("measured_in", "code", Text("Unit", "单位"), values=chosen(UNITS, *_NAMES)),
    Column("floor", "flag", Text("At least", "下限")),
    _CAPACITY.column("precision"),
    _CAPACITY.column("basis"),
    _CAPACITY.column("series"),
    _CAPACITY.column("period_end"),
    Column("growth", "number", Text("Change on a year before, same precision", "同精度同比"), unit="fraction"),
    _CAPACITY.column("source_publisher"),
)
UNCONVERTED = texts(
    no_model=("no card model given", "未给卡型"),
    unknown_model=("card model unknown to the dataset of cards", "加速卡数据集中没有此卡型"),
    no_precision=("precision not stated", "精度未说明"),
    no_rate=("the specification has no rate at this precision", "规格未列该精度算力"),
    no_factor=("no factor given", "未给折算系数"),
)
OWN = (
    *(_CAPACITY.column(name) for name in ("region", "area", "period_end", "metric")),
    Column("given", "number", Text("As uploaded", "上传数值")),
    Column("given_in", "code", Text("Unit uploaded", "上传单位"), values=chosen(UNITS, "eflops", "pflops", "racks", "mw", "gw", "cards")),
    Column("model", "text", Text("Card model", "加速卡型号")),
    Column("factor", "number", Text("Assumed PFLOPS each", "假设的单位算力（PFLOPS）"), unit="pflops"),
    Column("converted", "code", Text("Converted", "折算"), values=CONVERTED),
    _CAPACITY.column("precision"),
    Column("amount", "number", Text("Compute, EFLOPS", "算力（EFLOPS）"), unit="eflops", low=0),
    Column("unconverted", "code", Text("Not converted because", "未折算原因"), values=UNCONVERTED),
)


def capacity_now(capacity: pd.DataFrame) -> Result:
    """Return the latest official counted figure of each national indicator, with its precision and the change on a year before it.

    The change compares figures of one line only; where the line has none a year before (350–380 days), it is null.
    """
    national = capacity[(capacity["region"] == "CN") & capacity["area"].isna() & (capacity["series"] == "official")]
    national = national[national["basis"] == "actual"]
    rows, ids = [], []
    for metric in _SHOWN:
        found = capacity_series(national, metric)
        if (name := found.facts["headline"]) is None:
            continue
        line = found.facts["lines"][name]
        growth = line["last"] / line["year_before"] - 1 if line["year_before"] and METRICS[metric] != "fraction" else None
        told = {"metric": metric, "amount": line["last"], "floor": line["last_floor"], "period_end": line["last_on"], "growth": growth}
        names = ("measured_in", "precision", "basis", "series")
        rows.append({**{each: line[each] for each in names}, **told, "source_publisher": line["publisher"]})
        ids += found.source_ids
    frame = pd.DataFrame(rows, columns=[column.name for column in NOW])
    return Result(frame, NOW, METHOD, facts={"indicators": len(frame)}, source_ids=tuple(sorted(set(ids))))


def own_capacity(rows: pd.DataFrame) -> Result:
    """Return the uploaded rows that `converted` made, one by one: what was given, the factor, the compute; nothing is added up."""
    compute = rows[rows["unit"].isin(("eflops", "pflops")) | (rows["unconverted"] != "")]
    known = figures(compute)
    frame = known.assign(
        amount=known["amount"].where(known["measured_in"] == "eflops"),
        converted=known["converted"].replace("", None),
        unconverted=known["unconverted"].replace("", None),
        precision=known["precision"].replace("", "unstated"),
    )
    facts = {"rows": len(frame), "converted": int(frame["converted"].notna().sum()), "left": int(frame["unconverted"].notna().sum())}
    ids = tuple(sorted(known["source_id"].dropna().unique()))
    facts["assumptions"] = assumptions(rows)
    return Result(frame[[column.name for column in OWN]], OWN, METHOD, facts=facts, source_ids=ids)
