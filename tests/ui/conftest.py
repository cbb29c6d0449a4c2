"""The app without a browser: one page of it, as one reader sees it."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from data.store import open_store, snapshot_path
from views import publish

APP = Path(__file__).parents[2] / "app.py"


@pytest.fixture(scope="session")
def _warm(_filled, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("warm") / "suanli.duckdb"
    shutil.copy(_filled, path)
    store = open_store(path)
    publish(store, "local")
    store.close()
    return path


@pytest.fixture
def database(_warm, tmp_path, monkeypatch) -> Path:
    """The path of a database that holds the record, and what the pages show first already computed."""
    path = tmp_path / "suanli.duckdb"
    shutil.copy(_warm, path)
    shutil.copy(snapshot_path(_warm), snapshot_path(path))
    monkeypatch.setenv("SUANLI_DATABASE", str(path))
    monkeypatch.delenv("SUANLI_USER", raising=False)
    return path


@pytest.fixture(autouse=True)
def _started(monkeypatch) -> None:
    """A running server knows since its first request that the app declares its pages itself; AppTest forgets it before every run."""
    made = PagesManager.__init__

    def knowing(self, *given, **options) -> None:
        made(self, *given, **options)
        PagesManager.uses_pages_directory = False

    monkeypatch.setattr(PagesManager, "__init__", knowing)


@pytest.fixture
def app(database) -> Callable[..., AppTest]:
    """Opens a page: app(page, **address) -> AppTest after its first run."""

    def opened(page: str = "overview", user: dict = {}, secrets: dict = {}, locale: str | None = None, **address: str) -> AppTest:  # noqa: B006
        test = AppTest.from_file(APP, default_timeout=120)
        test.query_params.update(address)
        test.context["locale"] = locale
        test.user = user
        test.secrets = secrets
        return test.switch_page(f"pages/{page}.py").run()

    yield opened
    if database.exists():
        open_store(database).close()


def read(text: str) -> str:
    """Markdown as it is read: signs stand for themselves, and what only keeps them apart is not seen."""
    return re.sub(r"\\(.)", r"\1", text).replace("\u2060", "")


@pytest.fixture
def said() -> Callable[[AppTest], str]:
    """All the words of a page: said(test)."""

    def words(test: AppTest) -> str:
        kinds = ("title", "subheader", "caption", "markdown", "info", "error", "warning", "success")
        found = [element.value for kind in kinds for element in getattr(test, kind)]
        return "\n".join(map(read, found + [words for metric in test.metric for words in (metric.label, metric.value)]))

    return words
