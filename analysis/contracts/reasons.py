"""Why contracts ended, and how much of them had been performed, as far as it is disclosed."""

from __future__ import annotations

import pandas as pd

from analysis.contracts.leave_one_out import leave_one_out
from analysis.contracts.money import Rates, amount, total, valued
from analysis.contracts.selection import METHOD, sources
from analysis.contracts.trend import headline_facts
from data.schema import Column, Flag, Result, Text
from data.tables import DATASETS

_CONTRACTS = DATASETS["contracts"]
NOT_STATED = "not_stated"


def reason_columns(unit: str) -> tuple[Column, ...]:
    """Return the columns of the reasons with their values in `unit`."""
    return (
        _CONTRACTS.column("reason_category"),
        Column("contracts", "integer", Text("Contracts terminated", "终止合同数"), unit="contracts"),
        Column("share", "number", Text("Share of the contracts terminated", "占终止合同数"), unit="fraction"),
        Column("with_value", "integer", Text("Of them with a stated value", "其中披露金额"), unit="contracts"),
        amount("value", unit, "Value terminated where stated", "终止金额（已披露部分）"),
        Column("value_share", "number", Text("Share of the value terminated", "占终止金额"), unit="fraction"),
        amount("value_without_largest", unit, "Value without the largest contract", "剔除最大合同后的金额"),
    )


def contract_reasons(contracts: pd.DataFrame, rates: Rates | None = None) -> Result:
    """Return the reasons of terminated contracts, the most frequent first and *not stated* last, by count and by value.

    A contract whose reason is null counts as not stated. Shares are of all terminated contracts, those not stated included.
    """
    rows, unit, converted = valued(contracts, rates)
    ended = rows[rows["status"] == "terminated"]
    ended = ended.assign(reason_category=ended["reason_category"].fillna(NOT_STATED))
    largest = ended["ended_value"].astype("float64").idxmax() if ended["ended_value"].notna().any() else None
    value = total(ended["ended_value"])
    listed = [_reason(reason, group, len(ended), value, largest) for reason, group in ended.groupby("reason_category")]
    names = ["reason_category", "contracts", "share", "with_value", "value", "value_share", "value_without_largest"]
    frame = pd.DataFrame(listed, columns=names)
    frame = frame.assign(last=frame["reason_category"] == NOT_STATED)
    frame = frame.sort_values(["last", "contracts", "value", "reason_category"], ascending=[True, False, False, True], ignore_index=True)
    unstated = frame[frame["last"]]
    stated = frame[~frame["last"] & frame["value_share"].notna()]
    dear = stated.loc[stated["value_share"].astype("float64").idxmax(), "reason_category"] if len(stated) else None
    facts = {
        **headline_facts(rows, unit),
        "not_stated": int(unstated["contracts"].sum()),
        "not_stated_share": unstated["contracts"].sum() / len(ended) if len(ended) else None,
        "not_stated_value_share": _only(unstated["value_share"], 0.0 if value else None),
        "reasons": int((~frame["last"]).sum()),
        "dearest": dear,
        "dearest_left_out": leave_one_out(ended[ended["ended_value"].notna()], lambda part: _share_of(part, dear)) if dear else None,
        "top": frame["reason_category"].iloc[0] if len(frame) else None,
        "top_contracts": int(frame["contracts"].iloc[0]) if len(frame) else 0,
    }
    frame = frame.drop(columns="last").rename(columns={"value": f"value_{unit}", "value_without_largest": f"value_without_largest_{unit}"})
    flags = (*converted, Flag("contracts.by_outcome"))
    return Result(frame, reason_columns(unit), METHOD, facts=facts, source_ids=sources(ended), flags=flags)


def _share_of(ended: pd.DataFrame, reason: str) -> float | None:
    worth = total(ended["ended_value"])
    return (total(ended.loc[ended["reason_category"] == reason, "ended_value"]) or 0.0) / worth if worth else None


def _only(values: pd.Series, default: float | None) -> float | None:
    return float(values.iloc[0]) if len(values) and values.notna().any() else default


def _reason(reason: object, group: pd.DataFrame, count: int, value: float | None, largest: object) -> dict[str, object]:
    worth = total(group["ended_value"])
    return {
        "reason_category": reason,
        "contracts": len(group),
        "share": len(group) / count,
        "with_value": int(group["ended_value"].notna().sum()),
        "value": worth,
        "value_share": worth / value if worth is not None and value else None,
        "value_without_largest": total(group.loc[group.index != largest, "ended_value"]),
    }


def executed_columns(unit: str) -> tuple[Column, ...]:
    """Return the columns of the executed share with its values in `unit`."""
    return (
        *(_CONTRACTS.column(name) for name in ("contract_id", "company", "company_en", "ended_on")),
        amount("value", unit, "Contract value", "合同金额"),
        amount("delivered", unit, "Delivered before the end", "终止前已履行金额"),
        Column("executed_share", "number", Text("Executed share", "履约比例"), unit="fraction", low=0, high=1),
    )


def contract_executed(contracts: pd.DataFrame, rates: Rates | None = None) -> Result:
    """Return the executed share at termination, delivered / value, of the terminated contracts that state both, the largest first.

    facts["without"] counts the terminated contracts that do not say what had been delivered.
    """
    rows, unit, converted = valued(contracts, rates)
    ended = rows[rows["status"] == "terminated"]
    stated = ended[ended["delivered"].notna() & (ended["value"] > 0)]
    frame = stated.assign(executed_share=stated["delivered"] / stated["value"]).sort_values("value", ascending=False, ignore_index=True)
    facts = {
        "terminated": len(ended),
        "stated": len(frame),
        "without": len(ended) - len(frame),
        "none_delivered": int((frame["delivered"] == 0).sum()),
        "unit": unit,
    }
    frame = frame.assign(**{f"value_{unit}": frame["value"], f"delivered_{unit}": frame["delivered"]})
    frame = frame[[column.name for column in executed_columns(unit)]]
    flags = (*converted, Flag("contracts.executed_without", {"count": facts["without"]}), Flag("contracts.by_outcome"))
    return Result(frame, executed_columns(unit), METHOD, facts=facts, source_ids=sources(ended), flags=flags)
