"""Demand: tokens by scope; then where it is, where it goes, whether what was built fits, how far to trust it, breaks, and any upload."""

from dataclasses import replace

import streamlit as st

from ui import entries, filters, frame, scenario
from ui.card import card, headlines
from ui.empty import missing
from ui.filters import narrowed
from views import Query, demand

SECTIONS = ("where", "outlook", "fit", "trust", "breaks", "series")

here = frame.here("demand")
if not here.tables.size("demand"):
    missing(here, "demand")

begun = demand.begun(here.tables)
told = scenario.kept(here, begun)
headlines(here, ("demand_series", "demand_shares", "crossover", "token_compute"), Query(settings=told), each=(1, 1, 1, 2))
chosen = filters.section(here, SECTIONS)

if chosen == "where":
    query = filters.asked(here, "demand_series", without=("entity", "scope"))
    card(here, "demand_series", query, ahead=True)
    card(here, "demand_doubling", narrowed(query, "demand_doubling"))
    card(here, "demand_shares", filters.asked(here, "demand_shares", without=("entity", "scope", "region")))
elif chosen == "outlook":
    query = filters.asked(here, "demand_outlook")
    place = st.container()
    told = scenario.inputs(here, "demand_outlook", begun, {"path": demand.SCENARIO, "serving": demand.SERVING})
    scenario.reset(here, begun)
    query = replace(query, settings={**query.settings, **told})
    with place:
        card(here, "demand_outlook", query, ahead=True)
    card(here, "demand_inputs", narrowed(query, "demand_inputs"))
    card(here, "crossover", narrowed(query, "crossover"))
    card(here, "track_record", Query(settings={"track_status": "not_yet"}))
elif chosen == "fit":
    with st.container(horizontal=True, vertical_alignment="bottom"):
        line = entries.subject(here, "entity", demand.line_titles(here.tables, here.language))
        model = entries.subject(here, "card_model", {name: name for name in demand.cards(here.tables)}, demand.FIRST_CARD)
        query = filters.asked(here, "token_compute", without=("entity", "scope", "region"))
    place = st.container()
    told = scenario.inputs(here, "token_compute", begun, {"model": demand.MODEL, "serving": demand.SERVING})
    scenario.reset(here, begun)
    query = replace(query, where={"entity": (line,)}, settings={**query.settings, **told, "card_model": model})
    with place:
        card(here, "token_compute", query, ahead=True)
        card(here, "token_load", narrowed(query, "token_load"))
elif chosen == "trust":
    card(here, "forecast_scores")
    card(here, "demand_forecasts")
    card(here, "track_record", filters.asked(here, "track_record"))
elif chosen == "breaks":
    with st.container(horizontal=True, vertical_alignment="bottom"):
        series = entries.subject(here, "series_name", demand.series_titles(here.tables, here.language))
        event = entries.subject(here, "event", demand.event_titles(here.tables, here.language), demand.FIRST_EVENT)
        query = filters.asked(here, "break_test")
    card(here, "break_test", replace(query, settings={**query.settings, "series_name": series, "event": event}))
else:
    if not here.tables.size("series"):
        missing(here, "series")
    titles = demand.upload_titles(here.tables, here.language)
    series = entries.subject(here, "upload", titles)
    ahead = entries.given(here, "series_forecast")
    card(here, "series_forecast", Query(where={"unique_id": (series,)} if len(titles) > 1 else {}, settings=ahead))
    card(here, "forecast_scores", Query(settings={"series_name": series}))
