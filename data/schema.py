"""The vocabulary that every room shares: columns, datasets, sources, problems, results.

Nothing here does anything; it says what things are. Fractions are stored 0-1. Unknown is null, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

Kind = Literal["text", "code", "date", "period", "instant", "integer", "number", "flag"]
"""What a column holds.

date     ISO date at the precision known: 2024, 2024-06 or 2024-06-07 (kept as text)
period   a date, or 2024-Q2, or 2024-H1 (kept as text); both are read by `data.period` alone
instant  a timestamp as given; its zone stands in a column of its own
code     one of the declared values
"""


@dataclass(frozen=True)
class Text:
    """One wording in both languages."""

    en: str
    zh: str

    def in_(self, language: Language) -> str:
        """Return the wording in `language`."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Offer:
    """An answer that an analyst may give for a column that a whole file leaves empty, and what follows without it.

    `value` is a constant of the column; `question` asks whether it holds; `without` says what cannot be told as long as it is unknown.
    """

    value: str
    question: Text
    without: Text


@dataclass(frozen=True)
class Column:
    """One column, declared once: check, templates, filters, docs and workbook headers read it from here.

    `unit` is a code of `data.units` and is also the suffix of the name (`_cny`, `_pflops`); None = no unit.
    `values` are the allowed codes with their titles, `value_synonyms` the words for a code in other people's files. `low` and `high`
    are inclusive bounds.
    `usual` is what such amounts are at least and at most: a file without a unit is asked in which unit they are where all are smaller or
    one is larger. `usual_in` says the same by the unit of the row.
    `original` names the column of the same amount in the row's own currency.
    `unit_in` names the column that says row by row in which unit this one is, which has none of its own.
    `share_of` names a column of which this one may be given as a share, in % or as a fraction.
    `offer` is asked where a file leaves the column empty; without an answer the column stays unknown.
    `synonyms` are headers under which the column is met in other people's files, in any language.
    `record_only` = the shipped record alone fills it: no template asks for it, no header is read as it, and an upload leaves it empty.
    """

    name: str
    kind: Kind
    title: Text
    meaning: Text = Text("", "")
    unit: str | None = None
    required: bool = False
    values: Mapping[str, Text] = field(default_factory=dict)
    value_synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    low: float | None = None
    high: float | None = None
    usual: tuple[float, float] | None = None
    usual_in: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    original: str | None = None
    synonyms: tuple[str, ...] = ()
    example: str = ""
    share_of: str | None = None
    unit_in: str | None = None
    offer: Offer | None = None
    record_only: bool = False


@dataclass(frozen=True)
class Order:
    """A rule between two columns of one row: `smaller` <= `larger` wherever both are known.

    `within` names a column of minutes of an hour: `larger` counts for that part of it, where the minutes are known.
    """

    smaller: str
    larger: str
    within: str | None = None


@dataclass(frozen=True)
class Dataset:
    """A table of the product. `key` names the columns that identify a row; an empty key means that any row may repeat.

    `counted` is what its rows are called where they are counted. `reference` = its rows explain those of other datasets (a card, a
    company): an analyst's own stand with the record's and never in their place. `summed` names the parts of the key over which rows are
    added up.
    """

    name: str
    title: Text
    meaning: Text
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    rules: tuple[Order, ...] = ()
    counted: Text = Text("rows", "行")
    reference: bool = False
    summed: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return the column called `name`; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in their declared order."""
        return tuple(column.name for column in self.columns)

    @property
    def given(self) -> tuple[Column, ...]:
        """The columns that an upload may give, in their declared order."""
        return tuple(column for column in self.columns if not column.record_only)

    @property
    def given_names(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(column.name for column in self.given)


@dataclass(frozen=True)
class Source:
    """Where a row comes from. `read_kind` is original, copy (read in a mirror or quotation, named in `read_in`), upload or example."""

    id: str
    title: str
    publisher: str = ""
    read_in: str = ""
    read_kind: str = "original"
    date: str = ""
    url: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Place:
    """Where in a file a problem stands. Rows are counted as a spreadsheet shows them, from 1; `file` is named where there are several."""

    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    file: str | None = None


@dataclass(frozen=True)
class Problem:
    """Something wrong with what a user gave, as a code with values; `i18n.say` gives it words.

    An `error` keeps the row (or the file) out; a `note` is said and changes nothing.
    """

    code: str
    place: Place = Place()
    values: Mapping[str, object] = field(default_factory=dict)
    severity: Literal["error", "note"] = "error"


class Refused(Exception):
    """Raised where nothing sensible can be done with what a user gave; carries every problem found."""

    def __init__(self, *problems: Problem):
        super().__init__("; ".join(f"{p.code} {dict(p.values)}" for p in problems))
        self.problems = problems


@dataclass(frozen=True)
class Flag:
    """Something a reader of a result must know, as a code of i18n with values."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """What an analysis returns: the frame and all that must travel with it.

    columns     declares the frame's columns, in order (title and unit for tables and workbooks)
    coverage    per step: share of the stated scope that is observed, 0-1; None = the scope is unknown
    facts       single figures about the frame (totals, counts), for findings and the caption
    source_ids  ids of the sources of the rows used; `sources` are the same, resolved by the view
    method      name and version of the method, such as "idle 1.2"
    """

    frame: pd.DataFrame
    columns: tuple[Column, ...]
    method: str
    coverage: Mapping[str, float | None] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    source_ids: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    sources: tuple[Source, ...] = ()
    data_version: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    filter_titles: Mapping[str, Text] = field(default_factory=dict)
