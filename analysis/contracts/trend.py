"""Contracts signed and terminated, by quarter, as the record has them."""

from __future__ import annotations

import pandas as pd

from analysis.contracts.selection import METHOD
from data.schema import Column, Flag, Result, Text

COLUMNS = (
    Column("quarter", "period", Text("Quarter", "季度")),
    Column("signed", "integer", Text("Contracts signed", "签约合同数"), unit="contracts"),
    Column("terminated", "integer", Text("Contracts terminated", "终止合同数"), unit="contracts"),
    Column("signed_value_cny", "number", Text("Value signed where stated, CNY", "签约金额（已披露部分，元）"), unit="cny"),
    Column(
        "terminated_value_cny",
        "number",
        Text("Value of the contracts terminated where stated, CNY", "终止合同金额（已披露部分，元）"),
        unit="cny",
    ),
)


def cancellations(contracts: pd.DataFrame) -> Result:
    """Return contracts signed and terminated by quarter, count and value, one row a quarter from the first to the last.

    A contract is signed at signed_on, else announced_on. The value terminated is the whole value of the ended contract,
    where it is stated; a quarter whose ended contracts state none has a null, not 0. Endings and signings whose quarter
    is unknown stand in no quarter; facts["undated"] and facts["undated_end"] count them.
    """
    start = contracts["signed_on"].fillna(contracts["announced_on"]).map(_quarter)
    ended = contracts["ended_on"].where(contracts["status"] == "terminated").map(_quarter)
    undated_end = int((contracts["status"] == "terminated").sum() - ended.notna().sum())
    signed = _by_quarter(start, contracts["value_cny"], "signed")
    terminated = _by_quarter(ended, contracts["value_ended_cny"], "terminated")
    frame = pd.concat([signed, terminated], axis=1)
    if len(frame):
        frame = frame.reindex(pd.period_range(frame.index.min(), frame.index.max(), freq="Q", name="quarter"))
    frame[["signed", "terminated"]] = frame[["signed", "terminated"]].fillna(0).astype("int64")
    frame = frame.reset_index(names="quarter")
    frame["quarter"] = [f"{quarter.year}-Q{quarter.quarter}" for quarter in frame["quarter"]]
    return Result(
        frame[[column.name for column in COLUMNS]],
        COLUMNS,
        METHOD,
        facts={**_facts(contracts), "undated": int(start.isna().sum()), "undated_end": undated_end},
        source_ids=tuple(sorted(contracts["source_id"].dropna().unique())),
        flags=(
            Flag("contracts.selection"),
            *((Flag("contracts.undated_end", {"count": undated_end}),) if undated_end else ()),
            Flag("contracts.by_outcome"),
        ),
    )


def _facts(contracts: pd.DataFrame) -> dict[str, object]:
    ended = contracts[contracts["status"] == "terminated"]
    values = ended["value_ended_cny"].dropna()
    largest = ended.loc[values.idxmax(), "company"] if len(values) else None
    return {
        "contracts": len(contracts),
        "terminated": len(ended),
        "with_value": len(values),
        "terminated_value_cny": float(values.sum()) if len(values) else None,
        "largest_company": largest,
        "largest_company_en": ended.loc[values.idxmax(), "company_en"] if len(values) else None,
        "largest_share": float(values.max() / values.sum()) if len(values) else None,
        "without_largest_cny": float(values.sum() - values.max()) if len(values) else None,
    }


def _quarter(date: object) -> pd.Period | None:
    text = str(date or "")
    if len(text) < 7 or date != date:
        return None
    return pd.Period(text[:4] + text[5:7], freq="Q") if text[5] == "Q" else pd.Period(text[:7], freq="M").asfreq("Q")


def _by_quarter(quarters: pd.Series, values: pd.Series, name: str) -> pd.DataFrame:
    known = pd.DataFrame({"quarter": quarters, "value": values}).dropna(subset=["quarter"])
    grouped = known.groupby("quarter")["value"]
    return pd.DataFrame({name: grouped.size(), f"{name}_value_cny": grouped.sum(min_count=1)})
