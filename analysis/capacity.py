"""Capacity as published: one line per precision of one series, never joined. docs/methods/capacity.en.md says it in words."""

from __future__ import annotations

import pandas as pd

from data.schema import Column, Flag, Result, Text

METHOD = "capacity 0.1"
PRECISIONS = ("FP16", "FP32", "FP8", "INT8", "FP64", "unstated")


def _eflops(precision: str) -> Column:
    title = (
        Text(f"EFLOPS, {precision}", f"EFLOPS（{precision}）")
        if precision != "unstated"
        else Text("EFLOPS, precision not stated", "EFLOPS（精度未说明）")
    )
    return Column(precision.lower() + "_eflops", "number", title, unit="eflops", low=0)


COLUMNS = (
    Column("period_end", "date", Text("As of", "截至")),
    *(_eflops(precision) for precision in PRECISIONS),
)


def capacity_series(capacity: pd.DataFrame, metric: str = "intelligent_compute") -> Result:
    """Return the national figures of `metric` in time order, one column a precision; figures of two precisions never share a column.

    `capacity` holds the rows of one series (who counts); only figures that were counted (basis actual) of the whole country.
    """
    counted = capacity[
        (capacity["metric"] == metric)
        & (capacity["basis"] == "actual")
        & (capacity["unit"] == "eflops")
        & (capacity["region"] == "CN")
        & capacity["area"].isna()
    ].sort_values(["period_end", "precision"], ignore_index=True)
    counted = counted.drop_duplicates(["period_end", "precision", "value"], ignore_index=True)
    # Where one date and precision has two figures, both are kept, the second in a row of its own.
    place = counted.groupby(["period_end", "precision"]).cumcount()
    frame = counted.assign(place=place).pivot(index=["period_end", "place"], columns="precision", values="value").reset_index()
    frame = frame.rename(columns={precision: f"{precision.lower()}_eflops" for precision in PRECISIONS})
    kept = [column for column in COLUMNS if column.name in frame]
    return Result(
        frame[[column.name for column in kept]],
        tuple(kept),
        METHOD,
        facts=_facts(counted),
        source_ids=tuple(sorted(counted["source_id"].dropna().unique())),
        flags=(Flag("capacity.precisions"),) if counted["precision"].nunique() > 1 else (),
    )


def _facts(counted: pd.DataFrame) -> dict[str, object]:
    stated = counted[counted["precision"] != "unstated"]
    if stated.empty:
        return {}
    last = stated.iloc[-1]
    same = stated[stated["precision"] == last["precision"]]
    return {
        "last_on": last["period_end"],
        "last": float(last["value"]),
        "precision": last["precision"],
        "last_publisher": last["source_publisher"],
        "first_on": same.iloc[0]["period_end"],
        "first": float(same.iloc[0]["value"]),
    }
