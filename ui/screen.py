"""How wide the reader's screen is, and the language chosen on this browser before: the two things only the browser knows."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

_KEY = "suanli_screen"
_CONTENT = {"wide": 1240, "medium": 900, "narrow": 350}

_JS = """
export default function ({ data, setStateValue }) {
  const screen = () => (window.innerWidth < 640 ? "narrow" : window.innerWidth < 1100 ? "medium" : "wide");
  let remembered = null;
  try {
    if (data.language) localStorage.setItem("suanli.language", data.language);
    remembered = localStorage.getItem("suanli.language");
  } catch { remembered = null; }
  let told = JSON.stringify(data.known);
  const tell = () => {
    const now = { screen: screen(), language: remembered };
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


def known() -> dict[str, str | None]:
    """Return what the browser last told: {"screen": wide | medium | narrow, "language": en | zh | None}."""
    told = st.session_state.get(_KEY)
    return (told.get("browser") if told else None) or {"screen": "wide", "language": None}


def listen(chosen: str | None) -> None:
    """Ask the browser for screen and language, and have it remember `chosen`. It answers, and so reruns the page, only with news."""
    _component()(key=_KEY, data={"language": chosen, "known": known()}, on_browser_change=lambda: None)


def width(screen: str, columns: int = 1) -> int:
    """Return the width in pixels of a chart in one of `columns` equal columns."""
    return _CONTENT[screen] // columns - (40 if screen != "narrow" else 0)
