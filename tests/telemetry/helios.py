"""Sequences of Helios' virtual clusters: one of them alone, or the folder of a cluster with its daily cards."""

import datetime as dt
import random
from collections import defaultdict

from tests.telemetry.cards import spans
from tests.telemetry.case import DAY, TICKS, USAGE, Case, Row, Truth, clock, table

STRANDED = ("stranded_own", "stranded_cluster")
HEADER = ["time", "total_gpu_num", "running_gpu_num", "pending_gpu_num", "running_job_num"]

State = tuple[int, int, int]
"""Cards in all, running and asked for by jobs that wait."""


def helios(chance: random.Random) -> Case:
    """Return a cluster of one to three pools, or one pool of it; on some days the cards of the cluster are not to be believed."""
    step, begin = 2 * chance.choice((1, 1, 2, 5)), TICKS * chance.choice((0, 9, 22)) + chance.choice((0, 0, 2 * chance.randrange(60)))
    has_folder = chance.random() < 0.7
    counts = {pool: _counts(chance, begin, step) for pool in ("vcA", "vcB", "vcC")[: chance.randint(1, 3) if has_folder else 1]}
    texts = {pool: table(HEADER, _rows(chance, by_time)) for pool, by_time in counts.items()}
    if not has_folder:
        return Case({"cluster_sequence_vc.csv": texts["vcA"]}, _hours(counts, step, {}, False), {"cluster": "Earth", "pool": "vcA"})
    files = {f"Earth/{pool}/cluster_sequence_vc.csv": text for pool, text in texts.items()}
    if chance.random() < 0.3:
        return Case(files, _hours(counts, step, {}, True), {"cluster": "Earth"})
    lines, scope = _daily(chance, counts)
    return Case(
        {**files, "Earth/Earth_gpu_number.csv": table(["date", *counts, "rest", "total"], lines)}, _hours(counts, step, scope, True)
    )


def _counts(chance: random.Random, begin: int, step: int) -> dict[int, State]:
    """Return the state of a pool at each sample, some of them missing."""
    total, moments = chance.choice((8, 16, 32)), list(range(begin, begin + chance.randrange(max(40, 12 * step), 360), step))
    for _ in range(chance.choice((0, 0, 1, 2))):
        gap = chance.randrange(len(moments))
        moments = moments[: gap + 1] + moments[gap + chance.randint(1, 8) :]
    found: dict[int, State] = {}
    while len(found) < len(moments):
        state = (total, chance.randint(0, total), chance.choice((0, 0, chance.randint(1, 40))))
        found |= dict.fromkeys(moments[len(found) : len(found) + chance.randint(3, 40)], state)
    return found


def _rows(chance: random.Random, by_time: dict[int, State]) -> list[list[object]]:
    rows = [[clock(at), *state, chance.randrange(9)] for at, state in by_time.items()]
    chance.shuffle(rows) if chance.random() < 0.3 else None
    return rows


def _daily(chance: random.Random, counts: dict[str, dict[int, State]]) -> tuple[list[list[object]], dict[int, int]]:
    """Return the lines of the cluster's cards by day, and the total that holds on each day: where a pool that runs has none, another's."""
    own = {pool: max(state[0] for state in by_time.values()) for pool, by_time in counts.items()}
    days = sorted({at // (24 * TICKS) for by_time in counts.values() for at in by_time})
    # What holds until a later sample may reach into the day after.
    days, rest, lines, believed = [*days, days[-1] + 1], chance.choice((0, 12)), [], {}
    doubted = {chance.choice(days[:-1])} if chance.random() < 0.3 else set()
    for day in days:
        total = sum(own.values()) + rest + 4 * day
        cells = {pool: 0 if day in doubted else cards for pool, cards in own.items()}
        lines.append([f"{DAY + dt.timedelta(days=day):%Y-%m-%d}", *cells.values(), rest, total - (rest if day in doubted else 0)])
        believed |= {} if day in doubted else {day: total}
    before = {day: max((each for each in believed if each <= day), default=min(believed)) for day in days}
    return lines, {day: believed[other] for day, other in before.items()}


def _hours(counts: dict[str, dict[int, State]], step: int, scope: dict[int, int], has_neighbours: bool) -> Truth:
    ticks = {pool: _by_tick(by_time, step) for pool, by_time in counts.items()}
    free = {pool: {at: total - running for at, (total, running, _) in by_tick.items()} for pool, by_tick in ticks.items()}
    in_all: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for pool, by_tick in ticks.items():
        for at, (_, _, waiting) in by_tick.items():
            in_all[at][0] += free[pool][at]
            in_all[at][1] += waiting
    truth: Truth = {}
    for pool, by_tick in ticks.items():
        for hour in {at // TICKS for at in by_tick}:
            seen = {at: state for at, state in by_tick.items() if at // TICKS == hour}
            row: Row = dict.fromkeys(USAGE, None) | {"observed_minutes": len(seen) / 2}
            row |= {"installed": sum(total for total, _, _ in seen.values()) / len(seen)}
            row |= {
                "allocated": sum(state[1] for state in seen.values()) / TICKS,
                "queued": sum(state[2] for state in seen.values()) / TICKS,
            }
            row["stranded_own"] = sum(min(free[pool][at], state[2]) for at, state in seen.items()) / TICKS
            shares = [min(in_all[at]) * free[pool][at] / in_all[at][0] for at in seen if in_all[at][0]]
            row["stranded_cluster"] = sum(shares) / TICKS if has_neighbours else None
            truth["Earth", pool, hour] = row | {"cluster_installed": scope.get(hour // 24) if scope else None}
    return truth


def _by_tick(by_time: dict[int, State], step: int) -> dict[int, State]:
    return {tick: by_time[at] for at, end in spans(sorted(by_time), step) for tick in range(at, end)}
