"""Capacity: how much there is, by precision and series; where; what is being built; which targets can be measured; each centre."""

from ui import filters, frame, link
from ui.card import headlines
from ui.centres import SECTIONS
from ui.empty import missing
from ui.ledger import arrived

here = frame.here("capacity")
if not here.tables.size("capacity"):
    missing(here, "capacity")
arrived("capacity", "centre")

chosen = filters.section(here, tuple(SECTIONS))
if chosen != "centre":
    link.write("centre", "", "")
headlines(here, ("capacity_now", "targets"), each=(3, 1))
SECTIONS[chosen](here)
