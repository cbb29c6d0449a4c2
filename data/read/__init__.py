"""How a file gets in: one module per format or public trace, and READERS, the register of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from data.digest import digest
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
from data.read.unread import unread
from data.schema import Place, Problem, Refused

READERS: tuple[Reader, ...] = (HELIOS, NVIDIA_SMI, PROMETHEUS, JOBS, NODES, INFERENCE, PARQUET, EXCEL, JSONL, DELIMITED)
"""Asked in this order whether a file is theirs: a trace before the format that it is written in."""

__all__ = ["MAX_BYTES", "READERS", "File", "Reader", "Reading", "Table", "reading", "reading_of"]


def reading(path: Path, name: str | None = None, reader: str | None = None) -> Reading:
    """Return what the file (or folder of a trace) at `path` holds; as `reading_of` with one file, `name` being its original name."""
    return reading_of([File(Path(path), name or Path(path).name)], reader)


def reading_of(files: Sequence[File], reader: str | None = None) -> Reading:
    """Return what `files` hold, read as one and in the order of their content, so that the order in which they came changes nothing.

    The reader is chosen by content; `reader` names one instead. A file that comes twice is read once and said. Refused, with codes
    read.*, for what holds no table with rows, and for files of different readers.
    """
    for file in files:
        if problem := refusal(file.path) or (unread(file.path) if reader is None else None):
            raise Refused(_at(problem, file, files))
    files, copies = _distinct(files)
    chosen = _one_reader(files, reader)
    if any(file.path.is_dir() and not chosen.recognises(file.path, file.name) for file in files):
        raise Refused(Problem("read.folder"))
    found = chosen.read(files)
    found = replace(found, notes=(*found.notes, *copies))
    if not any(len(table.frame) for table in found.tables):
        errors = tuple(note for note in found.notes if note.severity == "error")
        headers = ", ".join(str(column) for table in found.tables for column in table.frame.columns)
        raise Refused(*errors or (Problem("read.header_only" if headers else "read.empty", values={"found": headers[:200]}),))
    return found


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


def _one_reader(files: Sequence[File], reader: str | None) -> Reader:
    chosen = {file.name: _chosen(file.path, file.name, reader) for file in files}
    if len({each.name for each in chosen.values()}) > 1:
        kinds = "; ".join(f"{name}: {each.name}" for name, each in chosen.items())
        raise Refused(Problem("read.several_readers", values={"names": kinds}))
    return next(iter(chosen.values()))


def _chosen(path: Path, name: str, reader: str | None) -> Reader:
    if reader is None:
        return next((each for each in READERS if each.recognises(path, name)), DELIMITED)
    for each in READERS:
        if each.name == reader:
            return each
    raise Refused(Problem("read.unknown_reader", values={"found": reader, "names": ", ".join(each.name for each in READERS)}))
