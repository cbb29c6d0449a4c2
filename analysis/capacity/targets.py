"""Targets: what was promised by when, the latest figure that may be held against it, and what that allows to be said."""

from __future__ import annotations

import pandas as pd

from analysis.capacity.figures import FLOORS, METHOD, figures, in_one_unit
from data.period import by_time, first_day, last_day, last_days
from data.schema import Column, Result, Text
from data.tables import DATASETS
from data.tables.vocabulary import UNITS, chosen, texts

STATUSES = texts(
    met=("Met", "已达成"),
    missed=("Missed", "未达成"),
    on_track=("On track", "进度正常"),
    behind=("Behind", "进度落后"),
    not_measurable=("Not measurable", "无法衡量"),
)
REASONS = texts(
    figure=("a figure dated at or after the due date", "期限当日或之后的数字"),
    reached=("reached before the due date", "期限前已达到"),
    paces_apart=("on track by growth, behind by additions", "按增速进度正常，按增量落后"),
    pace=("growth shown against growth needed, then yearly additions", "现有增速对照所需增速，其次为每年增量"),
    no_number=("the target carries no number", "目标未给数字"),
    no_figure=("no figure of the same indicator, area, precision and series", "无同指标、同范围、同精度、同序列的数字"),
    none_since=("no such figure since the due date", "期限之后无此类数字"),
    one_figure=("one figure gives no pace", "仅有一个数字，无法得出速度"),
    floor=("the figure is a lower bound below the target", "该数字为下限且低于目标"),
)
_TARGETS = DATASETS["targets"]
_COMPUTE = ("total_compute", "intelligent_compute")
_YEAR = 365.25
_PACED = (0.4, 2.6)
"""Years between two figures that may give a pace; of several, the pair nearest to one year."""

COLUMNS = (
    *(_TARGETS.column(name) for name in ("issuer", "issuer_en", "kind", "region", "area", "area_zh", "indicator", "qualifier")),
    Column("target", "number", Text("Target", "目标值")),
    Column("measured_in", "code", Text("Unit", "单位"), values=chosen(UNITS, "eflops", "gw", "racks", "fraction", "standards")),
    _TARGETS.column("precision"),
    _TARGETS.column("due"),
    Column("latest", "number", Text("Latest figure of the same basis", "同口径最新数字")),
    Column("latest_on", "period", Text("Dated", "数字日期")),
    Column("age_months", "number", Text("Age of the figure, months", "数字距今（月）"), unit="months", low=0),
    Column("needed_growth", "number", Text("Growth needed a year", "每年所需增速"), unit="fraction"),
    Column("growth", "number", Text("Growth shown a year", "现有年增速"), unit="fraction"),
    Column("needed_a_year", "number", Text("Additions needed a year", "每年所需增量")),
    Column("pace_a_year", "number", Text("Additions shown a year", "现有每年增量")),
    Column("status", "code", Text("Status", "状态"), values=STATUSES),
    Column("reason", "code", Text("Why", "依据"), values=REASONS),
    *(_TARGETS.column(name) for name in ("source_title", "source_publisher", "source_date")),
)


def targets(promised: pd.DataFrame, capacity: pd.DataFrame) -> Result:
    """Return one row a target with its status, the latest figure of the same indicator, area, precision and series, and both paces.

    Basis of the figure: actual. Series: official for the country as a whole, else local or company. Met or missed only by a figure
    dated at or after the due date (the first such). Before it, of two figures nearest to a year apart: growth shown a year,
    (latest / before)^(1/years) − 1, against growth needed, (target / latest)^(1/years left) − 1; then additions shown against
    additions needed, (target − latest) / years left. Where the two disagree, on track by growth alone, the reason
    says both. Shares have additions alone. All else
    is not measurable, with the reason. `today` is the date of the newest source in the two tables, from which the age of a figure
    counts. facts: counts by status, and `unused`: row -> figures of another basis.
    """
    dated = [day for rows in (promised, capacity) for day in rows["source_date"].dropna()]
    today = max(dated, key=first_day, default="")
    known = figures(capacity[capacity["value"].notna()])
    rows, unused, used = [], {}, []
    for row in _in_order(promised).to_dict("records"):
        measured, target = in_one_unit(row["value"], row["unit"]) if row["value"] == row["value"] else (None, None)
        row |= {"target": target, "measured_in": measured}
        same = _same(known, row)
        found = _judged(row, same, today)
        unused[len(rows)] = _unused(known, row, found)
        used += [row["source_id"], *same["source_id"]]
        rows.append({**row, **found})
    frame = pd.DataFrame(rows, columns=[column.name for column in COLUMNS])
    counts = {status: int((frame["status"] == status).sum()) for status in STATUSES}
    facts = {"targets": len(frame), **counts, "apart": int((frame["reason"] == "paces_apart").sum()), "today": today, "unused": unused}
    return Result(frame, COLUMNS, METHOD, facts=facts, source_ids=tuple(sorted({one for one in used if one})))


def _in_order(promised: pd.DataFrame) -> pd.DataFrame:
    whole = (promised["region"] != "CN") | promised["area"].notna()
    return (
        promised.assign(part=whole)
        .sort_values(["part", "region", "due"], key=by_time("due"), ignore_index=True, kind="stable")
        .drop(columns="part")
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _series_of(row: dict) -> str:
    return "official" if row["region"] == "CN" and not _text(row["area"]) else "local_or_company"


def _about(known: pd.DataFrame, row: dict) -> pd.DataFrame:
    return known[(known["region"] == row["region"]) & (known["area"] == _text(row["area"])) & (known["converted"] == "")]


def _same(known: pd.DataFrame, row: dict) -> pd.DataFrame:
    """Return the figures that may be held against the target, in time order."""
    about = _about(known, row)
    alike = (about["metric"] == row["indicator"]) & (about["precision"] == _text(row["precision"])) & (about["basis"] == "actual")
    alike &= (about["series"] == _series_of(row)) & (about["edition"] == "") & (about["measured_in"] == row["measured_in"])
    return about[alike].drop_duplicates("period_end", keep="last")


def _judged(row: dict, same: pd.DataFrame, today: str) -> dict[str, object]:
    paces = ("needed_growth", "growth", "needed_a_year", "pace_a_year")
    blank = {"latest": None, "latest_on": None, "age_months": None, "status": "not_measurable", **dict.fromkeys(paces)}
    if row["target"] is None:
        return {**blank, "reason": "no_number"}
    if same.empty:
        return {**blank, "reason": "no_figure"}
    due = last_day(row["due"])
    after = same[last_days(same["period_end"]) >= pd.Timestamp(due)]
    shown = after.iloc[0] if len(after) else same.iloc[-1]
    told = {**blank, "latest": float(shown["amount"]), "latest_on": shown["period_end"], "age_months": _age(shown["period_end"], today)}
    if len(after):
        return {**told, **_verdict(row["target"], shown)}
    if today and due <= first_day(today):
        return {**told, "reason": "none_since"}
    return {**told, **_paced(row, same)}


def _verdict(target: float, figure: pd.Series) -> dict[str, str]:
    if figure["amount"] >= target:
        return {"status": "met", "reason": "figure"}
    if figure["qualifier"] in FLOORS:
        return {"status": "not_measurable", "reason": "floor"}
    return {"status": "missed", "reason": "figure"}


def _age(on: object, today: str) -> float:
    return round(max(0, (first_day(today) - last_day(on)).days) / _YEAR * 12, 1)


def _paced(row: dict, same: pd.DataFrame) -> dict[str, object]:
    """Return whether the target is on track, by growth and by additions between the last figure and the one nearest to a year before."""
    days = last_days(same["period_end"])
    left = (pd.Timestamp(last_day(row["due"])) - days.iloc[-1]).days / _YEAR
    latest = float(same["amount"].iloc[-1])
    grows = row["measured_in"] != "fraction" and latest > 0
    needed = {"needed_a_year": round(max(0.0, (row["target"] - latest) / left), 3)}
    needed |= {"needed_growth": round(max(0.0, (row["target"] / latest) ** (1 / left) - 1), 4)} if grows else {}
    if row["target"] <= latest:
        return {**needed, "status": "on_track", "reason": "reached"}
    years = (days.iloc[-1] - days).dt.days / _YEAR
    usable = years[years.between(*_PACED)]
    if usable.empty:
        return {**needed, "reason": "one_figure"}
    nearest = (usable - 1).abs().idxmin()
    before, apart = float(same.loc[nearest, "amount"]), float(years[nearest])
    shown: dict[str, float] = {"pace_a_year": round((latest - before) / apart, 3)}
    if grows and before > 0:
        shown["growth"] = round((latest / before) ** (1 / apart) - 1, 4)
    return {**needed, **shown, **_pace_verdict(needed, shown)}


def _pace_verdict(needed: dict[str, float], shown: dict[str, float]) -> dict[str, str]:
    """Return the status by growth, by which a growing series is measured first; where additions say otherwise the reason says both.

    The reverse cannot be: additions r of the latest figure a year are growth of e^r − 1 or more between two figures, and what they
    reach asks for no more than that.
    """
    if shown["pace_a_year"] >= needed["needed_a_year"]:
        return {"status": "on_track", "reason": "pace"}
    if shown.get("growth", -1.0) >= needed.get("needed_growth", 0.0):
        return {"status": "on_track", "reason": "paces_apart"}
    return {"status": "behind", "reason": "pace"}


def _unused(known: pd.DataFrame, row: dict, found: dict) -> list[dict[str, object]]:
    """Return figures that come to mind and are of another basis: of another series, or another compute indicator of the same series."""
    if found["status"] != "not_measurable" or row["target"] is None:
        return []
    about = _about(known, row)
    about = about[(about["basis"] != "forecast") & (about["measured_in"] == row["measured_in"])]
    if found["latest_on"]:
        about = about[last_days(about["period_end"]) > pd.Timestamp(last_day(found["latest_on"]))]
    own = _series_of(row)
    series = (about["metric"] == row["indicator"]) & (about["series"] != own)
    precision = (about["metric"] == row["indicator"]) & (about["series"] == own) & (about["precision"] != _text(row["precision"]))
    indicator = (about["metric"] != row["indicator"]) & (about["series"] == own) & (about["basis"] == "actual")
    indicator &= about["metric"].isin(_COMPUTE) & (row["indicator"] in _COMPUTE)
    told = []
    for kind, mask in (("series", series), ("precision", precision), ("indicator", indicator)):
        others = about[mask]
        if others.empty:
            continue
        gap = (last_days(others["period_end"]) - pd.Timestamp(last_day(row["due"]))).abs()
        nearest = others.loc[gap.idxmin()]
        names = ("amount", "measured_in", "metric", "series", "precision", "basis", "period_end")
        told.append({"kind": kind, **{name: nearest[name] for name in names}})
    return told
