"""The register of datasets: one file each, in the order in which they are listed to a reader."""

from __future__ import annotations

from data.schema import Dataset
from data.tables.accelerators import ACCELERATORS
from data.tables.capacity import CAPACITY
from data.tables.centres import CENTRES
from data.tables.companies import COMPANIES
from data.tables.contract_cohorts import CONTRACT_COHORTS
from data.tables.contract_events import CONTRACT_EVENTS
from data.tables.contracts import CONTRACTS
from data.tables.corrections import CORRECTIONS
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

DATASETS: dict[str, Dataset] = {
    dataset.name: dataset
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
        CORRECTIONS,
    )
}
