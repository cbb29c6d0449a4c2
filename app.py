"""Suanli Observatory: declares the pages and shows the chosen one. Run with `streamlit run app.py`."""

import streamlit as st

from i18n import say
from ui import frame

PAGES = ("overview", "idle", "contracts", "companies", "demand", "capacity", "rents", "datasets", "methods")
FORMER = ("balance",)
"""Pages of before: in no menu, and their addresses lead to where their questions stand now."""

with frame.guarded():
    language = frame.begin()
    chosen = st.navigation(
        [
            st.Page(
                f"pages/{name}.py",
                title=say(f"frame.page_{name}", language),
                url_path=name,
                default=name == "overview",
                visibility="hidden" if name in FORMER else "visible",
            )
            for name in (*PAGES, *FORMER)
        ],
        position="top",
    )
    frame.head(language, chosen.url_path or PAGES[0])
    chosen.run()
