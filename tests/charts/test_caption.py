"""The foot of a chart says what was asked for in the reader's words."""

import pandas as pd
import pytest

from charts.caption import caption
from data.schema import Result, Text
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
