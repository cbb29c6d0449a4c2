"""What stands idle, what was cancelled, where demand goes, what capacity there is: each from the record, each with its basis."""

import streamlit as st

from i18n import say
from ui import filters, frame
from ui.card import card, headlines
from ui.filters import narrowed
from views import FIRST, VIEWS, Query

BARE = Query(settings={"marks": "none"})  # half a page is too narrow for the names of a dozen events

here = frame.here("overview")
headlines(here, FIRST, BARE)
for pair in (FIRST[:2], FIRST[2:]):
    for column, view in zip(frame.columns(here, 2), pair, strict=True):
        with column:
            card(here, view, narrowed(BARE, view, filters.pace(here, view)), columns=2)
            topic = VIEWS[view].topic
            st.page_link(f"pages/{topic}.py", label=say("overview.more", here.language, page=say(f"frame.page_{topic}", here.language)))
