"""Instants by the clock that a file states (an offset, UTC, a count since 1970) -> by the clock of the pool."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", re.IGNORECASE)


def localised(moments: pd.Series, stated: pd.Series, zones: pd.Series) -> tuple[pd.Series, np.ndarray]:
    """Return `moments` by the clock of `zones` where their own is `stated` (UTC, +08:00), and the positions of zones that do not exist.

    Rows that lack one of the two, or have the same in both, keep their time.
    """
    wanted = stated.notna() & zones.notna() & (stated != zones)
    if not wanted.any():
        return moments, np.empty(0, int)
    pairs = pd.DataFrame({"moment": moments, "stated": stated, "zone": zones})[wanted]
    found, wrong = moments.copy(), []
    for (own, zone), rows in pairs.groupby(["stated", "zone"], sort=False)["moment"]:
        clock, other = _zone(str(own)), _zone(str(zone))
        if other is None or clock is None:
            wrong.extend(rows.index)
            continue
        found.loc[rows.index] = rows.dt.tz_localize(clock).dt.tz_convert(other).dt.tz_localize(None)
    return found, np.sort(np.array(wrong, dtype=int))


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
