"""Capacity given in cards, racks, MW or another precision, converted only by what somebody states; the factor travels with the figure."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.rents.cards import card_names, card_of
from data.schema import Column, Text
from data.tables.vocabulary import texts

PFLOPS_PER_RACK = Column(
    "pflops_per_rack",
    "number",
    Text("Compute of a rack", "每机架算力"),
    Text("your assumption; above 0", "由您假设；大于 0"),
    unit="pflops",
    low=1e-6,
    high=1e6,
)
PFLOPS_PER_MW = Column(
    "pflops_per_mw",
    "number",
    Text("Compute of a MW", "每兆瓦算力"),
    Text("your assumption; above 0", "由您假设；大于 0"),
    unit="pflops",
    low=1e-6,
    high=1e6,
)
FP16_PER_FP32 = Column(
    "fp16_per_fp32",
    "number",
    Text("FP16 figure for one of FP32", "1 单位 FP32 折合的 FP16"),
    Text("your assumption; above 0", "由您假设；大于 0"),
    low=1e-3,
    high=1e3,
)
ENTRIES = (PFLOPS_PER_RACK, PFLOPS_PER_MW)

SHOWN_IN = ("published", "FP16", "FP32")
"""The precision in which figures are shown; as published, none is converted."""

SPECIFICATIONS = {"FP32": "fp32_tflops", "FP16": "fp16_dense_tflops", "FP8": "fp8_dense_tflops", "INT8": "int8_dense_tops"}
"""Precision of a figure -> the column of `accelerators` by which cards are multiplied; any other precision converts no cards."""

CONVERTED = texts(
    cards=("from cards, assumption", "由卡数折算（假设）"),
    racks=("from racks, assumption", "由机架折算（假设）"),
    mw=("from MW, assumption", "由电力折算（假设）"),
    gw=("from GW, assumption", "由电力折算（假设）"),
    from_fp32=("converted from FP32, assumption", "由 FP32 折算（假设）"),
    from_fp16=("converted from FP16, assumption", "由 FP16 折算（假设）"),
)
"""What a figure was converted from."""

_PFLOPS = {"racks": "pflops_per_rack", "mw": "pflops_per_mw", "gw": "pflops_per_mw"}
_COMPUTE = ("intelligent_compute", "total_compute", "general_compute", "supercompute")


def converted(rows: pd.DataFrame, accelerators: pd.DataFrame, factors: Mapping[str, float]) -> pd.DataFrame:
    """Return the uploaded rows of `capacity` in PFLOPS where that can be had, with `given`, `given_in`, `converted`, `factor`, `model`.

    cards × the dense rate of their model at the row's own precision / 1000; racks and MW × the factor given in `factors`. A row in
    P or EFLOPS is handed on (`converted` empty). A row that cannot be converted keeps its unit, and `unconverted` says why: no_model,
    unknown_model, no_precision, no_rate or no_factor. Racks and power become intelligent compute, which is the assumption made.
    """
    models = accelerators.set_index("model")
    names = card_names(accelerators)
    told = [_one(row, models, names, factors) for row in rows.to_dict("records")]
    return pd.DataFrame(told, columns=[*rows.columns, "given", "given_in", "converted", "factor", "model", "unconverted"])


def in_precision(rows: pd.DataFrame, precision: str, fp16_per_fp32: float) -> pd.DataFrame:
    """Return `rows` with a converted copy of each FP32 (or FP16) figure in `precision`, marked so; the originals stay as they are.

    FP32 × `fp16_per_fp32` = FP16. A figure of no stated precision is never converted: nobody knows from what.
    """
    other = "FP32" if precision == "FP16" else "FP16"
    factor = fp16_per_fp32 if precision == "FP16" else 1 / fp16_per_fp32
    compute = rows[rows["unit"].isin(("eflops", "pflops")) & (rows["precision"] == other)]
    made = compute.assign(value=compute["value"] * factor, precision=precision, converted=f"from_{other.lower()}", factor=factor)
    return pd.concat([rows.assign(converted=rows.get("converted", "")), made], ignore_index=True) if len(made) else rows


def assumptions(rows: pd.DataFrame) -> list[dict[str, object]]:
    """Return each conversion made among `rows` once: from what, by which factor, of which card model, at which precision."""
    if "factor" not in rows:
        return []
    made = rows.loc[rows["converted"] != "", ["converted", "factor", "precision", *(["model"] if "model" in rows else [])]]
    return [
        {**row, "model": row["model"] if isinstance(row.get("model"), str) else ""} for row in made.drop_duplicates().to_dict("records")
    ]


def _one(row: dict, models: pd.DataFrame, names: Mapping[str, str], factors: Mapping[str, float]) -> dict:
    kept = {**row, "given": row["value"], "given_in": row["unit"], "converted": "", "factor": None, "model": None, "unconverted": ""}
    if row["unit"] == "cards":
        return _of_cards(kept, models, names)
    if row["unit"] not in _PFLOPS:
        return kept
    factor = factors.get(_PFLOPS[row["unit"]])
    if factor is None:
        return {**kept, "unconverted": "no_factor"}
    times = 1000 if row["unit"] == "gw" else 1
    metric = row["metric"] if row["metric"] in _COMPUTE else "intelligent_compute"
    precision = row["precision"] if isinstance(row["precision"], str) else "unstated"
    made = {"value": row["value"] * times * factor, "unit": "pflops", "converted": row["unit"], "factor": factor}
    return {**kept, **made, "metric": metric, "precision": precision}


def _of_cards(kept: dict, models: pd.DataFrame, names: Mapping[str, str]) -> dict:
    if not isinstance(kept.get("accelerator"), str):
        return {**kept, "unconverted": "no_model"}
    model = card_of(kept["accelerator"], names)
    if model not in models.index:
        return {**kept, "unconverted": "unknown_model"}
    if kept["precision"] not in SPECIFICATIONS:
        return {**kept, "model": model, "unconverted": "no_precision"}
    rate = models.loc[model, SPECIFICATIONS[kept["precision"]]]
    if rate != rate:
        return {**kept, "model": model, "unconverted": "no_rate"}
    metric = kept["metric"] if kept["metric"] in _COMPUTE else "intelligent_compute"
    made = {"value": kept["value"] * rate / 1000, "unit": "pflops", "converted": "cards", "factor": rate / 1000}
    return {**kept, **made, "metric": metric, "model": model}
