"""The words: both languages for every code, the same placeholders, no code without words, and Chinese that is Chinese."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from data.read import READERS
from data.schema import Column, Text
from data.tables import DATASETS
from i18n import topics, words

ROOT = Path(__file__).parents[1]
PRODUCT = sorted(path for path in ROOT.rglob("*.py") if path.relative_to(ROOT).parts[0] not in (".venv", "tests", "benchmarks"))
TREES = {str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in PRODUCT}

CODES = {f"{topic}.{name}": wording for topic in topics() for name, wording in words(topic).items()}
ANALYSES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in (ROOT / "analysis").rglob("*.py")
)
SPEAKERS = {"say": None, "Flag": 1, "Problem": 2}
"""What takes a code first, and at which place it takes the values; None: as keywords."""

COMPLETED = ("data/columns.py", "data/units.py")
"""Where problems are made that get what was found, and the title of the column, from whoever asked."""

LATIN_IN_CHINESE = """
BIC Bai HAC Perron sup-F MASE sMAPE Theta
PNG SVG PDF HTML PPTX XLSX CSV TSV Parquet JSON Lines gz ZIP XLS xls XML Excel Office PowerPoint Chrome Chromium UTF GB BOM MB BibTeX TB
EFLOPS PFLOPS TFLOPS GFLOP PB TOPS POPS FP INT W kW MW GW AI GPU CPU SM MFU REITs Token Helios Earth ISO IANA Asia WORLD CNY USD
p Firth DCGM FI DEV UTIL MIG I ID Prometheus Slurm nvidia-smi noheader matrix IDC SH H Q min python cli.py load uploads docs backup restore
DuckDB duckdb Spark spark Java Debian pyspark add parquet SUANLI DATABASE pip install apt-get default-jre-headless
s SLURM BITSTR LEN NNodes AllocTRES
http https check query start end step avg by Pod pod UTC vNPU UUID uuid Hostname hostname gpu modelName index name timestamp
utilization.gpu
"""
"""Names, units, formats and commands that Chinese readers write in Latin letters."""


def declared() -> Iterator[tuple[str, Text]]:
    for dataset in DATASETS.values():
        yield from ((dataset.name, text) for text in (dataset.title, dataset.meaning))
        columns = [(f"{dataset.name}.{column.name}", column) for column in dataset.columns]
        yield from ((where, text) for where, column in columns for text in (column.title, column.meaning, *column.values.values()))
    yield from ((f"reader {reader.name}", reader.title) for reader in READERS)
    yield from ((f"reader {reader.name}.{column.name}", column.title) for reader in READERS for column in reader.columns)
    for name in ANALYSES:
        for listed in vars(importlib.import_module(name)).values():
            columns = [one for one in _members(listed) if isinstance(one, Column)]
            texts = [(column, text) for column in columns for text in (column.title, column.meaning, *column.values.values())]
            yield from ((f"{name}.{column.name}", text) for column, text in texts)


def _members(listed: object) -> tuple[object, ...]:
    """What a module's constant holds: the columns of a result, or of several by name."""
    if isinstance(listed, dict):
        return tuple(listed.values())
    return listed if isinstance(listed, tuple) else ()


WORDINGS = [*((code, Text(**wording)) for code, wording in CODES.items()), *dict.fromkeys(declared())]

ANY = r"[\w-]+"
PARTS = ("_allowed", "_do", "_do_closest", "_name")
"""What the words of a problem have besides: what may stand there, what to do, its name in a count."""


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def patterns(node: ast.AST | None) -> list[str]:
    """The codes that an expression can be, as regular expressions."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [re.escape(node.value)]
    if isinstance(node, ast.JoinedStr):
        return ["".join(re.escape(part.value) if isinstance(part, ast.Constant) else ANY for part in node.values)]
    if isinstance(node, ast.IfExp):
        return patterns(node.body) + patterns(node.orelse)
    return []


def assigned(name: ast.AST, tree: ast.AST) -> list[str]:
    """The codes that are given anywhere in a module to a variable."""
    given = (node for node in ast.walk(tree) if isinstance(node, ast.Assign) and isinstance(name, ast.Name))
    return [pattern for node in given if [ast.unparse(target) for target in node.targets] == [name.id] for pattern in patterns(node.value)]


def spoken(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SPEAKERS and node.args:
            yield from ((node, pattern) for pattern in (patterns(node.args[0]) or assigned(node.args[0], tree)) if r"\." in pattern)


def given_values(call: ast.Call) -> set[str] | None:
    """The names of the values that a call hands over; None where they cannot be read off."""
    place = SPEAKERS[call.func.id]
    if place is None:
        return None if any(keyword.arg is None for keyword in call.keywords) else {keyword.arg for keyword in call.keywords}
    found = [*call.args[place : place + 1], *(keyword.value for keyword in call.keywords if keyword.arg == "values")]
    if not found:
        return set()
    if isinstance(found[0], ast.Dict) and all(isinstance(key, ast.Constant) for key in found[0].keys):
        return {key.value for key in found[0].keys}
    return None


def test_a_code_has_words_in_both_languages_with_the_same_placeholders():
    assert not [code for code, wording in CODES.items() if list(wording) != ["en", "zh"] or not wording["en"]]
    assert not [code for code, wording in CODES.items() if placeholders(wording["en"]) != placeholders(wording["zh"])]


@pytest.mark.parametrize("path", TREES)
def test_a_code_that_is_said_has_words(path):
    assert not {pattern: call.lineno for call, pattern in spoken(TREES[path]) if not any(re.fullmatch(pattern, code) for code in CODES)}


@pytest.mark.parametrize("path", [path for path in TREES if path not in COMPLETED])
def test_what_is_said_gets_the_values_that_its_words_ask_for(path):
    wrong = {}
    for call, pattern in spoken(TREES[path]):
        code, given = pattern.replace("\\", ""), given_values(call)
        if code in CODES and given is not None:
            asked = set().union(*(placeholders(CODES[one]["en"]) for one in (code, *(code + part for part in PARTS)) if one in CODES))
            wrong[code, call.lineno] = asked - given - ({"first_place"} if "first" in given else set())
    assert not {where: names for where, names in wrong.items() if names}


def test_every_code_with_words_is_said_somewhere():
    found = {pattern for tree in TREES.values() for node in ast.walk(tree) for pattern in patterns(node)}
    told = [re.compile(pattern) for pattern in found if re.search("[a-z]", pattern.replace(ANY, ""))]
    bases = {
        code: next((code.removesuffix(part) for part in PARTS if code.removesuffix(part) in CODES and code.endswith(part)), code)
        for code in CODES
    }
    assert not [code for code, base in bases.items() if not any(pattern.fullmatch(base) for pattern in told)]


def test_chinese_holds_no_english_word_where_there_is_a_chinese_one():
    bare = {where: re.sub(r"\{[^}]*\}|%-?[A-Za-z]|--[!-~]+( [!-~]+)?|/[!-~]+|[a-z]+(_[a-z]+)+", "", text.zh) for where, text in WORDINGS}
    found = {
        where: set(re.findall(r"[A-Za-z](?:[A-Za-z./-]*[A-Za-z])?", text)) - set(LATIN_IN_CHINESE.split()) for where, text in bare.items()
    }
    assert not {where: latin for where, latin in found.items() if latin}


def test_chinese_has_full_width_punctuation_and_no_needless_space():
    half = re.compile(r"[\u4e00-\u9fff] ?[,;:?!()]|[,;:?!()] ?[\u4e00-\u9fff]|[\u4e00-\u9fff]\.(?!\w)")
    space = re.compile(r"[\u4e00-\u9fff] +[\u4e00-\u9fff]|[，。；：？、（）] | [，。；：？、（）]")
    assert not [where for where, text in WORDINGS if half.search(re.sub(r"\{[^}]*\}", "字", text.zh))]
    assert not [where for where, text in WORDINGS if space.search(re.sub(r"\{[^}]*\}", "0", text.zh))]


def test_english_has_no_full_width_punctuation():
    assert not [where for where, text in WORDINGS if re.search("[，。；：？、（）]", text.en)]


def test_nobody_is_shouted_at():
    assert not [where for where, text in WORDINGS if re.search("[!！]", text.en + text.zh)]
