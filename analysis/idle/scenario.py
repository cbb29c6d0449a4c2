"""What a cost is worked out from: what the analyst gives, and a preset for the rest; and the presets as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.idle.card_hour import INPUTS, NEEDED, accelerated, break_even, card_hour_costs, payback_months
from analysis.idle.ladder import METHOD
from analysis.idle.presets import CARD, Point
from data.period import first_day
from data.schema import Column, Flag, Result, Text

_BASES = {
    "cited": Text("cited", "有出处"),
    "part": Text("cited in part", "部分有出处"),
    "assumption": Text("assumption", "假设"),
}


@dataclass(frozen=True)
class Scenario:
    """What a cost is worked out from: what the analyst gives, and `points` of the preset for the rest; `preset` is "" where it gives none.

    `beside` are the inputs in every preset, what is given held fixed.
    """

    preset: str
    given: Mapping[str, float]
    points: Mapping[str, Point]
    beside: tuple[Mapping[str, float], ...]

    @property
    def inputs(self) -> dict[str, float]:
        """Every input by its name, in the order in which they are declared."""
        found = {**{name: point.value for name, point in self.points.items()}, **self.given}
        return {column.name: found[column.name] for column in INPUTS if column.name in found}

    @property
    def source_ids(self) -> tuple[str, ...]:
        """The sources of what the preset gives."""
        return tuple(dict.fromkeys(one for point in self.points.values() for one in point.source_ids))

    def over(self, figure: Callable[[Mapping[str, float]], float | None]) -> tuple[float | None, float | None] | None:
        """Return the least and the most of `figure(inputs)` over the presets, the most None where one preset has none; None where nothing
        is left to a preset or no preset has it."""
        found = [figure(inputs) for inputs in self.beside] if self.preset else []
        known = [value for value in found if value is not None]
        return (min(known), max(known) if len(known) == len(found) else None) if known else None

    @property
    def lacking(self) -> tuple[Column, ...]:
        """The inputs without which a card-hour has no cost, and that neither analyst nor preset gives."""
        return tuple(column for column in INPUTS if column.name in NEEDED and column.name not in self.inputs)

    def facts(self) -> dict[str, object]:
        """Return what a chart says of the inputs: the preset, the card whose price it has, and each input's value, unit and provenance."""
        listed = {}
        for name, value in self.inputs.items():
            one = {"value": value, "unit": next(column.unit for column in INPUTS if column.name == name)}
            point = self.points.get(name) if name not in self.given else None
            listed[name] = one | (_words(point) if point else {"basis": "given"})
        card = CARD if "price_cny" in self.points else ""
        return {"preset": self.preset, "priced_as": card, "given": tuple(name for name in listed if name in self.given), "inputs": listed}


def scenario(
    presets: Mapping[str, Mapping[str, Point]], preset: str, given: Mapping[str, float], without: tuple[str, ...] = ()
) -> Scenario:
    """Return what is given with the `preset` for the rest; inputs named in `without` are left to no preset."""
    kept = {name: {key: point for key, point in points.items() if key not in without} for name, points in presets.items()}
    points = {name: point for name, point in kept.get(preset, {}).items() if name not in given}
    whole = ({**{name: point.value for name, point in each.items()}, **given} for each in kept.values())
    beside = tuple(inputs for inputs in whole if {*NEEDED} <= {*inputs})
    return Scenario(preset if points else "", given, points, beside)


COLUMNS = (
    Column("input", "code", Text("Input", "参数"), values={column.name: column.title for column in INPUTS}),
    Column("low", "number", Text("Low cost", "低成本")),
    Column("central", "number", Text("Central", "中值")),
    Column("high", "number", Text("High cost", "高成本")),
    Column("unit", "text", Text("Unit", "单位")),
    Column("basis", "code", Text("Basis", "依据"), values=_BASES),
    Column("source", "text", Text("Whose figure, or what is assumed", "数字出处或假设依据")),
    Column("source_zh", "text", Text("The same in Chinese", "数字出处或假设依据（中文）")),
    Column("as_of", "period", Text("As of", "截至")),
)


def cost_presets(presets: Mapping[str, Mapping[str, Point]]) -> Result:
    """Return a row an input: its value in each preset, its unit, whether it is cited or assumed, and whose figure it is.

    Facts `card_hour` and `break_even` are those of each preset; None where an input is lacking.
    """
    rows = [_row(column, {name: points[column.name] for name, points in presets.items() if column.name in points}) for column in INPUTS]
    frame = pd.DataFrame([row for row in rows if row], columns=[column.name for column in COLUMNS])
    whole = {name: {key: point.value for key, point in points.items()} for name, points in presets.items()}
    full = len(frame) == len(INPUTS)
    facts = {"card": CARD, "inputs": len(frame), **{code: int((frame["basis"] == code).sum()) for code in _BASES}}
    facts |= {"card_hour": {name: sum(card_hour_costs(inputs).values()) if full else None for name, inputs in whole.items()}}
    facts |= {"break_even": {name: break_even(inputs) if full else None for name, inputs in whole.items()}}
    facts |= {"payback": {name: payback_months(inputs) if full else None for name, inputs in whole.items()}}
    facts |= {"accelerated": accelerated(whole["central"]) if full else None}
    ids = tuple(dict.fromkeys(one for points in presets.values() for point in points.values() for one in point.source_ids))
    return Result(frame, COLUMNS, METHOD, facts=facts, source_ids=ids, flags=() if full else (Flag("idle.preset_lacks"),))


def _row(column: Column, points: Mapping[str, Point]) -> dict[str, object]:
    if not points:
        return {}
    bases = {point.basis for point in points.values()}
    ordered = [points[name] for name in ("central", "low", "high") if name in points]
    words = {end: dict.fromkeys(point.subject.in_(end) for point in ordered) for end in ("en", "zh")}
    row = {"input": column.name, "unit": column.unit, "basis": bases.pop() if len(bases) == 1 else "part"}
    row |= {name: point.value for name, point in points.items()}
    row |= {"source": "; ".join(words["en"]), "source_zh": "；".join(words["zh"])}
    return row | {"as_of": max((point.as_of for point in ordered), key=lambda text: str(first_day(text) or "")) or None}


def _words(point: Point) -> dict[str, object]:
    named = {"basis": point.basis, "subject": point.subject.en, "subject_zh": point.subject.zh, "as_of": point.as_of}
    return named | ({"quotes": point.quotes} if point.quotes else {})
