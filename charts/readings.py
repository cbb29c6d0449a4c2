"""What the pointer reads: names and numbers in the reader's language."""

from __future__ import annotations

from charts.axes import across_reading
from charts.chart import Chart, Series
from charts.places import Across, Values, categories
from charts.text import safe
from charts.ticks import brief
from i18n import say
from i18n.format import decimals, quantity

SPOKEN = 2000
"""Above so many points the pointer reads numbers by plotly's own format: words for each would outweigh the drawing."""


def together(chart: Chart, axis: Across) -> bool:
    """Return whether the pointer reads all series at one x; else it reads one point, and the point says where it stands."""
    return axis.kind != "category" and chart.encoding.form != "scatter"


def spoken(chart: Chart, series: Series, axis: Across, data: dict[str, Values]) -> dict:
    """Return what the pointer says at each point: name and number, with the interval or the bound where there is one."""
    if series.style == "interval":
        return {"hoverinfo": "skip"}
    short = len(data[series.y]) * len(chart.encoding.series) <= SPOKEN
    figure = "%{customdata}" if short else _format(chart, data[series.y])
    said = say("figure.reading", chart.language, name=safe(series.name), value=f"<b>{figure}</b>") if series.name else f"<b>{figure}</b>"
    found = {"customdata": readings(chart, series, data)} if short else {}
    if not together(chart, axis):
        named = chart.encoding.text or (chart.encoding.x if axis.kind == "category" else None)
        said = ("%{hovertext}" if named else across_reading(axis, chart.language)) + "<br>" + said
        found |= {"hovertext": [safe(name) for name in categories(chart, named)]} if named else {}
    return found | {"hovertemplate": said + "<extra></extra>"}


def _format(chart: Chart, values: Values) -> str:
    """Return plotly's own format of figures too many to be put in words: one decimal, more only where one would round them to nothing."""
    if chart.encoding.unit == "fraction":
        return "%{y:.1%}"
    return "%{y:,.3~r}" if any(value and abs(value) < 1 for value in values) else "%{y:,.1~f}"


def reading(value: float | None, unit: str | None, language: str) -> str:
    """Return a number in words with its unit, to the decimals that labels and tables give it; a dash for null."""
    return quantity(value, unit, language, 0 if value is None else decimals(value, unit))


def readings(chart: Chart, series: Series, data: dict[str, Values]) -> list[str]:
    """Return each point's number in words, with its unit, its interval, or "at least" where it is a bound."""
    unit, language = chart.encoding.unit, chart.language
    lows, highs = (data[name] if name else None for name in (series.low, series.high))
    found = []
    for i, value in enumerate(data[series.y]):
        text = reading(value, unit, language)
        if series.style == "floor" and value is not None:
            text = say("figure.floor", language, value=text)
        if lows and highs and lows[i] is not None and highs[i] is not None:
            text = say("figure.interval", language, value=text, low=brief(lows[i], unit, language), high=brief(highs[i], unit, language))
        found.append(text)
    return found


def range_reading(chart: Chart, low: float, high: float) -> str:
    """Return a range in words, with its unit: from CNY 75,000 to CNY 82,000."""
    ends = (reading(value, chart.encoding.unit, chart.language) for value in (low, high))
    return safe(say("figure.range", chart.language, low=next(ends), high=next(ends)))
