"""What is searched for in files is found in time that grows with their length: a pattern that starts anew from each place freezes all."""

import ast
import importlib
import itertools
import re
import re._parser
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.units import plain

ROOT = Path(__file__).parents[2]
LENGTH, MOST = 8_000, 0.1
"""Characters, and seconds of computing: what grows with the square takes a second and more."""
METHODS = {"compile", "search", "match", "fullmatch", "findall", "finditer", "sub", "split", "extract", "contains", "replace", "matching"}
SHORT = {"data/dates.py", "data/period.py", "data/offsets.py", "data/mapping_options.py", "data/upload.py", "data/zones.py"}
"""Modules whose patterns are never tried on more than data.units.LONGEST characters, or on what the command line was given."""
SHORT_NAMES = {"_INEXACT", "_NUMBER"}
PUNCTUATION = tuple(" a1=([{\",\\中-:.$'/|\n") + ('a="\\"', "a=", "=a ", " 1", "1,", "(a", '="', "\\a", "a ", '="} ')


def patterns() -> Iterator[tuple[str, re.Pattern, str]]:
    """Yield place, pattern and method of every pattern in the data room that is known when the module is loaded."""
    for path in sorted((ROOT / "data").rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if name in SHORT or "rollup" in name or "store" in name or path.name == "__main__.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        module = importlib.import_module(name.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args or "regex=False" in map(ast.unparse, node.keywords):
                continue
            owner, _, method = ast.unparse(node.func).rpartition(".")
            if method not in METHODS:
                continue
            known = isinstance(getattr(module, owner, None), re.Pattern)
            try:
                given = getattr(module, owner) if known else eval(ast.unparse(node.args[0]), dict(vars(module)))
            except NameError:
                continue
            is_regex = known or owner == "re" or owner.endswith(".str") or method == "matching"
            if is_regex and isinstance(given, str | bytes | re.Pattern) and owner not in SHORT_NAMES and method != "compile":
                flags = re.MULTILINE | re.IGNORECASE if method == "matching" else 0
                yield f"{name}:{node.lineno}", given if known else re.compile(given, flags), method


def sample(items: list) -> str:
    """Return a text that the parsed pattern finds."""
    return "".join(map(_one, items))


def _one(item: tuple) -> str:
    kind, value = str(item[0]), item[1]
    if kind == "LITERAL":
        return chr(value)
    if kind == "IN":
        return next((each for each in "a1 -中(x," if re.fullmatch(_class(value), each)), "a")
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return sample(value[2]) * max(value[0], 1)
    if kind in ("SUBPATTERN", "ATOMIC_GROUP", "BRANCH"):
        return sample(value[3] if kind == "SUBPATTERN" else value[1][0] if kind == "BRANCH" else value)
    return "a" if kind in ("ANY", "NOT_LITERAL") else ""


def _class(items: list) -> str:
    names = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w", "NOT_DIGIT": r"\D", "NOT_SPACE": r"\S", "NOT_WORD": r"\W"}
    parts = {
        "NEGATE": lambda _: "^",
        "LITERAL": lambda each: re.escape(chr(each)),
        "RANGE": lambda each: f"{re.escape(chr(each[0]))}-{re.escape(chr(each[1]))}",
        "CATEGORY": lambda each: names[str(each).removeprefix("CATEGORY_")],
    }
    return "[" + "".join(parts[str(kind)](value) for kind, value in items) + "]"


def repeated(items: list) -> Iterator[str]:
    """Yield a text for each part that may come several times, or instead of another."""
    for kind, value in items:
        inner = {"SUBPATTERN": lambda v: [v[3]], "BRANCH": lambda v: v[1], "ATOMIC_GROUP": lambda v: [v], "ASSERT": lambda v: [v[1]]}
        inner |= dict.fromkeys(("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"), lambda v: [v[2]])
        for each in inner.get(str(kind), lambda _: [])(value):
            yield sample(each)
            yield from repeated(each)


def spent(pattern: re.Pattern, method: str, text: str) -> float:
    given = text.encode() if isinstance(pattern.pattern, bytes) else text
    begun = time.process_time()
    getattr(pattern, method if method in ("match", "fullmatch") else "search")(given)
    if method in ("findall", "finditer", "sub", "extract"):
        pattern.findall(given)
    return time.process_time() - begun


def slow_texts(pattern: re.Pattern, method: str, length: int = LENGTH) -> Iterator[str]:
    text = pattern.pattern.decode() if isinstance(pattern.pattern, bytes) else pattern.pattern
    items = list(re._parser.parse(text, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags))
    heads = dict.fromkeys(sample(items[:count]) for count in range(len(items) + 1))
    pumps = dict.fromkeys((*filter(None, repeated(items)), *PUNCTUATION))
    for head, pump, tail in itertools.product(heads, pumps, ("", "\x00", ",")):
        given = head + pump * (length // len(pump)) + tail
        if spent(pattern, method, given) > MOST and spent(pattern, method, given) > MOST:
            yield f"{head!r} + {pump!r} * n + {tail!r}"
            return


@pytest.mark.parametrize(("pattern", "method"), [pytest.param(*found, id=place) for place, *found in patterns()])
def test_a_pattern_is_found_or_not_in_time_that_grows_with_the_text(pattern, method):
    assert not list(slow_texts(pattern, method))


@pytest.mark.parametrize("pattern", [r"\s*\[.*\]", r"(?:^|,)gpu(?::([^:=,()]*[^:=,()\d][^:=,()]*))?=", r"\b([a-z]+ )+\d"])
def test_the_patterns_that_once_took_minutes_are_told(pattern):
    assert list(slow_texts(re.compile(pattern), "search", 3 * LENGTH))


def test_marks_above_a_letter_are_made_plain_in_time_that_grows_with_them():
    begun = time.process_time()
    assert len(plain("a" + "\u0301\u0323" * 80_000)) > 150_000
    assert time.process_time() - begun < 2
    assert plain("　ＡＢＣ１２－ｅ\u0301 ") == "ABC12-é"
