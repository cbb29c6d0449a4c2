"""A case: files with a known answer, and how its parts are written."""

import csv
import datetime as dt
import io
import random
from dataclasses import dataclass, field

DAY = dt.datetime(2026, 3, 1)
TICKS = 120
"""Half minutes of an hour, by which time is counted here."""
STEPS = ("available", "allocated", "busy", "effective")
ONLY = "allocation_only_"
USAGE = ("installed", *STEPS, "queued", f"{ONLY}available", f"{ONLY}allocated")
MINUTES = ("observed_minutes", f"{ONLY}minutes")

Row = dict[str, float | None]
Truth = dict[tuple, Row]
"""By cluster, pool and hour since DAY (requests: service, model and hour): amounts, None where unknown."""


@dataclass
class Case:
    """Files by name or path, what is stated of them, and what is true; `slack` in card-hours where times are milliseconds late."""

    files: dict[str, str | bytes]
    truth: Truth
    constants: dict[str, str] = field(default_factory=dict)
    dataset: str = "usage"
    slack: float = 1e-6
    counters: frozenset[str] = frozenset()


def clock(tick: float, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    return (DAY + dt.timedelta(seconds=30 * tick)).strftime(form)


def table(header: list[str], rows: list[list[object]], separator: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def pieces(chance: random.Random, rows: list, most: int = 3) -> list[list]:
    """Return the rows in up to `most` pieces, cut anywhere, in any order."""
    cuts = sorted(chance.sample(range(1, len(rows)), min(chance.randrange(most), len(rows) - 1)))
    parts = [rows[start:end] for start, end in zip([0, *cuts], [*cuts, len(rows)], strict=True)]
    chance.shuffle(parts)
    return parts


def named(chance: random.Random, texts: list[str | bytes], suffix: str) -> dict[str, str | bytes]:
    """Return the texts under names of their own, now and then one of them twice."""
    texts = [*texts, chance.choice(texts)] if len(texts) > 1 and chance.random() < 0.2 else texts
    return {f"part-{number}{suffix}": text for number, text in enumerate(texts)}
