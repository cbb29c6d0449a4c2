"""Words: say(code, language, **values). One <topic>.toml per topic, English and Chinese side by side."""

from __future__ import annotations

import locale
import os
import tomllib
from functools import cache
from pathlib import Path

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
    return wording.format(**values) if values else wording


def local_language() -> str:
    """Return the language of this machine's settings: zh where they say so, else en."""
    return "zh" if (os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or "").startswith("zh") else "en"
