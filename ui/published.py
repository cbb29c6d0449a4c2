"""What others published on utilization, on screen: for one basis a chart for each resource, then telemetry beside the figures of cards."""

from __future__ import annotations

from dataclasses import replace

from ui import filters
from ui.card import card
from ui.filters import narrowed
from ui.frame import Here
from views import Query
from views.idle import resources


def published(here: Here, query: Query) -> None:
    """Draw the published figures of the basis that the reader chooses, each resource apart."""
    basis = filters.one(here, "utilization_reports", "basis", "rack_occupancy")
    query = replace(query, where={**query.where, "basis": (basis,)})
    for resource in resources(here.tables, basis):
        asked = replace(query, where={**query.where, "resource": (resource,)})
        for view in ("utilization_reports", "utilization_series"):
            card(here, view, narrowed(asked, view), slot=f".{resource}")
    card(here, "utilization_beside", narrowed(query, "utilization_beside"))
