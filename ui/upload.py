"""The way of an upload on screen: files, reading, mapping, problems, storing; nothing is stored until the analyst says so."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from data.check import Checked
from data.child import checked_files
from data.child.pool import is_busy, prepare
from data.corrections import Correction, merged
from data.digest import joint_digest
from data.mapping import Match
from data.read import File, headers_of
from data.schema import Dataset, Refused
from data.upload import Draft, draft, joint_name
from i18n import say
from i18n.problem import sentence
from ui import example
from ui import upload_steps as steps
from ui.frame import Here, writer
from ui.questions import answers
from ui.table import table
from ui.uploads import local
from ui.words import literal
from views import VIEWS

LIMIT_MB = 200
_PAGES = ("idle", "contracts", "companies", "demand", "capacity", "rents")
_SECTIONS = {
    "usage": {"idle": {"section": "clusters"}},
    "requests": {"idle": {"section": "clusters", "show": "requests"}},
    "series": {"demand": {"section": "trust", "show": "series"}},
    "capacity": {"capacity": {"section": "growth", "show": "own"}},
    "regional_proxies": {"capacity": {"section": "map", "show": "mismatch"}},
    "fleet": {"rents": {"section": "fleet"}},
}
"""Where on a page the rows of a dataset are seen, if not on its first screen."""


def upload(here: Here, dataset: Dataset) -> None:
    """Draw the whole way of an upload into `dataset`, as far as the analyst has come."""
    if not here.owner:
        st.info(say("upload.sign_in", here.language))
        return
    if not here.store.writable:
        st.link_button(say("upload.elsewhere", here.language), f"{writer().rstrip('/')}/datasets?dataset={dataset.name}")
        return
    _announce(here)
    prepare()
    turn = st.session_state.setdefault("upload.turn", 0)
    st.caption(say("upload.hint", here.language, limit=LIMIT_MB))
    given = st.file_uploader(
        say("upload.file", here.language),
        accept_multiple_files=True,
        key=f"upload.file.{dataset.name}.{turn}",
        max_upload_size=LIMIT_MB,
        label_visibility="collapsed",
    )
    if not given:
        return
    files = [(file.name, file.getvalue()) for file in given]
    digests = tuple(hashlib.sha256(content).hexdigest() for _, content in files)
    key = f"{dataset.name}.{joint_digest(digests)}"
    checked = _checked(here, dataset, files, key)
    if isinstance(checked, tuple):
        _keep({}, key, steps.mapping(here, dataset, checked, None, key))
        return
    steps.taken_over(here, checked)
    steps.guessed(here, checked)
    made = draft(here.store, checked, digests, here.owner)
    agreed = steps.replaced(here, made, key) if len(checked.good) else False
    corrections = steps.problems(here, checked, key)
    mapping = steps.mapping(here, dataset, checked.headers, checked, key)
    _keep(checked.matches, key, answers(here, checked, key), mapping, steps.words(here, checked, key))
    if corrections:
        st.session_state[f"upload.corrections.{key}"] = merged(checked.corrections, corrections)
        st.rerun()
    _preview(here, checked)
    if len(checked.good):
        _store(here, made, joint_name([name for name, _ in files]), key, agreed)


def _keep(matches: Mapping[str, Match], key: str, *changed: Mapping[str, Match] | None) -> None:
    """Keep what the analyst has said anew of the mapping, and check again; what is read as before stays open to suggestion."""
    kept = f"upload.mapping.{key}"
    said = dict(st.session_state.get(kept) or {})
    for each in changed:
        if each is not None:
            news = {name: match for name, match in each.items() if match != matches.get(name, Match())}
            st.session_state[kept] = {name: match for name, match in said.items() if name in each or not match.constant} | news
            st.rerun()


def _checked(here: Here, dataset: Dataset, files: Sequence[tuple[str, bytes]], key: str) -> Checked | tuple[str, ...]:
    """Return the files checked; where they are refused, which is drawn, their headers, of which a mapping may be made."""
    chosen: dict[str, Match] | None = st.session_state.get(f"upload.mapping.{key}")
    corrections: tuple[Correction, ...] = st.session_state.get(f"upload.corrections.{key}", ())
    asked = (key, repr(chosen), corrections)
    held = st.session_state.get("upload.checked")
    if held and held[0] == asked:
        return held[1]
    try:
        with st.spinner(say("upload.waiting" if is_busy() else "upload.checking", here.language)), tempfile.TemporaryDirectory() as folder:
            written = []
            for number, (name, content) in enumerate(files):
                path = Path(folder) / f"upload{number}"
                path.write_bytes(content)
                written.append(File(path, name))
            headers = headers_of(written)
            checked = checked_files(
                written,
                dataset,
                mapping=chosen,
                remembered=lambda header: here.store.remembered(dataset.name, header, here.owner),
                corrections=corrections,
            )
    except Refused as refused:
        return headers if steps.refused(here, refused.problems) else ()
    st.session_state["upload.checked"] = (asked, checked)
    return checked


def _preview(here: Here, checked: Checked) -> None:
    if not len(checked.good):
        return
    with st.expander(say("upload.preview", here.language, rows=min(20, len(checked.good)))):
        known = tuple(column for column in checked.dataset.columns if checked.good[column.name].notna().any())
        table(checked.good.head(20), known, here.language)


def _store(here: Here, made: Draft, name: str, key: str, agreed: bool) -> None:
    language, same = here.language, made.same
    if same:
        st.warning(say("upload.same", language, number=same.number, name=literal(same.file_name), at=local(same.stored_at)))
    agreed = steps.left_out(here, made, key) and agreed
    with st.container(horizontal=True, vertical_alignment="bottom"):
        seen = st.segmented_control(
            say("upload.visibility", language),
            ("mine", "all"),
            default="mine",
            required=True,
            key=f"upload.seen.{key}",
            format_func=lambda code: say(f"upload.visibility_{code}", language),
        )
        if st.button(say("upload.store", language), type="primary", disabled=not agreed, key=f"upload.store.{key}"):
            number, rows = here.store.add(made.new(name, seen)), f"{len(made.checked.good):,}"
            st.session_state["upload.said"] = (say("upload.stored", language, number=number, rows=rows), made.checked.dataset.name)
            st.session_state["upload.turn"] += 1
            st.session_state.pop("upload.checked", None)
            st.rerun()


def _announce(here: Here) -> None:
    """Say what was done, and lead to the pages that show it."""
    for problem in here.store.unpublished:
        st.warning(literal(sentence(problem, here.language)))
    said, dataset = st.session_state.pop("upload.said", ("", ""))
    if not said:
        return
    st.success(said)
    if example.is_loaded():
        st.info(say("example.stored_beside", here.language))
        example.remover(here.language, "stored")
    topics = {view.topic for view in VIEWS.values() if dataset in view.datasets} | {*_SECTIONS.get(dataset, {})}
    with st.container(horizontal=True):
        for topic in (page for page in _PAGES if page in topics):
            st.page_link(
                f"pages/{topic}.py",
                label=say("upload.see", here.language, page=say(f"frame.page_{topic}", here.language)),
                query_params={"data": "mine", **_SECTIONS.get(dataset, {}).get(topic, {})},
            )
