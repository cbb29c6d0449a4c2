import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from charts.caption import Caption
from charts.chart import Chart, Encoding, Mark, Series
from charts.figure import figure
from charts.layout import LINE
from charts.text import pixels
from data.schema import Column, Text

LANGUAGES, WIDTHS = ("en", "zh"), (1200, 640, 350)
WORDS = {
    "en": (
        "28.5 % of the GPU-hours went to no job, and most of the waiting work would have fitted on them",
        "Installed card-hours by state, %",
    ),
    "zh": ("28.5% 的卡时没有分给任何任务，而排队的任务大多本可以放得下", "装机卡时按状态分（%），十个虚拟集群"),
}
SOURCE = "Source: HeliosData (Hu et al., SC 2021; CC BY 4.0), hourly aggregates. Coverage: 744 of 856 cards. Outage suspects are kept."
CAPTION = Caption((), SOURCE, (), note_line="Coverage 86.9 %.", version_line="Suanli Observatory · data 2026-11-23 · method idle 1.1")


def chart(encoding, frame, language="en", columns=()):
    return Chart("view", language, *WORDS[language], frame, columns, encoding, CAPTION)


def days(count=31):
    frame = pd.DataFrame({"day": pd.date_range("2020-05-01", periods=count)})
    share = np.linspace(0.5, 0.9, count)
    return frame.assign(a=share, b=0.05, c=1 - share - 0.05)


BANDS = (
    Series("a", "Allocated, whether busy is unobserved", "allocated", label="71.5 % over the month"),
    Series("b", "Unallocated while work waited", "held"),
    Series("c", "Unobserved", "unobserved", "hatched"),
)
LADDER = Encoding("column", "day", BANDS, "fraction", stacked=True, marks=(Mark("2020-05-10", "all pools at 0"),))
LINES = Encoding("line", "day", BANDS[:2], "fraction")
POOLS = pd.DataFrame({"pool": ["vc6YE", "中国电信长三角国家枢纽节点芜湖集群智算中心（一期）", "vcpDC"], "v": [3.7e9, -1.2e9, np.nan]})
WEEK = pd.DataFrame([{"hour": h, "weekday": d, "v": 0.1 + h / 50} for d in ("Mon", "Tue", "Sun") for h in range(24)])
SINGLE = Series("v", "Value", "capacity")

SAMPLES = {
    "ladder": (LADDER, days()),
    "area": (replace(LADDER, form="area"), days()),
    "lines": (LINES, days()),
    "steps": (replace(LINES, step=True, series=(replace(BANDS[0], low="b", high="c"), replace(BANDS[1], style="dashed"))), days()),
    "log": (Encoding("line", "day", (SINGLE,), "tokens_per_day", log=True), days().assign(v=np.geomspace(1e8, 2e14, 31))),
    "forest": (
        Encoding("bar", "pool", (replace(SINGLE, low="l", high="h"),), log=True, dots=True, y_title="Hazard ratio; 1 means no difference"),
        POOLS.assign(v=[0.4, 1.2, 3.0], l=[0.1, 0.5, 0.9], h=[1.5, 3.0, 9.0]),
    ),
    "grouped": (replace(LADDER, stacked=False), days(4)),
    "scatter": (
        Encoding("scatter", "day", (replace(SINGLE, style="floor"), replace(BANDS[0], style="hollow")), "eflops"),
        days().assign(v=2.0),
    ),
    "bars": (Encoding("bar", "pool", (SINGLE,), "cny"), POOLS),
    "sixty": (Encoding("bar", "pool", (SINGLE,), "eflops"), pd.DataFrame({"pool": [f"centre {i}" for i in range(60)], "v": range(60)})),
    "stacked bars": (Encoding("bar", "day", BANDS, "fraction", stacked=True), days(5)),
    "categories": (Encoding("column", "pool", (SINGLE,), "cny"), POOLS),
    "heat map": (Encoding("heatmap", "hour", (SINGLE,), "fraction", row="weekday", x_title="Hour of day"), WEEK),
    "tiles": (Encoding("tiles", "hour", (SINGLE,), "fraction", row="weekday", text="weekday"), WEEK[WEEK["hour"] < 5]),
    "box": (Encoding("box", "weekday", (SINGLE,), "fraction"), WEEK),
    "table": (Encoding("table", "pool", ()), POOLS),
    "flow": (Encoding("flow", "pool", (SINGLE,)), POOLS),
    "one point": (LINES, days(1)),
    "two days": (LADDER, days(2)),
    "tiny": (Encoding("line", "n", (SINGLE,)), pd.DataFrame({"n": [0, 1, 2], "v": [3e-9, 2e-9, 1e-9]})),
    "huge": (Encoding("line", "n", (SINGLE,), "tokens"), pd.DataFrame({"n": [0, 1, 2], "v": [3e19, 2e19, 1e19]})),
    "negative": (Encoding("column", "n", (SINGLE,), "cny"), pd.DataFrame({"n": [2023, 2024, 2025], "v": [-3e9, 2e9, None]})),
    "years": (Encoding("line", "n", (SINGLE,)), pd.DataFrame({"n": [2020, 2023, 2025], "v": [1, 2, 3]})),
    "empty": (LADDER, days(0)),
    "all null": (LINES, days().assign(a=None, b=None)),
}


@pytest.fixture(params=SAMPLES)
def sample(request):
    return SAMPLES[request.param]


def plain(text):
    return re.sub(r"<[^>]+>", "", text.replace("<br>", "\n")).replace("&nbsp;", " ").replace("&lt;", "<").replace("&amp;", "&")


def box(note, layout):
    """The rectangle of a label in pixels from the upper left corner of the figure."""
    margin, size = layout.margin, note.font.size
    lines = plain(note.text).split("\n")
    wide, tall = max(pixels(line, size, "<b>" in note.text) for line in lines), LINE * size * len(lines)
    x = margin.l + note.x * (layout.width - margin.l - margin.r) + (note.xshift or 0)
    y = margin.t + (1 - note.y) * (layout.height - margin.t - margin.b) - (note.yshift or 0)
    left = {"left": x, "center": x - wide / 2, "right": x - wide}[note.xanchor]
    top = {"top": y, "middle": y - tall / 2, "bottom": y - tall}[note.yanchor]
    return left, top, left + wide, top + tall


def placed(layout):
    return [(plain(note.text), box(note, layout)) for note in layout.annotations if note.xref == "paper"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_leaves_the_figure_or_covers_another(sample, language, width):
    layout = figure(chart(*sample, language), width).layout
    boxes = placed(layout)
    assert len(boxes) >= 3
    for text, (left, top, right, bottom) in boxes:
        assert left >= 0 and right <= width and top >= 0 and bottom <= layout.height, text
    for i, (text, one) in enumerate(boxes):
        for other_text, other in boxes[i + 1 :]:
            apart = one[2] <= other[0] + 1 or other[2] <= one[0] + 1 or one[3] <= other[1] + 1 or other[3] <= one[1] + 1
            assert apart, (text, other_text)


@pytest.mark.parametrize("width", WIDTHS)
def test_finding_and_subtitle_stand_above_the_drawing_and_the_foot_below(sample, width):
    layout = figure(chart(*sample), width).layout
    (title, top), (subtitle, under), (foot, low) = placed(layout)[:3]
    assert title.replace("\n", " ") == WORDS["en"][0]
    assert subtitle.replace("\n", " ") == WORDS["en"][1]
    assert foot.replace("\n", " ") == " ".join(CAPTION.lines)
    assert top[3] <= under[1] and under[3] < layout.margin.t
    assert low[1] > layout.height - layout.margin.b


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pointer_reads_no_word_of_plotlys(sample, language):
    for trace in figure(chart(*sample, language)).data:
        if trace.type == "table":
            continue
        assert trace.hoverinfo == "skip" or trace.hovertemplate.endswith("<extra></extra>")


def test_only_plain_traces_are_drawn(sample):
    assert {trace.type for trace in figure(chart(*sample)).data} <= {"scatter", "bar", "heatmap", "box", "table"}


def test_the_figure_carries_its_own_template_whatever_the_default_is():
    import plotly.io as pio

    default = pio.templates.default
    try:
        pio.templates.default = "plotly_dark"
        found = figure(chart(*SAMPLES["ladder"]))
    finally:
        pio.templates.default = default
    assert found.layout.template.layout.paper_bgcolor == "#FFFFFF"
    assert "Noto Sans" in found.layout.template.layout.font.family


def test_importing_the_module_does_not_import_plotly():
    code = "import sys, charts.figure; sys.exit('plotly' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False).returncode == 0


def test_gaps_stay_gaps_and_a_lone_point_is_a_dot():
    frame = days(7)
    frame.loc[[1, 3], "a"] = np.nan
    trace = figure(chart(replace(LINES, series=BANDS[:1]), frame)).data[0]
    assert [value is None for value in trace.y] == [False, True, False, True, False, False, False]
    assert trace.connectgaps is False
    assert [size > 0 for size in trace.marker.size] == [True, False, True, False, False, False, False]


def test_null_is_not_drawn_as_zero():
    frame = days(3)
    frame.loc[1, ["a", "b", "c"]] = np.nan
    for trace in figure(chart(LADDER, frame)).data:
        assert trace.y[1] is None
        assert trace.customdata[1] == "–"


def test_an_interval_is_cut_where_it_is_unknown():
    frame = pd.DataFrame({"n": range(5), "v": [1.0] * 5, "low": [0.5, 0.5, None, 0.5, 0.5], "high": [2.0] * 5})
    band, line = figure(chart(Encoding("line", "n", (replace(SINGLE, low="low", high="high"),)), frame)).data
    assert band.fill == "toself" and band.hoverinfo == "skip"
    assert list(band.x) == [0, 1, 1, 0, 0, None, 3, 4, 4, 3, 3]
    assert list(band.y) == [2, 2, 0.5, 0.5, 2, None, 2, 2, 0.5, 0.5, 2]
    assert line.customdata[0] == "1 (0.5 to 2)"


def test_stacked_areas_stand_on_each_other():
    frame = pd.DataFrame({"n": [0, 1], "v": [1.0, 2.0], "w": [3.0, None]})
    series = (SINGLE, Series("w", "Other", "grey"))
    data = figure(chart(Encoding("area", "n", series, stacked=True), frame)).data
    assert list(data[1].y) == [1, 2]
    assert list(data[3].y) == [4, None]
    assert list(data[3].customdata) == ["3", "–"]


def test_negative_parts_of_a_stack_hang_below_zero():
    frame = pd.DataFrame({"n": [0], "v": [2.0], "w": [-1.0]})
    found = figure(chart(Encoding("column", "n", (SINGLE, Series("w", "Other", "grey")), stacked=True), frame))
    assert found.layout.barmode == "relative"
    assert found.layout.yaxis.range[0] <= -1 and found.layout.yaxis.range[1] >= 2


def test_each_style_is_drawn_as_what_it_means():
    frame = pd.DataFrame({"n": range(3), "v": [1, 2, 3]})

    def drawn(form, style):
        return figure(chart(Encoding(form, "n", (replace(SINGLE, style=style),)), frame)).data[0]

    assert drawn("line", "dashed").line.dash == "6px,4px"
    assert drawn("line", "hollow").marker.color == "#FFFFFF"
    assert drawn("line", "floor").marker.symbol == "triangle-up"
    assert drawn("scatter", "floor").marker.symbol == "triangle-up"
    assert drawn("column", "hatched").marker.pattern.shape == "/"
    assert drawn("column", "hollow").marker.line.width > 1
    assert drawn("line", "floor").customdata[0] == "at least 1"


def test_bars_and_columns_begin_at_zero_even_where_the_encoding_does_not_ask_for_it():
    frame = pd.DataFrame({"n": range(3), "v": [100, 101, 102]})
    for form, axis in (("column", "yaxis"), ("bar", "xaxis"), ("area", "yaxis")):
        found = figure(chart(Encoding(form, "n", (SINGLE,), zero=False), frame))
        assert found.layout[axis].range[0] == 0
    line = figure(chart(Encoding("line", "n", (SINGLE,), zero=False), frame))
    assert line.layout.yaxis.range[0] == 100


def test_few_bars_carry_their_numbers_and_many_an_axis():
    few, many = figure(chart(*SAMPLES["bars"])), figure(chart(*SAMPLES["sixty"]))
    assert list(few.data[0].text) == ["3.7 bn", "-1.2 bn", ""]
    assert few.layout.xaxis.showticklabels is False
    assert many.data[0].text is None
    assert many.layout.xaxis.side == "top"
    assert many.layout.height > 60 * 20


def test_the_first_category_is_on_top_and_every_name_is_written():
    found = figure(chart(*SAMPLES["sixty"]))
    assert found.layout.yaxis.range[0] > found.layout.yaxis.range[1]
    assert found.layout.yaxis.ticktext[0] == "centre 0"
    assert len(found.layout.yaxis.ticktext) == 60


def test_long_names_are_wrapped_and_not_cut():
    name = POOLS["pool"][1]
    text = figure(chart(*SAMPLES["bars"], "zh"), 350).layout.yaxis.ticktext[1]
    assert "<br>" in text and text.replace("<br>", "") == name


def test_names_stand_at_the_ends_and_in_a_key_on_a_phone():
    wide, phone = (figure(chart(*SAMPLES["ladder"]), width) for width in (1200, 350))
    assert sum(note.x == 1 for note in wide.layout.annotations) == 3
    assert wide.layout.margin.r > 100
    assert not any(note.x == 1 for note in phone.layout.annotations)
    assert phone.layout.margin.r < 40
    assert any("▨" in note.text for note in phone.layout.annotations)
    assert len(phone.layout.xaxis.tickvals) <= 6


def test_a_curve_that_ends_early_is_named_where_it_ends():
    frame = days()
    frame.loc[15:, "b"] = np.nan
    note = next(n for n in figure(chart(LINES, frame)).layout.annotations if "Unallocated" in n.text)
    assert 0.3 < note.x < 0.7


def test_dates_are_written_in_the_language_of_the_reader():
    assert figure(chart(*SAMPLES["ladder"])).layout.xaxis.ticktext == ("1 May", "8", "15", "22", "29")
    chinese = figure(chart(*SAMPLES["ladder"], "zh")).layout.xaxis
    assert chinese.ticktext == ("5月1日", "8日", "15日", "22日", "29日")
    assert chinese.hoverformat == "%Y年%-m月%-d日"


def test_columns_are_marked_at_their_own_dates():
    frame = days(5).assign(day=pd.date_range("2020-04-27", periods=5, freq="7D"))
    axis = figure(chart(LADDER, frame)).layout.xaxis
    assert axis.ticktext == ("27 Apr", "4 May", "11", "18", "25")
    assert axis.tickvals[0] == "2020-04-27 00:00:00"


def test_partial_dates_and_quarters_find_their_place():
    column = (Column("when", "period", Text("When", "时间")),)
    frame = pd.DataFrame({"when": ["2024-Q1", "2024-Q2", "2024-H2"], "v": [1, 2, 3]})
    line = figure(chart(Encoding("line", "when", (SINGLE,)), frame, columns=column))
    assert list(line.data[0].x) == ["2024-01-01 00:00:00", "2024-04-01 00:00:00", "2024-07-01 00:00:00"]
    quarters = figure(chart(Encoding("column", "when", (SINGLE,)), frame.iloc[:2], "zh", column))
    assert quarters.layout.xaxis.ticktext == ("一季度<br>2024年", "二季度")


def test_codes_are_written_by_their_titles():
    column = (Column("kind", "code", Text("Kind", "类别"), values={"gpu": Text("GPU", "图形处理器")}),)
    frame = pd.DataFrame({"kind": ["gpu"], "v": [1]})
    assert figure(chart(Encoding("bar", "kind", (SINGLE,)), frame, "zh", column)).layout.yaxis.ticktext == ("图形处理器",)


def test_instants_with_a_zone_keep_their_own_clock():
    frame = pd.DataFrame({"hour": pd.date_range("2020-05-01", periods=3, freq="h", tz="Asia/Shanghai"), "v": [1, 2, 3]})
    assert figure(chart(Encoding("line", "hour", (SINGLE,)), frame)).data[0].x[0] == "2020-05-01 00:00:00"


def test_a_log_axis_says_so_in_words():
    texts = [note.text for note in figure(chart(*SAMPLES["log"])).layout.annotations]
    assert "tokens a day (logarithmic scale)" in texts
    assert "单位：词元/日（对数刻度）" in [note.text for note in figure(chart(*SAMPLES["log"], "zh")).layout.annotations]


def test_cells_without_data_are_hatched_and_the_key_says_so():
    frame = WEEK.copy()
    frame.loc[3, "v"] = np.nan
    heat, blanks = figure(chart(SAMPLES["heat map"][0], frame.iloc[:-1])).data
    assert heat.z[0][3] is None
    assert list(zip(blanks.x, blanks.base, strict=True)) == [(3, -0.46), (23, 1.54)]
    assert blanks.marker.pattern.shape == "/"
    assert len(figure(chart(*SAMPLES["heat map"])).data) == 1


def test_a_heat_map_keeps_rows_in_the_order_of_the_frame_and_hours_in_theirs():
    found = figure(chart(SAMPLES["heat map"][0], WEEK.iloc[::-1]))
    assert found.layout.yaxis.ticktext == ("Sun", "Tue", "Mon")
    assert found.layout.xaxis.ticktext[0] == "0"
    assert found.data[0].z[0][0] == 0.1


def test_a_box_shows_the_quartiles_of_its_group():
    frame = pd.DataFrame({"g": ["x"] * 6, "v": [0, 1, 2, 3, 4, 100]})
    box_trace, median, beyond = figure(chart(Encoding("box", "g", (SINGLE,)), frame)).data
    assert (box_trace.q1[0], box_trace.median[0], box_trace.q3[0]) == (1.25, 2.5, 3.75)
    assert (box_trace.lowerfence[0], box_trace.upperfence[0]) == (0, 4)
    assert list(beyond.x) == [100]
    assert median.customdata[0] == "Median 2.5; middle half 1.25 to 3.75; 6 values"


def test_a_table_writes_units_and_says_what_is_left_out():
    columns = (Column("pool", "text", Text("Pool", "资源池")), Column("share", "number", Text("Share", "占比"), unit="fraction"))
    frame = pd.DataFrame({"pool": [f"p{i}" for i in range(30)], "share": [0.285, None] * 15})
    found = figure(chart(Encoding("table", "pool", ()), frame, columns=columns))
    assert list(found.data[0].cells.values[1][:2]) == ["28.5\u202f%", "–"]
    assert any(note.text.startswith("20 of 30 rows") for note in found.layout.annotations)


def test_a_value_beside_long_words_keeps_its_first_digit_on_a_phone():
    columns = (
        Column("name", "text", Text("Contract", "合同")),
        Column("value", "number", Text("Value", "金额"), unit="cny"),
        Column("other", "number", Text("Delivered", "已交付"), unit="cny"),
    )
    frame = pd.DataFrame({"name": ["Supply of computing services to a company whose name is long " * 2], "value": 3.69e9, "other": 1.5e12})
    table = figure(chart(Encoding("table", "name", ()), frame, columns=columns), width=390).data[0]
    figures = [cells[0] for cells in table.cells["values"][1:]]
    assert figures[0] == "3,690,000,000"
    for text, wide in zip(figures, table.columnwidth[1:], strict=True):
        assert pixels(text, table.cells.font.size) + 16 + table.cells.font.size < wide * 370 / sum(table.columnwidth)


def test_the_pointer_reads_months_to_one_decimal_and_a_share_as_percent():
    frame = pd.DataFrame({"x": [0.0, 4.698151950718686], "v": [0.0, 0.5]})
    for unit, text in (("months", "%{x:,.1~f} months"), ("fraction", "%{x:.1%}"), (None, "%{x:,.1~f}")):
        columns = (Column("x", "number", Text("At", "在"), unit=unit), Column("v", "number", Text("V", "值"), unit="fraction"))
        found = figure(chart(Encoding("line", "x", (SINGLE,), "fraction"), frame, columns=columns))
        assert found.layout.xaxis.unifiedhovertitle.text == text


def test_an_empty_frame_says_so_in_the_language_of_the_reader():
    english, chinese = (figure(chart(*SAMPLES["empty"], language)) for language in LANGUAGES)
    assert len(english.data) == 0
    assert "Nothing to draw" in english.layout.annotations[-1].text
    assert "没有可绘制的数据" in chinese.layout.annotations[-1].text
    assert figure(chart(*SAMPLES["all null"])).layout.annotations[-1].text == english.layout.annotations[-1].text


def test_words_of_users_are_not_read_as_markup():
    frame = pd.DataFrame({"pool": ["<b>x</b> & y"], "v": [1]})
    found = figure(chart(Encoding("bar", "pool", (replace(SINGLE, name="<i>z</i>"),)), frame))
    assert found.layout.yaxis.ticktext == ("&lt;b&gt;x&lt;/b&gt; &amp; y",)
    assert "<i>" not in found.data[0].hovertemplate


def test_a_height_asked_for_is_kept_unless_the_drawing_would_be_crushed():
    assert figure(chart(*SAMPLES["ladder"]), height=700).layout.height == 700
    assert figure(chart(*SAMPLES["bars"]), height=700).layout.height == 700
    assert figure(chart(*SAMPLES["ladder"]), height=50).layout.height > 200


def test_dark_paper_has_light_letters():
    found = figure(chart(*SAMPLES["ladder"]), theme="dark")
    assert found.layout.template.layout.paper_bgcolor == "#12171E"
    assert found.layout.annotations[0].font.color == "#EEF1F4"


def test_spans_shade_whole_columns():
    marks = (Mark("2020-05-10", "outage", "2020-05-11"),)
    shape = figure(chart(replace(LADDER, marks=marks), days())).layout.shapes[0]
    assert (shape.type, shape.x0, shape.x1) == ("rect", "2020-05-09 12:00:00", "2020-05-11 12:00:00")


def test_the_figure_is_valid_for_plotly(sample):
    found = figure(chart(*sample))
    assert go.Figure(found.to_dict()).layout.width == 1200
