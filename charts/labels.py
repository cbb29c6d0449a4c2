"""Names at the ends of what they name; a key above the drawing where that fails; labels of marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from charts.chart import Mark, Series
from charts.ends import EARLY, Box, Pair, Track, free_box
from charts.layout import LINE, Page, Sheet, joined, widest
from charts.places import Across
from charts.text import balanced_to, pixels, safe
from charts.theme import HUES

GAP = 10
MOST_NAMES = 8
_SIGNS = {"solid": "■", "hatched": "▨", "dashed": "┅", "hollow": "○", "floor": "▲", "interval": "▒"}


@dataclass(frozen=True)
class Name:
    """The words at the end of one series: its name, and its quieter label under it."""

    name: tuple[str, ...]
    label: tuple[str, ...]
    colour: str

    @property
    def rows(self) -> int:
        """Lines of the whole."""
        return len(self.name) + len(self.label)

    def size(self, type_size: float) -> tuple[float, float]:
        """Return width and height of the words in pixels."""
        wide = max(widest(self.name, type_size, bold=True), widest(self.label, type_size))
        return wide, self.rows * LINE * type_size

    @property
    def html(self) -> str:
        """The words as plotly's HTML, the name in bold."""
        return "<br>".join(part for part in (joined(self.name, bold=True) if self.name else "", joined(self.label)) if part)


def names(series: Sequence[Series], page: Page) -> tuple[Name, ...]:
    """Return the names of `series`, wrapped to the room at the right of the drawing."""
    room, size = page.width * page.type.right - GAP - page.type.pad, page.type.name
    return tuple(
        Name(balanced_to(one.name, room, size, bold=True), balanced_to(one.label, room, size), HUES[one.hue].text(page.theme))
        for one in series
    )


def named_at_ends(series: Sequence[Series], page: Page) -> bool:
    """Return whether the names fit at the right of the drawing: not on a phone, not for more than eight series."""
    if page.narrow or len(series) > MOST_NAMES:
        return False
    rows = sum(name.rows for name in names(series, page))
    return rows * LINE * page.type.name + 4 * len(series) <= page.plot


def names_width(series: Sequence[Series], page: Page) -> float:
    """Return the pixels that the names take at the right, with the gap before them and the padding behind."""
    return GAP + max((name.size(page.type.name)[0] for name in names(series, page)), default=0) + page.type.pad


def spread(centres: Sequence[float], heights: Sequence[float], room: float) -> list[float]:
    """Return `centres` moved apart as little as needed, in their order, so that blocks of `heights` lie within 0 and `room`."""
    order = sorted(range(len(centres)), key=lambda i: centres[i])
    tops = [0.0] * len(centres)
    floor = 0.0
    for i in order:
        tops[i] = floor = max(floor, centres[i] - heights[i] / 2)
        floor += heights[i]
    ceiling = room
    for i in reversed(order):
        tops[i] = min(tops[i], ceiling - heights[i])
        ceiling = tops[i]
    return [top + height / 2 for top, height in zip(tops, heights, strict=True)]


def end_notes(
    series: Sequence[Series], ends: Sequence[Sequence[Pair]], tracks: Sequence[Track], stems: Sequence[Box], sheet: Sheet
) -> list[dict]:
    """Return the names of `series`: at the right edge, as near as may be to their ends, or within the drawing where a line ends early.

    `ends` are (x, y) as shares of the drawing from its lower left corner, the last point first; empty = nothing of it is drawn.
    Names within the drawing keep clear of `tracks` and of the `stems` of marks.
    """
    size, plot = sheet.page.type.name, (sheet.plot_width, sheet.plot_height)
    edge: list[tuple[Name, float]] = []
    taken = list(stems)
    notes = []
    for name, shares in zip(names(series, sheet.page), ends, strict=True):
        spots = [(x * plot[0], (1 - y) * plot[1]) for x, y in shares]
        box = free_box(spots, name.size(size), plot, tracks, taken) if shares and shares[0][0] < EARLY else None
        if box is not None:
            taken.append(box)
            notes.append(_inside(name, box, sheet))
        elif spots:
            edge.append((name, spots[0][1]))
    heights = [name.size(size)[1] + 4 for name, _ in edge]
    centres = spread([y for _, y in edge], heights, plot[1])
    at_right = {"x": 1, "xshift": GAP, "yanchor": "middle"}
    pairs = zip(edge, centres, strict=True)
    return notes + [sheet.note(name.html, 0, sheet.top + centre, size, name.colour) | at_right for (name, _), centre in pairs]


def _inside(name: Name, box: Box, sheet: Sheet) -> dict:
    side = box.right if box.anchor == "right" else box.left
    note = sheet.note(name.html, 0, sheet.top + box.top, sheet.page.type.name, name.colour)
    return note | {"x": side / sheet.plot_width, "xshift": 0, "xanchor": box.anchor, "align": box.anchor}


def key_rows(series: Sequence[Series], page: Page) -> list[list[Series]]:
    """Return the key's entries line by line, as they fit between the paddings."""
    rows: list[list[Series]] = [[]]
    used = 0.0
    for one in series:
        width = _entry_width(one, page)
        if rows[-1] and used + width > page.room:
            rows.append([])
            used = 0.0
        rows[-1].append(one)
        used += width
    return [row for row in rows if row]


def key_height(series: Sequence[Series], page: Page) -> float:
    """Return the pixels that the key takes above the drawing."""
    return len(key_rows(series, page)) * LINE * page.type.name + 12


def key_notes(series: Sequence[Series], sheet: Sheet, y: float) -> list[dict]:
    """Return the key, its first line `y` pixels from the figure's top: coloured sign and coloured name."""
    page, size = sheet.page, sheet.page.type.name
    rows = key_rows(series, page)
    texts = ["&nbsp;&nbsp;&nbsp; ".join(_entry(one, page) for one in row) for row in rows]
    return [sheet.note(text, page.type.pad, y + i * LINE * size, size, page.paper.ink) for i, text in enumerate(texts)]


def _entry(one: Series, page: Page) -> str:
    hue = HUES[one.hue]
    sign = f'<span style="color:{hue.fill(page.theme)}">{_SIGNS[one.style]}</span>'
    label = f" {safe(one.label)}" if _is_told(one, page) else ""
    return f'{sign} <span style="color:{hue.text(page.theme)}"><b>{safe(one.name)}</b>{label}</span>'


def _is_told(one: Series, page: Page) -> bool:
    """Return whether a key has room for the quieter label beside the name."""
    whole = pixels(f"■ {one.name}", page.type.name, bold=True) + pixels(f" {one.label}", page.type.name)
    return bool(one.label) and whole <= page.room * 0.8


def _entry_width(one: Series, page: Page) -> float:
    label = pixels(f" {one.label}", page.type.name) if _is_told(one, page) else 0.0
    return pixels(f"■ {one.name}", page.type.name, bold=True) + label + 18


@dataclass(frozen=True)
class Flag:
    """A mark with its place on the axis and its label above the drawing: `left` in pixels, `row` counted upwards from 0."""

    mark: Mark
    start: float
    end: float
    stem: float
    left: float
    wide: float
    lines: tuple[str, ...]
    row: int = 0

    def covers(self, other: Flag) -> bool:
        """Return whether the two labels overlap, or the stem of one runs through the label of the other."""
        beside = self.left + self.wide + 8 <= other.left or other.left + other.wide + 8 <= self.left
        apart = self.row + len(self.lines) <= other.row or other.row + len(other.lines) <= self.row
        return not (beside or apart) or self._crosses(other) or other._crosses(self)

    def _crosses(self, other: Flag) -> bool:
        return self.mark.x_end is None and self.row > other.row and other.left - 4 < self.stem < other.left + other.wide + 4


def flags(marks: Sequence[Mark], axis: Across, page: Page, width: float, reach: float, centred: bool) -> tuple[Flag, ...]:
    """Return the marks that lie on the axis, their labels in the lowest rows where none covers another.

    The drawing is `width` pixels wide; labels may reach to `reach`. Over columns they stand centred, elsewhere they fly
    from their line like a flag.
    """
    size = page.type.foot + 0.5
    placed: list[Flag] = []
    for mark in reversed(marks):
        start, end = axis.place(mark.x), axis.place(mark.x_end if mark.x_end is not None else mark.x)
        if start is None or end is None or end < axis.low or start > axis.high:
            continue
        lines = balanced_to(mark.label, 130 if page.narrow else 170, size)
        wide = widest(lines, size)
        middle = mark.x_end is not None or centred
        stem = axis.share(min(max((start + end) / 2 if middle else start, axis.low), axis.high)) * width
        left = min(max(stem - wide / 2 if middle else stem + 5, 0.0), max(reach - wide, 0.0))
        flag = Flag(mark, start, end, stem, left, wide, lines)
        tries = (replace(flag, row=row) for row in range(3 * len(marks) + 1))
        placed.append(next((one for one in tries if not any(map(one.covers, placed))), flag))
    return tuple(placed)


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
        note = sheet.note(joined(flag.lines), 0, sheet.top - rise - 4, size, page.paper.quiet)
        anchor = "center" if banded or flag.mark.x_end is not None else "left"
        place = flag.left + (flag.wide / 2 if anchor == "center" else 0)
        at = {"x": flag.stem / sheet.plot_width, "xshift": place - flag.stem, "xanchor": anchor, "align": anchor, "yanchor": "bottom"}
        notes.append(note | at)
    return shapes, notes


def _stem(axis: Across, place: float, span: tuple[float, float], page: Page) -> dict:
    x = axis.plot(place)
    line = {"color": page.paper.axis, "width": 1}
    return {"type": "line", "xref": "x", "yref": "paper", "x0": x, "x1": x, "y0": span[0], "y1": span[1], "line": line}


def _shade(axis: Across, start: float, end: float, page: Page) -> dict:
    start, end = axis.plot(max(start, axis.low)), axis.plot(min(end, axis.high))
    look = {"fillcolor": page.paper.shade, "line": {"width": 0}, "layer": "below"}
    return {"type": "rect", "xref": "x", "yref": "paper", "x0": start, "x1": end, "y0": 0, "y1": 1, **look}
