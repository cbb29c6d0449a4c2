"""How the ledger of shares, spending and markets is drawn: one bar a statement, each basis under a heading of its own."""

from __future__ import annotations

import pandas as pd

from charts.caption import caption
from charts.chart import Chart, Encoding, Headline, Series
from charts.demand.words import listed, own, placed, rows_of, titled
from data.period import by_time
from data.schema import Column, Language, Result, Text
from i18n import say
from i18n.format import month, percent, year

_SERIES = {
    "shares": (
        ("inference_now", "inference", "solid"),
        ("inference_ahead", "inference", "dashed"),
        ("inference_range", "inference", "hatched"),
        ("training_now", "training", "solid"),
        ("training_ahead", "training", "dashed"),
    ),
    "spending": (("inference_usd", "inference", "solid"), ("training_usd", "training", "solid"), ("rest_usd", "neutral3", "hatched")),
    "market": (("market_now", "capacity", "solid"), ("market_ahead", "capacity", "dashed")),
}


def shares(result: Result, language: Language) -> Chart:
    """Return the ledger as bars: solid what is estimated, lighter what is forecast, hatched what lies within a range or is not split."""
    kind = result.facts["kind"]
    frame = _headed(_split(result.frame, kind), result, language)
    names = [(name, hue, style) for name, hue, style in _SERIES[kind] if name in frame and frame[name].notna().any()]
    series = tuple(Series(name, say(f"demand.{name}", language), hue, style) for name, hue, style in names)
    unit = "fraction" if kind == "shares" else "usd"
    extra = tuple(Column(name, "number", _both(f"demand.{name}"), unit=unit) for name, _, _ in names if name not in _names(result))
    columns = (Column("statement", "text", _both("demand.statement")), *result.columns, *extra)
    high = 1 if kind == "shares" else None
    return Chart(
        "demand_shares",
        language,
        _finding(result, language),
        say(f"demand.{kind}_drawn", language),
        frame,
        columns,
        Encoding("bar", "statement", series, unit, stacked=True, low=0, high=high),
        caption(result, language),
        scope=(kind,),
        parameters=result.filters,
        headlines=_heads(result, language) if kind == "shares" else (),
    )


def _names(result: Result) -> set[str]:
    return {column.name for column in result.columns}


def _both(code: str) -> Text:
    return Text(say(code, "en"), say(code, "zh"))


def _split(frame: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return the frame with a column for each look: now, ahead (a forecast), a range, what is not split."""
    ahead = frame["basis"] == "forecast"
    if kind == "market":
        return frame.assign(market_now=frame["market_usd"].where(~ahead), market_ahead=frame["market_usd"].where(ahead))
    if kind == "spending":
        rest = frame["total_usd"] - frame["inference_usd"].fillna(0) - frame["training_usd"].fillna(0)
        return frame.assign(rest_usd=rest.where(frame["total_usd"].notna() & (rest > 0)))
    return frame.assign(
        inference_now=frame["inference"].where(~ahead),
        inference_ahead=frame["inference"].where(ahead),
        inference_range=frame["inference_high"] - frame["inference"],
        training_now=frame["training"].where(~ahead),
        training_ahead=frame["training"].where(ahead),
    )


def _headed(frame: pd.DataFrame, result: Result, language: Language) -> pd.DataFrame:
    """Return the statements with a name each; where there are several bases, an empty row with its name begins each."""
    parts = []
    many = frame["scope"].nunique() > 1
    for scope in frame["scope"].unique():
        rows = frame[frame["scope"] == scope]
        named = rows.assign(statement=[statement(row, language) for row in rows_of(rows)])
        if many:
            parts.append(pd.DataFrame([{"statement": say("demand.heading", language, basis=titled(result, "scope", scope, language))}]))
        parts.append(named)
    whole = pd.concat(parts, ignore_index=True) if parts else frame.assign(statement=pd.Series(dtype="object"))
    return whole.reindex(columns=["statement", *[name for name in frame if name != "statement"]])


def statement(row: dict, language: Language) -> str:
    """Return whose figure it is, of when and by whom; a floor and a forecast say that they are one."""
    said = {"entity": own(row, "entity", language), "on": month(row["period_end"], language), "publisher": row["publisher"]}
    if row.get("inference_floor") is True:
        return say("demand.statement_floor", language, **said, value=percent(row["inference"], language, 0))
    return say("demand.statement_forecast" if row["basis"] == "forecast" else "demand.statement_of", language, **said)


def _finding(result: Result, language: Language) -> str:
    facts, frame = result.facts, result.frame
    if frame.empty:
        return say("view.nothing", language)
    if facts["kind"] != "shares":
        names = {"market": ("publishers", "forecasts"), "spending": ("publishers", "split", "training_leads")}[facts["kind"]]
        return say(f"demand.{facts['kind']}_finding", language, count=facts["statements"], **{name: facts[name] for name in names})
    low, high = _extent(frame)
    bases = listed([titled(result, "scope", code, language) for code in facts["bases"]], language)
    if low is None:
        return say("demand.shares_none", language, count=facts["statements"])
    ends = {name: percent(value, language, 0) for name, (value, _) in (("low", low), ("high", high))}
    ends |= {name: year(on, language) for name, (_, on) in (("low_on", low), ("high_on", high))}
    if len(facts["bases"]) > 1:
        return say("demand.shares_finding", language, count=len(facts["bases"]), **ends)
    return say("demand.shares_finding_one", language, bases=bases, **ends)


def _extent(frame: pd.DataFrame) -> tuple[tuple[float, str] | None, tuple[float, str] | None]:
    """Return the lowest and the highest inference share that is no forecast, each with the date it is of."""
    now = frame[frame["basis"] != "forecast"]
    known = [(float(row[name]), str(row["period_end"])) for row in rows_of(now) for name in ("inference", "inference_high")]
    known = [one for one in known if one[0] == one[0]]
    return (min(known), max(known)) if known else (None, None)


def _heads(result: Result, language: Language) -> tuple[Headline, ...]:
    """Return the latest estimate of the inference share, with its basis: of workloads, where there is one."""
    now = result.frame[(result.frame["basis"] != "forecast") & result.frame["inference"].notna()]
    leading = now[now["scope"] == "workload"]
    leading = now if leading.empty else leading
    if leading.empty:
        return ()
    row = leading.sort_values("period_end", key=by_time("period_end")).iloc[-1].to_dict()
    value = percent(row["inference"], language, 0)
    if row["inference_high"] == row["inference_high"]:
        value = say("demand.range", language, low=value, high=percent(row["inference_high"], language, 0))
    basis = titled(result, "scope", row["scope"], language)
    entity = placed(own(row, "entity", language), row["region"], language)
    said = {"entity": entity, "on": month(row["period_end"], language), "publisher": row["publisher"]}
    note = say("demand.share_note", language, basis=basis, **said)
    return (Headline(say("demand.share_head", language), value, note),)
