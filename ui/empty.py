"""The designed empty state: what is missing and the one thing to do."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from data.tables import DATASETS
from i18n import say
from ui.frame import Here


def missing(here: Here, dataset: str) -> NoReturn:
    """Say that `dataset` holds no rows, offer the page to upload some, and stop the page."""
    title = DATASETS[dataset].title.in_(here.language)
    with st.container(border=True):
        st.markdown(say("empty.missing", here.language, dataset=title))
        st.page_link("pages/datasets.py", label=say("empty.upload", here.language), query_params={"dataset": dataset})
    st.stop()
