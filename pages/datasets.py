"""The datasets: what each holds, its template, its rows; uploading into it, and taking an upload back."""

import streamlit as st

from i18n import say
from ui import example, frame
from ui.dataset import about, chosen, rows
from ui.upload import upload
from ui.uploads import ledger

here = frame.here("datasets")
dataset = chosen(here)
about(here, dataset)

st.subheader(say("datasets.upload", here.language), anchor=False)
upload(here, dataset)
if example.is_loaded() or not here.store.uploads(here.owner):
    example.offer(here.language)

st.subheader(say("datasets.rows", here.language), anchor=False)
rows(here, dataset)

st.subheader(say("datasets.uploads", here.language), anchor=False)
ledger(here)
