"""Rows of figures under a drawing, each figure below its place on x: how many are at risk, or observed."""

from __future__ import annotations

from charts.chart import Counts
from charts.labels import GAP
from charts.layout import LINE, Page, Sheet, widest
from charts.places import Across
from charts.text import safe
from charts.theme import HUES
from i18n.format import number

ABOVE = 12
"""Pixels between the axis and the rows."""


def counts_height(counts: Counts | None, page: Page) -> float:
    """Return the pixels that the rows take, their title above them; on a phone each name has a line of its own."""
    if counts is None:
        return 0.0
    lines = 1 + len(counts.rows) * (2 if page.narrow else 1)
    return ABOVE + lines * _line(page) + 6


def counts_width(counts: Counts | None, page: Page) -> float:
    """Return the pixels that the names of the rows take at the right; 0 on a phone."""
    if counts is None or page.narrow:
        return 0.0
    return GAP + 8 + widest(tuple(name for name, _, _ in counts.rows), page.type.tick) + page.type.pad


def counts_notes(counts: Counts | None, axis: Across, sheet: Sheet, depth: float) -> list[dict]:
    """Return the labels of the rows, which begin `depth` pixels under the drawing."""
    if counts is None:
        return []
    page, size = sheet.page, sheet.page.type.tick
    shown = _shown(counts, axis, sheet)
    top = sheet.top + sheet.plot_height + depth + ABOVE
    notes = [sheet.note(f"<b>{safe(counts.title)}</b>", page.type.pad, top, size, page.paper.ink)]
    for name, hue, figures in counts.rows:
        colour = HUES[hue].text(page.theme)
        top += _line(page)
        label = sheet.note(safe(name), page.type.pad, top, size, colour)
        if page.narrow:
            top += _line(page)
        else:
            label |= {"x": 1, "xshift": GAP + 8}
        notes.append(label)
        for i in shown:
            text = "–" if figures[i] is None else number(figures[i], page.language)
            place = {"x": axis.share(counts.places[i]), "xshift": 0, "xanchor": "center", "align": "center"}
            notes.append(sheet.note(text, 0, top, size, colour) | place)
    return notes


def _line(page: Page) -> float:
    return LINE * page.type.tick + 3


def _shown(counts: Counts, axis: Across, sheet: Sheet) -> list[int]:
    """Return the columns that lie on the axis, every second or third of them where they would touch."""
    there = [i for i, place in enumerate(counts.places) if axis.low <= place <= axis.high]
    if len(there) < 2:
        return there
    apart = min(axis.share(counts.places[b]) - axis.share(counts.places[a]) for a, b in zip(there, there[1:], strict=False))
    wide = widest(tuple(str(figure) for _, _, figures in counts.rows for figure in figures), sheet.page.type.tick) + 14
    return there[:: max(1, -int(-wide // (apart * sheet.plot_width)))]
