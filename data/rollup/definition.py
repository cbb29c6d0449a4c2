"""Samples of cards -> hours of pools, as Ibis expressions: the same figures wherever they are executed.

A sample is a row of cluster, pool, card (text), time (whole microseconds since 1970), utilization (0-1), available and allocated (1, 0);
null = unknown. It stands for the time to the same card's next one, at most three sampling intervals, the last one for one interval; the
interval is the median step of the card. The rest of the hour is unobserved, and so is a sample that lacks what other samples of its pool
tell in that hour: with every step summed over the same samples the steps keep their order. Such a sample that tells who holds the card is
summed apart, so that the coverage of allocation is its own. What an hour's samples tell is told by those
that begin in it; one that reaches into it tells only where none does, or some milliseconds of it would leave the hour unobserved. A card is
installed for the whole of every hour from its first sample to the end of its last one; its first and its last hour count where it reaches
into them by more than one sample, or by half of the hour: a last sample some milliseconds past the hour opens none. A card out of service
is neither allocated nor busy, and says nothing of who holds the others.

The work is cut in two so that it can be done piece by piece. `hour_states` reads samples: what it returns for disjoint spans of time adds
up. `pool_hours` reads those sums, which are small. Time is summed in whole microseconds and so exactly, in any order. See
docs/methods/idle.en.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

THRESHOLD = 0.05
"""Utilization above which an allocated card is busy."""
LONGEST_HOLD = 3
"""Sampling intervals for which a sample stands at most."""
HOUR = 3_600_000_000
DAY = 24 * HOUR
"""Microseconds."""
HUNDRED = 100.1
"""The most that percent can be; what exporters write for unknown is far above."""
CARD = ("cluster", "pool", "card")
CARDS = ["cluster", "pool", "card", "card_no", "pool_no", "last", "interval", "since", "until"]
"""What `hour_states` must know of each card."""
STATE = ("pool_no", "hour", "available", "allocated", "busy")
STEPS = ("available", "allocated", "busy", "effective")


def during(samples: ir.Table, *spans: tuple[int, int]) -> ir.Table:
    """Return the `samples` with since <= time < until of one of `spans`, all without one."""
    return samples.filter(either((samples.time >= since) & (samples.time < until) for since, until in spans)) if spans else samples


def either(conditions: Iterable[ir.BooleanValue]) -> ir.BooleanValue:
    """Return whether one of `conditions` holds."""
    return reduce(or_, conditions)


def cards(samples: ir.Table) -> ir.Table:
    """Return one row per card: `samples`, its `first` and its `last` time."""
    return samples.group_by(CARD).agg(samples=samples.count(), first=samples.time.min(), last=samples.time.max())


def highest(samples: ir.Table) -> ir.Table:
    """Return the `highest` utilization of at most a hundred, by which percent is told from fractions."""
    return samples.agg(highest=samples.utilization.max(where=samples.utilization <= HUNDRED))


def days(samples: ir.Table) -> ir.Table:
    """Return the number of samples of each `day` (the microsecond in which it begins)."""
    return samples.mutate(day=_start(samples.time, DAY)).group_by("day").agg(samples=lambda each: each.count())


def intervals(samples: ir.Table, cards: ir.Table, longest: int | None) -> ir.Table:
    """Return the median step of each card (card_no) in microseconds, over steps of at most `longest`; a card without one has no row."""
    told = samples.join(cards, CARD).select("card_no", "time")
    stepped = told.select("card_no", step=told.time.lead().over(group_by=told.card_no, order_by=told.time) - told.time)
    kept = stepped.filter(stepped.step > 0) if longest is None else stepped.filter(stepped.step > 0, stepped.step <= longest)
    return kept.group_by("card_no").agg(interval=kept.step.median())


def hour_states(samples: ir.Table, cards: ir.Table, until: int, ties: Sequence[str] = (), threshold: float = THRESHOLD) -> ir.Table:
    """Return for each pool, hour and state how long cards were in it: `held` (card-microseconds) and `used` (times utilization).

    A state is what samples tell: available and allocated (1, 0, null) and busy, which is the counter above the threshold. `samples` reach
    three sampling intervals beyond `until`; those from then on only end what began before. `cards` has CARDS of each card; what lies
    outside the hours from its `since` to its `until` is left out. `samples` of the result counts, `repeated` counts those of a moment
    that has several; of these the greatest in the order of `ties` counts.
    """
    import ibis

    # What is the same for all samples of a card is joined after the sorting, which then has less to carry.
    told = samples.join(cards.select(*CARD, "card_no"), CARD).drop(*CARD)
    window = ibis.window(group_by=told.card_no, order_by=[told.time, *(told[name].asc(nulls_first=True) for name in ties)])
    told = told.mutate(following=told.time.lead().over(window)).filter(lambda each: each.time < until)
    told = told.join(cards.select("card_no", "pool_no", "last", "interval", "since", "until"), "card_no")
    longest = told.interval * LONGEST_HOLD
    alone = (told.time == told["last"]).ifelse(told.interval, longest)
    held = told.mutate(held=ibis.least(ibis.coalesce(told.following - told.time, alone), longest))
    begin = ibis.greatest(held.time, held["since"])
    end = ibis.greatest(ibis.least(held.time + held.held, held["until"]), begin)
    return _by_hour(_spans(held.mutate(time=begin, end=end, busy=(held.utilization > threshold).cast("int8"))))


def _spans(held: ir.Table) -> ir.Table:
    """Return the sums over samples of one pool and state that begin in one hour and end in one: few, however many samples there are."""
    import ibis

    rows = held.mutate(hour=_start(held.time, HOUR), final=_start(ibis.greatest(held.end - 1, held.time), HOUR))
    head = (ibis.least(rows.end, rows.hour + HOUR) - rows.time).cast("float64")
    tail = (rows.end - rows.final).cast("float64")
    return rows.group_by("pool_no", "hour", "final", "available", "allocated", "busy").agg(
        samples=rows.count(),
        repeated=(rows.held == 0).sum(),
        head=head.sum(),
        tail=tail.sum(),
        whole_used=rows.utilization.sum(),
        head_used=(rows.utilization * head).sum(),
        tail_used=(rows.utilization * tail).sum(),
    )


def _by_hour(spans: ir.Table) -> ir.Table:
    """Return `spans` hour by hour: the head in the first, the tail in the last, whole hours between."""
    import ibis

    spread = spans.rename(first="hour").mutate(hour=ibis.range(spans.hour, spans.final + HOUR, HOUR).unnest())
    begins, ends = spread.hour == spread["first"], spread.hour == spread.final
    amounts = spread.mutate(
        held=begins.ifelse(spread["head"], ends.ifelse(spread.tail, spread.samples * float(HOUR))),
        used=begins.ifelse(spread.head_used, ends.ifelse(spread.tail_used, spread.whole_used * float(HOUR))),
        samples=begins.ifelse(spread.samples, 0),
        repeated=begins.ifelse(spread.repeated, 0),
    )
    return amounts.group_by(STATE).agg(**{name: amounts[name].sum() for name in ("held", "used", "samples", "repeated")})


def pool_hours(states: ir.Table, cards: ir.Table) -> ir.Table:
    """Return one row per pool and hour: card-microseconds installed, observed and of each step; steps that nothing tells are null.

    Steps of which a pool's samples say nothing in an hour are null, and all steps are where an hour is not observed at all. What is left
    out of them for want of another step, but tells who holds the card, is allocation_only (null where there is none), of which
    allocation_only_available (null where some of it does not tell) and allocation_only_allocated.
    """
    keys = ["pool_no", "hour"]
    known = _known(states)
    sums = _steps(states.join(known, keys)).join(known, keys)
    hours = _installed(cards).left_join(sums, keys).drop("pool_no_right", "hour_right")
    observed = hours.observed.fill_null(0.0)
    tells = {step: hours[f"tells_{_TOLD_BY[step]}"].fill_null(False) & (observed > 0) for step in STEPS}
    named = {step: tells[step].ifelse(hours[step].fill_null(0.0), None) for step in STEPS}
    only = (hours.allocation_only > 0).ifelse(hours.allocation_only, None)
    beside = {
        "allocation_only": only,
        "allocation_only_available": (hours.allocation_only_untold == 0).ifelse(only, None),
        "allocation_only_allocated": only.notnull().ifelse(hours.allocation_only_allocated.fill_null(0.0), None),
    }
    return hours.select(*keys, "installed", observed=observed, **named, **beside)


_TOLD_BY = {"available": "available", "allocated": "allocated", "busy": "busy", "effective": "busy"}


def _known(states: ir.Table) -> ir.Table:
    """Return which steps the samples of each pool that begin in an hour tell at all, where none does those that reach into it."""
    held = states.filter(states.held > 0)
    begins = held.samples > 0
    told = {step: held[step].notnull() for step in ("available", "allocated", "busy")}
    return held.group_by("pool_no", "hour").agg(
        **{f"tells_{step}": begins.any().ifelse((known & begins).any(), known.any()) for step, known in told.items()}
    )


def _steps(told: ir.Table) -> ir.Table:
    """Return the steps of each pool and hour, summed over samples that tell all that their pool's samples tell."""
    down = told.available.fill_null(1) == 0
    complete = (
        (told.tells_available | told.tells_allocated | told.tells_busy)
        & (told.available.notnull() | ~told.tells_available)
        & (told.allocated.notnull() | down | ~told.tells_allocated)
        & (told.busy.notnull() | down | ~told.tells_busy)
    )
    busy = complete & ~down & (told.busy.fill_null(0) == 1) & (told.allocated.fill_null(1) == 1)
    # A card that is down tells all there is to tell, so that what is left here is in service where that is told.
    only = ~complete & told.tells_allocated & told.allocated.notnull()
    untold = only & (told.available.isnull() | ~told.tells_available)
    return told.group_by("pool_no", "hour").agg(
        observed=told.held.sum(where=complete),
        available=told.held.sum(where=complete & (told.available.fill_null(0) == 1)),
        allocated=told.held.sum(where=complete & ~down & (told.allocated.fill_null(0) == 1)),
        busy=told.held.sum(where=busy),
        effective=told.used.sum(where=busy),
        allocation_only=told.held.sum(where=only),
        allocation_only_untold=told.held.sum(where=untold).fill_null(0.0),
        allocation_only_allocated=told.held.sum(where=only & (told.allocated.fill_null(0) == 1)),
    )


def _installed(cards: ir.Table) -> ir.Table:
    """Return for each pool every hour in which it has cards, and how many (times the hour)."""
    import ibis

    present = cards.select("pool_no", start=cards["since"], end=cards["until"])
    changes = ibis.union(present.select("pool_no", hour="start", change=1), present.select("pool_no", hour="end", change=-1))
    changes = changes.group_by("pool_no", "hour").agg(change=changes.change.sum())
    every = present.group_by("pool_no").agg(start=present.start.min(), end=present.end.max())
    every = every.select("pool_no", hour=ibis.range(every.start, every.end, HOUR).unnest())
    hours = every.left_join(changes, ["pool_no", "hour"]).drop("pool_no_right", "hour_right")
    there = hours.change.fill_null(0).sum().over(group_by=hours.pool_no, order_by=hours.hour, rows=(None, 0))
    return hours.select("pool_no", "hour", installed=there * HOUR).filter(lambda each: each.installed > 0)


def _start(time: ir.IntegerValue, length: int) -> ir.IntegerValue:
    return time - time % length
