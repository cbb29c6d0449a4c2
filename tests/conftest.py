"""What tests share: a database of their own each, and the reference folder where there is one."""

import os
import shutil
from pathlib import Path

import hypothesis
import pytest

from data.store import Store, open_store, snapshot_path

hypothesis.settings.register_profile("seeded", derandomize=True, deadline=None)
hypothesis.settings.load_profile("seeded")


LONG = ("test_sections.py", "test_cli.py", "test_generated.py", "test_uploads.py", "test_spark.py", "test_pages.py")
"""Files that take minutes: one that is begun last keeps a worker waiting for the other."""


def pytest_collection_modifyitems(config, items):
    """Where two workers share the files, the long ones go first."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))


@pytest.fixture(scope="session")
def driver():
    """Playwright's driver, one for the whole run: a second one in the same process is refused."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of other people's data named by SUANLI_REFERENCE; tests that need it are skipped where it is unset."""
    folder = os.environ.get("SUANLI_REFERENCE")
    if not folder:
        pytest.skip("SUANLI_REFERENCE is unset: set it to the folder that holds traces, forecast and survival")
    return Path(folder)


@pytest.fixture(scope="session")
def _filled(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("record") / "suanli.duckdb"
    open_store(path).close()
    return path


@pytest.fixture
def database(_filled, tmp_path, monkeypatch) -> Path:
    """The path of a database that holds the shipped record and nothing else."""
    path = tmp_path / "suanli.duckdb"
    shutil.copy(_filled, path)
    shutil.copy(snapshot_path(_filled), snapshot_path(path))
    monkeypatch.setenv("SUANLI_DATABASE", str(path))
    monkeypatch.delenv("SUANLI_USER", raising=False)
    return path


@pytest.fixture
def store(database) -> Store:
    """That database, open."""
    opened = open_store(database)
    yield opened
    opened.close()
