"""A reading -> rows of a dataset, and every problem with it at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from data.columns import Read, column_of
from data.findings import Findings
from data.mapping import Match, from_json, header_key, suggested, sure
from data.questions import offered, unanswered, unoffered, unsaid, without
from data.read import File, Reading, for_check, for_reader, reading_of
from data.rules import Broken, broken, repeated
from data.schema import Dataset, Place, Problem
from data.sheets import file_problems, places_of, sheets
from data.units import SHOWN
from data.zones import localised


@dataclass(frozen=True, eq=False)
class Checked:
    """A file as rows of `dataset`, and all that is wrong with it.

    frame     every declared column in its type, RangeIndex; what could not be read is null
    places    file, sheet and row in it, for each row of `frame`
    problems  sorted by place; at most data.cells.LIMIT of rows, then one that counts the rest
    wrong     which rows of `frame` an error keeps out
    reader    which reader read the file
    headers   the headers of the table that fits the dataset best; none for a trace whose columns are ours already
    asks      columns that the file cannot tell, answered or not
    offers    columns for which an answer is offered that the file does not give, answered or not
    rows_dropped  rows of the file, of `rows_read`, that an error keeps out one by one
    """

    dataset: Dataset
    frame: pd.DataFrame
    places: pd.DataFrame
    problems: tuple[Problem, ...]
    mapping: Mapping[str, Match]
    rows_read: int
    wrong: np.ndarray
    reader: str = ""
    headers: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    rows_dropped: int = 0

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep rows, or the whole file, out."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def notes(self) -> tuple[Problem, ...]:
        """The problems that are only said."""
        return tuple(problem for problem in self.problems if problem.severity == "note")

    @property
    def good(self) -> pd.DataFrame:
        """The rows without an error; none where an error concerns the whole file."""
        return self.frame[~self.wrong].reset_index(drop=True)


def checked_file(
    path: Path,
    dataset: Dataset,
    name: str | None = None,
    reader: str | None = None,
    mapping: Mapping[str, Match] | None = None,
    remembered: Callable[[str], str | None] | None = None,
) -> Checked:
    """Return the file at `path` read, mapped and checked; as `checked_files` with one file, `name` being its original name."""
    return checked_files([File(Path(path), name or Path(path).name)], dataset, reader, mapping, remembered)


def checked_files(
    files: Sequence[File],
    dataset: Dataset,
    reader: str | None = None,
    mapping: Mapping[str, Match] | None = None,
    remembered: Callable[[str], str | None] | None = None,
) -> Checked:
    """Return `files` read as one, mapped and checked. Refused (read.*) where there is nothing to check.

    `mapping` says which header a column is read from, be it of the dataset or of the reader (`data.read.inner_columns`); columns that it
    does not name are suggested. `remembered` returns the mapping (JSON) last used with headers of a key (`data.mapping.header_key`), or
    None.
    """
    mapping = mapping or {}
    found = reading_of(files, reader, for_reader(mapping, dataset))
    mapping, said = for_check(mapping, found, dataset)
    chosen = mapping_for(found, dataset, mapping, remembered)
    result = checked(found, dataset, chosen)
    guesses = tuple(
        Problem("check.likely", Place(column=match.header), {"title": dataset.column(column).title}, severity="note")
        for column, match in chosen.items()
        if match.header and column not in mapping and not sure(match.header, dataset.column(column))
    )
    return replace(result, problems=(*said, *guesses, *result.problems), wrong=result.wrong | bool(said))


def mapping_for(
    found: Reading,
    dataset: Dataset,
    mapping: Mapping[str, Match] | None = None,
    remembered: Callable[[str], str | None] | None = None,
) -> dict[str, Match]:
    """Return `mapping`, completed by what is suggested for the table of the reading that fits the dataset best."""
    given = dict(mapping or {})
    taken, empty = {match.header for match in given.values()}, {*unsaid(found, dataset)}
    best: dict[str, Match] = {}
    for table in found.tables:
        headers = [header for header in table.frame.columns if header not in empty]
        known = remembered(header_key(headers)) if remembered else None
        free = [header for header in headers if header not in taken]
        guess = suggested(free, dataset, from_json(known) if known else None)
        guess = {name: match for name, match in guess.items() if name not in given and name not in found.asks}
        best = max(best, guess, key=lambda one: (sum(dataset.column(name).required for name in one), len(one)))
    return {name: {**best, **given}[name] for name in dataset.names if name in best or name in given}


def checked(found: Reading, dataset: Dataset, mapping: Mapping[str, Match]) -> Checked:
    """Return the rows of `found` as rows of `dataset` under `mapping`, with every problem found. Never raises for what a file holds."""
    asks = unsaid(found, dataset)
    found = without(found, asks)
    mapping = {name: mapping[name] for name in dataset.given_names if name in mapping}
    read, said = sheets(found, dataset, mapping)
    places = places_of(read)
    findings = Findings(dataset, places)
    findings.of_file(*unanswered(asks, dataset, mapping), *found.notes, *said, *file_problems(read, dataset, mapping, asks))
    if found.dataset not in (None, dataset.name):
        findings.of_file(Problem("check.other_dataset", values={"found": found.dataset, "name": dataset.title}))
    columns = {column.name: column_of(read, column, mapping.get(column.name), len(places), findings) for column in dataset.columns}
    frame = pd.DataFrame({name: column.values for name, column in columns.items()}, index=places.index)
    offers = offered(frame, dataset, mapping)
    findings.of_file(*unoffered(offers, dataset, mapping))
    _multiply_shares(frame, columns, dataset)
    _keep_offsets(frame, columns, dataset, findings)
    _check_rows(frame, columns, dataset, findings)
    headers = _headers(found, {match.header for match in mapping.values()})
    problems, wrong = findings.problems(), findings.wrong
    dropped = found.rows_dropped + (0 if found.dataset else findings.of_single_rows)
    return Checked(dataset, frame, places, problems, mapping, found.rows_read, wrong, found.reader, headers, asks, offers, dropped)


def _headers(found: Reading, used: set[str | None]) -> tuple[str, ...]:
    """Return the headers of the table that has most of those `used`."""
    return max((tuple(table.frame.columns) for table in found.tables), key=lambda names: len(used & {*names}), default=())


def _multiply_shares(frame: pd.DataFrame, columns: Mapping[str, Read], dataset: Dataset) -> None:
    """Turn what was given as a share of another column, within the observed part of the hour, into its amount."""
    for name, column in columns.items():
        if column.shares is not None and column.shares.any():
            whole = frame[dataset.column(name).share_of]
            whole = whole * frame["observed_minutes"].fillna(60) / 60 if "observed_minutes" in frame else whole
            frame.loc[column.shares, name] = (frame[name] * whole)[column.shares]


def _keep_offsets(frame: pd.DataFrame, columns: Mapping[str, Read], dataset: Dataset, findings: Findings) -> None:
    """Put the offsets that instants carried into the column `zone`, where it says nothing itself; else take the instants to that zone.

    In a dataset without one the offsets are problems.
    """
    for name, column in columns.items():
        if column.offsets is None or column.offsets.isna().all():
            continue
        if "zone" in dataset.names:
            frame[name], wrong = localised(frame[name], column.offsets, frame["zone"])
            findings.of_rows(dataset.column("zone"), columns["zone"].header, wrong, _saying("check.no_zone", columns["zone"], wrong))
            frame["zone"] = frame["zone"].fillna(column.offsets)
            continue
        positions = np.flatnonzero(column.offsets.notna())
        findings.of_rows(dataset.column(name), column.header, positions, _saying("check.offset", column, positions))


def _check_rows(frame: pd.DataFrame, columns: Mapping[str, Read], dataset: Dataset, findings: Findings) -> None:
    """Put into `findings` what breaks a rule of the dataset and is not told yet."""
    for each in broken(frame, dataset):
        column = columns[each.column.name]
        positions = each.positions[~column.told[each.positions]]
        findings.of_rows(each.column, column.header, positions, _breaking(each, positions, columns, dataset))
    if dataset.key:
        unread = np.logical_or.reduce([columns[name].told & frame[name].isna().to_numpy() for name in dataset.key])
        again, first = repeated(frame, dataset, unread)
        key = dataset.column(dataset.key[0])
        findings.of_rows(key, columns[key.name].header, again, _repeating(again, first, columns, dataset, findings.places))


def _saying(code: str, column: Read, positions: np.ndarray) -> Callable[[int], Problem]:
    return lambda n: Problem(code, values={"found": str(column.given.iloc[positions[n]])[:SHOWN]})


def _breaking(each: Broken, positions: np.ndarray, columns: Mapping[str, Read], dataset: Dataset) -> Callable[[int], Problem]:
    """Return the n-th problem with a rule: what was found beside the bound, the allowed codes or the other column's cell."""
    column = each.column
    if each.rule == "required":
        return lambda n: Problem("check.required")
    given = columns[column.name].given
    if each.rule == "low":
        code, values = "check.too_low", {"low": column.low, "unit": column.unit or ""}
    elif each.rule == "high":
        code, values = "check.too_high", {"high": column.high, "unit": column.unit or ""}
    elif each.rule == "values":
        code, values = "check.not_a_code", {"allowed": tuple(column.values.values())}
    else:
        return _disordered(each, positions, columns, dataset)
    return lambda n: Problem(code, values={"found": str(given.iloc[positions[n]])[:SHOWN], **values})


def _disordered(each: Broken, positions: np.ndarray, columns: Mapping[str, Read], dataset: Dataset) -> Callable[[int], Problem]:
    """Return the n-th problem with an order: what was found beside the larger cell, and the minutes of it that are observed."""
    names = (each.column.name, *each.rule.split(" "))
    title, code = dataset.column(names[1]).title, "check.order" if len(names) == 2 else "check.more_than_observed"

    def problem(n: int) -> Problem:
        found = (str(columns[name].given.iloc[positions[n]])[:SHOWN] for name in names)
        return Problem(code, values=dict(zip(("found", "other", "minutes"), found, strict=False)) | {"other_title": title})

    return problem


def _repeating(
    again: np.ndarray, first: np.ndarray, columns: Mapping[str, Read], dataset: Dataset, places: pd.DataFrame
) -> Callable[[int], Problem]:
    def problem(n: int) -> Problem:
        key = (columns[name].given.iloc[again[n]] for name in dataset.key)
        found = " / ".join(str(part) for part in key if not pd.isna(part))[:SHOWN]
        titles = tuple(dataset.column(name).title for name in dataset.key)
        file, sheet, row = places.iloc[first[n]]
        values = {"found": found, "first": str(row), "first_sheet": sheet or "", "first_file": file or "", "titles": titles}
        return Problem("check.repeated", values=values)

    return problem
