"""Capacity: how much there is, by precision and series; by place; what is being built; which targets can be measured."""

from ui import filters, frame, link, sections
from ui.balance import mismatch
from ui.card import headlines
from ui.centres import centre, growth, own, pipeline, provinces, racks, rows, targets
from ui.empty import missing
from ui.ledger import arrived

SECTIONS = {
    "growth": {"compute": growth, "racks": racks, "own": own},
    "map": {"map": provinces, "mismatch": mismatch},
    "pipeline": {"sites": pipeline, "ledger": rows, "centre": centre},
    "targets": {"targets": targets},
}

here = frame.here("capacity")
if not here.tables.size("capacity"):
    missing(here, "capacity")
arrived("capacity", "centre", "pipeline")

chosen = sections.section(here, tuple(SECTIONS))
row = filters.row()
with row:
    shown = sections.show(here, chosen, tuple(SECTIONS[chosen]))
if shown != "centre":
    link.write("centre", "", "")
with sections.body(here, chosen, shown):
    SECTIONS[chosen][shown](here, row)
    if shown == "compute":
        headlines(here, ("capacity_now", "targets"), each=(3, 1))
