"""How soon the first chart is there, and how soon a filter redraws it, beside a Streamlit app that has one chart and nothing else.

    python benchmarks/start.py

Both are started five times in turn and seen by one headless Chromium; the best of five counts. The product's start is its second: the
database exists. Exit 1 where a ratio is above the limit or a heavy library was loaded for the first chart. Not for Windows (signals).
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Error, Page, sync_playwright  # noqa: E402

from export.image import browser  # noqa: E402

RUNS = 5
LIMIT = 1.5
HEAVY = ("ibis", "pandera", "statsmodels", "scipy")
CHART = ".js-plotly-plot .cartesianlayer .trace path"
DRAWN = "document.querySelector('.js-plotly-plot .cartesianlayer')?.innerHTML"
AT_REST = """() => {
  const now = [...document.querySelectorAll('.js-plotly-plot .cartesianlayer')].map(each => each.innerHTML).join();
  if (now !== window.suanliDrawn) { window.suanliDrawn = now; window.suanliSince = performance.now(); }
  return performance.now() - window.suanliSince > 600;
}"""
"""Nothing drawn anew for 600 ms: what a filter starts is measured, not what is left of the one before."""
SECONDS = 60_000

ONE_CHART = """
import pandas as pd
import plotly.express as px
import streamlit as st

rows = pd.DataFrame({"day": range(31), "kept": [50 + i % 7 for i in range(31)], "left out": [60 + i % 5 for i in range(31)]})
chosen = st.segmented_control("Outages", ("kept", "left out"), default="kept", required=True)
st.plotly_chart(px.bar(rows, x="day", y=chosen))
"""

DUMP = """
import json, os, signal, sys
def dump(*_):
    with open(os.environ["MODULES_FILE"] + ".part", "w") as file:
        json.dump(sorted(sys.modules), file)
    os.replace(os.environ["MODULES_FILE"] + ".part", os.environ["MODULES_FILE"])
signal.signal(signal.SIGUSR1, dump)
"""


@dataclass(frozen=True)
class App:
    """An app to be timed: its script, where it is run, the page that opens first and the page that has the filter."""

    script: Path
    folder: Path
    first: str
    filtered: str


@contextmanager
def served(app: App, scratch: Path) -> Iterator[tuple[str, subprocess.Popen]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [f"--server.port={port}", "--server.headless=true", "--browser.gatherUsageStats=false", "--server.fileWatcherType=none"]
    environment = {
        **os.environ,
        "SUANLI_DATABASE": str(scratch / "observatory.duckdb"),
        "MODULES_FILE": str(scratch / "modules.json"),
        "PYTHONPATH": str(scratch / "site"),
    }
    command = [sys.executable, "-m", "streamlit", "run", str(app.script), *options]
    server = subprocess.Popen(command, cwd=app.folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}/", server
    finally:
        server.terminate()
        server.wait(20)


def opened(page: Page, address: str) -> None:
    """Open `address` as soon as the server answers."""
    end = time.perf_counter() + SECONDS / 1000
    while True:
        try:
            page.goto(address, wait_until="commit")
            return
        except Error:
            if time.perf_counter() > end:
                raise
            time.sleep(0.02)


def modules(server: subprocess.Popen, scratch: Path) -> list[str]:
    """Return the modules that the server holds at this moment."""
    told = scratch / "modules.json"
    told.unlink(missing_ok=True)
    server.send_signal(signal.SIGUSR1)
    while not told.exists():
        time.sleep(0.02)
    return json.loads(told.read_text())


def redrawn(page: Page, name: str) -> float:
    """Choose `name` in the filter of a page at rest and return the seconds until the first chart is another."""
    page.wait_for_function(AT_REST, polling=50, timeout=SECONDS)
    before = page.evaluate(DRAWN)
    choice = page.get_by_role("radio", name=name, exact=True).or_(page.get_by_role("button", name=name, exact=True)).first
    begun = time.perf_counter()
    choice.click()
    page.wait_for_function(f"before => {DRAWN} && {DRAWN} !== before", arg=before, polling=10, timeout=SECONDS)
    return time.perf_counter() - begun


def measured(app: App, chromium: Browser, scratch: Path) -> tuple[float, list[float], list[str]]:
    """Return the seconds to the first chart, those of each redrawing, and the heavy libraries loaded at the first chart."""
    begun = time.perf_counter()
    with (
        served(app, scratch) as (address, server),
        chromium.new_context(locale="en-GB", viewport={"width": 1440, "height": 900}) as context,
    ):
        page = context.new_page()
        page.set_default_timeout(SECONDS)
        opened(page, address + app.first)
        page.locator(CHART).first.wait_for()
        first = time.perf_counter() - begun
        heavy = [name for name in modules(server, scratch) if name in HEAVY]
        if app.filtered != app.first:
            page.goto(address + app.filtered)
            page.locator(CHART).first.wait_for()
        page.wait_for_load_state("networkidle")
        return first, [redrawn(page, name) for name in ("left out", "kept") * 2], heavy


def main() -> int:
    """Print the table and return the exit code."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        scratch = Path(folder)
        (scratch / "site").mkdir()
        (scratch / "site" / "sitecustomize.py").write_text(DUMP)
        (scratch / "one_chart.py").write_text(ONE_CHART)
        apps = {"product": App(ROOT / "app.py", ROOT, "", "idle"), "one chart": App(scratch / "one_chart.py", scratch, "", "")}
        chromium = playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        cold = {name: measured(app, chromium, scratch) for name, app in apps.items()}
        found = [{name: measured(app, chromium, scratch) for name, app in apps.items()} for _ in range(RUNS)]
        chromium.close()
    print(f"not counted: very first start {cold['product'][0]:.2f} s, a filter that nobody asked before {cold['product'][1][0]:.2f} s")
    return printed([run["product"] for run in found], [run["one chart"] for run in found])


def printed(product: list, peer: list) -> int:
    """Print what was found and return the exit code."""
    rows = {
        "command → first chart": (min(run[0] for run in product), min(run[0] for run in peer)),
        "filter → redrawn chart": (min(min(run[1]) for run in product), min(min(run[1]) for run in peer)),
    }
    print(f"{f'seconds, best of {RUNS}':<26}{'product':>10}{'one chart':>12}{'ratio':>8}{'limit':>8}")
    for name, (ours, theirs) in rows.items():
        print(f"{name:<26}{ours:>10.2f}{theirs:>12.2f}{ours / theirs:>8.2f}{LIMIT:>8.2f}{'' if ours <= LIMIT * theirs else '  too slow'}")
    heavy = sorted({name for run in product for name in run[2]})
    print(f"loaded at the first chart, of {', '.join(HEAVY)}: {', '.join(heavy) or 'none'}")
    return 1 if heavy or any(ours > LIMIT * theirs for ours, theirs in rows.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
