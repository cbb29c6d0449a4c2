"""The way of an upload on screen: file, reading, mapping, problems, storing; nothing is stored until the analyst says so."""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from data.check import Checked, checked_file
from data.mapping import Match, unit_code
from data.schema import Column, Dataset, Refused, Text
from data.store import share_text
from data.tables import DATASETS
from data.upload import draft
from export.workbook import frame_csv
from i18n import say
from i18n.problem import row, sentence
from ui.frame import Here
from ui.questions import CODES, answers
from ui.table import table
from ui.words import literal

LIMIT_MB = 200
_SHOWN = 200


def upload(here: Here, dataset: Dataset) -> None:
    """Draw the whole way of an upload into `dataset`, as far as the analyst has come."""
    if not here.owner:
        st.info(say("upload.sign_in", here.language))
        return
    _announce(here)
    turn = st.session_state.setdefault("upload.turn", 0)
    st.caption(say("upload.hint", here.language, limit=LIMIT_MB))
    given = st.file_uploader(
        say("upload.file", here.language), key=f"upload.file.{dataset.name}.{turn}", max_upload_size=LIMIT_MB, label_visibility="collapsed"
    )
    if given is None:
        return
    content = given.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    checked = _checked(here, dataset, given.name, content, digest)
    if checked is None:
        return
    told = answers(here, checked, f"{dataset.name}.{digest}")
    if told is not None:
        st.session_state[f"upload.mapping.{dataset.name}.{digest}"] = told
        st.rerun()
    _mapping(here, dataset, checked, digest)
    _problems(here, checked)
    _preview(here, checked)
    _store(here, dataset, checked, given.name, digest)


def _checked(here: Here, dataset: Dataset, name: str, content: bytes, digest: str) -> Checked | None:
    chosen = st.session_state.get(f"upload.mapping.{dataset.name}.{digest}")
    key = (dataset.name, digest, repr(chosen))
    held = st.session_state.get("upload.checked")
    if held and held[0] == key:
        return held[1]
    try:
        with st.spinner(say("upload.checking", here.language)), tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "upload"
            path.write_bytes(content)
            checked = checked_file(
                path, dataset, name=name, mapping=chosen, remembered=lambda header: here.store.remembered(dataset.name, header, here.owner)
            )
    except Refused as refused:
        for problem in refused.problems:
            st.error(literal(sentence(problem, here.language)))
        return None
    st.session_state["upload.checked"] = (key, checked)
    return checked


def _mapping(here: Here, dataset: Dataset, checked: Checked, digest: str) -> None:
    if not checked.headers:
        return
    language = here.language
    matched = sum(1 for match in checked.mapping.values() if match.header)
    with st.expander(
        say("upload.mapping", language, matched=matched, total=len(checked.headers)), expanded=not len(checked.good) and not checked.asks
    ):
        st.caption(say("upload.mapping_hint", language))
        edited = st.data_editor(
            _mapping_frame(dataset, checked.mapping, language),
            key=f"upload.editor.{dataset.name}.{digest}",
            hide_index=True,
            placeholder="",
            disabled=["column"],
            column_config={
                "code": None,
                "column": st.column_config.TextColumn(say("upload.our_column", language)),
                "header": st.column_config.SelectboxColumn(say("upload.their_header", language), options=list(checked.headers)),
                "unit": st.column_config.TextColumn(say("upload.their_unit", language)),
                "constant": st.column_config.TextColumn(say("upload.constant", language)),
            },
        )
        if st.button(say("upload.apply", language), key=f"upload.apply.{dataset.name}.{digest}"):
            st.session_state[f"upload.mapping.{dataset.name}.{digest}"] = _matches(edited, dataset)
            st.rerun()


def _mapping_frame(dataset: Dataset, mapping: dict[str, Match], language: str) -> pd.DataFrame:
    rows = []
    for column in dataset.given:
        match = mapping.get(column.name, Match())
        title = column.title.in_(language) + (" *" if column.required else "")
        rows.append({"code": column.name, "column": title, "header": match.header, "unit": match.unit, "constant": match.constant})
    return pd.DataFrame(rows, dtype="object")


def _matches(edited: pd.DataFrame, dataset: Dataset) -> dict[str, Match]:
    cells = edited.astype("object").where(edited.notna(), None)
    return {
        row["code"]: Match(row["header"] or None, unit_code(row["unit"], dataset.column(row["code"])), row["constant"] or None)
        for row in cells.to_dict("records")
    }


def _problems(here: Here, checked: Checked) -> None:
    language = here.language
    for note in checked.notes:
        if note.code in CODES:
            continue
        st.caption(literal(sentence(note, language)))
    errors = [problem for problem in checked.errors if problem.code not in CODES]
    if not errors and checked.errors:
        return
    if not errors:
        st.success(say("upload.clean", language, rows=f"{len(checked.frame):,}"))
        return
    st.error(say("upload.errors", language, errors=f"{len(errors):,}", rows=f"{len(checked.frame):,}", good=f"{len(checked.good):,}"))
    listed = pd.DataFrame([row(problem, language) for problem in errors])
    st.dataframe(listed.loc[:, (listed != "").any()].head(_SHOWN), hide_index=True, placeholder="")
    st.download_button(
        say("upload.problem_list", language),
        data=lambda: frame_csv(listed, tuple(Column(name, "text", Text(name, name)) for name in listed), language),
        file_name=f"problems_{checked.dataset.name}_{language}.csv",
        mime="text/csv",
        on_click="ignore",
    )


def _preview(here: Here, checked: Checked) -> None:
    if not len(checked.good):
        return
    with st.expander(say("upload.preview", here.language, rows=min(20, len(checked.good)))):
        known = tuple(column for column in checked.dataset.columns if checked.good[column.name].notna().any())
        table(checked.good.head(20), known, here.language)


def _store(here: Here, dataset: Dataset, checked: Checked, name: str, digest: str) -> None:
    language = here.language
    if not len(checked.good):
        return
    made = draft(here.store, checked, (digest,), here.owner)
    same = made.same
    if same:
        st.warning(say("upload.same", language, number=same.number, name=literal(same.file_name), at=_local(same.stored_at)))
    partly = not checked.errors or st.checkbox(
        say("upload.good_only", language, good=f"{len(checked.good):,}", share=share_text(made.share)), key=f"upload.partly.{digest}"
    )
    for change in made.changes():
        (st.warning if change.severity == "error" else st.caption)(literal(sentence(change, language)))
    partly = partly and (not made.replaced or st.checkbox(say("upload.replace", language), key=f"upload.replace.{digest}"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        seen = st.segmented_control(
            say("upload.visibility", language),
            ("mine", "all"),
            default="mine",
            required=True,
            key=f"upload.seen.{digest}",
            format_func=lambda code: say(f"upload.visibility_{code}", language),
        )
        if st.button(say("upload.store", language), type="primary", disabled=not partly, key=f"upload.store.{digest}"):
            number = here.store.add(made.new(name, seen))
            st.session_state["upload.said"] = say("upload.stored", language, number=number, rows=f"{len(checked.good):,}")
            st.session_state["upload.turn"] += 1
            st.session_state.pop("upload.checked", None)
            st.rerun()


def _announce(here: Here) -> None:
    said = st.session_state.pop("upload.said", None)
    if said:
        st.success(said)
    for problem in here.store.unpublished:
        st.warning(literal(sentence(problem, here.language)))


def ledger(here: Here) -> None:
    """Draw the uploads that the reader may see, each of the reader's own with one click to take it back."""
    language = here.language
    lines = here.store.uploads(here.owner)
    if not lines:
        st.caption(say("upload.none", language))
    for line in lines:
        own, live = line.owner == here.owner, line.undone_at is None
        state = say("upload.live" if live else "upload.undone", language)
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            st.markdown(
                say(
                    "upload.line",
                    language,
                    number=line.number,
                    name=literal(line.file_name),
                    dataset=DATASETS[line.dataset].title.in_(language),
                    rows=f"{line.row_count:,}",
                    at=_local(line.stored_at),
                    seen=say(f"upload.visibility_{line.visibility}", language),
                    state=state,
                )
            )
            if own and live and st.button(say("upload.undo", language), key=f"upload.undo.{line.number}"):
                here.store.undo(line.number, here.owner)
                st.session_state["upload.said"] = say("upload.taken_back", language, number=line.number)
                st.rerun()
            other = "all" if line.visibility == "mine" else "mine"
            if own and live and st.button(say(f"upload.make_{other}", language), key=f"upload.share.{line.number}", type="tertiary"):
                here.store.share(line.number, here.owner, other)
                st.rerun()


def _local(moment: dt.datetime) -> str:
    """A moment of the ledger, which is kept in UTC, by the clock of the reader's browser."""
    return f"{moment.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(st.context.timezone or 'UTC')):%Y-%m-%d %H:%M}"
