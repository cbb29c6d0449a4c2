"""The problems of one file, gathered while it is checked: each told at its place as far as the limit goes, the rest counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from data.cells import LIMIT
from data.schema import Column, Dataset, Place, Problem


class Findings:
    """Problems as they are found. `wrong` marks rows that an error keeps out; `places` gives file, sheet and row of each."""

    def __init__(self, dataset: Dataset, places: pd.DataFrame):
        self.wrong = np.zeros(len(places), dtype=bool)
        self._of_rows = np.zeros(len(places), dtype=bool)
        self.places = places
        self._order = {name: position for position, name in enumerate(dataset.names)}
        sheets = places[["file", "sheet"]].drop_duplicates().itertuples(index=False, name=None)
        self._sheets = {pair: position for position, pair in enumerate(sheets)}
        self._of_file: list[Problem] = []
        self._told: list[tuple[tuple[int, int, int], Problem]] = []
        self._counts: Counter[str] = Counter()

    @property
    def of_single_rows(self) -> int:
        """How many rows an error of their own keeps out."""
        return int(self._of_rows.sum())

    def of_file(self, *problems: Problem) -> None:
        """Add problems that the reader placed, or that have no row; an error without a row keeps every row out."""
        for problem in problems:
            if problem.place.row is None:
                self._of_file.append(problem)
                self.wrong |= problem.severity == "error" and problem.code not in _REST
            else:
                self._tell(problem, -1)

    def of_some(self, positions: Sequence[int], problem: Problem) -> None:
        """Add one problem that keeps the rows at `positions` out, and names none of them."""
        self._of_file.append(problem)
        self.wrong[positions] = True
        self._of_rows[positions] = True

    def of_rows(
        self, column: Column, header: str | None, positions: Sequence[int], problems: Callable[[int], Problem] | Sequence[Problem]
    ) -> None:
        """Add the n-th of `problems`, or `problems(n)`, at the n-th of `positions` in `column`, which the user calls `header`."""
        self.wrong[positions] = True
        self._of_rows[positions] = True
        for n, position in enumerate(positions[:LIMIT]):
            problem = problems(n) if callable(problems) else problems[n]
            file, sheet, row = self.places.iloc[position]
            values = {"title": column.title, **problem.values}
            self._tell(replace(problem, place=Place(sheet, int(row), header, file), values=values), self._order[column.name])
        self._count(positions[LIMIT:], problems)

    def problems(self) -> tuple[Problem, ...]:
        """Return what was found, sorted by place, at most LIMIT at rows, and then one problem that counts the rest by code."""
        told = [problem for _, problem in sorted(self._told, key=lambda item: item[0])]
        rest = self._counts + Counter(problem.code for problem in told[LIMIT:])
        more = Problem("check.more", values={"count": rest.total(), "kinds": tuple(rest.most_common())})
        return (*self._of_file, *told[:LIMIT], *([more] if rest else []))

    def _tell(self, problem: Problem, order: int) -> None:
        self._told.append(((self._sheets.get((problem.place.file, problem.place.sheet), -1), problem.place.row, order), problem))

    def _count(self, positions: Sequence[int], problems: Callable[[int], Problem] | Sequence[Problem]) -> None:
        if len(positions):
            codes: Iterable[str] = (
                [problems(0).code] * len(positions) if callable(problems) else (problem.code for problem in problems[LIMIT:])
            )
            self._counts.update(codes)


_REST = frozenset({"check.more", "read.more", "read.rows_dropped"})
"""Problems without a row that speak of single rows all the same."""
