"""Training or inference: what was published of the inference share in China since a year, and what is forecast. Bases are never joined."""

from __future__ import annotations

import pandas as pd

from analysis.demand import demand_shares
from analysis.overview.reasons import METHOD
from data.period import last_days
from data.schema import Flag, Result


def answer_inference(demand: pd.DataFrame, day: pd.Timestamp) -> Result:
    """Return the published inference shares of China, then those of the world and of companies abroad, each with its own basis.

    Rows and columns of `demand_shares` that state inference, estimates before forecasts. Left out is a forecast for a date before this
    year, and what was stated abroad for a date before last year (`older` statements). facts: `low` and `high` of China's estimates, each
    with its date (a floor has no upper end and is counted apart), and `ahead`, the lowest of China's forecasts, None where the record
    holds none; `china` and `world`, how many statements each.
    """
    rows = demand[demand["metric"] == "inference_share"]
    dates, own = last_days(rows["period_end"]), rows["region"].str.startswith("CN")
    kept = ~((rows["basis"] == "forecast") & (dates < pd.Timestamp(day.year, 1, 1)))
    near = own | (dates >= pd.Timestamp(day.year - 1, 1, 1))
    found, older = demand_shares(rows[kept & near]), demand_shares(rows[kept & ~near])
    shown = found.frame
    order = pd.DataFrame({"abroad": ~shown["region"].str.startswith("CN"), "ahead": shown["basis"] == "forecast"})
    shown = shown.loc[order.sort_values(["abroad", "ahead"], kind="stable").index].reset_index(drop=True)
    china = shown[: int((~order["abroad"]).sum())]
    estimates = china[(china["basis"] != "forecast") & ~china["inference_floor"].astype(bool)]
    sides = [estimates[[name, "period_end"]].set_axis(["share", "on"], axis=1) for name in ("inference", "inference_high")]
    ends = pd.concat(sides).dropna(subset=["share"]).sort_values("share", kind="stable").to_dict("records")
    ahead = china[china["basis"] == "forecast"]["inference"]
    facts = {
        "china": len(china),
        "world": len(shown) - len(china),
        "older": len(older.frame),
        **{end: float(ends[place]["share"]) if ends else None for end, place in (("low", 0), ("high", -1))},
        **{f"{end}_on": ends[place]["on"] if ends else None for end, place in (("low", 0), ("high", -1))},
        "ahead": float(ahead.min()) if len(ahead) else None,
        "estimates": tuple(estimates.to_dict("records")),
    }
    flags = (Flag("demand.bases_apart"),) if shown["scope"].nunique() > 1 else ()
    return Result(shown, found.columns, METHOD, facts=facts, source_ids=found.source_ids, flags=flags)
