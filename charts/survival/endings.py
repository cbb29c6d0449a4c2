"""How competing endings, the hazard by date, vintages and hazard ratios are drawn, and what is said of them."""

from __future__ import annotations

import pandas as pd

from charts.caption import caption
from charts.chart import Chart, Encoding, Mark, Series
from charts.survival.at_risk import under
from charts.survival.pivot import side_by_side
from charts.survival.words import ENOUGH, selection, share
from charts.theme import distinct_hues
from data.schema import Column, Language, Result, Text
from i18n import say
from i18n.format import day, number, percent

HUES = ("signed", "busy", "held", "training")


def _chart(
    view: str,
    result: Result,
    language: Language,
    title: str,
    subtitle: str,
    encoding: Encoding,
    notes: tuple[str, ...],
    frame: pd.DataFrame | None = None,
    columns: tuple[Column, ...] = (),
) -> Chart:
    return Chart(
        view,
        language,
        title,
        subtitle,
        result.frame if frame is None else frame,
        columns or result.columns,
        encoding,
        caption(result, language, notes),
        scope=(result.facts["data_date"],),
        parameters=result.filters,
    )


def _drawn(code: str, result: Result, language: Language) -> str:
    """Return the subtitle: what is drawn of which contracts, how many, to which day."""
    facts = result.facts
    values = {"contracts": facts["in_curve"], "terminated": facts["terminated"], "date": day(facts["data_date"], language)}
    return say(f"survival.drawn_{code}", language, selection=selection(result, language), **values)


def _reading(result: Result, language: Language) -> str:
    return say("survival.note_followed" if result.facts["reading"] == "followed" else "survival.note_announced", language)


def incidence(result: Result, language: Language) -> Chart:
    """Return the shares terminated and completed since signing, as steps with limits."""
    facts = result.facts
    series = tuple(
        Series(name, say(f"survival.{name}", language), hue, low=f"{name}_low", high=f"{name}_high")
        for name, hue in (("terminated", "terminated"), ("completed", "busy"))
        if name == "terminated" or facts["completed"]
    )
    counts = under(result.frame, {"at_risk": (say("survival.at_risk_row", language), "neutral1")}, _months(result.frame), language)
    encoding = Encoding("line", "months", series, "fraction", step=True, low=0, high=1, under=counts)
    notes = [_reading(result, language)]
    if facts["completed"] and facts["one_less_survival"] is not None:
        notes.append(say("survival.note_biased", language, share=percent(facts["one_less_survival"], language, 0)))
    return _chart(
        "contract_incidence",
        result,
        language,
        _incidence_finding(result, language),
        _drawn("incidence", result, language),
        encoding,
        tuple(notes),
    )


def _incidence_finding(result: Result, language: Language) -> str:
    facts = result.facts
    if not facts["in_curve"]:
        return say("survival.finding_none", language, contracts=facts["contracts"])
    if not facts["completed"]:
        return say("survival.incidence_none", language)
    if facts["incidence_terminated"] is None and facts["incidence_completed"] is None:
        return say("survival.finding_short", language)
    ended, done = (share(facts[f"incidence_{name}"] or 0.0, language) for name in ("terminated", "completed"))
    reading = say(f"survival.{facts['reading']}", language)
    limits = {end: share(facts[f"incidence_terminated_{end}"], language) for end in ("low", "high")}
    told = {"terminated": ended, "completed": done, "running": share(facts["survival"], language), **limits}
    return say("survival.incidence_finding", language, reading=reading[0].lower() + reading[1:], **told)


def _months(frame: pd.DataFrame) -> float:
    return float(frame["months"].max()) if len(frame) else 0.0


def hazard(result: Result, language: Language) -> Chart:
    """Return the cumulative hazard by date under both readings, the band between them, and events of the record as marks."""
    series = (
        Series("followed_high", say("survival.limits", language), "terminated", "interval", low="announced_low", high="followed_high"),
        Series("followed", say("survival.followed", language), "terminated", "dashed", label=say("survival.followed_label", language)),
        Series("announced", say("survival.announced", language), "terminated", low="announced", high="followed"),
    )
    marks = tuple(Mark(mark["date"], _mark_title(mark, language)) for mark in result.facts["marks"])
    title = say("survival.hazard_axis", language)
    encoding = Encoding("line", "date", series, None, step=True, low=0, high=_top(result), y_title=title, marks=marks)
    notes = (say("survival.note_hazard", language),)
    return _chart(
        "contract_hazard", result, language, _hazard_finding(result, language), _drawn("hazard", result, language), encoding, notes
    )


def _top(result: Result) -> float | None:
    """Return where the axis ends: limits of a few terminations would reach far beyond the curves."""
    top = result.frame[["followed", "announced"]].max().max() if len(result.frame) else None
    return None if top is None or top != top or top == 0 else float(top) * 1.6


def _mark_title(mark: dict, language: Language) -> str:
    english = mark["title_en"]
    return english if language == "en" and isinstance(english, str) else mark["title"]


def _hazard_finding(result: Result, language: Language) -> str:
    facts = result.facts
    if not facts["in_curve"]:
        return say("survival.finding_none", language, contracts=facts["contracts"])
    years = facts["years"]["announced"]
    worst = max(years, key=lambda year: (years[year]["terminated"], year))
    if not years[worst]["terminated"]:
        return say("survival.hazard_no_event", language, count=facts["in_curve"])
    read = (("low", "announced", "rate"), ("high", "followed", "rate"), ("least", "announced", "low"), ("most", "followed", "high"))
    rates = {name: facts["years"][reading].get(worst, {}).get(what) for name, reading, what in read}
    said = {name: "–" if rate is None else number(rate, language, 2) for name, rate in rates.items()}
    return say("survival.hazard_finding", language, year=worst, count=years[worst]["terminated"], **said)


def vintages(result: Result, language: Language) -> Chart:
    """Return one curve a vintage, its tail grey and dashed where some of its contracts are still too young."""
    names = list(dict.fromkeys(result.frame["vintage"]))
    titles = {name: day(name, language) for name in names}
    frame, columns = side_by_side(result, "vintage", titles, ("mature", "immature", "at_risk"))
    series, hues = [], distinct_hues(HUES, len(names))
    for place, name in enumerate(names):
        ripe = bool(len(frame)) and frame[f"mature_{place}"].notna().sum() > 1
        counted = say("survival.vintage_label", language, count=result.facts["vintages"][name]["in_curve"])
        series.append(Series(f"mature_{place}", titles[name] if ripe else "", hues[place], label=counted if ripe else ""))
        if frame[f"immature_{place}"].notna().any():
            series.append(Series(f"immature_{place}", "" if ripe else titles[name], "grey" if ripe else hues[place], "dashed"))
    rows = {f"at_risk_{place}": (titles[name], hues[place]) for place, name in enumerate(names)}
    counts = under(frame, rows, _months(frame), language)
    encoding = Encoding("line", "months", tuple(series), "fraction", step=True, low=0, high=1, under=counts)
    notes = (_reading(result, language), say("survival.note_vintages", language))
    title, subtitle = _vintages_finding(result, language), _drawn("vintages", result, language)
    return _chart("contract_vintages", result, language, title, subtitle, encoding, notes, frame, columns)


def _vintages_finding(result: Result, language: Language) -> str:
    facts = result.facts
    if not facts["in_curve"]:
        return say("survival.finding_none", language, contracts=facts["contracts"])
    p = facts["of_one_pace"]["p"]
    if p is None:
        return say("survival.vintages_untested", language)
    told = number(p, language, 3 if p < 0.1 else 2)
    return say(
        "survival.vintages_differ" if facts["terminated"] >= ENOUGH and p < 0.05 else "survival.vintages_alike",
        language,
        count=facts["terminated"],
        p=told,
    )


def ratios(result: Result, language: Language) -> Chart:
    """Return the hazard ratios as a forest plot: dots with limits on a logarithmic axis around 1; not estimable ones in words."""
    frame = result.frame
    named = [_covariate(row, result, language) for row in frame.to_dict("records")]
    shown = frame.assign(named=named)
    columns = (*result.columns, Column("named", "text", Text("Covariate as drawn", "协变量（图中）")))
    series = (Series("hazard_ratio", "", "terminated", low="low", high="high"),)
    title = say("survival.ratio_axis", language)
    encoding = Encoding("bar", "named", series, None, log=True, y_title=title, dots=True)
    firth = bool((frame["method"] == "firth").any())
    notes = (_reading(result, language), say("survival.note_ratios", language), *((say("survival.note_firth", language),) if firth else ()))
    drawn = shown if frame["hazard_ratio"].notna().any() else shown.iloc[:0]
    subtitle = _drawn("ratios", result, language)
    return _chart("contract_cox", result, language, _ratios_finding(result, language), subtitle, encoding, notes, drawn, columns)


def _covariate(row: dict, result: Result, language: Language) -> str:
    declared = {column.name: column.values for column in result.columns}
    name = declared["covariate"][row["covariate"]].in_(language)
    if row["reason"]:
        return say("survival.not_estimable", language, name=name, reason=declared["reason"][row["reason"]].in_(language))
    return say("survival.estimated_from", language, name=name, contracts=row["contracts"], terminated=row["terminated"])


def _ratios_finding(result: Result, language: Language) -> str:
    facts, frame = result.facts, result.frame
    if not facts["in_curve"]:
        return say("survival.finding_none", language, contracts=facts["contracts"])
    if not facts["estimated"]:
        return say("survival.ratios_none", language, count=facts["terminated"])
    apart = frame[(frame["low"] > 1) | (frame["high"] < 1)]
    if apart.empty:
        return say("survival.ratios_alike", language, count=facts["terminated"], estimated=facts["estimated"])
    strongest = apart.loc[apart["coefficient"].abs().idxmax()]
    name = result.columns[0].values[strongest["covariate"]].in_(language)
    ratio, low, high = (number(strongest[column], language, 1) for column in ("hazard_ratio", "low", "high"))
    return say("survival.ratios_finding", language, name=name, ratio=ratio, low=low, high=high)
