"""Words that the charts of demand share: whose figure it is, and the order of rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from data.schema import Language, Result, Text
from i18n import has, say
from i18n.format import number, quantity, unit_name

_KEPT = ("years", "card_precision", "region")
"""Filters that the foot names: the others stand in title and subtitle, or among the inputs."""


def rows_of(frame: pd.DataFrame) -> list[dict]:
    """Return the frame's rows as dicts."""
    return frame.to_dict("records")


def own(row: Mapping[str, object], name: str, language: Language) -> str:
    """Return the reader's own wording of a column that has one in Chinese, else the other."""
    found = row.get(f"{name}_zh") if language == "zh" else None
    return str(found if isinstance(found, str) and found else row[name])


def named(row: Mapping[str, object], language: Language) -> str:
    """Return whose volume it is; the national one says of which country."""
    return say("demand.national", language) if row["entity"] == "national" else own(row, "entity", language)


def both(row: Mapping[str, object]) -> Text:
    """Return whose volume it is in both languages."""
    return Text(named(row, "en"), named(row, "zh"))


def titles(result: Result, column: str) -> Mapping[str, Text]:
    """Return the titles of the codes of a column."""
    return next(one.values for one in result.columns if one.name == column)


def titled(result: Result, column: str, code: object, language: Language) -> str:
    """Return the title of a code of a column; the code itself where it has none."""
    found = titles(result, column).get(str(code))
    return found.in_(language) if found else str(code)


def listed(parts: list[str], language: Language) -> str:
    """Return the parts as a list in words."""
    return say("demand.comma", language).join(parts)


def without_inputs(result: Result) -> Result:
    """Return the result with no input among its filters: they are said as inputs, low, central and high, and would fill the foot."""
    kept = {name: value for name, value in result.filters.items() if name in _KEPT}
    return replace(result, filters=kept)


def placed(title: str, region: object, language: Language) -> str:
    """Return a title with the name of its region; the title alone where there is none."""
    if not isinstance(region, str) or not region:
        return title
    name = say(f"region.{region}", language) if has(f"region.{region}") else region
    return say("demand.placed", language, title=title, region=name)


def figure(value: float, unit: str, language: Language) -> str:
    """Return a published figure with the decimals it has, up to two, as analysts compare them: 1,271.4 EFLOPS, 13.73 m racks."""
    if unit == "racks" and value >= 1e6:
        millions = number(value / 1e4, language, 1) if language == "zh" else number(value / 1e6, language, 2)
        return say("demand.million_racks", language, number=millions)
    if unit in ("eflops", "pflops"):
        return say("unit.with", language, value=number(value, language, 1), unit=unit_name(unit, language))
    return quantity(value, unit, language)


def given_names(facts: Mapping[str, object], language: Language) -> str:
    """Return the inputs that the analyst changed, as a list in words."""
    return listed([say(f"demand.input_{name}", language) for name in facts["given"]], language)


def changed_note(facts: Mapping[str, object], language: Language) -> tuple[str, ...]:
    """Return the note that names the inputs changed by the analyst; none where none was."""
    return (say("demand.changed", language, names=given_names(facts, language)),) if facts["given"] else ()


def in_scenario(finding: str, language: Language) -> str:
    """Return a finding that rests on an input of the analyst, said to be a scenario's."""
    return say("demand.in_scenario", language, finding=finding)
