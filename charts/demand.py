"""Charts of demand: the finding in words, and how token volumes are drawn."""

from __future__ import annotations

from charts.caption import caption
from charts.chart import Chart, Encoding, Headline, Series
from data.schema import Language, Result
from i18n import say
from i18n.format import day, large, quantity


def series(result: Result, language: Language) -> Chart:
    """Return token volumes over time on a log axis: stated figures as dots, floors as triangles, no line between scopes."""
    frame = result.frame
    drawn = (
        Series("stated", say("demand.stated", language), "inference"),
        Series("floor", say("demand.floor", language), "inference", "floor"),
    )
    kept = tuple(one for one in drawn if frame[one.y].notna().any())
    encoding = Encoding("scatter", "period_end", kept, "tokens_per_day", log=True, zero=False)
    names = ", ".join(_subject(name, language) for name in result.facts["entities"])
    return Chart(
        "demand_series",
        language,
        finding(result, language),
        say("demand.drawn", language, names=names),
        frame,
        result.columns,
        encoding,
        caption(result, language),
        scope=("-".join(result.facts["entities"])[:40],),
        parameters=result.filters,
        headlines=_headlines(result, language),
    )


def finding(result: Result, language: Language) -> str:
    """Return the sentence: the last volume beside the first, said to be a floor where it is one."""
    facts = result.facts
    if "last" not in facts:
        return say("view.nothing", language)
    if len(facts["entities"]) > 1:
        return say("demand.finding_many", language, count=len(facts["entities"]))
    code = "demand.finding_floor" if facts["last_is_floor"] else "demand.finding"
    return say(
        code,
        language,
        name=_subject(facts["entities"][0], language),
        last=quantity(facts["last"], "tokens_per_day", language),
        on=day(facts["last_on"][:7], language),
        first=quantity(facts["first"], "tokens_per_day", language),
        since=day(facts["first_on"][:7], language),
    )


def _headlines(result: Result, language: Language) -> tuple[Headline, ...]:
    facts = result.facts
    if "last" not in facts or len(facts["entities"]) > 1:
        return ()
    value = large(facts["last"], language)
    if facts["last_is_floor"]:
        value = say("demand.above", language, value=value)
    note = say("demand.headline_note", language, on=day(facts["last_on"][:7], language), publisher=facts["last_publisher"])
    trend = tuple(result.frame["stated"].fillna(result.frame["floor"]))
    return (Headline(say("demand.headline", language, name=_subject(facts["entities"][0], language)), value, note, trend),)


def _subject(name: str, language: Language) -> str:
    return say("demand.national", language) if name == "national" else name
