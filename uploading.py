"""Checking and storing files from the command line: what is read, what it would change, what must be agreed to."""

from __future__ import annotations

import argparse
import contextlib
import csv
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from data.check import Checked
from data.child import checked_files, reading_of
from data.digest import digest
from data.mapping import Match
from data.mapping_options import option, value_option
from data.matching import dataset_of
from data.read import File, for_reader, inner_columns
from data.schema import Dataset, Problem, Refused
from data.store import Store, Upload, alone, database_path, is_current, local_reader, open_snapshot
from data.tables import DATASETS
from data.upload import Draft, draft, joint_name
from i18n import say
from i18n.problem import sentence
from outcome import say_all
from views import VIEWS, Query


def check(args: argparse.Namespace) -> int:
    """Read the files for a dataset and print every problem, or a row for each; return the exit code."""
    if args.summary:
        return summary(args)
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
    print(say("cli.stored", args.lang, number=number, rows=len(found.good), dataset=found.dataset.name), flush=True)
    view = next((view.name for view in VIEWS.values() if view.datasets[0] == found.dataset.name), None)
    if view is not None:
        print(say("cli.see", args.lang, command=f"python cli.py result {view} --set data=mine"), flush=True)


def checked(args: argparse.Namespace) -> Checked:
    """Return the files checked as one, every problem printed."""
    found = of_files([File(Path(file), Path(file).name) for file in args.file], args)
    say_all(found.problems, args.lang)
    counts = {"read": found.rows_read, "rows": len(found.frame), "good": len(found.good), "errors": len(found.errors)}
    print(say("cli.checked", args.lang, **counts))
    return found


def of_files(files: Sequence[File], args: argparse.Namespace, constants: Mapping[str, str] | None = None) -> Checked:
    """Return `files` checked as one under the options given, and under `constants` besides; the dataset is told by their content."""
    dataset = DATASETS[args.dataset] if args.dataset else _dataset(files, args)
    given = dict(option(text, dataset, inner_columns(dataset.name)) for text in args.map)
    return checked_files(
        files,
        dataset,
        reader=args.reader,
        mapping={**given, **{name: Match(constant=value) for name, value in (constants or {}).items()}},
        remembered=lambda key: remembered(dataset.name, key),
        values=given_values(args.value, dataset),
    )


def _dataset(files: Sequence[File], args: argparse.Namespace) -> Dataset:
    """Return the dataset that the content of `files` tells under the options given; the one that alone takes these, where one does."""
    takers = {}
    for dataset in DATASETS.values():
        with contextlib.suppress(Refused):
            takers[dataset.name] = dict(option(text, dataset, inner_columns(dataset.name)) for text in args.map)
    if args.map and len(takers) == 1:
        return DATASETS[next(iter(takers))]
    inner = {name: match for taker, found in takers.items() for name, match in for_reader(found, DATASETS[taker]).items()}
    return dataset_of(reading_of(files, args.reader, inner), DATASETS)


FIELDS = (
    *("file", "dataset", "reader", "rows", "dropped", "idle_rate", "coverage_idle"),
    *("allocated_rate", "unallocated_rate", "coverage_allocated", "answer"),
)
_QUESTIONS = ("check.unsaid", "check.which", "check.missing_column", "check.offer")


def summary(args: argparse.Namespace) -> int:
    """Print a row for each file: what it is, its rows and rates, what it lacks or why it is refused; 1 where any cannot be stored so."""
    out = csv.DictWriter(sys.stdout, FIELDS, lineterminator="\n")
    out.writeheader()
    code = 0
    for name in args.file:
        line, wrong = _line(File(Path(name), Path(name).name), args)
        code = max(code, wrong)
        out.writerow({"file": Path(name).name, **line})
    return code


def _line(file: File, args: argparse.Namespace) -> tuple[dict[str, object], int]:
    try:
        found = of_files([file], args)
        lacking = {p.values["name"]: p for p in found.errors if p.code in _QUESTIONS}
        labels = [name for name in lacking if found.dataset.column(str(name)).kind == "text"]
        named = of_files([file], args, dict.fromkeys(map(str, labels), file.path.stem)) if labels else found
    except Refused as refused:
        return {"answer": " ".join(sentence(problem, args.lang) for problem in refused.problems)}, 1
    told = [problem for problem in found.problems if problem.code in _QUESTIONS]
    told += [problem for problem in found.errors if problem.code not in _QUESTIONS][:1]
    line = {"dataset": found.dataset.name, "reader": found.reader, "rows": len(found.frame), "dropped": named.dropped[0]}
    rates, refusal = _rates(named, args.lang)
    if not told and rates.get("idle_rate") is None and rates.get("allocated_rate") is None:
        told = list(named.notes)
    answer = " ".join([*(sentence(problem, args.lang) for problem in told), *refusal])
    return {**line, **rates, "answer": answer}, int(bool(found.errors))


def _rates(found: Checked, language: str) -> tuple[dict[str, object], list[str]]:
    """Return the rates that the good rows alone give, where they are pool-hours, and why there are none."""
    if found.dataset.name != "usage" or found.good.empty:
        return {}, []
    view = VIEWS["idle_rate"]
    try:
        frame = view.result(alone(Draft(found, ("",), local_reader(), None, (), ()).new("", "mine")), Query(by="total")).frame
    except Refused as refused:
        return {}, [sentence(problem, language) for problem in refused.problems]
    cells = frame.reindex(columns=[name for name in FIELDS if "rate" in name or "coverage" in name]).iloc[0]
    return {name: None if cell != cell else round(float(cell), 6) for name, cell in cells.items()}, []


def given_values(options: list[str], dataset: Dataset) -> dict[str, dict[str, str]]:
    """Return, by column, the code that a cell stands for, from options column:cell=code."""
    values: dict[str, dict[str, str]] = {}
    for text in options:
        column, cell, code = value_option(text, dataset)
        values.setdefault(column, {})[cell] = code
    return values


def remembered(dataset: str, key: str) -> Upload | None:
    """Return the last upload with headers of this key, where there is a database."""
    there = is_current(database_path())  # an older snapshot lacks what this version asks of it
    return open_snapshot(database_path()).remembered(dataset, key, local_reader()) if there else None
