"""The frame around every page: language, reader, data; and what is shown when something fails."""

from __future__ import annotations

import logging
import os
import subprocess  # nosec B404 # starts our own command
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import streamlit as st

from data.schema import LANGUAGES
from data.store import Store, Tables, database_path, follow, is_current, open_store, problems
from i18n import say
from i18n.problem import sentence
from ui import account, example, link, screen
from ui.words import literal
from views import DATA, EXAMPLE, current
from views import owners as whose

_APP = Path(__file__).parents[1]
_LOG = logging.getLogger("suanli")
_ALWAYS = {"overview": "record", "methods": "record", "datasets": "joined"}
"""Pages that leave no choice: answers are the record's, and a table of rows, each with its source, holds them all."""
_OF_ONE_OWNER = ("idle",)
"""Pages of telemetry, which is never joined with that of another owner."""
_MAKING = threading.Lock()
"""Two readers who came at the first start each made the database, and one was told that it is locked."""


@dataclass(frozen=True)
class Here:
    """Who reads what, in which language, on a page of how many pixels; `said` is what this run of the page has said once for all cards."""

    topic: str
    language: str
    owner: str
    store: Store
    tables: Tables
    width: int
    theme: str
    data: str
    said: set[str] = field(default_factory=set, compare=False)

    def seen(self, datasets: tuple[str, ...]) -> str:
        """Return a text that is the same as long as the reader sees the same rows of `datasets`; results are kept under it."""
        return f"{self.store.path}: {self.tables.seen(datasets)}"


@contextmanager
def guarded() -> Iterator[None]:
    """Show a sentence in the reader's language instead of a trace; what was unexpected goes to the log."""
    language = _language()
    try:
        yield
    except Exception as failure:
        for problem in problems(failure, database_path(), "frame.failed"):
            st.error(literal(sentence(problem, language)))


def begin() -> str:
    """Set the page up and return the reader's language: the address, else the choice, else this browser's last, else its own."""
    language = _language()
    st.session_state["frame.begun"] = True
    st.set_page_config(page_title=say("frame.name", language), page_icon=str(_APP / "ui" / "icon.png"), layout="wide")
    return language


def head(language: str, topic: str) -> None:
    """Draw the head of page `topic`: its title and question; beside them the language, which data, sign-in where it is set up."""
    _take_up_former()
    example.arrived(topic)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(width="stretch", gap=None):
            st.title(say(f"{topic}.title", language), anchor=False)
            st.caption(say(f"{topic}.question", language))
        with st.container(width="content", horizontal=True, gap="small"):
            _switches(language, topic)
            account.sign_in(language)
    example.line(language, topic, _data(topic))
    account.refusal(language)
    screen.listen(st.session_state.get("frame.language"))


def _switches(language: str, topic: str) -> None:
    if topic not in _ALWAYS:
        _data_choice(language, topic)
    st.segmented_control(
        "Language · 语言",
        LANGUAGES,
        default=language,
        key="frame.switch",
        required=True,
        label_visibility="collapsed",
        format_func=lambda code: say("frame.language", code),
        on_change=_choose,
    )


def _data_choice(language: str, topic: str) -> None:
    """Draw the choice of whose rows are shown: the record's, the reader's own, both side by side, or joined where facts may be."""
    link.state(
        "frame",
        "data",
        "record",
        _choices(topic),
        lambda key, begun: st.segmented_control(
            say("view.data", language),
            _choices(topic),
            key=key,
            default=begun if begun in _choices(topic) else "both",
            required=True,
            label_visibility="collapsed",
            format_func=lambda code: say(f"view.data_{code}", language),
        ),
    )


def _take_up_former() -> None:
    """Take up the choice of a link followed within the page, and that of an address of before, which says it in other words."""
    given = st.query_params.to_dict()
    if given.get("data") in DATA.values:
        link.arrived("frame", "data")
    if "record" in given and "record" not in current(given):
        st.query_params.pop("record")
        st.session_state["kept.frame.data"] = current(given)["data"]


def _choices(topic: str) -> tuple[str, ...]:
    offered = DATA.values[:3] if topic in _OF_ONE_OWNER else DATA.values
    return (*offered, EXAMPLE) if topic in example.PAGES and example.is_loaded() else offered


def _data(topic: str) -> str:
    """Return whose rows page `topic` shows."""
    chosen = st.session_state.get("kept.frame.data", "record")
    if topic in _ALWAYS:
        return _ALWAYS[topic]
    return chosen if chosen in _choices(topic) else "record" if chosen == EXAMPLE else "both"


def here(topic: str) -> Here:
    """Open the data and return who reads what on page `topic`."""
    _through_the_door()
    language = _language()
    store = opened(language)
    data = _data(topic)
    owner = account.greeted(store)
    theme = "dark" if st.context.theme.type == "dark" else "light"
    return Here(
        topic, language, owner, store, store.tables(owner, "joined" if data == "both" else data), screen.known()["width"], theme, data
    )


def writer() -> str:
    """Return the address of the process that writes, SUANLI_WRITER; empty where this is that process."""
    return os.environ.get("SUANLI_WRITER", "")


def opened(language: str) -> Store:
    """Return the database, or what the process that writes has published of it.

    On the first start it is made in a process of its own, so that this one stays light.
    """
    path = database_path()
    if writer():
        return follow(path)
    with st.spinner(say("frame.first_start", language)), _MAKING:
        if not is_current(path):
            made = subprocess.run([sys.executable, str(_APP / "cli.py"), "load"], check=False, capture_output=True, text=True, cwd=_APP)  # nosec B603 # nothing of it comes from a user
            if made.returncode:
                _LOG.warning("The database was not made: %s", made.stderr)
    store = open_store(path)
    store.make_up()
    return store


def columns(here: Here, count: int) -> list:
    """Return `count` columns where the page bears them, else containers one under the other."""
    return list(st.columns(count)) if screen.bears(here.width, count) else [st.container() for _ in range(count)]


def owners(here: Here) -> list[Here]:
    """Return the page of each owner whose rows stand side by side; the page itself where they are of one."""
    if here.data != "both":
        return [here]
    return [replace(here, data=owner, tables=here.store.tables(here.owner, owner)) for owner in whose("both")]


def _through_the_door() -> None:
    # Until app.py has called st.navigation once, Streamlit takes a folder named pages for its older kind of app: the first links opened
    # after a start run the page without app.py. Seen with 1.67 on /idle; the rerun goes through app.py. The session is asked too: of
    # two links opened at once, the second found the switch turned by the first, and went on without app.py.
    from streamlit.runtime.pages_manager import PagesManager

    if PagesManager.uses_pages_directory or "frame.begun" not in st.session_state:
        PagesManager.uses_pages_directory = False
        st.rerun()


def _choose() -> None:
    st.session_state["frame.language"] = st.session_state["frame.switch"]
    st.query_params.pop("lang", None)


def _language() -> str:
    for wanted in (st.query_params.get("lang"), st.session_state.get("frame.language"), screen.known()["language"]):
        if wanted in LANGUAGES:
            return wanted
    return "zh" if (st.context.locale or "").lower().startswith("zh") else "en"
