"""The foot of a chart says what was asked for in the reader's words."""

import pandas as pd
import pytest

from charts.caption import caption
from data.schema import Result


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Side: Sells, Buys; Company: 示例,实例"), ("zh", "买卖方：卖方、买方；公司：示例,实例")],
)
def test_several_codes_of_one_filter_are_each_said_in_words(language, words):
    found = Result(pd.DataFrame(), (), "test 1.0", filters={"side": "sells,buys", "company": "示例,实例"})
    assert words in caption(found, language).note_line
