"""How far to trust the forecasts: the contest of the models on the very series, and below it the track record."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.demand.bearing import STEPS, contested
from analysis.demand.catalogue import Shipped
from analysis.demand.track import COLUMNS as RECORD
from analysis.demand.volumes import METHOD
from analysis.forecasting import Contest, contest
from data.schema import Column, Flag, Result, Text

RIVALS = ("naive", "constant_growth")
"""Lines that make no forecast of ours: what any forecast must beat."""
AHEAD = 8
"""Steps over which models contest an uploaded series."""
FEW = 20
"""Errors below which they are a sign and no measure."""
PARTS = {"contest": Text("Contest of models", "模型比较"), "record": Text("Track record", "预测兑现记录")}
CONTEST = (
    Column("part", "code", Text("Part", "部分"), values=PARTS),
    Column("subject", "text", Text("Series or forecast", "序列或预测对象")),
    Column("subject_zh", "text", Text("Series or forecast, in Chinese", "序列或预测对象（中文）")),
    Column("region", "text", Text("Region", "地区")),
    Column("model", "text", Text("Model", "模型")),
    Column("made_it", "flag", Text("Made the line that is drawn", "所绘曲线由其作出")),
    Column("origins", "integer", Text("Past dates looked ahead from", "回测起点数")),
    Column("errors", "integer", Text("Errors measured", "误差个数")),
    Column("figures", "integer", Text("Figures they are measured at", "所对照的数字个数")),
    Column("mase", "number", Text("MASE", "MASE")),
    Column("smape", "number", Text("sMAPE", "sMAPE"), unit="fraction"),
    Column("owa", "number", Text("Error, naive line = 1", "误差（持平外推=1）")),
    Column("coverage_80", "number", Text("80 % interval covered", "80% 区间覆盖率"), unit="fraction"),
    Column("coverage_95", "number", Text("95 % interval covered", "95% 区间覆盖率"), unit="fraction"),
)
COLUMNS = (*CONTEST, *(column for column in RECORD if column.name not in ("subject", "subject_zh", "region")))


def forecast_scores(found: Sequence[Shipped], track: Result | None = None) -> Result:
    """Return the contest of the models on each series that bears one, the naive line always among them, then the track record.

    The line of a series is scored as it was drawn at each past date; its error is a share of the naive line's (mean of MASE and sMAPE).
    """
    rows, held = [], 0
    for series in found:
        came = contest(series.values, AHEAD, series.times) if series.dataset == "series" else contested(series)
        held += came.origins > 0
        rows += _lines(series, came)
    record = track.frame.assign(part="record") if track else pd.DataFrame()
    parts = [part for part in (pd.DataFrame(rows), record) if len(part)]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    frame = frame.reindex(columns=[column.name for column in COLUMNS])
    drawn = [row for row in rows if row["made_it"]]
    facts = {
        "series": held,
        "too_short": len(found) - held,
        "better": sum(row["owa"] < 1 for row in drawn),
        **_against_growth(rows),
        "errors": sum(row["errors"] for row in drawn),
        "figures": sum(row["figures"] for row in drawn),
        "covered_80": _mean(drawn, "coverage_80"),
        "covered_95": _mean(drawn, "coverage_95"),
        "steps": AHEAD if found and found[0].dataset == "series" else STEPS,
        "only": (found[0].title, drawn[0]["owa"]) if len(found) == 1 and drawn else None,
        "record": {name: track.facts[name] for name in ("scored", "scope_changed", "not_yet", "undated")} if track else {},
    }
    ids = tuple(dict.fromkeys([one for series in found for one in series.source_ids] + list(track.source_ids if track else ())))
    few = any(row["errors"] < FEW for row in drawn)
    flags = ((Flag("demand.few_errors"),) if few else ()) + (track.flags if track else ())
    return Result(frame, COLUMNS, METHOD, facts=facts, source_ids=ids, flags=flags)


def _lines(series: Shipped, came: Contest) -> list[dict[str, object]]:
    """Return the lines of a contest; where a single model made the drawn line, the line carries its name and stands once."""
    named = {
        "part": "contest",
        "series": series.key,
        "subject": series.title.en,
        "subject_zh": series.title.zh,
        "region": series.region,
        "origins": came.origins,
    }
    rows = came.frame.to_dict("records")
    alone = [row["model"] for row in rows if row["model"] not in ("combined", *RIVALS)]
    if len(alone) == 1:
        rows = [row | {"model": alone[0] if row["made_it"] else row["model"]} for row in rows if row["model"] != alone[0]]
    return [named | row for row in rows]


def _against_growth(rows: Sequence[dict[str, object]]) -> dict[str, int]:
    """Return in how many series constant growth was tried (`grown`), and in how many of them the drawn line has the smaller error."""
    growth = {row["series"]: row["owa"] for row in rows if row["model"] == "constant_growth"}
    drawn = {row["series"]: row["owa"] for row in rows if row["made_it"]}
    return {"grown": len(growth), "better_growth": sum(drawn[name] < owa for name, owa in growth.items() if name in drawn)}


def _mean(rows: list[dict[str, object]], name: str) -> float | None:
    """Return the mean over all errors, each counted once."""
    count = sum(row["errors"] for row in rows)
    return float(sum(row[name] * row["errors"] for row in rows) / count) if count else None
