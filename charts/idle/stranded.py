"""Stranded idle: how it is drawn and what is said of it."""

from __future__ import annotations

from charts.chart import Chart, Encoding, Headline, Series
from charts.idle.drawn import axis_of, composed, labelled, silent_days
from charts.idle.words import finding
from data.schema import Language, Result
from i18n import say
from i18n.format import number, percent, quantity

_HUES = {"allocated_rate": "allocated", "unallocated_waited": "held", "unallocated_free": "unallocated", "unallocated_rate": "unallocated"}


def stranded(result: Result, language: Language) -> Chart:
    """Return installed card-hours by state: allocated, unallocated while work waited, unallocated with no work waiting.

    Where waiting work is not observed, all that is unallocated is one band.
    """
    x = axis_of(result.frame)
    known = result.facts["reachable"] is not None
    bands = ("allocated_rate", "unallocated_waited", "unallocated_free") if known else ("allocated_rate", "unallocated_rate")
    series = tuple(_band(result, name, language) for name in bands)
    encoding = Encoding("column", x, series, "fraction", stacked=True, low=0, high=1, marks=silent_days(result, language))
    frame = labelled(result.frame, x, language)
    compared = f"stranded_drawn_{result.facts['resolution']}" if known else "ladder_drawn"
    what = say(f"idle.{compared}", language, minutes=_minutes(result, language))
    return composed("stranded_idle", result, language, frame, encoding, what, _finding(result, language), (), _headlines(result, language))


def _band(result: Result, name: str, language: Language) -> Series:
    share = result.facts["allocated_rate"]
    said = percent(share, language) if name == "allocated_rate" else ""
    if name == "unallocated_waited" and result.facts["stranded_cluster"] is not None:
        said = quantity(result.facts["stranded_cluster"], "card_hours", language)
    return Series(name, say(f"idle.{name}_band", language), _HUES[name], label=said)


def _finding(result: Result, language: Language) -> str:
    facts = result.facts
    if facts["reachable"] is None:
        return finding(result, language) if result.frame.empty else say("idle.stranded_unknown", language)
    return say(
        "idle.stranded_finding",
        language,
        waited=quantity(facts["stranded_cluster"], "card_hours", language),
        reachable=number(facts["reachable"], language),
    )


def _headlines(result: Result, language: Language) -> tuple[Headline, ...]:
    facts = result.facts
    if facts["reachable"] is None:
        return ()
    basis = say(f"idle.stranded_basis_{facts['resolution']}", language, minutes=_minutes(result, language))
    return tuple(
        Headline(say(f"idle.{name}", language), quantity(facts[name], "card_hours", language), basis)
        for name in ("stranded_cluster", "stranded_own", "reachable")
    )


def _minutes(result: Result, language: Language) -> str:
    return number(result.facts["sample_minutes"], language, 2)
