"""How long contracts last, on screen: the curves as they are asked for, by value always beside those without the largest contract."""

from __future__ import annotations

from dataclasses import replace

from ui import frame
from ui.card import card, headlines
from ui.filters import narrowed
from ui.frame import Here
from views import Query

GROUPS = ("total", "counterparty_named", "prepaid", "signed_year", "company")


def lasting(here: Here, query: Query, group: str) -> None:
    """Draw survival by `group`, and under it kinds of ending beside vintages, the hazard by date, and hazard ratios."""
    _curves(here, query, group)
    headlines(here, ("contract_survival",), narrowed(query, "contract_survival"), each=2)
    for place, view in zip(frame.columns(here, 2), ("contract_incidence", "contract_vintages"), strict=True):
        with place:
            card(here, view, narrowed(query, view), columns=2)
    for view in ("contract_hazard", "contract_cox"):
        card(here, view, narrowed(query, view))


def _curves(here: Here, query: Query, group: str) -> None:
    """Draw survival by count; by value twice, with the largest contract and without it."""
    asked = narrowed(query, "contract_survival", group)
    if query.settings.get("counted") != "value":
        card(here, "contract_survival", asked)
        return
    for place, weigh in zip(frame.columns(here, 2), ("value", "value_without_largest"), strict=True):
        with place:
            card(here, "contract_survival", replace(asked, settings={**asked.settings, "weigh": weigh}), columns=2, slot=f".{weigh}")
