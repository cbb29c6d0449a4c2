"""Values in one currency: its own, or CNY by a dated rate that the analyst gives. Currencies are never added otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from data.schema import Column, Flag, Problem, Refused, Text

FOREIGN = ("USD", "HKD", "EUR")


@dataclass(frozen=True)
class Rates:
    """What a unit of each currency is worth in CNY (`cny`), and of which day the rates are (`on`, ISO)."""

    cny: Mapping[str, float] = field(default_factory=dict)
    on: str = ""


def valued(contracts: pd.DataFrame, rates: Rates | None = None) -> tuple[pd.DataFrame, str, tuple[Flag, ...]]:
    """Return (contracts with value, ended_value and delivered in one currency; its unit, such as cny; flags of what was converted).

    ended_value is the ended contract's whole value, where that is not stated value_ended_cny; null for contracts that did not end.
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
    own = contracts["value_cny"].fillna(contracts["value_original"].where(contracts["currency"] == "CNY"))
    value = own.where(contracts["currency"] == "CNY", contracts["value_original"]).astype("float64") * factor
    stated = contracts["value_ended_cny"].where(contracts["currency"] == "CNY").astype("float64")
    ended = value.fillna(stated).where(contracts["status"] == "terminated")
    delivered = contracts["delivered_cny"].where(contracts["currency"] == "CNY").astype("float64")
    flags = tuple(Flag("contracts.converted", {"currency": name, "rate": f"{rates.cny[name]:g}", "on": rates.on}) for name in used)
    return contracts.assign(value=value, ended_value=ended, delivered=delivered), target.lower(), flags


def amount(name: str, unit: str, en: str, zh: str) -> Column:
    """Return the column `name`_`unit` of an amount of money, its unit in its title."""
    words = {"cny": ("CNY", "元"), "usd": ("USD", "美元"), "hkd": ("HKD", "港元"), "eur": ("EUR", "欧元")}[unit]
    return Column(f"{name}_{unit}", "number", Text(f"{en}, {words[0]}", f"{zh}（{words[1]}）"), unit=unit)


def total(values: pd.Series) -> float | None:
    """Return the sum of the known values; None where none is known."""
    found = values.dropna()
    return float(found.sum()) if len(found) else None
