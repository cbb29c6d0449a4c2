"""What was signed, what ended, how long it lasted and what hangs on it. docs/methods/contracts.en.md says it in words."""

from analysis.contracts.selection import HEADLINE, METHOD
from analysis.contracts.trend import cancellations

__all__ = ["HEADLINE", "METHOD", "cancellations"]
