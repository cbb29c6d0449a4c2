"""Suanli Observatory without a browser. Verbs only; what they act on comes from VIEWS, DATASETS and READERS."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import uploading
from data import clock
from data.child import checked_files
from data.mapping import Match
from data.read import READERS, File
from data.schema import LANGUAGES, Problem, Refused
from data.store import Tables, database_path, local_reader, open_store
from data.tables import DATASETS
from database import follow_up, reading
from export import FORMATS, exported, file_name
from i18n import say
from i18n.problem import sentence
from options import parser_of, whole
from outcome import VERBS, run, say_all, verb
from views import VIEWS, Query, View, asked, forecast_of, of_owner, owners, tables_of


@verb
def datasets(args: argparse.Namespace) -> int:
    """List the datasets with the rows that are live and what each holds."""
    tables = reading().tables(local_reader())
    for dataset in DATASETS.values():
        print(f"{dataset.name:<22}{tables.size(dataset.name):>9,}  {dataset.title.in_(args.lang)}")
    return 0


@verb
def views(args: argparse.Namespace) -> int:
    """List the views with what each may be asked."""
    for view in VIEWS.values():
        print(view.name)
        for text in view.options:
            print(f"    {text}")
    return 0


@verb
def check(args: argparse.Namespace) -> int:
    """Read FILE for a dataset and print every problem; nothing is stored. Several files are read as one."""
    return uploading.check(args)


@verb
def add(args: argparse.Namespace) -> int:
    """Check FILE and store it in one transaction, several files as one upload. What would be replaced or left out needs a yes."""
    store = open_store(database_path())
    uploading.add(args, store)
    follow_up(store, args.lang)
    return 0


@verb
def rollup(args: argparse.Namespace) -> int:
    """Reduce raw telemetry (Parquet, one row per card and sample) to rows of usage, on DuckDB or a Spark cluster."""
    from data.rollup.run import run

    target = Path(args.output)
    path, rows = run(args.source, target, args.engine, args.map, lambda said: print(sentence(said, args.lang), file=sys.stderr, flush=True))
    print(say("rollup.written", args.lang, rows=f"{rows:,}", path=path))
    return 0 if path == target else add(argparse.Namespace(**{**vars(args), **_AS_UPLOAD, "file": [path]}))


_AS_UPLOAD = {
    **{"dataset": "usage", "reader": None, "map": [], "value": [], "visibility": "mine"},
    **{"good_rows": None, "again": False, "replace": False},
}


@verb
def result(args: argparse.Namespace) -> int:
    """Print the figures of a view with coverage, notes, sources and versions."""
    from export.figures import printed

    view, query = asked(args.view, args.by, args.where, args.start, "".join(args.to[:1]), args.set)
    found = [
        printed(view.result(tables, of_owner(query, owner)), args.format, args.lang) for owner, tables in _owned(view, query, args.lang)
    ]
    print(found[0] if len(found) == 1 else f"[{', '.join(found)}]" if args.format == "json" else "\n\n".join(found))
    return 0


@verb
def forecast(args: argparse.Namespace) -> int:
    """Forecast every series of FILE: id, step, mean, limits of 80 % and 95 %, model. Refusals and notes are lines of JSON on stderr."""
    from export.figures import forecasts, remarks

    parts = {header: _points(args, header) for header in args.value.split(",")} if args.shares else {args.value: _points(args, args.value)}
    found = forecast_of(parts, args.horizon, args.season)
    print(remarks(found, args.lang), file=sys.stderr, end="")
    print(forecasts(found, args.format))
    return 0 if found.facts["forecasts"] else 1


@verb
def export(args: argparse.Namespace) -> int:
    """Write a view as png, svg, pdf, html, pptx, xlsx or csv."""
    form, end = next((value for value in args.to if value in FORMATS), None), [value for value in args.to if value not in FORMATS]
    if form is None:
        raise Refused(Problem("view.no_format", values={"allowed": ", ".join(FORMATS)}))
    view, query = asked(args.view, args.by, args.where, args.start, "".join(end[:1]), args.set)
    asked_of = _owned(view, query, args.lang)
    for owner, tables in asked_of:
        chart = view.chart(view.result(tables, of_owner(query, owner)), args.lang)
        target = Path(args.output or file_name(chart, form))
        target = target.with_stem(f"{target.stem}_{owner}") if len(asked_of) > 1 else target
        content = exported(chart, form, clock.today())
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        print(target)
    return 0


@verb
def docs(args: argparse.Namespace) -> int:
    """Write docs/data.md, docs/readers.md and docs/cli.md from the code; with --check, only say whether they are current."""
    from data.read.guide import GUIDES
    from data.read.unread import UNREAD
    from export.reference import command_page, data_page, readers_page, stale_pages

    pages = {"data.md": data_page(DATASETS, READERS), "cli.md": command_page(_parser(), VIEWS)}
    pages |= {f"readers.{language}.md": readers_page(READERS, GUIDES, UNREAD, language) for language in LANGUAGES}
    stale = stale_pages(Path(__file__).parent / "docs", pages)
    for path in stale:
        if args.check:
            print(say("cli.stale", args.lang, path=path.name), file=sys.stderr)
        else:
            path.write_text(pages[path.name], encoding="utf-8")
    return 1 if stale and args.check else 0


@verb
def golden(args: argparse.Namespace) -> int:
    """Write to tests/golden what every view shows of the record, in both languages; a change asks for a new line in CHANGELOG.md."""
    from golden import written

    for path in written(Path(__file__).parent, args.view):
        print(path)
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run one verb and return the exit code: 0 done, 1 the input or the machine is at fault (and why is said), 2 wrong usage."""
    args = _parser().parse_args(whole(sys.argv[1:] if arguments is None else arguments))
    return run(VERBS[args.verb], args)


def _parser() -> argparse.ArgumentParser:
    return parser_of(VERBS, __doc__)


def _points(args: argparse.Namespace, value: str) -> Any:
    headers, dataset = {"time": args.time, "value": value, "unique_id": args.id}, DATASETS["series"]
    mapping = {name: Match(constant="") for name in dataset.given_names} | {
        name: Match(header) for name, header in headers.items() if header
    }
    path = Path(args.file)
    checked = checked_files([File(path, path.name)], dataset, mapping=mapping)
    say_all(checked.errors, args.lang)
    return checked.good


def _owned(view: View, query: Query, language: str) -> list[tuple[str, Tables]]:
    """Return the owners whose rows are asked, with their tables; side by side says what one of them has not, and refuses only for both."""
    found, store, reader = [], reading(), local_reader()
    for owner in owners(query.settings["data"]):
        try:
            found.append((owner, tables_of(store, reader, view, owner)))
        except Refused as refused:
            if query.settings["data"] != "both":
                raise
            say_all(refused.problems, language)
    return found


if __name__ == "__main__":
    sys.exit(main())
