"""What is built, where, and against which targets. docs/methods/capacity.en.md says it in words."""

from analysis.capacity.conversion import ENTRIES, FP16_PER_FP32, SHOWN_IN, converted, in_precision
from analysis.capacity.figures import LINE, METHOD, figures
from analysis.capacity.present import capacity_now, own_capacity
from analysis.capacity.provinces import MEASURES, provinces
from analysis.capacity.series import METRICS, capacity_series
from analysis.capacity.sites import BUILT_IN, GROUPS, announced, centres_ledger, one_centre, pipeline, sites, within
from analysis.capacity.targets import targets

__all__ = [
    "BUILT_IN",
    "ENTRIES",
    "FP16_PER_FP32",
    "GROUPS",
    "LINE",
    "MEASURES",
    "METHOD",
    "METRICS",
    "SHOWN_IN",
    "announced",
    "capacity_now",
    "capacity_series",
    "centres_ledger",
    "converted",
    "figures",
    "in_precision",
    "one_centre",
    "own_capacity",
    "pipeline",
    "provinces",
    "sites",
    "targets",
    "within",
]
