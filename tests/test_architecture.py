"""The arrows of the house: which room may import which, and what is not loaded on the way to the first chart."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

ARROWS = {
    "app": ("ui", "i18n", "data.store"),
    "pages": ("ui", "views", "i18n"),
    "ui": ("views", "export", "charts.chart", "data", "i18n"),
    "cli": ("golden", "options", "outcome", "database", "uploading", "views", "export", "data", "i18n"),
    "golden": ("views", "export", "data"),
    "database": ("outcome", "views", "data.schema", "data.store", "i18n"),
    "outcome": ("data.schema", "data.store", "i18n"),
    "uploading": ("outcome", "views", "data", "i18n"),
    "options": ("data.schema", "data.tables", "i18n"),
    "views": ("analysis", "charts", "data.schema", "data.period", "data.tables", "i18n"),
    "export": ("charts.chart", "charts.caption", "charts.theme", "data.schema", "i18n"),
    "charts": ("data.schema", "data.period", "i18n"),
    "analysis": ("data.schema", "data.period", "data.tables"),
    "data": (),
    "data.schema": (),
    "data.period": ("data.schema", "data.units"),
    "data.tables": ("data.schema",),
    "i18n": ("data.period",),
}
"""What each room may import besides itself and libraries. A room within a room has a stricter line of its own."""

AT_HOME = {"streamlit": ("app", "pages", "ui"), "plotly": ("charts", "export"), "duckdb": ("data",)}
"""Libraries that only these rooms may import."""

LATE = ("ibis", "pandera", "statsmodels", "scipy", "fastexcel", "kaleido", "choreographer", "pptx", "xlsxwriter", "babel", "pyarrow")
"""Libraries that are imported inside the function that uses them."""

LATE_THEMSELVES = ("export.slides", "export.slide_chart", "export.slide_table")
"""Modules that the register of formats imports when the first file of their kind is asked for."""

NEVER_FIRST = ("ibis", "pandera", "statsmodels", "scipy")
"""Libraries that the first chart does not wait for."""

FILES = sorted([*ROOT.glob("*.py"), *(path for room in ARROWS for path in (ROOT / room).rglob("*.py"))])
MODULES = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in FILES}


def imported(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"line {node.lineno}: an import is written with its full name"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield node, full if full in MODULES else str(node.module)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            yield node, ast.literal_eval(node.args[0]) if isinstance(node.args[0], ast.Constant) else str(node.args[0].values[0].value)


def within(name: str, rooms: tuple[str, ...]) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def is_late(node: ast.AST) -> bool:
    function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    return function or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")


def own_room(module: str) -> str:
    return max((room for room in ARROWS if within(module, (room,))), key=len)


def tree_of(module: str) -> ast.AST:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_its_room_may(module):
    room = own_room(module)
    ours = [(node.lineno, name) for node, name in imported(tree_of(module)) if within(name, tuple(ARROWS))]
    wrong = [f"line {line}: {name}" for line, name in ours if not within(name, (room, *ARROWS[room]))]
    assert not wrong, f"{module} may import {', '.join(ARROWS[room]) or 'no other room'}"


@pytest.mark.parametrize("module", MODULES)
def test_a_library_stays_in_its_rooms(module):
    wrong = [
        f"line {node.lineno}: {name}"
        for node, name in imported(tree_of(module))
        for library, rooms in AT_HOME.items()
        if within(name, (library,)) and not within(module, rooms)
    ]
    assert not wrong


@pytest.mark.parametrize("module", [module for module in MODULES if module not in LATE_THEMSELVES])
def test_a_heavy_library_is_imported_where_it_is_used(module):
    tree = tree_of(module)
    late = {id(inner) for node in ast.walk(tree) if is_late(node) for inner in ast.walk(node)}
    wrong = [f"line {node.lineno}: {name}" for node, name in imported(tree) if within(name, LATE) and id(node) not in late]
    assert not wrong


@pytest.mark.parametrize("module", MODULES)
def test_a_name_is_given_once_in_a_module(module):
    """A second function of one name takes the place of the first without a word, and whatever calls the first fails."""
    defined = [node.name for node in ast.parse(MODULES[module].read_text("utf-8")).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    assert sorted(defined) == sorted(set(defined))


def test_every_room_has_its_line_among_the_arrows():
    rooms = {path.parent.name for path in ROOT.glob("*/*.py")} | {path.stem for path in ROOT.glob("*.py")}
    assert rooms - {"tests", "benchmarks"} == {room for room in ARROWS if "." not in room}


def test_every_topic_of_the_views_has_its_stem_in_the_other_rooms():
    topics = {path.stem for path in (ROOT / "views").iterdir() if path.suffix in ("", ".py")} - {"__init__", "view", "__pycache__"}
    for folder, suffix in (("analysis", ""), ("charts", ""), ("i18n", ".toml"), ("docs/methods", ".en.md"), ("docs/methods", ".zh.md")):
        missing = [topic for topic in topics if not any((ROOT / folder).glob(f"{topic}{suffix or '*'}"))]
        assert not missing, folder


def test_nothing_heavy_is_loaded_when_the_overview_is_on_screen(tmp_path):
    environment = {"SUANLI_DATABASE": str(tmp_path / "observatory.duckdb")}
    printed("import sys, cli\nsys.exit(cli.main(['load']))", environment)
    script = (
        "import json, sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "page = AppTest.from_file('app.py', default_timeout=120).run()\n"
        "assert not page.exception and not page.error, [*page.exception, *page.error]\n"
        "assert len(page.get('plotly_chart')) == 5, 'the overview draws its charts'\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    loaded = json.loads(printed(script, environment).splitlines()[-1])
    assert not [name for name in loaded if name in NEVER_FIRST]


def printed(script: str, environment: dict[str, str]) -> str:
    python = [sys.executable, "-c", script]
    done = subprocess.run(python, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
