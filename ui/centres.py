"""Capacity on screen: its filters and fields, the ledger of centres, and one centre with its sources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from charts.chart import Chart
from i18n import say
from ui import entries, filters
from ui.card import card
from ui.empty import missing
from ui.filters import narrowed
from ui.frame import Here
from ui.ledger import ledger, search
from ui.table import table
from views import Query

_HEIGHT, _WRAPPED = 620, 88
"""Pixels: of a table at most; of a row whose words take several lines."""
_FACTOR, _UNITS = "fp16_per_fp32", ("pflops_per_rack", "pflops_per_mw")


def growth(here: Here, row: DeltaGenerator) -> None:
    """Draw capacity over time with its filters; a conversion asks for its factor."""
    with row:
        by = filters.group(here, "region", ("region", "area"), "lines")
        query = filters.asked(here, "capacity_series", shown=("precision",))
    given = entries.given(here, "capacity_series", only=(_FACTOR,)) if query.settings["shown_in"] != "published" else {}
    given |= _factors(here)
    card(here, "capacity_series", replace(query, by=by, settings={**query.settings, **given}), ahead=True)


def provinces(here: Here, row: DeltaGenerator) -> None:
    """Draw the grid of provinces, and beside it the same figures ranked."""
    with row:
        query = filters.asked(here, "capacity_map")
    card(here, "capacity_map", query, ahead=True)
    card(here, "capacity_ranking", query)


def pipeline(here: Here, row: DeltaGenerator) -> None:
    """Draw the sites by status and group, and what operates of what was announced."""
    with row:
        by = filters.group(here, "region", ("region", "operator_type", "card_origin", "card"), "group")
        query = filters.asked(here, "pipeline", without=("region",), shown=("status",))
    card(here, "pipeline", narrowed(query, "pipeline", by), ahead=True)
    card(here, "announced_operating", narrowed(query, "announced_operating"))


def targets(here: Here, row: DeltaGenerator) -> None:
    """Draw the targets, each with its status and why."""
    with row:
        query = filters.asked(here, "targets", without=("region",))
    card(here, "targets", query, rows=_table(here, tall=_WRAPPED))


def racks(here: Here, row: DeltaGenerator) -> None:
    """Draw racks in use over time, and published rack occupancy, which is another basis and shares no chart with it."""
    card(here, "capacity_series", Query(settings={"metric": "racks_in_use"}))
    card(here, "utilization_reports", Query(where={"basis": ("rack_occupancy",), "resource": ("racks",)}))


def rows(here: Here, row: DeltaGenerator) -> None:
    """Draw the search and the ledger of centres; a click on a row leads to its centre."""
    with row:
        found = search(here)
        query = filters.asked(here, "centres", without=("region",), shown=("status",))
    ledger(here, "centres", replace(query, settings={**query.settings, **found}), "centre", "centre_id")


def centre(here: Here, row: DeltaGenerator) -> None:
    """Draw the choice of a centre, and every field that a source states of it, with that source."""
    rows = here.tables.frame("centres")
    names = rows["name_en"].fillna(rows["name"]) if here.language == "en" else rows["name"]
    titles = {
        code: say("capacity.named_centre", here.language, name=name, number=code)
        for code, name in zip(rows["centre_id"], names, strict=True)
    }
    with row:
        chosen = entries.subject(here, "centre", titles)
    card(here, "centre", Query(settings={"centre": chosen}), rows=_table(here))


def own(here: Here, row: DeltaGenerator) -> None:
    """Draw what the reader has uploaded, row by row, with the fields for what a rack and a MW count; and the way to upload."""
    if not here.tables.uploads("capacity"):
        missing(here, "capacity")
    st.caption(say("capacity.upload_hint", here.language))
    with st.container(horizontal=True):
        for dataset in ("capacity", "centres"):
            st.page_link("pages/datasets.py", label=say(f"capacity.upload_{dataset}", here.language), query_params={"dataset": dataset})
    card(here, "own_capacity", Query(settings=entries.given(here, "own_capacity")), rows=_table(here))


def _factors(here: Here) -> dict[str, str]:
    return entries.given(here, "capacity_series", only=_UNITS) if here.tables.uploads("capacity") else {}


def _table(here: Here, tall: int = 35) -> Callable[[Chart], None]:
    def drawn(chart: Chart) -> None:
        table(chart.frame, chart.columns, here.language, height=min(_HEIGHT, 75 + tall * len(chart.frame)), row_height=tall)

    return drawn
