"""The registers as Markdown: docs/data.md from DATASETS, docs/readers.md from READERS, docs/cli.md from the parser and VIEWS."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from data.schema import Dataset, Language
from export.template import FIELDS, explained
from i18n import say

_COLUMN = ("code", "title_en", "title_zh", "type", "unit", "required", "values", "bounds", "meaning")
_MADE = "Made from the code by `python cli.py docs`; a test fails where it is stale."


def data_page(datasets: Mapping[str, Dataset], readers: Iterable[Any]) -> str:
    """Return every dataset with its key, its rules and its columns; then the formats and traces that can be read."""
    listed = [f"- [`{dataset.name}`](#{dataset.name}): {dataset.title.en} · {dataset.title.zh}" for dataset in datasets.values()]
    head = f"# Datasets\n\n{_MADE} Fractions are 0–1. Unknown is an empty cell, never 0.\n"
    return "\n".join([head, *listed, *(_dataset(dataset) for dataset in datasets.values()), _readers(readers)]) + "\n"


def command_page(parser: argparse.ArgumentParser, views: Mapping[str, Any]) -> str:
    """Return every verb of `parser` with its arguments, and every view with what it may be asked."""
    head = f"# Command line\n\n{_MADE}\n\n`python cli.py VERB …` does without a browser what the pages do."
    exits = "Exit code 0: done. 1: the input is at fault, and why is said. 2: wrong usage."
    verbs = next(action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return (
        "\n\n".join(
            [head, exits, *(_verb(name, verb) for name, verb in verbs.items()), "# Views", *(_view(view) for view in views.values())]
        )
        + "\n"
    )


def readers_page(readers: Iterable[Any], guides: Mapping[str, Any], unread: Iterable[Any], language: Language) -> str:
    """Return for each reader how its files are made, what they can give and what limits them; then the formats that are not read."""
    head = f"# {say('readers.title', language)}\n\n{say('readers.made', language)}\n\n{say('readers.intro', language)}"
    listed = "\n".join(f"- {_pair(f'**{each.title.in_(language)}**', each.instead.in_(language), language)}" for each in unread)
    rest = f"## {say('readers.unread', language)}\n\n{say('readers.unread_intro', language)}\n\n{listed}"
    return "\n\n".join([head, *(_reader(reader, guides[reader.name], language) for reader in readers), rest]) + "\n"


def _reader(reader: Any, guide: Any, language: Language) -> str:
    link = f"[`{reader.dataset}`](data.md#{reader.dataset})"
    into = say("readers.into", language, dataset=link) if reader.dataset else say("readers.into_any", language)
    parts = [f"## {reader.title.in_(language)}", f"{say('readers.name', language, name=reader.name)} {into}"]
    if guide.commands:
        commands = "\n".join(guide.commands)
        parts += [say("readers.command", language), f"```\n{commands}\n```"]
    if guide.gives:
        steps = ([say(f"readers.step_{step}", language), _given(guide, step, language)] for step in guide.steps)
        headings = (say("readers.step", language), say("readers.from", language))
        parts += [f"### {say('readers.gives', language)}", _table(headings, steps)]
    if reader.columns:
        known = "\n".join(f"- {_known(each, language)}" for each in reader.columns)
        parts += [f"### {say('readers.columns', language)}", say("readers.synonyms", language), known]
    parts += [f"### {say('readers.limits', language)}", "\n".join(f"- {limit.in_(language)}" for limit in guide.limits)]
    return "\n\n".join(parts)


def _known(column: Any, language: Language) -> str:
    synonyms = [name for name in dict.fromkeys(column.synonyms) if name != column.name]
    return _pair(f"`{column.name}` {column.title.in_(language)}", say("datasets.comma", language).join(synonyms), language)


def _pair(name: str, text: str, language: Language) -> str:
    return say("readers.pair", language, name=name, text=text) if text else name


def _given(guide: Any, step: str, language: Language) -> str:
    return guide.gives[step].in_(language) if step in guide.gives else say("readers.not_given", language)


def _dataset(dataset: Dataset) -> str:
    key = ", ".join(f"`{name}`" for name in dataset.key)
    rules = "; ".join(f"`{rule.smaller}` ≤ `{rule.larger}`" for rule in dataset.rules)
    said = [
        f"\n## {dataset.name}\n",
        f"{dataset.title.en} · {dataset.title.zh}\n",
        f"{dataset.meaning.en}  \n{dataset.meaning.zh}\n",
        f"Key: {key}.\n" if key else "No key: any row may repeat.\n",
        *([f"Rules: {rules}.\n"] if rules else []),
    ]
    columns = (dict(zip(FIELDS, explained(column, "en"), strict=True)) for column in dataset.columns)
    rows = ([f"`{column['code']}`", *(column[field] for field in _COLUMN[1:])] for column in columns)
    return "\n".join([*said, _table([say(f"export.column_{field}", "en") for field in _COLUMN], rows)])


def _readers(readers: Iterable[Any]) -> str:
    rows = ([f"`{r.name}`", r.title.en, r.title.zh, ", ".join(r.suffixes), f"`{r.dataset}`" if r.dataset else "any"] for r in readers)
    said = "A file is recognised by its content, in this order; `--reader` names one instead."
    return f"\n# Readers\n\n{said}\n\n" + _table(("Reader", "English title", "Chinese title", "Suffixes", "Dataset"), rows)


def _verb(name: str, parser: argparse.ArgumentParser) -> str:
    actions = [action for action in parser._actions if not isinstance(action, argparse._HelpAction)]
    rows = ([_argument(action), _allowed(action), (action.help or "")] for action in actions)
    return f"## {name}\n\n{parser.description}\n\n" + _table(("Argument", "Values", "Meaning"), rows)


def _argument(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"`{action.metavar or action.dest}`"
    taken = "" if action.nargs == 0 or action.choices else f" {action.metavar or action.dest.upper()}"
    return f"`{', '.join(action.option_strings)}{taken}`" + (" (required)" if action.required else "")


def _allowed(action: argparse.Action) -> str:
    return ", ".join(f"`{value}`" for value in action.choices or ())


def _view(view: Any) -> str:
    rows = [[f"`--by {group}`", say(f"view.by_{group}", "en"), say(f"view.by_{group}", "zh")] for group in view.by]
    rows += [[f"`--where {column}=…`", say(f"view.{column}", "en"), say(f"view.{column}", "zh")] for column in view.where]
    rows += [["`--from`, `--to`", "Period, both days included", "起止日期（含首尾）"]] if view.period else []
    for parameter in view.offered:
        title = {language: say(f"view.{parameter.name}", language) for language in ("en", "zh")}
        for value in parameter.values:
            word = {language: say(f"view.{parameter.name}_{value}", language) for language in ("en", "zh")}
            rows.append([f"`--set {parameter.name}={value}`", f"{title['en']}: {word['en']}", f"{title['zh']}：{word['zh']}"])
    for entry in view.entries:
        required = " (required)" if entry.required else ""
        words = (f"{entry.title.in_(language)}: {entry.meaning.in_(language)}".rstrip(": ") for language in ("en", "zh"))
        rows.append([f"`--set {entry.name}=…`{required}", *words])
    data = ", ".join(f"[`{name}`](data.md#{name})" for name in view.datasets)
    method = f"[method](methods/{view.topic}.en.md)"
    former = "".join(f" Formerly `{name}`, by which it is still found." for name in view.former)
    return f"## {view.name}\n\nFrom {data}; {method}.{former}\n\n" + _table(("Option", "Meaning", "含义"), rows)


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    listed = [list(headings), *(list(row) for row in rows)]
    lines = ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in listed]
    return "\n".join([lines[0], "|" + " --- |" * len(listed[0]), *lines[1:]])


def stale_pages(folder: Path, pages: Mapping[str, str]) -> list[Path]:
    """Return which of `pages` (name and text) stand otherwise, or not at all, in `folder`."""
    paths = [folder / name for name in pages]
    return [path for path in paths if not path.exists() or path.read_text(encoding="utf-8") != pages[path.name]]
