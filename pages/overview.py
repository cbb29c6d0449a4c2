"""What stands idle, what was cancelled, where demand goes, what capacity there is: each from the record, each with its basis."""

from ui import filters, frame
from ui.card import card, headlines
from views import FIRST, Query

here = frame.here("overview")
headlines(here, FIRST)
for pair in (FIRST[:2], FIRST[2:]):
    for column, view in zip(frame.columns(here, 2), pair, strict=True):
        with column:
            card(here, view, Query(by=filters.pace(here, view)), columns=2)
