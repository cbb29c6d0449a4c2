"""The sections of a page, what one of them shows, and where those of before are found now: their addresses still open."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from i18n import say
from ui import filters, link
from ui.frame import Here

FORMER: Mapping[tuple[str, str], tuple[str, Mapping[str, str]]] = {
    ("idle", "where"): ("idle", {"section": "clusters", "show": "pools"}),
    ("idle", "held"): ("idle", {"section": "clusters", "show": "pools"}),
    ("idle", "spread"): ("idle", {"section": "clusters", "show": "spread"}),
    ("idle", "spells"): ("idle", {"section": "clusters", "show": "spells"}),
    ("idle", "change"): ("idle", {"section": "clusters", "show": "change"}),
    ("idle", "requests"): ("idle", {"section": "clusters", "show": "requests"}),
    ("contracts", "hang"): ("contracts", {"section": "risk", "show": "hang"}),
    ("contracts", "financing"): ("contracts", {"section": "risk", "show": "financing"}),
    ("contracts", "contract"): ("contracts", {"section": "ledger", "show": "contract"}),
    ("demand", "breaks"): ("demand", {"section": "trust", "show": "breaks"}),
    ("demand", "series"): ("demand", {"section": "trust", "show": "series"}),
    ("capacity", "racks"): ("capacity", {"section": "growth", "show": "racks"}),
    ("capacity", "own"): ("capacity", {"section": "growth", "show": "own"}),
    ("capacity", "ledger"): ("capacity", {"section": "pipeline", "show": "ledger"}),
    ("capacity", "centre"): ("capacity", {"section": "pipeline", "show": "centre"}),
    ("rents", "fit"): ("rents", {"section": "value", "show": "fit"}),
    ("rents", "specs"): ("rents", {"section": "value", "show": "fit"}),
    ("balance", ""): ("demand", {"section": "fit", "show": "pair"}),
    ("balance", "missing"): ("demand", {"section": "fit", "show": "pair"}),
    ("balance", "scenario"): ("demand", {"section": "fit", "show": "gap"}),
    ("balance", "regions"): ("capacity", {"section": "map", "show": "mismatch"}),
}
"""Page and section of before -> page and what its address says today."""
_OF_CLUSTERS = ("by", "from", "to", "outages", "cluster", "pool", "owner", "card", "counter")
"""What an address of the idle page said before it had sections: it opened on the measured cluster."""


def section(here: Here, names: tuple[str, ...]) -> str:
    """Draw the choice of a section of the page and return its code; only that section is worked out."""
    _take_up_former(here.topic)
    return link.state(
        here.topic,
        "section",
        names[0],
        names,
        lambda key, begun: st.segmented_control(
            say("filter.section", here.language),
            names,
            key=key,
            default=begun,
            required=True,
            label_visibility="collapsed",
            format_func=lambda code: say(f"{here.topic}.section_{code}", here.language),
        ),
    )


def show(here: Here, of: str, names: tuple[str, ...]) -> str:
    """Draw the choice of what section `of` shows, where there is one, and return its code."""
    if len(names) == 1:
        return names[0]
    return link.state(
        here.topic,
        "show",
        names[0],
        names,
        lambda key, begun: st.selectbox(
            say("filter.show", here.language),
            names,
            names.index(begun),
            key=f"{key}.{of}",
            format_func=lambda code: say(f"{here.topic}.show_{code}", here.language),
            width=filters.LIST,
        ),
    )


def body(here: Here, *chosen: str) -> DeltaGenerator:
    """Return where what is chosen is drawn. What stood there for another choice is cleared before this is worked out, not dimmed beside it.

    Every other choice is drawn one place further down: what is sent to a place takes the children of the block that stood there.
    """
    turn, drawn = st.session_state.get(f"drawn.{here.topic}", (0, chosen))
    turn += drawn != chosen
    st.session_state[f"drawn.{here.topic}"] = turn, chosen
    if turn % 2:
        st.empty()
    place = st.container()
    if not turn % 2:
        st.empty()
    return place


def forward(topic: str) -> None:
    """Lead from a page of before to where it is now, with what its address says besides."""
    asked = st.query_params.to_dict()
    page, found = FORMER.get((topic, asked.pop("section", "")), FORMER[topic, ""])
    st.switch_page(f"pages/{page}.py", query_params={**asked, **found})


def _take_up_former(topic: str) -> None:
    given = st.query_params.get("section")
    if (topic, given) in FORMER:
        st.query_params.update(FORMER[topic, given][1])
    elif given is None and topic == "idle" and f"kept.{topic}.section" not in st.session_state and {*_OF_CLUSTERS} & {*st.query_params}:
        st.query_params["section"] = "clusters"
    for name in ("section", "show"):
        link.arrived(topic, name)
