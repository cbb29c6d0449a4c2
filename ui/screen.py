"""How wide the reader's page is, and the language chosen on this browser before: the two things only the browser knows."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

DESK = 1240
"""Pixels of a page on a screen of 1440 pixels or more; what is drawn until the browser has told otherwise."""

_KEY = "suanli_screen"
_STEP, _GAP, _FRAME = 20, 16, 34

_JS = """
export default function ({ data, parentElement, setStateValue }) {
  const host = parentElement.host ?? parentElement;
  let remembered = null;
  try {
    if (data.language) localStorage.setItem("suanli.language", data.language);
    remembered = localStorage.getItem("suanli.language");
  } catch { remembered = null; }
  let told = JSON.stringify(data.known);
  const tell = () => {
    const width = Math.floor(host.getBoundingClientRect().width / data.step) * data.step;
    const now = { width: width > 0 ? Math.min(width, data.desk) : data.known.width, language: remembered };
    if (JSON.stringify(now) !== told) { told = JSON.stringify(now); setStateValue("browser", now); }
  };
  let timer = null;
  const later = () => { clearTimeout(timer); timer = setTimeout(tell, 300); };
  window.addEventListener("resize", later);
  tell();
  return () => window.removeEventListener("resize", later);
}
"""


@cache
def _component() -> Any:
    return st.components.v2.component("suanli_screen", js=_JS)


def known() -> dict[str, Any]:
    """Return what the browser last told: {"width": pixels of the page, "language": en | zh | None}."""
    told = st.session_state.get(_KEY)
    return (told.get("browser") if told else None) or {"width": DESK, "language": None}


def listen(chosen: str | None) -> None:
    """Ask the browser for width and language, and have it remember `chosen`. It answers, and so reruns the page, only with news."""
    data = {"language": chosen, "known": known(), "step": _STEP, "desk": DESK}
    _component()(key=_KEY, data=data, on_browser_change=lambda: None)


def bears(page: int, count: int) -> bool:
    """Return whether charts stand in `count` columns of a page of so many pixels, rather than one under the other."""
    return page >= 520 * count


def width(page: int, columns: int = 1) -> int:
    """Return the pixels of a chart in a card, in one of `columns` equal columns of a page of so many pixels."""
    return (page - _GAP * (columns - 1)) // columns - _FRAME
