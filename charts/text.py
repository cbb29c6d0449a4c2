"""How wide words are on paper, and how they break into lines."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache

_NARROW, _BROAD = frozenset("ijltfr.,:;|!'()[]{}I/ -\u202f\u2009’‘·"), frozenset("mwMW%@—…")
_AMBIGUOUS = re.compile("[’‘“”—…·×±]+")
_LATIN = "Noto Sans,Helvetica Neue,Segoe UI,Liberation Sans,Arial"
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
    for piece in _pieces(text):
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


def balanced(text: str, room: float) -> tuple[str, ...]:
    """Return `text` in as few lines as `wrapped` needs, the lines as even as they can be."""
    lines = wrapped(text, room)
    least, most = room / 3, room
    while len(lines) > 1 and most - least > 1:
        middle = (least + most) / 2
        if len(wrapped(text, middle)) == len(lines):
            most = middle
        else:
            least = middle
    return wrapped(text, most)


def wrapped_to(text: str, width: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """Return `text` in lines of at most `width` pixels at a type size in pixels."""
    return wrapped(text, width / _column_width(size, bold))


def balanced_to(text: str, width: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """Return `text` in even lines of at most `width` pixels at a type size in pixels."""
    return balanced(text, width / _column_width(size, bold))


def safe(text: str) -> str:
    """Return `text` so that plotly prints it as it stands.

    Its labels read a subset of HTML, so that is escaped. Chinese faces set quotes, dashes and middle dots full-width,
    which tears Latin words apart ("Earth ’ s"): in a text without Chinese these come from a Latin face.
    """
    escaped = html.escape(text, quote=False)
    if any(unicodedata.east_asian_width(character) in "WF" for character in text):
        return escaped
    return _AMBIGUOUS.sub(rf'<span style="font-family:{_LATIN}">\g<0></span>', escaped)


def _column_width(size: float, bold: bool) -> float:
    return size / 2 * (1.06 if bold else 1.0)


def _fitting(line: str, room: float) -> int:
    width = 0.0
    for index, character in enumerate(line):
        width += _columns(character)
        if width > room:
            return max(index, 1)
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
