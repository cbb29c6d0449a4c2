"""Names at the dots of a scatter: each where nothing else is drawn; a dot in a crowd keeps its name for the pointer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from charts.ends import Box
from charts.layout import LINE, Sheet
from charts.text import pixels, safe

_DOT, _GAP = 6.0, 3.0
"""Pixels: half the dot, and between a dot and its name."""


def point_names(words: Sequence[str], dots: Sequence[tuple[float, float]], sheet: Sheet) -> list[dict]:
    """Return the labels of `dots`, pixels from the drawing's upper left corner. The first come first; no two overlap, none covers a dot."""
    size = sheet.page.type.foot
    taken = [Box(x - _DOT, y - _DOT, x + _DOT, y + _DOT) for x, y in dots]
    own = list(taken)
    notes = []
    for word, (x, y), dot in zip(words, dots, own, strict=True):
        wide, high = pixels(word, size), LINE * size
        clear = (box for box in _boxes(x, y, wide, high) if _within(box, sheet) and not any(box.meets(o) for o in taken if o is not dot))
        box = next(clear, None)
        if box is not None:
            taken.append(box)
            note = sheet.note(safe(word), 0, sheet.top + box.top, size, sheet.page.paper.quiet)
            notes.append(note | {"x": 0, "xshift": box.left})
    return notes


def _boxes(x: float, y: float, wide: float, high: float) -> Iterator[Box]:
    """Return the places of a name in the order of preference: right, left, above, below, then the corners."""
    away = _DOT + _GAP
    lefts = {"right": x + away, "left": x - away - wide, "middle": x - wide / 2, "near": x + _DOT / 2, "far": x - _DOT / 2 - wide}
    tops = {"level": y - high / 2, "above": y - away - high + 3, "below": y + away - 3}
    for side, row in (
        ("right", "level"),
        ("left", "level"),
        ("middle", "above"),
        ("middle", "below"),
        ("near", "above"),
        ("far", "above"),
        ("near", "below"),
        ("far", "below"),
    ):
        yield Box(lefts[side], tops[row], lefts[side] + wide, tops[row] + high)


def _within(box: Box, sheet: Sheet) -> bool:
    return box.left >= 0 and box.right <= sheet.plot_width + sheet.right - 4 and box.top >= 0 and box.bottom <= sheet.plot_height
