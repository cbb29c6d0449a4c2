"""How wide words are on paper, and how they break into lines."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache

_NARROW, _BROAD = frozenset("ijltfr.,:;|!'()[]{}I/ -\u202f\u2009’‘·"), frozenset("mwMW%@—…")
_CHINESE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_AMBIGUOUS = re.compile(f"(?<![{_CHINESE}])[’‘“”—…·×±]+(?![{_CHINESE}])")
_LATIN = "Noto Sans,Helvetica Neue,Segoe UI,Liberation Sans,Arial"
_FIGURE = re.compile(r"\d[\d,.\u202f]*")
_PAUSES = frozenset("，。；：、！？）,;:.)")
_NOT_FIRST = frozenset("，。；：、！？）》】”’」…·,.;:!?)]}%‰")
_NOT_LAST = frozenset("（《【“‘「([{")


@cache
def _columns(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 2.0
    if character in _NARROW:
        return 0.68
    if character in _BROAD:
        return 1.8
    return 1.42 if character.isupper() else 1.14


def columns(text: str) -> float:
    """Return the width of `text` in columns: a Chinese character counts two, a Latin one about one, by its shape."""
    return sum(map(_columns, text))


def pixels(text: str, size: float, bold: bool = False) -> float:
    """Return the width of `text` in pixels at a type size in pixels."""
    return columns(text) * _column_width(size, bold)


def wrapped(text: str, room: float) -> tuple[str, ...]:
    """Return `text` in lines of at most `room` columns.

    Latin breaks at spaces, Chinese between any two characters except before a closing or after an opening mark; only a
    word wider than a whole line is cut.
    """
    lines: list[str] = []
    line = ""
    for piece in _pieces(text.strip()):
        if line and columns((line + piece).rstrip()) > room:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
        while columns(line.rstrip()) > room and len(line) > 1:
            cut = _fitting(line, room)
            lines.append(line[:cut])
            line = line[cut:]
    return (*lines, line.rstrip()) if line.strip() else tuple(lines)


@cache
def balanced(text: str, room: float) -> tuple[str, ...]:
    """Return `text` in as few lines as `wrapped` needs, as even as can be, and rather cut after a mark than within a phrase."""
    count = len(wrapped(text, room))
    pieces = _pieces(text.strip())
    if count < 2 or any(columns(piece.strip()) > room for piece in pieces):
        return wrapped(text, room)
    ideal = columns(text) / count
    ends = [0.0]
    for piece in pieces:
        ends.append(ends[-1] + columns(piece))
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for _ in range(count):
        best = _one_line_more(best, pieces, ends, room, ideal)
    if len(pieces) not in best:
        return wrapped(text, room)
    cuts = best[len(pieces)][1]
    return tuple("".join(pieces[a:b]).strip() for a, b in zip((0, *cuts), cuts, strict=False))


def _one_line_more(best: dict, pieces: list[str], ends: list[float], room: float, ideal: float) -> dict:
    """Return the cheapest ways to have set one line more: how many pieces are set -> (cost, where the lines were cut)."""
    found: dict[int, tuple[float, tuple[int, ...]]] = {}
    for start, (cost, cuts) in best.items():
        for end in range(start + 1, len(pieces) + 1):
            wide = ends[end] - ends[start] - (len(pieces[end - 1]) - len(pieces[end - 1].rstrip())) * _columns(" ")
            if wide > room:
                break
            total = cost + ((wide - ideal) / ideal) ** 2 + _roughness(pieces, end)
            if end not in found or total < found[end][0]:
                found[end] = (total, (*cuts, end))
    return found


def _roughness(pieces: list[str], end: int) -> float:
    """Return what a cut before piece `end` costs: nothing after a mark, little between words, most between a figure and its measure."""
    if end == len(pieces) or pieces[end - 1].rstrip()[-1:] in _PAUSES:
        return 0.0
    before, after = pieces[end - 1].rstrip()[-1], pieces[end][0]
    chinese = 2.0 in (_columns(before), _columns(after))
    if before.isdigit() or (chinese and after.isdigit()):
        return 0.6
    return 0.35 if chinese else 0.1


def wrapped_to(text: str, width: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """Return `text` in lines of at most `width` pixels at a type size in pixels."""
    return wrapped(text, width / _column_width(size, bold))


def balanced_to(text: str, width: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """Return `text` in even lines of at most `width` pixels at a type size in pixels."""
    return balanced(text, width / _column_width(size, bold))


def safe(text: str) -> str:
    """Return `text` so that plotly prints it as it stands.

    Its labels read a subset of HTML, so that is escaped. Chinese faces set quotes, dashes and middle dots full-width,
    which tears Latin words apart ("Earth ’ s"): where no Chinese stands beside them these come from a Latin face.
    """
    return _AMBIGUOUS.sub(rf'<span style="font-family:{_LATIN}">\g<0></span>', html.escape(text, quote=False))


def _column_width(size: float, bold: bool) -> float:
    return size / 2 * (1.06 if bold else 1.0)


def _fitting(line: str, room: float) -> int:
    """Return how many characters of `line` fit, no figure of it broken unless it begins the line."""
    width = 0.0
    for index, character in enumerate(line):
        width += _columns(character)
        if width > room:
            broken = next((figure.start() for figure in _FIGURE.finditer(line) if figure.start() < index < figure.end()), index)
            return broken or max(index, 1)
    return len(line)


def _pieces(text: str) -> list[str]:
    """Cut `text` where a line may end: each piece but the first begins a possible line."""
    pieces: list[str] = []
    for character in text:
        if pieces and not _breaks(pieces[-1][-1], character):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _breaks(before: str, after: str) -> bool:
    if after == " " or after in _NOT_FIRST or before in _NOT_LAST:
        return False
    if before == " ":
        return True
    return _columns(before) == 2.0 or _columns(after) == 2.0
