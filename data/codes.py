"""Which code of a column a cell means: the code itself or its title, what the analyst said, or a synonym."""

from __future__ import annotations

from collections.abc import Mapping

from data.mapping import normalised
from data.schema import Column


def own_codes(column: Column) -> dict[str, str]:
    """Return each code of `column` by itself and by its titles, normalised."""
    known = {normalised(title.zh): code for code, title in column.values.items()}
    known |= {normalised(title.en): code for code, title in column.values.items()}
    return known | {normalised(code): code for code in column.values}


def code_of(cell: str, column: Column, said: Mapping[str, str] | None = None) -> str | None:
    """Return the code that `cell` means; None for none. What is `said` of a cell goes before its own meaning, that before synonyms."""
    said = {normalised(text): code for text, code in (said or {}).items()}
    text = normalised(cell)
    return said.get(text) or own_codes(column).get(text) or _synonyms(column).get(text)


def guessed(cells: Mapping[str, int], column: Column, said: Mapping[str, str]) -> dict[str, str]:
    """Return the code of each of `cells` that is known by a synonym alone."""
    known = {normalised(text) for text in said} | set(own_codes(column))
    pairs = {cell: code_of(cell, column) for cell in cells if normalised(cell) not in known}
    return {cell: code for cell, code in pairs.items() if code}


def _synonyms(column: Column) -> dict[str, str]:
    return {normalised(text): code for code, texts in column.value_synonyms.items() for text in texts}
