"""Published figures over time, and one's own pools beside them: always within one basis."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from analysis.idle.ladder import METHOD
from analysis.idle.published import COLUMNS as FIGURES
from analysis.idle.published import ledger, of_one_basis, sources_of
from analysis.idle.rates import collected, over
from data.schema import Column, Flag, Problem, Refused, Result, Text
from data.tables import DATASETS

_REPORTS = DATASETS["utilization_reports"]

COLUMNS = (
    Column("date", "date", Text("Stands at the end of", "截至")),
    *(_REPORTS.column(name) for name in ("period", "subject", "subject_zh", "basis")),
    Column("stated", "number", Text("Stated figure", "公布值"), unit="fraction", low=0, high=1),
    _REPORTS.column("source_publisher"),
)

OWN = (
    Column("own", "number", Text("From telemetry", "由遥测计算"), unit="fraction", low=0, high=1),
    Column("coverage", "number", Text("Coverage of the telemetry", "遥测覆盖率"), unit="fraction", low=0, high=1),
)

COUNTED = {"allocation_rate": "", "gpu_utilization": "DCGM_FI_DEV_GPU_UTIL", "sm_activity": "DCGM_FI_PROF_SM_ACTIVE"}
"""The bases of which telemetry bears a figure, and the counter that it must come from; empty = any."""

MOST = 12
"""So many own pools are drawn, the largest; clusters beside them."""


def utilization_series(reports: pd.DataFrame) -> Result:
    """Return the stated figures of one basis of every subject that has two dates or more, in time order; no line crosses two subjects.

    Of rows of several bases those of the basis with the most such figures are taken. A year stands at its end.
    """
    known = reports[reports["point"].notna() & ~reports["is_target"].fillna(False).astype(bool)]
    subject = ["basis", "subject"]
    known = known[known.groupby(subject)["period"].transform("nunique") > 1]
    rows = of_one_basis(known)
    frame = rows.assign(date=[_end(text) for text in rows["period"]], stated=rows["point"])
    frame = frame.sort_values(["subject", "date"], ignore_index=True)[[column.name for column in COLUMNS]]
    lines = [_line(group) for _, group in frame.groupby("subject", sort=False)]
    lines.sort(key=lambda line: (-line["points"], line["subject"]))
    facts = {"basis": rows["basis"].iloc[0] if len(rows) else None, "lines": tuple(lines)}
    flags = (Flag("idle.figures_of_one_basis"),) if len(frame) else ()
    return Result(frame, COLUMNS, METHOD, facts=facts, source_ids=sources_of(rows), flags=flags)


def _line(rows: pd.DataFrame) -> dict[str, object]:
    first, last = rows.iloc[0], rows.iloc[-1]
    ends = {"first": first["stated"], "first_on": first["period"], "last": last["stated"], "last_on": last["period"]}
    return {"subject": first["subject"], "subject_zh": first["subject_zh"], "points": len(rows), **ends}


def _end(period: str) -> str:
    """Return the last day of a year, a half, a quarter or a month, the day itself of a day."""
    if len(period) == 10:
        return period
    months = {"H": 6, "Q": 3}.get(period[5:6])
    month = int(period[6]) * months if months else int(period[5:7] or 12)
    year = int(period[:4])
    return (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).isoformat()


def utilization_beside(reports: pd.DataFrame, pools: pd.DataFrame) -> Result:
    """Return the rates of one's own pools and clusters, and the published figures of the same basis under them.

    pools: reduction `sums` over (cluster, pool). allocation_rate: H / O. gpu_utilization, sm_activity: E / O of the pools whose counter
    is of that kind; E counts busy cards alone, so it is a lower bound. Refused where telemetry bears no figure of the
    basis, or none of these pools does.
    """
    rows = of_one_basis(reports)
    basis = rows["basis"].iloc[0] if len(rows) else None
    if basis not in COUNTED:
        titles = tuple(_REPORTS.column("basis").values[code] for code in COUNTED)
        raise Refused(Problem("idle.no_own_basis", values={"found": _REPORTS.column("basis").values.get(basis, "–"), "allowed": titles}))
    own = _own(pools, basis)
    selected = pools["pool_hours"].sum() > 0
    if selected and own.empty:
        raise Refused(Problem("idle.no_own_figure", values={"found": _REPORTS.column("basis").values[basis]}))
    published = ledger(rows if selected else rows[:0], {})
    frame = pd.concat([own.assign(basis=basis), published.frame], ignore_index=True)
    columns = (*FIGURES, *OWN)
    whole = own[own["whole"]]
    facts = {
        **published.facts,
        "own": tuple(whole[["subject", "own"]].itertuples(index=False, name=None)),
        "pools": int((~own["whole"]).sum()),
    }
    flags = (Flag("idle.own_beside"), *((Flag("idle.own_busy_only"),) if COUNTED[basis] else ()), *published.flags)
    ids = (*collected(pools["source_ids"]), *published.source_ids)
    return Result(frame.reindex(columns=[column.name for column in columns]), columns, METHOD, facts=facts, source_ids=ids, flags=flags)


def _own(pools: pd.DataFrame, basis: str) -> pd.DataFrame:
    """Return the rate of each cluster, and under it those of its largest pools."""
    counter = COUNTED[basis]
    part, observed = ("used", "observed_effective") if counter else ("allocated", "observed_allocated")
    fits = pd.Series([not counter or collected([found]) == (counter,) for found in pools["counters"]], pools.index, dtype=bool)
    known = pools[fits & (pools[observed] > 0)]
    kept = known.sort_values("installed", ascending=False).head(MOST)
    totals = {part: "sum", observed: "sum", "whole_scope": "sum", "last_hour": "max"}
    whole = known.groupby("cluster", as_index=False).agg(totals).assign(whole=True, pool="")
    rows = pd.concat([whole, kept.assign(whole=False, whole_scope=kept["scope"])], ignore_index=True)
    rows["own"], rows["coverage"] = over(rows[part], rows[observed]), over(rows[observed], rows["whole_scope"])
    rows = rows.sort_values(["cluster", "whole", "own"], ascending=[True, False, False], ignore_index=True)
    rows["subject"] = [f"{cluster} / {pool}" if pool else cluster for cluster, pool in zip(rows["cluster"], rows["pool"], strict=True)]
    period = rows["last_hour"].dt.strftime("%Y-%m")
    return rows.assign(subject_zh=rows["subject"], period=period)[["subject", "subject_zh", "period", "own", "coverage", "whole"]]
