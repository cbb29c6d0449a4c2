"""Capacity over time: the finding in words, and one line per precision, basis and series; a change of precision is a shaded gap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from charts.capacity.places import amount, counted_by, nature, place, precision
from charts.caption import caption
from charts.chart import Chart, Encoding, Headline, Mark, Series, Style
from charts.theme import distinct_hues
from data.period import period
from data.schema import Column, Language, Result, Text
from i18n import say
from i18n.format import month, number, signed_percent

_PRECISION_HUES = {"FP16": "capacity", "FP32": "neutral1", "unstated": "grey"}
_HUES = ("capacity", "neutral1", "accent", "neutral2")


def series(result: Result, language: Language) -> Chart:
    """Return capacity over time; figures of no stated precision are dots that no line joins, estimates hollow, forecasts dashed."""
    lines, metric = result.facts["lines"], result.facts["metric"]
    unit = next((one["measured_in"] for one in lines.values()), None)
    drawn = sorted(lines, key=lambda name: (period(lines[name]["last_on"]).order, lines[name]["points"]), reverse=True)[
        : result.facts["drawn"]
    ]
    # What the finding is about is drawn last, over what it would else be hidden by.
    drawn = sorted(drawn, key=lambda name: name == result.facts["headline"])
    hues = _hues(result, drawn)
    strokes = [stroke for name in drawn for stroke in _strokes(result, name, hues[name], language)]
    return Chart(
        "capacity_series",
        language,
        finding(result, language),
        _drawn(result, unit, language),
        result.frame,
        tuple(_titled(column, result, language) for column in result.columns),
        Encoding("line", "period_end", tuple(strokes), unit, marks=_marks(result, language)),
        caption(result, language, _notes(result, language)),
        scope=(metric, *dict.fromkeys(one["region"] for one in lines.values())),
        parameters=result.filters,
        headlines=_headlines(result, language),
    )


def finding(result: Result, language: Language) -> str:
    """Return the sentence: the last figure beside the one a year before, or the first, of the same line and of nothing else."""
    name, metric = result.facts["headline"], say(f"view.metric_{result.facts['metric']}", language)
    if name is None:
        return say("view.nothing", language)
    line = result.facts["lines"][name]
    told = {"metric": _of(line, metric, language), "precision": _qualified(line, language), "on": month(line["last_on"], language)}
    last = amount(line["last"], line["measured_in"], language, line["last_floor"])
    first = amount(line["first"], line["measured_in"], language)
    if line["precision"] == "unstated" or line["first_on"] == line["last_on"]:
        return say("capacity.finding_alone", language, last=last, **told)
    return say("capacity.finding", language, last=last, first=first, since=month(line["first_on"], language), **told)


def _drawn(result: Result, unit: str | None, language: Language) -> str:
    """Return what is drawn: the indicator, its unit, and whatever all lines have in common."""
    lines = result.facts["lines"].values()
    named = ({place(one, language) for one in lines}, {counted_by(one["series"], language) for one in lines})
    common = [*(names.pop() for names in named if len(names) == 1), *_natures(lines, language)]
    shown = say("capacity.parts", language).join(common)
    told = {"metric": say(f"view.metric_{result.facts['metric']}", language), "unit": say(f"unit.{unit}", language) if unit else "–"}
    return say("capacity.drawn", language, common=shown, **told) if shown else say("capacity.drawn_nothing", language, **told)


def _natures(lines: Iterable[dict], language: Language) -> list[str]:
    found = {nature(one["basis"], language) for one in lines}
    return sorted(found) if len(found) == 1 else []


def break_note(one: dict, language: Language) -> str:
    """Return what stands between two precisions of a series in words: two units, not growth."""
    return say(
        "capacity.break_note",
        language,
        before=amount(one["before"], "eflops", language),
        precision_from=one["from"],
        from_on=month(one["from_on"], language),
        after=amount(one["after"], "eflops", language),
        precision_to=one["to"],
        to_on=month(one["to_on"], language),
    )


def assumption(one: dict, language: Language) -> str:
    """Return the sentence that states a conversion with its factor: cards times the rate of their model, or what the reader gave."""
    told = {"factor": number(one["factor"], language, 4), "precision": precision(one["precision"], language), "model": one["model"]}
    return say(f"capacity.assumed_{one['converted']}", language, **told)


def _of(line: dict, metric: str, language: Language) -> str:
    where = place(line, language)
    return metric if line["region"] == "CN" and not line["area"] else say("capacity.metric_of", language, metric=metric, place=where)


def _qualified(line: dict, language: Language) -> str:
    parts = [precision(line["precision"], language), nature(line["basis"], language) if line["basis"] != "actual" else ""]
    words = say("capacity.parts", language).join(part for part in parts if part)
    return say("capacity.bracketed", language, words=words) if words else ""


def _hues(result: Result, drawn: list[str]) -> dict[str, str]:
    """Return the hue of each line. A precision keeps its own in one place; two lines of one style never share one."""
    lines = result.facts["lines"]
    one_place = len({(each["region"], each["area"]) for each in lines.values()}) == 1
    wanted = {name: _PRECISION_HUES.get(lines[name]["precision"]) if one_place else None for name in drawn}
    free = [hue for hue in distinct_hues(_HUES, len(drawn) + len(_PRECISION_HUES) + 1) if hue not in wanted.values()]
    found: dict[str, tuple[str, str]] = {}
    for name, hue in wanted.items():
        taken, style = {one for one, _ in found.values()}, _style(lines[name])
        is_free = hue is not None and (hue, style) not in found.values()
        found[name] = (hue if is_free else next((one for one in free if one not in taken), free[-1]), style)
    return {name: hue for name, (hue, _) in found.items()}


def _style(line: dict) -> Style:
    return "dashed" if line["converted"] or line["basis"] == "forecast" else "hollow" if line["basis"] == "estimate" else "solid"


def _strokes(result: Result, name: str, hue: str, language: Language) -> list[Series]:
    lines = result.facts["lines"]
    line = lines[name]
    unstated, metric = line["precision"] == "unstated", result.facts["metric"]
    style = _style(line)
    label = say("capacity.end", language, value=amount(line["last"], line["measured_in"], language, line["last_floor"]))
    apart = unstated and metric != "intelligent_share"
    found = [Series(name, _name(line, lines, language), hue, style, label, joined=not unstated, apart=apart)]
    if line["floor"]:
        found.append(Series(f"{name}_floor", "", hue, "floor", apart=True))
    return found


def _name(line: dict, lines: dict[str, dict], language: Language) -> str:
    """Return what tells a line from the others drawn with it."""
    several = {
        key for key in ("region", "area", "series", "precision", "basis", "edition") if len({one[key] for one in lines.values()}) > 1
    }
    parts = [
        place(line, language) if several & {"region", "area"} else "",
        counted_by(line["series"], language) if "series" in several else "",
        precision(line["precision"], language),
        nature(line["basis"], language) if line["basis"] != "actual" else "",
        say("capacity.edition", language, edition=line["edition"]) if line["edition"] and "edition" in several else "",
        say("capacity.converted", language) if line["converted"] else "",
    ]
    words = [part for part in parts if part] or [counted_by(line["series"], language)]
    return say("capacity.parts", language).join(words)


def _titled(column: Column, result: Result, language: Language) -> Column:
    """Return the column with its place by name: the analysis knows regions as codes only."""
    line = result.facts["lines"].get(column.name.removesuffix("_floor"))
    if line is None or (line["region"] == "CN" and not line["area"]):
        return column
    codes = " ".join(part for part in (line["region"], line["area"]) if part and part != "CN")
    titles = (column.title.en.replace(codes, place(line, "en"), 1), column.title.zh.replace(codes, place(line, "zh"), 1))
    return replace(column, title=Text(*titles))


def _marks(result: Result, language: Language) -> tuple[Mark, ...]:
    return tuple(
        Mark(one["from_on"], say("capacity.break", language, before=one["from"], after=one["to"]), one["to_on"])
        for one in result.facts["breaks"][:1]
    )


def _notes(result: Result, language: Language) -> tuple[str, ...]:
    lines = result.facts["lines"].values()
    apart = any(one["precision"] == "unstated" for one in lines) and result.facts["metric"] != "intelligent_share"
    return (
        *(break_note(one, language) for one in result.facts["breaks"]),
        *(assumption(one, language) for one in result.facts["assumptions"]),
        *((say("capacity.dots", language),) if apart else ()),
        *((say("capacity.floors", language),) if any(one["floor"] for one in lines) else ()),
    )


def _headlines(result: Result, language: Language) -> tuple[Headline, ...]:
    name, facts = result.facts["headline"], result.facts
    if name is None:
        return ()
    line = facts["lines"][name]
    metric = _of(line, say(f"view.metric_{facts['metric']}", language), language)
    label = say("capacity.headline", language, metric=metric, precision=_qualified(line, language))
    parts = [month(line["last_on"], language), counted_by(line["series"], language), str(line["publisher"])]
    if line["year_before"] and line["measured_in"] != "fraction":
        parts.insert(1, say("capacity.growth", language, share=signed_percent(line["last"] / line["year_before"] - 1, language, 0)))
    note = say("capacity.parts", language).join(part for part in parts if part)
    value = amount(line["last"], line["measured_in"], language, line["last_floor"])
    return (Headline(label, value, note, tuple(result.frame[name].dropna())),)
