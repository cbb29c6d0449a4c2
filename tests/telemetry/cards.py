"""What cards did, the hours that follow, and the ladder of any hours."""

import random
from dataclasses import dataclass, field
from statistics import median

from tests.telemetry.case import ONLY, STEPS, TICKS, Row, Truth


@dataclass
class Sample:
    """What is known of a card from one moment on: use (0-1), whether it is held, whether it is in service; None = unknown."""

    use: float | None = None
    held: int | None = None
    up: int | None = None
    cut: bool = False
    values: dict[str, float | None] = field(default_factory=dict)


@dataclass
class Card:
    cluster: str
    pool: str
    host: str
    number: int
    uuid: str
    samples: dict[int, Sample] = field(default_factory=dict)
    """By tick since DAY."""


def spans(moments: list[int], interval: float) -> list[tuple[int, int]]:
    """Return from when to when each sample stands: to the next, at most three intervals, the last for one."""
    ends = [min(after, at + 3 * interval) for at, after in zip(moments, moments[1:], strict=False)]
    return [(at, int(end)) for at, end in zip(moments, [*ends, moments[-1] + interval], strict=True)]


def interval_of(moments: list[int]) -> float | None:
    steps = [after - at for at, after in zip(moments, moments[1:], strict=False) if after > at]
    return median(steps) if steps else None


def presence(moments: list[int], interval: float) -> range:
    """Return the hours in which a card is installed: those it reaches into by one and a half intervals, or by half of the hour."""
    least, end = min(1.5 * interval, TICKS / 2), moments[-1] + interval
    there = []
    for hour in range(moments[0] // TICKS, int(end // TICKS) + 1):
        reach = min(end, (hour + 1) * TICKS) - max(moments[0], hour * TICKS)
        starts, ends = moments[0] > hour * TICKS, end < (hour + 1) * TICKS
        whole = not starts and not ends
        enough = (not starts or (hour + 1) * TICKS - moments[0] >= least) and (not ends or end - hour * TICKS >= least)
        if reach > 0 and (whole or enough):
            there.append(hour)
    middle = int((moments[0] + end) // 2 // TICKS)
    return range(there[0], there[-1] + 1) if there else range(middle, middle + 1)


def at_the_edge(cards: list[Card]) -> bool:
    """Return whether a card reaches into an hour by exactly as much as makes it count: by milliseconds it does or does not."""
    for moments in (sorted(card.samples) for card in cards):
        interval = interval_of(moments) or 0
        least = min(1.5 * interval, TICKS / 2)
        if -moments[0] % TICKS == least or (moments[-1] + interval) % TICKS == least:
            return True
    return False


def card_hours(cards: list[Card]) -> Truth:
    """Return the truth of samples of cards, as `data.rollup.definition` words it."""
    own = [interval_of(sorted(card.samples)) for card in cards]
    truth: Truth = {}
    for pool in sorted({(card.cluster, card.pool) for card in cards}):
        of_pool = [number for number, card in enumerate(cards) if (card.cluster, card.pool) == pool]
        usual = median([own[number] for number in of_pool if own[number]] or [each for each in own if each])
        states, hours = [], []
        for number in of_pool:
            moments = sorted(cards[number].samples)
            interval = own[number] or usual
            hours.append(presence(moments, interval))
            states.append({tick: cards[number].samples[at] for at, end in spans(moments, interval) for tick in range(at, end)})
        for hour in range(min(each.start for each in hours), max(each.stop for each in hours)):
            there = [state for state, each in zip(states, hours, strict=True) if hour in each]
            begin = [sample for number in of_pool for at, sample in cards[number].samples.items() if at // TICKS == hour]
            if there:
                ticks = range(hour * TICKS, (hour + 1) * TICKS)
                truth[*pool, hour] = hour_of([[state.get(tick) for tick in ticks] for state in there], begin)
    return truth


def hour_of(cards: list[list[Sample | None]], begin: list[Sample]) -> Row:
    """Return the row of one pool and hour from the half minutes of its cards, of which `begin` are the samples that begin in it."""
    seen = [sample for card in cards for sample in card if sample]
    own = [sample for sample in begin if any(sample is other for other in seen)] or seen
    tells = {step: any(getattr(sample, step) is not None for sample in own) for step in ("up", "held", "use")}
    sums = dict.fromkeys(("observed", *STEPS), 0.0)
    only: list[Sample] = []
    for sample in seen:
        down = sample.up == 0
        known = {"up": sample.up is not None, "held": sample.held is not None or down, "use": sample.use is not None or down}
        if not any(tells.values()) or not all(known[step] or not tells[step] for step in tells):
            only += [sample] if tells["held"] and sample.held is not None else []
            continue
        busy = not down and sample.held != 0 and sample.use is not None and sample.use > 0.05
        sums["observed"] += 1
        sums["available"] += sample.up == 1
        sums["allocated"] += not down and sample.held == 1
        sums["busy"] += busy
        sums["effective"] += sample.use if busy else 0
    told_by = {"available": "up", "allocated": "held", "busy": "use", "effective": "use"}
    row = {step: sums[step] / TICKS if tells[told_by[step]] and sums["observed"] else None for step in STEPS}
    beside: Row = dict.fromkeys((f"{ONLY}minutes", f"{ONLY}available", f"{ONLY}allocated"))
    if only:
        is_told = tells["up"] and all(sample.up is not None for sample in only)
        beside[f"{ONLY}minutes"] = 60 * len(only) / TICKS / len(cards)
        beside[f"{ONLY}available"] = sum(sample.up for sample in only) / TICKS if is_told else None
        beside[f"{ONLY}allocated"] = sum(sample.held for sample in only) / TICKS
    observed = 60 * sums["observed"] / TICKS / len(cards)
    return {"installed": len(cards), **row, "queued": None, "observed_minutes": observed, **beside}


def made_cards(chance: random.Random, models: list[str], cluster: str, most: int = 8) -> list[Card]:
    """Return cards of one or two pools on some hosts, each sampled with gaps, late starts, early ends; held and used in turn."""
    step, begin = 2 * chance.choice((1, 1, 2, 5)), chance.choice((0, 0, chance.randrange(0, 240))) + TICKS * chance.choice((0, 8, 21, 22))
    length = chance.randrange(max(40, 12 * step), 360)
    cards: list[Card] = []
    for host in range(chance.randint(1, 3)):
        model, late = chance.choice(models), 2 * chance.randrange(step // 2)
        for number in range(chance.randint(1, min(4, most - len(cards)))):
            card = Card(cluster, model, f"node{host}", number, f"GPU-{host}{number}{chance.randrange(16**6):06x}")
            first, last = begin + late, begin + length
            if chance.random() < 0.2:
                first += step * chance.randrange(length // step // 2)
            if chance.random() < 0.2:
                last -= step * chance.randrange((last - first) // step // 2)
            moments = list(range(first, last, step))
            for _ in range(chance.choice((0, 0, 1, 2))):
                gap = chance.randrange(len(moments))
                moments = moments[: gap + 1] + moments[gap + chance.randint(1, 12) :]
            card.samples = dict(zip(moments, worked(chance, len(moments)), strict=True))
            cards.append(card)
        if len(cards) >= most:
            break
    if not any(len(card.samples) > 1 for card in cards):
        return made_cards(chance, models, cluster)
    return cards


def worked(chance: random.Random, count: int) -> list[Sample]:
    """Return `count` samples of a card that is held and used, held and idle, and free in turn."""
    found: list[Sample] = []
    while len(found) < count:
        held, busy, level = chance.random() < 0.6, chance.random() < 0.6, chance.randint(12, 90)
        for _ in range(chance.randint(5, 60)):
            percent = level + chance.randint(-6, 6) if held and busy else chance.choice((0, 0, 3)) * held
            found.append(Sample(percent / 100, int(held)))
    return found[:count]
