"""Companies: one of them by any of its names: what it signed, what ended, how it is financed, its dated facts, and what is not known."""

from ui import frame
from ui.card import card, headlines
from ui.company import company, further
from ui.empty import missing
from ui.table import table
from views import Query

here = frame.here("companies")
if not here.tables.size("contracts"):
    missing(here, "contracts")

one = company(here)
query = Query(settings={"company": one["code"]})
headlines(here, ("company",), query, each=4)
views = ("company_contracts", "company_unknown") if one["with_value"] else ("company_unknown",)
for place, view in zip(frame.columns(here, len(views)), views, strict=True):
    with place:
        card(here, view, query, columns=len(views))
further(here, one["code"])
for view in ("company", "company_financing") if one["announcements"] else ("company",):
    card(here, view, query, rows=lambda chart: table(chart.frame, chart.columns, here.language) if len(chart.frame) else None)
