"""Reading and checking files in a child process under limits of memory, time and output: what fails there, fails there alone.

The same functions as in `data.check` and `data.read`, with the same answers: what a user gave is read through these. Refused besides
(read.too_heavy, read.too_slow, read.broke_off) where the child goes beyond its limits or ends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

from data.child.limits import limits_of
from data.child.pool import ask

if TYPE_CHECKING:
    from data.check import Checked
    from data.corrections import Correction
    from data.mapping import Match
    from data.matching import Values
    from data.read import File, Reading
    from data.schema import Dataset
    from data.store.ledger import Upload

_OF_EARLIER = ("number", "file_name", "stored_at", "mapping")


def reading_of(files: Sequence[File], reader: str | None = None, mapping: Mapping[str, Match] | None = None) -> Reading:
    """Return what `files` hold, as `data.read.reading_of`."""
    return ask("reading_of", {"files": _absolute(files), "reader": reader, "mapping": mapping}, limits_of(files))


def checked_files(
    files: Sequence[File],
    dataset: Dataset,
    reader: str | None = None,
    mapping: Mapping[str, Match] | None = None,
    remembered: Callable[[str], Upload | None] | None = None,
    values: Values | None = None,
    corrections: Sequence[Correction] = (),
) -> Checked:
    """Return `files` read as one, mapped and checked, as `data.check.checked_files`; `remembered` is asked in this process."""
    given = {"reader": reader, "mapping": mapping, "values": values, "corrections": tuple(corrections)}
    recall = (lambda key: _told(remembered(key))) if remembered else None
    found = ask("checked_files", {"files": _absolute(files), "dataset": dataset, **given}, limits_of(files), recall)
    return replace(found, dataset=dataset)


def _absolute(files: Sequence[File]) -> list[File]:
    return [replace(file, path=file.path.absolute()) for file in files]


def _told(upload: Upload | None) -> SimpleNamespace | None:
    """Return what the child is told of an earlier upload; its class would load the database there."""
    return upload and SimpleNamespace(**{name: getattr(upload, name) for name in _OF_EARLIER})
