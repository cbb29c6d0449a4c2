"""Instants by the clock that a file states (an offset, UTC, a count since 1970) -> by the clock of the pool."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", re.IGNORECASE)


def localised(moments: pd.Series, stated: pd.Series, zones: pd.Series) -> tuple[pd.Series, dict[str, np.ndarray]]:
    """Return `moments` by the clock of `zones` where their own is `stated` (UTC, +08:00), and the positions of what has no such time.

    Rows that lack one of the two, or have the same in both, keep their time. The positions are, by code: check.no_zone, a zone that
    does not exist; check.clock_twice, the later of two instants that the clock shows as one time in the night on which it is put back;
    check.part_hour, whole hours that are none by a clock that differs by part of an hour.
    """
    found, wrong = moments.copy(), {"check.no_zone": [], "check.clock_twice": [], "check.part_hour": []}
    wanted = stated.notna() & zones.notna() & (stated != zones)
    pairs = pd.DataFrame({"moment": moments, "stated": stated, "zone": zones})[wanted]
    for (own, zone), rows in pairs.groupby(["stated", "zone"], sort=False)["moment"]:
        clock, other = _zone(str(own)), _zone(str(zone))
        if other is None or clock is None:
            wrong["check.no_zone"].extend(rows.index)
            continue
        instants = rows.dt.tz_localize(clock, ambiguous="NaT", nonexistent="NaT")
        local = instants.dt.tz_convert(other).dt.tz_localize(None)
        found.loc[rows.index] = local
        earlier = local.dt.tz_localize(other, ambiguous=np.ones(len(local), dtype=bool), nonexistent="NaT")
        wrong["check.clock_twice"].extend(rows.index[(earlier != instants) & instants.notna()])
        wrong["check.part_hour"].extend(rows.index[_whole(rows) & ~_whole(local) & local.notna()])
    return found, {code: np.sort(np.array(positions, dtype=int)) for code, positions in wrong.items()}


def changed(moments: pd.Series, zones: pd.Series) -> dict[str, np.ndarray]:
    """Return the positions of local times in the night of a clock change: those that do not exist, and those that do twice."""
    found: dict[str, list[int]] = {"check.clock_skipped": [], "check.clock_twice": []}
    for zone, rows in moments[moments.notna() & zones.notna()].groupby(zones, sort=False):
        clock = _zone(str(zone))
        if clock is None or not isinstance(clock, ZoneInfo):
            continue
        once = rows.dt.tz_localize(clock, ambiguous="NaT", nonexistent="shift_forward").isna()
        there = rows.dt.tz_localize(clock, ambiguous=np.ones(len(rows), dtype=bool), nonexistent="NaT").notna()
        found["check.clock_twice"].extend(rows.index[once])
        found["check.clock_skipped"].extend(rows.index[~there])
    return {code: np.sort(np.array(positions, dtype=int)) for code, positions in found.items()}


def _whole(moments: pd.Series) -> pd.Series:
    return moments == moments.dt.floor("h")


@lru_cache(256)
def _zone(text: str) -> dt.tzinfo | None:
    """Return the zone of an IANA name or an offset; None where there is none."""
    if text.upper() in ("Z", "UTC"):
        return dt.UTC
    if match := _OFFSET.fullmatch(text.strip()):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return dt.timezone(dt.timedelta(minutes=minutes if match[1] == "+" else -minutes)) if minutes <= 14 * 60 else None
    try:
        return ZoneInfo(text.strip())
    except (KeyError, ValueError, OSError):
        return None
