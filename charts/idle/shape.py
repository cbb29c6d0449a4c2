"""How spells, spreads and changes of the rate are drawn, and what is said of them."""

from __future__ import annotations

from charts.chart import Chart, Encoding, Series
from charts.idle.drawn import composed
from charts.idle.words import finding, measure_of
from data.schema import Language, Result
from i18n import say
from i18n.format import day, number, percent


def spells(result: Result, language: Language) -> Chart:
    """Return the longest idle spells as a table."""
    facts = result.facts
    share = say(f"idle.spells_share_{facts['threshold']}", language)
    state = say(f"idle.spells_state_{measure_of(result)}", language)
    title = finding(result, language) if result.frame.empty else _spells_finding(result, share, state, language)
    what = say("idle.spells_drawn", language, share=share, state=state)
    empty = facts["longest_hours"] is None and facts["installed"] > 0
    return composed(
        "idle_spells",
        result,
        language,
        result.frame,
        Encoding("table", "pool", ()),
        what,
        say("idle.no_spells", language, share=share, state=state) if empty else title,
        (say("idle.spells_edge", language),) if facts["longest_cut"] else (),
    )


def _spells_finding(result: Result, share: str, state: str, language: Language) -> str:
    facts = result.facts
    hours = number(facts["longest_hours"], language)
    code = "idle.spells_suspect_finding" if facts["longest_suspect"] else "idle.spells_finding"
    return say(
        code,
        language,
        share=share,
        pool=facts["longest_pool"],
        state=state,
        hours=say("idle.spells_at_least" if facts["longest_cut"] else "idle.spells_exactly", language, hours=hours),
        since=day(facts["longest_from"], language),
        suspect=number(facts["longest_suspect"], language),
    )


def boxes(result: Result, language: Language) -> Chart:
    """Return a box a pool of its hourly rates; the frame holds percentiles of hours."""
    facts = result.facts
    encoding = Encoding("box", "pool", (Series("hourly_rate", say("idle.allocated_rate", language), "allocated"),), "fraction", row="pool")
    title = None
    if "lowest_median" in facts:
        low, high = (percent(facts[f"{end}_median"], language) for end in ("lowest", "highest"))
        given = {"low": low, "lowest": facts["lowest_pool"], "high": high, "highest": facts["highest_pool"]}
        title = say("idle.boxes_finding", language, **given)
    note = (say("idle.boxes_note", language, hours=number(facts["spread_hours"], language)),)
    return composed("idle_boxes", result, language, result.frame, encoding, say("idle.boxes_drawn", language), title, note)


def duration(result: Result, language: Language) -> Chart:
    """Return the duration curve of the hourly rate."""
    facts = result.facts
    name = say(f"view.measure_{facts['measure']}", language)
    encoding = Encoding(
        "area",
        "share_of_hours",
        (Series("hourly_rate", name, "allocated" if facts["measure"] == "allocated" else "busy"),),
        "fraction",
        x_title=say("idle.share_of_hours", language),
        low=0,
        high=1,
    )
    what = say("idle.duration_drawn", language, measure=name)
    known = facts["half_rate"] is not None
    title = say("idle.duration_finding", language, measure=name, rate=percent(facts["half_rate"], language)) if known else None
    unseen = say("idle.finding_unobserved", language) if facts["installed"] > 0 else None
    return composed("idle_duration", result, language, result.frame, encoding, what, title or unseen)


def change(result: Result, language: Language) -> Chart:
    """Return each pool's contribution to the change of the rate, its own rate and the mix of pools apart."""
    facts, frame = result.facts, result.frame
    split = {"measure": say(f"idle.{facts['measure']}", language), "split": "–" if frame.empty else day(facts["split"], language)}
    drawn = [("rate_effect", "unallocated"), ("mix_effect", "neutral2")]
    kept = drawn if frame["mix_effect_points"].abs().max() > 0.05 else drawn[:1]
    series = tuple(Series(f"{effect}_points", say(f"idle.{effect}", language), hue) for effect, hue in kept)
    encoding = Encoding("bar", "pool", series, stacked=True, y_title=say("idle.points", language))
    title = None
    if facts["change"] is not None:
        before, after = (percent(facts[f"rate_{end}"], language) for end in ("before", "after"))
        top = frame.loc[frame["contribution_points"].abs().idxmax()]
        given = {"before": before, "after": after, "pool": top["pool"], "points": _signed(top["contribution_points"], language)}
        title = say("idle.change_finding", language, **split, **given)
    return composed("idle_change", result, language, frame, encoding, say("idle.change_drawn", language, **split), title)


def _signed(points: float, language: Language) -> str:
    return ("+" if points > 0 else "−") + number(abs(points), language, 1)
