"""Training or inference: what was published of the inference share in China since a year, and what is forecast. Bases are never joined."""

from __future__ import annotations

import pandas as pd

from analysis.demand import demand_shares
from analysis.overview.reasons import METHOD
from data.period import last_days
from data.schema import Flag, Result


def answer_inference(demand: pd.DataFrame, day: pd.Timestamp) -> Result:
    """Return the published inference shares of China, then those of the world and of companies abroad, each with its own basis.

    Rows and columns of `demand_shares` that state inference, estimates before forecasts; a forecast for a date that is over is left out,
    and so is what was stated abroad for a date before last year (`older`). facts: `low` and `high` of
    China's estimates (a floor has no upper end and is counted apart), `ahead`, the lowest of China's forecasts for a date still to come,
    each None where the record holds none; `world`, the rows
    that are not of China.
    """
    found = demand_shares(demand)
    frame = found.frame[found.frame["inference"].notna()]
    over = last_days(frame["period_end"]) < pd.Timestamp(day.year, 1, 1)
    frame = frame[~((frame["basis"] == "forecast") & over)]
    own = frame["region"].str.split("-").str[0] == "CN"
    recent = last_days(frame["period_end"]) >= pd.Timestamp(day.year - 1, 1, 1)
    shown = frame[own | recent]
    order = pd.DataFrame({"abroad": ~own, "ahead": frame["basis"] == "forecast"}).loc[shown.index]
    shown = shown.loc[order.sort_values(["abroad", "ahead"], kind="stable").index].reset_index(drop=True)
    china = shown[: int(own.sum())]
    estimates = china[(china["basis"] != "forecast") & ~china["inference_floor"].astype(bool)]
    ends = pd.concat([estimates["inference"], estimates["inference_high"].dropna()]).astype("float64")
    ahead = china[china["basis"] == "forecast"]["inference"]
    facts = {
        "china": len(china),
        "world": len(shown) - len(china),
        "older": len(frame) - len(shown),
        "low": float(ends.min()) if len(ends) else None,
        "high": float(ends.max()) if len(ends) else None,
        "ahead": float(ahead.min()) if len(ahead) else None,
        "estimates": tuple(estimates.to_dict("records")),
    }
    flags = (Flag("demand.bases_apart"),) if shown["scope"].nunique() > 1 else ()
    return Result(shown, found.columns, METHOD, facts=facts, source_ids=found.source_ids, flags=flags)
