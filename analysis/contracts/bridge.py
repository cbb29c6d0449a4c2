"""From the value announced to the value that is left: amended, terminated, completed or run out, remaining."""

from __future__ import annotations

import pandas as pd

from analysis.contracts.clock import clock
from analysis.contracts.leave_one_out import leave_one_out
from analysis.contracts.money import Rates, amount, total, valued
from analysis.contracts.selection import METHOD, sources
from analysis.contracts.trend import headline_facts
from data.period import by_time
from data.schema import Column, Flag, Result, Text

STEPS = {
    "announced": Text("Announced", "公告金额"),
    "amended_up": Text("Amended up", "扩大"),
    "amended_down": Text("Amended down", "缩减"),
    "terminated": Text("Terminated", "终止"),
    "completed": Text("Completed, replaced or term run out", "履行完毕、被取代或期满"),
    "remaining": Text("Remaining", "剩余"),
}


def columns(unit: str) -> tuple[Column, ...]:
    """Return the columns of the bridge with its values in `unit`."""
    return (
        Column("step", "code", Text("Step", "环节"), values=STEPS),
        Column("contracts", "integer", Text("Contracts", "合同数"), unit="contracts"),
        Column("without_value", "integer", Text("Of them without a stated amount", "其中未披露金额"), unit="contracts"),
        amount("change", unit, "Change where stated", "变动金额（已披露部分）"),
        amount("standing", unit, "Value left after the step", "此后剩余金额"),
    )


def contract_bridge(contracts: pd.DataFrame, events: pd.DataFrame, until: pd.Timestamp, rates: Rates | None = None) -> Result:
    """Return the value bridge, one row a step: contracts, change where stated, value left. Remaining = announced + all changes.

    Announced is the value as first announced. An amendment whose event names an amount makes that the contract's value; one that names
    none is counted and changes nothing. Terminated takes the ended contract's value_ended. A term that has run out by `until` without
    a word of an end is presumed completed. The remaining value is the whole value of contracts not known to have ended. facts give
    the ranges of what was announced and of what remains over leaving out each contract that bears it (announced_, remaining_left_out).
    """
    rows, unit, converted = valued(contracts.reset_index(drop=True), rates)
    steps = {"announced": (pd.Series(True, index=rows.index), rows["value"])}
    for name in ("amended_up", "amended_down"):
        steps[name] = _amended(rows, events, name)
    ended = rows["status"] == "terminated"
    lines = clock(rows, events, until)
    over = ((lines["outcome"] == "completed") | lines["term_over"]) & ~ended
    steps |= {"terminated": (ended, -rows["ended_value"]), "completed": (over, -rows["value"])}
    listed, standing = [], 0.0
    for step, (mask, change) in steps.items():
        found = total(change[mask])
        standing += found or 0.0
        listed.append(_step(step, mask, change, found, standing))
    left = ~ended & ~over
    listed.append(_step("remaining", left, rows["value"], None, standing))
    frame = pd.DataFrame(listed, columns=["step", "contracts", "without_value", "change", "standing"]) if len(rows) else pd.DataFrame()
    frame = frame.reindex(columns=["step", "contracts", "without_value", "change", "standing"])
    frame = frame.rename(columns={"change": f"change_{unit}", "standing": f"standing_{unit}"})
    lasting = sum((change.where(mask).fillna(0.0) for mask, change in steps.values()), pd.Series(0.0, index=rows.index))
    kept = rows.assign(lasting=lasting)
    facts = {
        "announced_left_out": leave_one_out(rows[rows["value"].notna()], lambda part: total(part["value"])),
        "remaining_left_out": leave_one_out(kept[kept["lasting"] != 0], lambda part: total(part["lasting"])),
    }
    facts |= {**headline_facts(rows, unit), f"announced_{unit}": total(rows["value"]), f"remaining_{unit}": standing if len(rows) else None}
    amended = events[events["contract_id"].isin(rows["contract_id"]) & events["event"].isin(["amended_up", "amended_down"])]
    return Result(
        frame,
        columns(unit),
        METHOD,
        facts=facts,
        source_ids=sources(rows, amended),
        flags=(*converted, *((Flag("contracts.bridge_whole"),) if len(rows) else ()), Flag("contracts.by_outcome")),
    )


def _amended(rows: pd.DataFrame, events: pd.DataFrame, event: str) -> tuple[pd.Series, pd.Series]:
    """Return which contracts were amended so, and by how much where the event names the new amount."""
    found = events[events["event"] == event].sort_values("event_date", key=by_time("event_date")).groupby("contract_id")["value_cny"].last()
    after = rows["contract_id"].map(found)
    change = (after - rows["value"]).where(rows["currency"] == "CNY")
    return rows["contract_id"].isin(found.index), change.where(change > 0 if event == "amended_up" else change < 0)


def _step(step: str, mask: pd.Series, change: pd.Series, found: float | None, standing: float) -> dict[str, object]:
    without = int(change[mask].isna().sum())
    return {"step": step, "contracts": int(mask.sum()), "without_value": without, "change": found, "standing": standing}
