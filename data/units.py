"""Units: which code a text means, which units a column may be given in, and a value taken from one unit to another.

A unit is written as a code: one of UNITS (`cny`), a multiple of one (`wan_cny`, see TIMES), or a multiple alone (`wan`), which counts
in the column's own unit. A code that is not in UNITS is a unit of its own and converts to nothing else. Currencies are never converted.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import isfinite
from typing import NamedTuple

from data.schema import Problem
from data.unit_words import TIMES_WORDS, UNIT_WORDS

SHOWN = 80
"""How many characters of a value found are repeated to the user."""
LONGEST = 64
"""How many characters a number or a unit may have."""
_PIECE = 256


class Unit(NamedTuple):
    """A unit: values of one `dimension` convert, `factor` is its size in the dimension's base."""

    code: str
    dimension: str
    factor: Fraction


def _dimension(name: str, **factors: int | Fraction) -> dict[str, Unit]:
    return {code: Unit(code, name, Fraction(factor)) for code, factor in factors.items()}


UNITS: dict[str, Unit] = {
    **_dimension("card_time", card_hours=3600, card_minutes=60, card_seconds=1, card_days=86400),
    **_dimension("time", milliseconds=Fraction(1, 1000), microseconds=Fraction(1, 10**6), seconds=1, minutes=60, hours=3600, days=86400),
    **_dimension("calendar", months=1, years=12),
    **_dimension("share", fraction=1, percent=Fraction(1, 100)),
    **_dimension("compute", tflops=1, pflops=10**3, eflops=10**6),
    **_dimension("operations", tops=1, pops=10**3),
    **_dimension("power", w=1, kw=10**3, mw=10**6, gw=10**9),
    **_dimension("memory", mb=1, gb=10**3, tb=10**6),
    **_dimension("bandwidth", gbps=1, tbps=10**3),
    **{
        code: Unit(code, code, Fraction(1))
        for code in ("cny", "usd", "cards", "racks", "tokens", "tokens_per_day", "requests", "contracts")
    },
    "cny_per_card_hour": Unit("cny_per_card_hour", "cny_per_card_hour", Fraction(1)),
}

TIMES: dict[str, int] = {
    "thousand": 10**3,
    "wan": 10**4,
    "million": 10**6,
    "ten_million": 10**7,
    "yi": 10**8,
    "billion": 10**9,
    "trillion": 10**12,
}
_COUNTED = ("cny", "usd", "cards", "racks", "tokens", "tokens_per_day", "requests", "contracts", "card_time", "number")
"""Dimensions met in multiples. In a column of minutes 5m is no million, so the others take none without a unit."""
MONEY = ("cny", "usd")
_OFFERED = ("thousand", "wan", "million", "yi", "billion")

_TIMES_OF = {word: code for code, words in TIMES_WORDS.items() for word in words.split()}
_UNIT_OF: dict[str, str] = {word: code for code, words in UNIT_WORDS.items() for word in words.split()}


def unit(code: str) -> Unit:
    """Return the unit called `code`; an unknown code is a unit of its own dimension."""
    if code in UNITS:
        return UNITS[code]
    if code in TIMES:
        return Unit(code, "times", Fraction(TIMES[code]))
    for times, factor in TIMES.items():
        base = UNITS.get(code.removeprefix(f"{times}_"))
        if base and code.startswith(f"{times}_"):
            return Unit(code, base.dimension, base.factor * factor)
    return Unit(code, code, Fraction(1))


def is_known(code: str) -> bool:
    """Return whether `code` is a unit or a multiple that is known."""
    return code in UNITS or unit(code).dimension != code


def units_for(code: str) -> tuple[str, ...]:
    """Return the codes of all units in which a column of unit `code` may be given, its own first."""
    own = unit(code)
    base = tuple(other.code for other in UNITS.values() if other.dimension == own.dimension and other.code != code)
    multiples = tuple(f"{times}_{code}" for times in _OFFERED) if own.dimension in _COUNTED else ()
    return (code, *base, *multiples)


def ratio(unit_from: str, unit_to: str) -> Fraction | None:
    """Return what one `unit_from` is in `unit_to`; None where they do not measure the same thing."""
    given, wanted = unit(unit_from), unit(unit_to)
    if given.dimension == "times":
        return given.factor if wanted.dimension in _COUNTED else None
    return given.factor / wanted.factor if given.dimension == wanted.dimension else None


def plain(text: str) -> str:
    """Return `text` with full-width and compatibility characters made plain, and outer space removed."""
    # In pieces: marks above letters are sorted, and a run of them in time that grows with its square.
    pieces = (unicodedata.normalize("NFKC", text[start : start + _PIECE]) for start in range(0, len(text), _PIECE))
    return "".join(pieces).replace("−", "-").strip()


@lru_cache(4096)
def meanings(text: str) -> tuple[str, ...]:
    """Return every unit code that `text` may mean, the likeliest first: T is TFLOPS or trillion. Empty where it means none."""
    code = plain(text).casefold()
    word = re.sub(r"[\s_\-]+", "", code)
    found = [code] if is_known(code) else []
    found += [words[word] for words in (_UNIT_OF, _TIMES_OF) if word in words]
    for times, name in _TIMES_OF.items():
        rests = {word.removeprefix(times), word.removesuffix(times)} - {word}
        found += [f"{name}_{_UNIT_OF[rest]}" for rest in rests if rest in _UNIT_OF]
    return tuple(dict.fromkeys(found))


_BRACKETS = re.compile(r"[(\[{【〔]\s*+(?:单位[:：]?)?+([^()\[\]{}【】〔〕]*+(?:\([^()]*+\))?+[^()\[\]{}【】〔〕]*+)[)\]}】〕]")
_WORD = re.compile(r"(?<![a-z0-9])[a-z¥$]|(?<=[\s,:_/\-])\S|%|[\u4e00-\u9fff]", re.IGNORECASE)


def unit_in(header: str) -> str | None:
    """Return the unit that a header states, as in 金额（万元）, value (CNY mn), GPU-seconds or 占比%; None where it states none."""
    return split(header)[1]


def split(header: str) -> tuple[str, str | None, bool]:
    """Return `header` without its unit, the unit's code (None: it states none) and whether that is sure.

    A unit in brackets or of several characters is sure; a lone letter or character at the end (期限年, tdp_w) may be part of a word.
    """
    text = plain(header)
    for match in _BRACKETS.finditer(text):
        if found := _in_brackets(match[1]):
            return (text[: match.start()] + text[match.end() :]).strip(), *found
    for start in (match.start() for match in _WORD.finditer(text) if len(text) - match.start() <= LONGEST):
        tail = text[start:]
        if codes := [code for code in meanings(tail) if code not in TIMES]:
            return text[:start].rstrip(" ,:_/-") or text, codes[0], len(tail) > 1 or tail == "%"
    return text, None, True


def _in_brackets(text: str) -> tuple[str, bool] | None:
    """Return the unit that stands in brackets, alone or beside other words (含税，万元), and whether it is sure; None for none or several.

    An amount for a time (元/年) is a unit of its own.
    """
    if codes := meanings(text):
        return codes[0], True
    found = {}
    for word in (each for part in re.split(r"[,;、|@]", text) for each in ([part] if meanings(part) else part.split())):
        pieces = [] if meanings(word) else [piece for piece in word.split("/") if piece]
        if len(pieces) > 1 and (money := meanings(pieces[0])) and unit(money[0]).dimension in MONEY:
            found[word.casefold().strip()] = True
            continue
        for piece in (each.strip() for each in pieces or [word]):
            codes = [code for code in meanings(piece) if code not in TIMES or len(piece) > 1 or not piece.isascii()]
            if codes:
                found[codes[0]] = len(piece) > 1 or not piece.isascii() or piece in "%$"
    # 人民币、亿元 names the currency twice.
    bases = {unit(code).dimension for code in found if code not in UNITS and code not in TIMES}
    found = {code: is_sure for code, is_sure in found.items() if not (code in bases and code in MONEY)}
    times = [code for code in found if code in TIMES]
    units = [code for code in found if code not in TIMES]
    if len(units) == len(times) == 1 and units[0] in UNITS:
        return f"{times[0]}_{units[0]}", True
    return next(iter(found.items())) if len(found) == 1 else None


_NUMBER = re.compile(
    r"([+-]?)([1-9]\d{0,2}(?:[, \u2009\u202f]\d{3})+(?!\d)|\d+|(?=\.\d))(\.\d*)?(e[+-]?\d{1,3})?\s*(.*)", re.IGNORECASE | re.DOTALL
)
_INEXACT = re.compile(
    r"^(约|近|超|逾|不到|不足|[大小高低多少]于|至少|至多|最多|最少|[<>≥≤~≈]|about|approx|around|over|under|more|less|up to|circa|ca\b).*\d"
    r"|\d.*(左右|上下|以上|以下|以内|余|多|\+|\?)\D*$|^\D*[\d.,]+[^\d.,-]{0,4}(-+|–|—|~|至|到|to)\s*[\d.,]+\D*$",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"([+-]?)\s*(cny|rmb|usd|us\$|\$|¥)\s*([+-]?[\d.].*)", re.IGNORECASE | re.DOTALL)


def converted(value: str | float, unit_from: str | None, unit_to: str | None) -> float | Problem:
    """Return `value` in `unit_to`, or the Problem that keeps it from being one.

    A number alone counts in `unit_from` (None: in `unit_to`); a unit that the cell carries itself goes before that. `unit_to` None is a
    pure number, which takes multiples but no unit.
    """
    text, found = plain(str(value)), str(value)[:SHOWN]
    negative = text.startswith("(") and text.endswith(")")
    if money := _CURRENCY.fullmatch(body := text[1:-1].strip() if negative else text):
        body = f"{money[1]}{money[3]}{money[2]}"
    number = _NUMBER.fullmatch(body) if len(body) <= LONGEST else None
    if number is None or (negative and number[1]) or (number[5] and not meanings(number[5])):
        inexact = len(body) <= LONGEST and _INEXACT.search(body)
        return Problem("check.inexact" if inexact else "check.not_a_number", values={"found": found})
    factor = _factor(number[5], unit_from, unit_to or "number", found)
    if isinstance(factor, Problem):
        return factor
    digits = re.sub(r"[, \u2009\u202f]", "", number[2]) or "0"
    amount = Decimal(f"{number[1]}{digits}{number[3] or ''}{number[4] or ''}") * (-1 if negative else 1)
    result = float(amount * factor.numerator / factor.denominator)
    return result if isfinite(result) else Problem("check.not_a_number", values={"found": found})


def _factor(stated: str, unit_from: str | None, unit_to: str, found: str) -> Fraction | Problem:
    """Return by what a number followed by `stated` is multiplied to be in `unit_to`."""
    declared = ratio(unit_from, unit_to) if unit_from else Fraction(1)
    if declared is None:
        return _wrong_unit(unit_from, unit_to, found)
    if not stated:
        return declared
    codes = meanings(stated)
    if own := next((factor for code in codes if code not in TIMES and (factor := ratio(code, unit_to)) is not None), None):
        return own
    times = next((factor for code in codes if code in TIMES and (factor := ratio(code, unit_to)) is not None), None)
    if times is None:
        return _wrong_unit(codes[0], unit_to, found)
    return times if declared == 1 else Problem("check.unit_twice", values={"found": found, "unit": unit_from})


def _wrong_unit(code: str, unit_to: str, found: str) -> Problem:
    if unit_to == "number":
        return Problem("check.unit_unexpected", values={"found": found, "unit": code})
    return Problem("check.wrong_unit", values={"found": found, "unit": code, "units": units_for(unit_to)})
