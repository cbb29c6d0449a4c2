"""A real server and a real Chromium. Nothing may leave this machine, and nothing may go wrong inside a page unnoticed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from data.store import snapshot_path
from export.image import browser as chromium_path
from i18n import say

ROOT = Path(__file__).parents[2]
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE = 60
"""Seconds: for a server to start and for whatever is waited for on a page."""
HERE = {"localhost", "127.0.0.1"}
CHARTED = ("overview", "idle")
LOCALES = {"en": "en-GB", "zh": "zh-CN"}

DRAWN = """() => {
  if (document.querySelector('[data-stale=true], [data-testid=stSkeleton]')) return false;
  const room = document.querySelector('[class*=st-key-suanli_screen]').getBoundingClientRect().width;
  const told = `-${Math.min(Math.floor(room / 20) * 20, 1240)}-`;
  return [...document.querySelectorAll('.js-plotly-plot')].every(plot => plot._fullLayout && plot.closest(`[class*="${told}"]`)
    && Math.abs(plot.parentElement.clientWidth - plot._fullLayout.width) < 2);
}"""
"""Whether every chart is drawn for the width that the page has."""

expect.set_options(timeout=PATIENCE * 1000)


@dataclass(frozen=True)
class Server:
    """A running app: where it answers and the database that it writes."""

    url: str
    database: Path


@contextmanager
def _serving(database: Path, **environment: str) -> Iterator[Server]:
    """A server of its own process on a free port, up when it says that it is healthy."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.headless", "true"]
    given = {**os.environ, "SUANLI_DATABASE": str(database), **environment}
    given.pop("SUANLI_USER", None)
    log = database.with_suffix(".log")
    with log.open("w") as lines:
        process = subprocess.Popen(command, cwd=ROOT, env=given, stdout=lines, stderr=subprocess.STDOUT)
        try:
            url = f"http://localhost:{port}"
            _wait_for_health(url, process, log)
            yield Server(url, database)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _wait_for_health(url: str, process: subprocess.Popen, log: Path) -> None:
    pause = Event()
    for _ in range(PATIENCE * 10):
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health") as answer:
                assert answer.read() == b"ok"
                return
        except urllib.error.URLError:
            pause.wait(0.1)
    pytest.fail(f"The server did not come up:\n{log.read_text()}")


@pytest.fixture(scope="session")
def chromium(driver) -> Iterator[Browser]:
    """The Chromium of this machine. Without one the suite says that it is skipped; on CI that is a failure."""
    path = chromium_path()
    if path is None and os.environ.get("CI") != "true":
        pytest.skip("no Chrome or Chromium was found: the browser suite is skipped")
    assert path, "CI must have a Chrome or Chromium"
    browser = driver.chromium.launch(executable_path=path, args=list(FLAGS))
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def surf(chromium) -> Callable[..., Page]:
    """A context manager: `with surf(language="zh", width=390) as page`, a browser of a reader who was never here before."""

    @contextmanager
    def surfing(language: str = "en", width: int = 1440, height: int = 1000, **options: object) -> Iterator[Page]:
        context = chromium.new_context(locale=LOCALES[language], viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(PATIENCE * 1000)
        strangers, failures = [], []
        context.on("request", lambda request: strangers.append(request.url) if _leaves(request.url) else None)
        page = context.new_page()
        page.on("pageerror", lambda failure: failures.append(str(failure)))
        try:
            yield page
            assert not strangers, "requests that left this machine"
            assert not failures, "errors in the page"
        finally:
            context.close()

    return surfing


def _leaves(url: str) -> bool:
    place = urlsplit(url)
    return place.scheme in ("http", "https", "ws", "wss") and place.hostname not in HERE


@pytest.fixture(scope="session")
def cold() -> dict[str, str]:
    """What the readers saw whose links were the very first requests of the server, before there was a database."""
    return {}


@pytest.fixture(scope="session")
def server(tmp_path_factory, surf, cold) -> Iterator[Server]:
    """The server of the whole suite, its database made at the first request: two deep links opened at once, in either language."""
    with _serving(tmp_path_factory.mktemp("server") / "suanli.duckdb") as running:
        with surf("zh") as first, surf("en") as second:
            for page, address in ((first, "/idle?pool=vcpDC,vcLJZ&by=week&outages=excluded"), (second, "/methods?topic=contracts")):
                page.goto(running.url + address, wait_until="commit")
            expect(first.locator(".js-plotly-plot .main-svg").first).to_be_visible()
            expect(second.get_by_role("heading", name="Contracts", exact=True)).to_be_visible()
            cold.update(idle=first.locator("body").inner_text(), address=first.url, methods=second.locator("body").inner_text())
        yield running


@pytest.fixture
def serving() -> Callable[..., AbstractContextManager[Server]]:
    """A server of a test's own: `with serving(database, VARIABLE="value") as server`."""
    return _serving


@pytest.fixture(scope="session")
def ready() -> Callable[..., None]:
    """Waits for a page: ready(page, "idle", "zh") returns when it is there, drawn for its width, and the server has said everything.

    charted=False: a section of it that may have no chart.
    """

    def waited(page: Page, name: str, language: str = "en", charted: bool = True) -> None:
        expect(page.get_by_role("heading", name=say(f"{name}.title", language), exact=True).first).to_be_visible()
        if charted and name in CHARTED:
            expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
        expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_have_count(1)
        page.wait_for_function(DRAWN)

    return waited


@pytest.fixture
def filled(_filled, tmp_path) -> Path:
    """The path of a database that holds the record, for a server of a test's own."""
    path = tmp_path / "own.duckdb"
    shutil.copy(_filled, path)
    shutil.copy(snapshot_path(_filled), snapshot_path(path))
    return path
