"""How a break test is drawn: the series, the event, the breaks found, and in words what cannot be tested."""

from __future__ import annotations

import pandas as pd

from charts.caption import caption
from charts.chart import Chart, Encoding, Mark, Series
from charts.demand.words import placed, rows_of, without_inputs
from data.schema import Column, Language, Result, Text
from i18n import say
from i18n.format import day, fixed, month, number


def break_test(result: Result, language: Language) -> Chart:
    """Return the series with the event and the breaks found marked, and the level of each part between breaks."""
    facts = result.facts
    frame = pd.DataFrame({"time": facts["times"], "value": facts["values"]})
    frame["level"] = _levels(frame, facts["breaks_after"])
    columns = (Column("time", "date", Text("Time", "时间")), _column("value", facts["unit"]), _column("level", facts["unit"]))
    series = [Series("value", say("demand.value", language), "neutral1", joined=len(frame) <= 60)]
    if facts["breaks_after"]:
        series.append(Series("level", say("demand.level", language), "accent", "dashed"))
    marks = [Mark(facts["event_on"], facts["event"].in_(language))] if facts["times"] else []
    marks += [Mark(_after(frame, one), say("demand.break_mark", language)) for one in facts["breaks_after"]]
    log = facts["scale"] == "log"
    encoding = Encoding("line", "time", tuple(series), facts["unit"] or None, zero=False, log=log, marks=tuple(marks))
    return Chart(
        "break_test",
        language,
        _break_finding(result, language),
        say(
            "demand.break_drawn",
            language,
            series=placed(facts["series"].in_(language), facts["region"], language),
            points=number(facts["points"], language),
        ),
        frame,
        columns,
        encoding,
        caption(without_inputs(result), language, _known_notes(result, language)),
        parameters=result.filters,
    )


def _column(name: str, unit: str) -> Column:
    return Column(name, "number", Text(say(f"demand.{name}", "en"), say(f"demand.{name}", "zh")), unit=unit or None)


def _levels(frame: pd.DataFrame, breaks_after: tuple[str, ...]) -> pd.Series:
    part = frame["time"].isin(breaks_after).shift(fill_value=False).cumsum()
    return frame["value"].groupby(part).transform("mean").mask(part.diff() > 0)  # a gap at the break, not a slope


def _after(frame: pd.DataFrame, last: str) -> str:
    later = frame["time"][frame["time"] > last]
    return later.iloc[0] if len(later) else last


def _break_finding(result: Result, language: Language) -> str:
    facts = result.facts
    said = {"event": facts["event"].in_(language), "on": month(facts["event_on"], language)}
    if not facts["testable"]:
        counts = {"before": facts["before"], "after": facts["after"], "needed": facts["needed"]}
        found = _found(result, language)
        return say("demand.break_not_testable", language, **said, **counts) + (
            say("demand.sentence", language, text=found) if found else ""
        )
    step = next(row for row in rows_of(result.frame) if row["test"] == "step")
    slope = next(row for row in rows_of(result.frame) if row["test"] == "slope")
    broke = [row for row in (step, slope) if row["verdict"] == "break"]
    code = "demand.break_none" if not broke else "demand.break_both" if len(broke) == 2 else f"demand.break_{broke[0]['test']}"
    return say(code, language, **said, p=fixed(min(step["p"], slope["p"]), language, 3))


def _found(result: Result, language: Language) -> str:
    """Return what the search over unknown dates found, in words; empty where it was not made."""
    facts = result.facts
    if not facts["searched"]:
        return ""
    if not facts["breaks_after"]:
        return say("demand.break_found_none", language)
    where = say("demand.comma", language).join(day(one[:10], language) for one in facts["breaks_after"])
    return say("demand.break_found_one" if len(facts["breaks_after"]) == 1 else "demand.break_found", language, where=where)


def _known_notes(result: Result, language: Language) -> tuple[str, ...]:
    facts = result.facts
    if not facts["searched"]:
        return (say("demand.not_searched", language, points=facts["points"], needed=2 * facts["needed"]),)
    rows = rows_of(result.frame)
    single = next((row for row in rows if row["test"] == "sup_f"), None)
    bic = say("demand.comma", language).join(fixed(row["bic"], language, 3) for row in rows if row["test"] == "breaks")
    statistic = fixed(single["statistic"], language, 4) if single else "–"
    return (say("demand.searched", language, statistic=statistic, bic=bic, found=_found(result, language)),)
