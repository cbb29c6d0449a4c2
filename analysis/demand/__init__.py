"""Where demand is, where it goes, whether what was built fits it, and how far to trust that. docs/methods/demand.en.md says it in words."""

from analysis.demand.compute import CARD, PRECISIONS, card_of, cards_known, token_compute, token_floor
from analysis.demand.crossover import READING, READING_DEFAULT, crossover
from analysis.demand.fields import COLUMNS as INPUTS
from analysis.demand.fields import ENTRIES, NAMES, PATH, SERVING, entry_names
from analysis.demand.inputs import demand_inputs, from_record, scenario, start_of
from analysis.demand.outlook import MEASURES, YEARS, demand_outlook
from analysis.demand.shares import LEDGERS, demand_shares
from analysis.demand.volumes import METHOD, demand_doubling, demand_series

__all__ = [
    "CARD",
    "ENTRIES",
    "INPUTS",
    "LEDGERS",
    "MEASURES",
    "METHOD",
    "NAMES",
    "PATH",
    "PRECISIONS",
    "READING",
    "READING_DEFAULT",
    "SERVING",
    "YEARS",
    "card_of",
    "cards_known",
    "crossover",
    "demand_doubling",
    "demand_inputs",
    "demand_outlook",
    "demand_series",
    "demand_shares",
    "entry_names",
    "from_record",
    "scenario",
    "start_of",
    "token_compute",
    "token_floor",
]
