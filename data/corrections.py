"""Cells that the analyst corrects before storing: put in the place of what stands in the file, and kept with the upload."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import pandas as pd

from data.columns import Read
from data.read import Reading
from data.schema import Place

SHOWN = 200
"""How many rows with errors can be corrected at once."""


@dataclass(frozen=True)
class Correction:
    """A cell that is read as `now` where the file says `was`; null = an empty cell."""

    place: Place
    was: str | None
    now: str | None


def corrected(found: Reading, corrections: Sequence[Correction]) -> Reading:
    """Return the reading with the cells of `corrections` as they are corrected."""
    if not corrections:
        return found
    tables = []
    for table in found.tables:
        frame = table.frame
        places = {table.place(int(row)): row for row in frame.index}
        for each in corrections:
            at, column = places.get((each.place.file, each.place.row)), each.place.column
            if at is not None and table.sheet == each.place.sheet and column in frame:
                frame = frame.astype({column: "str"}) if frame[column].dtype != "str" else frame.copy()
                frame.loc[at, column] = each.now
        tables.append(replace(table, frame=frame))
    return replace(found, tables=tuple(tables))


def given_cells(columns: Iterable[Read], wrong: np.ndarray) -> pd.DataFrame:
    """Return the first rows that are `wrong` as they stand in the file: columns = its headers, index = positions of the rows."""
    at = np.flatnonzero(wrong)[:SHOWN]
    return pd.DataFrame({column.header: column.given.iloc[at] for column in columns if column.header}, index=at)


def edits(given: pd.DataFrame, edited: pd.DataFrame, places: pd.DataFrame) -> tuple[Correction, ...]:
    """Return what differs between `given` (see `given_cells`) and the same rows `edited`; `places` as in Checked."""
    changes = []
    for position in given.index:
        file, sheet, row = places.loc[position, ["file", "sheet", "row"]]
        for header in given:
            was, now = (_cell(frame.loc[position, header]) for frame in (given, edited))
            if was != now:
                changes.append(Correction(Place(sheet, int(row), header, file), was, now))
    return tuple(changes)


def merged(earlier: Sequence[Correction], later: Sequence[Correction]) -> tuple[Correction, ...]:
    """Return both as one: a cell that is corrected twice is as the file says first and as it is corrected last."""
    found = {each.place: each for each in earlier}
    for each in later:
        found[each.place] = replace(each, was=found[each.place].was) if each.place in found else each
    return tuple(each for each in found.values() if each.was != each.now)


def corrections_csv(text: str) -> bytes:
    """Return corrections, as JSON (`to_json`), as a CSV file that spreadsheets open."""
    return pd.DataFrame(json.loads(text)).to_csv(index=False).encode("utf-8-sig")


def to_json(corrections: Sequence[Correction]) -> str:
    """Return `corrections` as JSON: a list of file, sheet, row, column, was and now."""
    return json.dumps([{**asdict(each.place), "was": each.was, "now": each.now} for each in corrections], ensure_ascii=False)


def _cell(value: object) -> str | None:
    return None if pd.isna(value) or str(value).strip() == "" else str(value).strip()
