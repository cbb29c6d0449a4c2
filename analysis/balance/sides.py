"""The two sides of a balance: figures of one precision, scope, date and counter, as ranges, in EFLOPS."""

from __future__ import annotations

import pandas as pd

from data.period import last_day

METHOD = "balance 1.0"
METRIC = "intelligent_compute"
DEMANDED = "intelligent_compute_demand"
_EFLOPS = {"eflops": 1.0, "pflops": 0.001}
_WHOLE = ("national", "market")
"""Scopes of demand that are the whole region; `company` is the part that has the company's name; no other scope has a counterpart."""

KEY = ("period_end", "region", "area", "precision", "made")
"""What two figures must share to be set against each other. `made` tells what was counted or estimated from what was forecast."""

JOIN = (*KEY, "maker")
"""A precision that is not stated is the same on both sides only where one counter made both: `maker` is that counter, else empty."""

_LOW = ("exact", "about", "above", "range_low")
_HIGH = ("exact", "about", "below", "up_to", "range_high")


def supply(capacity: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of intelligent compute with KEY, who counts them (`counter`), and low and high in EFLOPS."""
    rows = capacity[(capacity["metric"] == METRIC) & capacity["unit"].isin(_EFLOPS)]
    own = rows["area_zh"].fillna(rows["area"]).fillna("")
    return _bounded(rows.assign(area=rows["area"].fillna(""), own=own, counter=rows["series"], edition=rows["edition"].fillna("")))


def demand(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of intelligent compute demanded, with KEY, whose they are (`counter`), and low and high in EFLOPS.

    A figure whose scope has no counterpart among capacities has no area.
    """
    kept = rows[(rows["metric"] == DEMANDED) & rows["unit"].isin(_EFLOPS)]
    area = pd.Series(None, kept.index, dtype=object).mask(kept["scope"].isin(_WHOLE), "").mask(kept["scope"] == "company", kept["entity"])
    own = kept["entity_zh"].fillna(kept["entity"])
    return _bounded(kept.assign(area=area, own=own, counter=kept["entity"], edition=""))


def _bounded(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows in EFLOPS between what is known of them: a floor has no high end, a ceiling no low one.

    period_end is the last day of what is written there: 2025-12, 2025-Q4 and 2025-12-31 end on one day, and are matched by it.
    """
    value = pd.to_numeric(rows["value"]) * rows["unit"].map(_EFLOPS).astype("float64")
    qualifier = rows["qualifier"].fillna("exact")
    return rows.assign(
        period_end=[day.isoformat() if (day := last_day(text)) else text for text in rows["period_end"]],
        eflops=value,
        low=value.where(qualifier.isin(_LOW)),
        high=value.where(qualifier.isin(_HIGH)),
        precision=rows["precision"].fillna("unstated"),
        made=rows["basis"].map({"actual": "counted", "estimate": "counted", "forecast": "forecast"}),
        maker=_makers(rows),
    ).reset_index(drop=True)


def _makers(rows: pd.DataFrame) -> pd.Series:
    """Return who made a figure of unstated precision; an analyst's own figure without a source is the analyst's."""
    named = rows["source_publisher"].fillna(rows["source_title"]).fillna("own").astype(str)
    return named.where(rows["precision"].fillna("unstated") == "unstated", "")


def same_figure(demanded: pd.Series, supplied: pd.DataFrame) -> bool:
    """Return whether a figure of demand is a figure of capacity under another name.

    It is where a capacity of that region and date has the very same value, whoever is named as its source; and where both are IDC's:
    its “intelligent computing scale” counts machines and is never demand.
    """
    beside = supplied[(supplied["period_end"] == demanded["period_end"]) & (supplied["region"] == demanded["region"])]
    if ((beside["eflops"] - demanded["eflops"]).abs() <= 1e-9 * abs(demanded["eflops"])).any():
        return True
    return _is_idc(demanded) and bool((beside["series"] == "idc_inspur").any())


def _is_idc(row: pd.Series) -> bool:
    words = " ".join(str(row[name]) for name in ("entity", "source_title", "source_publisher") if isinstance(row[name], str))
    return "IDC" in words.replace("AIDC", "")


def spans(rows: pd.DataFrame, side: str) -> pd.DataFrame:
    """Return one row for each JOIN, counter and edition of its report: the lowest and highest figure; an end that nobody states is null."""
    found = []
    for key, group in rows.dropna(subset=["area"]).groupby([*JOIN, "counter", "edition"], sort=True, dropna=False):
        row = dict(zip((*JOIN, side, f"{side}_edition"), key, strict=True))
        row |= {
            f"{side}_low": group["low"].min(),
            f"{side}_high": group["high"].max(),
            f"{side}_publisher": _publishers(group),
            f"{side}_zh": group["own"].iloc[0],
        }
        found.append(row | {f"{side}_ids": tuple(sorted(group["source_id"].dropna().unique()))})
    ends = (f"{side}_low", f"{side}_high")
    names = [*JOIN, side, f"{side}_edition", *ends, f"{side}_publisher", f"{side}_zh", f"{side}_ids"]
    return pd.DataFrame(found, columns=names).astype(dict.fromkeys(ends, "float64"))


def _publishers(group: pd.DataFrame) -> str:
    return "; ".join(dict.fromkeys(group["source_publisher"].fillna(group["source_title"]).fillna("").astype(str)))
