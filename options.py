"""What each verb of the command line may be given: the parser, from the verbs, the datasets and the formats."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping, Sequence

from data.schema import LANGUAGES
from data.tables import DATASETS
from i18n import local_language

_SHARE = re.compile(r"[\d.]+%")
_CONSTANT = "COLUMN==VALUE sets one value for all rows"


GOOD_ROWS = "--good-rows"


def whole(arguments: Sequence[str]) -> list[str]:
    """Return `arguments` with --good-rows and its share, which may be missing, in one: argparse would take a file for the share."""
    made: list[str] = []
    for argument in arguments:
        if made and made[-1] == f"{GOOD_ROWS}=" and _SHARE.fullmatch(argument):
            made[-1] += argument
        else:
            made.append(f"{GOOD_ROWS}=" if argument == GOOD_ROWS else argument)
    return made


def parser_of(verbs: Mapping[str, Callable], description: str | None) -> argparse.ArgumentParser:
    """Return the parser of `verbs`, each described by the docstring of its function."""
    parser = argparse.ArgumentParser("cli.py", description=description)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--lang", choices=LANGUAGES, default=local_language(), help="language of messages and headings")
    added = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    made = {name: added.add_parser(name, help=_plain(each), description=each.__doc__, parents=[shared]) for name, each in verbs.items()}
    for name in ("check", "add"):
        _file_options(made[name])
    made["check"].add_argument("--summary", action="store_true", help="each file apart: one row of CSV with what it is and gives, or lacks")
    made["add"].add_argument("--visibility", choices=("mine", "all"), default="mine", help="who sees the rows")
    made["add"].add_argument(
        GOOD_ROWS, metavar="SHARE", help="store the rows without errors; SHARE names what is left out, such as 42%%, where it is above 1%%"
    )
    made["add"].add_argument("--replace", action="store_true", help="replace stored rows by other values of the file, as counted before")
    made["add"].add_argument("--again", action="store_true", help="store a file that is stored already")
    made["rollup"].add_argument("source", metavar="SOURCE", help="a file, folder or glob; on Spark also an address of an object store")
    made["rollup"].add_argument("--engine", default="duckdb", metavar="ENGINE", help="duckdb or spark://host:port; default: duckdb")
    made["rollup"].add_argument("--map", action="append", default=[], metavar="COLUMN=HEADER[unit]", help=_CONSTANT)
    made["rollup"].add_argument("-o", "--output", required=True, metavar="OUT", help="a file .parquet, or a database .duckdb")
    made["undo"].add_argument("number", type=int, metavar="N", help="number of the upload, as listed by uploads")
    made["backup"].add_argument("file", metavar="FILE", help="where the backup is written; a file that is there is never replaced")
    made["restore"].add_argument("file", metavar="FILE", help="a backup, or a snapshot")
    for name in ("result", "export"):
        _view_options(made[name])
    made["result"].add_argument("--format", choices=("csv", "json"), default="json")
    _forecast_options(made["forecast"])
    made["export"].add_argument("-o", "--output", metavar="FILE", help="default: a name that says metric, scope, period and language")
    made["golden"].add_argument("view", nargs="*", metavar="VIEW", help="only these views, listed by views; default: all")
    made["docs"].add_argument("--check", action="store_true", help="write nothing; exit 1 where a page is stale")
    return parser


def _plain(verb: Callable) -> str:
    """Return what a verb says of itself as argparse wants a help text: a per cent sign there begins a value to be put in."""
    return (verb.__doc__ or "").replace("%", "%%")


def _file_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="+", metavar="FILE", help="a file, or a folder for a trace of several files; several are read as one")
    parser.add_argument("--dataset", choices=tuple(DATASETS), metavar="D", help="one of those listed by datasets; default: by content")
    parser.add_argument("--reader", help="how to read the file; default: recognised by its content")
    parser.add_argument("--map", action="append", default=[], metavar="COLUMN=HEADER[unit]", help=_CONSTANT)
    parser.add_argument("--value", action="append", default=[], metavar="COLUMN:VALUE=CODE", help="a value of the file stands for a code")


def _view_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("view", metavar="VIEW", help="one of those listed by views")
    parser.add_argument("--by", default="", help="group")
    parser.add_argument("--where", action="append", default=[], metavar="COLUMN=VALUE", help="may be repeated")
    parser.add_argument("--from", dest="start", default="", metavar="DAY")
    parser.add_argument(
        "--to", action="append", default=[], metavar="DAY", help="last day; for export also the format, told apart by its name"
    )
    parser.add_argument("--set", action="append", default=[], metavar="PARAMETER=CODE", help="may be repeated")


def _forecast_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a table, one point of one series a row")
    parser.add_argument("--time", required=True, metavar="HEADER", help="dates, periods, or whole numbers as equal steps")
    parser.add_argument("--value", required=True, metavar="HEADER", help="the figures; an empty one is a gap")
    parser.add_argument("--shares", action="store_true", help="HEADER,HEADER… of --value are the parts of one whole, 0-1, that sum to 1")
    parser.add_argument("--id", default="", metavar="HEADER", help="tells the series apart; default: the file holds one")
    parser.add_argument("--season", type=int, metavar="STEPS", help="steps of a season, 1 for none; default: told by the dates")
    parser.add_argument("--horizon", type=int, metavar="STEPS", help="steps ahead; default: a season, else six")
    parser.add_argument("--format", choices=("csv", "json"), default="csv")
