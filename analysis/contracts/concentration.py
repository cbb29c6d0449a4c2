"""What hangs on one contract: every value with the largest one that ended and without it, and over leaving out each."""

from __future__ import annotations

import pandas as pd

from analysis.contracts.days import ends, starts
from analysis.contracts.leave_one_out import leave_one_out
from analysis.contracts.money import KIND, Rates, amount, valued
from analysis.contracts.outcomes import started_by
from analysis.contracts.selection import METHOD, sources
from analysis.contracts.trend import by_year
from data.schema import Column, Flag, Result, Text
from data.tables import DATASETS

_CONTRACTS = DATASETS["contracts"]


def columns(unit: str) -> tuple[Column, ...]:
    """Return the columns of the concentration with its values in `unit`."""
    return (
        *(_CONTRACTS.column(name) for name in ("contract_id", "company", "company_en", "counterparty", "counterparty_en")),
        Column("is_terminated", "flag", Text("Terminated", "已终止")),
        amount("terminated_value", unit, "Value terminated", "终止金额"),
        amount("other_value", unit, "Value of contracts not terminated", "未终止合同金额"),
        KIND,
        Column("share", "number", Text("Share of all value terminated", "占全部终止金额"), unit="fraction", low=0, high=1),
        Column("running_share", "number", Text("Share together with the larger ones", "累计占比"), unit="fraction", low=0, high=1),
    )


def contract_concentration(
    contracts: pd.DataFrame, as_of: pd.Timestamp | None = None, rates: Rates | None = None, until: str = ""
) -> Result:
    """Return the contracts with a stated value, the largest ended one first, with each one's share of the value terminated.

    With `as_of` only contracts started by that day are drawn, and only endings by it count; with `until` (the headline) only contracts
    started by that day, whenever they ended, and `every` and by_year hold all; where none started by it, all are drawn. facts has every
    headline figure twice: with the largest terminated contract and without it (`_without`); left_out is the range of the share of value
    over leaving out each contract in turn, by_year the same shares by the year in which contracts started. The share of value is
    terminated / all value stated, and a terminated contract has the value that ended above and below the line.
    """
    rows, unit, converted = valued(contracts, rates)
    ended = rows["status"] == "terminated"
    if as_of is not None:
        start, end = starts(rows), ends(rows)
        rows, ended = rows[start <= as_of], (ended & (end <= as_of))[start <= as_of]
    worth = rows["value"]
    every = rows.assign(is_terminated=ended, worth=worth, terminated_value=worth.where(ended), other_value=worth.where(~ended))
    old = started_by(every, until) if until else pd.Series(True, index=every.index)
    until = until if (old & worth.notna()).any() else ""
    rows = every[old] if until else every
    frame = rows[rows["worth"].notna()].sort_values(["is_terminated", "worth"], ascending=[False, False], ignore_index=True)
    whole = frame["terminated_value"].sum()
    share = frame["terminated_value"] / whole if whole else frame["terminated_value"]
    frame = frame.assign(share=share, running_share=share.cumsum())
    facts = {"unit": unit, "without_value": int(rows["worth"].isna().sum()), **_facts(frame, unit)}
    facts |= {"left_out": leave_one_out(frame, _value_share), "by_year": by_year(_as_of(every, ended)), "until": until}
    facts["every"] = {"contracts": int(worth.notna().sum()), "value_share": _value_share(every[worth.notna()])}
    used = rows
    frame = frame.rename(columns={"terminated_value": f"terminated_value_{unit}", "other_value": f"other_value_{unit}"})
    frame = frame[[column.name for column in columns(unit)]]
    flags = (*converted, Flag("contracts.without_value", {"count": facts["without_value"]}), Flag("contracts.by_outcome"))
    return Result(frame, columns(unit), METHOD, facts=facts, source_ids=sources(used), flags=flags)


def _as_of(rows: pd.DataFrame, ended: pd.Series) -> pd.DataFrame:
    """Return the rows of which a value is stated, with the status that they had on the day."""
    rows = rows.assign(status=rows["status"].where(ended, "active"), ended_value=rows["ended_value"].where(ended))
    return rows[rows["worth"].notna()]


def _value_share(frame: pd.DataFrame) -> float | None:
    worth = float(frame["worth"].sum())
    return float(frame["terminated_value"].sum()) / worth if worth else None


def _facts(frame: pd.DataFrame, unit: str) -> dict[str, object]:
    ended = frame[frame["is_terminated"]]
    first = ended.iloc[0] if len(ended) else None
    found: dict[str, object] = {
        "largest_contract": None if first is None else first["contract_id"],
        "largest_company": None if first is None else first["company"],
        "largest_company_en": None if first is None else first["company_en"],
        f"largest_value_{unit}": None if first is None else float(first["worth"]),
        "largest_share": None if first is None else float(first["share"]),
    }
    for name, part in (("", frame), ("_without", frame[frame["contract_id"] != found["largest_contract"]])):
        lost, worth = float(part["terminated_value"].sum()), float(part["worth"].sum())
        found |= {
            f"contracts{name}": len(part),
            f"terminated{name}": int(part["is_terminated"].sum()),
            f"terminated_value{name}_{unit}": lost,
            f"value{name}_{unit}": worth,
            f"count_share{name}": part["is_terminated"].mean() if len(part) else None,
            f"value_share{name}": lost / worth if worth else None,
        }
    return found
