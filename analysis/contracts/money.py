"""Values in one currency: its own, or CNY by a dated rate that the analyst gives. Currencies are never added otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from data.schema import Column, Flag, Problem, Refused, Text

FOREIGN = ("USD", "HKD", "EUR")

KINDS = {
    "stated": Text("Stated value", "合同金额"),
    "original": Text("Value in the original currency", "原币金额"),
    "ended": Text("Value that ended", "终止金额"),
}
"""What a contract's value is taken from, the first that the record has."""

KIND = Column("value_kind", "code", Text("Value is from", "金额取自"), values=KINDS)


@dataclass(frozen=True)
class Rates:
    """What a unit of each currency is worth in CNY (`cny`), and of which day the rates are (`on`, ISO)."""

    cny: Mapping[str, float] = field(default_factory=dict)
    on: str = ""


def contract_value(contracts: pd.DataFrame) -> pd.DataFrame:
    """Return value, each contract's value in its own currency, and value_kind, what it is taken from; both null where none is stated.

    A contract in CNY has its value_cny; else value_original; else, where it was terminated, value_ended_cny, which is the whole value of
    an ended contract. One in another currency has its value_original, which is its stated value, and no other.
    """
    in_cny, ended = contracts["currency"] == "CNY", contracts["status"] == "terminated"
    found = pd.DataFrame({"value": float("nan"), "value_kind": None}, index=contracts.index).astype({"value_kind": "object"})
    for kind, name, held in (
        ("stated", "value_cny", in_cny),
        ("stated", "value_original", ~in_cny & contracts["currency"].notna()),
        ("original", "value_original", in_cny),
        ("ended", "value_ended_cny", in_cny & ended),
    ):
        amounts = pd.to_numeric(contracts[name], errors="coerce").astype("float64")
        taken = held & amounts.notna() & found["value"].isna()
        found = found.assign(value=found["value"].mask(taken, amounts), value_kind=found["value_kind"].mask(taken, kind))
    return found


def by_currency(values: pd.Series, currency: pd.Series) -> dict[str, float]:
    """Return the sum of the known values of each currency, by its unit such as cny; a currency without any is left out."""
    groups = values.groupby(currency.reindex(values.index))
    return {code.lower(): float(part.sum()) for code, part in groups if part.notna().any()}


def kind_flags(found: pd.DataFrame) -> tuple[Flag, ...]:
    """Return a flag for each kind of value other than the stated one in `found` (value_kind), with how many contracts have it."""
    counts = found["value_kind"].value_counts()
    others = [kind for kind in KINDS if kind != "stated" and kind in counts]
    return tuple(Flag(f"contracts.value_from_{kind}", {"count": int(counts[kind])}) for kind in others)


def valued(contracts: pd.DataFrame, rates: Rates | None = None) -> tuple[pd.DataFrame, str, tuple[Flag, ...]]:
    """Return (contracts with value, value_kind, ended_value and delivered in one currency; its unit, such as cny; flags).

    ended_value is the value of a terminated contract, null for others. The flags say what was converted and which values are not the
    stated ones.
    Refused where the rows hold several currencies and one has no rate, or the rates no day.
    """
    rates = rates or Rates()
    held = sorted(contracts["currency"].dropna().unique())
    target = held[0] if len(held) == 1 and held[0] not in rates.cny else "CNY"
    used = [name for name in held if name != target]
    missing = [name for name in used if name not in rates.cny]
    if missing:
        raise Refused(Problem("contracts.no_rate", values={"held": ", ".join(held), "missing": ", ".join(missing)}))
    if used and not rates.on:
        raise Refused(Problem("contracts.no_rate_day", values={"held": ", ".join(used)}))
    factor = contracts["currency"].map({target: 1.0, **{name: rates.cny[name] for name in used}}).astype("float64")
    own = contract_value(contracts)
    value = own["value"] * factor
    ended = value.where(contracts["status"] == "terminated")
    delivered = contracts["delivered_cny"].where(contracts["currency"] == "CNY").astype("float64")
    flags = tuple(Flag("contracts.converted", {"currency": name, "rate": f"{rates.cny[name]:g}", "on": rates.on}) for name in used)
    rows = contracts.assign(value=value, value_kind=own["value_kind"], ended_value=ended, delivered=delivered)
    return rows, target.lower(), (*flags, *kind_flags(own))


def amount(name: str, unit: str, en: str, zh: str) -> Column:
    """Return the column `name`_`unit` of an amount of money, its unit in its title."""
    words = {"cny": ("CNY", "元"), "usd": ("USD", "美元"), "hkd": ("HKD", "港元"), "eur": ("EUR", "欧元")}[unit]
    return Column(f"{name}_{unit}", "number", Text(f"{en}, {words[0]}", f"{zh}（{words[1]}）"), unit=unit)


def total(values: pd.Series) -> float | None:
    """Return the sum of the known values; None where none is known."""
    found = values.dropna()
    return float(found.sum()) if len(found) else None
