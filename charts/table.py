"""A table drawn as a figure: what can be read of it, and a line that says how much there is."""

from __future__ import annotations

import re
from itertools import accumulate

from charts.chart import Chart
from charts.layout import LINE, Drawing, Page, Panel, Sheet, joined, widest
from charts.text import safe, wrapped_to
from charts.theme import mixed
from data.schema import Column, Language, Text
from i18n import say
from i18n.format import day, decimals, number, percent

ROWS, ROWS_NARROW = 20, 12
NARROWEST, BROAD = 64, 260
"""Pixels a column takes at least; pixels a column of words asks for at most: longer words wrap."""
_FIGURE = re.compile(r"\d[\d,.:\u202f-]*")
_TRUTH = {True: "yes", False: "no"}


def table(chart: Chart, page: Page) -> Panel:
    """Return the panel of a table: as many columns and rows as can be read at this width."""
    size = page.type.tick
    columns = _columns(chart)[: max(2, int(page.room / 84))]
    shown = min(len(chart.frame), ROWS_NARROW if page.narrow else ROWS)
    texts = [[written(value, column, chart.language) for value in chart.frame[column.name].tolist()[:shown]] for column in columns]
    titles = [column.title.in_(chart.language) for column in columns]
    wide = _widths(columns, texts, titles, page)
    columns, texts, titles = columns[: len(wide)], texts[: len(wide)], titles[: len(wide)]
    rooms = [w - _spent(column, size) for column, w in zip(columns, wide, strict=True)]
    heads = [wrapped_to(title, room, size, bold=True) for title, room in zip(titles, rooms, strict=True)]
    lines = [[wrapped_to(text, room, size) or ("",) for text in column] for column, room in zip(texts, rooms, strict=True)]
    rows = [max(len(column[i]) for column in lines) for i in range(shown)]
    head = LINE * size * max(map(len, heads)) + 12
    said = _cut(chart, shown, len(columns))
    cut = wrapped_to(said, page.room * 0.97, page.type.foot) if said else ()

    def drawn(sheet: Sheet) -> Drawing:
        trace = {"type": "table", "columnwidth": wide, "header": _head(columns, heads, head, page), "cells": _cells(columns, lines, page)}
        notes = []
        if cut:
            notes.append(sheet.note(joined(cut), page.type.pad, sheet.top + sheet.plot_height + 4, page.type.foot, page.paper.quiet))
        return Drawing([trace], notes, [], {"visible": False}, {"visible": False})

    tall = head + sum(LINE * size * lines + (10 if lines == 1 else 18) for lines in rows) + 6
    return Panel(float(page.type.pad), float(page.type.pad), 12, 8 + LINE * page.type.foot * len(cut) if cut else 4, drawn, tall, tall)


def _widths(columns: list[Column], texts: list[list[str]], titles: list[str], page: Page) -> list[float]:
    """Return the pixels of each column that is drawn: as many as fit as they ask, else two, else one; a figure is never broken.

    Words give way to figures: a column of words is made as narrow as its longest figure, one of figures never.
    """
    size, least, asked = page.type.tick, [], []
    for column, cells, title in zip(columns, texts, titles, strict=True):
        spent, whole = _spent(column, size), max(widest(tuple(cells), size), _head_width(title, size))
        figures = tuple(cells) if _is_figure(column) else tuple(figure for cell in cells for figure in _FIGURE.findall(cell))
        least.append(max(widest(figures, size) + spent + 1, NARROWEST))
        asked.append(max(whole + spent if _is_figure(column) else min(whole + spent, BROAD), least[-1]))
    fit = sum(reach <= page.room for reach in accumulate(asked))
    kept = max(fit, 2 if sum(least[:2]) <= page.room else 1)
    asked, least = asked[:kept], least[:kept]
    spare, given = page.room - sum(least), sum(asked) - sum(least)
    if spare >= given:
        return [page.room * one / sum(asked) for one in asked]
    return [low + max(spare, 0.0) * (one - low) / given for low, one in zip(least, asked, strict=True)]


def _is_figure(column: Column) -> bool:
    return column.kind in ("integer", "number")


def _spent(column: Column, size: float) -> float:
    """Return the pixels of a cell that its words cannot take: padding, and the gap after a figure."""
    return 22 + (size if _is_figure(column) else 0)


def _head_width(title: str, size: float) -> float:
    """Return the least width of a heading: in two lines, but no word of it broken."""
    return max(0.6 * widest((title,), size), 1.08 * widest(tuple(re.findall("[A-Za-z]+", title)), size))


def _cut(chart: Chart, rows: int, columns: int) -> str:
    """Return the words that say how much of the table is drawn; empty where it is whole."""
    count, wide = len(chart.frame), len(_columns(chart))
    if rows == count and columns == wide:
        return ""
    code = "more" if rows < count and columns < wide else "more_rows" if rows < count else "more_columns"
    return say(f"figure.{code}", chart.language, rows=rows, count=number(count, chart.language), columns=columns, wide=wide)


def _columns(chart: Chart) -> list[Column]:
    declared = [column for column in chart.columns if column.name in chart.frame.columns]
    return declared or [Column(str(name), "text", Text(str(name), str(name))) for name in chart.frame.columns]


def _align(columns: list[Column]) -> list[str]:
    return ["right" if _is_figure(column) else "left" for column in columns]


def _head(columns: list[Column], heads: list[tuple[str, ...]], height: float, page: Page) -> dict:
    return {
        "values": [f"<b>{'<br>'.join(map(safe, lines))}</b>" for lines in heads],
        "align": _align(columns),
        "height": height,
        "suffix": _gaps(columns),
        "fill": {"color": page.paper.background},
        "font": {"size": page.type.tick, "color": page.paper.quiet},
        "line": {"width": 0},
    }


def _cells(columns: list[Column], lines: list[list[tuple[str, ...]]], page: Page) -> dict:
    """Return the cells, their words wrapped here: plotly breaks at blanks only and cuts what has none, such as Chinese."""
    tint = mixed(page.paper.grid, page.paper.background, 0.45)
    shades = [tint if i % 2 == 0 else page.paper.background for i in range(len(lines[0]))]
    return {
        "values": [["<br>".join(map(safe, cell)) for cell in column] for column in lines],
        "align": _align(columns),
        "height": LINE * page.type.tick + 10,
        "suffix": _gaps(columns),
        "fill": {"color": [shades]},
        "font": {"size": page.type.tick, "color": page.paper.ink},
        "line": {"width": 0},
    }


def _gaps(columns: list[Column]) -> list[str]:
    """Return what follows each cell: right-aligned figures stand off from the words after them."""
    return ["\u2003" if align == "right" else "" for align in _align(columns)]


def written(value: object, column: Column, language: Language) -> str:
    """Return one cell in words, by the kind and unit of its column; a dash for null."""
    if value is None or value != value:
        return "–"
    if column.kind in ("integer", "number"):
        if column.unit == "fraction":
            return percent(value, language, decimals(value, column.unit))
        if column.name.endswith("year"):
            return f"{value:g}"
        return number(value, language, 0 if column.kind == "integer" else decimals(value, column.unit))
    if column.kind in ("date", "period"):
        return day(value, language)
    if column.kind == "flag":
        return say(f"figure.{_TRUTH[bool(value)]}", language)
    if column.kind == "instant":
        return f"{value:%Y-%m-%d %H:%M}" if hasattr(value, "strftime") else str(value)
    return column.values[str(value)].in_(language) if str(value) in column.values else str(value)
