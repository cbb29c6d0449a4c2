"""What others published: utilization figures of one basis and one resource, and the reasons given for idleness. Nothing is averaged."""

from __future__ import annotations

import pandas as pd

from analysis.idle.ladder import METHOD
from data.period import by_time, earliest_period, latest_period
from data.schema import Column, Flag, Problem, Refused, Result, Text
from data.tables import DATASETS

_REPORTS = DATASETS["utilization_reports"]
_REASONS = DATASETS["idle_reasons"]
UNSTATED = "unstated"
IMPLIED = {"cpu_utilization": "cpu", "gpu_utilization": "cards", "sm_activity": "cards", "mfu": "cards"}
"""Bases that say of what resource they are, where a row does not."""


def _part(name: str, en: str, zh: str) -> Column:
    return Column(name, "number", Text(en, zh), unit="fraction", low=0, high=1)


COLUMNS = (
    *(_REPORTS.column(name) for name in ("period", "subject", "subject_zh", "basis", "resource", "scope", "region", "compute_kind")),
    _part("stated", "Stated figure", "公布值"),
    _part("at_least", "At least", "不低于"),
    _part("at_most", "At most", "不高于"),
    _part("range_low", "Range, from", "区间下限"),
    _part("range_wide", "Range, width", "区间宽度"),
    _part("target", "Target, at least", "目标（不低于）"),
    _REPORTS.column("source_publisher"),
    _REPORTS.column("confidence"),
)

REASONS = tuple(_REASONS.column(name) for name in ("reason", "statement", "statement_zh", "stated_by", "stated_by_en", "source_date"))


def utilization_reports(reports: pd.DataFrame) -> Result:
    """Return the published figures of one basis and one resource, the latest first: a point, a bound alone, a range or a target, each in
    its own column.

    Of rows of several kinds those of the kind with the most figures are taken; `others` counts the rest.
    """
    rows = of_one_kind(reports)
    return ledger(rows, {"others": len(reports) - len(rows)})


def with_resource(reports: pd.DataFrame) -> pd.DataFrame:
    """Return `reports` with a resource on every row: as stated, else as the basis says it, else unstated."""
    implied = reports["basis"].map(IMPLIED).fillna(UNSTATED)
    return reports.assign(resource=reports["resource"].where(reports["resource"].notna(), implied))


def of_one_kind(reports: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the basis and resource with the most figures, of a stated resource where there is one."""
    rows = with_resource(reports)
    counts = rows.groupby(["basis", "resource"]).size()
    if counts.empty:
        return rows
    basis, resource = max(counts.index, key=lambda kind: (kind[1] != UNSTATED, counts[kind], kind))
    return rows[(rows["basis"] == basis) & (rows["resource"] == resource)]


def kinds(reports: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """Return the bases with their resources among `reports`, those with the most figures first and unstated resources last."""
    counts = with_resource(reports).groupby(["basis", "resource"]).size()
    return tuple(sorted(counts.index, key=lambda kind: (kind[1] == UNSTATED, -counts[kind], kind)))


def single_basis(asked: tuple[str, ...]) -> tuple[str, ...]:
    """Return the bases asked for. Refused where there are two or more: their figures share no axis."""
    return _single(asked, "idle.one_basis")


def single_resource(asked: tuple[str, ...]) -> tuple[str, ...]:
    """Return the resources asked for. Refused where there are two or more: their figures share no axis."""
    return _single(asked, "idle.one_resource")


def _single(asked: tuple[str, ...], code: str) -> tuple[str, ...]:
    if len(asked) > 1:
        raise Refused(Problem(code, values={"found": ", ".join(asked)}))
    return asked


def ledger(rows: pd.DataFrame, facts: dict[str, object]) -> Result:
    """Return the figures `rows` of one basis and resource in their columns, targets last; `facts` are added to."""
    names = ["is_target", "period", "subject"]
    rows = rows.sort_values(names, ascending=[True, False, True], key=by_time("period"), ignore_index=True)
    target = rows["is_target"].fillna(False).astype(bool)
    low, high, point = (rows[name].where(~target) for name in ("low", "high", "point"))
    ranged = low.notna() & high.notna() & point.isna()
    frame = rows.assign(
        stated=point,
        at_least=low.where(high.isna() & point.isna()),
        at_most=high.where(low.isna() & point.isna()),
        range_low=low.where(ranged),
        range_wide=(high - low).where(ranged),
        target=rows["point"].fillna(rows["low"]).where(target),
    )[[column.name for column in COLUMNS]]
    measured = frame[~target]
    facts |= {
        **kind_of(rows),
        "figures": len(measured),
        "targets": int(target.sum()),
        "stated": int(measured["stated"].notna().sum()),
        "lowest": _named(measured, "idxmin"),
        "highest": _named(measured, "idxmax"),
        "first": earliest_period(rows["period"]),
        "last": latest_period(rows["period"]),
    }
    flags = (Flag("idle.figures_of_one_basis"), *((Flag("idle.targets_apart", {"count": facts["targets"]}),) if facts["targets"] else ()))
    return Result(frame, COLUMNS, METHOD, facts=facts, source_ids=sources_of(rows), flags=flags if len(rows) else ())


def kind_of(rows: pd.DataFrame) -> dict[str, str | None]:
    """Return basis and resource of `rows`, which are of one kind; None where there are none."""
    return {name: rows[name].iloc[0] if len(rows) else None for name in ("basis", "resource")}


def _named(frame: pd.DataFrame, end: str) -> dict[str, object] | None:
    """Return the row whose stated figure is the least or the greatest; None where none is stated."""
    known = frame.dropna(subset=["stated"])
    return known.loc[getattr(known["stated"], end)()].to_dict() if len(known) else None


def idle_reasons(reasons: pd.DataFrame) -> Result:
    """Return the reasons for idleness as stated, by whom, in the order of the record."""
    frame = reasons[[column.name for column in REASONS]].reset_index(drop=True)
    facts = {"reasons": int(frame["reason"].nunique()), "speakers": int(frame["stated_by"].nunique())}
    flags = (Flag("idle.reasons_said"),) if len(frame) else ()
    return Result(frame, REASONS, METHOD, facts=facts, source_ids=sources_of(reasons), flags=flags)


def sources_of(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the ids of the sources of `rows`."""
    return tuple(sorted(rows["source_id"].dropna().unique()))
