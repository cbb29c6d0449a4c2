"""Contracts on screen: what the page asks, the dated rates among it, and one contract with all its fields."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.schema import Column
from data.tables import DATASETS
from export.cells import heading, value, words
from i18n import say
from ui import entries, filters, frame, link
from ui.card import card
from ui.frame import Here
from ui.table import table
from ui.words import literal
from views import Query

_PARTS = {
    "parties": (
        "company",
        "company_en",
        "ticker",
        "contracting_entity",
        "counterparty",
        "counterparty_en",
        "counterparty_note",
        "counterparty_named",
    ),
    "terms": (
        *("side", "object", "commitment", "purpose", "signed_on", "announced_on", "term_months", "value_cny", "value_original", "currency"),
        *("amount_is", "tax_included", "share_of_annual_revenue", "compute_pflops", "accelerator", "scale", "region"),
    ),
    "end": (
        *("status", "ended_on", "value_ended_cny", "delivered_cny", "reason_category", "reason_note", "reason_note_zh"),
        *("last_confirmed_on", "prepaid", "free_exit", "seller_other_industry"),
    ),
    "source": (
        *("source_title", "source_publisher", "read_in", "read_kind", "source_date", "confidence", "source_url", "second_source_url"),
        *("notes",),
    ),
}


_ASKED = {
    "survival": ("contract_survival", "contract_vintages", "contract_cox"),
    "backlog": ("backlog_at_risk",),
    "hang": ("contract_concentration", "contract_bridge"),
}
"""Views whose switches are drawn beside the filters of the page, by what is shown."""


def filtered(here: Here, shown: str) -> Query:
    """Draw the filters of what is `shown` and return what is asked.

    Side, object and commitment make the headline: they are asked beyond it. The curves weigh by what is counted.
    """
    whole = link.now("contracts", "selection", "") == "all"
    without = ("company", "weigh", *(() if whole else ("side", "object", "commitment")))
    beside = _ASKED.get(shown, ())
    crowded = shown in ("list", "hang")
    query = filters.asked(here, "cancellations", *beside, without=without, shown=("selection",) if crowded else ("selection", "counted"))
    if shown == "hang":
        query = replace(query, settings={**query.settings, **entries.given(here, "contract_concentration", only=("as_of",))})
    return rates(here, query)


def rates(here: Here, query: Query) -> Query:
    """Return `query` with the dated rates that the reader gives; asked for where more than one currency, or a foreign one, is chosen."""
    foreign = [name for name in query.where.get("currency", ()) if name != "CNY"]
    if not foreign:
        return query
    st.caption(say("contracts.rates_hint", here.language))
    given = entries.given(here, "cancellations", only=(*(f"{name.lower()}_cny" for name in foreign), "rate_on"))
    return replace(query, settings={**query.settings, **given})


def contract(here: Here, row: DeltaGenerator) -> None:
    """Draw the choice of a contract in the `row` of controls, its dated facts, every field with its source, and the way to add an event."""
    language, rows = here.language, here.tables.frame("contracts")
    titles = {row["contract_id"]: _title(row, language) for row in rows.to_dict("records")}
    events = here.tables.frame("contract_events")["contract_id"].value_counts()
    with row:
        chosen = entries.subject(here, "contract", titles, next((name for name in events.index if name in titles), None))
    card(
        here, "contract_timeline", Query(settings={"contract": chosen}), rows=lambda chart: table(chart.frame, chart.columns, here.language)
    )
    with st.container(horizontal=True):
        st.page_link("pages/datasets.py", label=say("contracts.add_event", language), query_params={"dataset": "contract_events"})
        code = rows.loc[rows["contract_id"] == chosen, ["ticker", "company"]].bfill(axis=1).iloc[0, 0]
        st.page_link("pages/companies.py", label=say("contracts.to_company", language), query_params={"company": code})
    fields = rows[rows["contract_id"] == chosen].iloc[0]
    for place, (part, names) in zip(frame.columns(here, 2) * 2, _PARTS.items(), strict=True):
        with place:
            _fields(here, say(f"contracts.part_{part}", language), [DATASETS["contracts"].column(name) for name in names], fields)


def _title(row: dict, language: str) -> str:
    named = [
        row[f"{name}_en"] if language == "en" and isinstance(row[f"{name}_en"], str) else row[name] for name in ("company", "counterparty")
    ]
    return say("contracts.comma", language).join([*(name for name in named if isinstance(name, str)), row["contract_id"]])


def _fields(here: Here, title: str, columns: list[Column], row: pd.Series) -> None:
    """Draw the fields that the record states, and name those that it does not."""
    language = here.language
    stated = [column for column in columns if pd.notna(row[column.name])]
    st.markdown(f"**{title}**")
    lines = [f"{literal(heading(column, language))}: {_said(row[column.name], column, language)}" for column in stated]
    st.markdown("  \n".join(lines) if lines else say("contracts.nothing_stated", language))
    missing = [heading(column, language) for column in columns if pd.isna(row[column.name])]
    if missing:
        st.caption(literal(say("contracts.not_stated", language, names=say("contracts.list", language).join(missing))))


def _said(cell: object, column: Column, language: str) -> str:
    text = str(cell)
    if column.name.endswith("_url"):
        return f"[{literal(text)}](<{text}>)" if text.startswith(("http://", "https://")) and ">" not in text else literal(text)
    return literal(words(value(cell, column, language), column, language))
