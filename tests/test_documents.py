"""The documents say what is there: commands, files, settings, datasets, views; and what is made from the code is current."""

import ast
import re
import shlex
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

import cli
from data.read import READERS, File
from data.read.guide import GUIDES
from data.read.unread import UNREAD
from data.rollup.spark import PYSPARK
from data.sources import origin
from data.tables import DATASETS
from views import VIEWS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DECISIONS = ROOT / "docs" / "decisions"
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "SECURITY.md",
    CONTRIBUTING,
    ROOT / "data" / "sources" / "LICENCE.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
METHODS = ROOT / "docs" / "methods"
PRODUCT = [path for path in ROOT.rglob("*.py") if path.relative_to(ROOT).parts[0] not in (".venv", "tests", "benchmarks")]


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def commands(text: str) -> list[str]:
    return re.findall(r"python (cli\.py [^\n`]+)", text)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_command_in_a_document_is_one_that_cli_takes(path):
    for command in commands(text_of(path)):
        if "…" not in command:
            cli._parser().parse_args(shlex.split(command)[1:])


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_link_in_a_document_leads_to_a_file(path):
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text_of(path))
    assert not [target for target in targets if "://" not in target and not (path.parent / target).exists()]


def test_the_commands_of_the_readme_do_what_it_says_one_after_the_other(database, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("usage.csv").write_text("cluster,pool,hour,Total,allocated\nA,p1,2026-03-01 00:00,8,6\n", encoding="utf-8")
    for command in commands(README):
        assert cli.main(shlex.split(command)[1:]) == 0, command
    assert zipfile.is_zipfile("ladder.pptx")
    assert "0.714743" in capsys.readouterr().out


def test_decisions_are_numbered_without_gaps_and_all_in_the_index():
    files = sorted(path.name for path in DECISIONS.glob("0*.md"))
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    titles = {name: re.match(r"# (\d+)\. (.*)", text_of(DECISIONS / name)) for name in files}
    assert [int(title[1]) for title in titles.values()] == list(range(1, len(files) + 1))
    index = re.findall(r"^\| (\d+) \| \[(.*)\]\((0.*?)\) \| (\S+) \|$", text_of(DECISIONS / "README.md"), re.MULTILINE)
    assert [(int(number), title, name) for number, title, name, _ in index] == [(int(t[1]), t[2], name) for name, t in titles.items()]
    assert all(date in text_of(DECISIONS / name) for _, _, name, date in index)


def test_every_path_that_the_recipes_name_is_there():
    named = {path for path in re.findall(r"`([\w./-]+/[\w./-]*|[\w-]+\.(?:py|md|toml))`", text_of(CONTRIBUTING)) if "<" not in path}
    assert len(named) > 20
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_the_workflow_runs_the_script_of_ci_on_the_python_of_the_image():
    workflow = yaml.safe_load(text_of(ROOT / ".github" / "workflows" / "ci.yml"))
    job = workflow["jobs"]["run"]
    assert [step["run"] for step in job["steps"] if "run" in step][-1] == "bash .ci/run"
    image = re.search(r"^FROM python:(\d+\.\d+)", text_of(ROOT / "Dockerfile"), re.MULTILINE)[1]
    assert job["container"].startswith(f"python:{image}-")


def test_the_hooks_before_a_commit_are_checks_of_ci():
    hooks = yaml.safe_load(text_of(ROOT / ".pre-commit-config.yaml"))["repos"][0]["hooks"]
    ci = text_of(ROOT / ".ci" / "run")
    assert [hook["entry"] for hook in hooks if hook["entry"].removeprefix("python ") not in ci] == []


def test_what_ci_runs_is_the_test_command_of_the_readme():
    command = next(line for line in README.splitlines() if line.endswith("-m pytest"))
    assert command in text_of(ROOT / ".ci" / "run").splitlines()


def test_pyspark_alone_is_optional_and_of_one_version_wherever_it_is_named():
    pinned = re.search(r"^pyspark==[\d.]+$", text_of(ROOT / "requirements-dev.txt"), re.MULTILINE)[0]
    assert pinned == PYSPARK
    assert pinned in text_of(ROOT / "docs" / "deploy.md")


def test_every_setting_of_the_code_is_in_the_readme():
    assert {name for path in PRODUCT for name in re.findall(r"SUANLI_[A-Z]+", text_of(path))} <= set(re.findall(r"SUANLI_[A-Z]+", README))


def test_every_benchmark_is_in_the_readme():
    assert not [path.name for path in (ROOT / "benchmarks").glob("*.py") if f"benchmarks/{path.name}" not in README]


def test_the_pages_made_from_the_code_are_current():
    assert cli.main(["docs", "--check"]) == 0


def test_every_dataset_reader_verb_and_view_is_in_the_docs():
    data, commands = text_of(ROOT / "docs" / "data.md"), text_of(ROOT / "docs" / "cli.md")
    assert not [name for name in DATASETS if f"\n## {name}\n" not in data]
    assert not [reader.name for reader in READERS if f"\n| `{reader.name}` |" not in data]
    assert not [name for name in (*cli.VERBS, *VIEWS) if f"\n## {name}\n" not in commands]


def test_every_reader_has_a_section_with_the_same_parts_in_both_languages():
    english, chinese = (text_of(ROOT / "docs" / f"readers.{language}.md") for language in ("en", "zh"))
    assert list(GUIDES) == [reader.name for reader in READERS]
    assert [f"`{reader.name}`" in page for reader in READERS for page in (english, chinese)] == [True] * 2 * len(READERS)
    assert re.findall(r"^#+ ", english, re.MULTILINE) == re.findall(r"^#+ ", chinese, re.MULTILINE)
    assert all(each.title.en in english and each.title.zh in chinese for each in UNREAD)


def test_a_command_of_the_docs_writes_columns_that_its_reader_recognises(tmp_path):
    wanted = {"jobs": (r"-o (\S+)", "|"), "nvidia_smi": (r"--query-gpu=(\S+)", ", ")}
    for reader in READERS:
        if reader.name in wanted:
            pattern, separator = wanted[reader.name]
            header = separator.join(re.search(pattern, GUIDES[reader.name].commands[0])[1].split(","))
            (tmp_path / "out.txt").write_text(f"{header}\n")
            assert reader.is_of(File(tmp_path / "out.txt", "out.txt"), {}), reader.name


def test_every_topic_of_the_views_has_its_method_in_both_languages_with_the_same_sections():
    for topic in {view.topic for view in VIEWS.values()} | {"data"}:
        english, chinese = (re.findall(r"^#+ ", text_of(METHODS / f"{topic}.{language}.md"), re.MULTILINE) for language in ("en", "zh"))
        assert english == chinese, topic


def test_the_method_that_a_page_describes_is_the_one_that_made_the_figures():
    for topic in {view.topic for view in VIEWS.values()}:
        code = "".join(text_of(path) for path in (ROOT / "analysis").rglob("*.py") if path.stem == topic or path.parent.name == topic)
        version = re.search(r'^METHOD = "(.+)"', code, re.MULTILINE)[1]
        assert all(f"**{version}**" in text_of(METHODS / f"{topic}.{language}.md") for language in ("en", "zh")), topic


def test_chinese_documents_have_full_width_punctuation():
    for path in METHODS.glob("*.zh.md"):
        prose = re.sub(r"```.*?```|\$\$.*?\$\$|\$[^$]*\$|`[^`]*`", "", text_of(path), flags=re.DOTALL)
        assert not re.findall(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!(][\u4e00-\u9fff]", prose), path.name


def test_every_file_of_the_record_is_in_its_licence():
    licence = text_of(ROOT / "data" / "sources" / "LICENCE.md")
    shipped = [path.name for path in (ROOT / "data" / "sources").iterdir() if path.suffix in (".csv", ".parquet")]
    assert not [name for name in shipped if name not in licence]
    assert not [name for name in shipped if origin(name.split(".")[0]).licence != "CC BY 4.0"]


def test_every_package_is_pinned_and_every_import_of_the_product_has_a_line_with_its_reason():
    lines = [line for name in ("requirements.txt", "requirements-dev.txt") for line in text_of(ROOT / name).splitlines()]
    assert not [line for line in lines if line and not re.match(r"#|-r |[a-z0-9-]+(\[[a-z]+\])?==[\w.]+(; .+)?$", line)]
    runtime = text_of(ROOT / "requirements.txt").split("# what those need")[0]
    named = {"pptx": "python-pptx", "ibis": "ibis-framework"}
    nodes = [node for path in PRODUCT for node in ast.walk(ast.parse(text_of(path)))]
    imported = {alias.name.split(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module.split(".")[0] for node in nodes if isinstance(node, ast.ImportFrom)}
    ours = {path.relative_to(ROOT).parts[0].removesuffix(".py") for path in PRODUCT}
    used = imported - ours - set(sys.stdlib_module_names) - {"pyspark"}
    assert not [name for name in used if not re.search(rf"^# .+\n{named.get(name, name)}\b", runtime, re.MULTILINE)]
