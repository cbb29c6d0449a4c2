"""Charts of idle capacity: the finding in words, and how each result is drawn."""

from __future__ import annotations

import pandas as pd

from charts.caption import caption
from charts.chart import Chart, Encoding, Headline, Mark, Series
from data.schema import Language, Result
from i18n import say
from i18n.format import day, number, percent, quantity, span

_HUES = {
    "out_of_service": "out_of_service",
    "unallocated": "unallocated",
    "unallocated_or_out_of_service": "unallocated",
    "held_idle": "held",
    "under_used": "under_used",
    "effective": "effective",
    "busy_depth_unobserved": "busy",
    "allocated_use_unobserved": "allocated",
    "unobserved": "unobserved",
}
_TIMES = ("day", "week", "month", "hour_of_day")


def rate(result: Result, language: Language) -> Chart:
    """Return the unallocated (or, where use is observed, idle) rate of each group beside its coverage."""
    x = _axis(result.frame)
    measure = _measure(result)
    name = say(f"idle.{measure}", language)
    frame = _labelled(result.frame, x, language)
    series = [Series(measure, name, "unallocated")]
    over_time = x in _TIMES
    if over_time:
        series.append(Series("coverage_allocated", say("idle.coverage", language), "grey", "dashed"))
    encoding = Encoding("line" if over_time else "bar", x, tuple(series), "fraction", low=0, high=1 if over_time else None)
    title = _range_finding(result, x, language) if over_time else None
    return _chart("idle_rate", result, language, frame, encoding, say("idle.rate_drawn", language, measure=name), title)


def ladder(result: Result, language: Language) -> Chart:
    """Return the ladder of each group: installed card-hours by state, from effective use at the foot to out of service on top."""
    x = _axis(result.frame)
    bands = [name for name in reversed(_HUES) if name in result.frame.columns]
    installed = result.facts["installed"]
    series = tuple(_band(result, name, installed, language) for name in sorted(bands, key=_from_the_foot))
    encoding = Encoding("column", x, series, "fraction", stacked=True, low=0, high=1, marks=_silent_days(result, language))
    return _chart("idle_ladder", result, language, _labelled(result.frame, x, language), encoding, say("idle.ladder_drawn", language))


def pools(result: Result, language: Language) -> Chart:
    """Return each pool's unallocated (or idle) rate, the highest first."""
    measure = _measure(result)
    name = say(f"idle.{measure}", language)
    encoding = Encoding("bar", "pool", (Series(measure, name, "unallocated"),), "fraction", low=0)
    return _chart(
        "idle_pools",
        result,
        language,
        result.frame,
        encoding,
        say("idle.pools_drawn", language, measure=name),
        _pools_finding(result, language),
    )


def hours(result: Result, language: Language) -> Chart:
    """Return the unallocated (or idle) rate by weekday and hour of day, in the pools' own time."""
    measure = _measure(result)
    name = say(f"idle.{measure}", language)
    frame = result.frame.assign(weekday=[say(f"idle.weekday_{day}", language) for day in result.frame["weekday"]])
    encoding = Encoding(
        "heatmap",
        "hour_of_day",
        (Series(measure, name, "unallocated"),),
        "fraction",
        row="weekday",
        x_title=say("idle.hour_of_day", language),
    )
    return _chart(
        "idle_hours", result, language, frame, encoding, say("idle.hours_drawn", language, measure=name), _hours_finding(result, language)
    )


def suspects(result: Result, language: Language) -> Chart:
    """Return the suspect hours as a table of spells."""
    frame = result.frame.assign(kind=[say(f"idle.suspect_{kind}", language) for kind in result.frame["kind"]])
    encoding = Encoding("table", "first_hour", ())
    count = int(result.facts["hours"])
    title = say("idle.suspects_finding", language, hours=number(count, language)) if count else say("idle.no_suspects", language)
    return Chart(
        "outage_suspects", language, title, say("idle.suspects_drawn", language), frame, result.columns, encoding, caption(result, language)
    )


def finding(result: Result, language: Language) -> str:
    """Return the sentence that the rates bear: never "idle" where only allocation was observed."""
    measure, share = _measure(result), result.facts[_measure(result)]
    if share is None:
        return say("view.nothing", language) if result.frame.empty else say("idle.finding_unobserved", language)
    return say(f"idle.finding_{measure}", language, share=percent(share, language), period=_period(result, language))


def _measure(result: Result) -> str:
    return "idle_rate" if result.facts.get("idle_rate") is not None else "unallocated_rate"


def _axis(frame: pd.DataFrame) -> str:
    for name in ("day", "week", "month", "hour_of_day", "pool", "cluster", "region", "owner", "card"):
        if name in frame.columns:
            return name
    return "total"


def _labelled(frame: pd.DataFrame, x: str, language: Language) -> pd.DataFrame:
    if x == "total":
        return frame.assign(total=say("view.by_total", language))
    return frame


def _band(result: Result, name: str, installed: float, language: Language) -> Series:
    share = (result.frame[name] * result.frame["installed_card_hours"]).sum() / installed if installed else None
    return Series(
        name, say(f"idle.{name}", language), _HUES[name], "hatched" if name == "unobserved" else "solid", percent(share, language)
    )


def _from_the_foot(band: str) -> int:
    order = (
        "effective", "busy_depth_unobserved", "allocated_use_unobserved", "under_used", "held_idle",
        "unallocated", "unallocated_or_out_of_service", "out_of_service", "unobserved",
    )  # fmt: skip
    return order.index(band)


def _silent_days(result: Result, language: Language) -> tuple[Mark, ...]:
    if "day" not in result.frame.columns or not any(flag.code == "idle.suspects_included" for flag in result.flags):
        return ()
    given = [name for name in ("unallocated", "unallocated_or_out_of_service") if name in result.frame.columns]
    silent = result.frame[(result.frame[given].sum(axis=1) >= 1 - 1e-9)] if given else result.frame.iloc[:0]
    return tuple(Mark(day, say("idle.silent_day", language)) for day in silent["day"])


def _pools_finding(result: Result, language: Language) -> str:
    measure = _measure(result)
    known = result.frame.dropna(subset=[measure])
    if len(known) < 2:
        return finding(result, language)
    worst, best = known.loc[known[measure].idxmax()], known.loc[known[measure].idxmin()]
    return say(
        "idle.finding_pools", language, measure=say(f"idle.{measure}", language), low=percent(best[measure], language), best=best["pool"],
        high=percent(worst[measure], language), worst=worst["pool"],
    )  # fmt: skip


def _range_finding(result: Result, x: str, language: Language) -> str:
    measure = _measure(result)
    known = result.frame.dropna(subset=[measure])
    if len(known) < 2:
        return finding(result, language)
    low, high = known.loc[known[measure].idxmin()], known.loc[known[measure].idxmax()]
    at = (lambda row: f"{int(row[x]):02d}:00") if x == "hour_of_day" else (lambda row: day(row[x], language))
    return say(
        "idle.finding_range", language, measure=say(f"idle.{measure}", language), low=percent(low[measure], language), low_at=at(low),
        high=percent(high[measure], language), high_at=at(high),
    )  # fmt: skip


def _hours_finding(result: Result, language: Language) -> str:
    measure = _measure(result)
    known = result.frame.dropna(subset=[measure])
    if known.empty:
        return finding(result, language)
    by_hour = (
        known.assign(part=known[measure] * known["installed_card_hours"]).groupby("hour_of_day")[["part", "installed_card_hours"]].sum()
    )
    shares = by_hour["part"] / by_hour["installed_card_hours"]
    return say(
        "idle.finding_hours", language, measure=say(f"idle.{measure}", language), hour=f"{int(shares.idxmax()):02d}:00",
        high=percent(shares.max(), language), low_hour=f"{int(shares.idxmin()):02d}:00", low=percent(shares.min(), language),
    )  # fmt: skip


def _period(result: Result, language: Language) -> str:
    first, last = result.facts["first_hour"], result.facts["last_hour"]
    return span(first.date(), last.date(), language)


def _chart(
    view: str, result: Result, language: Language, frame: pd.DataFrame, encoding: Encoding, what: str, title: str | None = None
) -> Chart:
    names = result.facts["clusters"]
    measure = _measure(result)
    known = not result.frame.empty
    where = say("idle.scope", language, clusters=", ".join(names), pools=result.facts["pools"]) if names else ""
    parts = [what, where, _period(result, language) if known else ""]
    return Chart(
        view,
        language,
        title or finding(result, language),
        say("idle.comma", language).join(part for part in parts if part),
        frame,
        result.columns,
        encoding,
        caption(
            result,
            language,
            (say("idle.installed_note", language, hours=quantity(result.facts["installed"], "card_hours", language)),) if known else (),
        ),
        scope=(*names[:2], f"{result.facts['first_hour']:%Y-%m-%d}_{result.facts['last_hour']:%Y-%m-%d}") if known else (),
        parameters=result.filters,
        headlines=_headlines(result, measure, language) if known else (),
    )


def _headlines(result: Result, measure: str, language: Language) -> tuple[Headline, ...]:
    facts, coverage = result.facts, result.coverage.get("allocated")
    where = say("idle.of_clusters", language, clusters=", ".join(facts["clusters"]), period=_period(result, language))
    trend = tuple(result.frame[measure]) if "day" in result.frame.columns and measure in result.frame.columns else ()
    observed_share = say("idle.observed_share", language, share=percent(coverage, language))
    found = [Headline(say(f"idle.{measure}", language), percent(facts[measure], language), say("idle.comma", language).join((where, observed_share)), trend)]
    mean = facts.get("allocated_rate_unweighted")
    if mean is not None:
        note = say("idle.weighted_note", language, share=percent(facts["allocated_rate"], language))
        found.append(Headline(say("idle.allocated_unweighted", language), percent(mean, language), note))
    observed = say("idle.observed_note", language, installed=quantity(facts["installed"], "card_hours", language), scope=quantity(facts["scope"], "card_hours", language))
    found.append(Headline(say("idle.coverage", language), percent(coverage, language), observed))
    return tuple(found)
