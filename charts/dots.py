"""The dots of a scatter, their ranges, and the thin lines between those that belong together."""

from __future__ import annotations

from charts.axes import across_reading
from charts.chart import Chart, Series
from charts.marks import colour, whiskers
from charts.places import Across, Values
from charts.readings import range_reading, spoken
from charts.text import safe
from charts.theme import PAPERS, Theme, translucent
from i18n import say


def points(chart: Chart, axis: Across, data: dict[str, Values], theme: Theme) -> list[dict]:
    """Return the dots: solid observed, hollow estimated, ▲ a lower bound; an interval is a thin line through its dot, a bar without one.

    Lines join the dots of one series within one value of the column `along`.
    """
    traces = []
    for one in chart.encoding.series:
        traces += _ranges(chart, one, axis, data, theme) + _joined(chart, one, axis, data, theme)
        full = colour(one, theme)
        hollow = one.style == "hollow"
        marker = {
            "size": 10 if len(axis.places) <= 60 else 7,
            "symbol": "triangle-up" if one.style == "floor" else "circle",
            "color": PAPERS[theme].background if hollow else translucent(full, 0.85),
            "line": {"color": full if hollow else PAPERS[theme].background, "width": 1.8 if hollow else 0.8},
        }
        trace = {"type": "scatter", "mode": "markers", "name": one.name, "y": data[one.y], "marker": marker, "cliponaxis": False}
        if one.low and one.high:
            trace["error_y"] = whiskers(one, data, theme) | {"color": full, "width": 0}
        traces.append(trace | {"x": axis.plotted, **spoken(chart, one, axis, data)})
    return traces


def _ranges(chart: Chart, series: Series, axis: Across, data: dict[str, Values], theme: Theme) -> list[dict]:
    """Return the bars of intervals that have no dot of their own."""
    if not (series.low and series.high):
        return []
    rows = zip(axis.plotted, data[series.y], data[series.low], data[series.high], strict=True)
    known = [(x, low, high) for x, y, low, high in rows if x is not None and y is None and low is not None and high is not None]
    if not known:
        return []
    said = [reading for _, low, high in known for reading in [range_reading(chart, low, high)] * 2 + [""]]
    line = {"color": translucent(colour(series, theme), 0.55 if series.style != "hollow" else 0.3), "width": 8}
    xs, ys = ([value for row in known for value in (row[a], row[b], None)] for a, b in ((0, 0), (1, 2)))
    trace = {"type": "scatter", "mode": "lines", "name": series.name, "x": xs, "y": ys, "line": line, "cliponaxis": False}
    template = say("figure.reading", chart.language, name=safe(series.name), value="<b>%{customdata}</b>")
    return [trace | {"customdata": said, "hovertemplate": across_reading(axis, chart.language) + "<br>" + template + "<extra></extra>"}]


def _joined(chart: Chart, series: Series, axis: Across, data: dict[str, Values], theme: Theme) -> list[dict]:
    """Return thin lines through the dots of `series` that share a value of the column `along`."""
    if not chart.encoding.along:
        return []
    groups: dict[str, list[tuple]] = {}
    for x, y, key in zip(axis.plotted, data[series.y], chart.frame[chart.encoding.along], strict=True):
        if x is not None and y is not None and isinstance(key, str):
            groups.setdefault(key, []).append((x, y))
    line = {"color": translucent(colour(series, theme), 0.6), "width": 1.3}
    bare = {"type": "scatter", "mode": "lines", "line": line, "hoverinfo": "skip", "cliponaxis": False}
    return [bare | {"x": [x for x, _ in group], "y": [y for _, y in group]} for group in map(sorted, groups.values()) if len(group) > 1]


def row_dots(chart: Chart, series: Series, bar: dict, data: dict[str, Values], theme: Theme) -> dict:
    """Return the dots of a forest plot in the places of the lying bars `bar`, each on the line of its interval."""
    full = colour(series, theme)
    hollow = series.style == "hollow"
    marker = {"size": 11, "color": PAPERS[theme].background if hollow else full, "line": {"color": full, "width": 2 if hollow else 0}}
    kept = {name: bar[name] for name in ("name", "x", "y", "customdata", "hovertext", "hovertemplate") if name in bar}
    found = {"type": "scatter", "mode": "markers", "marker": marker, "cliponaxis": False} | kept
    if series.low and series.high:
        found["error_x"] = whiskers(series, data, theme) | {"color": full, "width": 0, "thickness": 2.2}
    return found


def even_line(chart: Chart, height: float, theme: Theme) -> list[dict]:
    """Return the vertical on a logarithmic axis at 1, where nothing differs."""
    if not chart.encoding.log:
        return []
    line = {"color": PAPERS[theme].axis, "width": 1.2}
    return [{"type": "scatter", "mode": "lines", "x": [1, 1], "y": [0, height], "line": line, "hoverinfo": "skip", "cliponaxis": False}]
