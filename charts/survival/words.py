"""What is said of how long contracts last: finding, subtitle, notes and headline figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from charts.chart import Headline
from charts.contracts.words import left_out
from data.schema import Language, Result
from i18n import say
from i18n.format import day, number, percent, quantity

SELECTED_BY = ("selection", "side", "object", "commitment", "currency")
SINGLE = 2
"""Below so many contracts no share is quoted."""
ENOUGH = 10
"""Terminations below which no difference is claimed: the test's p is that of large numbers."""
HIGHEST = 5
"""Terminations a contract-year above which an upper limit says nothing."""


def selection(result: Result, language: Language) -> str:
    """Return which contracts are drawn: the headline selection by its name, any other as the contracts selected."""
    narrowed = any(result.filters.get(name) for name in SELECTED_BY) or result.facts.get("by") in SELECTED_BY
    return say("survival.selected" if narrowed else "survival.headline_selection", language)


def share(value: object, language: Language) -> str:
    """Return a share without decimals; in words where it is not assessable."""
    return say("survival.not_assessable", language) if value is None else percent(value, language, 0)


def finding(result: Result, language: Language) -> str:
    """Return the sentence: what share stands a year after signing, by how silent contracts are read."""
    facts = result.facts
    if facts["in_curve"] < SINGLE:
        return say("survival.finding_none" if not facts["in_curve"] else "survival.finding_one", language, contracts=facts["contracts"])
    if not facts["terminated"]:
        return _no_event(facts, language)
    what = say("survival.of_contracts" if facts["weigh"] == "count" else "survival.of_value", language)
    low, high = (facts[reading] for reading in ("followed", "announced"))
    if low is None and high is None:
        return say("survival.finding_short", language)
    if low is None:
        return say("survival.finding_open", language, what=what, high=percent(high, language, 0))
    if high is None or percent(low, language, 0) == percent(high, language, 0):
        return say("survival.finding_same", language, what=what, share=percent(low, language, 0))
    return say("survival.finding", language, what=what, low=percent(low, language, 0), high=percent(high, language, 0))


def _no_event(facts: Mapping[str, object], language: Language) -> str:
    upper = facts["years_upper"]
    if upper is None or upper > HIGHEST:
        return say("survival.finding_no_event_short", language, count=facts["in_curve"])
    return say("survival.finding_no_event", language, count=facts["in_curve"], rate=number(upper, language, 2))


def groups_finding(result: Result, language: Language) -> str:
    """Return the sentence on the groups: whether they differ under both readings, or why that cannot be said."""
    facts = result.facts
    if facts["in_curve"] < SINGLE or len(facts["groups"]) < 2 or facts["weigh"] != "count":
        return finding(result, language)
    by = say(f"view.{facts['by']}", language)
    tests = [facts["groups_tested"].get(f"log_rank_{reading}", {}).get("p") for reading in ("followed", "announced")]
    if None in tests:
        return say("survival.groups_untested", language, by=by)
    compared = "survival.groups_differ" if facts["terminated"] >= ENOUGH and max(tests) < 0.05 else "survival.groups_alike"
    return say(compared, language, by=by, count=facts["terminated"], low=_p(tests[0], language), high=_p(tests[1], language))


def _p(value: float, language: Language) -> str:
    return number(value, language, 3 if value < 0.1 else 2)


def drawn(result: Result, language: Language) -> str:
    """Return the subtitle: measure, estimator, selection and how many contracts."""
    facts = result.facts
    code = {"count": "drawn_count", "value": "drawn_value", "value_without_largest": "drawn_without_largest"}[facts["weigh"]]
    return say(
        f"survival.{code}",
        language,
        selection=selection(result, language),
        contracts=facts["in_curve"],
        terminated=facts["terminated"],
        date=day(facts["data_date"], language),
    )


def notes(result: Result, language: Language) -> tuple[str, ...]:
    """Return what must stand at the foot: the quoted interval, the worst case, month-only dates, the largest contract."""
    facts = result.facts
    if facts["in_curve"] < SINGLE:
        return ()
    limits = {side: share(facts[side], language) for side in ("low", "high")}
    said = (
        []
        if not facts["terminated"]
        else [say("survival.note_bands" if facts["by"] == "total" else "survival.note_groups", language, **limits)]
    )
    said.append(say("survival.note_worst", language, share=share(facts["worst"], language)))
    said += _ends(facts, language)
    said += _moved(facts.get("month_only"), language)
    said += _left_out(facts.get("left_out") or {}, language)
    if facts["largest"]:
        said.append(_largest(facts, language))
    if facts["presumed_completed"]:
        said.append(say("survival.note_presumed", language, count=facts["presumed_completed"]))
    return tuple(said)


def _ends(facts: Mapping[str, object], language: Language) -> list[str]:
    end = facts["ends_on_day"].get("followed")
    if not end or end >= facts["horizon_months"] * 30.4375:
        return []
    return [say("survival.note_end", language, days=number(end, language, 0))]


def _moved(moved: Mapping[str, object] | None, language: Language) -> list[str]:
    if not moved or not moved["contracts"] or moved["followed_low"] is None or moved["announced_low"] is None:
        return []
    followed, announced = (_range(moved[f"{name}_low"], moved[f"{name}_high"], language) for name in ("followed", "announced"))
    return [say("survival.note_months", language, count=moved["contracts"], followed=followed, announced=announced)]


def _left_out(found: Mapping[str, Mapping[str, object] | None], language: Language) -> list[str]:
    """Return under each reading how far a year's survival by value hangs on one contract."""
    return [
        say(
            "survival.note_left_out",
            language,
            reading=say(f"survival.{reading}", language),
            range=left_out(one, _whole(language), language),
        )
        for reading, one in found.items()
        if one
    ]


def _whole(language: Language) -> Callable[[object], str]:
    return lambda value: percent(value, language, 0)


def _range(low: float, high: float, language: Language) -> str:
    ends = [percent(value, language, 0) for value in (low, high)]
    return ends[0] if ends[0] == ends[1] else say("survival.range", language, low=ends[0], high=ends[1])


def _largest(facts: Mapping[str, object], language: Language) -> str:
    largest = facts["largest"]
    name = largest["company"] if language == "zh" else largest["company_en"] or largest["company"]
    value = quantity(largest["value"], facts["unit"], language)
    noted = "survival.note_largest" if facts["weigh"] == "value" else "survival.note_without"
    return say(noted, language, name=name, value=value, share=percent(largest["share"], language, 0))


def headlines(result: Result, language: Language) -> tuple[Headline, ...]:
    """Return the figures for the top of a page: survival after a year with its interval, and the restricted mean."""
    facts = result.facts
    low, high = (facts[reading] for reading in ("followed", "announced"))
    if facts["in_curve"] < SINGLE or (low is None and high is None):
        return ()
    both = say("survival.between", language, low=share(low, language), high=share(high, language))
    limits = {side: share(facts[side], language) for side in ("low", "high")}
    note = say("survival.headline_note", language, count=facts["in_curve"], terminated=facts["terminated"], **limits)
    spans = facts.get("left_out") or {}
    if spans and all(spans.values()):
        note = say(
            "survival.headline_left_out", language, note=note, **{r: left_out(one, _whole(language), language) for r, one in spans.items()}
        )
    found = [Headline(say("survival.headline", language), both, note)]
    means = [facts["mean_days"][reading] for reading in ("followed", "announced")]
    if all(mean["low"] is not None and mean["until"] == facts["days"] for mean in means):
        said = say("survival.between", language, low=number(means[0]["value"], language, 0), high=number(means[1]["value"], language, 0))
        value = say("survival.days", language, days=said)
        ends = {"low": number(means[0]["low"], language, 0), "high": number(means[1]["high"], language, 0)}
        found.append(Headline(say("survival.mean", language), value, say("survival.mean_note", language, **ends)))
    return tuple(found)
