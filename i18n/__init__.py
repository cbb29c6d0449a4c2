"""Words: say(code, language, **values). One <topic>.toml per topic, English and Chinese side by side."""

from __future__ import annotations

import locale
import os
import tomllib
from functools import cache
from pathlib import Path
from string import Formatter

LANGUAGES = ("en", "zh")
_FOLDER = Path(__file__).parent


@cache
def words(topic: str) -> dict[str, dict[str, str]]:
    """Return the wordings of `topic`: code -> {en, zh}. FileNotFoundError for a topic that does not exist."""
    return tomllib.loads((_FOLDER / f"{topic}.toml").read_text(encoding="utf-8"))


@cache
def topics() -> tuple[str, ...]:
    """Return the names of all topics."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def has(code: str) -> bool:
    """Return whether `code` (topic.name) has words."""
    topic, _, name = code.partition(".")
    return topic in topics() and name in words(topic)


def say(code: str, language: str, **values: object) -> str:
    """Return the words of `code` (topic.name) in `language`, `values` put in their places. KeyError for an unknown code."""
    topic, _, name = code.partition(".")
    wording = words(topic)[name][language]
    if not values:
        return wording
    return _chinese(wording, values) if language == "zh" else wording.format(**values)


@cache
def _parsed(wording: str) -> tuple[tuple[str, str | None, str], ...]:
    return tuple((literal, field, spec or "") for literal, field, spec, _ in Formatter().parse(wording))


def _chinese(wording: str, values: dict[str, object]) -> str:
    said = ""
    for literal, field, spec in _parsed(wording):
        said = beside(said, literal)
        if field is not None:
            said = beside(said, f"{values[field]:{spec}}")
    return said


def beside(left: str, right: str) -> str:
    """Return two pieces of Chinese as one: a space between a Chinese character and a Latin letter, none between two of the former."""
    if left[-1:] == " " and _is_chinese(left[-2:-1]) and _is_chinese(right[:1]):
        return left[:-1] + right
    if right[:1] == " " and _is_chinese(left[-1:]) and _is_chinese(right[1:2]):
        return left + right[1:]
    met = left[-1:], right[:1]
    apart = any(map(_is_chinese, met)) and any(one.isascii() and one.isalpha() for one in met)
    return f"{left} {right}" if apart else left + right


def _is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def local_language() -> str:
    """Return the language of this machine's settings: zh where they say so, else en."""
    return "zh" if (os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or "").startswith("zh") else "en"
