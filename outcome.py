"""The verbs of the command line, and how each ends: its exit code, and a sentence for whatever went wrong, never a trace."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Iterable

from data.schema import Problem, Refused
from data.store import database_path, problems, upkeep
from i18n import say
from i18n.problem import sentence

Verb = Callable[[argparse.Namespace], int]
VERBS: dict[str, Verb] = {}


def verb(function: Verb) -> Verb:
    """Register a verb under its function's name."""
    VERBS[function.__name__] = function
    return function


def run(verb: Verb, args: argparse.Namespace) -> int:
    """Run `verb` and return the exit code: 0 done, 1 the input or the machine is at fault (and why is said), 2 wrong usage."""
    logging.getLogger("suanli").addHandler(logging.NullHandler())  # a trace goes to the log beside the database, never to the terminal
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a character is no reason to fail
    try:
        return _mended(verb, args)
    except KeyboardInterrupt:
        print(say("cli.interrupted", args.lang), file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read the output has seen enough
        return 0
    except Exception as failure:
        return _failed(failure, args.lang)


def say_all(found: Iterable[Problem], language: str) -> None:
    """Print what is to be said of each problem on stderr."""
    for problem in found:
        print(sentence(problem, language), file=sys.stderr)


def _failed(failure: Exception, language: str) -> int:
    if isinstance(failure, OSError) and failure.filename:
        print(say("cli.file", language, name=failure.filename, reason=failure.strerror or failure), file=sys.stderr)
        return 1
    found = problems(failure, database_path(), "store.unforeseen")
    say_all(found, language)
    return 2 if all(problem.code.startswith(("view.", "mapping.")) for problem in found) else 1


def _mended(verb: Verb, args: argparse.Namespace) -> int:
    """Run the verb; where it meets a damaged page of the snapshot, have the snapshot published anew and run it again."""
    try:
        return verb(args)
    except Exception as failure:
        if isinstance(failure, Refused) or not upkeep.mend(failure, database_path()):
            raise
    return verb(args)
