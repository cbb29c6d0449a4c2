"""The wall clock: read here alone, and handed in to whatever names a day."""

from __future__ import annotations

import datetime as dt


def now() -> dt.datetime:
    """Return this moment in the zone of the machine. A test that sets it has set every date that the product writes."""
    return dt.datetime.now().astimezone()


def today() -> dt.date:
    """Return the day of `now`."""
    return now().date()


def now_utc() -> dt.datetime:
    """Return `now` in UTC to the second, without a zone, as the database holds it."""
    return now().astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
