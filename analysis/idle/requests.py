"""Requests and tokens by interval of an inference log; an interval observed in part is told from a whole one."""

from __future__ import annotations

import pandas as pd

from analysis.idle.ladder import METHOD
from data.schema import Column, Flag, Result, Text
from data.tables import DATASETS

_REQUESTS = DATASETS["requests"]

COLUMNS = (
    *(_REQUESTS.column(name) for name in ("service", "model", "start", "interval_minutes", "observed_minutes", "requests")),
    *(
        _REQUESTS.column(f"{name}_tokens")
        for name in ("input", "output", "median_input", "median_output", "log_median_input", "log_median_output")
    ),
    Column("is_partial", "flag", Text("Observed in part", "仅部分观测")),
    Column("whole_requests_per_minute", "number", Text("Requests a minute, whole intervals", "每分钟请求数（完整时段）"), low=0),
    Column(
        "partial_requests_per_minute",
        "number",
        Text("Requests a minute observed, partial intervals", "每观测分钟请求数（部分观测时段）"),
        low=0,
    ),
)


def requests(log: pd.DataFrame) -> Result:
    """Return the intervals in time order. A rate divides by the minutes observed, never by the interval's length, and that of a partial
    interval stands in a column of its own; null where nothing was observed."""
    frame = log.sort_values(["service", "start"], ignore_index=True)
    partial = frame["observed_minutes"] < frame["interval_minutes"] - 1e-9
    rate = (frame["requests"] / frame["observed_minutes"]).where(frame["observed_minutes"] > 0).astype("float64")
    frame = frame.assign(
        is_partial=partial, whole_requests_per_minute=rate.where(~partial), partial_requests_per_minute=rate.where(partial)
    )
    facts = {
        "services": tuple(frame["service"].unique()),
        "intervals": len(frame),
        "partial": int(partial.sum()),
        "requests": int(frame["requests"].sum()),
        "input_tokens": _total(frame["input_tokens"]),
        "output_tokens": _total(frame["output_tokens"]),
        "median_input": _only(frame["log_median_input_tokens"]),
        "median_output": _only(frame["log_median_output_tokens"]),
        "observed_minutes": float(frame["observed_minutes"].sum()),
        "partial_minutes": tuple(frame.loc[partial, "observed_minutes"].astype(float)),
        "first": frame["start"].min() if len(frame) else None,
        "last": frame["start"].max() if len(frame) else None,
    }
    length = frame["interval_minutes"].sum()
    return Result(
        frame[[column.name for column in COLUMNS]],
        COLUMNS,
        METHOD,
        coverage={"minutes": facts["observed_minutes"] / length} if length > 0 else {},
        facts=facts,
        source_ids=tuple(sorted(log["source_id"].dropna().unique())),
        flags=(Flag("idle.partial_intervals", {"count": facts["partial"], "of": len(frame)}),) if facts["partial"] else (),
    )


def _total(values: pd.Series) -> float | None:
    """Return the sum; None where one interval's is unknown."""
    return float(values.sum()) if len(values) and values.notna().all() else None


def _only(values: pd.Series) -> float | None:
    """Return the one value that all rows have; None where they differ, or one is unknown: medians do not add up."""
    return float(values.iloc[0]) if len(values) and values.notna().all() and values.nunique() == 1 else None
