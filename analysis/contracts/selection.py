"""What is selected where nothing else is asked, and the version of the method that every module of the topic states."""

from __future__ import annotations

import pandas as pd

METHOD = "contracts 1.1"

HEADLINE = {"side": ("sells",), "object": ("compute_service",), "commitment": ("firm",), "currency": ("CNY",)}
"""The headline selection: firm contracts in CNY by which a listed company sells computing as a service."""

SELECTIONS = ("headline", "all")
"""headline: sells, compute service, firm; all: every contract. Either in CNY unless another currency is asked for."""


def base(selection: str) -> dict[str, tuple[str, ...]]:
    """Return the filters that `selection` stands for."""
    return dict(HEADLINE) if selection == "headline" else {"currency": HEADLINE["currency"]}


def sources(*frames: pd.DataFrame) -> tuple[str, ...]:
    """Return the distinct source ids of the rows of `frames`, sorted."""
    found = {source for frame in frames for source in frame["source_id"].dropna()}
    return tuple(sorted(found))
