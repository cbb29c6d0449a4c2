"""How token volumes and their doubling times are drawn, and what is said of them."""

from __future__ import annotations

import pandas as pd

from charts.caption import caption
from charts.chart import Chart, Encoding, Headline, Series
from charts.demand.words import both, listed, named, rows_of, titled
from charts.theme import distinct_hues
from data.period import period
from data.schema import Column, Language, Result, Text
from i18n import say
from i18n.format import large, month, number, quantity

_STYLES = {"stated": "solid", "floor": "floor", "estimate": "hollow", "forecast": "dashed"}
_HUES = ("accent", "neutral1", "capacity", "neutral2", "neutral3", "grey")
_NAMED = 6
"""So many lines are drawn; what has a single date and a scope of its own stands in the figures."""


def series(result: Result, language: Language) -> Chart:
    """Return token volumes over time on a log axis, one line a subject: dots stated, ▲ floors, hollow estimates; no line between scopes."""
    lines = leading(result)
    frame, columns = _wide(result, language)
    drawn = tuple(one for i, line in enumerate(lines) for one in _drawn(frame, i, line, language))
    scopes = list(dict.fromkeys(result.frame["scope"]))
    rest = [named(line, language) for line in result.facts["lines"] if line not in lines]
    notes = (say("demand.not_drawn", language, names=listed(rest, language)),) if rest else ()
    return Chart(
        "demand_series",
        language,
        finding(result, language),
        say("demand.drawn", language, scopes=listed([titled(result, "scope", code, language) for code in scopes], language)),
        frame,
        columns,
        Encoding("line", "period_end", drawn, "tokens_per_day", log=True, zero=False),
        caption(result, language, notes),
        scope=("-".join(scopes),),
        parameters=result.filters,
        headlines=_headlines(result, language),
    )


def leading(result: Result) -> list[dict]:
    """Return the lines that are drawn: the national one, those of most dates, and the one that states no scope."""
    lines = sorted(result.facts["lines"], key=lambda line: (line["scope"] != "national", -line["points"]))
    apart = [line for line in lines if line["scope"] == "unstated"]
    kept = [line for line in lines if line not in apart and (line["points"] > 1 or line["scope"] == "national")]
    kept = kept or [line for line in lines if line not in apart]
    return [*kept[: _NAMED - len(apart[:1])], *apart[:1]]


def _wide(result: Result, language: Language) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    """Return one row a date with a column for each line and kind of figure."""
    frame = pd.DataFrame({"period_end": sorted(result.frame["period_end"].unique(), key=lambda text: period(text).order)})
    columns = [result.columns[0]]
    for line in result.facts["lines"]:
        rows = result.frame[(result.frame["entity"] == line["entity"]) & (result.frame["scope"] == line["scope"])]
        for kind in _STYLES:
            known = rows[rows[kind].notna()].drop_duplicates("period_end").set_index("period_end")[kind]
            if len(known):
                name = _column(line, kind)
                frame[name] = frame["period_end"].map(known)
                title = next(one.title for one in result.columns if one.name == kind)
                columns.append(Column(name, "number", _titled(line, title), unit="tokens_per_day"))
    return frame, tuple(columns)


def _column(line: dict, kind: str) -> str:
    return f"{line['entity']} / {line['scope']} / {kind}"


def _titled(line: dict, title: Text) -> Text:
    name = both(line)
    return Text(f"{name.en}: {title.en}", f"{name.zh}：{title.zh}")


def _drawn(frame: pd.DataFrame, index: int, line: dict, language: Language) -> list[Series]:
    """Return the line through all counted figures of a subject, and over it the signs of floors, estimates and forecasts."""
    hue = "inference" if line["scope"] == "national" else distinct_hues(_HUES, index + 1)[index]
    there = [kind for kind in _STYLES if _column(line, kind) in frame]
    whole = [kind for kind in there if kind in ("stated", "floor")] or there[:1]
    path = f"{line['entity']} / {line['scope']}"
    frame[path] = frame[[_column(line, kind) for kind in whole]].bfill(axis=1).iloc[:, 0]
    signs = [Series(_column(line, kind), "", hue, _STYLES[kind], apart=True) for kind in there if kind != "stated" and whole != [kind]]
    style = _STYLES[whole[0]] if len(whole) == 1 else "solid"
    return [Series(path, named(line, language), hue, style, _label(line, language), joined=True), *signs]


def _label(line: dict, language: Language) -> str:
    """Return how fast the line doubles, in words that say what kind of figures it runs between; nothing for a single date."""
    if line["whole"] is None or line["whole"] != line["whole"]:
        return ""
    return say(f"demand.doubles_{line['bound']}", language, months=number(line["whole"], language, 1))


def finding(result: Result, language: Language) -> str:
    """Return the sentence: the last national volume beside the first, said to be a floor where it is one, and how fast it doubled."""
    facts = result.facts
    if "last" not in facts:
        return say("demand.finding_many", language, count=len(facts["entities"])) if facts["entities"] else say("view.nothing", language)
    line = next(one for one in facts["lines"] if one["entity"] == facts["leading"])
    said = {
        "name": named(line, language),
        "last": quantity(facts["last"], "tokens_per_day", language),
        "on": month(facts["last_on"], language),
        "first": quantity(facts["first"], "tokens_per_day", language),
        "since": month(facts["first_on"], language),
    }
    if line["points"] < 2:
        return say("demand.finding_floor_one" if facts["last_is_floor"] else "demand.finding_one", language, **said)
    return say("demand.finding_floor" if facts["last_is_floor"] else "demand.finding", language, **said)


def _headlines(result: Result, language: Language) -> tuple[Headline, ...]:
    """Return the last national volume with its date, how fast it doubled last, and where it was read."""
    facts = result.facts
    if "last" not in facts:
        return ()
    line = next(one for one in facts["lines"] if one["entity"] == facts["leading"])
    value = large(facts["last"], language)
    value = say("demand.above", language, value=value) if facts["last_is_floor"] else value
    said = {"on": month(facts["last_on"], language), "publisher": facts["last_publisher"]}
    note = say("demand.headline_note", language, **said)
    if line["latest"] == line["latest"] and line["latest"] is not None:
        months = say(f"demand.months_{line['latest_bound']}", language, months=number(line["latest"], language, 1))
        note = say("demand.headline_doubling", language, months=months, **said)
    return (Headline(say("demand.headline", language, name=named(line, language)), value, note, facts["trend"]),)


def doubling(result: Result, language: Language) -> Chart:
    """Return the doubling time of each line as a bar with its 95 % interval; lines of two dates have none."""
    names = [_said(row, language) for row in rows_of(result.frame)]
    frame = result.frame.assign(line=names)
    known = frame["points"] > 2
    frame = frame.assign(fitted=frame["months"].where(known), two=frame["months"].where(~known))
    series = (
        Series("fitted", say("demand.fitted", language), "inference", low="low", high="high"),
        Series("two", say("demand.two", language), "inference", "hollow"),
    )
    title = say("demand.doubling_none", language)
    if len(frame):
        low, high = (number(value, language, 1) for value in (frame["months"].min(), frame["months"].max()))
        title = say(
            "demand.doubling_finding", language, count=len(frame), low=low, high=high, **{n: result.facts[n] for n in ("two", "bounded")}
        )
    return Chart(
        "demand_doubling",
        language,
        title,
        say("demand.doubling_drawn", language, known=int(known.sum()), count=len(frame), single=result.facts["single"]),
        frame,
        (
            *result.columns,
            *(Column(one.y, "number", Text(say(f"demand.{one.y}", "en"), say(f"demand.{one.y}", "zh")), unit="months") for one in series),
        ),
        Encoding("bar", "line", tuple(one for one in series if frame[one.y].notna().any()), "months", stacked=True),
        caption(result, language),
        parameters=result.filters,
    )


def _said(row: dict, language: Language) -> str:
    """Return the name of a line with its dates and how its growth is to be read."""
    read = say(f"demand.read_{row['bound']}", language)
    return say("demand.doubling_line", language, name=named(row, language), points=row["points"], read=read)
