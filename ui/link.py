"""The state of a page in its address, as codes: a link survives a change of language and opens the same view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

import streamlit as st


def state(topic: str, name: str, default: Any, allowed: Sequence[Any], ask: Callable[[str, Any], Any], many: bool = False) -> Any:
    """Return what `ask(key, begun)` answers, begun from the address and written back to it. Only what differs from `default` is written.

    `ask` draws a widget under the key, `begun` its value so far. Values that are not `allowed` are passed over; `many` = a list of values.
    The value is handed to the widget on every run and never put into its state: a first run that is broken off (the browser has told
    its width) leaves a state that the browser never saw, and the widget would show something else than what is drawn.
    """
    kept = f"kept.{topic}.{name}"
    if kept not in st.session_state:
        given = st.query_params.get(name)
        begun = _read(given, allowed, many) if given is not None else None
        st.session_state[kept] = default if begun is None else begun
    if not many and st.session_state[kept] != default and st.session_state[kept] not in allowed:
        st.session_state[kept] = default  # chosen in another section, which offers other values under this name
    turn = st.session_state.get(f"turn.{topic}.{name}", 0)
    value = ask(f"{topic}.{name}" + f".{turn}" * bool(turn), st.session_state[kept])
    value = default if value is None else value
    st.session_state[kept] = value
    write(name, value, default, many)
    return value


def now(topic: str, name: str, default: Any) -> Any:
    """Return what is chosen under `name`, also where its widget is drawn later in this run: as it was just changed, kept, or asked."""
    turn = st.session_state.get(f"turn.{topic}.{name}", 0)
    for key in (f"{topic}.{name}" + f".{turn}" * bool(turn), f"kept.{topic}.{name}"):
        if st.session_state.get(key) is not None:
            return st.session_state[key]
    return st.query_params.get(name, default)


def choose(topic: str, name: str, value: Any) -> None:
    """Choose `value` for the reader, as a click on a row does: the widget is drawn anew under another key, begun from it."""
    st.session_state[f"kept.{topic}.{name}"] = value
    st.session_state[f"turn.{topic}.{name}"] = st.session_state.get(f"turn.{topic}.{name}", 0) + 1


def owner(data: str) -> None:
    """Choose for the reader whose rows the pages show, in the address too."""
    choose("frame", "data", data)
    write("data", data, "record")


def arrived(topic: str, name: str) -> bool:
    """Return whether the reader came by a link that says something else of `name` than is shown, and take it up.

    `state` reads the address on the first visit only, and what is shown stands in the address from then on.
    """
    given, kept = st.query_params.get(name), st.session_state.get(f"kept.{topic}.{name}")
    if given is None or given == kept:
        return False
    if kept is not None:
        choose(topic, name, given)
    return True


def _read(text: str, allowed: Sequence[Any], many: bool) -> Any:
    if many:
        return [value for value in text.split(",") if value in allowed] or None
    return text if text in allowed else None


def write(name: str, value: Any, default: Any, many: bool = False) -> None:
    """Put `value` into the address under `name`, or take it out where it is the default."""
    if value == default:
        st.query_params.pop(name, None)
    else:
        text = ",".join(map(str, value)) if many else str(value)
        if st.query_params.get(name) != text:
            st.query_params[name] = text


def address() -> str:
    """Return the address of what is on screen, without the language, so that it opens in the reader's own."""
    codes = {name: value for name, value in st.query_params.to_dict().items() if name != "lang"}
    base = (st.context.url or "").split("?")[0]
    return f"{base}?{urlencode(codes)}" if codes else base
