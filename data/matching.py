"""Which header of a file each column is read from: what the analyst says, what the names say, what was said of an earlier file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from data.codes import own_codes
from data.mapping import Match, from_json, header_key, normalised, suggested, sure
from data.questions import unsaid
from data.read import Reading, Table
from data.schema import Column, Dataset, Place, Problem, Refused

if TYPE_CHECKING:
    from data.store.ledger import Upload

Values = Mapping[str, Mapping[str, str]]
"""By column, the code that a cell stands for."""
_FITS = 1.0
"""How well, of 2, headers must fit the dataset that they are taken for."""


def mapping_for(
    found: Reading,
    dataset: Dataset,
    mapping: Mapping[str, Match] | None = None,
    remembered: Callable[[str], Upload | None] | None = None,
    values: Values | None = None,
) -> tuple[dict[str, Match], tuple[Problem, ...]]:
    """Return `mapping`, completed for the table of the reading that fits the dataset best, and notes of what is not said by the file.

    First of the notes what is taken over from an earlier upload, then what was guessed. `remembered` returns the upload whose headers
    have a key (`data.mapping.header_key`), or None; its constants are never taken over. `values` are put beside the headers.
    """
    given = dict(mapping or {})
    taken, empty = {match.header for match in given.values()}, {*unsaid(found, dataset)}
    best: dict[str, Match] = {}
    carried: tuple[Problem, ...] = ()
    for table in found.tables:
        headers = [header for header in table.frame.columns if header not in empty]
        earlier = remembered(header_key(headers)) if remembered else None
        free = [header for header in headers if header not in taken]
        recalled = _recallable(earlier, table, dataset) if earlier else {}
        guess, alone = ({k: v for k, v in suggested(free, dataset, r).items() if k not in {*given, *found.asks}} for r in (recalled, None))
        if not best or _fit(guess, dataset) > _fit(best, dataset):
            best, carried = guess, tuple(_carried(guess, alone, dataset, earlier)) if earlier else ()
    chosen = {name: {**best, **given}[name] for name in dataset.names if name in best or name in given}
    for name, said in (values or {}).items():
        match = chosen.get(name, Match())
        chosen[name] = replace(match, values={**match.values, **said})
    return chosen, (*carried, *_guesses(chosen, given, dataset))


def dataset_of(found: Reading, datasets: Mapping[str, Dataset]) -> Dataset:
    """Return the dataset that the reading is of: what its reader makes, else the one whose names its headers are.

    Refused (check.which_dataset) where none, or more than one, fits.
    """
    if found.dataset:
        return datasets[found.dataset]
    scores = {dataset.name: max((_score(table, dataset) for table in found.tables), default=0.0) for dataset in datasets.values()}
    best = max(scores.values())
    fitting = [name for name, score in scores.items() if score == best]
    if best < _FITS or len(fitting) > 1:
        headers = tuple(dict.fromkeys(str(header) for table in found.tables for header in table.frame.columns))
        raise Refused(Problem("check.which_dataset", values={"headers": headers, "allowed": tuple(datasets)}))
    return datasets[fitting[0]]


def _score(table: Table, dataset: Dataset) -> float:
    """Return the share of the headers that name a column, plus that of the required columns that are named; 0 for less than half."""
    headers = [str(header) for header in table.frame.columns]
    named = [name for name, match in suggested(headers, dataset).items() if match.header and sure(match.header, dataset.column(name))]
    required = [column.name for column in dataset.given if column.required]
    met = len({*named} & {*required}) / max(len(required), 1)
    return len(named) / len(headers) + met if len(named) > 1 and met >= 0.5 else 0.0


def _fit(mapping: Mapping[str, Match], dataset: Dataset) -> tuple[int, int]:
    return sum(dataset.column(name).required for name in mapping), len(mapping)


def _recallable(earlier: Upload, table: Table, dataset: Dataset) -> dict[str, Match]:
    """Return what was read from headers of `table`, with the values that its cells have and that are no codes themselves."""
    matches = {name: match for name, match in from_json(earlier.mapping).items() if name in dataset.names and match.header}
    return {name: replace(match, constant=None, values=_values(match, table, dataset.column(name))) for name, match in matches.items()}


def _values(match: Match, table: Table, column: Column) -> dict[str, str]:
    if not match.values or match.header not in table.frame:
        return {}
    cells = {normalised(str(cell)) for cell in table.frame[match.header].dropna().unique()} - set(own_codes(column))
    return {cell: code for cell, code in match.values.items() if normalised(cell) in cells and code in column.values}


def _carried(guess: Mapping[str, Match], alone: Mapping[str, Match], dataset: Dataset, earlier: Upload) -> list[Problem]:
    """Return a note for each header, and each value, that is read as it is only because it was so in `earlier`."""
    of = {"number": str(earlier.number), "name": earlier.file_name, "at": f"{earlier.stored_at:%Y-%m-%d %H:%M}"}
    notes = []
    for name, match in guess.items():
        if match == alone.get(name):
            continue
        place, column = Place(column=match.header), dataset.column(name)
        unit = replace(match, values={}) != alone.get(name)
        if unit:
            code = "check.carried_unit" if match.unit else "check.carried"
            notes.append(Problem(code, place, {"title": column.title, "unit": match.unit or "", **of}, severity="note"))
        for cell, meant in match.values.items():
            values = {"found": cell, "meant": column.values[meant], "title": column.title, **of}
            notes.append(Problem("check.carried_value", place, values, severity="note"))
    return notes


def _guesses(mapping: Mapping[str, Match], given: Mapping[str, Match], dataset: Dataset) -> list[Problem]:
    return [
        Problem("check.likely", Place(column=match.header), {"title": dataset.column(column).title}, severity="note")
        for column, match in mapping.items()
        if match.header and column not in given and not sure(match.header, dataset.column(column))
    ]
