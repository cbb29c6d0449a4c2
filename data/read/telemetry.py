"""What the readers of telemetry share: columns by any of their names, and instants however they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from data.dates import instant
from data.mapping import normalised
from data.period import period
from data.read.content import first_bytes, kind
from data.read.delimited import SEPARATORS
from data.schema import Place, Problem, Refused

_UNIT = re.compile(r"(?:[_\s(（\[]|\b)(ns|us|ms|s|sec|seconds?|milliseconds?|毫秒|秒)[)）\]]?$", re.IGNORECASE)
_MICROSECONDS = {"n": 1e-3, "u": 1, "m": 1e3, "毫": 1e3, "s": 1e6, "秒": 1e6}
_OFFSET = r"(Z|UTC|[+-]\d{2}:?\d{2}|(?<=:\d{2})[+-]\d{2}|(?<=[.,]\d{3})[+-]\d{2}|(?<=[.,]\d{6})[+-]\d{2})$"
_LONGEST_OFFSET = 10
"""Letters at the end of a time that hold its offset; +08, as PostgreSQL writes it, is one only behind a clock: 2026-03-01 is a day."""
_STRANGE_CLOCK = r"^[^Tt ]*[Tt ][^-+Zz]*[-+Zz]"
"""A time that still states a zone when its offset is taken off: pandas would read -0:00 and two offsets, and give times of its own zone."""
_FIRST_EPOCH = 1e14
"""Microseconds up to March 1973: what is smaller counts from a start of its own."""

_LAST = 7.258e15
"""Microseconds up to the year 2200."""

_LOOKED_AT = 1000
"""How many cells decide whether times are numbers."""


def headers(path: Path) -> tuple[str, ...]:
    """Return the cells of the first line of a text file; none for anything else."""
    if not path.is_file() or kind(path) != "text":
        return ()
    head = first_bytes(path)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "replace").encode()
    first = re.split(rb"[\r\n]", head.removeprefix(b"\xef\xbb\xbf").lstrip())[0]
    try:
        line = first.decode("utf-8")
    except UnicodeDecodeError:
        line = first.decode("gb18030", "replace")
    return tuple(cell.strip().strip('"').strip() for cell in line.split(max(SEPARATORS, key=line.count)))


def named(found: Iterable[str], names: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return for each of `names` (a column and what it may be called, normalised) the header found, a unit of time or in brackets aside."""
    written = {form: header for header in reversed(list(found)) for form in (_bare(header), normalised(header))}
    return {name: written[each] for name, others in reversed(names.items()) for each in reversed(others) if each in written}


def instants(text: pd.DataFrame, units: Mapping[str, str] | None = None) -> tuple[pd.DataFrame, str | None, tuple[Problem, ...]]:
    """Return the cells of `text` as local times (datetime64[us], null where none can be read), the zone they state, and notes.

    Numbers count from 1970 in UTC, in the unit that `units` gives for their header, else in that of the header, else in that of their
    size. Where they are too small for it they count from a start that is not stated: they are then placed on 1970-01-01, without a zone,
    and a note says so; Refused where they are whole numbers and nobody says of what. Texts are ISO 8601, with / or -, or as
    `data.dates.instant` reads them; one offset in all is their zone, several are turned to UTC.
    """
    every = pd.concat([text[name] for name in text], ignore_index=True)
    notes: tuple[Problem, ...] = ()
    if pd.to_numeric(every.dropna().head(_LOOKED_AT), errors="coerce").notna().any():
        moments, zone = _counted(pd.concat([pd.to_numeric(text[name], errors="coerce") for name in text]), text, units or {})
        notes = () if zone else (Problem("read.time_relative", severity="note"),)
    else:
        moments, zone = _written(every)
    parts = np.split(moments, len(text.columns))
    return pd.DataFrame(dict(zip(text.columns, parts, strict=True)), index=text.index), zone, notes


def kept(known: pd.Series, what: tuple[str, ...]) -> tuple[Problem, ...]:
    """Return a note of the rows (the index of `known`) where `what` (headers) cannot be read; Refused where that is every row."""
    lost = known.index[~known]
    if not len(lost):
        return ()
    values = {"count": len(lost), "names": ", ".join(what)}
    if len(lost) == len(known):
        raise Refused(Problem("read.no_row_read", Place(row=int(lost[0])), values=values))
    return (Problem("read.rows_left_out", Place(row=int(lost[0])), values=values, severity="note"),)


def _bare(header: str) -> str:
    return normalised(_UNIT.sub("", re.sub(r"^([^\[(（]*)[\[(（].*[\])）]", r"\1", header).strip()))


def _counted(numbers: pd.Series, text: pd.DataFrame, units: Mapping[str, str]) -> tuple[np.ndarray, str | None]:
    """Return the counts `numbers`, the columns of `text` one after the other, as times; what lies beyond our days is null."""
    usual = numbers.abs().median()
    by_size = next((unit for limit, unit in ((1e17, "n"), (1e14, "u"), (1e11, "m")) if usual >= limit), "s")
    stated = [_letter(header, units) for header in text.columns]
    if not any(stated) and usual < _FIRST_EPOCH / 1e6 and not (numbers % 1 > 0).any():
        raise Refused(Problem("read.time_unit", values={"names": ", ".join(text.columns), "name": text.columns[0], "closest": ""}))
    shared = next(filter(None, stated), by_size)
    factors = np.repeat([_MICROSECONDS[letter or shared] for letter in stated], len(text))
    micros = (numbers * factors).where(lambda each: each.abs() <= _LAST)
    is_epoch = micros[micros > 0].median() >= _FIRST_EPOCH
    # A job that has not ended has 0 or -1 in many tables.
    micros = micros.where(micros >= _FIRST_EPOCH) if is_epoch else micros
    moments = micros.round().astype("Int64").to_numpy("int64", na_value=np.iinfo("int64").min).view("datetime64[us]")
    return moments, "UTC" if is_epoch else None


def _letter(header: str, units: Mapping[str, str]) -> str | None:
    """Return the first letter of the unit in which the times under `header` are counted; None where nobody says."""
    code = units.get(header)
    found = code or ((match := _UNIT.search(header)) and match[1])
    if not found:
        return None
    return {"milliseconds": "m", "microseconds": "u"}.get(found, found[0].lower())


def _written(text: pd.Series) -> tuple[np.ndarray, str | None]:
    codes, distinct = pd.factorize(text)
    found = pd.Series(distinct, dtype="str").str.strip().str.replace("/", "-", regex=False)
    ends, tails = pd.factorize(found.str[-_LONGEST_OFFSET:])
    offsets = pd.Series(tails, dtype="str").str.extract(_OFFSET, flags=re.IGNORECASE)[0].str.upper().replace("Z", "UTC")
    if offsets.notna().any():
        found = found.str.replace(_OFFSET, "", regex=True, flags=re.IGNORECASE).str.strip()
    offsets = offsets.reindex(ends).reset_index(drop=True)
    plain = found.mask(found.str.contains(_STRANGE_CLOCK, na=False))
    moments = _other_forms(pd.to_datetime(plain, format="ISO8601", errors="coerce").astype("datetime64[us]"), found)
    zones = set(offsets[moments.notna()])
    if len(zones) == 1:
        zone = zones.pop()
        zone = None if pd.isna(zone) else zone
    else:
        moments, zone = moments - pd.to_timedelta(offsets.map(_minutes), unit="min"), "UTC" if zones else None
    return np.append(moments.to_numpy("datetime64[us]"), np.datetime64("NaT", "us"))[codes], zone


def _other_forms(moments: pd.Series, texts: pd.Series) -> pd.Series:
    """Return `moments`, what could not be read in ISO 8601 read as people write it: 2026-3-1 0:00, 2026年3月1日 12:00."""
    lost = moments.isna() & texts.str.contains(r"\d{4}", na=False)
    for at, text in texts[lost].items():
        day, found = period(text), instant(text)
        if not isinstance(found, Problem):
            moments.at[at] = found[0]
        elif day and day.precision == "day":
            moments.at[at] = day.text
    return moments


def _minutes(offset: str) -> float:
    """Return the minutes by which a zone is ahead of UTC; null for none, whose times share no clock with the others."""
    if pd.isna(offset):
        return np.nan
    if offset == "UTC":
        return 0
    digits = offset.replace(":", "")
    return int(digits[0] + "1") * (int(digits[1:3]) * 60 + int(digits[3:] or 0))
