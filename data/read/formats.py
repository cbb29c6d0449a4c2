"""What the number format of a workbook's cell makes of its number: 0.72 is shown as 72%, and 1.2 as 1.2万."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import NamedTuple
from xml.etree import ElementTree  # nosec B405 # read in a limited child

_BUILT_IN = {"9": "0%", "10": "0.00%"}
"""Of the formats that every workbook has without saying so, those that show more than the number and the same in every language."""
_PIECE = re.compile(
    r'"(?P<text>[^"]*)"|[\\!](?P<sign>.)|[_*].|\[\$(?P<money>[^\]-]*)[^\]]*\]|\[(?P<holds>[<>=]+-?[0-9]+(?:\.[0-9]+)?)\]|\[(?P<time>[hms]+)\]|\[[^\]]*\]'
    r"|(?P<whole>General|G/通用格式)|(?P<power>E[+-])|(?P<digit>[0#?])|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_LONGEST = 255
"""What Excel takes."""
_HOLDS = {
    "<": lambda value, bound: value < bound,
    "<=": lambda value, bound: value <= bound,
    ">": lambda value, bound: value > bound,
    ">=": lambda value, bound: value >= bound,
    "=": lambda value, bound: value == bound,
    "<>": lambda value, bound: value != bound,
}


class Section(NamedTuple):
    """A part of a format: by which power of ten it shows a number, the words before and after it, and for which numbers it is.

    `holds` is a comparison and its bound; None = as its place says (positive; negative; zero).
    """

    power: int = 0
    before: str = ""
    after: str = ""
    holds: tuple[str, Decimal] | None = None

    @property
    def adds(self) -> bool:
        """Whether it shows more than the number."""
        return bool(self.power or self.before or self.after)


def formats(styles: bytes) -> dict[bytes, tuple[Section, ...]]:
    """Return, by the number of a cell's style, the format of those that show more than the number."""
    root = ElementTree.fromstring(styles)  # nosec B314 # read in a limited child; expat bounds what entities may grow to
    own = {each.get("numFmtId"): each.get("formatCode", "") for each in root.iter() if _name(each) == "numFmt"}
    cells = next((list(each) for each in root if _name(each) == "cellXfs"), [])
    found = {}
    for number, style in enumerate(cells):
        code = style.get("numFmtId", "0")
        sections = sections_of(own[code] if code in own else _BUILT_IN.get(code, ""))
        if any(section.adds for section in sections):
            found[str(number).encode()] = sections
    return found


def sections_of(code: str) -> tuple[Section, ...]:
    """Return the parts of a number format; none of one that shows times, fractions or text."""
    parts: list[list[re.Match[str]]] = [[]]
    for piece in _PIECE.finditer(code[:_LONGEST]):
        if piece["other"] == ";":
            parts.append([])
        else:
            parts[-1].append(piece)
    sections = [_section(part) for part in parts[:3] if all(piece["other"] != "@" for piece in part)]
    return () if None in sections else tuple(filter(None, sections))


def shown(text: str, sections: tuple[Section, ...]) -> str:
    """Return the number `text` as its format shows it, with all its digits; anything else as it is."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    section = _of(value, sections)
    if section is None or not section.adds or not value.is_finite():
        return text
    return f"{section.before}{value.scaleb(section.power).normalize():f}{section.after}"


def _of(value: Decimal, sections: tuple[Section, ...]) -> Section | None:
    if any(section.holds for section in sections):
        return next((each for each in sections if each.holds is None or _HOLDS[each.holds[0]](value, each.holds[1])), None)
    place = 0 if value > 0 or len(sections) == 1 else 1 if value < 0 else 2 if len(sections) > 2 else 0
    return sections[place] if place < len(sections) else None


def _section(part: list[re.Match[str]]) -> Section | None:
    """Return what a part of a format does; None where it shows a time or a fraction. A part without digits shows no number."""
    before = after = ""
    power = commas = 0
    digits, point, holds = False, False, None
    for piece in part:
        sort, text = piece.lastgroup, piece[piece.lastgroup] if piece.lastgroup else ""
        if sort in ("time", "power") or (sort == "other" and text.lower() in "ymdhs/") or (sort == "other" and text.lower() == "e"):
            return None
        if sort == "holds":
            sign = re.match(r"[<>=]+", text)[0]
            holds = (sign, Decimal(text.removeprefix(sign))) if sign in _HOLDS else None
        elif sort in ("digit", "whole"):
            digits, commas = True, 0
            power -= point
        elif sort == "other" and text == ",":
            commas += digits
        elif sort == "other" and text == ".":
            power, commas = power - 3 * commas, 0
        elif sort == "other" and text == "%":
            power, after = power + 2, after + "%"
        elif sort in ("text", "sign", "money", "other") and text.strip():
            if digits and text == "." and sort in ("text", "sign"):
                point = True
                continue
            power, commas = power - 3 * commas, 0
            before, after = (before, after + text) if digits else (before + text, after)
    if not digits:
        return Section(holds=holds)
    return Section(power - 3 * commas, _money(before), _words(after), holds)


def _money(text: str) -> str:
    """Return the currency that stands before a number; other words there name a thing, and no unit of it."""
    text = unicodedata.normalize("NFKC", text).strip(" ()+-")
    return text if re.fullmatch(r"[A-Z]{3}", text) or any(unicodedata.category(sign) == "Sc" for sign in text) else ""


def _words(text: str) -> str:
    text = text.strip(" ()+-")
    return text if any(sign.isalpha() or sign in "%‰" or unicodedata.category(sign) == "Sc" for sign in text) else ""


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
