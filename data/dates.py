"""Instants as people write them, and the one way in which they are kept. Days, months, quarters and years are read in `data.period`."""

from __future__ import annotations

import datetime as dt
import re

from data.period import LAST_YEAR, read_period
from data.schema import Problem
from data.units import LONGEST, SHOWN, converted, plain

FIRST_YEAR = 1900
_START = dt.datetime(1970, 1, 1)
_SMALLEST = 10**8
"""Seconds up to March 1973: what is smaller counts from a start of its own, or in another unit."""

_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"|[时点](?:(?P<minute2>\d{1,2})分(?:(?P<second2>\d{1,2})秒)?)?)\s*(?P<offset>z|utc|[+-]\d{2}:?\d{2}|[+-]\d{2})?",
)
_INSTANT = re.compile(r"(.*?\d[日号]?)(?:\s*t\s*|\s+|(?<=[日号]))(\d{1,2}(?::|[时点]).*)")


def instant(text: str) -> tuple[dt.datetime, str | None] | Problem:
    """Return the local time that `text` states and its offset (+08:00; None: it states none), or the Problem with it."""
    words = plain(text).casefold() if len(text) <= LONGEST else ""
    shown = {"found": text[:SHOWN]}
    if re.fullmatch(r"\d{9,11}(\.\d+)?|\d{12,19}", words):
        return Problem("check.epoch", values=shown)
    match = _INSTANT.fullmatch(words)
    day = read_period(match[1] if match else words, "check.not_an_instant")
    if isinstance(day, Problem):
        return Problem(day.code, values=shown)
    time = _TIME.fullmatch(match[2].strip()) if match else None
    if time is None or day.precision != "day":
        return Problem("check.not_an_instant" if match or day.precision in ("quarter", "half") else "check.no_time", values=shown)
    part = time.groupdict()
    clock = (int(part["hour"]), int(part["minute"] or part["minute2"] or 0), int(part["second"] or part["second2"] or 0))
    if clock > (23, 59, 59) or max(clock[1:]) > 59:
        return Problem("check.impossible_time", values=shown)
    moment = dt.datetime.combine(day.first, dt.time(*clock))
    return moment.replace(microsecond=int((part["fraction"] or "0").ljust(6, "0")[:6])), _offset(part["offset"])


def since_1970(text: str, unit: str) -> tuple[dt.datetime, str] | Problem:
    """Return the time in UTC that `text` counts in `unit` (seconds, milliseconds, microseconds) from 1970, or the Problem with it."""
    seconds = converted(text, unit, "seconds")
    if isinstance(seconds, Problem):
        return seconds
    try:
        moment = _START + dt.timedelta(seconds=seconds)
    except OverflowError:
        moment = _START
    if not FIRST_YEAR <= moment.year <= LAST_YEAR or abs(seconds) < _SMALLEST:
        return Problem("check.not_an_epoch", values={"found": text[:SHOWN], "unit": unit})
    return moment, "UTC"


def _offset(text: str | None) -> str | None:
    if text is None or text in ("z", "utc"):
        return text and "UTC"
    return f"{text[:3]}:{text[-2:] if len(text) > 3 else '00'}"
