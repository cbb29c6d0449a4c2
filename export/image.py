"""Chart -> PNG, SVG or PDF, drawn by one Chromium that is kept warm."""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
from collections.abc import Coroutine
from functools import cache
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Literal

from charts.chart import Chart
from data.schema import Problem, Refused
from export.cells import plain
from export.drawn import drawn
from export.pdf import readable

Form = Literal["png", "svg", "pdf"]

RENDER_SECONDS = 30
START_SECONDS = 60

_LOG = logging.getLogger(__name__)
_LOCK = Lock()
"""One drawing at a time in this process. Kaleido's own server once gave 89 of 96 simultaneous callers another caller's image."""


def image(chart: Chart, form: Form, scale: int = 2, width: int = 1200) -> bytes:
    """Return `chart` as an image on white, `width` pixels wide and a PNG `scale` times that; text in SVG and PDF stays text.

    Raise Refused where no browser is found, or where it twice gives no image.
    """
    path = browser()
    if path is None:
        raise Refused(Problem("export.no_browser"))
    figure = drawn(chart, width)
    options = {"format": form, "width": width, "height": figure["layout"]["height"], "scale": scale if form == "png" else 1}
    made = _made(path, figure, options)
    return readable(made, plain(chart.title)) if form == "pdf" else made


def available() -> bool:
    """Return whether a Chrome or Chromium is there to draw images; it is not started."""
    return browser() is not None


def browser() -> str | None:
    """Return the path of a Chrome or Chromium: the one that CHROME_PATH or BROWSER_PATH names, else one in a usual place; None without."""
    return _browser(os.environ.get("CHROME_PATH") or os.environ.get("BROWSER_PATH") or "")


@cache
def _browser(named: str) -> str | None:
    from choreographer.browsers.chromium import Chromium

    path = named or Chromium.find_browser(skip_local=False)
    return str(path) if path and Path(path).is_file() and os.access(path, os.X_OK) else None


class _Renderer:
    """A Chromium with plotly.js loaded, on an event loop of its own thread, so that any thread may ask and may stop waiting."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._kaleido: Any = None
        Thread(target=self._loop.run_forever, name="chart-images", daemon=True).start()

    def open(self, path: str) -> None:
        self._awaited(self._open(path), START_SECONDS)

    def image(self, figure: dict, options: dict) -> bytes:
        return self._awaited(self._kaleido.calc_fig(figure, opts=options), RENDER_SECONDS)

    def close(self) -> None:
        try:
            if self._kaleido is not None:
                self._awaited(self._kaleido.close(), RENDER_SECONDS)
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)

    async def _open(self, path: str) -> None:
        from kaleido import Kaleido

        # At the end it logged as an error a message that the browser had not finished; what fails arrives as an exception.
        logging.getLogger("choreographer").setLevel(logging.CRITICAL)
        # MathJax would be fetched from a CDN; plotly.js comes from the installed package.
        self._kaleido = Kaleido(path=path, mathjax=False, timeout=None)
        await self._kaleido.open()

    def _awaited(self, work: Coroutine, seconds: float) -> Any:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(seconds)
        finally:
            future.cancel()


_renderer: _Renderer | None = None


def _made(path: str, figure: dict, options: dict) -> bytes:
    """The image; a browser that gives none is replaced once."""
    with _LOCK:
        for _ in range(2):
            try:
                return _rendered(path, figure, options)
            except Exception as failure:
                cause = failure
                _LOG.warning("The browser gave no image and is closed.", exc_info=True)
                _stop()
    raise Refused(Problem("export.not_rendered")) from cause


def _rendered(path: str, figure: dict, options: dict) -> bytes:
    global _renderer
    if _renderer is None:
        _renderer = _Renderer()
        _renderer.open(path)
    return _renderer.image(figure, options)


@atexit.register
def _stop() -> None:
    """Close the browser; the next image opens a fresh one."""
    global _renderer
    renderer, _renderer = _renderer, None
    try:
        if renderer is not None:
            renderer.close()
    except Exception:
        _LOG.warning("The browser did not close in order.", exc_info=True)
