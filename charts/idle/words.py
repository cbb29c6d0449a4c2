"""What the charts of idle capacity say: the finding of each, and the leading figures."""

from __future__ import annotations

from charts.chart import Headline
from data.schema import Language, Result
from i18n import say
from i18n.format import day, percent, quantity, span


def finding(result: Result, language: Language) -> str:
    """Return the sentence that the rates bear: never "idle" where only allocation was observed."""
    measure, share = measure_of(result), result.facts[measure_of(result)]
    if share is None:
        return say("view.nothing", language) if result.frame.empty else say("idle.finding_unobserved", language)
    return say(f"idle.finding_{measure}", language, share=percent(share, language), period=period(result, language))


def pools_finding(result: Result, language: Language) -> str:
    """Return the sentence that names the pools with the lowest and the highest rate."""
    measure = measure_of(result)
    known = result.frame.dropna(subset=[measure])
    if len(known) < 2:
        return finding(result, language)
    worst, best = known.loc[known[measure].idxmax()], known.loc[known[measure].idxmin()]
    return say(
        "idle.finding_pools",
        language,
        measure=say(f"idle.{measure}", language),
        low=percent(best[measure], language),
        best=best["pool"],
        high=percent(worst[measure], language),
        worst=worst["pool"],
    )


def hours_finding(result: Result, language: Language) -> str:
    """Return the sentence that names the hours of the day with the highest and the lowest rate, weighted by installed card-hours."""
    measure = measure_of(result)
    known = result.frame.dropna(subset=[measure])
    if known.empty:
        return finding(result, language)
    by_hour = (
        known.assign(part=known[measure] * known["installed_card_hours"]).groupby("hour_of_day")[["part", "installed_card_hours"]].sum()
    )
    shares = by_hour["part"] / by_hour["installed_card_hours"]
    return say(
        "idle.finding_hours",
        language,
        measure=say(f"idle.{measure}", language),
        hour=f"{int(shares.idxmax()):02d}:00",
        high=percent(shares.max(), language),
        low_hour=f"{int(shares.idxmin()):02d}:00",
        low=percent(shares.min(), language),
    )


def range_finding(result: Result, x: str, language: Language) -> str:
    """Return the sentence that names the lowest and the highest rate over time."""
    measure = measure_of(result)
    known = result.frame.dropna(subset=[measure])
    if len(known) < 2:
        return finding(result, language)
    low, high = known.loc[known[measure].idxmin()], known.loc[known[measure].idxmax()]
    return say(
        "idle.finding_range",
        language,
        measure=say(f"idle.{measure}", language),
        low=percent(low[measure], language),
        low_at=_at(low[x], x, language),
        high=percent(high[measure], language),
        high_at=_at(high[x], x, language),
    )


def _at(value: object, x: str, language: Language) -> str:
    if x == "hour_of_day":
        return f"{int(value):02d}:00"
    return say("idle.week_of", language, day=day(value, language)) if x == "week" else day(value, language)


def headlines(result: Result, measure: str, language: Language) -> tuple[Headline, ...]:
    """Return the leading figures: the rate, the unweighted mean where there is one, the coverage of the rate."""
    facts, coverage = result.facts, result.coverage.get("idle" if measure == "idle_rate" else "allocated")
    where = say("idle.of_clusters", language, clusters=", ".join(facts["clusters"]), period=period(result, language))
    trend = tuple(result.frame[measure]) if "day" in result.frame.columns and measure in result.frame.columns else ()
    observed_share = say("idle.observed_share", language, share=percent(coverage, language))
    found = [
        Headline(
            say(f"idle.{measure}", language),
            percent(facts[measure], language),
            say("idle.comma", language).join((where, observed_share)),
            trend,
        )
    ]
    mean = facts.get("allocated_rate_unweighted")
    if mean is not None:
        note = say("idle.weighted_note", language, share=percent(facts["allocated_rate"], language))
        found.append(Headline(say("idle.allocated_unweighted", language), percent(mean, language), note))
    observed = say(
        "idle.observed_note",
        language,
        installed=quantity(coverage * facts["scope"] if coverage is not None else None, "card_hours", language),
        scope=quantity(facts["scope"], "card_hours", language),
    )
    found.append(Headline(say("idle.coverage", language), percent(coverage, language), observed))
    return tuple(found)


def period(result: Result, language: Language) -> str:
    """Return the period of the rows in words."""
    first, last = result.facts["first_hour"], result.facts["last_hour"]
    return span(first.date(), last.date(), language)


def measure_of(result: Result) -> str:
    """Return the rate that the rows bear: idle_rate where use is observed, else unallocated_rate."""
    return "idle_rate" if result.facts.get("idle_rate") is not None else "unallocated_rate"
