"""The five answers of the first page: how much stands idle, why, what fell, training or inference, whether capacity fits."""

from analysis.overview.contracts import answer_contracts
from analysis.overview.fit import answer_fit
from analysis.overview.idle import answer_idle
from analysis.overview.inference import answer_inference
from analysis.overview.reasons import METHOD, answer_reasons

__all__ = ["METHOD", "answer_contracts", "answer_fit", "answer_idle", "answer_inference", "answer_reasons"]
