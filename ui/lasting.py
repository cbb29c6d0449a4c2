"""How long contracts last, on screen: the curves as they are asked for, by value always beside those without the largest contract."""

from __future__ import annotations

from dataclasses import replace

from ui import filters, frame
from ui.card import card
from ui.filters import narrowed
from ui.frame import Here
from views import VIEWS, Query

_GROUPS = ("total", "counterparty_named", "prepaid", "signed_year", "company")


def lasting(here: Here, query: Query) -> None:
    """Draw survival as chosen, and under it kinds of ending beside vintages, the hazard by date, and hazard ratios."""
    _curves(here, _chosen(here, query, "contract_survival", "weigh"), filters.group(here, "total", _GROUPS))
    asked = _chosen(here, query, "contract_vintages")
    for place, view in zip(frame.columns(here, 2), ("contract_incidence", "contract_vintages"), strict=True):
        with place:
            card(here, view, narrowed(asked, view), columns=2)
    card(here, "contract_hazard", narrowed(asked, "contract_hazard"))
    fitted = _chosen(here, asked, "contract_cox")
    card(here, "contract_cox", narrowed(fitted, "contract_cox"))


def _chosen(here: Here, query: Query, name: str, *without: str) -> Query:
    """Draw the choices of view `name` that are not settled yet, and return `query` with them."""
    found = filters.asked(here, name, without=(*VIEWS[name].where, *without, *query.settings))
    return replace(query, settings={**query.settings, **found.settings})


def _curves(here: Here, query: Query, group: str) -> None:
    """Draw survival by count; by value twice, with the largest contract and without it."""
    asked = narrowed(query, "contract_survival", group)
    if query.settings.get("counted") != "value":
        card(here, "contract_survival", asked)
        return
    for place, weigh in zip(frame.columns(here, 2), ("value", "value_without_largest"), strict=True):
        with place:
            card(here, "contract_survival", replace(asked, settings={**asked.settings, "weigh": weigh}), columns=2, slot=f".{weigh}")
