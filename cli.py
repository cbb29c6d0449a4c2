"""Suanli Observatory without a browser. Verbs only; what they act on comes from VIEWS, DATASETS and READERS."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from data.check import Checked, checked_file
from data.digest import digest
from data.mapping import Match, option
from data.read import READERS, inner_columns
from data.schema import Problem, Refused
from data.store import Tables, database_path, local_reader, new_upload, open_snapshot, open_store, snapshot_path
from data.tables import DATASETS
from database import follow_up, reading
from export import FORMATS, exported, file_name
from i18n import say
from i18n.problem import sentence
from options import parser_of
from outcome import VERBS, run, say_all, verb
from views import VIEWS, Query, asked, forecast_of


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
    """Read FILE for a dataset and print every problem; nothing is stored."""
    return 1 if _checked(args).errors else 0


@verb
def add(args: argparse.Namespace) -> int:
    """Check FILE and store it in one transaction; a file with errors is stored only with --good-rows."""
    checked = _checked(args)
    if (checked.errors and not args.good_rows) or not len(checked.good):
        print(say("cli.not_stored", args.lang), file=sys.stderr)
        return 1
    path = Path(args.file)
    sha256 = digest(path)
    store = open_store(database_path())
    same = store.same_file(args.dataset, sha256, local_reader())
    if same and not args.again:
        raise Refused(Problem("store.same_file", values={"number": str(same.number), "name": same.file_name, "at": str(same.stored_at)}))
    number = store.add(new_upload(checked, path.name, sha256, local_reader(), args.visibility))
    print(say("cli.stored", args.lang, number=number, rows=len(checked.good), dataset=args.dataset), flush=True)
    follow_up(store, args.lang)
    return 0


@verb
def rollup(args: argparse.Namespace) -> int:
    """Reduce raw telemetry (Parquet, one row per card and sample) to rows of usage, on DuckDB or a Spark cluster."""
    from data.rollup.run import run

    target = Path(args.output)
    path, rows = run(args.source, target, args.engine, args.map, lambda said: print(sentence(said, args.lang), file=sys.stderr, flush=True))
    print(say("rollup.written", args.lang, rows=f"{rows:,}", path=path))
    return 0 if path == target else add(argparse.Namespace(**{**vars(args), **_AS_UPLOAD, "file": path}))


_AS_UPLOAD = {"dataset": "usage", "reader": None, "map": [], "visibility": "mine", "good_rows": False, "again": False}


@verb
def result(args: argparse.Namespace) -> int:
    """Print the figures of a view with coverage, notes, sources and versions."""
    from export.figures import printed

    view, query = asked(args.view, args.by, args.where, args.start, "".join(args.to[:1]), args.set)
    print(printed(view.result(_tables(query), query), args.format, args.lang))
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
    chart = view.chart(view.result(_tables(query), query), args.lang)
    target = Path(args.output or file_name(chart, form))
    content = exported(chart, form)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    print(target)
    return 0


@verb
def docs(args: argparse.Namespace) -> int:
    """Write docs/data.md and docs/cli.md from the code; with --check, only say whether they are current."""
    from export.reference import command_page, data_page, stale_pages

    pages = {"data.md": data_page(DATASETS, READERS), "cli.md": command_page(_parser(), VIEWS)}
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
    args = _parser().parse_args(arguments)
    return run(VERBS[args.verb], args)


def _parser() -> argparse.ArgumentParser:
    return parser_of(VERBS, __doc__)


def _checked(args: argparse.Namespace) -> Checked:
    dataset = DATASETS[args.dataset]
    given = dict(option(text, dataset, inner_columns(dataset.name)) for text in args.map)
    checked = checked_file(
        Path(args.file), dataset, reader=args.reader, mapping=given, remembered=lambda key: _remembered(dataset.name, key)
    )
    say_all(checked.problems, args.lang)
    counts = {"read": checked.rows_read, "rows": len(checked.frame), "good": len(checked.good), "errors": len(checked.errors)}
    print(say("cli.checked", args.lang, **counts))
    return checked


def _points(args: argparse.Namespace, value: str) -> Any:
    headers, dataset = {"time": args.time, "value": value, "unique_id": args.id}, DATASETS["series"]
    mapping = {name: Match(constant="") for name in dataset.given_names} | {
        name: Match(header) for name, header in headers.items() if header
    }
    checked = checked_file(Path(args.file), dataset, mapping=mapping)
    say_all(checked.errors, args.lang)
    return checked.good


def _remembered(dataset: str, key: str) -> str | None:
    there = snapshot_path(database_path()).exists()
    return open_snapshot(database_path()).remembered(dataset, key, local_reader()) if there else None


def _tables(query: Query) -> Tables:
    return reading().tables(local_reader(), query.settings["record"] == "only")


if __name__ == "__main__":
    sys.exit(main())
