"""A user's columns -> ours: which header is read as which column, in what unit, or what constant stands for it."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from data.schema import Column, Dataset, Problem, Refused
from data.units import SHOWN, is_known, meanings, plain, ratio, split

EPOCHS = ("seconds", "milliseconds", "microseconds")
"""Units of an instant: counted from 1970 in UTC."""

LIKENESS = 0.85
"""How alike (difflib ratio) a header must be to be taken for a misspelt name."""


@dataclass(frozen=True)
class Match:
    """What is read into a column: the cells under `header`, or `constant` in every row (an empty one leaves the column empty).

    `unit` None = as the header says, else the column's own. `values` says which code a cell stands for that is none itself.
    `is_said`: the unit is the analyst's own word for this file, and no reading of the header.
    """

    header: str | None = None
    unit: str | None = None
    constant: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    is_said: bool = False


def normalised(text: str) -> str:
    """Return `text` without case, width, spaces and punctuation, so that two ways of writing one header are equal.

    Signs that state a unit stay: 占比（%） is not 占比.
    """
    return re.sub(r"[^\w%¥$]|_", "", plain(text).casefold())


def suggested(headers: Iterable[str], dataset: Dataset, remembered: Mapping[str, Match] | None = None) -> dict[str, Match]:
    """Return for each column of `dataset` the header that it is likely read from; columns without one are left out.

    The column's own names go first, then what is `remembered` of these headers, then synonyms, names equal but for a unit, misspelt
    ones. No header is used twice. Of what is remembered a constant counts for nothing: it was said of another file.
    """
    headers = list(dict.fromkeys(headers))
    found = _alike(headers, dataset, _WAYS[:_NAMED], {})
    found = found | _recalled(headers, dataset, remembered or {}, found)
    found = _alike(headers, dataset, _WAYS[_NAMED:], found)
    return {name: found[name] for name in dataset.given_names if name in found}


def _alike(headers: Sequence[str], dataset: Dataset, ways: Sequence[Callable], found: Mapping[str, Match]) -> dict[str, Match]:
    """Return `found`, and for the other columns what one of `ways` finds among the headers that are free."""
    found = dict(found)
    free = {header: _forms(header) for header in headers if header not in {match.header for match in found.values()}}
    for alike in ways:
        for column in dataset.given:
            if column.name not in found and (header := alike(column, free)):
                found[column.name] = Match(header, stated_unit(header, column))
                del free[header]
    return found


def _recalled(headers: Sequence[str], dataset: Dataset, remembered: Mapping[str, Match], found: Mapping[str, Match]) -> dict[str, Match]:
    """Return the remembered matches that what is `found` leaves room for; of a header found by its own name only the values."""
    taken = {match.header for match in found.values()}
    recalled = {}
    for name, match in remembered.items():
        here = found.get(name)
        if name in dataset.given_names and match.header in headers:
            if here is None and match.header not in taken:
                recalled[name] = replace(match, constant=None)
            elif here is not None and here.header == match.header:
                recalled[name] = replace(here, values=match.values)
    return recalled


def sure(header: str, column: Column) -> bool:
    """Return whether `header` names `column`, a unit aside; False where it is merely like it."""
    return any(alike(column, {header: _forms(header)}) for alike in _WAYS if alike is not _misspelt)


def stated_unit(header: str, column: Column) -> str | None:
    """Return the unit that `header` states for `column`; None where it states none, or is a declared name of the column."""
    if normalised(header) in _names(column):
        return None
    _, unit, is_sure = split(header)
    if column.kind == "instant":
        return unit if unit in EPOCHS and (is_sure or not re.search(r"[(\[{【〔]", plain(header))) else None
    if column.unit is None:
        return unit if column.unit_in and is_sure else None
    return unit if unit and (is_sure or ratio(unit, column.unit) is not None) else None


def takes(column: Column, unit: str) -> bool:
    """Return whether `column` may be given in `unit`: its own measure, a share of another column, seconds since 1970 of an instant."""
    if column.kind == "instant":
        return unit in EPOCHS
    if column.unit_in:
        return is_known(unit)
    return ratio(unit, column.unit or "number") is not None or is_share(column, unit)


def is_share(column: Column, unit: str | None) -> bool:
    """Return whether `unit` makes `column` a share of another column."""
    return bool(column.share_of and unit and ratio(unit, "fraction") is not None)


def unit_code(text: str | None, column: Column) -> str | None:
    """Return the code of the unit that `text` means for `column`; `text` itself where it means none of those that it takes."""
    return next((code for code in meanings(text) if takes(column, code)), text) if text else None


def header_in(headers: Iterable[str], wanted: str) -> str | None:
    """Return the header that is `wanted`, or differs from it only in writing or unit; None where there is none."""
    headers = list(headers)
    if wanted in headers:
        return wanted
    for form in (normalised, lambda text: normalised(split(text)[0])):
        if found := next((header for header in headers if form(header) == form(wanted)), None):
            return found
    return None


def header_key(headers: Iterable[str]) -> str:
    """Return a short stable name for a set of headers, under which a mapping is remembered."""
    return hashlib.sha256("\x1f".join(sorted(plain(header) for header in headers)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def to_json(mapping: Mapping[str, Match]) -> str:
    """Return `mapping` as JSON, read back by `from_json`."""
    told = {name: {key: value for key, value in asdict(match).items() if value not in (None, {})} for name, match in mapping.items()}
    return json.dumps({name: {key: match[key] for key in match if key != "is_said"} for name, match in told.items()}, ensure_ascii=False)


def from_json(text: str) -> dict[str, Match]:
    """Return the mapping that `to_json` wrote; Refused for anything else."""
    try:
        return {str(name): Match(**match) for name, match in json.loads(text).items()}
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise Refused(Problem("mapping.not_a_mapping", values={"found": text[:SHOWN]})) from error


def _names(column: Column) -> tuple[str, ...]:
    return tuple(filter(None, map(normalised, (column.name, column.title.en, column.title.zh, *column.synonyms))))


def _bare_names(column: Column) -> tuple[str, ...]:
    return tuple(filter(None, (normalised(split(name)[0]) for name in (column.name, column.title.en, column.title.zh, *column.synonyms))))


def _forms(header: str) -> tuple[str, str]:
    """Return `header` normalised, whole and without its unit."""
    return normalised(header), normalised(split(header)[0])


def _own(column: Column, free: Mapping[str, tuple[str, str]]) -> str | None:
    return next((header for header, (whole, _) in free.items() if whole == normalised(column.name)), None)


def _titled(column: Column, free: Mapping[str, tuple[str, str]]) -> str | None:
    titles = {normalised(column.title.en), normalised(column.title.zh)}
    return next((header for header, (whole, _) in free.items() if whole in titles), None)


def _equal(column: Column, free: Mapping[str, tuple[str, str]]) -> str | None:
    """Return the header under the column's best name: its titles before its synonyms, these in their order."""
    written = {whole: header for header, (whole, _) in reversed(free.items())}
    return next((written[name] for name in _names(column) if name in written), None)


def _equal_in_its_unit(column: Column, free: Mapping[str, tuple[str, str]]) -> str | None:
    units = {header: split(header)[1] for header in free}
    fits = (header for header, unit in units.items() if unit is None or ratio(unit, column.unit or "number") is not None)
    return _equal_but_for_the_unit(column, {header: free[header] for header in fits})


def _equal_but_for_the_unit(column: Column, free: Mapping[str, tuple[str, str]]) -> str | None:
    written = {bare: header for header, (_, bare) in reversed(free.items())}
    return next((written[name] for name in _bare_names(column) if name in written), None)


def _misspelt(column: Column, free: Mapping[str, tuple[str, str]]) -> str | None:
    """Return the header that is a misspelling of a name in Latin letters.

    Chinese names are too short for it (地区, 地址); what begins otherwise (unallocated) or has another number is another thing.
    """
    names = [name for name in _names(column) if name.isascii() and len(name) >= 5]
    pairs = ((name, header, form) for header, forms in free.items() for form in forms for name in names if abs(len(name) - len(form)) <= 3)
    return next((header for name, header, form in pairs if is_misspelling(name, form)), None)


def is_misspelling(name: str, form: str) -> bool:
    """Return whether `form` is `name` but for a slip of the hand."""
    alike = name[0] == form[:1] and re.findall(r"\d+", name) == re.findall(r"\d+", form)
    return alike and difflib.SequenceMatcher(None, form, name).ratio() >= LIKENESS


_WAYS = (_own, _titled, _equal, _equal_in_its_unit, _equal_but_for_the_unit, _misspelt)
"""From the surest to the least sure."""
_NAMED = 2
"""How many of them ask for the column's own name."""
