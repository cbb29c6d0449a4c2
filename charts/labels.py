"""Names at the ends of what they name; a key above the drawing where that fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from charts.chart import Series
from charts.ends import EARLY, Box, Pair, Track, free_box
from charts.layout import LINE, Page, Sheet, joined, widest
from charts.text import balanced_to, pixels, safe
from charts.theme import HUES

GAP = 10
MOST_NAMES = 8
_SIGNS = {"hatched": "▨", "dashed": "┅", "hollow": "○", "floor": "▲", "interval": "▒"}


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
    solid = "●" if any(one.style in ("hollow", "floor") for one in series) else "■"
    texts = ["&nbsp;&nbsp;&nbsp; ".join(_entry(one, page, solid) for one in row) for row in rows]
    return [sheet.note(text, page.type.pad, y + i * LINE * size, size, page.paper.ink) for i, text in enumerate(texts)]


def _entry(one: Series, page: Page, solid: str) -> str:
    hue = HUES[one.hue]
    sign = f'<span style="color:{hue.fill(page.theme)}">{_SIGNS.get(one.style, solid)}</span>'
    label = f" {safe(one.label)}" if _is_told(one, page) else ""
    return f'{sign} <span style="color:{hue.text(page.theme)}"><b>{safe(one.name)}</b>{label}</span>'


def _is_told(one: Series, page: Page) -> bool:
    """Return whether a key has room for the quieter label beside the name."""
    whole = pixels(f"■ {one.name}", page.type.name, bold=True) + pixels(f" {one.label}", page.type.name)
    return bool(one.label) and whole <= page.room * 0.8


def _entry_width(one: Series, page: Page) -> float:
    label = pixels(f" {one.label}", page.type.name) if _is_told(one, page) else 0.0
    return pixels(f"■ {one.name}", page.type.name, bold=True) + label + 18
