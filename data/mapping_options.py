"""What a command line states of a mapping: which header or constant a column is read from, and which code a cell stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from data.codes import own_codes
from data.mapping import EPOCHS, Match, is_misspelling, normalised, takes, unit_code
from data.schema import Column, Dataset, Problem, Refused
from data.units import SHOWN, units_for


def option(text: str, dataset: Dataset, inner: Sequence[Column] = ()) -> tuple[str, Match]:
    """Return the column and match that one option states: column=Header, column=Header[unit] or column==constant. Refused otherwise.

    The column is one of `dataset`, or of `inner`, which its readers read besides.
    """
    name, equals, rest = text.partition("=")
    name, rest = name.strip(), rest.strip()
    if not equals or not rest:
        raise Refused(Problem("mapping.not_an_option", values={"found": text[:SHOWN]}))
    columns = {column.name: column for column in (*inner, *dataset.given)}
    _known(name, list(columns), dataset.given_names)
    if rest.startswith("="):
        return name, Match(constant=rest[1:].strip())
    bracket = re.fullmatch(r"(.+)\[([^\[\]]+)\]", rest)
    if bracket is None:
        return name, Match(rest)
    return name, Match(bracket[1].strip(), _unit(bracket[2], columns[name]), is_said=True)


def value_option(text: str, dataset: Dataset) -> tuple[str, str, str]:
    """Return column, cell and code that one option states: column:cell=code. Refused where the column has no codes, or not this one."""
    name, colon, rest = text.partition(":")
    cell, equals, code = (part.strip() for part in rest.rpartition("="))
    if not colon or not equals or not cell or not code:
        raise Refused(Problem("mapping.not_a_value_option", values={"found": text[:SHOWN]}))
    coded = [column.name for column in dataset.columns if column.values]
    _known(name.strip(), coded, coded)
    column = dataset.column(name.strip())
    meant = own_codes(column).get(normalised(code))
    if meant is None:
        values = {"found": code[:SHOWN], "title": column.title, "allowed": tuple(column.values)}
        raise Refused(Problem("mapping.unknown_code", values=values))
    return column.name, cell, meant


def _known(name: str, names: Sequence[str], listed: Sequence[str]) -> None:
    if name not in names:
        near = next((each for each in names if is_misspelling(each, name)), "")
        raise Refused(Problem("mapping.unknown_column", values={"found": name[:SHOWN], "closest": near, "names": ", ".join(listed)}))


def _unit(text: str, column: Column) -> str:
    code = unit_code(text, column)
    if code is None or not takes(column, code):
        units = EPOCHS if column.kind == "instant" else units_for(column.unit or "number")
        raise Refused(Problem("mapping.unknown_unit", values={"found": text[:SHOWN], "title": column.title, "units": units}))
    return code
