"""Counts of nodes or cards, active and in all."""

import random
from collections import defaultdict

from tests.telemetry.cards import interval_of, spans
from tests.telemetry.case import TICKS, USAGE, Case, Truth, clock, named, pieces, table


def nodes(chance: random.Random) -> Case:
    step, begin = 2 * chance.choice((1, 5, 10, 15)), 2 * chance.randrange(90) + TICKS * chance.choice((0, 9, 22))
    each, has_each = chance.choice((1, 8)), chance.random() < 0.5
    pools, header = chance.choice((["p"], ["a", "b"])), "nodes"
    if each == 1:
        header, has_each = chance.choice(("gpus", "")), False
    truth: Truth = {}
    rows = []
    for pool in pools:
        moments = [begin + step * number for number in range(chance.randint(4, 360 // step)) if number < 2 or chance.random() > 0.1]
        total, counts = chance.randint(4, 16), {}
        for at in moments:
            total = total if chance.random() < 0.9 else chance.randint(4, 16)
            counts[at] = (chance.randint(0, total), total)
            rows.append([clock(at), *counts[at], *([each] if has_each else []), pool])
        _node_hours(truth, ("X", pool), counts, each)
    names = [f"active_{header}".strip("_"), f"total_{header}".strip("_"), *(["gpus_per_node"] if has_each else []), "pool"]
    rows.sort(key=lambda row: row[0]) if chance.random() < 0.7 else chance.shuffle(rows)
    constants = {"cluster": "X"} | ({"cards_per_node": "8"} if each > 1 and not has_each else {})
    return Case(named(chance, [table(["time", *names], part) for part in pieces(chance, rows)], ".csv"), truth, constants)


def _node_hours(truth: Truth, pool: tuple, counts: dict[int, tuple[int, int]], each: int) -> None:
    moments = sorted(counts)
    hours: dict[int, list] = defaultdict(list)
    for at, end in spans(moments, interval_of(moments)):
        for tick in range(at, end):
            hours[tick // TICKS].append(counts[at])
    for hour, seen in hours.items():
        row = dict.fromkeys(USAGE, None) | {"installed": each * sum(total for _, total in seen) / len(seen)}
        truth[*pool, hour] = row | {"allocated": each * sum(active for active, _ in seen) / TICKS, "observed_minutes": len(seen) / 2}
