"""Verbs of the command line that look after the database: its uploads, its state, its backups."""

from __future__ import annotations

import argparse
from pathlib import Path

from data.schema import Refused
from data.store import Store, database_path, local_reader, open_store, problems, upkeep
from i18n import local_language, say
from outcome import say_all, verb
from views import VIEWS, Query, publish


@verb
def uploads(args: argparse.Namespace) -> int:
    """List the uploads that you may see, newest first."""
    for line in reading().uploads(local_reader()):
        state = say("cli.undone" if line.undone_at else "cli.live", args.lang)
        who = f"{line.visibility:<5} {state}"
        name = line.file_name + (f"  {say('cli.taken_from', args.lang, name=line.taken_from)}" if line.taken_from else "")
        print(f"{line.number:>5}  {line.stored_at:%Y-%m-%d %H:%M}  {line.dataset:<20} {line.row_count:>9,}  {who}  {name}")
    return 0


@verb
def undo(args: argparse.Namespace) -> int:
    """Take upload N back; what stood before it is drawn again."""
    store = open_store(database_path())
    line = store.undo(args.number, local_reader())
    print(say("cli.taken_back", args.lang, number=line.number, name=line.file_name, rows=line.row_count), flush=True)
    follow_up(store, args.lang)
    return 0


@verb
def load(args: argparse.Namespace) -> int:
    """Make the database or bring it up to date, and compute what the first page shows."""
    store = open_store(database_path())
    publish(store, local_reader())
    say_all(store.unpublished, args.lang)
    return 1 if store.unpublished else 0


@verb
def backup(args: argparse.Namespace) -> int:
    """Write the last published state to FILE, a complete database; works while the app runs."""
    store = upkeep.backup(database_path(), Path(args.file))
    print(say("cli.backed_up", args.lang, path=args.file, uploads=store.count(), bytes=f"{Path(args.file).stat().st_size:,}"))
    return 0


@verb
def restore(args: argparse.Namespace) -> int:
    """Put the backup FILE in the place of the database; what stood there is kept beside it. The app must not run."""
    store, aside = upkeep.restore(database_path(), Path(args.file))
    print(say("cli.restored", args.lang, path=store.path, uploads=store.count()))
    if aside:
        print(say("cli.put_aside", args.lang, path=aside))
    say_all(store.unpublished, args.lang)
    return 0


@verb
def health(args: argparse.Namespace) -> int:
    """Read every page, compare the rows of every upload with what was stored, and draw every view of the record."""
    wrong = 0
    for line in upkeep.health(database_path()):
        code = "cli.line_sound" if line.same else "cli.line_altered"
        wrong += not line.same
        found = line.upload
        print(say(code, args.lang, number=found.number, name=found.file_name, rows=f"{line.rows:,}", stored=f"{found.row_count:,}"))
    tables = reading().tables(local_reader(), "record")
    for view in VIEWS.values():
        if any(entry.required for entry in view.entries):
            continue  # asks the analyst for a figure first
        try:
            view.chart(view.result(tables, view.completed(Query())), args.lang)
        except Refused:
            continue  # the record holds no row for it, and the page says so
        except Exception as failure:
            wrong += 1
            print(say("cli.view_failed", args.lang, name=view.name))
            say_all(problems(failure, database_path(), "store.unforeseen"), args.lang)
    print(say("cli.unsound" if wrong else "cli.sound", args.lang, count=wrong, views=len(VIEWS)))
    return 1 if wrong else 0


def reading() -> Store:
    """Return the data to read: the snapshot, or the database itself where the snapshot is not of its last state."""
    store = upkeep.open_for_reading(database_path())
    if store.writable:
        follow_up(store, local_language())
    return store


def follow_up(store: Store, language: str) -> None:
    """Prepare what pages show first. What was stored is stored: a failure here is said and changes nothing."""
    try:
        publish(store, local_reader())
    except Exception as failure:
        say_all(problems(failure, store.path, "store.unforeseen"), language)
    say_all(store.unpublished, language)
