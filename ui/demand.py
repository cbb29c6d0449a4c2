"""Demand on screen: each section of the page, drawn below the row of its controls."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from i18n import say
from ui import entries, filters, scenario
from ui.card import card
from ui.empty import missing
from ui.filters import narrowed
from ui.frame import Here
from views import Query, demand


def where(here: Here, row: DeltaGenerator) -> None:
    """Draw the tokens counted, scope by scope, and how fast each line doubles."""
    with row:
        query = filters.asked(here, "demand_series", without=("entity", "scope"))
    card(here, "demand_series", query, ahead=True)
    card(here, "demand_doubling", narrowed(query, "demand_doubling"))


def outlook(here: Here, row: DeltaGenerator) -> None:
    """Draw the scenario of the reader, its five drivers in a frame of their own, and what moves it."""
    begun = demand.begun(here.tables)
    with row:
        query = filters.asked(here, "demand_outlook", shown=("growth", "outlook", "years", "card_precision"))
    place = st.container()
    pace = query.settings["growth"]
    fixed = demand.fixed(here.tables, pace, scenario.kept(here, begun))
    told = scenario.drivers(here, "demand_outlook", demand.ranges(here.tables), fixed, say(f"view.growth_{pace}", here.language))
    query = replace(query, settings={**query.settings, **told})
    with place:
        card(here, "demand_outlook", query, ahead=True)
    card(here, "demand_inputs", narrowed(query, "demand_inputs"))
    scenario.reset(here, begun)


def shares(here: Here, row: DeltaGenerator) -> None:
    """Draw the shares of training and inference as published, and when the one passes the other."""
    with row:
        query = filters.asked(here, "demand_shares", "crossover", without=("entity", "scope", "region"))
    told = scenario.kept(here, demand.begun(here.tables))
    card(here, "demand_shares", narrowed(query, "demand_shares"), ahead=True)
    card(here, "crossover", narrowed(replace(query, settings={**query.settings, **told}), "crossover"))


def tokens(here: Here, row: DeltaGenerator) -> None:
    """Draw the compute that the tokens counted need on the card chosen, beside what is installed."""
    begun = demand.begun(here.tables)
    with row:
        line = entries.subject(here, "entity", demand.line_titles(here.tables, here.language))
        model = entries.subject(here, "card_model", {name: name for name in demand.cards(here.tables)}, demand.FIRST_CARD)
        query = filters.asked(here, "token_compute", without=("entity", "scope", "region"), shown=("none",))
    place = st.container()
    told = scenario.inputs(here, "token_compute", begun, {"model": demand.MODEL, "serving": demand.SERVING})
    scenario.reset(here, begun)
    query = replace(query, where={"entity": (line,)}, settings={**query.settings, **told, "card_model": model})
    with place:
        card(here, "token_compute", query, ahead=True)
        card(here, "token_load", narrowed(query, "token_load"))


def scores(here: Here, row: DeltaGenerator) -> None:
    """Draw how the forecasts did, the forecasts themselves, and what others forecast."""
    with row:
        query = filters.asked(here, "track_record")
    card(here, "forecast_scores", ahead=True)
    card(here, "demand_forecasts")
    card(here, "track_record", query)


def breaks(here: Here, row: DeltaGenerator) -> None:
    """Draw whether a series broke at the event chosen."""
    with row:
        series = entries.subject(here, "series_name", demand.series_titles(here.tables, here.language))
        event = entries.subject(here, "event", demand.event_titles(here.tables, here.language), demand.FIRST_EVENT)
        query = filters.asked(here, "break_test", shown=("none",))
    card(here, "break_test", replace(query, settings={**query.settings, "series_name": series, "event": event}), ahead=True)


def series(here: Here, row: DeltaGenerator) -> None:
    """Draw the forecast of a series that the reader has uploaded, and how it did on its own past."""
    if not here.tables.size("series"):
        missing(here, "series")
    titles = demand.upload_titles(here.tables, here.language)
    with row:
        chosen = entries.subject(here, "upload", titles)
    ahead = entries.given(here, "series_forecast")
    card(here, "series_forecast", Query(where={"unique_id": (chosen,)} if len(titles) > 1 else {}, settings=ahead), ahead=True)
    card(here, "forecast_scores", Query(settings={"series_name": chosen}))
