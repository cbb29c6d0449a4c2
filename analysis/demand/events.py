"""Whether a series broke at an event of the record, or anywhere: known date, unknown date, number of breaks; or not testable."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from analysis import breaks
from analysis.demand.catalogue import Shipped
from analysis.demand.volumes import METHOD
from data.period import by_time, last_day
from data.schema import Column, Flag, Problem, Refused, Result, Text

SCALES = ("level", "log")
FIRST_EVENT = "DeepSeek R1 released"
TESTS = {
    "step": Text("Step at the event", "事件时的跃变"),
    "slope": Text("Change of slope after the event", "事件后的斜率变化"),
    "sup_f": Text("Unknown date, sup-F", "未知日期（sup-F）"),
    "breaks": Text("Number of breaks, Bai–Perron", "突变个数（Bai–Perron）"),
}
VERDICTS = {
    "break": Text("A break", "有突变"),
    "none": Text("No break", "无突变"),
    "chosen": Text("Least BIC", "BIC 最小"),
    "not_chosen": Text("Not chosen", "未选"),
    "not_testable": Text("Not testable", "无法检验"),
}
COLUMNS = (
    Column("test", "code", Text("Test", "检验"), values=TESTS),
    Column("breaks", "integer", Text("Breaks", "突变个数")),
    Column("last_before", "text", Text("Last point before", "突变前最后一点")),
    Column("estimate", "number", Text("Estimate", "估计值")),
    Column("error", "number", Text("HAC error", "HAC 标准误")),
    Column("statistic", "number", Text("Statistic", "统计量")),
    Column("p", "number", Text("p-value, or level passed", "p 值或通过的显著性水平")),
    Column("ssr", "number", Text("Sum of squared residuals", "残差平方和")),
    Column("bic", "number", Text("BIC", "BIC")),
    Column("verdict", "code", Text("Verdict", "结论"), values=VERDICTS),
)
LEVEL = 0.05


def event_of(events: pd.DataFrame, name: str) -> dict[str, object]:
    """Return an event by its title in either language, or a date given as one: title, title_en, date. Refused with the titles otherwise."""
    day = last_day(name)
    if day is None:
        found = events[(events["title"] == name) | (events["title_en"] == name)]
        if found.empty:
            titles = tuple(events.sort_values("date", key=by_time("date"))["title_en"].fillna(events["title"]))
            raise Refused(Problem("demand.unknown_event", values={"found": name, "allowed": titles}))
        row = found.iloc[0]
        return {"title": row["title"], "title_en": row["title_en"], "date": last_day(row["date"]), "source_id": row["source_id"]}
    return {"title": name, "title_en": name, "date": day, "source_id": None}


def break_test(series: Shipped, event: dict[str, object], scale: str = "level") -> Result:
    """Return the tests of a series, a row each. Fewer than twelve points after the event, or before it, is *not testable*.

    Known date: step and slope with HAC errors, slope a year. Unknown date and the number of breaks: changes of the mean, searched from
    24 points on. `log` tests the natural logarithm: steps are then shares.
    """
    values = np.asarray(series.values, float)
    if scale == "log" and not (values > 0).all():
        raise Refused(Problem("demand.no_log", values={"series": series.title}))
    years = np.array([(day - dt.date(1970, 1, 1)).days / 365.25 for day in series.days])
    years, tested, size = breaks.blocks(years, np.log(values) if scale == "log" else values)
    at = (event["date"] - dt.date(1970, 1, 1)).days / 365.25
    after, before = int((years >= at).sum()), int((years < at).sum())
    known = min(after, before) >= breaks.AFTER
    rows = _known(years, tested, at) if known else [_untested("step"), _untested("slope")]
    searched = len(tested) >= 2 * breaks.AFTER
    names = [series.times[i * size] for i in range(len(tested))]
    found, chosen = _searched(tested, names) if searched else ([_untested("sup_f"), _untested("breaks")], ())
    facts = {
        "series": series.title,
        "region": series.region,
        "event": Text(str(event["title_en"] or event["title"]), str(event["title"])),
        "event_on": event["date"].isoformat(),
        "points": len(values),
        "before": before,
        "after": after,
        "needed": breaks.AFTER,
        "testable": known,
        "searched": searched,
        "scale": scale,
        "unit": series.unit,
        "times": tuple(names),
        "values": tuple(float(one) for one in (np.exp(tested) if scale == "log" else tested)),
        "breaks_after": chosen,
    }
    ids = tuple(one for one in (*series.source_ids, event["source_id"]) if one)
    flags = [Flag("demand.test_floors")] if series.floors else []
    flags += [Flag("demand.blocks", {"size": str(size)})] if size > 1 else []
    frame = pd.DataFrame([*rows, *found], columns=[column.name for column in COLUMNS])
    return Result(frame, COLUMNS, METHOD, facts=facts, source_ids=ids, flags=tuple(flags))


def _untested(test: str) -> dict[str, object]:
    return {"test": test, "verdict": "not_testable"}


def _known(years: np.ndarray, values: np.ndarray, at: float) -> list[dict[str, object]]:
    found = breaks.known_break(years, values, at)
    parts = (("step", found.step, found.step_error, found.step_p), ("slope", found.slope, found.slope_error, found.slope_p))
    return [
        {
            "test": test,
            "estimate": estimate,
            "error": error,
            "statistic": estimate / error if error else None,
            "p": p,
            "verdict": "break" if p < LEVEL else "none",
        }
        for test, estimate, error, p in parts
    ]


def _searched(values: np.ndarray, names: list[str]) -> tuple[list[dict[str, object]], tuple[str, ...]]:
    single, several = breaks.unknown_break(values), breaks.breaks(values)
    rows = []
    if single:
        verdict = "break" if single.level is not None and single.level <= LEVEL else "none"
        change = {"estimate": single.after - single.before, "statistic": single.sup_f, "p": single.level}
        rows.append({"test": "sup_f", "breaks": 1, "last_before": names[single.index], "verdict": verdict, **change})
    for count, indices in enumerate(several.indices) if several else ():
        verdict = "chosen" if count == several.chosen else "not_chosen"
        where = ", ".join(names[i] for i in indices)
        rows.append(
            {
                "test": "breaks",
                "breaks": count,
                "last_before": where,
                "ssr": several.ssr[count],
                "bic": several.bic[count],
                "verdict": verdict,
            }
        )
    return rows, tuple(names[i] for i in several.indices[several.chosen]) if several else ()
