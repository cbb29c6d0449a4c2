"""The columns that a reader takes from a table: where each stands, what its cells say, and which rows cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from data.cells import cells, null
from data.mapping import EPOCHS, Match, header_in, normalised, stated_unit
from data.read.reader import TOLD, told
from data.read.telemetry import instants, named
from data.schema import Column, Place, Problem, Refused
from data.units import SHOWN

RANGE_QUERY: Mapping[str, tuple[str, ...]] = {
    "time": ("timestamp", "time", "ts", "datetime", "时间"),
    "value": ("value", "val", "值"),
}
"""What a table of Prometheus in long form must have, and what it may be called."""
QUERY_LOOP = ("timestamp", "utilization.gpu")
"""What the output of a loop of nvidia-smi must have."""
_HEADERS = 600
_SHOWN = 3
"""How many of the rows are told where none can be read."""

_NO_TIME = frozenset(
    ("none", "unknown", "(null)", "nan", "nat", "0000-00-00 00:00:00", "0000-00-00", "未开始", "未结束", "尚未开始", "至今")
)
"""What stands in a column of times, besides `data.cells.null`, where there is none."""


def matched(headers: Iterable[str], columns: Sequence[Column], mapping: Mapping[str, Match]) -> dict[str, Match]:
    """Return for each of `columns` that the headers hold, or `mapping` gives a value, where it is read from.

    `mapping` goes before the synonyms; a header that it names is no other column's, and a match of nothing leaves its column out. A
    header that it names and that is not there is kept as it is named.
    """
    headers = list(headers)
    given = {column.name: mapping[column.name] for column in columns if column.name in mapping}
    wanted = {
        name: replace(match, header=header_in(headers, match.header) or match.header) for name, match in given.items() if match.header
    }
    free = [header for header in headers if header not in {match.header for match in wanted.values()}]
    names = {column.name: _names(column) for column in columns if column.name not in given}
    known = {name: Match(header) for name, header in named(free, names).items()}
    constants = {name: match for name, match in given.items() if match.constant and not match.header}
    return {**known, **wanted, **constants}


def taken(frame: pd.DataFrame, columns: Sequence[Column], matches: Mapping[str, Match], needed: Sequence[str]) -> pd.DataFrame:
    """Return the cells of `columns` under the columns' names. Refused where a header is not there, or one of `needed` has none."""
    absent = [(name, match) for name, match in matches.items() if match.header and match.header not in frame]
    if absent:
        found = ", ".join(map(str, frame.columns))
        raise Refused(
            *(
                Problem("read.no_such_header", values={"found": match.header, "name": name, "headers": found[:600]})
                for name, match in absent
            )
        )
    if missing := [name for name in needed if name not in matches]:
        raise Refused(Problem("read.columns_unnamed", values={"names": ", ".join(missing), "ways": _ways(missing)}))
    given = {name: frame[match.header] if match.header else match.constant for name, match in matches.items()}
    return pd.DataFrame({column.name: given[column.name] for column in columns if column.name in given}, index=frame.index, dtype="str")


def unused(frame: pd.DataFrame, matches: Mapping[str, Match]) -> tuple[Problem, ...]:
    """Return a note of the headers of `frame` that nothing is read from: what they say is in no figure."""
    used = {match.header for match in matches.values()}
    free = [str(header) for header in frame.columns if header not in used and frame[header].notna().any()]
    values = {"headers": ", ".join(free)[:_HEADERS], "count": len(free)}
    return (Problem("check.unused_headers", values=values, severity="note"),) if free else ()


class BadRows:
    """The rows of a table that cannot be read, and why: each is an error at its row, the first TOLD told one by one."""

    def __init__(self, index: pd.Index, matches: Mapping[str, Match], columns: Sequence[Column]):
        self.rows = pd.Series(False, index)
        self._matches = matches
        self._columns = {column.name: column for column in columns}
        self._problems: list[Problem] = []

    def add(self, wrong: pd.Series, name: str, problem: Callable[[int], Problem]) -> None:
        """Add the rows where `wrong` holds and nothing else is wrong yet: `problem(row)` says what is, in the column `name`."""
        rows = wrong.index[wrong & ~self.rows]
        self.rows[rows] = True
        header = self._matches.get(name, Match()).header
        for row in rows[: max(0, TOLD - len(self._problems))]:
            found = problem(row)
            values = {"title": self._columns[name].title, **found.values}
            self._problems.append(replace(found, place=Place(row=int(row), column=header), values=values))

    def problems(self) -> tuple[Problem, ...]:
        """Return how many rows cannot be read and what share that is, then each; nothing where all can. Refused where none can."""
        count, of = int(self.rows.sum()), len(self.rows)
        if not of:
            raise Refused(Problem("read.header_only", values={"found": ", ".join(match.header or "" for match in self._matches.values())}))
        if not count:
            return ()
        each = told(sorted(self._problems, key=lambda problem: problem.place.row), count)
        names = ", ".join(dict.fromkeys(problem.place.column for problem in each if problem.place.column))
        if count == of:
            values = {"count": count, "names": names}
            raise Refused(Problem("read.no_row_read", Place(row=each[0].place.row), values=values), *each[:_SHOWN])
        share = f"{100 * count / of:.2g} %"
        return (Problem("read.rows_dropped", values={"count": count, "of": of, "share": share, "names": names}), *each)


def numbers(given: pd.DataFrame, name: str, bad: BadRows, matches: Mapping[str, Match], columns: Sequence[Column]) -> pd.Series:
    """Return the numbers of one column, in its unit and not below its bound; null where the cell is empty or says that it is unknown."""
    column = next(each for each in columns if each.name == name)
    if name not in given:
        return pd.Series(np.nan, given.index)
    match = matches[name]
    typed = cells(given[name], column, match.unit or (stated_unit(match.header, column) if match.header else None))
    values = pd.Series(typed.values.to_numpy("float64", na_value=np.nan), given.index)
    problems = dict(zip(given.index[typed.wrong], typed.problems, strict=True))
    bad.add(pd.Series(given.index.isin(list(problems)), given.index), name, problems.__getitem__)
    if column.low is not None:
        low = {"low": column.low, "unit": column.unit or ""}
        bad.add(values < column.low, name, lambda row: Problem("check.too_low", values={"found": str(given.at[row, name])[:SHOWN], **low}))
    return values


def times(
    given: pd.DataFrame, names: Sequence[str], bad: BadRows, matches: Mapping[str, Match]
) -> tuple[pd.DataFrame, str | None, tuple[Problem, ...]]:
    """Return the times of the columns `names` as `data.read.telemetry.instants` does; a text that is no time keeps its row out.

    Empty cells, words for an unknown value (None, Unknown, 无) and the numbers 0 and -1 beside dates are null.
    """
    there = [name for name in names if name in given]
    text = given[there].apply(_without_unknown)
    headers = {name: matches[name].header or name for name in there}
    units = {headers[name]: matches[name].unit for name in there if matches[name].unit in EPOCHS}
    try:
        moments, zone, said = instants(text.rename(columns=headers), units)
    except Refused as refused:
        raise Refused(*(replace(each, values={**each.values, "closest": there[0]}) for each in refused.problems)) from refused
    moments = moments.set_axis(there, axis=1)
    for name in there:
        nothing = text[name].isna() | (pd.to_numeric(text[name], errors="coerce") <= 0)
        bad.add(
            moments[name].isna() & ~nothing,
            name,
            lambda row, name=name: Problem("check.not_an_instant", values={"found": str(given.at[row, name])[:SHOWN]}),
        )
    return moments.reindex(columns=list(names)).astype("datetime64[us]"), zone, said


def _names(column: Column) -> tuple[str, ...]:
    return tuple(dict.fromkeys(normalised(name) for name in (column.name, column.title.en, column.title.zh, *column.synonyms)))


def _without_unknown(texts: pd.Series) -> pd.Series:
    wordy = texts.notna() & ~texts.str.contains(r"[1-9]", na=False)
    nothing = texts[wordy].map(lambda text: null(text) or text.casefold() in _NO_TIME).reindex(texts.index).fillna(False)
    return texts.mask(nothing.astype(bool))


def _ways(names: Sequence[str]) -> str:
    return " ".join(f'--map "{name}=…"' for name in names)
