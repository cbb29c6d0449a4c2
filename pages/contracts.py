"""Contracts: which fell; how long they last; why they ended; what is at risk; and each of them."""

from dataclasses import replace

from ui import filters, frame, link, sections
from ui.card import card, headlines
from ui.contract import contract, filtered
from ui.empty import missing
from ui.filters import narrowed
from ui.lasting import GROUPS, lasting
from ui.ledger import arrived, ledger, search

SECTIONS = {
    "trend": {"trend": ("cancellations", "cancellation_rate")},
    "survival": {"survival": ()},
    "why": {"why": ("contract_reasons", "contract_executed", "contract_flags", "contract_cohorts")},
    "risk": {
        "backlog": ("backlog_at_risk",),
        "hang": ("contract_concentration", "contract_bridge"),
        "financing": ("investments_by_quarter", "cancellations"),
    },
    "ledger": {"list": ("contract_ledger",), "contract": ()},
}
ABREAST = {"why": 2}

here = frame.here("contracts")
if not here.tables.size("contracts"):
    missing(here, "contracts")
arrived("contracts", "contract", "ledger")

chosen = sections.section(here, tuple(SECTIONS))
row = filters.row()
with row:
    shown = sections.show(here, chosen, tuple(SECTIONS[chosen]))
    group = filters.group(here, "total", GROUPS) if chosen == "survival" else ""
    found = search(here) if shown == "list" else {}
    query = filtered(here, shown) if shown != "contract" else None
if shown != "contract":
    link.write("contract", "", "")

with sections.body(here, chosen, shown):
    if chosen == "survival":
        lasting(here, query, group)
    elif shown == "contract":
        contract(here, row)
    elif shown == "list":
        query = replace(query, settings={**query.settings, **found})
        ledger(here, "contract_ledger", narrowed(query, "contract_ledger"), "contract", "contract_id")
    else:
        abreast = ABREAST.get(chosen, 1)
        views = SECTIONS[chosen][shown]
        for place, view in zip(frame.columns(here, abreast) * len(views), views, strict=False):
            with place:
                card(here, view, narrowed(query, view), columns=abreast)
                if chosen == "trend" and view == "cancellations":
                    headlines(here, ("cancellations", "contract_survival", "backlog_at_risk"), query, each=(3, 1, 1))
