"""The traces of each form: lines, areas, columns, bars and points, as plotly takes them."""

from __future__ import annotations

from collections.abc import Sequence

from charts.chart import Chart, Series
from charts.places import Across, Values, numbers
from charts.readings import spoken
from charts.theme import HUES, PAPERS, Theme, mixed, translucent

BAND = 0.86
"""Share of its band that a column or bar fills."""


def values(chart: Chart) -> dict[str, Values]:
    """Return the numbers of every drawn column, limits of intervals included."""
    found = {}
    for series in chart.encoding.series:
        for name in (series.y, series.low, series.high):
            if name and name not in found:
                found[name] = numbers(chart.frame, name)
    return found


def stacks(series: Sequence[Series], data: dict[str, Values]) -> list[tuple[Values, Values]]:
    """Return (from, to) of each series standing on those before it, negative ones below zero; None where it is unknown."""
    rows = len(data[series[0].y]) if series else 0
    above, below = [0.0] * rows, [0.0] * rows
    found = []
    for one in series:
        starts: Values = [None] * rows
        ends: Values = [None] * rows
        for i, value in enumerate(data[one.y]):
            if value is None:
                continue
            base = above if value >= 0 else below
            starts[i], ends[i] = base[i], base[i] + value
            base[i] += value
        found.append((starts, ends))
    return found


def colour(series: Series, theme: Theme) -> str:
    """Return the colour of a series' line or surface; a forecast or assumption is lighter."""
    full = HUES[series.hue].fill(theme)
    return mixed(full, PAPERS[theme].background, 0.78) if series.style == "dashed" else full


def surface(series: Series, theme: Theme) -> dict:
    """Return how a column, bar or tile of the series is filled: hatched where unobserved, an outline where estimated."""
    full, paper = colour(series, theme), PAPERS[theme].background
    if series.style == "hatched":
        pattern = {"shape": "/", "fgcolor": full, "bgcolor": mixed(full, paper, 0.16), "size": 6, "solidity": 0.28}
        return {"color": mixed(full, paper, 0.16), "pattern": pattern, "line": {"width": 0}}
    if series.style == "hollow":
        return {"color": mixed(full, paper, 0.12), "line": {"color": full, "width": 1.6}}
    if series.style == "dashed":
        return {"color": mixed(full, paper, 0.5), "line": {"width": 0}}
    return {"color": full, "line": {"width": 0}}


def lines(chart: Chart, axis: Across, data: dict[str, Values], theme: Theme) -> list[dict]:
    """Return the lines, each over its interval. Gaps stay gaps; a point with no neighbour is a dot."""
    intervals = [_interval(chart, one, axis, data, theme) for one in chart.encoding.series if one.low and one.high]
    drawn = [_line(chart, one, axis, data, theme) for one in chart.encoding.series if one.style != "interval"]
    return intervals + drawn


def _line(chart: Chart, series: Series, axis: Across, data: dict[str, Values], theme: Theme) -> dict:
    full, points = colour(series, theme), data[series.y]
    dash = {"dashed": "6px,4px", "hatched": "2px,3px"}.get(series.style, "solid")
    width = 2.4 if len(chart.encoding.series) <= 4 else 1.8
    dotted = series.style in ("hollow", "floor")
    spotted = dotted or series.apart
    sizes = [9 if spotted else 2.6 * width if alone or series.joined else 0 for alone in _alone(points)]
    marker = {
        "size": sizes,
        "opacity": [1 if size else 0 for size in sizes],
        "symbol": "triangle-up" if series.style == "floor" else "circle",
        "color": PAPERS[theme].background if series.style == "hollow" else full,
        "line": {"color": full, "width": 1.8 if series.style == "hollow" else 0},
    }
    return {
        "type": "scatter",
        "mode": "markers" if series.apart else "lines+markers" if any(sizes) else "lines",
        "name": series.name,
        "x": axis.plotted,
        "y": points,
        "line": {"color": full, "width": width, "dash": dash, "shape": "hv" if chart.encoding.step else "linear"},
        "connectgaps": series.joined,
        "cliponaxis": False,
        **({"marker": marker} if any(sizes) else {}),
        **spoken(chart, series, axis, data),
    }


def _alone(points: Values) -> list[bool]:
    around = [None, *points, None]
    return [b is not None and a is None and c is None for a, b, c in zip(around, points, around[2:], strict=False)]


def _interval(chart: Chart, series: Series, axis: Across, data: dict[str, Values], theme: Theme) -> dict:
    opacity = 0.12 if series.style == "interval" else 0.2
    shape = _between(axis, data[series.low], data[series.high], chart.encoding.step)
    return shape | {"name": series.name, "fillcolor": translucent(HUES[series.hue].fill(theme), opacity)}


def _between(axis: Across, lows: Values, highs: Values, step: bool) -> dict:
    """Return the surface between two lines; each unbroken run is a polygon of its own, so that gaps stay gaps."""
    xs: list = []
    ys: list = []
    for run in _runs(lows, highs):
        under = _corners([(axis.places[i], lows[i]) for i in run], step)
        over = _corners([(axis.places[i], highs[i]) for i in run], step)
        outline = [*over, *reversed(under), over[0]]
        xs += [*(axis.plot(x) for x, _ in outline), None]
        ys += [*(y for _, y in outline), None]
    return {"type": "scatter", "mode": "lines", "x": xs[:-1], "y": ys[:-1], "fill": "toself", "line": {"width": 0}, "hoverinfo": "skip"}


def _runs(lows: Values, highs: Values) -> list[list[int]]:
    runs: list[list[int]] = []
    for i, (low, high) in enumerate(zip(lows, highs, strict=True)):
        if low is None or high is None:
            continue
        if runs and runs[-1][-1] == i - 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs


def _corners(points: list[tuple], step: bool) -> list[tuple]:
    if not step:
        return points
    found = [points[0]]
    for (_, before), (x, y) in zip(points, points[1:], strict=False):
        found += [(x, before), (x, y)]
    return found


def areas(chart: Chart, axis: Across, data: dict[str, Values], theme: Theme) -> list[dict]:
    """Return the areas, from zero or from the one below, each with a hairline of paper at its top."""
    series = chart.encoding.series
    rows = [0.0] * len(axis.places)
    bounds = stacks(series, data) if chart.encoding.stacked else [(rows, data[one.y]) for one in series]
    traces = []
    for one, (starts, ends) in zip(series, bounds, strict=True):
        full = HUES[one.hue].fill(theme)
        fill = {"fillcolor": full if chart.encoding.stacked else translucent(full, 0.3)}
        if one.style == "hatched":
            fill = {"fillpattern": surface(one, theme)["pattern"]}
        edge = {"color": PAPERS[theme].background, "width": 0.8} if chart.encoding.stacked else {"color": full, "width": 2}
        line = {"type": "scatter", "mode": "lines", "name": one.name, "y": ends, "cliponaxis": False, "connectgaps": False}
        line |= {"x": axis.plotted, "line": edge | {"shape": "hv" if chart.encoding.step else "linear"}}
        traces += [_between(axis, starts, ends, chart.encoding.step) | fill | {"name": one.name}, line | spoken(chart, one, axis, data)]
    return traces


def columns(chart: Chart, axis: Across, data: dict[str, Values], theme: Theme) -> list[dict]:
    """Return standing columns, side by side or stacked."""
    return [_bar(chart, i, axis, data, theme) | {"x": axis.plotted, "y": data[one.y]} for i, one in enumerate(chart.encoding.series)]


def bars(chart: Chart, axis: Across, data: dict[str, Values], theme: Theme) -> list[dict]:
    """Return lying bars, side by side or stacked."""
    lying = {"orientation": "h", "y": axis.plotted}
    return [_bar(chart, i, axis, data, theme) | {"x": data[one.y]} | lying for i, one in enumerate(chart.encoding.series)]


def _bar(chart: Chart, index: int, axis: Across, data: dict[str, Values], theme: Theme) -> dict:
    """Return one series of bars; those side by side share the band, a stacked one is parted from the next by a hairline of paper."""
    encoding, series = chart.encoding, chart.encoding.series[index]
    beside = 1 if encoding.stacked else len(encoding.series)
    width = axis.step * BAND / beside
    marker = surface(series, theme)
    if encoding.stacked and series.style != "hollow":
        marker["line"] = {"color": PAPERS[theme].background, "width": 0.8}
    trace = {"type": "bar", "name": series.name, "marker": marker, "width": width * (0.92 if beside > 1 else 1), "cliponaxis": False}
    if beside > 1:
        trace["offset"] = index * width - axis.step * BAND / 2 + width * 0.04
    if series.low and series.high:
        trace["error_x" if encoding.form == "bar" else "error_y"] = whiskers(series, data, theme)
    return trace | spoken(chart, series, axis, data)


def whiskers(series: Series, data: dict[str, Values], theme: Theme) -> dict:
    """Return the interval of each figure as plotly's error bars."""
    pairs = list(zip(data[series.y], data[series.low], data[series.high], strict=True))
    return {
        "type": "data",
        "symmetric": False,
        "array": [None if None in (y, high) else high - y for y, _, high in pairs],
        "arrayminus": [None if None in (y, low) else y - low for y, low, _ in pairs],
        "color": PAPERS[theme].ink,
        "thickness": 1.2,
        "width": 3,
    }
