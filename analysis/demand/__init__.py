"""Where demand is, where it goes, whether what was built fits it, and how far to trust that. docs/methods/demand.en.md says it in words."""

from analysis.demand.bearing import FORECASTING, MAKER, demand_forecasts, to_keep
from analysis.demand.catalogue import catalogue, one_of, uploaded
from analysis.demand.compute import CARD, PRECISIONS, card_of, cards_known, token_compute, token_load
from analysis.demand.crossover import READING, READING_DEFAULT, crossover
from analysis.demand.events import FIRST_EVENT, SCALES, break_test, event_of
from analysis.demand.fields import COLUMNS as INPUTS
from analysis.demand.fields import ENTRIES, MODEL, NAMES, PATH, SERVING, entry_names
from analysis.demand.halfway import FIXED, PACES, growth_a_year, paced
from analysis.demand.inputs import Range, demand_inputs, from_record, scenario, start_of
from analysis.demand.outlook import MEASURES, YEARS, demand_outlook
from analysis.demand.scores import forecast_scores
from analysis.demand.shares import LEDGERS, demand_shares
from analysis.demand.track import STATUSES, data_date, track_record
from analysis.demand.volumes import METHOD, demand_doubling, demand_series

__all__ = [
    "FIXED",
    "PACES",
    "growth_a_year",
    "paced",
    "MODEL",
    "STATUSES",
    "FORECASTING",
    "MAKER",
    "CARD",
    "ENTRIES",
    "FIRST_EVENT",
    "INPUTS",
    "LEDGERS",
    "MEASURES",
    "METHOD",
    "NAMES",
    "PATH",
    "PRECISIONS",
    "READING",
    "READING_DEFAULT",
    "Range",
    "SCALES",
    "SERVING",
    "YEARS",
    "break_test",
    "card_of",
    "cards_known",
    "catalogue",
    "crossover",
    "data_date",
    "demand_doubling",
    "demand_forecasts",
    "demand_inputs",
    "demand_outlook",
    "demand_series",
    "demand_shares",
    "entry_names",
    "event_of",
    "forecast_scores",
    "from_record",
    "one_of",
    "scenario",
    "start_of",
    "to_keep",
    "token_compute",
    "token_load",
    "track_record",
    "uploaded",
]
