"""The latest figure of each national indicator, and an analyst's own capacity with what was assumed of it."""

from __future__ import annotations

from charts.capacity.lines import assumption
from charts.capacity.places import amount, counted_by, precision, region
from charts.caption import caption
from charts.chart import Chart, Encoding, Headline
from data.schema import Language, Result
from i18n import say
from i18n.format import month, signed_percent


def now(result: Result, language: Language) -> Chart:
    """Return the latest official figures as a table; figures of two precisions stand in two rows and are not set against each other."""
    found = _headlines(result, language)
    title = say("capacity.now_finding", language, label=found[0].label, value=found[0].value) if found else say("view.nothing", language)
    return Chart(
        "capacity_now",
        language,
        title,
        say("capacity.now_drawn", language),
        result.frame,
        result.columns,
        Encoding("table", "metric", ()),
        caption(result, language, (say("capacity.precisions", language),)),
        scope=("CN",),
        parameters=result.filters,
        headlines=found,
    )


def own(result: Result, language: Language) -> Chart:
    """Return the uploaded capacity row by row: what was given, by which factor it was converted, or why it was not."""
    facts = result.facts
    frame = result.frame.assign(region=[region(code, language) for code in result.frame["region"]])
    title = say("capacity.own_finding", language, **{name: facts[name] for name in ("rows", "converted", "left")})
    return Chart(
        "own_capacity",
        language,
        title if facts["rows"] else say("capacity.own_nothing", language),
        say("capacity.own_drawn", language),
        frame,
        result.columns,
        Encoding("table", "area", ()),
        caption(result, language, (*(assumption(one, language) for one in facts["assumptions"]), say("capacity.own_note", language))),
        parameters=result.filters,
    )


def _headlines(result: Result, language: Language) -> tuple[Headline, ...]:
    return tuple(_headline(row, language) for row in result.frame.to_dict("records"))


def _headline(row: dict, language: Language) -> Headline:
    stated = precision(row["precision"], language) if row["metric"] != "intelligent_share" else ""
    label = say(f"view.metric_{row['metric']}", language) + (say("capacity.bracketed", language, words=stated) if stated else "")
    parts = [month(row["period_end"], language), counted_by(row["series"], language), str(row["source_publisher"])]
    if row["growth"] == row["growth"] and row["growth"] is not None:
        parts.insert(1, say("capacity.growth", language, share=signed_percent(row["growth"], language, 0)))
    value = amount(row["amount"], row["measured_in"], language, bool(row["floor"]))
    return Headline(label, value, say("capacity.parts", language).join(parts))
