"""The register of datasets: one file each, in the order in which they are listed to a reader."""

from __future__ import annotations

from dataclasses import replace

from data.schema import Column, Dataset
from data.tables.accelerators import ACCELERATORS
from data.tables.capacity import CAPACITY
from data.tables.centres import CENTRES
from data.tables.companies import COMPANIES
from data.tables.contract_cohorts import CONTRACT_COHORTS
from data.tables.contract_events import CONTRACT_EVENTS
from data.tables.contracts import CONTRACTS
from data.tables.corrections import CORRECTIONS
from data.tables.cost_inputs import COST_INPUTS
from data.tables.demand import DEMAND
from data.tables.events import EVENTS
from data.tables.fleet import FLEET
from data.tables.forecasts import FORECASTS
from data.tables.idle_reasons import IDLE_REASONS
from data.tables.investments import INVESTMENTS
from data.tables.prices import PRICES
from data.tables.regional_proxies import REGIONAL_PROXIES
from data.tables.requests import REQUESTS
from data.tables.series import SERIES
from data.tables.targets import TARGETS
from data.tables.usage import USAGE
from data.tables.utilization_reports import UTILIZATION_REPORTS

_MOST: dict[str | None, float] = {
    **dict.fromkeys(("card_hours", "cards", "requests", "minutes"), 1e12),
    **dict.fromkeys(("cny", "tokens"), 1e18),
    **dict.fromkeys(("pflops", "mw", "gb", "gbps", "tflops", "tops", "w"), 1e9),
    "months": 1200,
    "fraction": 1e4,
}
"""What a figure of a unit is at most where its column declares nothing narrower: beyond anything there is, and small enough that sums,
squares and axes of such figures stay numbers that can be written. One value of 1e30 made a page fail for every reader."""
_ANY = 1e21
"""The same for a figure whose unit stands in another column, in either direction."""


def _bounded(dataset: Dataset) -> Dataset:
    return replace(
        dataset, columns=tuple(_limited(column) if column.kind in ("number", "integer") else column for column in dataset.columns)
    )


def _limited(column: Column) -> Column:
    if column.kind not in ("number", "integer"):
        return column
    most = _MOST.get(column.unit, _ANY)
    return replace(column, low=-most if column.low is None else column.low, high=most if column.high is None else column.high)


DATASETS: dict[str, Dataset] = {
    dataset.name: _bounded(dataset)
    for dataset in (
        USAGE,
        REQUESTS,
        UTILIZATION_REPORTS,
        IDLE_REASONS,
        CONTRACTS,
        CONTRACT_EVENTS,
        CONTRACT_COHORTS,
        COMPANIES,
        INVESTMENTS,
        CAPACITY,
        TARGETS,
        CENTRES,
        REGIONAL_PROXIES,
        DEMAND,
        SERIES,
        FORECASTS,
        EVENTS,
        PRICES,
        ACCELERATORS,
        FLEET,
        COST_INPUTS,
        CORRECTIONS,
    )
}
