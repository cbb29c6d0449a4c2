"""How the five answers of the first page are drawn, and the rows of evidence that stand under each."""

from charts.overview.contracts import contracts
from charts.overview.fit import fit
from charts.overview.idle import idle
from charts.overview.inference import inference
from charts.overview.reasons import reasons

__all__ = ["contracts", "fit", "idle", "inference", "reasons"]
