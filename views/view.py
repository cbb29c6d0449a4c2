"""What a view is: the datasets it needs, what it may be asked, how it is answered and drawn."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from charts.chart import Chart
from charts.example import marked
from data.period import first_day, last_day, period
from data.schema import Column, Flag, Language, Problem, Refused, Result, Text
from data.tables import DATASETS

if TYPE_CHECKING:
    import pandas as pd

_GIVEN = {"number": Text("number", "数值"), "date": Text("day", "日期"), "text": Text("text", "文字")}
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")


@dataclass(frozen=True)
class Parameter:
    """A choice that a view offers, as codes; the first value is the default. Titles: i18n view.<name>, view.<name>_<value>."""

    name: str
    values: tuple[str, ...]

    @property
    def default(self) -> str:
        """The value where none is given."""
        return self.values[0]


DATA = Parameter("data", ("record", "mine", "both", "joined"))
"""Offered by every view: whose rows are asked, the record's unless one's own are chosen. Answered by the tables that are handed in:
both is asked twice and drawn side by side. Joined is for facts of the market; telemetry of two owners is never added up."""
_OF_ONE_OWNER = Parameter("data", DATA.values[:3])
EXAMPLE = "example"
"""The owner of made-up rows: a choice of a page that has loaded them by a click, and of no command."""
_TELEMETRY = frozenset(("usage", "requests"))


@dataclass(frozen=True)
class Query:
    """What is asked of a view, all in codes. Empty = the view's default; `start` and `end` are periods, both included."""

    by: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    start: str = ""
    end: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)

    def filters(self) -> dict[str, str]:
        """Return what differs from the default, as code -> code, for captions, links and file names."""
        given = {"by": self.by, **{name: ",".join(values) for name, values in self.where.items()}, "from": self.start, "to": self.end}
        return {name: value for name, value in {**given, **self.settings}.items() if value}


@dataclass(frozen=True)
class View:
    """One question with its answer and its drawing.

    by       groups it can be asked by; the first is the default
    where    columns of its datasets that can be filtered by value
    period   the column that `start` and `end` bear on; empty = none
    compute  (tables, query) -> Result; tables as data.store hands them out
    draw     (result, language) -> Chart
    first    what is asked before a reader chooses anything: answered when the data change
    entries  numbers and days that the analyst gives; one that is required is asked for, the others a view may fill, and says so
    offers   by the name of an entry of text: what it may be, as the tables hold it
    former   names under which it went before, by which links and commands of then still find it
    """

    name: str
    topic: str
    datasets: tuple[str, ...]
    compute: Callable[[Any, Query], Result]
    draw: Callable[[Result, Language], Chart]
    by: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    period: str = ""
    parameters: tuple[Parameter, ...] = ()
    first: tuple[Query, ...] = ()
    entries: tuple[Column, ...] = ()
    offers: Mapping[str, Callable[[Any], Sequence[str]]] = field(default_factory=dict)
    former: tuple[str, ...] = ()

    @property
    def offered(self) -> tuple[Parameter, ...]:
        """Every parameter of the view: its own, and whose rows are asked."""
        return (*self.parameters, _OF_ONE_OWNER if _TELEMETRY & {*self.datasets} else DATA)

    @property
    def options(self) -> tuple[str, ...]:
        """What the view may be asked, as options of a command line."""
        return (
            *([f"--by {'|'.join(self.by)}"] if self.by else []),
            *(f"--where {column}=…" for column in self.where),
            *(["--from YYYY-MM-DD --to YYYY-MM-DD"] if self.period else []),
            *(f"--set {parameter.name}={'|'.join(parameter.values)}" for parameter in self.offered),
            *(f"--set {entry.name}=…" for entry in self.entries),
        )

    @property
    def choices(self) -> dict[str, Query]:
        """The default, and each other group and value of a parameter alone: an option of a command line -> query."""
        groups = {f"--by {group}": Query(by=group) for group in self.by[1:]}
        pairs = [(parameter.name, value) for parameter in self.parameters for value in parameter.values[1:]]
        return {"": Query(), **groups, **{f"--set {name}={value}": Query(settings={name: value}) for name, value in pairs}}

    def result(self, tables: Any, query: Query | None = None) -> Result:
        """Return the answer to `query`, its sources resolved. Refused where the query asks what this view does not offer."""
        asked = self.completed(query or Query())
        result = self.compute(tables, asked)
        nothing = (Flag("view.nothing"),) if result.frame.empty else ()
        made_up = (Flag("caption.example"),) if asked.settings["data"] == EXAMPLE else ()
        return replace(
            result,
            flags=(*made_up, *result.flags, *self._left_out(tables, result), *nothing),
            sources=tables.sources(result.source_ids),
            data_version=tables.version(self.datasets),
            filters=self._shown(asked),
            filter_titles=self._titles(asked),
        )

    def _left_out(self, tables: Any, result: Result) -> list[Flag]:
        """Return a flag for each upload used of whose files rows were left out, and for what was said of its files."""

        def used(uploads: list) -> list:
            return [each for each in uploads if not result.source_ids or each.source_ids & {*result.source_ids}]

        out = [
            Flag("caption.left_out", {"number": each.number, "name": each.file_name, "share": each.text})
            for each in used(tables.left_out(self.datasets))
        ]
        return [*out, *(flag for each in used(tables.said(self.datasets)) for flag in each.flags)]

    def chart(self, result: Result, language: Language) -> Chart:
        """Return the drawing of `result`; that of the example says that it is one."""
        drawn = self.draw(result, language)
        return marked(drawn, language) if result.filters.get("data") == EXAMPLE else drawn

    def completed(self, query: Query) -> Query:
        """Return `query` with its defaults put in and its period as days. Refused, naming all that is wrong with it at once."""
        problems = [*self._wrong_groups(query), *self._wrong_filters(query), *self._wrong_days(query), *self._wrong_settings(query)]
        if problems:
            raise Refused(*problems)
        start, end = first_day(query.start), last_day(query.end)
        settings = {**query.settings, **{one.name: query.settings.get(one.name, one.default) for one in self.offered}}
        days = {"start": start.isoformat() if start else "", "end": end.isoformat() if end else ""}
        return replace(query, by=query.by or (self.by[0] if self.by else ""), settings=settings, **days)

    def _titles(self, query: Query) -> dict[str, Text]:
        """Return the titles of the codes asked for, of the columns whose codes are declared."""
        declared = {column.name: column.values for name in reversed(self.datasets) for column in DATASETS[name].columns if column.values}
        known = {name: codes for name, codes in query.where.items() if name in declared and all(code in declared[name] for code in codes)}
        return {
            name: Text(", ".join(declared[name][code].en for code in codes), "、".join(declared[name][code].zh for code in codes))
            for name, codes in known.items()
        }

    def _shown(self, query: Query) -> dict[str, str]:
        defaults = {parameter.name: parameter.default for parameter in self.offered}
        return {name: value for name, value in query.filters().items() if defaults.get(name) != value}

    def _wrong_groups(self, query: Query) -> list[Problem]:
        if not query.by or query.by in self.by:
            return []
        return [Problem("view.unknown_by", values={"view": self.name, "found": query.by, "allowed": ", ".join(self.by) or "–"})]

    def _wrong_filters(self, query: Query) -> list[Problem]:
        allowed = ", ".join(self.where) or "–"
        return [
            Problem("view.unknown_where", values={"view": self.name, "found": name, "allowed": allowed})
            for name in query.where
            if name not in self.where
        ]

    def _wrong_days(self, query: Query) -> list[Problem]:
        days = {"from": query.start, "to": query.end}
        given = {name: value for name, value in days.items() if value}
        if given and not self.period:
            return [Problem("view.no_period", values={"view": self.name})]
        wrong = [Problem("view.bad_day", values={"option": name, "found": value}) for name, value in given.items() if not period(value)]
        if not wrong and query.start and query.end and first_day(query.start) > last_day(query.end):
            wrong.append(Problem("view.days_swapped", values={"start": query.start, "end": query.end}))
        return wrong

    def _wrong_settings(self, query: Query) -> list[Problem]:
        offered = {parameter.name: parameter.values for parameter in self.offered}
        names = [*offered, *(entry.name for entry in self.entries)]
        unknown = [
            Problem("view.unknown_parameter", values={"view": self.name, "found": name, "allowed": ", ".join(names)})
            for name in query.settings
            if name not in names
        ]
        typed = [wrong for entry in self.entries for wrong in _wrong_entry(entry, query.settings.get(entry.name, ""))]
        return (
            unknown
            + typed
            + [
                Problem("view.unknown_value", values={"parameter": name, "found": value, "allowed": ", ".join(offered[name])})
                for name, value in query.settings.items()
                if name in offered and value not in offered[name] and (name, value) != ("data", EXAMPLE)
            ]
        )


def _wrong_entry(entry: Column, found: str) -> list[Problem]:
    """Return what is wrong with what was typed for `entry`: missing though required, no day, no number, or out of its bounds."""
    values = {"name": entry.name, "title": entry.title, "meaning": entry.meaning, "found": found}
    if not found:
        return [missing(entry)] if entry.required else []
    if entry.kind == "text":
        return []
    if entry.kind == "date":
        return [] if period(found) else [Problem("view.bad_day", values={"option": entry.name, "found": found})]
    if not _NUMBER.fullmatch(found):
        return [Problem("view.no_number", values=values)]
    low, high = (bound if bound is not None else sign * float("inf") for bound, sign in ((entry.low, -1), (entry.high, 1)))
    return [] if low <= float(found) <= high else [Problem("view.out_of_bounds", values=values)]


def missing(entry: Column) -> Problem:
    """Return the problem that `entry` is not given: what it means, and what is to be written."""
    given = _GIVEN.get(entry.kind, _GIVEN["number"])
    return Problem("view.missing_entry", values={"name": entry.name, "title": entry.title, "meaning": entry.meaning, "given": given})


def fits(entry: Column, text: str) -> bool:
    """Return whether `text` is something that `entry` takes."""
    return bool(text) and not _wrong_entry(entry, text)


def matching(rows: pd.DataFrame, where: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """Return the rows whose columns hold one of the values asked for."""
    for column, values in where.items():
        rows = rows[rows[column].isin(values)]
    return rows.reset_index(drop=True)
