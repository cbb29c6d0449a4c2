"""Idle capacity: the ladder over time, by pool, by hour of the week; what looks like an outage."""

from ui import filters, frame
from ui.card import card, headlines
from ui.empty import missing

here = frame.here("idle")
if not here.tables.size("usage"):
    missing(here, "usage")

query = filters.asked(here, "idle_ladder")
headlines(here, ("idle_rate",), filters.narrowed(query, "idle_rate"), each=3)

group = filters.group(here, "idle_ladder", ("day", "week", "cluster", "pool", "hour_of_day"))
card(here, "idle_ladder", filters.narrowed(query, "idle_ladder", group))

left, right = frame.columns(here, 2)
with left:
    card(here, "idle_pools", filters.narrowed(query, "idle_pools"), columns=2)
with right:
    card(here, "idle_hours", filters.narrowed(query, "idle_hours"), columns=2)

card(here, "idle_rate", filters.narrowed(query, "idle_rate", "day"))
card(here, "outage_suspects", filters.narrowed(query, "outage_suspects"))
