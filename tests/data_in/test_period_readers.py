"""Text is turned into dates in one place: this test names it, and the two others that read instants."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("analysis", "charts", "views", "ui", "pages", "export", "i18n", "data")
PERIODS = "data/period.py"
INSTANTS = {
    "data/dates.py": "instants of uploads, with their zones",
    "charts/places.py": "an instant of a frame as a place on an axis",
    "analysis/forecasting/steps.py": "times of a series that carry a clock time",
}
"""Modules that read a clock time; the day beside it they take from `data.period`."""
FILES_OF_MACHINES = ("data/read/", "data/rollup/", "data/store/", "data/sources/__init__.py")
"""Where formats with one writing of time are read, by pattern: exporters, schedulers, our own stored timestamps."""

READERS = ("fromisoformat", "strptime", "to_datetime")
CUTS = (4, 7, 10)


def readings(tree):
    """Yield the line and the text of every expression that takes a date out of text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in READERS:
            yield node.lineno, node.attr
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("split", "partition"):
            if node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value == "-":
                yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            end = node.slice.upper
            dated = any(word in ast.unparse(node.value) for word in ("date", "period", "_on", "due", "day", "quarter", "vintage", "target"))
            if dated and node.slice.lower is None and isinstance(end, ast.Constant) and end.value in CUTS:
                yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and r"\d{4}" in node.value:
            yield node.lineno, node.value


def modules():
    paths = (path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return sorted(str(path.relative_to(ROOT)) for path in paths)


def test_periods_are_read_in_one_module():
    found = {
        name: list(readings(ast.parse((ROOT / name).read_text(encoding="utf-8"))))
        for name in modules()
        if not name.startswith(FILES_OF_MACHINES) and name not in INSTANTS
    }
    assert {name: lines for name, lines in found.items() if lines and name != PERIODS and name not in COMPUTED} == {}
    assert found[PERIODS]


COMPUTED = {
    "analysis/contracts/clock.py": "maps of days that are days already",
    "export/cells.py": "timestamps of a frame, written by the product itself",
}


@pytest.mark.parametrize(
    "source", ["x['period_end'][:7]", "dt.date.fromisoformat(x)", "x.split('-')", "pd.to_datetime(x)", "re.compile(r'(\\d{4})-Q')"]
)
def test_a_private_reader_is_found(source):
    assert list(readings(ast.parse(source)))
