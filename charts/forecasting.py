"""Charts of forecasts: the history, the path that goes on from it and its two intervals; of many series a table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from charts.caption import caption
from charts.chart import Chart, Encoding, Series
from data.schema import Column, Language, Result
from i18n import has, say
from i18n.format import day, large, percent, quantity, significant

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 10
"""Horizons of the past that are drawn at least, of a long series also at most."""
LONG = 400
STEEP = 30
"""Times the smallest figure drawn from which the axis is logarithmic."""

FIRST_YEAR, LAST_YEAR = 1800, 2200
"""Whole numbers between which a time is a year."""

_LIMITS = ("mean", "lower_80", "upper_80", "lower_95", "upper_95")


def series_forecast(result: Result, language: Language) -> Chart:
    """Return one series as a line that goes on dashed between its intervals; several as a table, each with its last step."""
    return _line(result, language) if result.facts["forecasts"] == 1 and result.facts["series"] == 1 else _table(result, language)


def _line(result: Result, language: Language) -> Chart:
    facts = result.facts
    frame, columns = _drawn(result.frame, facts), _columns(result)
    model = _route(facts["route"], language)
    series = (
        Series("value", say("forecasting.observed", language), "accent", joined=_is_uneven(result)),
        Series("mean", say("forecasting.expected", language), "accent", "dashed", model, "lower_80", "upper_80"),
        Series("upper_95", say("forecasting.wide", language), "accent", "interval", "", "lower_95", "upper_95"),
    )
    floor, ceiling = (frame[[*_LIMITS, "value"]].stack().agg(how) for how in ("min", "max"))
    log = facts["route"] in ("growth", "short") and floor > 0 and ceiling > STEEP * floor
    zero = not log and floor >= 0 and floor < 0.5 * ceiling
    unit = facts.get("unit") or None
    encoding = Encoding("line", "time", series, unit if unit and has(f"unit.{unit}") else None, log=log, zero=zero)
    return Chart(
        "series_forecast",
        language,
        _finding(result, language),
        _subtitle(result, log, language),
        frame,
        columns,
        encoding,
        caption(result, language, (_makers(facts, language), _trust(facts, language))),
        scope=(str(result.frame["unique_id"].iloc[0]) or "series",),
        parameters=result.filters,
    )


def _drawn(rows: pd.DataFrame, facts: dict) -> pd.DataFrame:
    """Return what is drawn: of a long past its end; the path begins at the last figure. Steps that are mere numbers are numbers."""
    past = int(rows["step"].isna().sum())
    kept = SHOWN * facts["horizon"] if past > LONG else past
    frame = rows.iloc[max(0, past - kept) :].reset_index(drop=True)
    last = min(kept, past) - 1
    for name in _LIMITS:
        frame.loc[last, name] = frame.loc[last, "value"]
    return frame.assign(time=frame["time"].astype(int)) if facts["step_unit"] == "step" else frame


def _columns(result: Result) -> tuple[Column, ...]:
    if result.facts["step_unit"] != "step":
        return result.columns
    return tuple(Column("time", "integer", one.title) if one.name == "time" else one for one in result.columns)


def _is_uneven(result: Result) -> bool:
    return any(flag.code == "forecasting.uneven" for flag in result.flags)


def _finding(result: Result, language: Language) -> str:
    last, facts = result.frame.iloc[-1], result.facts
    return say(
        "forecasting.finding",
        language,
        name=_name(result, language),
        time=_time(last["time"], language),
        value=_figure(last["mean"], facts, language),
        low=_bare(last["lower_95"], facts, language),
        high=_bare(last["upper_95"], facts, language),
    )


def _subtitle(result: Result, log: bool, language: Language) -> str:
    facts, first = result.facts, result.frame.iloc[0]["time"]
    code = "forecasting.drawn_log" if log else "forecasting.drawn"
    step = say(f"forecasting.unit_{facts['step_unit']}", language)
    given = {"points": facts["points"], "step": step, "first": _time(first, language), "horizon": facts["horizon"]}
    return say(code, language, **given)


def _makers(facts: dict, language: Language) -> str:
    names = [say(f"forecasting.model_{code}", language) for code in facts["models"]]
    return say("forecasting.made_by", language, models=say("caption.join", language).join(names))


def _trust(facts: dict, language: Language) -> str:
    """Return how the line did at past dates of this very series, beside the naive line."""
    if not facts["origins"] or facts["owa"] is None or facts["owa"] != facts["owa"]:
        return say("forecasting.untried", language)
    code = "forecasting.better" if facts["owa"] < 1 else "forecasting.worse"
    given = {"origins": facts["origins"], "owa": significant(facts["owa"], language, 2)}
    return say(code, language, **given, covered=percent(facts["coverage_95"], language, 0))


def _table(result: Result, language: Language) -> Chart:
    facts = result.facts
    frame = result.frame[result.frame["step"].notna()]
    last = frame.groupby("unique_id", sort=False).tail(1).reset_index(drop=True)
    shown = last[["unique_id"]].assign(
        time=[_time(text, language) for text in last["time"]],
        **{name: [float(f"{value:.4g}") for value in last[name]] for name in ("mean", "lower_95", "upper_95")},
        model=[_route(code, language) for code in last["route"]],
    )
    counts = {name: facts[name] for name in ("forecasts", "series")} if facts["series"] else {}
    columns = tuple(replace(column, kind="text") if column.name == "time" else column for column in result.columns if column.name in shown)
    return Chart(
        "series_forecast",
        language,
        say("forecasting.finding_many" if facts["series"] else "view.nothing", language, **counts),
        say("forecasting.drawn_many", language),
        shown,
        columns,
        Encoding("table", "unique_id", ()),
        caption(result, language, tuple(_refusal(one, language) for one in facts["refused"][:6])),
        parameters=result.filters,
    )


def _refusal(one: dict, language: Language) -> str:
    values = {name: value for name, value in one.items() if name not in ("unique_id", "code")}
    return say("forecasting.refused_one", language, name=one["unique_id"], reason=say(one["code"], language, **values))


def _route(code: str, language: Language) -> str:
    return say(f"forecasting.route_{code}", language)


def _name(result: Result, language: Language) -> str:
    return str(result.facts.get("title") or result.frame["unique_id"].iloc[0] or say("forecasting.this", language))


def _time(text: str, language: Language) -> str:
    """Return a time as the language writes it; a step that is a mere number says that it is one."""
    if text.isdigit() and not FIRST_YEAR <= int(text) <= LAST_YEAR:
        return say("forecasting.at_step", language, step=text)
    return f"{day(text, language)}{text[10:]}"


def _figure(value: float, facts: dict, language: Language) -> str:
    unit = facts.get("unit") or None
    return quantity(float(f"{value:.3g}"), unit if unit and has(f"unit.{unit}") else None, language, 3 if abs(value) < 10 else 1)


def _bare(value: float, facts: dict, language: Language) -> str:
    """Return a limit without the unit, which its neighbour carries."""
    return percent(value, language) if facts.get("unit") == "fraction" else large(float(f"{value:.3g}"), language)
