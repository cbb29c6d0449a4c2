"""The cards themselves: what they are fit for, read off compute, bandwidth and memory; and their specifications."""

from __future__ import annotations

import pandas as pd

from charts.caption import caption
from charts.chart import Chart, Encoding, Series
from charts.rents.words import both
from data.schema import Column, Language, Result
from i18n import say
from i18n.format import number, significant

_MEMORY_HUES = {"to_32": "neutral3", "to_96": "accent", "above_96": "inference", "unknown": "grey"}


def fit(result: Result, language: Language) -> Chart:
    """Return performance against memory bandwidth, a dot a card with its name, the hue by how much memory it has."""
    facts = result.facts
    frame, series, added = _classed(result, language)
    precision = say(f"rents.precision_{facts['precision']}", language)
    encoding = Encoding(
        "scatter",
        str(facts["performance"]),
        series,
        "gbps",
        log=True,
        log_x=True,
        text="model",
        x_title=next(column.title.in_(language) for column in result.columns if column.name == facts["performance"]),
        y_title=say("rents.bandwidth_axis", language),
    )
    return Chart(
        "card_fit",
        language,
        _fit_finding(result, language),
        say("rents.fit_drawn", language, precision=precision),
        frame,
        (*result.columns, *added),
        encoding,
        caption(result, language, (say("rents.fit_note", language),) if len(frame) else ()),
        scope=(str(facts["precision"]),),
        parameters=result.filters,
    )


def _classed(result: Result, language: Language) -> tuple[pd.DataFrame, tuple[Series, ...], list[Column]]:
    """Return the frame with the bandwidth of each class of memory in a column of its own, and how they are drawn."""
    frame, classes = result.frame, pd.Series(result.facts["classes"], result.frame.index, dtype=object)
    present = [code for code in _MEMORY_HUES if (classes == code).any()]
    frame = frame.assign(**{f"bandwidth_{code}": frame["memory_bandwidth_gbps"].where(classes == code) for code in present})
    series = tuple(_series(code, language) for code in present)
    return frame, series, [Column(f"bandwidth_{code}", "number", both(f"rents.memory_{code}"), unit="gbps", low=0) for code in present]


def _series(code: str, language: Language) -> Series:
    style = "hollow" if code == "unknown" else "solid"
    return Series(f"bandwidth_{code}", say(f"rents.memory_{code}", language), _MEMORY_HUES[code], style)


def _fit_finding(result: Result, language: Language) -> str:
    facts = result.facts
    if facts["cards"] < 2:
        return say("view.nothing", language)
    words = {"precision": say(f"rents.precision_{facts['precision']}", language)}
    for end in ("richest", "hungriest"):
        words |= {end: facts[end]["model"], f"{end}_bytes": significant(facts[end]["bytes_per_operation"] * 1000, language, 2)}
    return say("rents.fit_finding", language, **words)


def specs(result: Result, language: Language) -> Chart:
    """Return the specifications as a table."""
    facts = result.facts
    kept = tuple(column for column in result.columns if column.name != ("vendor" if language == "zh" else "vendor_zh"))
    frame = result.frame.assign(vendor_zh=result.frame["vendor_zh"].fillna(result.frame["vendor"]))[[column.name for column in kept]]
    counts = {name: number(facts[name], language) for name in ("readings", "vendors", "chinese")}
    return Chart(
        "card_specs",
        language,
        say("rents.specs_finding", language, **counts) if len(frame) else say("view.nothing", language),
        say("rents.specs_drawn", language),
        frame,
        kept,
        Encoding("table", "model", ()),
        caption(result, language),
        parameters=result.filters,
    )
