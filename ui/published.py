"""What was published on utilization, on screen: the cards of China basis by basis beside what is known of racks and floor area; or all
figures of one basis, each resource apart."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data.tables import DATASETS
from i18n import say
from ui import filters, frame, link
from ui.card import card
from ui.filters import narrowed
from ui.frame import Here
from views import Query
from views.idle import resources

_BESIDE = {
    "racks": {"basis": ("rack_occupancy",), "resource": ("racks",), "region": ("CN",)},
    "area": {"basis": ("leased_rate",), "resource": ("area",)},
}


def published(here: Here) -> None:
    """Draw how full what was built is, as others published it: on all bases, or on the one that the reader chooses."""
    with filters.row():
        basis = _basis(here)
        query = filters.asked(here, "utilization_reports", without=("basis",), shown=("region", "resource")) if basis else Query()
    if not basis:
        card(here, "answer_idle", ahead=True)
        for place, (name, where) in zip(frame.columns(here, 2), _BESIDE.items(), strict=True):
            with place:
                card(here, "utilization_series", Query(where=where), columns=2, slot=f".{name}")
        return
    query = replace(query, where={**query.where, "basis": (basis,)})
    for resource in query.where.get("resource") or resources(here.tables, basis):
        asked = replace(query, where={**query.where, "resource": (resource,)})
        for view in ("utilization_reports", "utilization_series"):
            card(here, view, narrowed(asked, view), slot=f".{resource}")
    card(here, "utilization_beside", narrowed(query, "utilization_beside"))


def _basis(here: Here) -> str:
    known = DATASETS["utilization_reports"].column("basis").values
    codes = ["", *(code for code in known if code in here.tables.values("utilization_reports", "basis"))]

    def titled(code: str) -> str:
        return known[code].in_(here.language) if code else say("idle.side_by_side", here.language)

    def ask(key: str, begun: str) -> str:
        return st.selectbox(say("view.basis", here.language), codes, codes.index(begun), key=key, format_func=titled, width=filters.LIST)

    return link.state(here.topic, "basis", "", codes, ask)
