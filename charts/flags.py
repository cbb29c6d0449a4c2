"""Marks of a drawing: thin verticals and shaded spans, their labels in rows above it like flags."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from charts.chart import Mark
from charts.layout import LINE, Page, Sheet, joined, widest
from charts.places import Across
from charts.text import balanced_to


@dataclass(frozen=True)
class Flag:
    """A mark with its place on the axis and its label above the drawing: `left` in pixels, `row` counted upwards from 0."""

    mark: Mark
    start: float
    end: float
    stem: float
    wide: float
    lines: tuple[str, ...]
    left: float = 0.0
    row: int = 0

    def overlaps(self, other: Flag) -> bool:
        """Return whether the two labels cover each other."""
        beside = self.left + self.wide + 8 <= other.left or other.left + other.wide + 8 <= self.left
        return not (beside or self.row + len(self.lines) <= other.row or other.row + len(other.lines) <= self.row)

    def crosses(self, other: Flag) -> bool:
        """Return whether the line of this mark runs through the label of the other."""
        return self.mark.x_end is None and self.row > other.row and other.left - 4 < self.stem < other.left + other.wide + 4


def flags(marks: Sequence[Mark], axis: Across, page: Page, width: float, reach: float, centred: bool) -> tuple[Flag, ...]:
    """Return the marks that lie on the axis, the last first, their labels in the lowest rows where none covers another.

    The drawing is `width` pixels wide; labels may reach to `reach`. Over columns and spans they stand centred where they
    can, else they fly from their line like a flag. Of marks with the same words side by side only the first carries them.
    """
    placed: list[Flag] = []
    for flag in reversed(_raised(marks, axis, page, width, centred)):
        most = max(reach - flag.wide, 0.0)
        lefts = [min(max(left, 0.0), most) for left in (flag.stem - flag.wide / 2, flag.stem + 5)]
        rows = range(3 * len(marks) + 1)
        tries = [replace(flag, left=x, row=row) for x in lefts[0 if centred or flag.mark.x_end is not None else 1 :] for row in rows]
        clear = (one for one in tries if not any(one.overlaps(o) or one.crosses(o) or o.crosses(one) for o in placed))
        apart = (one for one in tries if not any(map(one.overlaps, placed)))
        placed.append(next(clear, None) or next(apart))
    return tuple(placed)


def _raised(marks: Sequence[Mark], axis: Across, page: Page, width: float, centred: bool) -> list[Flag]:
    """Return the marks on the axis from left to right, their labels wrapped but not yet placed."""
    size = page.type.foot + 0.5
    found: list[Flag] = []
    for mark in marks:
        start, end = axis.place(mark.x), axis.place(mark.x_end if mark.x_end is not None else mark.x)
        if start is None or end is None or end < axis.low or start > axis.high:
            continue
        lines = balanced_to(mark.label, 130 if page.narrow else 170, size)
        at = (start + end) / 2 if centred or mark.x_end is not None else start
        stem = axis.share(min(max(at, axis.low), axis.high)) * width
        found.append(Flag(mark, start, end, stem, widest(lines, size), lines))
    found.sort(key=lambda flag: flag.stem)
    said: dict[str, float] = {}
    for i, flag in enumerate(found):
        if flag.stem < said.get(flag.mark.label, -math.inf):
            found[i] = replace(flag, lines=(), wide=0.0)
        else:
            said[flag.mark.label] = flag.stem + flag.wide + 8
    return found


def flags_height(found: Sequence[Flag], page: Page) -> float:
    """Return the pixels that the labels of marks take above the drawing."""
    rows = max((flag.row + len(flag.lines) for flag in found), default=0)
    return rows * LINE * (page.type.foot + 0.5) + (4 if rows else 0)


def flag_parts(found: Sequence[Flag], axis: Across, sheet: Sheet, banded: bool) -> tuple[list[dict], list[dict]]:
    """Return (lines and shades, labels) of the marks. Over columns a line ends at the top of the drawing, a span covers whole columns."""
    page, size = sheet.page, sheet.page.type.foot + 0.5
    edge = axis.step / 2 if banded else 0.0
    shapes, notes = [], []
    for flag in found:
        rise = flag.row * LINE * size
        tip = rise + 4 if banded else rise + len(flag.lines) * LINE * size
        if flag.mark.x_end is None:
            shapes.append(_stem(axis, flag.start, (1 if banded else 0, 1 + tip / sheet.plot_height), page))
        else:
            shapes.append(_shade(axis, flag.start - edge, flag.end + edge, page))
        if flag.lines:
            notes.append(_label(flag, sheet, rise))
    return shapes, notes


def _label(flag: Flag, sheet: Sheet, rise: float) -> dict:
    anchor = "left" if flag.left >= flag.stem else "center"
    place = flag.left + (flag.wide / 2 if anchor == "center" else 0)
    note = sheet.note(joined(flag.lines), 0, sheet.top - rise - 4, sheet.page.type.foot + 0.5, sheet.page.paper.quiet)
    shift = {"x": flag.stem / sheet.plot_width, "xshift": place - flag.stem}
    return note | shift | {"xanchor": anchor, "align": anchor, "yanchor": "bottom", "bgcolor": sheet.page.paper.background, "borderpad": 0}


def _stem(axis: Across, place: float, span: tuple[float, float], page: Page) -> dict:
    x = axis.plot(place)
    line = {"color": page.paper.axis, "width": 1}
    return {"type": "line", "xref": "x", "yref": "paper", "x0": x, "x1": x, "y0": span[0], "y1": span[1], "line": line}


def _shade(axis: Across, start: float, end: float, page: Page) -> dict:
    start, end = axis.plot(max(start, axis.low)), axis.plot(min(end, axis.high))
    look = {"fillcolor": page.paper.shade, "line": {"width": 0}, "layer": "below"}
    return {"type": "rect", "xref": "x", "yref": "paper", "x0": start, "x1": end, "y0": 0, "y1": 1, **look}
