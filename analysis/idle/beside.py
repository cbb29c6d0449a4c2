"""Published figures over time, and one's own pools beside them: always within one basis."""

from __future__ import annotations

import pandas as pd

from analysis.idle.ladder import METHOD
from analysis.idle.published import COLUMNS as FIGURES
from analysis.idle.published import kind_of, ledger, of_one_kind, sources_of, with_resource
from analysis.idle.rates import collected, over
from data.period import last_day
from data.schema import Column, Flag, Problem, Refused, Result, Text
from data.tables import DATASETS

_REPORTS = DATASETS["utilization_reports"]

COLUMNS = (
    Column("date", "date", Text("Stands at the end of", "截至")),
    *(_REPORTS.column(name) for name in ("period", "subject", "subject_zh", "family", "family_zh", "basis", "resource")),
    Column("stated", "number", Text("Stated figure", "公布值"), unit="fraction", low=0, high=1),
    Column("at_least", "number", Text("At least", "不低于"), unit="fraction", low=0, high=1),
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
    """Return the stated figures of one basis and one resource of every line that has two dates or more, in time order.

    A line is a subject, or a family of subjects: one series whose scope changed, each change with its date; there a lower bound alone
    counts too. No line crosses two subjects of no family. Of rows of several kinds those of the kind with the most such figures are
    taken. A year stands at its end.
    """
    rows = with_resource(reports[~reports["is_target"].fillna(False).astype(bool)])
    bound = rows["low"].where(rows["family"].notna() & rows["point"].isna() & rows["high"].isna())
    rows = rows.assign(stated=rows["point"], at_least=bound, line=rows["family"].where(rows["family"].notna(), rows["subject"]))
    rows = rows[rows["stated"].notna() | rows["at_least"].notna()]
    rows = of_one_kind(rows[rows.groupby(["basis", "resource", "line"])["period"].transform("nunique") > 1])
    rows = rows.assign(date=[last_day(text).isoformat() for text in rows["period"]]).sort_values(["line", "date"], ignore_index=True)
    lines = [_line(group) for _, group in rows.groupby("line", sort=False)]
    lines.sort(key=lambda line: (-line["points"], line["subject"]))
    facts = {**kind_of(rows), "lines": tuple(lines)}
    flags = (Flag("idle.figures_of_one_basis"),) if len(rows) else ()
    frame = rows[[column.name for column in COLUMNS]]
    return Result(frame, COLUMNS, METHOD, facts=facts, source_ids=sources_of(rows), flags=flags)


def _line(rows: pd.DataFrame) -> dict[str, object]:
    """Return what is said of a line: its name, its first and last stated figure, and where its scope changes."""
    stated = rows[rows["stated"].notna()] if rows["stated"].notna().any() else rows
    first, last = stated.iloc[0], stated.iloc[-1]
    ends = {"first": first["stated"], "first_on": first["period"], "last": last["stated"], "last_on": last["period"]}
    changed = rows[rows["subject"].ne(rows["subject"].shift()) & (rows.index != rows.index[0])]
    named = {"subject": first["line"], "subject_zh": first["family_zh"] if isinstance(first["family"], str) else first["subject_zh"]}
    scopes = tuple(changed[["date", "subject", "subject_zh"]].to_dict("records"))
    return {**named, "points": len(rows), **ends, "scopes": scopes}


def utilization_beside(reports: pd.DataFrame, pools: pd.DataFrame) -> Result:
    """Return the rates of one's own pools and clusters, and the published figures of the same basis and of cards under them.

    pools: reduction `sums` over (cluster, pool). allocation_rate: H / O. gpu_utilization, sm_activity: E / O of the pools whose counter
    is of that kind; E counts busy cards alone, so it is a lower bound. Figures of area, racks, power or an unstated resource never stand
    beside telemetry: facts["other_resources"] counts them. Refused where telemetry bears no figure of the basis, or none of these pools
    does.
    """
    basis = reports["basis"].value_counts().index[0] if len(reports) else None
    reports = with_resource(reports[reports["basis"] == basis])
    rows = reports[reports["resource"] == "cards"]
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
        "basis": basis,
        "other_resources": len(reports) - len(rows),
    }
    left_out = (Flag("idle.other_resources", {"count": facts["other_resources"]}),) if facts["other_resources"] else ()
    flags = (Flag("idle.own_beside"), *left_out, *((Flag("idle.own_busy_only"),) if COUNTED[basis] else ()), *published.flags)
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
