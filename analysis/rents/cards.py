"""The names that cards go by: one card, whatever a source calls it."""

from __future__ import annotations

import pandas as pd


def card_names(accelerators: pd.DataFrame) -> dict[str, str]:
    """Return every name of a card, its aliases included and the case dropped -> its model; what is not named here stays unknown."""
    names: dict[str, str] = {}
    for model, aliases in zip(accelerators["model"], accelerators["aliases"], strict=True):
        for name in (model, *(str(aliases).split("|") if isinstance(aliases, str) else ())):
            names.setdefault(name.strip().casefold(), model)
    return names


def card_of(quoted: str, names: dict[str, str]) -> str:
    """Return the model that `quoted` stands for; where no specification has that name, the name itself."""
    return names.get(quoted.strip().casefold(), quoted)
