"""Idle capacity: how full what was built is; the clusters measured; what stood idle while work waited; what it costs; and why."""

from ui import filters, frame, sections
from ui.card import card
from ui.clusters import measured
from ui.cost import idle_cost
from ui.empty import missing
from ui.published import published

SECTIONS = ("published", "clusters", "stranded", "cost", "why")

here = frame.here("idle")
chosen = sections.section(here, SECTIONS)
if chosen in ("clusters", "stranded", "cost") and not here.tables.size("usage"):
    missing(here, "usage")

with sections.body(here, chosen):
    if chosen == "published":
        published(here)
    elif chosen == "clusters":
        measured(here)
    elif chosen == "stranded":
        with filters.row():
            query = filters.asked(here, "stranded_idle", shown=("cluster", "resolution", "period"))
        card(here, "stranded_idle", query, ahead=True)
    elif chosen == "cost":
        idle_cost(here)
    else:
        with filters.row():
            query = filters.asked(here, "idle_reasons")
        card(here, "idle_reasons", query, ahead=True)
        card(here, "contract_reasons")
