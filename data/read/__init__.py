"""How a file gets in: one module per format or public trace, and READERS, the register of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from data.digest import digest
from data.mapping import Match
from data.read.content import refusal
from data.read.delimited import DELIMITED
from data.read.excel import EXCEL
from data.read.helios import HELIOS
from data.read.inference import INFERENCE
from data.read.jobs import JOBS
from data.read.jsonl import JSONL
from data.read.nodes import NODES
from data.read.nvidia_smi import NVIDIA_SMI
from data.read.parquet import PARQUET
from data.read.prometheus import PROMETHEUS
from data.read.reader import MAX_BYTES, File, Reader, Reading, Table
from data.read.telemetry import headers
from data.read.unread import unread
from data.schema import Column, Dataset, Place, Problem, Refused

READERS: tuple[Reader, ...] = (HELIOS, NVIDIA_SMI, PROMETHEUS, JOBS, NODES, INFERENCE, PARQUET, EXCEL, JSONL, DELIMITED)
"""Asked in this order whether a file is theirs: a trace before the format that it is written in."""

__all__ = [
    "MAX_BYTES",
    "READERS",
    "File",
    "Reader",
    "Reading",
    "Table",
    "for_check",
    "for_reader",
    "headers_of",
    "inner_columns",
    "reading",
    "reading_of",
]


def inner_columns(dataset: str, reader: str | None = None) -> tuple[Column, ...]:
    """Return the columns that the readers of `dataset` read, or `reader` alone, each name once: a mapping may name them as well."""
    every = (column for each in READERS if each.dataset == dataset and reader in (None, each.name) for column in each.columns)
    return tuple({column.name: column for column in every}.values())


def for_reader(mapping: Mapping[str, Match], dataset: Dataset) -> dict[str, Match]:
    """Return what a reader is told of `mapping`: of columns of the dataset the headers alone, for values are left to the check."""
    return {name: match if match.header or name not in dataset.names else Match() for name, match in mapping.items()}


def for_check(mapping: Mapping[str, Match], found: Reading, dataset: Dataset) -> tuple[dict[str, Match], tuple[Problem, ...]]:
    """Return what is left of `mapping` once the reader of `found` has taken its headers, and a problem for each column it does not read."""
    taken = {column.name: None for each in READERS if each.name == found.reader for column in each.columns}
    left = {name: match for name, match in mapping.items() if name in dataset.names and not (name in taken and match.header)}
    values = {"reader": found.reader, "names": ", ".join(dict.fromkeys((*dataset.given_names, *taken)))}
    unread = [name for name in mapping if name not in dataset.names and name not in taken]
    return left, tuple(Problem("mapping.not_of_reader", values={"found": name, **values}) for name in unread)


def headers_of(files: Sequence[File]) -> tuple[str, ...]:
    """Return the headers of `files`, which may be refused otherwise, each once; none where they hold no text with headers."""
    return tuple(dict.fromkeys(header for file in files if file.path.is_file() for header in headers(file.path)))


def reading(path: Path, name: str | None = None, reader: str | None = None, mapping: Mapping[str, Match] | None = None) -> Reading:
    """Return what the file (or folder of a trace) at `path` holds; as `reading_of` with one file, `name` being its original name."""
    return reading_of([File(Path(path), name or Path(path).name)], reader, mapping)


def reading_of(files: Sequence[File], reader: str | None = None, mapping: Mapping[str, Match] | None = None) -> Reading:
    """Return what `files` hold, read as one and in the order of their content, so that the order in which they came changes nothing.

    The reader is chosen by content; `reader` names one instead. `mapping` says where its columns are read from (`Reader.columns`). A file
    that comes twice is read once and said. Refused, with codes read.*, for what holds no table with rows, and for files of different
    readers.
    """
    for file in files:
        if problem := (unread(file.path) if reader is None else None) or refusal(file.path):
            raise Refused(_at(problem, file, files))
    files, copies = _distinct(files)
    mapping = mapping or {}
    chosen = _one_reader(files, reader, mapping)
    if any(file.path.is_dir() and not chosen.is_of(file, mapping) for file in files):
        raise Refused(Problem("read.folder"))
    try:
        found = chosen.reading(files, mapping)
    except Refused as refused:
        raise Refused(*(_guided(problem, chosen) for problem in refused.problems)) from refused
    found = replace(found, notes=(*found.notes, *copies))
    if not any(len(table.frame) for table in found.tables):
        errors = tuple(note for note in found.notes if note.severity == "error")
        headers = ", ".join(str(column) for table in found.tables for column in table.frame.columns)
        raise Refused(*errors or (Problem("read.header_only" if headers else "read.empty", values={"found": headers[:200]}),))
    return found


def _guided(problem: Problem, reader: Reader) -> Problem:
    """Return the problem with the section of docs/readers that says how such a file is made; a table of one's own has none."""
    return replace(problem, values={**problem.values, "guide": reader.title}) if reader.dataset else problem


def _at(problem: Problem, file: File, files: Sequence[File]) -> Problem:
    return replace(problem, place=replace(problem.place, file=file.name)) if len(files) > 1 else problem


def _distinct(files: Sequence[File]) -> tuple[list[File], tuple[Problem, ...]]:
    """Return the files without copies, in the order of their content, and a note of each copy."""
    if len(files) == 1:
        return list(files), ()
    by_content: dict[str, File] = {}
    copies = []
    for file in sorted(files, key=lambda each: each.name):
        first = by_content.setdefault(digest(file.path), file)
        if first is not file:
            copies.append(Problem("read.copy", Place(file=file.name), values={"name": first.name}, severity="note"))
    return [by_content[key] for key in sorted(by_content)], tuple(copies)


def _one_reader(files: Sequence[File], reader: str | None, mapping: Mapping[str, Match]) -> Reader:
    chosen = [_chosen(file, reader, mapping) for file in files]
    if len({each.name for each in chosen}) > 1:
        kinds = "; ".join(f"{file.name}: {each.name}" for file, each in zip(files, chosen, strict=True))
        raise Refused(Problem("read.several_readers", values={"names": kinds}))
    return chosen[0]


def _chosen(file: File, reader: str | None, mapping: Mapping[str, Match]) -> Reader:
    if reader is None:
        return next((each for each in READERS if each.is_of(file, mapping)), DELIMITED)
    for each in READERS:
        if each.name == reader:
            return each
    raise Refused(Problem("read.unknown_reader", values={"found": reader, "names": ", ".join(each.name for each in READERS)}))
