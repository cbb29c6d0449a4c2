"""Columns of numbers whose unit stands in another column of the row: what the header states besides, and whether the two agree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from data.cells import Cells, cells
from data.schema import Column
from data.units import MONEY, TIMES, meanings, ratio, unit

_TIMES_OF = {"hours": "hour", "days": "day", "months": "month", "years": "year", "card_hours": "card_hour"}
"""What a time is called in the unit of a row: cny_per_card_hour."""
_COUNTED = (*MONEY, "cards", "racks", "tokens", "tokens_per_day", "requests", "contracts", "share")


def by_row(given: pd.Series, column: Column, stated: str | None, lines: Sequence[str], units: pd.Series) -> tuple[Cells, np.ndarray]:
    """Return `given` as values of `column`, and the positions whose unit (`units`) is another than the header has `stated`.

    `lines` are the units above the header, each of which counts in the rows of that unit.
    """
    values = pd.Series(np.nan, given.index, dtype="float64")
    wrong, problems, contrary = [], [], []
    codes, distinct = pd.factorize(units, use_na_sentinel=True)
    for number in np.unique(codes):
        at = np.flatnonzero(codes == number)
        own = str(distinct[number]).casefold() if number >= 0 else None
        said = stated or next((line for line in lines if own and agreed(line, own)), None)
        if said and own and not agreed(said, own):
            contrary.append(at)
            continue
        part = given.iloc[at].reset_index(drop=True)
        typed = cells(part, replace(column, unit=_base(own or said or "")), _money(said) if said and "/" in said else _same(said, own))
        values.iloc[at] = typed.values.to_numpy()
        wrong.append(at[typed.wrong])
        problems.append(typed.problems)
    places = np.concatenate(wrong) if wrong else np.empty(0, int)
    order = np.argsort(places, kind="stable")
    told = np.concatenate(problems)[order] if problems else np.empty(0, object)
    return Cells(values, places[order], told), np.sort(np.concatenate(contrary)) if contrary else np.empty(0, int)


def agreed(stated: str, own: str) -> bool:
    """Return whether the unit that a header has `stated` is that of the row, a multiple of it, or its first part (CNY per card-hour)."""
    if stated in TIMES or ratio(stated, own) == 1:
        return True
    if (stated, own) == ("percent", "fraction"):
        return True
    pieces = re.split(r"[/·]", stated) if "/" in stated else [stated]
    base = unit(_money(stated) if len(pieces) > 1 else stated).dimension
    times = [_TIMES_OF[code] for piece in pieces[1:] for code in meanings(piece) if code in _TIMES_OF]
    return (own == base or own.startswith(f"{base}_per_")) and all(time in own.removeprefix(base) for time in times)


def _base(own: str) -> str | None:
    """Return the unit in which values of a row are counted: that of what is counted per something else; None = a pure number."""
    first = own.split("_per_")[0]
    return next((code for code in (own, first) if unit(code).dimension in _COUNTED), None)


def _money(stated: str) -> str:
    return meanings(stated.split("/")[0])[0]


def _same(stated: str | None, own: str | None) -> str | None:
    """Return the unit in which the cells are, None where that is the row's."""
    return None if stated and own and stated not in TIMES and ratio(stated, own) == 1 else stated
