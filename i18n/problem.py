"""A Problem in words: where it stands, what was found, what is allowed, what to do.

A problem is anything with a code, a place (sheet, row, column) and values. Among the values, one that has `in_` is in both languages,
`unit` and `units` are codes of units, `low` and `high` are quantities in `unit`, and `kinds` are codes of problems with their counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from i18n import has, say, words
from i18n.format import number, quantity, unit_name

LISTED = 40
"""How many allowed values are listed."""
PARTS = ("file", "sheet", "row", "column", "found", "wrong", "allowed", "do")


def sentence(problem: object, language: str) -> str:
    """Return the problem as sentences: place, what is wrong, what is allowed, what to do."""
    values = _worded(problem.values, language)
    allowed = _part(problem.code, "allowed", values, language)
    parts = (
        say(problem.code, language, **values),
        allowed and say("problem.say_allowed", language, text=allowed),
        _part(problem.code, "do", values, language),
        say("problem.guide", language, title=values["guide"]) if "guide" in values else "",
    )
    text = say("problem.sentence_join", language).join(part for part in parts if part)
    at = problem.place
    where = place(at.file, at.sheet, at.row, at.column, language)
    return say("problem.at", language, place=where, text=text) if where else text


def row(problem: object, language: str) -> dict[str, str]:
    """Return the problem as a row of a list under headings in `language`: file, sheet, row, column, found, problem, allowed, what to do."""
    values = _worded(problem.values, language)
    cells = (
        problem.place.file or "",
        problem.place.sheet or "",
        "" if problem.place.row is None else str(problem.place.row),
        problem.place.column or values.get("title", ""),
        values.get("found", ""),
        say(problem.code, language, **values),
        _part(problem.code, "allowed", values, language),
        _part(problem.code, "do", values, language),
    )
    return {say(f"problem.{part}", language): str(cell) for part, cell in zip(PARTS, cells, strict=True)}


def place(file: str | None, sheet: str | None, row_number: object, column: str | None, language: str) -> str:
    """Return where a problem stands, in words; empty where it concerns the whole file."""
    given = (("file", file), ("sheet", sheet), ("row", row_number), ("column", column))
    parts = [say(f"problem.in_{name}", language, **{name: value}) for name, value in given if value not in (None, "")]
    text = say("problem.place_join", language).join(parts)
    return text[:1].upper() + text[1:]


def unit_words(code: str, language: str) -> str:
    """Return the name of a unit in which values may be given: card-seconds, 万元, %."""
    if has(f"mapping.unit_{code}"):
        return say(f"mapping.unit_{code}", language)
    if has(f"unit.{code}"):
        return unit_name(code, language)
    for key in sorted(words("mapping"), key=len, reverse=True):
        times = key.removeprefix("times_")
        if times != key and (code == times or code.startswith(f"{times}_")):
            rest = code.removeprefix(times).removeprefix("_")
            return say(f"mapping.{key}", language, unit=unit_words(rest, language) if rest else "").strip()
    return code


def _part(code: str, part: str, values: Mapping[str, object], language: str) -> str:
    """Return the words of one part of a problem, those that name the closest choice where there is one; empty where it has none."""
    closest = f"{code}_{part}_closest"
    key = closest if values.get("closest") and has(closest) else f"{code}_{part}"
    return say(key, language, **values) if has(key) else ""


def _worded(values: Mapping[str, object], language: str) -> dict[str, object]:
    worded = {name: _value(name, value, values, language) for name, value in values.items()}
    if "first" in values:
        file, sheet = (str(values.get(name) or "") for name in ("first_file", "first_sheet"))
        worded["first_place"] = place(file, sheet, values["first"], None, language)
    return worded


def _value(name: str, value: object, values: Mapping[str, object], language: str) -> str:
    if name == "unit":
        return unit_words(str(value), language)
    if name == "units":
        return _listed([unit_words(code, language) for code in value], language)
    if name in ("low", "high"):
        return _bound(value, str(values.get("unit") or "") or None, language)
    if name == "kinds":
        return _listed([_counted(code, count, language) for code, count in value], language)
    if isinstance(value, tuple | list):
        return _listed([_value("", each, values, language) for each in value], language)
    if hasattr(value, "in_"):
        return value.in_(language)
    return number(value, language) if isinstance(value, int) else str(value)


def _bound(value: float, unit: str | None, language: str) -> str:
    """Return a bound with no more decimals than it has."""
    shown = value * 100 if unit == "fraction" else value
    return quantity(value, unit, language, next((digits for digits in range(6) if round(shown, digits) == shown), 6))


def _counted(code: str, count: int, language: str) -> str:
    name = say(f"{code}_name", language) if has(f"{code}_name") else code
    return say("problem.counted", language, count=number(count, language), name=name)


def _listed(texts: Sequence[str], language: str) -> str:
    text = say("problem.list_join", language).join(texts[:LISTED])
    more = len(texts) - LISTED
    return say("problem.and_more", language, text=text, count=more) if more > 0 else text
