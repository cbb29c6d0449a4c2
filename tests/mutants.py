"""Faults of one line, tried one at a time: which of them do the golden files and the topic's tests let live?

python tests/mutants.py                        the faults that were once met (KNOWN)
python tests/mutants.py --count 60 --seed 1    as many drawn at random in analysis/ and charts/
python tests/mutants.py ... --kept FILE        what was answered is kept there, and not tried again on the same source

A fault is made in a copy of the tree, in a process of its own that has the libraries loaded already (POSIX). First the views that run
the function with the fault are compared with tests/golden, the quickest first, then the topic's tests run; a fault that fails neither
lives, and is printed. What fails without a fault too catches none: it is tried once more on the whole tree, and left out from then on.
Nothing is written to the tree itself.
"""

import argparse
import ast
import contextlib
import hashlib
import io
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("analysis", "charts")
LONGEST = 600
"""Seconds of work after which a fault counts as caught: nobody would wait. What other programs take of the machine does not count."""

_COMPARED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
_COUNTED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
_NAMES = {"min": "max", "max": "min", "idxmin": "idxmax", "idxmax": "idxmin", "any": "all", "all": "any"}
_WORDS = {"solid": "hollow", "hollow": "solid", "dashed": "solid", "hatched": "solid", "floor": "solid", "low": "high", "high": "low"} | {
    "cny": "usd",
    "fraction": "contracts",
    "terminated": "signed",
    "signed": "terminated",
    "lowest": "highest",
    "highest": "lowest",
}
_GUARDS = ("strict", "frozen")
"""Arguments that bear no figure and no word: they refuse what should not be asked."""
_PAIRED = ("low", "high"), ("first", "last"), ("least", "most"), ("followed", "announced"), ("presumed", "confirmed"), ("supply", "demand")


@dataclass(frozen=True)
class Fault:
    """A change of one line: in the file `path` of the tree, `old` (found once from `place` on) becomes `new`."""

    path: str
    old: str
    new: str
    line: int = 0
    place: int = 0

    def applied(self, source: str) -> str:
        """Return `source` with the fault in it; ValueError where `old` is not there."""
        start = source.index(self.old, self.place)
        return source[:start] + self.new + source[start + len(self.old) :]


KNOWN = (
    Fault("charts/contracts/trend.py", '("terminated", "terminated", "solid")', '("signed", "terminated", "solid")'),
    Fault("charts/capacity/lines.py", 'line["last"] / line["year_before"] - 1', 'line["last"] / line["year_before"]'),
    Fault("analysis/demand/outlook.py", '(card["bandwidth"] * drawn["mbu_decode"])', 'card["bandwidth"]'),
    Fault("analysis/balance/scenario.py", '(row[f"{side}_low"], row[f"{side}_high"])', '(row[f"{side}_high"], row[f"{side}_low"])'),
    Fault("analysis/contracts/reasons.py", "group.index != largest", "group.index == largest"),
    Fault("analysis/contracts/clock.py", '.where(lambda known: known > rows["start"], rows["start"])', ""),
    Fault("analysis/contracts/money.py", "float(part.sum()) for code, part in groups", "float(part.max()) for code, part in groups"),
    Fault("charts/idle/words.py", "worst, best = known.loc[", "best, worst = known.loc["),
    Fault("charts/rents/words.py", "with_unit(pair, currency, language)", 'with_unit(pair, "usd", language)'),
    Fault("charts/demand/volumes.py", '"estimate": "hollow"', '"estimate": "solid"'),
    Fault("data/period.py", " and first != second", ""),
    Fault("data/units.py", '"ten_million": 10**7', '"ten_million": 10**6'),
    Fault("data/period.py", "one.first <= other.last", "one.first <= other.first"),
    Fault("charts/caption.py", "NAMED_SOURCES = 3", "NAMED_SOURCES = 2"),
    Fault("analysis/survival/means.py", "least: int = 5", "least: int = 4"),
    Fault("analysis/idle/rates.py", '.where(sums["observed_busy"] > 0)', '.where(sums["observed_busy"] >= 0)'),
)
"""The sixteen that tests once let pass, by what they do to today's code."""


def faults(path: str) -> Iterator[Fault]:
    """Return every fault of one line that can be made in the file `path` of the tree, in the order of its lines."""
    source = (ROOT / path).read_text(encoding="utf-8")
    starts = [0]
    for line in source.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    tree = ast.parse(source)
    guards = {id(part.value) for part in ast.walk(tree) if isinstance(part, ast.keyword) and part.arg in _GUARDS}
    keys = sorted({node.slice.value for node in ast.walk(tree) if isinstance(node, ast.Subscript) and _is_text(node.slice)})
    for node in ast.walk(tree):
        if getattr(node, "lineno", None) is None or node.lineno != node.end_lineno or id(node) in guards:
            continue
        first, end = starts[node.lineno - 1] + node.col_offset, starts[node.lineno - 1] + node.end_col_offset
        old = source.encode()[first:end].decode()
        for new in dict.fromkeys(_changed(node, old, keys)):
            if new != old:
                yield Fault(path, old, new, node.lineno, len(source.encode()[:first].decode()))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _changed(node: ast.AST, old: str, keys: list[str]) -> Iterator[str]:
    """What an expression may become: its sign, its bound, its threshold, its neighbour."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _COMPARED:
        yield ast.unparse(ast.Compare(node.left, [_COMPARED[type(node.ops[0])]()], node.comparators))
    elif isinstance(node, ast.BinOp) and type(node.op) in _COUNTED:
        yield f"({ast.unparse(ast.BinOp(node.left, _COUNTED[type(node.op)](), node.right))})"
        if isinstance(node.op, ast.Sub | ast.Add) and isinstance(node.right, ast.Constant):
            yield f"({ast.unparse(node.left)})"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        yield f"({ast.unparse(node.operand)})"
    elif isinstance(node, ast.BoolOp):
        yield f"({ast.unparse(ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values))})"
    elif isinstance(node, ast.Name | ast.Attribute):
        name = node.id if isinstance(node, ast.Name) else node.attr
        if name in _NAMES:
            yield old[: -len(name)] + _NAMES[name]
    elif isinstance(node, ast.Subscript) and _is_text(node.slice):
        yield from (old[: old.rindex("[")] + f'["{key}"]' for key in keys if _alike(node.slice.value, key))
    elif isinstance(node, ast.Constant):
        yield from _constant(node.value)


def _constant(value: object) -> Iterator[str]:
    if isinstance(value, bool):
        yield repr(not value)
    elif isinstance(value, int | float):
        yield repr(value + 1 if isinstance(value, int) else value * 2)
    elif isinstance(value, str) and value in _WORDS:
        yield f'"{_WORDS[value]}"'


def _alike(key: str, other: str) -> bool:
    """Whether two keys are easily taken for each other: one part of several differs, or they are a pair."""
    one, two = key.split("_"), other.split("_")
    return key != other and (
        any({key, other} == set(pair) for pair in _PAIRED) or (len(one) == len(two) > 1 and sum(map(str.__ne__, one, two)) == 1)
    )


def drawn(count: int, seed: int) -> list[Fault]:
    """Return `count` faults: a file by the number of its lines, then one of its faults, so that no kind of node crowds out the others."""
    chance = random.Random(seed)
    paths = sorted(str(path.relative_to(ROOT)) for room in ROOMS for path in (ROOT / room).rglob("*.py") if path.name != "__init__.py")
    sizes = [len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in paths]
    found: dict[Fault, None] = {}
    while len(found) < count:
        path = chance.choices(paths, sizes)[0]
        found.setdefault(chance.choice(list(faults(path))))
    return list(found)


_TESTS = {
    "contracts": ("contract", "survival"),
    "survival": ("survival", "contract"),
    "companies": ("compan",),
    "idle": ("idle", "telemetry"),
    "forecasting": ("forecast",),
    "breaks": ("break", "trust"),
    "data": ("period", "units", "check"),
}


def topic_of(path: str) -> str:
    """Return the topic of a file: its folder below the room, or its own name; "data" for that room."""
    parts = Path(path).with_suffix("").parts
    return "data" if parts[0] == "data" else parts[1]


def tests_of(path: str, tree: Path) -> list[str]:
    """Return the test files that import the module `path` or concern its topic, by their names; where none does, those of charts."""
    topic, module = topic_of(path), path.removesuffix(".py").replace("/", ".")
    rooms = ("data_in",) if topic == "data" else ("analysis", "charts", "views")
    found = sorted(path for room in rooms for path in (tree / "tests" / room).glob("test_*.py"))
    words = _TESTS.get(topic, (topic,))
    near = [path for path in found if f"from {module} import" in path.read_text(encoding="utf-8")]
    # What draws is run by no test of analysis, but for one that says so by importing it.
    about = [path for path in found if path.parent.name != "analysis" or not module.startswith("charts.")]
    own = [str(path) for path in dict.fromkeys((*near, *(path for path in about if any(word in path.stem for word in words))))]
    return own or [str(path) for path in found if path.parent.name == "charts"]


def runs_of(view: str, tree: Path, database: Path) -> dict:
    """Return the `seconds` that the golden files of `view` take, and the `functions` of `tree` they run: path:line. Alters this process."""
    os.chdir(tree)
    sys.path.insert(0, str(tree))
    import golden
    from data.sources import record_day
    from data.store import open_snapshot

    met: set[tuple[str, int]] = set()

    def noted(frame: FrameType, event: str, _argument: object) -> None:
        met.add((frame.f_code.co_filename, frame.f_code.co_firstlineno))

    tables = open_snapshot(database).tables("", today=record_day())
    begun = time.monotonic()
    sys.settrace(noted)
    try:
        golden.files(view, tables)
    finally:
        sys.settrace(None)
    inside = (f"{Path(file).relative_to(tree)}:{line}" for file, line in met if file.startswith(str(tree)))
    return {"seconds": time.monotonic() - begun, "functions": sorted(inside)}


def function_at(path: str, line: int) -> int:
    """Return the line at which the outermost function around `line` begins, its decorators included; 0 where there is none."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    bodies = [part for node in tree.body for part in (node.body if isinstance(node, ast.ClassDef) else [node])]
    for node in bodies:
        first = min([node.lineno, *(word.lineno for word in getattr(node, "decorator_list", []))])
        if isinstance(node, ast.FunctionDef) and first <= line <= node.end_lineno:
            return first
    return 0


def bearing(fault: Fault, runs: dict[str, dict]) -> list[str]:
    """Return the views whose golden files run the function of `fault`, the quickest first; where none does, as for what runs when it is
    loaded, those of its file, else those that run anything of its topic."""
    line = function_at(fault.path, fault.line) if fault.line else 0
    places = (f"{fault.path}:{line}", f"{fault.path}:", "/".join(fault.path.split("/")[:2]).removesuffix(".py"))
    for place in places[0 if line else 1 :]:
        exact = place == places[0]
        met = [view for view, run in runs.items() if any(one == place if exact else one.startswith(place) for one in run["functions"])]
        if met:
            return sorted(met, key=lambda view: runs[view]["seconds"])
    return []


def caught_by(fault: Fault | None, tree: Path, database: Path, without: frozenset[str], views: list[str], only: str = "") -> str:
    """Return what first fails with `fault` in `tree`, a golden file of `views` or a test; empty where it lives. Alters this process.

    What is in `without` is not tried; with `only` nothing else is.
    """
    os.chdir(tree)
    sys.path.insert(0, str(tree))
    found = "" if "::" in only else _golden_difference(views, tree, database, without)
    if found or only.endswith(".txt"):
        return found
    import pytest

    said, tests = io.StringIO(), tests_of(fault.path if fault else "data/period.py", tree)
    left_out = [word for name in without if "::" in name for word in ("--deselect", name)]
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        failed = pytest.main(
            [
                "-x",
                "-q",
                "-p",
                "no:cacheprovider",
                *left_out,
                *([only] if only else tests),
            ]
        )
    lines = [line.partition(" ")[2].split(" - ")[0] for line in said.getvalue().splitlines() if line.startswith(("FAILED", "ERROR"))]
    return (lines or ["a test"])[0] if failed else ""


def _golden_difference(views: list[str], tree: Path, database: Path, without: frozenset[str]) -> str:
    try:
        import golden
        from data.sources import record_day
        from data.store import open_snapshot

        tables = open_snapshot(database).tables("", today=record_day())
        stored = golden.stored(tree / golden.FOLDER)
        for view in views:
            for path, text in golden.files(view, tables).items():
                if stored.get(path) != text and path not in without:
                    return path
    except Exception as failure:  # a fault that breaks the program is seen by everybody
        return f"{type(failure).__name__}: {failure}"[:110]
    return ""


class Trial:
    """A copy of the tree with a database, in which faults are tried one after the other."""

    def __init__(self, folder: Path, runs: dict[str, dict] | None = None):
        self.tree, self.database = _prepared(folder)
        self.runs = runs or self._runs()
        self.sound: set[str] = set()
        self.broken: set[str] = set()

    def caught_by(self, fault: Fault) -> str:
        """Return what catches `fault` and does not fail without it; empty where it lives."""
        file = self.tree / fault.path
        source = file.read_text(encoding="utf-8")
        while True:
            file.write_text(fault.applied(source), encoding="utf-8")
            by = self._child(fault)
            file.write_text(source, encoding="utf-8")
            if not by.endswith(".txt") and "::" not in by or by in self.sound:
                return by
            if not self._child(None, by):
                self.sound.add(by)
                return by
            self.broken.add(by)

    def _runs(self) -> dict[str, dict]:
        """What the golden files of each view run, asked in a process each: nothing is remembered from view to view."""
        views = [path.stem for path in sorted((self.tree / "tests" / "golden" / "views").glob("*.txt"))]
        return {view: json.loads(self._answer(lambda view=view: json.dumps(runs_of(view, self.tree, self.database)))) for view in views}

    def _child(self, fault: Fault | None, only: str = "") -> str:
        views = [Path(only).stem] if only else bearing(fault, self.runs)
        return self._answer(lambda: caught_by(fault, self.tree, self.database, frozenset(self.broken), views, only))

    def _answer(self, asked: Callable[[], str]) -> str:
        answer = self.tree / "answer.txt"
        answer.unlink(missing_ok=True)
        child = os.fork()
        if not child:
            signal.setitimer(signal.ITIMER_PROF, LONGEST)
            answer.write_text(asked(), encoding="utf-8")
            os._exit(0)
        os.waitpid(child, 0)
        return answer.read_text(encoding="utf-8") if answer.exists() else "the process ended"


def _prepared(folder: Path) -> tuple[Path, Path]:
    """Return a copy of the tree, and a database that holds the record, whose snapshot every child reads."""
    tree, database = folder / "tree", folder / "golden.duckdb"
    shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__", "*.duckdb", "images"))
    sys.dont_write_bytecode = True
    child = os.fork()
    if not child:
        sys.path.insert(0, str(tree))
        from data.store import open_store

        open_store(database).close()
        os._exit(0)
    os.waitpid(child, 0)
    import hypothesis, ibis, pandas, plotly.graph_objects, pytest, scipy.stats, statsmodels.api  # noqa: E401, F401, I001 - loaded once, not by each child

    return tree, database


def _source() -> str:
    """Return what the views run in, as a name under which it is kept: the digest of all source."""
    files = sorted(path for room in (*ROOMS, "data", "export", "i18n", "views") for path in (ROOT / room).rglob("*") if path.is_file())
    return "runs " + hashlib.sha256(b"".join(path.read_bytes() for path in files if "__pycache__" not in path.parts)).hexdigest()[:16]


def main() -> int:
    """Try the faults asked for, print each and how many live, and return whether more live than may."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=0, metavar="N", help="so many faults at random; default: those once met")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--may-live", type=int, default=None, metavar="N", help="default: 3 of those at random, none of those once met")
    parser.add_argument("--kept", type=Path, default=None, metavar="FILE", help="where answers are kept: it goes on where it stopped")
    args = parser.parse_args()
    chosen = drawn(args.count, args.seed) if args.count else list(KNOWN)
    may_live = args.may_live if args.may_live is not None else 3 if args.count else 0
    kept = json.loads(args.kept.read_text(encoding="utf-8")) if args.kept and args.kept.exists() else {}
    living = 0
    with tempfile.TemporaryDirectory() as folder:
        trial = None
        for number, fault in enumerate(chosen, start=1):
            begun = time.monotonic()
            changed = fault.applied((ROOT / fault.path).read_text(encoding="utf-8"))
            named = f"{fault.path} {fault.old} -> {fault.new} {hashlib.sha256(changed.encode()).hexdigest()[:16]}"
            if named not in kept:
                trial = trial or Trial(Path(folder), kept.get(_source()))
                kept |= {_source(): trial.runs, named: trial.caught_by(fault)}
            if args.kept:
                args.kept.write_text(json.dumps(kept, indent=1), encoding="utf-8")
            living += not kept[named]
            said = f"{fault.path}:{fault.line} {fault.old[:70]!r} -> {fault.new[:70]!r}"
            print(
                f"{number:>3} {'caught' if kept[named] else 'LIVES '} {time.monotonic() - begun:5.0f} s  {said}  {kept[named]}", flush=True
            )
    left_out = sorted(trial.broken) if trial else []
    print(f"{living} of {len(chosen)} live; failing without a fault and left out: {len(left_out)} {left_out}")
    return int(living > may_live)


if __name__ == "__main__":
    sys.exit(main())
