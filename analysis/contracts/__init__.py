"""What was signed, what ended, how long it lasted and what hangs on it. docs/methods/contracts.en.md says it in words."""

from analysis.contracts.backlog import MONTHS, backlog_at_risk
from analysis.contracts.bridge import contract_bridge
from analysis.contracts.clock import READINGS, clock, data_date, in_curve
from analysis.contracts.cohorts import contract_cohorts
from analysis.contracts.concentration import contract_concentration
from analysis.contracts.curves import curves, quoted
from analysis.contracts.durations import GROUPS, HORIZONS, WEIGHTS, contract_survival
from analysis.contracts.endings import BOUNDS, contract_hazard, contract_incidence
from analysis.contracts.investments import investments_by_quarter
from analysis.contracts.leave_one_out import leave_one_out
from analysis.contracts.ledger import contract_ledger, contract_timeline, searched
from analysis.contracts.money import FOREIGN, Rates, valued
from analysis.contracts.outcomes import last_full_year, started_by, value_share
from analysis.contracts.quality import contract_flags
from analysis.contracts.rate import cancellation_rate
from analysis.contracts.reasons import contract_executed, contract_reasons
from analysis.contracts.regression import FITS, contract_cox
from analysis.contracts.selection import HEADLINE, METHOD, SELECTIONS, base, sources
from analysis.contracts.trend import by_year, cancellations
from analysis.contracts.vintages import SPANS, contract_vintages

__all__ = [
    "BOUNDS",
    "FITS",
    "FOREIGN",
    "GROUPS",
    "HEADLINE",
    "HORIZONS",
    "METHOD",
    "MONTHS",
    "READINGS",
    "SELECTIONS",
    "SPANS",
    "WEIGHTS",
    "Rates",
    "backlog_at_risk",
    "base",
    "by_year",
    "cancellation_rate",
    "cancellations",
    "clock",
    "contract_bridge",
    "contract_cohorts",
    "contract_concentration",
    "contract_cox",
    "contract_executed",
    "contract_flags",
    "contract_hazard",
    "contract_incidence",
    "contract_ledger",
    "contract_reasons",
    "contract_survival",
    "contract_timeline",
    "contract_vintages",
    "curves",
    "data_date",
    "in_curve",
    "investments_by_quarter",
    "last_full_year",
    "leave_one_out",
    "quoted",
    "searched",
    "sources",
    "started_by",
    "value_share",
    "valued",
]
