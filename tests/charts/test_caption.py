"""The foot of a chart says what was asked for in the reader's words."""

import pandas as pd
import pytest

from charts.caption import caption, source_line
from data.schema import Result, Source, Text
from views import VIEWS, Query


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Side: Sells, Buys; Company: 示例,实例"), ("zh", "买卖方：卖方、买方；公司：示例,实例")],
)
def test_several_codes_of_one_filter_are_each_said_in_words(language, words):
    titles = {"side": Text("Sells, Buys", "卖方、买方")}
    found = Result(pd.DataFrame(), (), "test 1.0", filters={"side": "sells,buys", "company": "示例,实例"}, filter_titles=titles)
    assert words in caption(found, language).note_line


def test_a_view_hands_on_the_declared_titles_of_the_codes_asked_for(store):
    result = VIEWS["utilization_reports"].result(store.tables("local"), Query(where={"basis": ("allocation_rate",)}))
    assert "Basis: Allocation rate" in caption(result, "en").note_line
    assert "口径：分配率" in caption(result, "zh").note_line


@pytest.mark.parametrize(
    ("language", "three", "five"),
    [("en", "Source: A (2025); B (2025); C (2025).", "Source: A (2025); B (2025); C (2025); and 2 more."),
     ("zh", "来源：A（2025）；B（2025）；C（2025）。", "来源：A（2025）；B（2025）；C（2025）；另有 2 个来源。")],
)  # fmt: skip
def test_three_sources_are_named_and_the_rest_counted(language, three, five):
    sources = tuple(Source(name, f"Report {name}", name, date="2025-03-01") for name in "ABCDE")
    assert (source_line(sources[:3], language), source_line(sources, language)) == (three, five)
