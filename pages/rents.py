"""Rents: the cards compared and the quotes of one; what a card gives for its rent; when it pays; how old the own fleet is."""

from ui import filters, frame, sections
from ui.empty import missing
from ui.rents import break_even, compared, fit, fleet, value

SECTIONS = {
    "compared": {"compared": compared},
    "value": {"value": value, "fit": fit},
    "break_even": {"break_even": break_even},
    "fleet": {"fleet": fleet},
}

here = frame.here("rents")
if not here.tables.size("prices"):
    missing(here, "prices")

chosen = sections.section(here, tuple(SECTIONS))
row = filters.row()
with row:
    shown = sections.show(here, chosen, tuple(SECTIONS[chosen]))
with sections.body(here, chosen, shown):
    SECTIONS[chosen][shown](here, row)
