"""Checking and storing files from the command line: what is read, what it would change, what must be agreed to."""

from __future__ import annotations

import argparse
from pathlib import Path

from data.check import Checked, checked_files
from data.digest import digest
from data.mapping_options import option, value_option
from data.read import File, inner_columns
from data.schema import Dataset, Problem, Refused
from data.store import Store, Upload, database_path, local_reader, open_snapshot, snapshot_path
from data.tables import DATASETS
from data.upload import draft, joint_name
from i18n import say
from outcome import say_all


def check(args: argparse.Namespace) -> int:
    """Read the files for a dataset and print every problem; return the exit code."""
    return 1 if checked(args).errors else 0


def add(args: argparse.Namespace, store: Store) -> None:
    """Check the files and store them in `store` as one upload. Refused where that needs an answer that is not given."""
    found = checked(args)
    if not len(found.good):
        raise Refused(Problem("store.nothing_stored"))
    made = draft(store, found, [digest(Path(file)) for file in args.file], local_reader())
    if made.same and not args.again:
        same = made.same
        raise Refused(Problem("store.same_file", values={"number": str(same.number), "name": same.file_name, "at": str(same.stored_at)}))
    changes = list(made.changes())
    say_all([each for each in changes if each.severity == "note"], args.lang)
    refusal = made.disagreement(args.good_rows)
    unanswered = [] if args.replace else [each for each in changes if each.severity == "error"]
    if refusal or unanswered:
        raise Refused(*filter(None, [refusal]), *unanswered)
    number = store.add(made.new(joint_name([Path(file).name for file in args.file]), args.visibility))
    print(say("cli.stored", args.lang, number=number, rows=len(found.good), dataset=args.dataset), flush=True)


def checked(args: argparse.Namespace) -> Checked:
    """Return the files checked as one, every problem printed."""
    dataset = DATASETS[args.dataset]
    found = checked_files(
        [File(Path(file), Path(file).name) for file in args.file],
        dataset,
        reader=args.reader,
        mapping=dict(option(text, dataset, inner_columns(dataset.name)) for text in args.map),
        remembered=lambda key: remembered(dataset.name, key),
        values=given_values(args.value, dataset),
    )
    say_all(found.problems, args.lang)
    counts = {"read": found.rows_read, "rows": len(found.frame), "good": len(found.good), "errors": len(found.errors)}
    print(say("cli.checked", args.lang, **counts))
    return found


def given_values(options: list[str], dataset: Dataset) -> dict[str, dict[str, str]]:
    """Return, by column, the code that a cell stands for, from options column:cell=code."""
    values: dict[str, dict[str, str]] = {}
    for text in options:
        column, cell, code = value_option(text, dataset)
        values.setdefault(column, {})[cell] = code
    return values


def remembered(dataset: str, key: str) -> Upload | None:
    """Return the last upload with headers of this key, where there is a database."""
    there = snapshot_path(database_path()).exists()
    return open_snapshot(database_path()).remembered(dataset, key, local_reader()) if there else None
