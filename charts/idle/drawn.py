"""How each result of idle capacity is drawn."""

from __future__ import annotations

import pandas as pd

from charts.caption import caption
from charts.chart import Chart, Encoding, Headline, Mark, Series
from charts.idle.words import finding, headlines, hours_finding, measure_of, period, pools_finding, range_finding
from data.schema import Language, Result
from i18n import say
from i18n.format import number, percent, quantity

_HUES = {
    "out_of_service": "out_of_service",
    "unallocated": "unallocated",
    "unallocated_or_out_of_service": "unallocated_or_out",
    "held_idle": "held",
    "under_used": "under_used",
    "effective": "effective",
    "busy_depth_unobserved": "depth_unobserved",
    "allocated_use_unobserved": "allocated",
    "unobserved": "unobserved",
}
_UNSEEN = ("allocated_use_unobserved", "unobserved")
_TIMES = ("day", "week", "month", "hour_of_day")


def rate(result: Result, language: Language) -> Chart:
    """Return the unallocated (or, where use is observed, idle) rate of each group beside its coverage."""
    x = axis_of(result.frame)
    measure = measure_of(result)
    name = say(f"idle.{measure}", language)
    frame = labelled(result.frame, x, language)
    series = [Series(measure, name, "unallocated")]
    over_time = x in _TIMES
    if over_time:
        series.append(Series("coverage_allocated", say("idle.coverage", language), "grey", "dashed"))
    encoding = Encoding("line" if over_time else "bar", x, tuple(series), "fraction", low=0, high=1 if over_time else None)
    title = range_finding(result, x, language) if over_time else None
    return composed("idle_rate", result, language, frame, encoding, say("idle.rate_drawn", language, measure=name), title)


def ladder(result: Result, language: Language) -> Chart:
    """Return the ladder of each group: installed card-hours by state, from effective use at the foot to out of service on top."""
    x = axis_of(result.frame)
    bands = [name for name in reversed(_HUES) if name in result.frame.columns]
    installed = result.facts["installed"]
    series = tuple(_band(result, name, installed, language) for name in sorted(bands, key=_from_the_foot))
    encoding = Encoding("column", x, series, "fraction", stacked=True, low=0, high=1, marks=silent_days(result, language))
    return composed("idle_ladder", result, language, labelled(result.frame, x, language), encoding, say("idle.ladder_drawn", language))


def pools(result: Result, language: Language) -> Chart:
    """Return each pool's unallocated (or idle) rate, the highest first."""
    measure = measure_of(result)
    name = say(f"idle.{measure}", language)
    encoding = Encoding("bar", "pool", (Series(measure, name, "unallocated"),), "fraction", low=0)
    return composed(
        "idle_pools",
        result,
        language,
        result.frame,
        encoding,
        say("idle.pools_drawn", language, measure=name),
        pools_finding(result, language),
    )


def hours(result: Result, language: Language) -> Chart:
    """Return the unallocated (or idle) rate by weekday and hour of day, in the pools' own time."""
    measure = measure_of(result)
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
    return composed(
        "idle_hours", result, language, frame, encoding, say("idle.hours_drawn", language, measure=name), hours_finding(result, language)
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


def axis_of(frame: pd.DataFrame) -> str:
    """Return the column of the groups; `total` where there is but one."""
    for name in ("day", "week", "month", "hour_of_day", "pool", "cluster", "region", "owner", "card"):
        if name in frame.columns:
            return name
    return "total"


def labelled(frame: pd.DataFrame, x: str, language: Language) -> pd.DataFrame:
    """Return the frame with a name for the one group of a total."""
    if x == "total":
        return frame.assign(total=say("view.by_total", language))
    return frame


def _band(result: Result, name: str, installed: float, language: Language) -> Series:
    share = (result.frame[name] * result.frame["installed_card_hours"]).sum() / installed if installed else None
    hue = "unallocated" if name == "unallocated_or_out_of_service" and "unallocated" not in result.frame else _HUES[name]
    return Series(name, say(f"idle.{name}", language), hue, "hatched" if name in _UNSEEN else "solid", percent(share, language))


def _from_the_foot(band: str) -> int:
    order = (
        "effective",
        "busy_depth_unobserved",
        "allocated_use_unobserved",
        "under_used",
        "held_idle",
        "unallocated",
        "unallocated_or_out_of_service",
        "out_of_service",
        "unobserved",
    )
    return order.index(band)


def silent_days(result: Result, language: Language) -> tuple[Mark, ...]:
    """Return a mark on each day on which nothing was allocated, where outage suspects are kept."""
    if "day" not in result.frame.columns or not any(flag.code == "idle.suspects_included" for flag in result.flags):
        return ()
    silent = result.frame[result.frame["unallocated_rate"] >= 1 - 1e-9]
    return tuple(Mark(day, say("idle.silent_day", language)) for day in silent["day"])


def composed(
    view: str,
    result: Result,
    language: Language,
    frame: pd.DataFrame,
    encoding: Encoding,
    what: str,
    title: str | None = None,
    notes: tuple[str, ...] = (),
    figures: tuple[Headline, ...] | None = None,
) -> Chart:
    """Return the chart of pool-hours: what is drawn, of which clusters and when, over the caption; `figures` head a page."""
    names = result.facts["clusters"]
    known = not result.frame.empty
    where = say("idle.scope", language, clusters=", ".join(names), pools=result.facts["pools"]) if names else ""
    parts = [what, where, period(result, language) if known else ""]
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
            (say("idle.installed_note", language, hours=quantity(result.facts["installed"], "card_hours", language)), *notes)
            if known
            else (),
        ),
        scope=(*names[:2], f"{result.facts['first_hour']:%Y-%m-%d}_{result.facts['last_hour']:%Y-%m-%d}") if known else (),
        parameters=result.filters,
        headlines=(headlines(result, measure_of(result), language) if figures is None else figures) if known else (),
    )
