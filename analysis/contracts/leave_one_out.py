"""How far a figure hangs on one contract: its least and its most where each contract in turn is left out."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

_NAMES = ("company", "company_en", "counterparty", "counterparty_en")


def leave_one_out(rows: pd.DataFrame, figure: Callable[[pd.DataFrame], float | None]) -> dict[str, object] | None:
    """Return the range of `figure(rows)` over leaving out each contract: low and high, and whose contract each is without.

    <end>_contract and, after <end>_, company and counterparty with their English names tell the contract. Where several give the same
    figure the first is named. None where fewer than two contracts leave a figure.
    """
    figures = {label: value for label in rows.index if (value := figure(rows.drop(index=label))) is not None}
    if len(figures) < 2:
        return None
    found: dict[str, object] = {}
    for end, label in (("low", min(figures, key=figures.get)), ("high", max(figures, key=figures.get))):
        left_out = rows.loc[label]
        found |= {end: figures[label], f"{end}_contract": left_out["contract_id"]}
        found |= {f"{end}_{name}": left_out[name] for name in _NAMES}
    return found
