"""How each number is made: the methods pages, and what every column means."""

from pathlib import Path

import streamlit as st

from i18n import say
from ui import frame, link

FOLDER = Path(__file__).parents[1] / "docs" / "methods"

here = frame.here("methods")
topics = sorted({path.name.split(".")[0] for path in FOLDER.glob("*.en.md")}, key=lambda name: (name != "idle", name))
topic = link.state(
    "methods",
    "topic",
    topics[0],
    topics,
    lambda key, begun: st.segmented_control(
        say("methods.topic", here.language),
        topics,
        key=key,
        default=begun,
        required=True,
        label_visibility="collapsed",
        format_func=lambda name: say(f"methods.{name}", here.language),
    ),
)
with st.container(width=820):
    st.markdown((FOLDER / f"{topic}.{here.language}.md").read_text(encoding="utf-8"))
