"""How places, series and figures of capacity are called in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from data.schema import Language
from i18n import has, say
from i18n.format import quantity, stated_percent


def region(code: str, language: Language) -> str:
    """Return the name of a region's code; the code itself where it has no name."""
    return say(f"region.{code}", language) if has(f"region.{code}") else str(code)


def place(told: Mapping[str, object], language: Language) -> str:
    """Return what a figure is about: the area where there is one, else the region."""
    area = told["area_zh"] if language == "zh" else told["area"]
    return str(area) if isinstance(area, str) and area else region(str(told["region"]), language)


def precision(code: str, language: Language) -> str:
    """Return the name of a precision within a sentence; empty where the figure has none, such as a count of racks."""
    return say("capacity.unstated", language) if code == "unstated" else code


def counted_by(code: str, language: Language) -> str:
    """Return the name of a series: who counts."""
    return say(f"view.series_{code}", language)


def nature(code: str, language: Language) -> str:
    """Return the name of a basis: actual, estimate or forecast."""
    return say(f"capacity.nature_{code}", language)


def amount(value: float | None, unit: str, language: Language, floor: bool = False) -> str:
    """Return a figure with its unit; a lower bound says that it is one."""
    told = stated_percent(value, language) if unit == "fraction" else quantity(value, unit, language)
    apart = " " if language == "zh" and told[-1].isascii() else ""
    return say("capacity.at_least", language, value=told + apart) if floor else told
