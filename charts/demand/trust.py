"""How forecasts or refusals, the contest of the models and the track record are drawn."""

from __future__ import annotations

import pandas as pd

from charts.caption import caption
from charts.chart import Chart, Encoding, Headline, Series
from charts.demand.words import figure, placed, rows_of, without_inputs
from data.schema import Column, Language, Result, Text
from i18n import has, say
from i18n.format import day, fixed, month, percent


def forecasts(result: Result, language: Language) -> Chart:
    """Return each series with its forecast, or the points held and needed, as a table."""
    facts = result.facts
    rows = [_forecast_row(row, language) for row in rows_of(result.frame)]
    columns = tuple(
        Column(name, "text", Text(say(f"demand.column_{name}", "en"), say(f"demand.column_{name}", "zh")))
        for name in ("name", "answer", "points", "last", "expected")
    )
    return Chart(
        "demand_forecasts",
        language,
        say("demand.forecasts_finding", language, forecasts=facts["forecasts"], series=facts["series"], refused=facts["refused"]),
        say("demand.forecasts_drawn", language, needed=facts["needed"]),
        pd.DataFrame(rows, columns=[one.name for one in columns]),
        columns,
        Encoding("table", "name", ()),
        caption(result, language),
        parameters=result.filters,
    )


def _forecast_row(row: dict, language: Language) -> dict[str, str]:
    unit, borne = row["unit"], row["verdict"] == "forecast"
    held = say("demand.held", language, held=row["points"], needed=row["needed"])
    last = say("demand.value_on", language, value=figure(row["last"], unit, language), on=month(row["last_on"], language))
    shown = {"name": placed(row["title_zh"] if language == "zh" else row["title"], row["region"], language), "points": held, "last": last}
    model = _model(row["model"], language) if borne else ""
    shown["answer"] = say("demand.answer_forecast", language, model=model) if borne else say("demand.answer_refused", language)
    if not borne:
        return shown | {"expected": "–"}
    low, mean, high = (figure(_short(row[name]), unit, language) for name in ("lower_80", "mean", "upper_80"))
    on = month(row["date"], language)
    return shown | {"expected": say("demand.expected", language, value=mean, low=low, high=high, on=on)}


def _short(value: float) -> float:
    """Return a forecast to three figures: it knows no more."""
    return float(f"{value:.3g}")


def _model(code: str, language: Language) -> str:
    """Return the name of a model or route in words, where it has one."""
    for name in (f"forecasting.model_{code}", f"forecasting.route_{code}", f"demand.model_{code}"):
        if has(name):
            return say(name, language)
    return code


def scores(result: Result, language: Language) -> Chart:
    """Return the error of each model on each series, the naive line being 1; the line that is drawn is the accent."""
    facts = result.facts
    came = result.frame[result.frame["part"] == "contest"]
    subject = "subject_zh" if language == "zh" else "subject"
    named = [placed(row[subject], row["region"], language) for row in rows_of(came)]
    lines = [
        say("demand.score_line", language, series=name, model=_model(row["model"], language))
        for name, row in zip(named, rows_of(came), strict=True)
    ]
    made = came["made_it"].fillna(False).astype(bool)
    frame = came.assign(line=lines, drawn=came["owa"].where(made), other=came["owa"].where(~made))
    words = {name: Text(say(f"demand.{name}", "en"), say(f"demand.{name}", "zh")) for name in ("line", "drawn_model", "other_model")}
    extra = (
        Column("line", "text", words["line"]),
        Column("drawn", "number", words["drawn_model"]),
        Column("other", "number", words["other_model"]),
    )
    series = (
        Series("drawn", say("demand.drawn_model", language), "accent"),
        Series("other", say("demand.other_model", language), "neutral3"),
    )
    contest = tuple(column for column in result.columns if column.name in came and column.name in _CONTEST)
    return Chart(
        "forecast_scores",
        language,
        _scores_finding(facts, language),
        say("demand.scores_drawn", language, steps=facts["steps"]),
        frame[[column.name for column in (*extra, *contest)]],
        (*extra, *contest),
        Encoding("bar", "line", series, None, stacked=True, x_title="", y_title=say("demand.owa", language)),
        caption(without_inputs(result), language, (_coverage_note(facts, language), _record_note(facts, language))),
        parameters=result.filters,
    )


_CONTEST = ("model", "origins", "errors", "figures", "mase", "smape", "owa", "coverage_80", "coverage_95")


def _scores_finding(facts: dict, language: Language) -> str:
    if not facts["series"]:
        return say("demand.scores_none", language)
    if facts["only"]:
        title, owa = facts["only"]
        counts = {name: facts[name] for name in ("errors", "figures")}
        return say("demand.scores_only", language, series=title.in_(language), owa=fixed(owa, language, 2), **counts)
    names = ("better", "series", "better_growth", "grown", "errors", "figures")
    return say("demand.scores_finding", language, **{name: facts[name] for name in names})


def _coverage_note(facts: dict, language: Language) -> str:
    if facts["covered_80"] is None:
        return ""
    shares = {name: percent(facts[name], language, 0) for name in ("covered_80", "covered_95")}
    return say("demand.coverage_note", language, short=facts["too_short"], **shares)


def _record_note(facts: dict, language: Language) -> str:
    if not facts["record"]:
        return ""
    return say("demand.record_note", language, **facts["record"])


def track(result: Result, language: Language) -> Chart:
    """Return the track record as a table: what was expected, by whom and when, and what came."""
    facts = result.facts
    rows = [_track_row(row, language) for row in rows_of(result.frame)]
    names = ("what", "status", "expected", "came", "made")
    columns = tuple(Column(name, "text", Text(say(f"demand.track_{name}", "en"), say(f"demand.track_{name}", "zh"))) for name in names)
    counts = {name: facts[name] for name in ("forecasts", "scored", "not_yet", "undated", "scope_changed")}
    code = "demand.track_finding" if facts["scored"] else "demand.track_none"
    value = say("demand.scored_of", language, scored=facts["scored"], forecasts=facts["forecasts"])
    said = {"error": percent(facts["median_error"], language), "below": facts["below"], "exact": facts["exact"]}
    head = Headline(say("demand.track_head", language), value, say("demand.track_head_note", language, **said))
    return Chart(
        "track_record",
        language,
        say(code, language, **{name: facts[name] for name in ("forecasts", "scored", "below", "borne_out")}),
        say("demand.track_drawn", language, date=day(facts["data_date"], language), **counts),
        pd.DataFrame(rows, columns=list(names)),
        columns,
        Encoding("table", "what", ()),
        caption(without_inputs(result), language),
        parameters=result.filters,
        headlines=(head,),
    )


def _track_row(row: dict, language: Language) -> dict[str, str]:
    """Return a forecast in words; whose figure came is said where it is of another scope."""
    edition = row["edition"] if isinstance(row["edition"], str) else ""
    maker = say("demand.maker_edition", language, maker=row["maker"], edition=edition) if edition else row["maker"]
    arrived = _figure(row["figure"], row["figure_floor"], row, language)
    subject = placed(row["subject_zh" if language == "zh" else "subject"], row["region"], language)
    return {
        "status": say(f"demand.status_{row['reason']}", language),
        "what": say("demand.what_for", language, what=subject, on=month(row["target"], language)),
        "made": say("demand.made_by", language, on=day(row["made_on"], language), maker=maker),
        "expected": _figure(row["forecast"], row["forecast_floor"], row, language),
        "came": _came(row, arrived, language),
    }


def _came(row: dict, figure: str, language: Language) -> str:
    """Return the figure with the error of the forecast; whose it is where it has another scope."""
    if row["status"] == "scope_changed":
        return say("demand.came", language, figure=figure, of=row["figure_of_zh" if language == "zh" else "figure_of"])
    error = _error(row, language)
    return say("demand.came_error", language, figure=figure, error=error) if error else figure


def _figure(value: float | None, floor: object, row: dict, language: Language) -> str:
    if value is None or value != value:
        return "–"
    words = figure(value, row["unit"], language)
    return say("demand.above", language, value=words) if floor is True else words


def _error(row: dict, language: Language) -> str:
    if row["error"] == row["error"] and row["error"] is not None:
        return ("+" if row["error"] > 0 else "−" if row["error"] < 0 else "") + percent(abs(row["error"]), language)
    if row["points"] == row["points"] and row["points"] is not None:
        sign = "+" if row["points"] > 0 else "−" if row["points"] < 0 else ""
        return say("demand.points", language, value=sign + fixed(abs(100 * row["points"]), language, 1))
    return ""
