"""Token volumes as published: each scope a line of its own, floors told from figures. docs/methods/demand.en.md says it in words."""

from __future__ import annotations

import pandas as pd

from data.schema import Column, Flag, Result, Text

METHOD = "demand 0.1"
_FLOORS = ("above", "range_low")

COLUMNS = (
    Column("period_end", "date", Text("As of", "截至")),
    Column("entity", "text", Text("Subject", "对象")),
    Column("stated", "number", Text("Tokens a day, as stated", "日均词元（公布值）"), unit="tokens_per_day"),
    Column("floor", "number", Text("Tokens a day, at least", "日均词元（下限）"), unit="tokens_per_day"),
    Column("publisher", "text", Text("Read at", "来源")),
)


def demand_series(demand: pd.DataFrame) -> Result:
    """Return daily token volumes that were counted, in time order: `stated` where the source gives a figure, `floor` where it says "above".

    Estimates and forecasts are left out; the subjects keep their own rows and are never added.
    """
    counted = demand[(demand["metric"] == "daily_tokens") & (demand["basis"] == "actual") & (demand["unit"] == "tokens_per_day")]
    counted = counted.sort_values(["entity", "period_end"], ignore_index=True)
    floor = counted["qualifier"].isin(_FLOORS)
    frame = pd.DataFrame(
        {
            "period_end": counted["period_end"],
            "entity": counted["entity"],
            "stated": counted["value"].where(~floor),
            "floor": counted["value"].where(floor),
            "publisher": counted["source_publisher"],
        }
    )
    return Result(
        frame,
        COLUMNS,
        METHOD,
        facts=_facts(counted),
        source_ids=tuple(sorted(counted["source_id"].dropna().unique())),
        flags=(Flag("demand.floors"),) if floor.any() else (),
    )


def _facts(counted: pd.DataFrame) -> dict[str, object]:
    if counted.empty:
        return {"entities": ()}
    first, last = counted.iloc[0], counted.iloc[-1]
    return {
        "entities": tuple(counted["entity"].unique()),
        "first_on": first["period_end"],
        "first": float(first["value"]),
        "last_on": last["period_end"],
        "last": float(last["value"]),
        "last_is_floor": last["qualifier"] in _FLOORS,
        "last_publisher": last["source_publisher"],
    }
