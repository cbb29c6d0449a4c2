"""Words that the answers share: a row of evidence, and an empty row that begins a group."""

from __future__ import annotations

import pandas as pd

from charts.chart import Headline
from data.schema import Language
from i18n import say


def evidence(value: str, what: str, *details: str, language: Language) -> Headline:
    """Return a row of evidence: the value, what it is, and basis, date and publisher under it."""
    return Headline(what, value, say("overview.dot", language).join(detail for detail in details if detail))


def headed(frame: pd.DataFrame, group: str, column: str, titles: dict[str, str]) -> pd.DataFrame:
    """Return the rows with an empty one before each run of `group`, its title in `column`."""
    parts: list[pd.DataFrame] = []
    for code in frame[group].unique():
        parts += [pd.DataFrame([{column: titles[code]}]), frame[frame[group] == code]]
    whole = pd.concat(parts, ignore_index=True) if parts else frame
    return whole.reindex(columns=list(frame))
