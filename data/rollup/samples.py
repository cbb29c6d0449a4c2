"""A table of raw telemetry -> samples as `data.rollup.definition` takes them, still where the data lives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.mapping import Match
from data.rollup.definition import CARD, during, either
from data.rollup.telemetry import ATTRIBUTES, counter_of
from data.schema import Problem, Refused

if TYPE_CHECKING:
    import ibis.expr.types as ir

MOST_SHARE = 1.001
"""Counters of a share overshoot by a thousandth."""
_YES = ("1", "true", "t", "yes", "y", "ok", "healthy", "up", "allocated", "是", "正常", "健康", "已分配")
_NO = ("0", "false", "f", "no", "n", "unhealthy", "down", "free", "否", "异常", "故障", "未分配", "空闲")
_NO_JOB = ("", "-", "--", "–", "—", "<none>", "<nil>", "none", "nil", "null", "n/a", "nan", "0", "-1", "无", "空")
"""How a column of jobs says that there is none."""
_SIZES = ((1e17, 1000), (1e14, 1), (1e11, -1000))
"""From what size on a number counts in nanoseconds, microseconds, milliseconds; how many of it make a microsecond, or the reverse."""
_SECONDS = -1_000_000
_SLICE, _OF_CARD = "MIG-", "MIG-GPU-"
"""How the UUID of a slice begins; the older form names the card."""


@dataclass(frozen=True)
class Samples:
    """Raw telemetry under a mapping. `clock` says what a number in the time column is; `micros` makes instants microseconds.

    divided  whether some rows are of slices of a card (`is_cut`), which costs a sorting
    scale  what one unit of utilization is in fractions; None = not known yet, and utilization is then as it stands in the file
    """

    raw: ir.Table
    mapping: Mapping[str, Match]
    micros: Callable[[ir.Value], ir.Value]
    clock: int = _SECONDS
    divided: bool = False
    scale: float | None = None

    def within(self, *spans: tuple[int, int]) -> ir.Table:
        """Return the samples with since <= time < until (microseconds) of one of `spans`, all without one.

        Rows without cluster, pool, card or time are left out. Instants are compared as they stand, so that whole parts of files are
        passed over.
        """
        time, rows = self._time, self.raw
        if spans and time.type().is_timestamp():
            zone = getattr(time.type(), "timezone", None)
            return self._named(
                rows.filter(either((time >= _moment(since, zone)) & (time < _moment(until, zone)) for since, until in spans))
            )
        return during(self._named(rows), *spans)

    def described(self) -> ir.Table | None:
        """Return one row per pool: what columns of the file say of it, under the names of `usage`; None where there is no such column."""
        named = {
            usage: self.mapping[name].header for name, usage in ATTRIBUTES.items() if name in self.mapping and self.mapping[name].header
        }
        if not named:
            return None
        columns = {name: self.raw[header].cast("string") for name, header in named.items()}
        pools = self.raw.select(cluster=self._text(self.raw, "cluster"), pool=self._text(self.raw, "pool"), **columns)
        return pools.group_by("cluster", "pool").agg(**{name: pools[name].max() for name in named})

    @property
    def constants(self) -> dict[str, str]:
        """What the mapping says of every pool, under the names of `usage`."""
        return {
            usage: self.mapping[name].constant for name, usage in ATTRIBUTES.items() if name in self.mapping and self.mapping[name].constant
        }

    @property
    def zone(self) -> str | None:
        """The zone in which times are counted; None where the file does not say."""
        kind = self._time.type()
        return "UTC" if kind.is_numeric() or getattr(kind, "timezone", None) else None

    @property
    def counter(self) -> str | None:
        """The activity counter; None where utilization is not read."""
        return counter_of(self.mapping.get("utilization"))

    @property
    def _time(self) -> ir.Value:
        return self.raw[self.mapping["time"].header]

    def _named(self, rows: ir.Table) -> ir.Table:
        keys = {name: self._text(rows, name) for name in CARD}
        if self.divided:
            # MIG-GPU-…/1/0 is a slice of the card GPU-….
            whole = keys["card"].re_replace("^MIG-", "").re_replace("/.*$", "")
            keys["card"] = keys["card"].startswith(_OF_CARD).ifelse(whole, keys["card"])
        if "host" in self.mapping:
            keys["card"] = self._text(rows, "host").fill_null("") + "/" + keys["card"]
        named = rows.select(
            **keys,
            time=self.instant(rows[self.mapping["time"].header]),
            utilization=self._utilization(rows),
            available=_flag(self._value(rows, "available")),
            allocated=self._allocated(rows),
            **({"cut": self.is_cut(rows)} if self.divided else {}),
        )
        told = named.cluster.notnull() & named.pool.notnull() & named.card.notnull() & named.time.notnull()
        return undivided(named.filter(told)) if self.divided else named.filter(told)

    def is_cut(self, rows: ir.Table) -> ir.BooleanValue:
        """Return whether each of the raw `rows` is of a slice of its card (MIG, vNPU), and not of the whole."""
        named = self._text(rows, "slice").strip().fill_null("") != ""
        return named | self._text(rows, "card").startswith(_SLICE).fill_null(False)

    def text(self, name: str) -> ir.Value:
        """Return the column `name` of the raw rows as text; null where there is none."""
        return self._text(self.raw, name)

    def _value(self, rows: ir.Table, name: str) -> ir.Value | None:
        import ibis

        match = self.mapping.get(name)
        if match is None or (match.header is None and not match.constant):
            return None
        return rows[match.header] if match.header else ibis.literal(match.constant)

    def _text(self, rows: ir.Table, name: str) -> ir.Value:
        import ibis

        value = self._value(rows, name)
        return ibis.null("string") if value is None else value.cast("string")

    def instant(self, time: ir.Value) -> ir.Value:
        """Return times as they stand in the file as microseconds since 1970."""
        if time.type().is_timestamp():
            return self.micros(time)
        if not time.type().is_numeric():
            return self.micros(time.cast("string").try_cast("timestamp"))
        if self.clock > 0:
            return (time.cast("int64") / self.clock).floor().cast("int64") if self.clock > 1 else time.cast("int64")
        return (time * -self.clock).round().cast("int64")

    def _utilization(self, rows: ir.Table) -> ir.Value:
        import ibis

        value = self._value(rows, "utilization")
        if value is None:
            return ibis.null("float64")
        number = value.try_cast("float64") if value.type().is_string() else value.cast("float64")
        if self.scale is None:
            return number
        share = number * self.scale if self.scale != 1 else number
        return ibis.ifelse((share >= 0) & (share <= MOST_SHARE), ibis.least(share, 1.0), ibis.null("float64"))

    def _allocated(self, rows: ir.Table) -> ir.Value:
        """Return whether the card is held: as the flag says, else whether a job is named."""
        import ibis

        flag, job = self._value(rows, "allocated"), self._value(rows, "job")
        if job is None:
            return _flag(flag)
        named = (job.cast("float64") > 0) if job.type().is_numeric() else job.cast("string").strip().lower().notin(_NO_JOB)
        held = named.fill_null(False).cast("int8")
        return held if flag is None else ibis.coalesce(_flag(flag), held)


def undivided(samples: ir.Table) -> ir.Table:
    """Return one sample a card and moment of `samples` with `cut`: a card of which slices are sampled tells neither use nor holder."""
    one = samples.group_by([*CARD, "time"]).agg(
        utilization=samples.utilization.max(), available=samples.available.min(), allocated=samples.allocated.max(), cut=samples.cut.any()
    )
    return one.mutate(**{name: one.cut.ifelse(None, one[name]) for name in ("utilization", "allocated")}).drop("cut")


def clock(number: float) -> int:
    """Return what a number that counts from 1970 counts in: how many make a microsecond, negative: how many microseconds it is.

    Refused where it is so small that it counts from a start of its own.
    """
    found = next((each for least, each in _SIZES if number >= least), _SECONDS)
    if number < 1e8:
        raise Refused(Problem("rollup.no_clock", values={"found": f"{number:g}"}))
    return found


def _flag(value: ir.Value | None) -> ir.Value:
    """Return 1, 0 or null: of numbers 0 is no and what is above it yes; -1 is what exporters write where they could not ask."""
    import ibis

    unknown = ibis.null("int8")
    if value is None:
        return unknown
    if value.type().is_boolean():
        return value.cast("int8")
    if value.type().is_numeric():
        return ibis.cases((value == 0, ibis.literal(0, "int8")), (value > 0, ibis.literal(1, "int8")), else_=unknown)
    text = value.cast("string").strip().lower()
    return ibis.cases((text.isin(_YES), ibis.literal(1, "int8")), (text.isin(_NO), ibis.literal(0, "int8")), else_=unknown)


def _moment(micros: int, zone: str | None) -> ir.Value:
    import ibis

    moment = dt.datetime.fromtimestamp(micros // 1_000_000, dt.UTC)
    return ibis.literal(moment if zone else moment.replace(tzinfo=None), type=f"timestamp('{zone}')" if zone else "timestamp")
