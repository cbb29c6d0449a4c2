"""Published figures as they may be compared: in one unit a dimension, each with the line that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator

import pandas as pd

from data.period import by_time, last_day

METHOD = "capacity 1.0"

LINE = ("region", "area", "metric", "precision", "basis", "series", "edition", "converted", "measured_in")
"""Two figures that differ in one of these are never joined and never added."""

FLOORS = ("above",)
"""Qualifiers of a figure that is a lower bound."""

SPREAD_MONTHS = 12
"""Months between figures of one indicator beyond which they bear no comparison: such capacity grows in the meantime."""

FEW_REGIONS = 3
"""Regions up to which the largest of them is no finding: they are the ones that published, not a ranking."""

_UNITS = {"eflops": ("eflops", 1.0), "pflops": ("eflops", 1e-3), "gw": ("gw", 1.0), "mw": ("gw", 1e-3)}
"""Unit as stored -> unit drawn, and the multiple of ten between them. Any other unit is drawn as it is."""


def figures(rows: pd.DataFrame) -> pd.DataFrame:
    """Return `rows` in time order with `amount` in `measured_in` (eflops, gw, racks, fraction, cards); each figure of a line once.

    A figure that several sources repeat (same line, day and amount) is kept once, the first source's. Unknown parts of the line (no
    area, no precision, no edition) are empty text. Multiples of ten are the only conversion made here; `converted` names any other
    that was made before.
    """
    known = rows if "converted" in rows else rows.assign(converted="")
    told = [in_one_unit(value, unit) for value, unit in zip(known["value"], known["unit"], strict=True)]
    amounts = pd.Series([amount for _, amount in told], known.index, dtype="float64")
    known = known.assign(amount=amounts, measured_in=[unit for unit, _ in told])
    known = known.assign(**{name: known[name].fillna("").astype(object) for name in LINE})
    known = known.sort_values(["period_end", "precision", "source_title"], key=by_time("period_end"), ignore_index=True, kind="stable")
    return known.drop_duplicates([*LINE, "period_end", "amount"], ignore_index=True)


def months_apart(dates: Iterable[object]) -> int:
    """Return the months between the end of the first and that of the last of `dates`; 0 where fewer than two state one."""
    ends = [day for one in dates if (day := last_day(one))]
    return round((max(ends) - min(ends)).days / 365.25 * 12) if ends else 0


def in_one_unit(value: float, unit: str) -> tuple[str, float]:
    """Return the unit drawn for figures of `unit`, and `value` in it."""
    drawn, factor = _UNITS.get(unit, (unit, 1.0))
    # Rounded, because 0.001 has no exact binary form: no source prints ten significant digits.
    return drawn, round(value * factor, 9)


def lines(known: pd.DataFrame) -> Iterator[tuple[tuple[Hashable, ...], pd.DataFrame]]:
    """Yield (identity, rows) of each line of `known`, which `figures` made: the only way in which figures are grouped."""
    yield from known.groupby(list(LINE), sort=False)


def column_name(identity: dict[str, str], taken: set[str]) -> str:
    """Return the name of a line's column, such as official_fp16_actual_eflops; never one that is `taken`."""
    place = "" if (identity["region"], identity["area"]) == ("CN", "") else f"{identity['region']} {identity['area']}"
    parts = (place, *(identity[name] for name in ("series", "precision", "basis", "edition", "converted")))
    stem = re.sub(r"\W+", "_", " ".join(parts).lower()).strip("_")
    names = (f"{stem}{'' if number == 1 else f'_{number}'}_{identity['measured_in']}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)
