"""Growth rates of the gap that nobody has to type: what was published of supply, what the outlook says of demand, each by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.balance.scenario import GROWTH

PRESETS = ("central", "slow", "fast")
"""By how demand grows; the first is taken where none is chosen."""
_DEMAND = {"central": ("slow", "fast"), "slow": ("slow", "central"), "fast": ("central", "fast")}
"""Preset -> the paces of the outlook between which demand grows."""


@dataclass(frozen=True)
class Rate:
    """A growth rate a year and its basis: published, half of what was published, a pace of the outlook, or given."""

    value: float
    basis: str


def growth_presets(present: tuple[Mapping[str, object], ...], demand: Mapping[str, float]) -> dict[str, dict[str, Rate]]:
    """Return the four rates of each of PRESETS.

    present: `present_growth`, of which the latest is the most that supply grows, and half of it the least (assumption); without one, the
    rates of supply are left out. demand: by pace of the outlook.
    """
    supply: dict[str, Rate] = {}
    if present:
        most = float(present[0]["growth"])
        least, most = sorted((most / 2, most))
        supply = {"supply_growth_low": Rate(least, "half"), "supply_growth_high": Rate(most, "published")}
    return {
        name: {**supply, **{f"demand_growth_{end}": Rate(demand[pace], pace) for end, pace in zip(("low", "high"), paces, strict=True)}}
        for name, paces in _DEMAND.items()
    }


def rates(preset: Mapping[str, Rate], given: Mapping[str, float]) -> dict[str, Rate]:
    """Return each rate that is given, and that of the preset for the rest; one that neither gives is left out.

    A rate of the preset yields to a given one that lies beyond it, so that the least is not above the most.
    """
    found = {**preset, **{name: Rate(value, "given") for name, value in given.items()}}
    for side in ("supply", "demand"):
        low, high = f"{side}_growth_low", f"{side}_growth_high"
        if low in found and high in found and found[low].value > found[high].value and (low in given) != (high in given):
            found[high if low in given else low] = found[low if low in given else high]
    return {column.name: found[column.name] for column in GROWTH if column.name in found}
