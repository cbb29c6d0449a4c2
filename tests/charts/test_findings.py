"""Sentences of charts, each with its figures where they belong."""

import pandas as pd
import pytest

from charts.contracts.trend import cancellations
from charts.demand.volumes import _STYLES
from charts.idle.words import pools_finding
from charts.rents.words import money
from data.schema import Result

FACTS = {"contracts": 3, "terminated": 1, "unit": "cny", "terminated_value_cny": None, "undated_end": 0, "marks": (), "by_year": ()}
FACTS |= {"started": {"contracts": 0, "until": "2024-12-31", "value_share": None}, "never": {"share": None, "count": 0, "elsewhere": ()}}


def test_the_lowest_and_the_highest_pool_are_named_with_their_own_rates():
    frame = pd.DataFrame({"pool": ["a", "b", "c"], "idle_rate": [0.3, 0.1, 0.7], "unallocated_rate": [0.3, 0.1, 0.7]})
    facts = {"idle_rate": 0.4, "unallocated_rate": 0.4, "first_hour": None, "last_hour": None}
    said = pools_finding(Result(frame, (), "test 1", facts=facts), "en").replace("\u202f", " ")
    assert said == "Idle rate: from 10.0 % in b to 70.0 % in c"


@pytest.mark.parametrize(("currency", "en", "zh"), [("cny", "CNY 6–8", "6～8 元"), ("usd", "USD 6–8", "6～8 美元")])
def test_a_range_of_rents_is_in_its_own_currency(currency, en, zh):
    assert (money(6, 8, currency, "en"), money(6, 8, currency, "zh")) == (en, zh)


def test_what_ended_is_drawn_from_what_ended_and_in_its_own_colour():
    frame = pd.DataFrame({"quarter": ["2025-Q1"], "signed": [3], "terminated": [1], "net": [2]})
    drawn = cancellations(Result(frame, (), "test 1", facts=FACTS), "en").encoding.series
    assert [(one.y, one.hue, one.style) for one in drawn] == [
        ("signed", "grey", "solid"),
        ("terminated", "terminated", "solid"),
        ("net", "neutral1", "hollow"),
    ]


def test_a_count_a_floor_an_estimate_and_a_forecast_each_have_a_style_of_their_own():
    assert _STYLES == {"stated": "solid", "floor": "floor", "estimate": "hollow", "forecast": "dashed"}
