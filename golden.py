"""What every view shows of the shipped record, held in tests/golden: made by `cli.py golden`, compared by tests/test_golden.py."""

from __future__ import annotations

import hashlib
import re
import shlex
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from data.schema import LANGUAGES, Problem, Refused
from data.sources import record_day
from data.store import Tables, open_store
from export.figure_text import figure_text
from export.view_text import Answer, view_text
from views import VIEWS, Query, asked

FOLDER = Path("tests") / "golden"
DRAWN = (("en", 1200, "light"), ("zh", 420, "dark"))
"""How the figure of each view's default is held: wide and narrow, one language and theme each."""

NARROWED = ("contract_survival", "track_record")
"""Views whose choices take long: asked only what queries.txt says."""

_HEAD = (
    "# Written by `python cli.py golden`: the digest of views/ and figures/, and how many lines CHANGELOG.md had when they last changed.\n"
    "# In a conflict take tests/golden whole from the branch you join (git checkout main -- tests/golden) and run the command again.\n"
)


def queries(view: str) -> dict[str, Query]:
    """Return the queries of `view` that are held, by option line: its default, each of its choices alone, and those of queries.txt."""
    choices = {"": Query()} if view in NARROWED else VIEWS[view].choices
    return {**choices, **_given().get(view, {})}


def files(view: str, tables: Tables) -> dict[str, str]:
    """Return the files of `view`, path below tests/golden -> text: its words and figures at every query, and the drawing of the first."""
    answers = {name: _answer(view, query, tables) for name, query in queries(view).items()}
    drawn = next((answer[1] for answer in answers.values() if not isinstance(answer, Refused)), None)
    held = {f"views/{view}.txt": view_text(view, answers)}
    if drawn:
        held[f"figures/{view}.txt"] = "\n".join(figure_text(drawn[language], width, theme) for language, width, theme in DRAWN)
    return held


def _answer(view: str, query: Query, tables: Tables) -> Answer | Refused:
    try:
        result = VIEWS[view].result(tables, query)
        return result, {language: VIEWS[view].chart(result, language) for language in LANGUAGES}
    except Refused as refused:
        return refused


def written(home: Path, views: Collection[str] = ()) -> list[str]:
    """Write the files of `views` (empty = of all) below `home` anew from the shipped record alone, and return the paths that changed.

    Refused (view.unknown_view) for what is no view, (cli.no_line) where something changed and CHANGELOG.md has no more lines than when
    something last did.
    """
    for unknown in set(views) - set(VIEWS):
        asked(unknown)
    with TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "golden.duckdb")
        tables = store.tables("", today=record_day())
        new = {path: text for view in views or VIEWS for path, text in files(view, tables).items()}
        store.close()
    others = {path: text for path, text in stored(home / FOLDER).items() if views and Path(path).stem not in views}
    return replaced(home / FOLDER, {**others, **new}, (home / "CHANGELOG.md").read_text(encoding="utf-8"))


def replaced(folder: Path, new: Mapping[str, str], changelog: str) -> list[str]:
    """Put the files `new` in the place of those in `folder`, note their digest, and return the paths that changed. Refused as `written`."""
    old, lines = stored(folder), lines_of(changelog)
    changed = sorted(path for path in {*old, *new} if old.get(path) != new.get(path))
    if changed and lines <= noted(folder).get("lines", -1):
        raise Refused(Problem("cli.no_line", values={"count": str(len(changed)), "paths": ", ".join(changed[:5])}))
    for path in changed:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).unlink(missing_ok=True)
        if path in new:
            (folder / path).write_text(new[path], encoding="utf-8", newline="\n")
    if noted(folder).get("files") != digest_of(new):
        (folder / "noted.toml").write_text(f'{_HEAD}files = "{digest_of(new)}"\nlines = {lines}\n', encoding="utf-8", newline="\n")
    return changed


def stored(folder: Path) -> dict[str, str]:
    """Return the files that stand in `folder`: path -> text."""
    paths = (path for name in ("views", "figures") for path in sorted((folder / name).glob("*.txt")))
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def noted(folder: Path) -> dict:
    """Return what was noted at the last change: `files`, their digest, and `lines` of the changelog then; {} where nothing was."""
    path = folder / "noted.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def digest_of(files: Mapping[str, str]) -> str:
    """Return the digest of `files`, names included: 16 hexadecimal digits."""
    return hashlib.sha256("".join(f"{path}\n{files[path]}" for path in sorted(files)).encode()).hexdigest()[:16]


def lines_of(changelog: str) -> int:
    """Return how many changes the changelog names."""
    return len(re.findall(r"^- ", changelog, re.MULTILINE))


def _given() -> dict[str, dict[str, Query]]:
    """The queries of queries.txt: a view and its options a line, as of `cli.py result`."""
    listed: dict[str, dict[str, Query]] = {}
    for line in (Path(__file__).parent / FOLDER / "queries.txt").read_text(encoding="utf-8").splitlines():
        view, *options = shlex.split(line, comments=True) or [""]
        pairs = list(zip(options[::2], options[1::2], strict=True))
        of = {name: [value for option, value in pairs if option == name] for name in ("--by", "--where", "--from", "--to", "--set")}
        if view:
            one = asked(view, "".join(of["--by"]), of["--where"], "".join(of["--from"]), "".join(of["--to"]), of["--set"])
            listed.setdefault(view, {})[" ".join(options)] = one[1]
    return listed
