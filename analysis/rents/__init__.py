"""What a card rents for, what it gives for that, and what share of its hours must be let. docs/methods/rents.en.md says it in words."""

from analysis.rents.break_even import ENTRIES, rent_break_even
from analysis.rents.cards import card_names, card_of
from analysis.rents.fleet import AS_OF, LIFE, fleet_age
from analysis.rents.history import BESIDE, cancellations_beside, events_beside, rents, rents_by_card
from analysis.rents.kinds import CONVERSIONS, FOOTINGS, KINDS, with_hours
from analysis.rents.quotes import CURRENCIES, METHOD, TYPES, in_currency, latest, one_card, quotes, spans
from analysis.rents.value import PRECISIONS, card_fit, card_specs, card_value

__all__ = [
    "AS_OF",
    "LIFE",
    "fleet_age",
    "BESIDE",
    "CONVERSIONS",
    "CURRENCIES",
    "ENTRIES",
    "FOOTINGS",
    "KINDS",
    "METHOD",
    "PRECISIONS",
    "TYPES",
    "cancellations_beside",
    "card_fit",
    "card_names",
    "card_of",
    "card_specs",
    "card_value",
    "events_beside",
    "in_currency",
    "latest",
    "one_card",
    "quotes",
    "rent_break_even",
    "rents",
    "rents_by_card",
    "spans",
    "with_hours",
]
