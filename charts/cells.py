"""Charts in cells: heat maps and tiles, one hue from pale (low) to strong (high); a cell without data is hatched."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from charts.chart import Chart
from charts.layout import LINE, Drawing, Page, Panel, Sheet, widest
from charts.places import Values, categories, numbers
from charts.plane import axis_title
from charts.readings import reading
from charts.text import safe, wrapped_to
from charts.theme import HUES, contrast, scale, scaled
from charts.ticks import brief, value_ticks
from i18n import say
from i18n.format import quantity

BAR, BAR_NARROW = 150, 84
"""Pixels of the colour bar."""
PRINTED = 60
"""Up to so many cells carry their numbers."""


@dataclass(frozen=True)
class Grid:
    """Cells by row and column: their values, their words, the names of both directions, and the ends of the colour scale."""

    across: tuple[str, ...]
    down: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    words: tuple[tuple[str, ...], ...]
    low: float
    high: float
    ends: tuple[str, str]

    @property
    def gaps(self) -> list[tuple[int, int]]:
        """(row, column) of each cell without data; between tiles, where nothing is named, there is no cell."""
        tiled = any(word for row in self.words for word in row)
        cells = ((i, j) for i, row in enumerate(self.values) for j, value in enumerate(row) if value is None)
        return [(i, j) for i, j in cells if self.words[i][j] or not tiled]


def grid(chart: Chart, words: str | None = None) -> Grid:
    """Return the cells of `chart`: numbers and dates in their order, words in the frame's; the first row on top.

    `words` names the column whose words stand in the cells, the encoding's own by default.
    """
    encoding = chart.encoding
    values: Values = numbers(chart.frame, encoding.series[0].y)
    columns, down = _ordered(chart, encoding.x), _ordered(chart, encoding.row) if encoding.row else ("",)
    keys = list(zip(categories(chart, encoding.row) if encoding.row else ("",) * len(values), categories(chart, encoding.x), strict=True))
    value, text = dict(zip(keys, values, strict=True)), dict(zip(keys, _texts(chart, words or encoding.text), strict=True))
    known = [one for one in values if one is not None] or [0.0, 1.0]
    ticks = value_ticks(min(known), max(known), encoding.unit, chart.language, 4)
    low = ticks.low if encoding.low is None else encoding.low
    high = ticks.high if encoding.high is None else encoding.high
    digits = 0 if high - low >= (0.05 if encoding.unit == "fraction" else 5) else 1
    return Grid(
        columns,
        down,
        tuple(tuple(value.get((row, column)) for column in columns) for row in down),
        tuple(tuple(text.get((row, column), "") for column in columns) for row in down),
        low,
        high,
        (quantity(low, encoding.unit, chart.language, digits), quantity(high, encoding.unit, chart.language, digits)),
    )


def _ordered(chart: Chart, name: str) -> tuple[str, ...]:
    column = chart.frame[name]
    words = dict.fromkeys(categories(chart, name))
    if name != chart.encoding.row and (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column)):
        first = dict(zip(categories(chart, name), column.tolist(), strict=True))
        return tuple(sorted(words, key=lambda word: first[word]))
    return tuple(words)


def _texts(chart: Chart, name: str | None) -> list[str]:
    return list(categories(chart, name)) if name else [""] * len(chart.frame)


def cells(chart: Chart, page: Page) -> Panel:
    """Return the panel of a heat map or of tiles: tiles are named in the cells, a heat map along its sides."""
    tiled, size = chart.encoding.form == "tiles", page.type.tick
    found = _fitting(chart, page) if tiled else grid(chart)
    names = [() if tiled else wrapped_to(row, page.width * 0.28, size) for row in found.down]
    left = page.type.pad + (max(widest(name, size) for name in names) + 8 if any(names) else 0.0)
    width = page.width - left - page.type.pad
    tall = _tile_height(found, width, size) if tiled else min(34.0, max(17.0, page.type.plot / len(found.down)))
    every = _every(found.across, width / len(found.across), size)
    depth = 4.0 if tiled else LINE * size * (2.2 if chart.encoding.x_title else 1) + 8

    def drawn(sheet: Sheet) -> Drawing:
        shown = [] if tiled else list(range(0, len(found.across), every))
        x = {
            "range": [-0.5, len(found.across) - 0.5],
            "tickvals": shown,
            "ticktext": [safe(found.across[i]) for i in shown],
            "tickangle": 0,
        }
        x |= {"tickfont": {"size": size}} | ({} if tiled else axis_title(chart.encoding.x_title, page))
        y = {"range": [len(found.down) - 0.5, -0.5], "tickvals": list(range(len(names))), "ticklabelstandoff": 3}
        y |= {"ticktext": ["<br>".join(map(safe, name)) for name in names], "tickfont": {"size": size, "color": page.paper.ink}}
        look = {"hovermode": "closest", "barmode": "overlay", "coloraxis": _colours(chart, sheet, found)}
        blanks = [_blanks(found, page)] if found.gaps else []
        printed = tiled or (
            len(found.across) * len(found.down) <= PRINTED and width / len(found.across) > _widest_figure(chart, found, size)
        )
        notes = _scale_notes(chart, sheet, found) + (_printed(chart, page, found) if printed else [])
        return Drawing([_heat(chart, found), *blanks], notes, [], x, y, look)

    return Panel(left, float(page.type.pad), 46, depth, drawn, tall * len(found.down), 16.0 * len(found.down))


def _fitting(chart: Chart, page: Page) -> Grid:
    """Return the tiles with their own words, or with the brief ones where those are wider than a tile."""
    found, brief_words = grid(chart), chart.encoding.brief
    names = [word.split("\n")[0] for row in found.words for word in row]
    room = (page.width - 2 * page.type.pad) / len(found.across) - 8
    return grid(chart, brief_words) if brief_words and widest(tuple(names), page.type.tick) > room else found


def _tile_height(found: Grid, width: float, size: float) -> float:
    lines = 1 + max((word.count("\n") + 1 for row in found.words for word in row), default=1)
    return max(min(96.0, 0.8 * width / len(found.across)), LINE * size * lines + 6 if lines > 2 else 0.0)


def _widest_figure(chart: Chart, found: Grid, size: float) -> float:
    figures = (brief(value, chart.encoding.unit, chart.language) for row in found.values for value in row if value is not None)
    return max(widest(tuple(figures), size), 2.6 * size) + size


def _every(names: Sequence[str], band: float, size: float) -> int:
    need = widest(tuple(names), size) + 0.7 * size
    return next((k for k in (1, 2, 3, 4, 6, 8, 12, 24) if band * k >= need), max(1, math.ceil(need / band)))


def _heat(chart: Chart, found: Grid) -> dict:
    unit, language = chart.encoding.unit, chart.language
    said = [[_reading(chart, found, i, j, reading(v, unit, language)) for j, v in enumerate(row)] for i, row in enumerate(found.values)]
    trace = {"type": "heatmap", "z": [list(row) for row in found.values], "coloraxis": "coloraxis", "xgap": 1.5, "ygap": 1.5}
    return trace | {"customdata": said, "hovertemplate": "%{customdata}<extra></extra>", "hoverongaps": False}


def _printed(chart: Chart, page: Page, found: Grid) -> list[dict]:
    """Return the words and numbers in the cells, each in the ink that stands out from its cell."""
    colours = scale(chart.encoding.series[0].hue, page.theme)
    notes = []
    for i, row in enumerate(found.values):
        for j, value in enumerate(row):
            word, figure = found.words[i][j], "" if value is None else brief(value, chart.encoding.unit, chart.language)
            if not word and not figure:
                continue
            cell = page.paper.background if value is None else scaled(colours, (value - found.low) / (found.high - found.low))
            ink = max((page.paper.ink, page.paper.background), key=lambda tone, cell=cell: contrast(tone, cell))
            name, *under = word.split("\n")
            small = [f'<span style="font-size:{page.type.tick * 0.86:.1f}px">{safe(line)}</span>' for line in under]
            text = "<br>".join(part for part in (f"<b>{safe(name)}</b>" if name else "", safe(figure), *small) if part)
            notes.append({"text": text, "x": j, "y": i, "showarrow": False, "font": {"size": page.type.tick, "color": ink}})
    return notes


def _reading(chart: Chart, found: Grid, i: int, j: int, figure: str) -> str:
    told = say("caption.comma", chart.language).join(found.words[i][j].split("\n"))
    name = told or say("figure.cell", chart.language, row=found.down[i], column=found.across[j])
    return say("figure.reading", chart.language, name=safe(name), value=f"<b>{figure}</b>")


def _blanks(found: Grid, page: Page) -> dict:
    """Return the cells without data as hatched blocks: pale is low, hatched is unknown."""
    paper, full = page.paper.background, HUES["unobserved"].fill(page.theme)
    pattern = {"shape": "/", "fgcolor": full, "bgcolor": paper, "size": 6, "solidity": 0.25}
    return {
        "type": "bar",
        "x": [j for _, j in found.gaps],
        "y": [0.92] * len(found.gaps),
        "base": [i - 0.46 for i, _ in found.gaps],
        "width": 0.96,
        "marker": {"color": paper, "pattern": pattern, "line": {"width": 0}},
        "hovertemplate": say("figure.no_data", page.language) + "<extra></extra>",
    }


def _bar_length(page: Page) -> int:
    return BAR_NARROW if page.narrow else BAR


def _bar_start(page: Page, found: Grid) -> float:
    return page.type.pad + widest(found.ends[:1], page.type.tick) + 8


def _colours(chart: Chart, sheet: Sheet, found: Grid) -> dict:
    page = sheet.page
    bar = {
        "orientation": "h",
        "thickness": 9,
        "lenmode": "pixels",
        "len": _bar_length(page),
        "xref": "container",
        "yref": "container",
        "x": _bar_start(page, found) / page.width,
        "y": 1 - (sheet.top - 22) / sheet.height,
        "xanchor": "left",
        "yanchor": "middle",
        "xpad": 0,
        "ypad": 0,
        "outlinewidth": 0,
        "showticklabels": False,
        "ticks": "",
    }
    colours = [list(pair) for pair in scale(chart.encoding.series[0].hue, page.theme)]
    return {"colorscale": colours, "cmin": found.low, "cmax": found.high, "colorbar": bar}


def _scale_notes(chart: Chart, sheet: Sheet, found: Grid) -> list[dict]:
    page, size, y = sheet.page, sheet.page.type.tick, sheet.top - 22
    text = safe(found.ends[1])
    if found.gaps:
        sign = f'<span style="color:{HUES["unobserved"].text(page.theme)}">▨</span>'
        text += f"&nbsp;&nbsp;&nbsp;&nbsp; {sign} {safe(say('figure.no_data', chart.language))}"
    placed = ((safe(found.ends[0]), page.type.pad), (text, _bar_start(page, found) + _bar_length(page) + 8))
    return [sheet.note(text, x, y, size, page.paper.quiet) | {"yanchor": "middle"} for text, x in placed]
