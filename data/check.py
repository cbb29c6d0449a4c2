"""A reading -> rows of a dataset, and every problem with it at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.breaches import check_rows
from data.columns import Read, columns_of
from data.corrections import Correction, corrected, given_cells
from data.doubts import doubts, foreign
from data.findings import Findings
from data.mapping import Match
from data.matching import Values, mapping_for
from data.offsets import keep_offsets, stated_zones
from data.questions import offered, unanswered, unoffered, unsaid, without
from data.read import File, Reading, for_check, for_reader, reading_of
from data.read.delimited import DELIMITED
from data.read.jobs import JOBS
from data.schema import Dataset, Problem
from data.shares import multiply
from data.sheets import file_problems, places_of, sheets
from data.steps import hourly, steps
from data.totals import totals

if TYPE_CHECKING:
    from data.store.ledger import Upload


@dataclass(frozen=True, eq=False)
class Checked:
    """A file as rows of `dataset`, and all that is wrong with it.

    frame     every declared column in its type, RangeIndex; what could not be read is null
    places    file, sheet and row in it, for each row of `frame`
    problems  sorted by place; at most data.cells.LIMIT of rows, then one that counts the rest
    wrong     which rows of `frame` an error keeps out
    reader    which reader read the file
    headers   the headers of the table that fits the dataset best; those of the file for a trace that is mapped by its reader
    inner     by column of that reader, where it is read from
    asks      columns that the file cannot tell, answered or not
    offers    columns for which an answer is offered that the file does not give, answered or not
    rows_dropped  rows of the file, of `rows_read`, that an error keeps out one by one
    words     by column of codes, the cells of the file with their counts
    given     the cells of the first rows with an error as they stand in the file, under its headers; none for a trace
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
    words: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    given: pd.DataFrame = field(default_factory=pd.DataFrame)
    corrections: tuple[Correction, ...] = ()
    inner: Mapping[str, Match] = field(default_factory=dict)

    @property
    def matches(self) -> Mapping[str, Match]:
        """Where each column is read from, be it the reader's or the dataset's."""
        return {**self.mapping, **self.inner}

    @property
    def dropped(self) -> tuple[int, int]:
        """How many rows of the file are left out where the good ones are stored, and of how many.

        Of a trace, whose rows are made of several of the file, the part of these that an error keeps out.
        """
        made, wrong = len(self.frame), int(self.wrong.sum())
        return self.rows_dropped or (round(wrong / made * self.rows_read) if made else 0), self.rows_read

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
    remembered: Callable[[str], Upload | None] | None = None,
    values: Values | None = None,
) -> Checked:
    """Return the file at `path` read, mapped and checked; as `checked_files` with one file, `name` being its original name."""
    return checked_files([File(Path(path), name or Path(path).name)], dataset, reader, mapping, remembered, values)


def checked_files(
    files: Sequence[File],
    dataset: Dataset,
    reader: str | None = None,
    mapping: Mapping[str, Match] | None = None,
    remembered: Callable[[str], Upload | None] | None = None,
    values: Values | None = None,
    corrections: Sequence[Correction] = (),
) -> Checked:
    """Return `files` read as one, mapped and checked. Refused (read.*) where there is nothing to check.

    `mapping` says which header a column is read from, be it of the dataset or of the reader (`data.read.inner_columns`); `values` which
    code a cell stands for, `corrections` which cells are another. Columns that `mapping` does not name are suggested, also by what was
    `remembered` (`data.matching.mapping_for`).
    """
    mapping = mapping or {}
    found = corrected(reading_of(files, reader, for_reader(mapping, dataset)), corrections)
    mapping, said = for_check(mapping, found, dataset)
    chosen, notes = mapping_for(found, dataset, mapping, remembered, values)
    result = checked(found, dataset, chosen)
    problems = (*notes, *said, *result.problems)
    return replace(result, problems=problems, wrong=result.wrong | bool(said), corrections=tuple(corrections))


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
    columns = columns_of(read, dataset, mapping, len(places), findings)
    frame = pd.DataFrame({name: column.values for name, column in columns.items()}, index=places.index)
    offers = offered(frame, dataset, mapping)
    findings.of_file(*unoffered(offers, dataset, mapping))
    if found.dataset is None:
        findings.of_file(*doubts(frame, columns, dataset, read, mapping, is_text=found.reader == DELIMITED.name))
        foreign(frame, columns, dataset, findings)
    multiply(frame, columns, dataset)
    keep_offsets(frame, columns, dataset, stated_zones(read, dataset, mapping), findings)
    minutes = steps(frame, columns, dataset, mapping, findings) if found.dataset is None else None
    check_rows(frame, columns, dataset, findings)
    # A job is in one partition, whatever that is called.
    is_sum = totals(frame, columns, dataset, findings) if found.reader != JOBS.name else np.zeros(len(frame), dtype=bool)
    headers = found.headers or _headers(found, {match.header for match in mapping.values()})
    given = given_cells(columns.values(), findings.wrong) if found.dataset is None else pd.DataFrame()
    problems, wrong = findings.problems(), findings.wrong
    dropped = found.rows_dropped + (0 if found.dataset else findings.of_single_rows)
    if is_sum.any():
        kept = np.flatnonzero(~is_sum)
        given = given[~is_sum[given.index]].rename(index={position: number for number, position in enumerate(kept)})
        frame, places, wrong = frame.iloc[kept].reset_index(drop=True), places.iloc[kept].reset_index(drop=True), wrong[kept]
        minutes = minutes.iloc[kept].reset_index(drop=True) if minutes is not None else None
    if minutes is not None and (minutes < 60).any():
        frame, first = hourly(frame, minutes, wrong, dataset)
        # The positions of what stands in the file are those of its rows, and no longer those of hours.
        places, wrong, given = places.iloc[first].reset_index(drop=True), wrong[first], pd.DataFrame()
    told = (asks, offers, dropped, _words(columns, dataset), given)
    return Checked(dataset, frame, places, problems, mapping, found.rows_read, wrong, found.reader, headers, *told, inner=found.matches)


def _words(columns: Mapping[str, Read], dataset: Dataset) -> dict[str, dict[str, int]]:
    """Return the cells of each column of codes that is read from a header, with their counts."""
    coded = [column.name for column in dataset.columns if column.values and columns[column.name].header]
    return {name: {str(cell): int(count) for cell, count in columns[name].given.value_counts().items()} for name in coded}


def _headers(found: Reading, used: set[str | None]) -> tuple[str, ...]:
    """Return the headers of the table that has most of those `used`."""
    return max((tuple(table.frame.columns) for table in found.tables), key=lambda names: len(used & {*names}), default=())
