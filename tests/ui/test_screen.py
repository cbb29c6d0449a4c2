"""How wide a chart is drawn, and what data may write on a page."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from ui import screen
from ui.words import literal


def test_a_chart_leaves_room_for_the_frame_of_its_card_and_the_gap_between_columns():
    assert screen.width(1240) == 1206
    assert screen.width(1240, 2) == (1240 - 16) // 2 - 34
    assert 2 * (screen.width(1240, 2) + 34) + 16 <= 1240


def test_two_columns_stand_side_by_side_on_a_desk_and_below_each_other_on_a_tablet_and_a_phone():
    assert [screen.bears(page, 2) for page in (screen.DESK, 1040, 860, 340)] == [True, True, False, False]


@pytest.mark.parametrize(
    "text", ["![x](https://example.org/x)", "**bold**", "$a$ and $b$", ":red[danger]", "<b>", "# head", "a & b", "`x`", "-1.5 %"]
)
def test_words_out_of_data_stand_as_they_are(text):
    written = literal(text)
    assert all(written[place - 1] == "\\" for place, sign in enumerate(written) if sign in "*_[]$:<>#`!")
    assert written.replace("\\", "").replace("\u2060", "") == text


def rows_in_chinese():
    import pandas as pd

    from data.schema import Column, Text
    from ui.table import table

    columns = (
        Column("side", "code", Text("Side", "买卖方"), values={"sells": Text("sells", "卖出")}),
        Column("prepaid", "flag", Text("Prepaid", "是否预付")),
        Column("share", "number", Text("Share", "占比"), unit="fraction"),
        Column("hours", "number", Text("Hours", "时长"), unit="hours"),
    )
    frame = pd.DataFrame(
        {
            "side": ["sells", "new", None],
            "prepaid": pd.array([True, False, None], "boolean"),
            "share": [0.5, None, 1],
            "hours": [1.5, 2, None],
        }
    )
    table(frame, columns, "zh")


def test_rows_show_codes_and_flags_in_the_language_of_the_reader_and_nothing_for_the_unknown():
    shown = AppTest.from_function(rows_in_chinese).run().dataframe[0].value
    assert [None if pd.isna(cell) else cell for cell in shown["side"]] == ["卖出", "new", None]
    assert [None if pd.isna(cell) else cell for cell in shown["prepaid"]] == ["是", "否", None]
    assert shown["share"].isna().tolist() == [False, True, False]
