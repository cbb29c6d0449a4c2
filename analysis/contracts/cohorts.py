"""What companies disclosed of all their contracts: the only complete denominators. They stand beside the curves, never inside."""

from __future__ import annotations

import pandas as pd

from analysis.contracts.selection import METHOD, sources
from data.period import by_time
from data.schema import Column, Flag, Result, Text
from data.tables import DATASETS

_COHORTS = DATASETS["contract_cohorts"]

COUNTED = {"contracts": Text("By count", "按合同数"), "value": Text("By value", "按金额")}
_METRICS = {
    "contracts": ("contracts_signed", "contracts_terminated", "contracts_never_performed"),
    "value": ("contracts_signed_value", "contracts_terminated_value", "contracts_never_performed_value"),
}


def _share(name: str, en: str, zh: str) -> Column:
    return Column(name, "number", Text(en, zh), unit="fraction", low=0)


COLUMNS = (
    *(_COHORTS.column(name) for name in ("company", "company_en", "ticker", "as_of")),
    Column("counted", "code", Text("Counted", "计量"), values=COUNTED),
    Column("unit", "code", Text("Unit", "单位"), values={"contracts": Text("contracts", "份合同"), "cny": Text("CNY", "元")}),
    Column("signed", "number", Text("Signed", "签署")),
    _COHORTS.column("qualifier"),
    Column("ended", "number", Text("Ended", "终止")),
    Column("never_performed", "number", Text("Of them never performed", "其中从未履行")),
    _share("ended_share", "Ended, share of signed", "终止占签署"),
    _share("never_share", "Never performed, share of signed", "从未履行占签署"),
    _share("begun_share", "Ended after some performance, share of signed", "履行后终止占签署"),
    _share("standing_share", "Not ended, share of signed", "未终止占签署"),
)


def contract_cohorts(cohorts: pd.DataFrame) -> Result:
    """Return what each company disclosed for a period, one row by count and one by value: signed, ended, never performed, and shares.

    A share is null where the company disclosed no total signed, or not what ended. Nothing is added across companies or periods. A share
    of a bound (more than so much signed, less than so much ended) is no complete denominator: facts["bounds"] are those at most so large,
    each with the title of its source, which says what else is to be known of it.
    """
    wanted = {name for names in _METRICS.values() for name in names}
    rows = cohorts[cohorts["metric"].isin(wanted)]
    listed = [
        _disclosed(group, counted)
        for _, group in rows.sort_values(["as_of", "ticker"], ascending=[False, True], key=by_time("as_of")).groupby(
            ["ticker", "as_of"], sort=False
        )
        for counted in COUNTED
    ]
    frame = pd.DataFrame([one for one in listed if one], columns=[column.name for column in COLUMNS])
    bounded = frame[["ticker", "as_of"]].apply(tuple, axis=1).isin(_bounded(rows)) if len(frame) else pd.Series(dtype=bool)
    complete = frame[frame["ended_share"].notna() & ~bounded]
    facts = {
        "disclosures": int(len(frame[["ticker", "as_of"]].drop_duplicates())),
        "complete": int(len(complete[["ticker", "as_of"]].drop_duplicates())),
        "bounds": tuple(_sourced(row, rows) for row in frame[frame["ended_share"].notna() & bounded].to_dict("records")),
        **_largest(complete),
    }
    frame = frame.sort_values("ended_share", kind="stable", na_position="last", key=lambda shares: shares.isna(), ignore_index=True)
    flags = (Flag("contracts.cohorts_beside"),) if len(frame) else ()
    return Result(frame, COLUMNS, METHOD, facts=facts, source_ids=sources(rows), flags=flags)


def _bounded(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Return company and period of the disclosures that give more than so much signed, or less than so much ended."""
    signed = rows["metric"].str.startswith("contracts_signed") & (rows["qualifier"] == "above")
    ended = rows["metric"].str.startswith("contracts_terminated") & rows["qualifier"].isin(["below", "up_to"])
    return list(rows.loc[signed | ended, ["ticker", "as_of"]].itertuples(index=False, name=None))


def _sourced(row: dict[str, object], rows: pd.DataFrame) -> dict[str, object]:
    own = rows[(rows["ticker"] == row["ticker"]) & (rows["as_of"] == row["as_of"])]
    return row | {"source_title": own["source_title"].iloc[0]}


def _disclosed(group: pd.DataFrame, counted: str) -> dict[str, object] | None:
    """Return the figures of one company and period in one unit; None where it disclosed none of them."""
    values = group.set_index("metric")["value"].astype("float64")
    signed, ended, never = (values.get(name) for name in _METRICS[counted])
    if signed is None and ended is None and never is None:
        return None
    first = group.iloc[0]
    qualifier = group.set_index("metric")["qualifier"].get(_METRICS[counted][0])
    ended_share = ended / signed if signed and ended is not None else None
    never_share = never / signed if signed and never is not None else None
    begun = ended_share - never_share if ended_share is not None and never_share is not None else ended_share
    return {
        **{name: first[name] for name in ("company", "company_en", "ticker", "as_of")},
        "counted": counted,
        "unit": "cny" if counted == "value" else "contracts",
        "signed": signed,
        "qualifier": qualifier,
        "ended": ended,
        "never_performed": never,
        "ended_share": ended_share,
        "never_share": never_share,
        "begun_share": begun,
        "standing_share": None if ended_share is None else 1 - ended_share,
    }


def _largest(complete: pd.DataFrame) -> dict[str, object]:
    """Return the latest complete disclosure by count and by value; empty where there is none."""
    if not len(complete):
        return {}
    first = complete.iloc[0]
    same = complete[(complete["ticker"] == first["ticker"]) & (complete["as_of"] == first["as_of"])].set_index("counted")
    found = {name: first[name] for name in ("company", "company_en", "ticker", "as_of")}
    for counted in same.index:
        row = same.loc[counted]
        found |= {f"{name}_{counted}": row[name] for name in ("signed", "ended", "never_performed", "ended_share", "never_share")}
    return found
