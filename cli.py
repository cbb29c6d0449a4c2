"""Suanli Observatory without a browser. Verbs only; what they act on comes from VIEWS, DATASETS and READERS."""

from __future__ import annotations

import argparse
import hashlib
import locale
import os
import sys
from collections.abc import Callable
from pathlib import Path

from data.schema import LANGUAGES, Problem, Refused
from i18n import say

VERBS: dict[str, Callable[[argparse.Namespace], int]] = {}


def verb(function: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Register a verb under its function's name."""
    VERBS[function.__name__] = function
    return function


@verb
def datasets(args: argparse.Namespace) -> int:
    """List the datasets with the rows that are live and what each holds."""
    from data.tables import DATASETS

    tables = _reading().tables(_owner())
    for dataset in DATASETS.values():
        print(f"{dataset.name:<22}{tables.size(dataset.name):>9,}  {dataset.title.in_(args.lang)}")
    return 0


@verb
def views(args: argparse.Namespace) -> int:
    """List the views with what each may be asked."""
    from views import VIEWS

    for view in VIEWS.values():
        print(view.name)
        if view.by:
            print(f"    --by {'|'.join(view.by)}")
        for column in view.where:
            print(f"    --where {column}=…")
        if view.period:
            print("    --from YYYY-MM-DD --to YYYY-MM-DD")
        for parameter in view.offered:
            print(f"    --set {parameter.name}={'|'.join(parameter.values)}")
    return 0


@verb
def check(args: argparse.Namespace) -> int:
    """Read FILE for a dataset and print every problem; nothing is stored."""
    return 1 if _printed_check(args).errors else 0


@verb
def add(args: argparse.Namespace) -> int:
    """Check FILE and store it in one transaction; a file with errors is stored only with --good-rows."""
    from data.store import database_path, new_upload, open_store

    checked = _printed_check(args)
    if (checked.errors and not args.good_rows) or not len(checked.good):
        print(say("cli.not_stored", args.lang), file=sys.stderr)
        return 1
    sha256 = _digest(Path(args.file))
    same = _reading().same_file(args.dataset, sha256, _owner())
    if same and not args.again:
        raise Refused(Problem("store.same_file", values={"number": same.number, "name": same.file_name, "at": same.stored_at.isoformat(" ")}))
    number = open_store(database_path()).add(new_upload(checked, Path(args.file).name, sha256, _owner(), args.visibility))
    _publish()
    print(say("cli.stored", args.lang, number=number, rows=len(checked.good), dataset=args.dataset))
    return 0


@verb
def uploads(args: argparse.Namespace) -> int:
    """List the uploads that you may see, newest first."""
    for upload in _reading().uploads(_owner()):
        state = say("cli.undone" if upload.undone_at else "cli.live", args.lang)
        print(f"{upload.number:>5}  {upload.stored_at:%Y-%m-%d %H:%M}  {upload.dataset:<20} {upload.row_count:>9,}  {upload.visibility:<5} {state}  {upload.file_name}")
    return 0


@verb
def undo(args: argparse.Namespace) -> int:
    """Take upload N back; what stood before it is drawn again."""
    from data.store import database_path, open_store

    upload = open_store(database_path()).undo(args.number, _owner())
    _publish()
    print(say("cli.taken_back", args.lang, number=upload.number, name=upload.file_name, rows=upload.row_count))
    return 0


@verb
def result(args: argparse.Namespace) -> int:
    """Print the figures of a view with coverage, flags, sources and versions."""
    from export.figures import printed

    view, query = _asked(args)
    print(printed(view.result(_tables(query), query), args.format, args.lang))
    return 0


@verb
def export(args: argparse.Namespace) -> int:
    """Write a view as png, svg, pdf, html, pptx, xlsx or csv."""
    from export import FORMATS, exported, file_name

    view, query = _asked(args)
    form = next((value for value in args.to if value in FORMATS), None)
    if form is None:
        raise Refused(Problem("view.no_format", values={"allowed": ", ".join(FORMATS)}))
    chart = view.chart(view.result(_tables(query), query), args.lang)
    target = Path(args.output or file_name(chart, form))
    content = exported(chart, form)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    print(target)
    return 0


@verb
def load(args: argparse.Namespace) -> int:
    """Make the database or bring it up to date, and compute what the first page shows."""
    _publish()
    return 0


@verb
def docs(args: argparse.Namespace) -> int:
    """Write docs/data.md and docs/cli.md from the code; with --check, only say whether they are current."""
    from data.read import READERS
    from data.tables import DATASETS
    from export.reference import command_page, data_page
    from views import VIEWS

    folder = Path(__file__).parent / "docs"
    pages = {folder / "data.md": data_page(DATASETS, READERS), folder / "cli.md": command_page(_parser(), VIEWS)}
    stale = []
    for path, text in pages.items():
        if args.check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            stale.append(str(path))
        elif not args.check:
            path.write_text(text, encoding="utf-8")
    for path in stale:
        print(say("cli.stale", args.lang, path=path), file=sys.stderr)
    return 1 if stale else 0


def main(arguments: list[str] | None = None) -> int:
    """Run one verb and return the exit code: 0 done, 1 the input is at fault (and why is said), 2 wrong usage."""
    args = _parser().parse_args(arguments)
    try:
        return VERBS[args.verb](args)
    except Refused as refused:
        from i18n.problem import sentence

        for problem in refused.problems:
            print(sentence(problem, args.lang), file=sys.stderr)
        return 2 if all(problem.code.startswith("view.") for problem in refused.problems) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("cli.py", description=__doc__)
    language = argparse.ArgumentParser(add_help=False)
    language.add_argument("--lang", choices=LANGUAGES, default=_language(), help="language of messages and headings")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    made = {name: verbs.add_parser(name, help=function.__doc__, description=function.__doc__, parents=[language]) for name, function in VERBS.items()}
    for name in ("check", "add"):
        _file_options(made[name])
    made["add"].add_argument("--visibility", choices=("mine", "all"), default="mine", help="who sees the rows")
    made["add"].add_argument("--good-rows", action="store_true", help="store the rows without errors and leave the others out")
    made["add"].add_argument("--again", action="store_true", help="store a file that is stored already")
    made["undo"].add_argument("number", type=int, metavar="N", help="number of the upload, as listed by uploads")
    for name in ("result", "export"):
        _view_options(made[name])
    made["result"].add_argument("--format", choices=("csv", "json"), default="json")
    made["export"].add_argument("-o", "--output", metavar="FILE", help="default: a name that says metric, scope, period and language")
    made["docs"].add_argument("--check", action="store_true", help="write nothing; exit 1 where a page is stale")
    return parser


def _file_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a file, or a folder for a trace of several files")
    parser.add_argument("--dataset", required=True, help="one of those listed by datasets")
    parser.add_argument("--reader", help="how to read the file; default: recognised by its content")
    parser.add_argument("--map", action="append", default=[], metavar="COLUMN=HEADER[unit]", help="COLUMN==VALUE sets one value for all rows")


def _view_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("view", metavar="VIEW", help="one of those listed by views")
    parser.add_argument("--by", default="", help="group")
    parser.add_argument("--where", action="append", default=[], metavar="COLUMN=VALUE", help="may be repeated")
    parser.add_argument("--from", dest="start", default="", metavar="DAY")
    parser.add_argument("--to", action="append", default=[], metavar="DAY", help="last day; for export also the format, told apart by its name")
    parser.add_argument("--set", action="append", default=[], metavar="PARAMETER=CODE", help="may be repeated")


def _asked(args: argparse.Namespace) -> tuple:
    from export import FORMATS
    from views import VIEWS, Query

    if args.view not in VIEWS:
        raise Refused(Problem("view.unknown_view", values={"found": args.view, "allowed": ", ".join(VIEWS)}))
    where: dict[str, tuple[str, ...]] = {}
    for name, value in _pairs(args.where):
        where[name] = (*where.get(name, ()), value)
    end = next((value for value in args.to if args.verb == "result" or value not in FORMATS), "")
    query = Query(args.by, where, args.start, end, dict(_pairs(args.set)))
    return VIEWS[args.view], VIEWS[args.view].completed(query)


def _pairs(options: list[str]) -> list[tuple[str, str]]:
    pairs = [tuple(option.split("=", 1)) for option in options]
    wrong = [option for option, pair in zip(options, pairs, strict=True) if len(pair) != 2 or not all(pair)]
    if wrong:
        raise Refused(*(Problem("view.no_pair", values={"found": option}) for option in wrong))
    return pairs


def _printed_check(args: argparse.Namespace):  # noqa: ANN202 - data.check.Checked, not imported on the way
    from data.check import checked_file
    from data.mapping import option
    from data.tables import DATASETS
    from i18n.problem import sentence

    if args.dataset not in DATASETS:
        raise Refused(Problem("check.unknown_dataset", values={"found": args.dataset, "allowed": ", ".join(DATASETS)}))
    dataset = DATASETS[args.dataset]
    given = dict(option(text, dataset) for text in args.map)
    checked = checked_file(
        Path(args.file), dataset, reader=args.reader, mapping=given, remembered=lambda key: _remembered(args.dataset, key)
    )
    for problem in checked.problems:
        print(sentence(problem, args.lang), file=sys.stderr)
    print(say("cli.checked", args.lang, read=checked.rows_read, rows=len(checked.frame), good=len(checked.good), errors=len(checked.errors)))
    return checked


def _remembered(dataset: str, key: str) -> str | None:
    from data.store import database_path, open_snapshot, snapshot_path

    path = database_path()
    return open_snapshot(path).remembered(dataset, key, _owner()) if snapshot_path(path).exists() else None


def _reading():  # noqa: ANN202 - data.store.Store, not imported on the way
    from data.store import database_path, is_current, open_snapshot

    if not is_current(database_path()):
        _publish()
    return open_snapshot(database_path())


def _tables(query):  # noqa: ANN001, ANN202
    return _reading().tables(_owner(), query.settings["record"] == "only")


def _publish() -> None:
    from data.store import database_path, open_store
    from views import publish

    publish(open_store(database_path()), _owner())


def _digest(path: Path) -> str:
    if path.is_dir():
        parts = "".join(f"{p.relative_to(path)}{_digest(p)}" for p in sorted(path.rglob("*")) if p.is_file())
        return hashlib.sha256(parts.encode()).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _owner() -> str:
    return os.environ.get("SUANLI_USER", "local")


def _language() -> str:
    return "zh" if (os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or "").startswith("zh") else "en"


if __name__ == "__main__":
    sys.exit(main())
