"""Contracts: what was signed and cancelled and at what rate; how long they last; why they ended; what hangs on one; each of them."""

from ui import filters, frame, link
from ui.card import card, headlines
from ui.contract import contract, filtered, further
from ui.empty import missing
from ui.filters import narrowed
from ui.lasting import lasting
from ui.ledger import arrived, ledger

LEADING = {"cancellations": 3, "contract_survival": 1, "backlog_at_risk": 1}
SECTIONS = {
    "trend": ("cancellations", "cancellation_rate"),
    "survival": (),
    "why": ("contract_reasons", "contract_executed", "contract_flags", "contract_cohorts"),
    "hang": ("contract_concentration", "contract_bridge"),
    "risk": ("backlog_at_risk",),
    "financing": ("investments_by_quarter", "cancellations"),
    "ledger": (),
    "contract": (),
}
ABREAST = {"why": 2}

here = frame.here("contracts")
if not here.tables.size("contracts"):
    missing(here, "contracts")
arrived("contracts", "contract")

query = filtered(here)
chosen = filters.section(here, tuple(SECTIONS))
if chosen != "contract":
    link.write("contract", "", "")
if chosen == "ledger":
    ledger(here, "contract_ledger", narrowed(query, "contract_ledger"), "contract", "contract_id")
elif chosen == "survival":
    headlines(here, ("contract_survival",), narrowed(query, "contract_survival"), each=2)
    lasting(here, query)
elif chosen == "contract":
    contract(here)
else:
    headlines(here, tuple(LEADING), query, tuple(LEADING.values()))
    query = further(here, chosen, query)
    abreast = ABREAST.get(chosen, 1)
    for place, view in zip(frame.columns(here, abreast) * len(SECTIONS[chosen]), SECTIONS[chosen], strict=False):
        with place:
            card(here, view, narrowed(query, view), columns=abreast)
