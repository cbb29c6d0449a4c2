"""Figures in a table on screen: a source's keep their digits, computed ones are rounded, and a column is as wide as it must be."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from ui.table import figure_width

PRINTED = {"fraction": [0.32, 0.6767, 0.285, 1.0], "hours": [1.5, 3_690_000_000.0, 1234.5678, 82.0], "cny": [1.005, 0.1, 75_000.0, -3.25]}
COMPUTED = {
    "fraction": [1 / 3, 0.0004567891, 2 / 3],
    "hours": [4.698151950718686, 1234.567891, 0.00123456],
    "cny": [-2 / 3, 1e9 / 7, 1 / 7],
}


def drawn(rows, language):
    import pandas as pd

    from data.schema import Column, Text
    from ui.table import table

    columns = tuple(Column(unit, "number", Text(unit, unit), unit=unit) for unit in rows)
    table(pd.DataFrame(rows), columns, language)


def cells(rows, language="zh"):
    shown = AppTest.from_function(drawn, args=(rows, language)).run().dataframe[0].value
    return {unit: shown[unit].tolist() for unit in rows}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_figure_that_a_source_prints_keeps_its_digits_and_a_share_is_a_percentage(language):
    shown = cells(PRINTED, language)
    assert shown == {**PRINTED, "fraction": [32.0, 67.67, 28.5, 100.0]}


def test_a_figure_that_was_computed_is_rounded_and_never_to_nothing():
    assert cells(COMPUTED) == {
        "fraction": [33.3, 0.046, 66.7],
        "hours": [4.7, 1234.57, 0.0012],
        "cny": [-0.67, 142857142.86, 0.14],
    }


def test_what_is_unknown_stays_empty():
    shown = cells({"hours": [None, 2.0], "fraction": ["", "0.5"]})
    assert pd.isna(shown["hours"][0]) and pd.isna(shown["fraction"][0])
    assert (shown["hours"][1], shown["fraction"][1]) == (2.0, 50.0)


def test_a_column_is_as_wide_as_its_longest_figure_wherever_that_stands():
    rows = pd.Series([1.0] * 200 + [3_690_000_000.0])
    assert figure_width(rows, "CNY") == 13 * 8 + 34, "3,690,000,000 has thirteen signs"
    assert figure_width(pd.Series([1.0]), "Value of contracts") == 18 * 8 + 34
    assert figure_width(pd.Series([1.0]), "x" * 90) == 220, "a heading alone never takes more"
