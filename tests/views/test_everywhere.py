"""One figure of each kind is the same in the view, in its sentence or card, in the exported file, and in the other language."""

import pytest

from export import exported
from views import VIEWS, Query

RACKS = {"basis": ("rack_occupancy",), "resource": ("racks",)}
EVERYWHERE = {
    "the value that ended, over leaving out each contract": (
        "contract_concentration",
        {},
        ("48.2 %", "leaving out one at a time 23.2 % (without Hainan Huatie) to 71.7 % (without Lanyun Technology)"),
        ("48.2%", "逐一剔除单份为 23.2%（剔除海南华铁）至 71.7%（剔除蓝耘科技）"),
        "603300-20250305-1,海南华铁,Hainan Huatie",
        ",3690000000,",
    ),
    "a target by growth and by additions": (
        "targets",
        {},
        ("3 of 51", "2 on track, 1 of them by growth but behind by additions"),
        ("3/51", "进度正常 2 项，其中按增速正常而按增量落后 1 项"),
        "9,800 EFLOPS",
        ",0.4388,1.7225,1642.225,1118.329,9800,",
    ),
    "provinces whose dates lie apart": (
        "capacity_ranking",
        {},
        ("No ranking: the figures are dated up to 30 months apart", "Of the 8 provinces with a figure (of 34)", "237 EFLOPS"),
        ("不构成排名：各数字日期最多相差 30 个月", "34 个省级行政区中 8 个有数字", "237 EFLOPS"),
        "CN-NM",
        ",237,",
    ),
    "a rent of one kind": (
        "rents",
        {},
        ("CNY 75,000–85,000", "CNY 79,000", "type not stated, bare metal"),
        ("7.5 万～8.5 万元", "7.9 万元", "未说明租用方式，裸金属"),
        "2026-10,H100 80GB SXM",
        ",79000,",
    ),
    "national racks": (
        "utilization_series",
        {"where": RACKS},
        ("52.8 % in 2017, 71.4 % in June 2026; the scope changed 4 times between",),
        ("2017年 52.8%，2026年6月 71.4%，其间统计范围变动 4 次",),
        "2026-06-30",
        ",0.714,",
    ),
    "the load of counted tokens": (
        "token_compute",
        {},
        ("119.9 EFLOPS", "central value, 72 to 159 EFLOPS in 80 % of draws"),
        ("119.9 EFLOPS", "中值，按假设参数抽样，80% 区间为 72 至 159 EFLOPS"),
        "119.907407",
        ",71.8147",
    ),
    "the cost of idle cards, by a preset": (
        "idle_cost",
        {},
        (
            "CNY 1.14 m (CNY 916,600 to CNY 2.39 m over the presets)",
            "65.4 %",
            "CNY 7.24 per idle card-hour (5.80 to 15.11 over the presets)",
        ),
        ("114 万元（各预设下为 91.66 万元至 239 万元）", "65.4%", "每闲置卡时 7.24 元（各预设下为 5.80 至 15.11）"),
        "5.99315",
        ",946318.99",
    ),
    "the racks in use, a lower bound": (
        "capacity_now",
        {},
        ("at least 13.73 m racks",),
        ("1,373 万个机架以上",),
        "13730000",
        "13730000",
    ),
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", EVERYWHERE)
def test_a_figure_is_the_same_in_sentence_card_file_and_the_other_language(store, kind, language):
    view, asked, english, chinese, row, figure = EVERYWHERE[kind]
    chart = VIEWS[view].chart(VIEWS[view].result(store.tables("local"), Query(**asked)), language)
    said = "\n".join([chart.title, *(part for one in chart.headlines for part in (one.label, one.value, one.note or ""))])
    said = said.replace("\u202f", " ")
    assert [part for part in (english if language == "en" else chinese) if part not in said] == []
    lines = [line for line in exported(chart, "csv").decode("utf-8-sig").splitlines() if row in line]
    assert any(figure in line for line in lines), lines
