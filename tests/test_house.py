"""The measures of the house: how long, how named, how documented; and what the tree must not hold."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[1]

MODULE, PAGE, FUNCTION, MEDIAN = 250, 80, 40, 10
"""Lines at most; a function without its docstring."""

BAG_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}

ELSEWHERE = re.compile(r"(?<![\w.-])/(?:work|root|home|tmp|mnt|Users)/\w|--(?:extra-)?index-url|pypi\.org/simple")
"""Paths of one machine and addresses of package registries."""

UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
UNREAD = (".parquet", ".png", ".gz", ".xz", ".xlsx", ".pyc", ".csv")
DOT_FOLDERS = {".ci", ".streamlit"}


def files() -> Iterator[Path]:
    for top in sorted(ROOT.iterdir()):
        if not top.name.startswith(".") or top.name in DOT_FOLDERS:
            yield from (
                [top] if top.is_file() else (path for path in sorted(top.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
            )


FILES = [path for path in files() if path.suffix != ".duckdb"]
PRODUCT = [path for path in FILES if path.suffix == ".py" and path.relative_to(ROOT).parts[0] not in ("tests", "benchmarks")]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(function: ast.FunctionDef) -> int:
    documented = ast.get_docstring(function, clean=False)
    return function.end_lineno - function.lineno + 1 - (documented.count("\n") + 1 if documented else 0)


def public(tree: ast.Module) -> Iterator[ast.AST]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (inner for inner in node.body if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"))


@pytest.mark.parametrize("path", PRODUCT, ids=named)
def test_a_module_is_short(path):
    limit = PAGE if path.parent.name == "pages" else MODULE
    assert len(path.read_text(encoding="utf-8").splitlines()) <= limit


@pytest.mark.parametrize("path", PRODUCT, ids=named)
def test_a_function_is_short(path):
    assert not {function.name: length(function) for function in functions(path) if length(function) > FUNCTION}


def test_the_median_function_is_very_short():
    assert median(length(function) for path in PRODUCT for function in functions(path)) <= MEDIAN


@pytest.mark.parametrize("path", PRODUCT, ids=named)
def test_a_module_and_what_is_public_in_it_say_what_they_are(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module"
    assert not [node.name for node in public(tree) if not ast.get_docstring(node)]


def test_a_module_has_a_noun_for_a_name_and_never_a_bag():
    assert not [named(path) for path in FILES if BAG_NAMES & set(path.stem.lower().split("_"))]


@pytest.mark.parametrize("path", PRODUCT, ids=named)
def test_no_exception_is_swallowed_without_a_word(path):
    handlers = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ExceptHandler))
    assert not [handler.lineno for handler in handlers if isinstance(handler.body[0], ast.Pass)]


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix not in UNREAD], ids=named)
def test_a_file_names_no_place_of_one_machine_and_leaves_nothing_to_do(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    wrong = [number for number, line in enumerate(lines, start=1) if ELSEWHERE.search(line) or UNFINISHED.search(line)]
    assert not wrong or path == Path(__file__)
