"""The view of forecasts: one series as a line with its intervals, several as a table, a refusal in words; in both languages."""

import numpy as np
import pandas as pd
import pytest

from charts import forecasting as drawn
from data.schema import LANGUAGES, Refused
from views import VIEWS, Query, forecast_of

VIEW = VIEWS["series_forecast"]


def rows(name: str, values: list[float], times: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"unique_id": name, "time": times, "value": values, "unit": "tokens_per_day", "title": None, "source_id": "s"})


MONTHLY = rows(
    "m", (100 + np.arange(40) + 10 * np.sin(np.arange(40) * np.pi / 6)).tolist(), [f"{2021 + i // 12}-{1 + i % 12:02d}" for i in range(40)]
)
GROWING = rows("g", [1.0, 3.0, 9.0, 30.0, 80.0, 250.0], ["2020", "2021", "2022", "2023", "2024", "2025"])
SHORT = rows("s", [1.0, 2.0], ["2024", "2025"])


class Tables:
    """Rows as the store would hand them out."""

    def __init__(self, *frames: pd.DataFrame):
        self.rows = pd.concat(frames, ignore_index=True)

    def frame(self, dataset):
        return self.rows

    def sources(self, ids):
        return ()

    def version(self, datasets):
        return "1"

    def left_out(self, datasets):
        return []

    def said(self, datasets):
        return []


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_series_is_a_line_that_goes_on_between_two_intervals(language):
    found = VIEW.result(Tables(MONTHLY.drop(index=[20, 21])))
    chart = VIEW.chart(found, language)
    assert found.facts["origins"] == 12 and found.facts["owa"] < 1
    assert [(one.y, one.style, one.low) for one in chart.encoding.series] == [
        ("value", "solid", None),
        ("mean", "dashed", "lower_80"),
        ("upper_95", "interval", "lower_95"),
    ]
    assert chart.frame["value"].isna().tolist()[20:22] == [True, True]
    assert len(chart.figure().data) == 4 and any("Theta" in note for note in chart.caption.notes)


def test_growth_over_decades_is_drawn_on_a_log_axis():
    assert VIEW.chart(VIEW.result(Tables(GROWING)), "en").encoding.log
    assert not VIEW.chart(VIEW.result(Tables(MONTHLY)), "en").encoding.log


@pytest.mark.parametrize("language", LANGUAGES)
def test_several_series_are_a_table_that_says_what_is_refused(language):
    chart = VIEW.chart(VIEW.result(Tables(MONTHLY, GROWING, SHORT)), language)
    assert chart.encoding.form == "table" and chart.frame["unique_id"].tolist() == ["m", "g"]
    assert any("s" in note and "5" in note for note in chart.caption.notes)


def test_a_single_series_that_is_refused_says_why():
    with pytest.raises(Refused) as caught:
        VIEW.result(Tables(SHORT))
    assert caught.value.problems[0].values["needed"] == 5


def test_the_horizon_and_the_season_are_those_that_are_given():
    asked = VIEW.completed(Query(settings={"steps_ahead": "4", "season_steps": "1"}))
    assert (VIEW.result(Tables(MONTHLY), asked).frame["step"].dropna() == [1, 2, 3, 4]).all()
    with pytest.raises(Refused):
        forecast_of({"value": MONTHLY}, 0)


def test_the_model_of_every_route_has_words():
    from analysis.forecasting import ROUTES

    assert all(drawn._route(route, language) for route in ROUTES for language in LANGUAGES)


@pytest.mark.parametrize(("language", "words"), [("en", "Nothing in this selection"), ("zh", "当前筛选下没有数据")])
def test_where_there_is_no_series_nothing_is_counted(language, words):
    chart = VIEW.chart(VIEW.result(Tables(MONTHLY.iloc[:0])), language)
    assert chart.title.startswith(words) and chart.frame.empty
