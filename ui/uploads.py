"""The uploads that a reader may see: how each was stored, taken back, shared."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import streamlit as st

from data.corrections import corrections_csv
from data.schema import Language
from data.store import Upload, share_text
from data.tables import DATASETS
from i18n import say
from ui.frame import Here
from ui.words import literal


def ledger(here: Here) -> None:
    """Draw the uploads that the reader may see, each of the reader's own with one click to take it back."""
    language = here.language
    lines = here.store.uploads(here.owner)
    if not lines:
        st.caption(say("upload.none", language))
    for line in lines:
        own, live = line.owner == here.owner, line.undone_at is None and here.store.writable
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            st.markdown(_line(line, language))
            if line.taken_from and own:
                st.markdown(say("upload.taken_from", language, name=literal(line.taken_from)))
            if line.rows_dropped:
                share = share_text(line.rows_dropped / line.rows_read)
                st.markdown(say("upload.left_out", language, share=share))
            if line.corrections != "[]" and own:
                st.download_button(
                    say("upload.corrections", language),
                    data=corrections_csv(line.corrections),
                    file_name=f"corrections_{line.number}.csv",
                    mime="text/csv",
                    key=f"upload.corrections.{line.number}",
                    on_click="ignore",
                )
            if own and live and st.button(say("upload.undo", language), key=f"upload.undo.{line.number}"):
                here.store.undo(line.number, here.owner)
                st.session_state["upload.said"] = (say("upload.taken_back", language, number=line.number), line.dataset)
                st.rerun()
            other = "all" if line.visibility == "mine" else "mine"
            if own and live and st.button(say(f"upload.make_{other}", language), key=f"upload.share.{line.number}", type="tertiary"):
                here.store.share(line.number, here.owner, other)
                st.rerun()


def _line(line: Upload, language: Language) -> str:
    """Return what an upload is, as one line."""
    return say(
        "upload.line",
        language,
        number=line.number,
        name=literal(line.file_name),
        dataset=DATASETS[line.dataset].title.in_(language),
        rows=f"{line.row_count:,}",
        at=local(line.stored_at),
        seen=say(f"upload.visibility_{line.visibility}", language),
        state=say("upload.live" if line.undone_at is None else "upload.undone", language),
    )


def local(moment: dt.datetime) -> str:
    """A moment of the ledger, which is kept in UTC, by the clock of the reader's browser."""
    return f"{moment.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(st.context.timezone or 'UTC')):%Y-%m-%d %H:%M}"
