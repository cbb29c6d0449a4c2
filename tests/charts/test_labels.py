import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.caption import Caption
from charts.chart import Chart, Encoding, Mark, Series
from charts.ends import Box, Track, free_box
from charts.flags import flags
from charts.labels import key_rows, named_at_ends, spread
from charts.layout import page
from charts.places import across


def drawn(marks=(), width=1200):
    frame = pd.DataFrame({"day": pd.date_range("2020-05-01", periods=31), "y": [0.5] * 31})
    caption = Caption((), "", (), version_line="")
    chart = Chart("v", "en", "Title", "Subtitle", frame, (), Encoding("line", "day", (Series("y", "y", "accent"),), marks=marks), caption)
    return across(chart, banded=False), page(chart, width, "light")


def test_names_that_do_not_touch_stay_where_they_are():
    assert spread([20, 60, 90], [10, 10, 10], 100) == [20, 60, 90]


def test_names_that_touch_are_pushed_apart_in_their_order():
    assert spread([50, 52, 51], [10, 10, 10], 100) == [50, 70, 60]


def test_names_at_the_edges_stay_within_the_drawing():
    assert spread([0, 100], [20, 20], 100) == [10, 90]
    assert spread([99, 100], [20, 20], 100) == [70, 90]


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(10, 40)), min_size=1, max_size=7))
def test_spread_names_never_overlap_and_keep_their_order(blocks):
    centres, heights = [c for c, _ in blocks], [h for _, h in blocks]
    found = spread(centres, heights, 300)
    order = sorted(range(len(blocks)), key=lambda i: centres[i])
    for upper, lower in zip(order, order[1:], strict=False):
        assert found[upper] + heights[upper] / 2 <= found[lower] - heights[lower] / 2 + 1e-6
    assert found[order[0]] - heights[order[0]] / 2 >= -1e-6
    assert found[order[-1]] + heights[order[-1]] / 2 <= 300 + 1e-6


def test_a_name_stands_right_of_its_end_where_that_is_free():
    assert free_box([(100, 50)], (40, 20), (300, 100), [], []) == Box(108, 40, 148, 60)


def test_a_name_gives_way_to_another_line():
    flat = Track((0.0, 300.0), (50.0, 50.0), (50.0, 50.0))
    assert free_box([(100, 50)], (40, 20), (300, 100), [flat], []) == Box(60, 20, 100, 40, "right")


def test_a_name_moves_along_its_line_where_the_end_is_crowded_and_gives_up_where_all_is():
    stem = Box(90, 0, 98, 100)
    assert free_box([(100, 50), (80, 50)], (40, 20), (110, 100), [], [stem]) == Box(40, 20, 80, 40, "right")
    full = Track((0.0, 300.0), (0.0, 0.0), (100.0, 100.0))
    assert free_box([(100, 50), (80, 50)], (40, 20), (300, 100), [full], []) is None


def test_a_track_is_met_only_where_it_runs():
    steep = Track((0.0, 100.0), (0.0, 100.0), (0.0, 100.0))
    assert steep.meets(Box(40, 40, 60, 60))
    assert not steep.meets(Box(70, 0, 95, 30))
    assert not steep.meets(Box(120, 0, 150, 100))


def test_labels_of_near_marks_stand_in_rows_and_no_line_runs_through_one():
    axis, sheet = drawn()
    marks = tuple(Mark(dt.date(2020, 5, day), f"{day} May: all pools at 0, outage or missing log") for day in (10, 11, 12))
    found = flags(marks, axis, sheet, 900, 1000, centred=False)
    assert len({flag.row for flag in found}) == 3
    assert not any(one.overlaps(other) or one.crosses(other) for one in found for other in found if one is not other)


def test_marks_with_the_same_words_side_by_side_say_them_once():
    axis, sheet = drawn()
    marks = tuple(Mark(dt.date(2020, 5, day), "all pools at 0") for day in (10, 11, 25))
    found = flags(marks, axis, sheet, 900, 1000, centred=True)
    assert [flag.lines for flag in found] == [("all pools at 0",), (), ("all pools at 0",)]
    assert {flag.row for flag in found} == {0}


@given(st.lists(st.integers(1, 31), min_size=1, max_size=6, unique=True), st.booleans())
def test_labels_of_marks_never_cover_each_other(days, centred):
    axis, sheet = drawn()
    marks = tuple(Mark(dt.date(2020, 5, day), f"event of day {day}") for day in sorted(days))
    found = flags(marks, axis, sheet, 900, 1000, centred)
    boxes = [Box(f.left, f.row, f.left + f.wide, f.row + len(f.lines)) for f in found]
    assert len(found) == len(days)
    assert not any(one.meets(other) for one in boxes for other in boxes if one is not other)


def test_a_mark_off_the_axis_is_left_out():
    axis, sheet = drawn()
    assert flags((Mark("2021-01-01", "later"), Mark(None, "unknown")), axis, sheet, 900, 1000, centred=False) == ()


@pytest.mark.parametrize(("width", "count", "named"), [(1200, 8, True), (1200, 9, False), (640, 3, True), (350, 2, False)])
def test_names_leave_the_line_ends_on_a_phone_and_above_eight_series(width, count, named):
    series = [Series("y", f"pool {i}", "accent") for i in range(count)]
    assert named_at_ends(series, drawn(width=width)[1]) is named


def test_a_key_wraps_to_the_width():
    series = [Series("y", "a name of some length", "accent") for _ in range(5)]
    rows = key_rows(series, drawn(width=350)[1])
    assert [len(row) for row in rows] == [1] * 5 or sum(len(row) for row in rows) == 5
    assert len(rows) > len(key_rows(series, drawn(width=1200)[1]))
