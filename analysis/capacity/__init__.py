"""What is built, where, and against which targets. docs/methods/capacity.en.md says it in words."""

from analysis.capacity.conversion import ENTRIES, FP16_PER_FP32, SHOWN_IN, converted, in_precision
from analysis.capacity.figures import METHOD
from analysis.capacity.series import METRICS, capacity_series

__all__ = ["ENTRIES", "FP16_PER_FP32", "METHOD", "METRICS", "SHOWN_IN", "capacity_series", "converted", "in_precision"]
