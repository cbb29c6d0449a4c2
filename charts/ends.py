"""Where the name of a line stands that ends before the drawing does: beside its end or along it, where nothing else is drawn."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Pair = tuple[float, float]

SAMPLE = 6.0
"""Pixels between the places at which a line is looked at."""
EARLY = 0.93
"""A line that ends further right than this is named in the margin."""


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels from the upper left corner of the drawing; `anchor` is the side at which its words are aligned."""

    left: float
    top: float
    right: float
    bottom: float
    anchor: str = "left"

    def meets(self, other: Box) -> bool:
        """Return whether the two rectangles overlap."""
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom


@dataclass(frozen=True)
class Track:
    """What is drawn from left to right, in pixels: a line (`upper` is `lower`) or the surface between two; y counts downwards."""

    xs: tuple[float, ...]
    upper: tuple[float, ...]
    lower: tuple[float, ...]

    def meets(self, box: Box) -> bool:
        """Return whether the track runs through `box`."""
        spots = [box.left + i * SAMPLE for i in range(int((box.right - box.left) / SAMPLE) + 2)]
        known = [(top, _at(x, self.xs, self.lower)) for x in spots if (top := _at(x, self.xs, self.upper)) is not None]
        return any(min(a[0], b[0]) < box.bottom and max(a[1], b[1]) > box.top for a, b in zip(known, known[1:] or known, strict=False))


def free_box(spots: Sequence[Pair], size: Pair, plot: Pair, tracks: Sequence[Track], taken: Sequence[Box]) -> Box | None:
    """Return the free place of a name of `size`: right of, above or below its line's end, else above or below an earlier spot.

    `spots` are points of the line, its end first. None where each place is covered or leaves the drawing.
    """
    for box in _places(spots, size):
        inside = box.left >= 0 and box.top >= 0 and box.right <= plot[0] and box.bottom <= plot[1]
        if inside and not any(track.meets(box) for track in tracks) and not any(box.meets(other) for other in taken):
            return box
    return None


def _places(spots: Sequence[Pair], size: Pair) -> Iterator[Box]:
    wide, tall = size
    x, y = spots[0]
    yield Box(x + 8, y - tall / 2, x + 8 + wide, y + tall / 2)
    for x, y in spots:
        yield Box(x - wide, y - 10 - tall, x, y - 10, "right")
        yield Box(x - wide, y + 10, x, y + 10 + tall, "right")


def _at(x: float, xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Return the height of the line at `x`, straight between its points; None beyond its ends."""
    if not xs or x < xs[0] or x > xs[-1]:
        return None
    right = min(bisect_right(xs, x), len(xs) - 1)
    left = max(right - 1, 0)
    span = xs[right] - xs[left]
    return ys[left] if span == 0 else ys[left] + (ys[right] - ys[left]) * (x - xs[left]) / span
