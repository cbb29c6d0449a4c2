"""Measured clusters on screen: one ladder each, on its own dates, and under them what the reader chooses to see of their hours."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import streamlit as st

from data.schema import Refused
from ui import filters, frame, sections
from ui.card import badge, card, headlines, made
from ui.empty import missing
from ui.filters import narrowed
from ui.frame import Here
from views import Query, of_owner

SHOWN = {
    "pools": ("idle_pools", "held_idle"),
    "hours": ("idle_hours",),
    "spread": ("idle_boxes", "idle_duration"),
    "spells": ("idle_spells", "outage_suspects"),
    "change": ("idle_change", "idle_rate"),
    "requests": ("requests",),
}
_TABLES = ("spells",)
_GROUPS = ("day", "week", "month", "cluster", "pool", "hour_of_day")
_SMALL = 6
"""Clusters drawn as small multiples at most; more of them share one chart until some are chosen."""


def measured(here: Here) -> None:
    """Draw the ladder of every cluster chosen, its figures, and what is chosen to be seen beside them."""
    with filters.row():
        shown = sections.show(here, "clusters", tuple(SHOWN))
        place = st.container(width="content")
        query = filters.asked(here, "idle_ladder", shown=("cluster",))
    pace = filters.pace(here, "idle_ladder", query)
    with place:
        group = filters.group(here, pace, filters.groups(here, "idle_ladder", _GROUPS))
    for each in frame.owners(here):
        if here.data == "both" and each.data == "record":
            badge(each)
        slot = f".{each.data}" if here.data == "both" else ""
        _ladders(each, query, filters.pace(each, "idle_ladder", query) if group == pace else group, slot)
    headlines(here, ("idle_rate",), narrowed(query, "idle_rate"), each=3)
    _further(here, shown, query, pace)


def _ladders(here: Here, query: Query, group: str, slot: str) -> None:
    """Draw one ladder a cluster, each on its own dates and coverage, where they are few; clusters share an axis only when asked by."""
    clusters = [str(name) for name in here.tables.values("usage", "cluster")]
    chosen = [name for name in query.where.get("cluster", ()) if name in clusters] or clusters
    asked = narrowed(query, "idle_ladder", group)
    if not 1 < len(chosen) <= _SMALL or group in ("cluster", "pool"):
        card(here, "idle_ladder", asked, ahead=True, slot=slot)
        return
    for place, name in zip(frame.columns(here, 2) * len(chosen), chosen, strict=False):
        with place:
            one = replace(asked, where={**asked.where, "cluster": (name,)})
            card(here, "idle_ladder", replace(one, by=group), columns=2, slot=f"{slot}.{name}")


def _further(here: Here, shown: str, query: Query, pace: str) -> None:
    groups = {"idle_rate": pace, "held_idle": "pool"}
    if shown == "requests":
        if not here.tables.size("requests"):
            missing(here, "requests")
        query = Query()
        headlines(here, ("requests",), query, each=3)
    views = [view for view in SHOWN[shown] if view != "held_idle" or _use_observed(here, query)]
    abreast = 1 if shown in _TABLES else len(views)
    for place, view in zip(frame.columns(here, abreast) * len(views), views, strict=False):
        with place:
            card(here, view, narrowed(query, view, groups.get(view, "")), columns=abreast)


def _use_observed(here: Here, query: Query) -> bool:
    """Return whether anybody observed what allocated cards do: of held ones there is nothing to draw without it."""
    for one in frame.owners(here):
        with suppress(Refused):
            found = made(one, "held_idle", of_owner(narrowed(query, "held_idle", "pool"), one.data))
            if any(found.frame[series.y].notna().any() for series in found.encoding.series):
                return True
    return False
