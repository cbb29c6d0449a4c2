"""Statistics of times to an event: curves, hazards, competing events, comparisons, regressions.

A row is a span of follow-up: it comes under observation at `entry` (0 where none is given), leaves at `exit`, and `event` says whether
that was the event. It is at risk at time t where entry < t <= exit; a row with exit <= entry is never at risk and counts nowhere.
"""

from analysis.survival.compared import WEIGHTINGS, LogRank, log_rank
from analysis.survival.cox import Cox, cox
from analysis.survival.curve import Curve, kaplan_meier, nobody
from analysis.survival.exact import binomial_limits, fisher_p
from analysis.survival.hazard import Hazard, nelson_aalen
from analysis.survival.incidence import Incidence, cumulative_incidence
from analysis.survival.means import Estimate, chance, median, quantile, restricted_mean
from analysis.survival.poisson import poisson_limits
from analysis.survival.resampled import Bands, resampled_bands

__all__ = [
    "WEIGHTINGS",
    "Bands",
    "Cox",
    "Curve",
    "Estimate",
    "Hazard",
    "Incidence",
    "LogRank",
    "binomial_limits",
    "chance",
    "cox",
    "cumulative_incidence",
    "fisher_p",
    "kaplan_meier",
    "log_rank",
    "median",
    "nelson_aalen",
    "nobody",
    "poisson_limits",
    "quantile",
    "resampled_bands",
    "restricted_mean",
]
