"""The rollup as SQL written by hand for DuckDB: the same hours, the same way through the data, nothing between it and the database.

Numbers for cards, a day at a time, few sums per span of hours: written as fast as its author could. `plain` is what one writes first:
the window over the three texts that name a card.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

HOUR = 3_600_000_000
DAY = 24 * HOUR
FIELDS = "job_id is not null and job_id <> ''"

CARDS = """
create table cards as
select (row_number() over ())::int card_no, (dense_rank() over (order by cluster, pool) - 1)::int pool_no, *
from (select cluster, pool, uuid, count(*) n, epoch_us(min(timestamp)) first, epoch_us(max(timestamp)) last from {raw} group by all)
"""

INTERVALS = """
create table intervals as
with steps as (
    select card_no, pool_no, lead(t) over (partition by card_no order by t) - t step
    from (select card_no, pool_no, epoch_us(timestamp) t from {raw} join cards using (cluster, pool, uuid) where {probed})
), own as (select card_no, median(step) step from steps where step > 0 and step <= 3600000000 group by card_no)
select card_no, cards.pool_no, first, last,
    round_even(coalesce(step, median(step) over (partition by cards.pool_no), (last - first) / (n - 1)), 0)::bigint step
from cards left join own using (card_no)
"""

STATES = """
insert into states
with told as (
    select {card}, epoch_us(timestamp) t, healthy up, {held} held,
        case when sm_active >= 0 and sm_active <= 1.001 then least(sm_active, 1.0) end used
    from {raw} {numbered}
    where timestamp >= make_timestamp({since}) and timestamp < make_timestamp({until} + {reach})
), followed as (select *, lead(t) over (partition by {card} order by t) following from told
), stands as (
    select pool_no, t, up, held, used, t + least(coalesce(following - t, if(t = last, step, 3 * step)), 3 * step) until
    from followed join {joined} where t < {until}
), placed as (
    select *, t - t % 3600000000 as hour, (until - 1) - (until - 1) % 3600000000 as final from stands where until > t
), spans as (
    select pool_no, hour, final, up, held, used > 0.05 busy, count(*) n,
        sum((least(until, hour + 3600000000) - t)::double) head, sum((until - final)::double) tail,
        sum(used) whole_used, sum(used * (least(until, hour + 3600000000) - t)) head_used, sum(used * (until - final)) tail_used
    from placed group by all
), spread as (select *, unnest(range(hour, final + 3600000000, 3600000000)) as moment from spans)
select pool_no, moment, up, held, busy,
    sum(if(moment = hour, head, if(moment = final, tail, n * 3.6e9))),
    sum(if(moment = hour, head_used, if(moment = final, tail_used, whole_used * 3.6e9)))
from spread group by all
"""

HOURS = """
with sums as (
    select pool_no, hour, sum(time) filter (up is null or not up or busy is not null) observed,
        sum(time) filter (up) available, sum(time) filter (up and held) allocated,
        sum(time) filter (up and held and busy) busy, sum(used) filter (up and held and busy) effective
    from states group by all
), present as (
    select pool_no, first - first % 3600000000 start, (last + step - 1) - (last + step - 1) % 3600000000 + 3600000000 stop from intervals
), changes as (
    select pool_no, hour, sum(change) change
    from (select pool_no, start as hour, 1 change from present union all select pool_no, stop, -1 from present) group by all
), every as (select pool_no, unnest(range(min(start), max(stop), 3600000000)) as hour from present group by pool_no),
installed as (
    select pool_no, hour, sum(coalesce(change, 0)) over (partition by pool_no order by hour) installed
    from every left join changes using (pool_no, hour)
)
select cluster, pool, make_timestamp(hour) as hour, installed::double installed,
    60 * coalesce(observed, 0) / (installed * 3.6e9) observed_minutes,
    if(observed > 0, coalesce(available, 0), null) / 3.6e9 available, if(observed > 0, coalesce(allocated, 0), null) / 3.6e9 allocated,
    if(observed > 0, coalesce(busy, 0), null) / 3.6e9 busy, if(observed > 0, coalesce(effective, 0), null) / 3.6e9 effective
from installed left join sums using (pool_no, hour) join (select distinct pool_no, cluster, pool from cards) using (pool_no)
where installed > 0 order by pool_no, hour
"""


NUMBERED = {"card": "card_no", "numbered": "join cards using (cluster, pool, uuid)", "joined": "intervals using (card_no)"}
NAMED = {"card": "cluster, pool, uuid", "numbered": "", "joined": "cards_known using (cluster, pool, uuid)"}


def rolled_up(paths: list[Path], scratch: Path, told_apart: dict[str, str] = NUMBERED) -> pd.DataFrame:
    """Return the pool-hours of the files; the window tells cards apart by their numbers, or by their names."""
    connection = duckdb.connect(config={"memory_limit": "1GiB", "temp_directory": str(scratch), "preserve_insertion_order": "false"})
    raw = f"read_parquet({[str(path) for path in paths]})"
    days = connection.execute(f"select distinct epoch_us(timestamp) // {DAY} * {DAY} d from {raw} order by d").fetchnumpy()["d"]
    connection.execute(CARDS.format(raw=raw))
    probed = (
        " or ".join(f"timestamp >= make_timestamp({at}) and timestamp < make_timestamp({at} + {HOUR})" for at in probes(days)) or "true"
    )
    connection.execute(INTERVALS.format(raw=raw, probed=probed))
    connection.execute(
        "create view cards_known as select cluster, pool, uuid, i.* exclude (card_no) from cards join intervals i using (card_no)"
    )
    connection.execute("create table states (pool_no int, hour bigint, up bool, held bool, busy bool, time double, used double)")
    reach = 3 * connection.execute("select max(step) from intervals").fetchone()[0]
    for day in map(int, days):
        connection.execute(STATES.format(raw=raw, since=day, until=day + DAY, reach=reach, held=FIELDS, **told_apart))
    return connection.execute(HOURS).df()


def plain(paths: list[Path], scratch: Path) -> pd.DataFrame:
    """Return the same, cards told apart by their names."""
    return rolled_up(paths, scratch, NAMED)


def probes(days: np.ndarray) -> list[int]:
    """Return the hours from which sampling intervals are taken: none for one day, else twelve spread over the days."""
    if len(days) == 1:
        return []
    places = np.unique(np.linspace(0, 24 * len(days) - 1, 12).astype(int))
    return [int(at) for at in days[places // 24] + places % 24 * HOUR]
