"""The composition: which data a question needs, how it is answered, how it is drawn. VIEWS is the register."""

from typing import Any

from views import capacity, contracts, demand, idle
from views.view import RECORD, Parameter, Query, View

VIEWS: dict[str, View] = {view.name: view for topic in (idle, contracts, demand, capacity) for view in topic.VIEWS}

FIRST = ("idle_ladder", "cancellations", "demand_series", "capacity_series")
"""What the overview shows, and so what is computed before anybody asks."""

__all__ = ["FIRST", "RECORD", "VIEWS", "Parameter", "Query", "View", "publish"]


def publish(store: Any, owner: str) -> None:
    """Compute what the overview shows to `owner`, so that its telemetry is reduced already when the page opens."""
    for name in FIRST:
        VIEWS[name].result(store.tables(owner))
