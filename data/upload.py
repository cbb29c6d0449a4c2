"""An upload before it is stored: what it would change, what it leaves out, and whether that has been agreed to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data import corrections, lasting
from data.check import Checked
from data.digest import joint_digest
from data.mapping import header_key, to_json
from data.schema import Problem, Text
from data.store import Met, NewUpload, Store, Upload, share_text

FREELY = 0.01
"""Up to which share rows may be left out without naming it."""
_NAMES = 3


@dataclass(frozen=True, eq=False)
class Draft:
    """Checked files, and what storing them would do for their owner.

    same     a live upload of the same files
    earlier  live uploads of the owner that are made of some of the files: they stand back, all are read together
    met      live rows that have the key of rows of the files
    """

    checked: Checked
    digests: tuple[str, ...]
    owner: str
    same: Upload | None
    earlier: tuple[Upload, ...]
    met: tuple[Met, ...]

    @property
    def replaced(self) -> tuple[Met, ...]:
        """What stored rows would be drawn otherwise, or no longer: it needs a yes."""
        return tuple(each for each in self.met if each.kind != "record" and (each.differing or each.partial or each.gone))

    @property
    def share(self) -> float:
        """The share of the files' rows that would be left out."""
        dropped, whole = self.checked.dropped
        return dropped / whole if whole else 0.0

    def changes(self) -> Iterator[Problem]:
        """Yield what storing would do to what is stored: errors for what needs a yes, notes for the rest."""
        for upload in self.earlier:
            yield Problem("store.together", values={"number": str(upload.number), "name": upload.file_name}, severity="note")
        numbers = {upload.number for upload in self.earlier}
        for each in self.met:
            values = {"number": str(each.number), "name": each.file_name, "rows": self.checked.dataset.counted}
            if each.differing:
                code = f"store.replaces_{'earlier' if each.number in numbers else each.kind}"
                severity = "note" if each.kind == "record" else "error"
                yield Problem(code, values={**values, "count": each.differing, "sample": _sample(each)}, severity=severity)
            if each.partial and each.kind == "upload":
                yield Problem("store.partial", values={**values, "count": each.partial})
            if each.gone:
                yield Problem("store.gone", values={**values, "count": each.gone})
            if each.same and each.kind == "upload" and each.number not in numbers:
                yield Problem("store.same_values", values={**values, "count": each.same}, severity="note")

    def disagreement(self, good_rows: str | None) -> Problem | None:
        """Return why the rows without errors may not be stored; None where they may.

        good_rows: None, unless it was agreed to leave rows out; then the share named, empty where none is.
        """
        if not self.checked.errors:
            return None
        dropped, whole = self.checked.dropped
        values = {"share": share_text(self.share), "dropped": dropped, "whole": whole}
        if good_rows is None or (not good_rows and self.share > FREELY):
            return Problem("store.left_out", values=values)
        if good_rows and not _names(good_rows, self.share):
            return Problem("store.other_share", values={**values, "found": good_rows})
        return None

    def new(self, file_name: str, visibility: str) -> NewUpload:
        """Return the rows without errors, with how they were read, ready to be stored."""
        checked = self.checked
        dropped, whole = checked.dropped
        return NewUpload(
            checked.dataset.name,
            checked.good,
            file_name,
            joint_digest(self.digests),
            checked.reader,
            to_json(checked.mapping),
            header_key(checked.headers) if checked.headers and not checked.inner else "",
            self.owner,
            visibility,
            digests=tuple(sorted(set(self.digests))),
            rows_read=whole,
            rows_dropped=dropped,
            corrections=corrections.to_json(checked.corrections),
            notes=lasting.to_json(checked.notes),
            together_with=tuple(upload.number for upload in self.earlier),
        )


def draft(store: Store, checked: Checked, digests: Sequence[str], owner: str) -> Draft:
    """Return what storing the good rows of `checked`, read from files of these `digests`, would do for `owner`."""
    name, own = checked.dataset.name, set(digests)
    mine = (upload for upload in store.uploads(owner) if upload.owner == owner and upload.dataset == name and not upload.undone_at)
    earlier = tuple(upload for upload in mine if {*upload.digests.split()} < own)
    met = store.tables(owner).met(name, checked.good, [upload.number for upload in earlier])
    return Draft(checked, tuple(digests), owner, store.same_file(name, joint_digest(digests), owner), earlier, met)


def joint_name(names: Sequence[str]) -> str:
    """Return one name for the files of an upload."""
    more = f" + {len(names) - _NAMES}" if len(names) > _NAMES else ""
    return " + ".join(names[:_NAMES]) + more


def _names(text: str, share: float) -> bool:
    """Return whether `text` (42%, 0.42) names `share` as far as it is exact."""
    if not (found := re.fullmatch(r"(\d+)(?:\.(\d+))?(%?)", text.strip())):
        return False
    value = share * 100 if found[3] else share
    decimals = len(found[2] or "")
    return (bool(found[3]) or decimals > 1) and abs(float(text.strip(" %")) - value) <= 0.5 * 10**-decimals + 1e-9


def _sample(met: Met) -> tuple[Text, ...]:
    return tuple(
        Text(f"{key}: {column.title.en} {now} → {then}", f"{key}：{column.title.zh} {now} → {then}")
        for key, column, now, then in met.sample
    )
